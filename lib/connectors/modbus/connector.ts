import type { FieldCommand, FieldOutcome } from '../../core/field-command';
import type { FieldValue } from '../../core/field-value';
import type { Connector, ConnectorContext, Diagnostics, LinkStatus, Receiver } from '../connector';
import { DeviceTally } from '../tally';
import { ToldLink } from '../told-link';
import type { BusState } from './bus';
import type { BusLease, ModbusBuses } from './buses';
import { ModbusFailure, failureOf } from './failure';
import type { Priority } from './lane';
import type { ModbusLink, Write } from './link';
import { Poller } from './poller';
import type { ModbusConfig, ModbusPoint } from './spec';
import { readPoints } from './reading-now';
import { carryOut } from './writing';

/** Buckets in seconds: from a device beside us to a serial line behind a radio. */
const RESPONSE_BUCKETS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];

/** One unit of a bus: polls its points, and writes to them. */
export class ModbusConnector implements Connector<ModbusPoint> {
  private readonly pollers = new Set<Poller>();
  private readonly link: ToldLink;
  private readonly tally = new DeviceTally();
  private readonly name: string;
  private readonly meters: ReturnType<typeof metersOf>;
  private lease: BusLease | undefined;
  private leave = (): void => undefined;
  private bus: BusState = { state: 'connecting' };
  private away: ModbusFailure | undefined;
  private answered = false;

  constructor(
    private readonly config: ModbusConfig,
    private readonly context: ConnectorContext,
    private readonly buses: ModbusBuses,
  ) {
    this.name = `${config.host}:${config.port}/${config.unitId}`;
    this.link = new ToldLink(context.clock);
    this.meters = metersOf(context);
  }

  start(): void {
    if (this.lease) return;
    const lease = this.buses.lease(this.config, this.context.clock, this.context.certificates);
    this.lease = lease;
    this.leave = lease.bus.onState((state) => this.follow(state));
    lease.bus.open();
  }

  stop(): Promise<void> {
    const { lease } = this;
    if (!lease) return Promise.resolve();
    this.lease = undefined;
    this.leave();
    for (const poller of this.pollers) poller.stop();
    lease.release();
    this.forget();
    this.link.set('stopped', 'stopped');
    return Promise.resolve();
  }

  bind(points: readonly ModbusPoint[], receiver: Receiver): () => void {
    const { config, context } = this;
    const poller = new Poller({
      points: config.broadcast ? [] : points,
      receiver,
      clock: context.clock,
      device: this.name,
      limits: config,
      phase: phaseOf(this.name),
      read: ({ table, start, count }) =>
        this.ask('poll', config.retries, (link) =>
          link.read(config.unitId, table, start, count, config.timeoutMs),
        ),
      onOverrun: () => this.meters.overruns.add(),
      onResult: () => this.look(),
    });
    this.pollers.add(poller);
    if (this.lease && this.bus.state === 'open') poller.start();
    return () => {
      poller.stop();
      this.pollers.delete(poller);
    };
  }

  onLink(listener: (status: LinkStatus) => void): () => void {
    return this.link.listen(listener);
  }

  async command(command: FieldCommand<ModbusPoint>): Promise<FieldOutcome> {
    const { config, context } = this;
    const { unitId } = config;
    // One deadline for the write and its read back; the unit may have other requests before it.
    const deadline = context.clock.monotonic() + command.timeoutMs;
    const left = (): number => Math.max(1, Math.min(config.timeoutMs, deadline - context.clock.monotonic()));
    const order = command.point.wordOrder ?? config.wordOrder;
    if (config.broadcast)
      return carryOut({ ...command, verify: false }, order, {
        write: (write) => this.broadcast(write),
        read: () => Promise.reject(new ModbusFailure('frame', 'a broadcast has no answer')),
      });
    return carryOut(command, order, {
      write: (write) => this.ask('write', 0, (link) => link.write(unitId, write, left())),
      read: ({ table }, first, length) =>
        this.ask('write', 0, (link) => link.read(unitId, table, first, length, left())),
    });
  }

  readNow(points: readonly ModbusPoint[], timeoutMs: number): Promise<FieldValue[]> {
    const { config, context } = this;
    const deadline = context.clock.monotonic() + timeoutMs;
    return readPoints(points, config.wordOrder, ({ table }, first, length) => {
      const left = Math.min(config.timeoutMs, deadline - context.clock.monotonic());
      if (config.broadcast || left <= 0)
        return Promise.reject(new ModbusFailure('timeout', config.broadcast ? 'a broadcast has no answer' : 'no answer in time')); // prettier-ignore
      return this.ask('write', 0, (link) => link.read(config.unitId, table, first, length, left));
    });
  }

  diagnostics(): Diagnostics {
    return this.tally.diagnostics;
  }

  private broadcast(write: Write): Promise<void> {
    return this.ask('write', 0, (link) => Promise.resolve(link.broadcast(write)));
  }

  /** One request, counted. Its response time is that of the device, without the wait for its turn. */
  private async ask<T>(
    priority: Priority,
    retries: number,
    run: (link: ModbusLink) => Promise<T>,
  ): Promise<T> {
    const { clock } = this.context;
    const { lease } = this;
    if (!lease) throw new ModbusFailure('closed', 'the device is not running');
    try {
      const answer = await lease.bus.request(this.config.unitId, priority, retries, async (link) => {
        const sent = clock.monotonic();
        this.tally.countRequest();
        const got = await run(link);
        const ms = clock.monotonic() - sent;
        this.tally.countAnswer(ms);
        this.meters.response.observe(ms / 1000);
        return got;
      });
      this.tally.countSuccess(clock.now());
      this.away = undefined;
      this.answered = true;
      this.meters.requests.add(1, { outcome: 'ok' });
      return answer;
    } catch (error) {
      const failure = failureOf(error);
      this.failed(failure);
      throw failure;
    }
  }

  private failed(failure: ModbusFailure): void {
    // Of a rest nobody was asked.
    if (failure.kind === 'resting' || failure.kind === 'closed') return;
    this.tally.countFailure(failure.message);
    this.meters.requests.add(1, { outcome: failure.kind });
    if (failure.isAway) this.away = failure;
    else if (failure.kind === 'exception' || failure.kind === 'frame') {
      this.away = undefined;
      this.answered = true;
    }
  }

  private follow(state: BusState): void {
    this.bus = state;
    if (!this.lease) return;
    switch (state.state) {
      case 'connecting':
        this.link.set('connecting', `connecting to ${this.lease.bus.where}`);
        break;
      case 'open':
        for (const poller of this.pollers) poller.start();
        this.look();
        break;
      case 'lost':
        this.answered = false;
        for (const poller of this.pollers) {
          poller.stop();
          poller.lose(state.text);
        }
        this.forget();
        this.link.set('error', state.text);
    }
  }

  private forget(): void {
    this.away = undefined;
    this.answered = false;
  }

  /** Connected is who has answered; until then nobody knows. */
  private look(): void {
    if (!this.lease || this.bus.state !== 'open') return;
    const { unitId } = this.config;
    const { where } = this.lease.bus;
    if (this.away) return this.link.set('error', `unit ${unitId} at ${where}: ${this.away.message}`);
    const nothingToRead = [...this.pollers].every(({ size }) => size === 0);
    if (!this.answered && !nothingToRead) return;
    const [fault] = [...this.pollers].flatMap((poller) => poller.fault ?? []);
    if (fault === undefined) this.link.set('connected', `connected to unit ${unitId} at ${where}`);
    else this.link.set('degraded', fault);
  }
}

const metersOf = ({ meter }: ConnectorContext) => ({
  requests: meter.counter('thermacore_modbus_requests_total', 'Modbus requests, by how they ended', [
    'outcome',
  ]),
  overruns: meter.counter(
    'thermacore_modbus_overruns_total',
    'Polls left out because the one before had not ended',
  ),
  response: meter.histogram(
    'thermacore_modbus_response_seconds',
    'Time from a Modbus request to its answer',
    RESPONSE_BUCKETS,
  ),
});

/** The same for the same device after each start, and spread evenly over many (FNV-1a, 32 bit). */
function phaseOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const char of name) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  // The last characters differ most, and change only the low bits.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 12)) >>> 0) / 2 ** 32;
}
