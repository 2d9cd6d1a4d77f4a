import type { Clock } from '../../core/clock';
import type { ConnectorContext } from '../connector';
import { DeviceTally } from '../tally';
import type { OpcuaFailure } from './failure';
import { failureOf } from './failure';
import { within } from './deadline';

/** Runs one request, and gives it up when its time is over. Rejects with an OpcuaFailure. */
export type Timed = <T>(run: () => Promise<T>) => Promise<T>;

const RESPONSE_BUCKETS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];

/** What a connector asked, how it ended and how long it took; and the words of the last failure. */
export class Tally extends DeviceTally {
  private readonly meters: ReturnType<typeof metersOf>;
  private readonly clock: Clock;

  constructor(
    context: ConnectorContext,
    private readonly where: string,
  ) {
    super();
    this.clock = context.clock;
    this.meters = metersOf(context);
  }

  /** One request, given up after `timeoutMs`. Rejects with an OpcuaFailure. */
  async timed<T>(timeoutMs: number, run: () => Promise<T>): Promise<T> {
    const { clock } = this;
    this.countRequest();
    const sent = clock.monotonic();
    try {
      const answer = await within(clock, Math.max(1, timeoutMs), run());
      const ms = clock.monotonic() - sent;
      this.countAnswer(ms);
      this.meters.response.observe(ms / 1000);
      this.meters.requests.add(1, { outcome: 'ok' });
      this.heard();
      return answer;
    } catch (error) {
      const failure = failureOf(error, this.where);
      this.failed(failure);
      throw failure;
    }
  }

  /** The server said something without being asked. */
  heard(): void {
    this.countSuccess(this.clock.now());
  }

  failed(failure: OpcuaFailure): void {
    this.countFailure(failure.message);
    this.meters.requests.add(1, { outcome: failure.status ?? 'failed' });
  }

  /** The server discarded samples before it sent a value. */
  overflowed(): void {
    this.meters.overflows.add();
  }

  /** The server discarded events of its alarms. */
  lostEvents(): void {
    this.meters.lostEvents.add();
  }

  /** A message was sent that the server could not send again. */
  missed(): void {
    this.meters.missed.add();
  }
}

const metersOf = ({ meter }: ConnectorContext) => ({
  requests: meter.counter('thermacore_opcua_requests_total', 'OPC UA requests, by how they ended', [
    'outcome',
  ]),
  overflows: meter.counter(
    'thermacore_opcua_overflows_total',
    'Values with the overflow bit: the server discarded samples before them',
  ),
  lostEvents: meter.counter(
    'thermacore_opcua_event_overflows_total',
    'Times that the server discarded events of its alarms; all of them are asked for again',
  ),
  missed: meter.counter(
    'thermacore_opcua_missed_messages_total',
    'Notification messages that the server could not send again',
  ),
  response: meter.histogram(
    'thermacore_opcua_response_seconds',
    'Time from an OPC UA request to its answer',
    RESPONSE_BUCKETS,
  ),
});
