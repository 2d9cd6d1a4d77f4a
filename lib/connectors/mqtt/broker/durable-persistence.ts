import { Readable } from 'node:stream';
import type { Logger } from '../../../core/logger';
import type { Journal } from './journal';
import {
  MemoryPersistence,
  Packet,
  type BrokerPacket,
  type BrokerSubscription,
  type ClientId,
  type Receiver,
} from './memory-persistence';

interface StoredPacket {
  packet: string;
  payload: Uint8Array;
}

const keyOf = ({ brokerId, brokerCounter }: { brokerId: string; brokerCounter: number }): string =>
  `${brokerId}:${brokerCounter}`;

const MAX_MESSAGE_ID = 65_535;

/** What a client has not confirmed, in the order of sending, found by packet and by message id. */
class Queue {
  readonly packets = new Map<string, BrokerPacket>();
  readonly byMessageId = new Map<number, string>();
  private lastChosen = 0;

  /**
   * The message id for a packet: `wanted`, unless another that is not confirmed has it (MQTT 3.1.1 §2.3.1). The broker
   * counts from a random number on each connection, whatever is unconfirmed. Undefined when none is free.
   */
  messageIdFor(key: string, wanted: number): number | undefined {
    const taken = (id: number): boolean => (this.byMessageId.get(id) ?? key) !== key;
    if (!taken(wanted)) return wanted;
    if (this.byMessageId.size >= MAX_MESSAGE_ID) return undefined;
    do this.lastChosen = (this.lastChosen % MAX_MESSAGE_ID) + 1;
    while (taken(this.lastChosen));
    return this.lastChosen;
  }
}

/** Above this many unconfirmed messages a session is given up: its client does not come back. */
const MAX_QUEUED = 500_000;

/**
 * The broker's state: in memory for speed, in a journal for life after kill -9. Subscriptions, retained messages and the
 * queues of persistent sessions come back; so does a message that was taken from its publisher and not yet queued.
 */
export class DurablePersistence extends MemoryPersistence {
  private readonly queues = new Map<string, Queue>();
  private place = 0;

  constructor(
    private readonly journal: Journal,
    private readonly logger: Logger,
    /** Whether a client was granted a filter: the broker hands on all of a SUBSCRIBE as soon as one is granted. */
    private readonly isGranted: (client: ClientId, filter: string) => boolean,
  ) {
    super();
  }

  override async setup(broker: object): Promise<void> {
    await super.setup(broker);
    for (const { client, topic, options } of this.journal.all<{
      client: string;
      topic: string;
      options: string;
    }>('select client, topic, options from subscriptions'))
      await super.addSubscriptions({ id: client }, [{ topic, ...(JSON.parse(options) as { qos: number }) }]);
    for (const row of this.journal.all<StoredPacket>('select packet, payload from retained'))
      await super.storeRetained(revive(row));
    for (const row of this.journal.all<StoredPacket & { client: string; place: number }>(
      'select client, place, packet, payload from outgoing order by client, place',
    )) {
      const packet = revive(row);
      this.queueOf(row.client).packets.set(keyOf(packet), packet);
      this.place = Math.max(this.place, row.place);
    }
  }

  override async storeRetained(packet: BrokerPacket): Promise<void> {
    await super.storeRetained(packet);
    if (packet.payload.length === 0) this.journal.run('delete from retained where topic = ?', packet.topic);
    else
      this.journal.run('insert or replace into retained values (?, ?, ?)', packet.topic, ...freeze(packet));
  }

  override async addSubscriptions(
    client: ClientId,
    subscriptions: readonly BrokerSubscription[],
  ): Promise<void> {
    const granted = subscriptions.filter(({ topic }) => this.isGranted(client, topic));
    await super.addSubscriptions(client, granted);
    for (const { topic, ...options } of granted)
      this.journal.run(
        'insert or replace into subscriptions values (?, ?, ?)',
        client.id,
        topic,
        JSON.stringify(options),
      );
    await this.journal.committed();
  }

  override async removeSubscriptions(client: ClientId, topics: readonly string[]): Promise<void> {
    await super.removeSubscriptions(client, topics);
    for (const topic of topics)
      this.journal.run('delete from subscriptions where client = ? and topic = ?', client.id, topic);
  }

  override async cleanSubscriptions(client: ClientId): Promise<void> {
    await super.cleanSubscriptions(client);
    this.forget(client.id);
  }

  override async outgoingEnqueue(subscription: Receiver, packet: BrokerPacket): Promise<void> {
    return this.outgoingEnqueueCombi([subscription], packet);
  }

  override async outgoingEnqueueCombi(
    subscriptions: readonly Receiver[],
    packet: BrokerPacket,
  ): Promise<void> {
    const stored = subscriptions.length > 0 ? freeze(packet) : undefined;
    for (const { clientId, qos = packet.qos } of stored ? subscriptions : []) {
      const queue = this.queueOf(clientId);
      if (queue.packets.size >= MAX_QUEUED) {
        this.logger.error('An MQTT session is given up: too many messages wait for it', {
          client: clientId,
          messages: queue.packets.size,
        });
        this.forget(clientId);
        continue;
      }
      // MQTT 3.1.1 §3.8.4: not more than the subscription asked for.
      const lowered = qos < packet.qos;
      const own = new Packet(lowered ? { ...packet, qos } : packet);
      queue.packets.set(keyOf(own), own);
      const [json, payload] = lowered ? freeze(own) : (stored as [string, Uint8Array]);
      this.journal.run(
        'insert or ignore into outgoing values (?, ?, ?, ?, ?, ?)',
        clientId,
        own.brokerId,
        own.brokerCounter,
        ++this.place,
        json,
        payload,
      );
    }
    return Promise.resolve();
  }

  override async outgoingUpdate(client: ClientId, packet: BrokerPacket): Promise<void> {
    const queue = this.queueOf(client.id);
    const { messageId } = packet;
    const known = packet.brokerId ? queue.packets.get(keyOf(packet)) : undefined;
    if (known && messageId !== undefined) {
      const key = keyOf(known);
      const id = queue.messageIdFor(key, messageId);
      if (id === undefined) return Promise.reject(new Error('no message id is free'));
      known.messageId = packet.messageId = id;
      queue.byMessageId.set(id, key);
      return Promise.resolve();
    }
    // A PUBREL takes the place of its message (MQTT 3.1.1 §4.3.3).
    const key = messageId === undefined ? undefined : queue.byMessageId.get(messageId);
    if (key === undefined) return Promise.reject(new Error('no such packet'));
    queue.packets.set(key, packet);
    return Promise.resolve();
  }

  override async outgoingClearMessageId(
    client: ClientId,
    { messageId }: { messageId?: number },
  ): Promise<BrokerPacket | undefined> {
    const queue = this.queueOf(client.id);
    const key = messageId === undefined ? undefined : queue.byMessageId.get(messageId);
    if (key === undefined || messageId === undefined) return Promise.resolve(undefined);
    const packet = queue.packets.get(key);
    queue.byMessageId.delete(messageId);
    queue.packets.delete(key);
    const [broker = '', counter = '0'] = key.split(':');
    this.journal.run(
      'delete from outgoing where client = ? and broker = ? and counter = ?',
      client.id,
      broker,
      Number(counter),
    );
    return Promise.resolve(packet);
  }

  override outgoingStream(client: ClientId): Readable {
    return Readable.from([...this.queueOf(client.id).packets.values()]);
  }

  /** Removes all that is kept of some topics. Gives how many messages and subscriptions it was. */
  async forgetTopics(isMeant: (topic: string) => boolean): Promise<number> {
    let count = 0;
    const topics = this.journal.all<{ topic: string }>('select topic from retained');
    for (const { topic } of topics) {
      if (!isMeant(topic)) continue;
      await this.storeRetained(new Packet({ cmd: 'publish', topic, payload: Buffer.alloc(0), retain: true }));
      count++;
    }
    const clients = this.journal.all<{ client: string; topic: string }>(
      'select client, topic from subscriptions',
    );
    const own = new Set(clients.filter(({ topic }) => isMeant(topic)).map(({ client }) => client));
    for (const id of own) {
      // All of a client's topics are of its tenant.
      await this.cleanSubscriptions({ id });
      count++;
    }
    for (const [client, { packets }] of [...this.queues])
      if ([...packets.values()].some(({ topic }) => isMeant(topic))) {
        this.forget(client);
        count++;
      }
    await this.journal.committed();
    return count;
  }

  private queueOf(client: string): Queue {
    let queue = this.queues.get(client);
    if (!queue) this.queues.set(client, (queue = new Queue()));
    return queue;
  }

  private forget(client: string): void {
    this.queues.delete(client);
    this.journal.run('delete from subscriptions where client = ?', client);
    this.journal.run('delete from outgoing where client = ?', client);
  }
}

function freeze(packet: BrokerPacket): [string, Uint8Array] {
  const { payload, topic, qos, retain, brokerId, brokerCounter } = packet;
  return [
    JSON.stringify({ cmd: 'publish', topic, qos, retain, brokerId, brokerCounter }),
    Buffer.from(payload),
  ];
}

export function revive({ packet, payload }: StoredPacket): BrokerPacket {
  const stored = JSON.parse(packet) as Partial<BrokerPacket>;
  return new Packet({ ...stored, payload: Buffer.from(payload) });
}
