import type { LinkStatus, Receiver } from '../../lib/connectors/connector';
import type { MqttPoint } from '../../lib/connectors/mqtt/spec';
import type { DatabaseLease, Outbox, PublishOptions } from '../../lib/platform';

/** What a `database` node offers. */
export type DatabaseService = DatabaseLease;

/** What a `tenant` node offers. */
export interface TenantService {
  readonly key: string;
  /** Name shown to people. */
  readonly title: string;
  readonly database: DatabaseLease;
  /** Resolves when the tenant is there; rejects with one sentence when it is not. Waits while the database is away. */
  readonly ready: Promise<void>;
}

/** What an `mqtt-broker` node offers: one connection, shared by all nodes that use it. */
export interface BrokerService {
  /** The tenant whose device account this is; undefined for an external broker. */
  readonly tenant: string | undefined;
  /** A share in the connection: it is there from the first that acquires it until the last that releases it. */
  acquire(): () => void;
  /** As in Connector, also before the connection exists. */
  bind(points: readonly MqttPoint[], receiver: Receiver): (forGood?: boolean) => void;
  onLink(listener: (status: LinkStatus) => void): () => void;
  /** As in MqttConnector. */
  publish(topic: string, payload: string | Buffer, options?: PublishOptions): Promise<void>;
  /** Publishes what waits in an outbox on disk, also before the connection exists, until the returned function is called. */
  drain(outbox: Outbox): () => void;
  /** Bytes that wait for the broker in memory. */
  readonly outbox: number;
}
