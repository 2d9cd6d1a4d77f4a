import type { Clock, Timer } from '../../../core/clock';
import { ThermaCoreError } from '../../../core/errors';
import type { Logger } from '../../../core/logger';
import type { Counter, Meter } from '../../../core/meter';
import { MAX_READINGS_PER_MESSAGE, type Reading } from '../../../core/reading';
import type { Receiver } from '../../connector';
import type { Publish } from '../topics';
import type { SparkplugTransport } from '../transport';
import type { HostEffects, HostEvent } from './effects';
import { Host, type HostCommand, type HostOptions } from './host';
import type { MetricAddress } from './placing';

export interface HostRunnerOptions extends Omit<HostOptions, 'tenant'> {
  readonly transport: SparkplugTransport;
  readonly receiver: Receiver;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  onEvent(event: HostEvent): void;
  onChange(): void;
}

type Settle = (stored: boolean) => void;

const LONGEST_TICK_MS = 1_000;

/**
 * A host application at a connection. Its data come with QoS 0, which no broker repeats: when readings can be stored no
 * more the host says that it is offline, so that edge nodes that wait for it keep theirs (ADR 37), and comes back.
 */
export class HostRunner {
  private readonly host: Host;
  private readonly stops: (() => void)[] = [];
  private readonly counter: Counter;
  private readings: Reading[] = [];
  private settles: Settle[] = [];
  private connected = false;
  private ticker: Timer | undefined;

  constructor(private readonly options: HostRunnerOptions) {
    this.host = new Host({ ...options, tenant: options.receiver.tenant });
    this.counter = options.meter.counter(
      'thermacore_sparkplug_host_events_total',
      'Births, deaths, requests for rebirth and structures that a host application saw or sent',
      ['what'],
    );
  }

  /** The will of the next connection. */
  readonly will = (): Publish => this.host.will(this.options.clock.now());

  start(): void {
    const { transport, clock, reorderMs } = this.options;
    const listener = { message: this.heard, flush: () => this.flush() };
    for (const filter of this.host.filters) this.stops.push(transport.listen(filter, listener));
    this.stops.push(
      transport.onLink(({ state }) => {
        if (state === 'connected') this.link(true);
        else if (state !== 'degraded') this.link(false);
      }),
    );
    this.ticker = clock.every(Math.min(LONGEST_TICK_MS, Math.max(100, reorderMs / 2)), () => {
      this.apply(this.host.tick(clock.now()));
      this.flush();
    });
  }

  get look(): { online: number; known: number } {
    return { online: this.host.online, known: this.host.known };
  }

  /** Sends a value to a node. Throws one sentence when it cannot be sent; whether the node takes it, its data tell. */
  command(command: HostCommand): void {
    const publish = this.host.command(command, this.options.clock.now());
    if (!this.options.transport.send(publish))
      throw new ThermaCoreError('unavailable', 'The write could not be sent: the broker is not connected.', {
        field: 'node',
        advice: 'Wait for the connection, and write again.',
      });
  }

  /** Metrics that have a sensor by now, or another place. */
  approved(addresses: readonly MetricAddress[]): void {
    this.apply(this.host.approved(addresses, this.options.clock.now()));
  }

  /** Says that the host goes (§5.14). */
  close(): void {
    this.ticker?.stop();
    if (this.connected) this.options.transport.send(this.host.farewell(this.options.clock.now()));
    for (const stop of this.stops) stop();
    this.flush();
  }

  private link(connected: boolean): void {
    if (connected === this.connected) return;
    this.connected = connected;
    const now = this.options.clock.now();
    this.apply(connected ? this.host.connected(now) : this.host.disconnected(now));
    this.flush();
    this.options.onChange();
  }

  private readonly heard = (topic: string, payload: Buffer, settle: Settle): number => {
    const taken = this.apply(this.host.message(topic, payload, this.options.clock.now()), payload);
    if (taken === 0) settle(true);
    else this.settles.push(settle);
    return taken;
  };

  /** Gives how many readings there were. */
  private apply({ readings, publishes, events, refused, reconnect }: HostEffects, payload?: Buffer): number {
    const { receiver, transport } = this.options;
    for (const publish of publishes) transport.send(publish);
    for (const { reason, detail, topic } of refused)
      receiver.reject({
        reason,
        detail,
        address: topic,
        sample: (payload ?? Buffer.alloc(0)).toString('hex', 0, 100),
      });
    for (const event of events) {
      this.counter.add(1, { what: event.kind });
      this.options.onEvent(event);
    }
    const admitted = receiver.admit ? readings.filter((reading) => this.admits(reading)) : readings;
    for (const reading of admitted) this.readings.push(reading);
    if (events.length > 0) this.options.onChange();
    if (reconnect) transport.reconnect();
    return admitted.length;
  }

  private admits(reading: Reading): boolean {
    const { receiver } = this.options;
    const reason = receiver.admit?.(reading);
    if (!reason) return true;
    const { unit, sensor, origin } = reading;
    receiver.reject({ reason, detail: `${unit}/${sensor}: ${reason}`, address: origin?.address ?? '' });
    return false;
  }

  private flush(): void {
    const { readings, settles } = this;
    if (readings.length === 0) return;
    this.readings = [];
    this.settles = [];
    const parts = Math.ceil(readings.length / MAX_READINGS_PER_MESSAGE);
    let open = parts;
    let allStored = true;
    for (let i = 0; i < parts; i++)
      this.options.receiver.batch({
        readings: readings.slice(i * MAX_READINGS_PER_MESSAGE, (i + 1) * MAX_READINGS_PER_MESSAGE),
        settle: (stored) => {
          allStored &&= stored;
          if (--open > 0) return;
          for (const settle of settles) settle(allStored);
          if (!allStored) this.notStored();
        },
      });
  }

  /** Ends the session: the broker tells that the host is offline, until the next CONNECT. */
  private notStored(): void {
    if (!this.connected) return;
    this.options.logger.warn(
      'Readings of Sparkplug could not be stored; the host goes offline and comes back',
      {
        host: this.options.hostId,
      },
    );
    this.options.transport.send(this.host.farewell(this.options.clock.now()));
    this.options.transport.reconnect();
  }
}
