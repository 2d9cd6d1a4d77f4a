import type { IClientPublishOptions, MqttClient } from 'mqtt';
import type { Clock } from '../../core/clock';
import { ThermaCoreError, messageOf } from '../../core/errors';
import type { Outbox } from './outbox';
import {
  SuspectMessage,
  clientPublishOptions,
  type OutboxMessage,
  type PublishOptions,
} from './outbox-record';

interface Outgoing {
  readonly topic: string;
  readonly payload: string | Buffer;
  readonly options: IClientPublishOptions;
  /** Bytes that it takes of the memory; 0 when an outbox has it on disk. */
  readonly size: number;
  readonly isOnDisk: boolean;
  readonly settle: (error?: Error) => void;
}

const MAX_BYTES = 16 * 1024 * 1024;
/** Unconfirmed messages at a time; MQTT 5 brokers may allow fewer (§3.2.2.3.3). */
const MAX_UNCONFIRMED = 1000;
/** MQTT 3.1.1 brokers do not say it, and mosquitto hangs up above 20 messages of QoS 2. */
const MAX_UNSAID_QOS_2 = 20;
/** A connection that ends sooner than this after the broker's CONNACK, in ms, was ended by what was sent. */
const QUICK_MS = 5_000;
const FRUITLESS = 3;

/**
 * What one connection publishes: from memory (bounded) and from the outboxes on disk. Never more unconfirmed messages
 * than the broker allows; what a lost client had is given to the next one.
 */
export class Publishing {
  private readonly waiting: Outgoing[] = [];
  /** What the client has, each with a mark of its own: a client that was given up may call back late. */
  private readonly handed = new Map<symbol, Outgoing>();
  private readonly outboxes = new Set<Outbox>();
  private client: MqttClient | undefined;
  private isOpen = false;
  private memory = 0;
  private unconfirmed = 0;
  private limit = { qos1: MAX_UNCONFIRMED, qos2: MAX_UNSAID_QOS_2 };
  private answeredAt: number | undefined;
  private confirmedSome = false;
  private fruitless = 0;

  constructor(private readonly clock: Clock) {}

  /** Bytes that wait for the broker in memory. */
  get bytes(): number {
    return this.memory;
  }

  /**
   * True when something that is sent seems to end the connection: a broker that does not allow a topic may hang up
   * (MQTT 3.1.1 §3.3.5). The client library would send it again for ever, so the client must be given up; from then on
   * messages go one by one, until one is confirmed or found out.
   */
  get isSuspicious(): boolean {
    return this.fruitless >= FRUITLESS;
  }

  start(): void {
    this.isOpen = true;
  }

  /** Rejects all that waits in memory. */
  stop(why: string): void {
    this.isOpen = false;
    this.disconnected();
    for (const outgoing of [...this.waiting.splice(0), ...this.takeBack()]) outgoing.settle(new Error(why));
  }

  /** As `MqttConnector.publish`. */
  publish(topic: string, payload: string | Buffer, options: PublishOptions = {}): Promise<void> {
    const size = payload.length + topic.length;
    if (!this.isOpen || this.memory + size > MAX_BYTES)
      return Promise.reject(
        new ThermaCoreError(
          'unavailable',
          this.isOpen ? 'Too many messages wait for the broker.' : 'The connection is stopped.',
          { advice: 'Check the broker; readings that were to be published now are not.' },
        ),
      );
    this.memory += size;
    return new Promise((resolve, reject) => {
      const settle = (error?: Error): void => {
        this.memory -= size;
        if (error)
          reject(
            new ThermaCoreError('unavailable', `Could not publish: ${messageOf(error)}.`, { cause: error }),
          );
        else resolve();
      };
      const clientOptions = clientPublishOptions(options);
      this.take({ topic, payload, options: clientOptions, size, isOnDisk: false, settle });
    });
  }

  /** Drains an outbox over this connection. Returns the way to end that. */
  attach(outbox: Outbox): () => void {
    this.outboxes.add(outbox);
    if (this.client) outbox.connected(this.send, this.limit.qos1);
    return () => {
      this.outboxes.delete(outbox);
      outbox.disconnected();
    };
  }

  /** The broker has answered CONNECT; the client library may now be sending what it had. */
  answered(): void {
    this.answeredAt = this.clock.monotonic();
    this.confirmedSome = false;
  }

  /** `receiveMaximum`: unconfirmed messages that the broker allows; undefined: MQTT 3.1.1, which does not say it. */
  connected(client: MqttClient, receiveMaximum: number | undefined): void {
    this.client = client;
    const allowed = Math.min(receiveMaximum ?? Infinity, MAX_UNCONFIRMED);
    this.limit = { qos1: allowed, qos2: receiveMaximum === undefined ? MAX_UNSAID_QOS_2 : allowed };
    this.pump();
    for (const outbox of this.outboxes) outbox.connected(this.send, allowed);
  }

  disconnected(): void {
    this.client = undefined;
    const { answeredAt } = this;
    this.answeredAt = undefined;
    if (answeredAt !== undefined) {
      const isQuick = this.clock.monotonic() - answeredAt < QUICK_MS;
      if (isQuick && this.unconfirmed > 0 && !this.confirmedSome) this.fruitless++;
      else if (!this.isSuspicious) this.fruitless = 0;
    }
    for (const outbox of this.outboxes) outbox.disconnected();
    // The outbox has them on disk and sends them in order when there is a connection.
    const back = this.waiting.filter(({ isOnDisk }) => isOnDisk);
    const stay = this.waiting.filter(({ isOnDisk }) => !isOnDisk);
    this.waiting.splice(0, Infinity, ...stay);
    for (const { settle } of back) settle(new Error('the connection is lost'));
  }

  /** The client is given up, and the client library forgets the callbacks of one that is ended by force. */
  abandonClient(): void {
    const back = this.takeBack();
    const again: Outgoing[] = [];
    for (const outgoing of back) {
      if (this.isSuspicious)
        outgoing.settle(new SuspectMessage('the broker ends the connection when it gets this message'));
      else if (outgoing.isOnDisk) outgoing.settle(new Error('the broker is away, another one is tried'));
      else again.push(outgoing);
    }
    this.waiting.unshift(...again);
  }

  private readonly send = ({ topic, payload, options, at }: OutboxMessage): Promise<void> =>
    new Promise((resolve, reject) => {
      const settle = (error?: Error): void => (error ? reject(error) : resolve());
      const clientOptions = clientPublishOptions(options, this.clock.now() - at);
      this.take({ topic, payload, options: clientOptions, size: 0, isOnDisk: true, settle });
    });

  private take(outgoing: Outgoing): void {
    // QoS 0 counts for no limit of the broker and need not wait behind what does.
    if (this.client && outgoing.options.qos === 0) return this.hand(this.client, outgoing);
    this.waiting.push(outgoing);
    this.pump();
  }

  private pump(): void {
    for (let next = this.waiting[0]; this.client && next; next = this.waiting[0]) {
      const { qos1, qos2 } = this.limit;
      const allowed = next.options.qos === 2 ? qos2 : qos1;
      if (next.options.qos !== 0 && this.unconfirmed >= (this.isSuspicious ? 1 : allowed)) return;
      this.waiting.shift();
      this.hand(this.client, next);
    }
  }

  private hand(client: MqttClient, outgoing: Outgoing): void {
    const { topic, payload, options, settle } = outgoing;
    const isConfirmed = options.qos !== 0;
    const mark = Symbol(topic);
    this.handed.set(mark, outgoing);
    if (isConfirmed) this.unconfirmed++;
    client.publish(topic, payload, options, (error) => {
      if (!this.handed.delete(mark)) return;
      if (isConfirmed) {
        this.unconfirmed--;
        // A refusal with a reason is an answer, too.
        this.confirmedSome = true;
        this.fruitless = 0;
      }
      settle(error ?? undefined);
      this.pump();
    });
  }

  private takeBack(): Outgoing[] {
    const back = [...this.handed.values()];
    this.handed.clear();
    this.unconfirmed = 0;
    return back;
  }
}
