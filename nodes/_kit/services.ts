import type { LinkStatus, Receiver } from '../../lib/connectors/connector';
import type { Dnp3Config } from '../../lib/connectors/dnp3/spec';
import type { ModbusConfig } from '../../lib/connectors/modbus/spec';
import type { MqttPoint } from '../../lib/connectors/mqtt/spec';
import type { OpcuaConfig } from '../../lib/connectors/opcua/spec';
import type {
  DatabaseLease, Outbox, PublishOptions, SparkplugTransport, Will,
} from '../../lib/platform'; // prettier-ignore

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
  /** A connection of one's own to the same broker, for a protocol that needs a will of its own. */
  session(own: OwnSession): SessionService;
}

export interface OwnSession {
  /** Tells its client id from the shared one's; the same over restarts. */
  readonly id: string;
  /** Asked for each connection. */
  readonly will: () => Will;
}

/** A connection that one node has for itself: opened by `acquire`. */
export interface SessionService extends SparkplugTransport {
  acquire(): () => void;
  close(): Promise<void>;
}

/** What a `modbus-bus` node offers: the way to the devices behind one address. */
export interface ModbusBusService {
  readonly way: Pick<
    ModbusConfig,
    | 'host'
    | 'port'
    | 'transport'
    | 'pauseMs'
    | 'connectPauseMs'
    | 'maxInFlight'
    | 'ca'
    | 'cert'
    | 'key'
    | 'servername'
    | 'verify'
  >;
}

/** What an `opcua-endpoint` node offers: where a server is, how far it is trusted, and as whom it is asked. */
export interface OpcuaEndpointService {
  readonly way: Pick<
    OpcuaConfig,
    | 'endpoint'
    | 'otherEndpoints'
    | 'namedServers'
    | 'returnAfterMs'
    | 'security'
    | 'mode'
    | 'trust'
    | 'fingerprint'
    | 'identity'
    | 'username'
    | 'password'
    | 'userCertificate'
    | 'userKey'
    | 'timeoutMs'
    | 'sessionTimeoutMs'
  >;
}

/** What a `dnp3-channel` node offers: the way to the outstations behind one address. */
export interface Dnp3ChannelService {
  readonly way: Pick<
    Dnp3Config,
    | 'host'
    | 'port'
    | 'transport'
    | 'connectTimeoutMs'
    | 'ca'
    | 'cert'
    | 'key'
    | 'servername'
    | 'peers'
    | 'allowHosts'
  >;
}
