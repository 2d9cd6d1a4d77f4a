import type { RequestResult } from '../../dnp3/master/request';
import type { ConnectorContext } from '../connector';
import { DeviceTally } from '../tally';

const RESPONSE_BUCKETS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

/** What a connector asked and got, for the devices page and the metrics. */
export class Tally extends DeviceTally {
  private readonly meters: ReturnType<typeof metersOf>;

  constructor(private readonly context: ConnectorContext) {
    super();
    this.meters = metersOf(context);
  }

  /** A request of a person, with the time until its answer. */
  async timed(run: () => Promise<RequestResult>): Promise<RequestResult> {
    const { clock } = this.context;
    const sent = clock.monotonic();
    this.countRequest();
    const result = await run();
    if (result.ok) {
      const ms = clock.monotonic() - sent;
      this.countAnswer(ms);
      this.meters.response.observe(ms / 1000);
      this.countSuccess(clock.now());
      this.meters.requests.add(1, { outcome: 'ok' });
    } else {
      this.failed(result.reason);
      this.meters.requests.add(1, { outcome: result.cause });
    }
    return result;
  }

  /** The outstation sent measurements, asked or by itself. */
  heard(events: number, values: number): void {
    this.countRequest();
    this.countSuccess(this.context.clock.now());
    if (events > 0) this.meters.measurements.add(events, { kind: 'event' });
    if (values > 0) this.meters.measurements.add(values, { kind: 'static' });
  }

  failed(words: string): void {
    this.countFailure(words);
  }

  /** Measurements that were not stored, so that the outstation was not told that they are. */
  unconfirmed(): void {
    this.meters.unconfirmed.add();
  }
}

const metersOf = ({ meter }: ConnectorContext) => ({
  requests: meter.counter('thermacore_dnp3_requests_total', 'DNP3 requests of users, by how they ended', [
    'outcome',
  ]),
  measurements: meter.counter(
    'thermacore_dnp3_measurements_total',
    'Measurements that outstations sent, as events or as present values',
    ['kind'],
  ),
  unconfirmed: meter.counter(
    'thermacore_dnp3_unconfirmed_total',
    'Fragments that were not confirmed because their readings were not stored',
  ),
  response: meter.histogram(
    'thermacore_dnp3_response_seconds',
    'Time from a DNP3 request to its answer',
    RESPONSE_BUCKETS,
  ),
});
