import type { Readable } from 'node:stream';

/** A message as aedes keeps it: numbered by the broker, and per client by a message id. */
export interface BrokerPacket {
  readonly cmd: string;
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly brokerId: string;
  readonly brokerCounter: number;
  messageId?: number;
}

export interface ClientId {
  readonly id: string;
}

export interface BrokerSubscription {
  readonly topic: string;
  readonly qos: number;
}

/** Whose queue a message goes into, and the QoS that its subscription asked for. */
export interface Receiver {
  readonly clientId: string;
  readonly qos?: 0 | 1 | 2;
}

/** The part of aedes' in-memory persistence that is built upon; the package ships no types for this file. */
export interface MemoryPersistence {
  setup(broker: object): Promise<void>;
  storeRetained(packet: BrokerPacket): Promise<void>;
  addSubscriptions(client: ClientId, subscriptions: readonly BrokerSubscription[]): Promise<void>;
  removeSubscriptions(client: ClientId, topics: readonly string[]): Promise<void>;
  cleanSubscriptions(client: ClientId): Promise<void>;
  outgoingEnqueue(subscription: Receiver, packet: BrokerPacket): Promise<void>;
  outgoingEnqueueCombi(subscriptions: readonly Receiver[], packet: BrokerPacket): Promise<void>;
  outgoingUpdate(client: ClientId, packet: BrokerPacket): Promise<void>;
  outgoingClearMessageId(client: ClientId, packet: { messageId?: number }): Promise<BrokerPacket | undefined>;
  outgoingStream(client: ClientId): Readable;
}

export const MemoryPersistence =
  require('aedes-persistence/asyncPersistence.js') as new () => MemoryPersistence;

/** Copies a packet, without its message id, as the broker does whenever it hands one on. */
export const Packet = require('aedes-packet') as new (original: Partial<BrokerPacket>) => BrokerPacket;
