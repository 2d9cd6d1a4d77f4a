import type { LinkStatus, Receiver } from '../../lib/connectors/connector';
import type { MqttPoint } from '../../lib/connectors/mqtt/spec';
import { Backoff } from '../../lib/core/backoff';
import type { Clock, Timer } from '../../lib/core/clock';
import { ThermaCoreError, isThermaCoreError, messageOf } from '../../lib/core/errors';
import type { MqttConnector, Outbox, PublishOptions, TopicListener, Will } from '../../lib/platform';
import type { BrokerService, OwnSession, SessionService } from '../_kit/services';

export interface ConnectionOptions {
  readonly tenant: string | undefined;
  /** Makes the connector; rejects when, for example, the embedded broker cannot start. */
  readonly make: (own?: OwnSession) => Promise<MqttConnector>;
  readonly clock: Clock;
}

/** How long the connection outlives its last user, in ms: nodes that are redeployed come back to it. */
const LINGER_MS = 2_000;

interface Bound {
  readonly join: (connector: MqttConnector) => (forGood?: boolean) => void;
  unbind: ((forGood?: boolean) => void) | undefined;
}

/** The connection of an `mqtt-broker` node: there while somebody uses it, made again until it can be made. */
export class Connection implements BrokerService, SessionService {
  readonly tenant: string | undefined;
  private readonly clock: Clock;
  private readonly backoff = new Backoff();
  private readonly listeners = new Set<(status: LinkStatus) => void>();
  private readonly bound = new Set<Bound>();
  private readonly outboxes = new Map<Outbox, (() => void) | undefined>();
  private connector: MqttConnector | undefined;
  private status: LinkStatus;
  private users = 0;
  private opening = false;
  private closed = false;
  private timer: Timer | undefined;
  private stopping: Promise<void> = Promise.resolve();

  constructor(private readonly options: ConnectionOptions) {
    this.tenant = options.tenant;
    this.clock = options.clock;
    this.status = { state: 'stopped', text: 'not used', since: this.clock.now() };
  }

  acquire(): () => void {
    this.users++;
    this.timer?.stop();
    this.open();
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      if (--this.users > 0 || this.closed) return;
      this.timer?.stop();
      this.timer = this.clock.after(LINGER_MS, () => void this.stop());
    };
  }

  session(own: OwnSession): SessionService {
    return new Connection({ ...this.options, make: () => this.options.make(own) });
  }

  bind(points: readonly MqttPoint[], receiver: Receiver): (forGood?: boolean) => void {
    return this.join((connector) => connector.bind(points, receiver));
  }

  listen(filter: string, listener: TopicListener): (forGood?: boolean) => void {
    return this.join((connector) => connector.listen(filter, listener));
  }

  send(message: Will): boolean {
    return this.connector?.send(message) ?? false;
  }

  echo(): Promise<void> {
    return this.connector?.echo() ?? Promise.reject(new Error('there is no connection'));
  }

  reconnect(): void {
    this.connector?.reconnect();
  }

  onLink(listener: (status: LinkStatus) => void): () => void {
    this.listeners.add(listener);
    listener(this.status);
    return () => void this.listeners.delete(listener);
  }

  publish(topic: string, payload: string | Buffer, options?: PublishOptions): Promise<void> {
    if (this.connector) return this.connector.publish(topic, payload, options);
    return Promise.reject(
      new ThermaCoreError('unavailable', `The connection is not there yet: ${this.status.text}.`, {
        advice: 'What was to be published now is not.',
      }),
    );
  }

  drain(outbox: Outbox): () => void {
    this.outboxes.set(outbox, this.connector?.drain(outbox));
    return () => {
      this.outboxes.get(outbox)?.();
      this.outboxes.delete(outbox);
    };
  }

  get outbox(): number {
    return this.connector?.outbox ?? 0;
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.stop();
  }

  private join(join: Bound['join']): (forGood?: boolean) => void {
    const bound: Bound = { join, unbind: this.connector && join(this.connector) };
    this.bound.add(bound);
    return (forGood) => {
      this.bound.delete(bound);
      bound.unbind?.(forGood);
    };
  }

  private async stop(): Promise<void> {
    this.timer?.stop();
    this.stopping = this.connector?.stop() ?? Promise.resolve();
    await this.stopping;
  }

  private open(): void {
    if (this.connector) {
      const { connector } = this;
      // One that is still on its way out would report its end after the new beginning.
      void this.stopping.finally(() => {
        if (this.users > 0 && !this.closed) connector.start();
      });
      return;
    }
    if (this.opening) return;
    this.opening = true;
    this.tell({ state: 'connecting', text: 'connecting', since: this.clock.now() });
    this.options.make().then(
      (connector) => this.made(connector),
      (error: unknown) => this.failed(error),
    );
  }

  private made(connector: MqttConnector): void {
    this.opening = false;
    if (this.closed) return;
    this.connector = connector;
    connector.onLink((status) => this.tell(status));
    for (const bound of this.bound) bound.unbind = bound.join(connector);
    for (const outbox of this.outboxes.keys()) this.outboxes.set(outbox, connector.drain(outbox));
    if (this.users > 0) connector.start();
  }

  private failed(error: unknown): void {
    this.opening = false;
    const text = isThermaCoreError(error) ? error.sentence : messageOf(error);
    this.tell({ state: 'error', text, since: this.clock.now() });
    if (this.users === 0 || this.closed) return;
    this.timer?.stop();
    this.timer = this.clock.after(this.backoff.next(), () => this.open());
  }

  private tell(status: LinkStatus): void {
    this.status = status;
    for (const listener of this.listeners) listener(status);
  }
}
