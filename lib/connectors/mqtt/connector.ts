import { connect, type MqttClient } from 'mqtt';
import type { IPublishPacket, Packet } from 'mqtt-packet';
import { Backoff } from '../../core/backoff';
import type { Timer } from '../../core/clock';
import type { Connector, ConnectorContext, LinkStatus, Receiver } from '../connector';
import { Acknowledgements } from './acknowledgements';
import { certificates, clientOptions, type Will } from './client-options';
import { Echoes } from './echoes';
import { Binding, Listening, matchesFilter, type Subscriber, type TopicListener } from './inbox';
import { Link, describeFault } from './link';
import type { Outbox } from './outbox';
import type { PublishOptions } from './outbox-record';
import { Publishing } from './publishing';
import { Rest } from './rest';
import type { MqttConfig, MqttPoint } from './spec';
import type { TopicPlace } from './topic-template';
import { userProperties } from './user-properties';

/** Tells the client library to go on without confirming; the PUBACK is ours to send. */
const CONFIRMED_LATER = new Error('confirmed when stored');

const MAX_PARKED = 1000;
const STOP_TIMEOUT_MS = 2_000;
/** Time between the reconnects that ask for a redelivery, in ms. */
const REDELIVERY_PAUSE_MS = 5_000;

/** A message for a binding that is being redeployed. */
interface Parked {
  readonly packet: IPublishPacket;
  readonly settle: (stored: boolean) => void;
}

/**
 * One connection to a broker, shared by all nodes that use it.
 *
 * Messages are confirmed when their readings are stored (ADR 2). What is on its way is bounded: above
 * `maxUnconfirmed` readings the socket is not read, whatever the quality of service.
 */
export class MqttConnector implements Connector<MqttPoint> {
  private readonly link: Link;
  private readonly rest: Rest;
  private readonly backoff = new Backoff();
  private readonly bindings = new Set<Subscriber>();
  private readonly acknowledgements = new Acknowledgements((run) => setImmediate(run));
  private readonly parked: Parked[] = [];
  private readonly held: (() => void)[] = [];
  private readonly publishing: Publishing;
  private readonly echoes = new Echoes();
  private client: MqttClient | undefined;
  private wire: { stream: MqttClient['stream'] } | undefined;
  private running = false;
  private retry: Timer | undefined;
  private unconfirmed = 0;
  private flushing = false;
  private urlIndex = 0;
  private lastRedelivery = -Infinity;
  private redelivery: Timer | undefined;

  constructor(
    private readonly config: MqttConfig,
    private readonly context: ConnectorContext,
    /** Asked for each connection; absent: that of the configuration. */
    private readonly will?: () => Will,
  ) {
    this.link = new Link(context.clock);
    this.publishing = new Publishing(context.clock);
    this.rest = new Rest(context.clock);
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    this.publishing.start();
    this.connect();
  }

  /** Leaves the session on the broker, which keeps messages for it while we are gone. */
  async stop(): Promise<void> {
    if (!this.running) return;
    this.running = false;
    this.retry?.stop();
    this.flush();
    // Nothing may follow DISCONNECT (MQTT 3.1.1 §3.14.4).
    this.acknowledgements.flush();
    const { client } = this;
    this.client = undefined;
    this.disconnected();
    if (client) await endWithin(client, STOP_TIMEOUT_MS);
    this.publishing.stop('the connection is stopped');
    this.link.set('stopped', 'stopped');
  }

  bind(points: readonly MqttPoint[], receiver: Receiver): (forGood?: boolean) => void {
    const device = this.config.clientId;
    return this.add(points.map((point) => new Binding(point, receiver, device, this.context.clock)));
  }

  /** Messages of a filter as they are: for a protocol above MQTT. */
  listen(filter: string, listener: TopicListener): (forGood?: boolean) => void {
    return this.add([new Listening(filter, listener)]);
  }

  onLink(listener: (status: LinkStatus) => void): () => void {
    return this.link.listen(listener);
  }

  /** Readings on their way to the database. */
  get unconfirmedReadings(): number {
    return this.unconfirmed;
  }

  /** Bytes that wait for the broker in memory. */
  get outbox(): number {
    return this.publishing.bytes;
  }

  /**
   * Resolves when the broker has confirmed (QoS 1 and 2) or the message was sent (QoS 0). Waits in memory while the
   * broker is away; rejects `unavailable` when that is full or the connection is stopped.
   */
  publish(topic: string, payload: string | Buffer, options?: PublishOptions): Promise<void> {
    return this.publishing.publish(topic, payload, options);
  }

  /** Publishes what waits in an outbox on disk, until the returned function is called. */
  drain(outbox: Outbox): () => void {
    return this.publishing.attach(outbox);
  }

  /** Now or never: false when there is no connection. */
  send({ topic, payload, qos, retain }: Will): boolean {
    const { client } = this;
    if (!client?.connected) return false;
    client.publish(topic, payload, { qos, retain }, () => undefined);
    return true;
  }

  /** Resolves when the broker has dealt with what was sent before; rejects when the connection is lost. */
  echo(): Promise<void> {
    return this.echoes.ask();
  }

  /** Says goodbye, if the line still takes it, and connects again after a pause. */
  reconnect(): void {
    const { client } = this;
    // While it ends, the library watches the line no more: one that is dead would hang until the system gives it up.
    if (client && !client.disconnecting) void endWithin(client, STOP_TIMEOUT_MS);
  }

  private add(added: readonly Subscriber[]): (forGood?: boolean) => void {
    for (const binding of added) this.bindings.add(binding);
    this.subscribe(added);
    for (const { packet, settle } of this.parked.splice(0)) this.dispatch(packet, settle);
    return (forGood = false) => {
      for (const binding of added) {
        binding.flush();
        this.bindings.delete(binding);
      }
      if (forGood) this.unsubscribe(added);
    };
  }

  private get url(): string {
    return this.config.urls[this.urlIndex % this.config.urls.length] ?? '';
  }

  /**
   * A new client per broker of the list, the same one again for the same broker: it knows what was sent and not
   * confirmed.
   */
  private connect(): void {
    this.link.set('connecting', `connecting to ${this.url}`);
    try {
      // A will of its own is another one for each connection.
      const isSame = this.config.urls.length === 1 && !this.will;
      if (this.client && isSame && !this.publishing.isSuspicious) {
        Object.assign(this.client.options, certificates(this.config));
        const { incomingStore, outgoingStore } = this.client;
        this.client.reconnect({ incomingStore, outgoingStore });
        return;
      }
      this.client?.end(true);
      this.publishing.abandonClient();
      this.client = connect(this.url, clientOptions(this.config, this.will?.()));
      this.watch(this.client);
    } catch (error) {
      this.failed(error);
    }
  }

  /** MQTT 5 §3.2.2.3.3: what is not said is 65,535; 3.1.1 says nothing. */
  private receiveMaximum(said: number | undefined): number | undefined {
    return this.config.version === '5' ? (said ?? 65_535) : undefined;
  }

  private watch(client: MqttClient): void {
    let fault: unknown;
    let accepted = false;
    client.handleMessage = (packet, done) => this.receive(packet, done);
    this.echoes.follow(client);
    client.on('packetreceive', ({ cmd }) => {
      if (cmd !== 'connack') return;
      this.publishing.answered();
      // Not as late as `connect`, which the library holds back until what it had published is confirmed: messages may
      // follow the CONNACK at once, and one that was not dealt with would come again on the next connection only.
      this.wire = { stream: client.stream };
      this.rest.begin(client.stream);
    });
    client.on('connect', ({ properties }) => {
      accepted = true;
      fault = undefined;
      if (!this.link.isFlapping) this.backoff.reset();
      this.link.connected();
      // First: whoever hears of the connection may say something that is answered.
      this.subscribe([...this.bindings]);
      this.link.set('connected', 'connected');
      this.publishing.connected(client, this.receiveMaximum(properties?.receiveMaximum));
    });
    client.on('error', (error) => (fault = error));
    client.on('disconnect', (packet: { reasonCode?: number }) => (fault = { code: packet.reasonCode }));
    client.on('close', () => {
      if (client !== this.client) return;
      const takenOver = accepted ? this.link.lost() : undefined;
      accepted = false;
      this.disconnected();
      if (takenOver) this.failed(new Error(takenOver));
      else this.failed(fault ?? new Error('connection lost'));
      fault = undefined;
    });
  }

  private disconnected(): void {
    this.rest.end();
    this.wire = undefined;
    this.redelivery?.stop();
    this.redelivery = undefined;
    this.publishing.disconnected();
    this.echoes.lost();
    this.release();
  }

  private failed(error: unknown): void {
    if (!this.running) return;
    const wait = this.backoff.next();
    this.link.set('error', describeFault(error, this.url));
    this.urlIndex++;
    this.retry?.stop();
    this.retry = this.context.clock.after(wait, () => {
      if (this.running) this.connect();
    });
  }

  private subscribe(bindings: readonly Subscriber[]): void {
    const { client } = this;
    if (!client?.connected) return;
    for (const { subscription, qos: wanted } of bindings) {
      const qos = Math.min(wanted, 1) as 0 | 1;
      client.subscribe(subscription, { qos }, (error, granted) => {
        const refused = granted?.some(({ qos: given }) => (given as number) >= 128);
        if (error || refused)
          this.link.set('degraded', `the broker does not allow to subscribe to ${subscription}`);
      });
    }
  }

  private unsubscribe(bindings: readonly Subscriber[]): void {
    const wanted = new Set([...this.bindings].map(({ subscription }) => subscription));
    for (const { subscription } of bindings)
      if (!wanted.has(subscription)) this.client?.unsubscribe(subscription, () => undefined);
  }

  private receive(packet: Packet, done: (error?: Error) => void): void {
    if (packet.cmd !== 'publish') return done();
    const { wire } = this;
    const { qos, messageId } = packet;
    const next = (): void => (qos > 0 ? done(CONFIRMED_LATER) : done());
    // Stopping: the session keeps it for the next start.
    if (!wire) return next();
    let settled = false;
    this.rest.came();
    this.dispatch(packet, (stored) => {
      if (settled) return;
      settled = true;
      this.rest.settled();
      if (stored && qos === 1 && messageId !== undefined) this.acknowledgements.confirm(wire, messageId);
      else if (!stored && qos > 0) this.redeliver();
    });
    if (this.unconfirmed > this.config.maxUnconfirmed) this.held.push(next);
    else next();
  }

  private dispatch(packet: IPublishPacket, settle: (stored: boolean) => void): void {
    const { topic } = packet;
    const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload);
    const matching: { binding: Subscriber; place: TopicPlace | undefined }[] = [];
    for (const binding of this.bindings) {
      const place = binding.template.match(topic);
      if (place || matchesFilter(binding.template.filter, topic)) matching.push({ binding, place });
    }
    if (matching.length === 0) {
      // Its binding is being redeployed. What finds no place here comes again after the next connection.
      if (this.parked.length < MAX_PARKED) this.parked.push({ packet, settle });
      return;
    }
    let open = matching.length;
    let allStored = true;
    const properties = userProperties(packet);
    for (const { binding, place } of matching) {
      let taken = 0;
      const result = binding.take({
        topic,
        place,
        payload,
        retained: packet.retain,
        properties,
        settle: (stored) => {
          this.unconfirmed -= taken;
          allStored &&= stored;
          if (--open === 0) settle(allStored);
          if (this.unconfirmed <= this.config.maxUnconfirmed / 2) this.release();
        },
      });
      taken = result.readings;
      this.unconfirmed += taken;
      if (result.full) binding.flush();
      else this.flushSoon();
    }
  }

  /** At the end of the turn: what came in one read of the socket goes out as one batch, and a single message at once. */
  private flushSoon(): void {
    if (this.flushing) return;
    this.flushing = true;
    setImmediate(() => {
      this.flush();
      this.rest.batchDone();
    });
  }

  private flush(): void {
    this.flushing = false;
    for (const binding of this.bindings) binding.flush();
  }

  /** Lets the library read on. */
  private release(): void {
    for (const next of this.held.splice(0)) next();
  }

  /** A 3.1.1 or 5 broker sends unconfirmed messages again only on a new connection (MQTT 5 §4.4). */
  private redeliver(): void {
    const { wire } = this;
    if (!wire || this.redelivery) return;
    const { clock, logger } = this.context;
    const pause = Math.max(0, this.lastRedelivery + REDELIVERY_PAUSE_MS - clock.monotonic());
    this.redelivery = clock.after(pause, () => {
      this.redelivery = undefined;
      this.lastRedelivery = clock.monotonic();
      logger.warn('Readings could not be stored; connecting anew so that the broker sends them again', {
        client: this.config.clientId,
      });
      wire.stream.destroy();
    });
  }
}

/** Says DISCONNECT after what waits to be sent, if there is somebody to say it to. */
async function endWithin(client: MqttClient, ms: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => {
      // A client that is ending already does not let itself be ended by force.
      client.stream.destroy();
      resolve();
    }, ms);
    client.end(!client.connected, {}, () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
