import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer, type TlsOptions } from 'node:tls';
import { Aedes, type AuthenticateError, type Client } from 'aedes';
import type { QoS } from 'mqtt-packet';
import type { Clock } from '../../../core/clock';
import { PlacesByAddress, openDoor, plainAddress, type Doorkeeper } from '../../../core/door';
import { ThermaCoreError, messageOf } from '../../../core/errors';
import type { Logger } from '../../../core/logger';
import type { Meter } from '../../../core/meter';
import { matchesFilter } from '../inbox';
import { isOf, mayPublishTo, mayReceive, maySubscribeTo, type BrokerIdentity } from './access-rules';
import { DurablePersistence } from './durable-persistence';
import { Inbox } from './inbox';
import { Journal } from './journal';

export type { BrokerIdentity };

export interface BrokerOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** A second port, with TLS. */
  readonly secure?:
    | {
        readonly host: string;
        readonly port: number;
        readonly tls: TlsOptions;
        /** How long a handshake may take, in ms; default 10,000. */
        readonly handshakeMs?: number;
      }
    | undefined;
  /** Where sessions, queues and retained messages are kept. */
  readonly folder: string;
  /** Undefined: refused. */
  authenticate(
    username: string,
    password: string,
    from?: string,
    clientId?: string,
  ): Promise<BrokerIdentity | undefined>;
  /** Who may connect at all; default everybody. */
  readonly door?: Doorkeeper;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  /** Clients at a time of one address. Default 1,000: a gateway may bring many. */
  readonly maxClientsPerAddress?: number;
  /** Clients at a time. Default 2,000. */
  readonly maxClients?: number;
  readonly maxPayloadBytes?: number;
}

export interface EmbeddedBroker {
  readonly port: number;
  /** That with TLS; undefined: there is none. */
  readonly securePort: number | undefined;
  readonly clients: number;
  /** Closes the connections of a tenant's logins; its clients may try to come again. */
  disconnect(tenant: string): void;
  /** The same, and removes what is kept of its topics: retained messages, subscriptions, what waits. Gives their number. */
  forget(tenant: string): Promise<number>;
  /** For connections that begin from now on; those that stand go on. */
  setSecureContext(tls: TlsOptions): void;
  stop(): Promise<void>;
}

const DEFAULT_MAX_CLIENTS = 2000;
const DEFAULT_MAX_PER_ADDRESS = 1000;
/** Connections that may be there before they have said who they are, beyond the clients. */
const SPARE_CONNECTIONS = 200;
/** How long a client may take to say who it is. */
const CONNECT_MS = 10_000;
/** Larger than the largest payload that anybody accepts downstream, so that those can be refused with a reason. */
const DEFAULT_MAX_PAYLOAD = 16 * 1024 * 1024;
const BAD_CREDENTIALS = 4;
const CONCURRENCY = 1000;
/** How long a connection may outlive its login, as sessions may their token. */
const RECHECK_MS = 30_000;

function refusal(message: string): AuthenticateError {
  return Object.assign(new Error(message), {
    returnCode: BAD_CREDENTIALS,
  });
}

/**
 * The broker of an installation (MQTT 3.1.1), for a plant that has none: per-tenant logins and topics, and durable in
 * the sense that matters: a QoS 1 message that its publisher was told is taken survives the death of the process.
 */
export async function startBroker(options: BrokerOptions): Promise<EmbeddedBroker> {
  const { logger, meter } = options;
  const journal = new Journal(options.folder, (run) => setImmediate(run));
  const inbox = new Inbox(journal);
  const identities = new WeakMap<Client, BrokerIdentity>();
  const connected = new Set<Client>();
  const isGranted = (client: Client, filter: string): boolean => {
    const identity = identities.get(client);
    return identity !== undefined && maySubscribeTo(identity, filter);
  };
  const refused = meter.counter('thermacore_broker_refused_total', 'What the embedded broker refused', [
    'what',
  ]);
  const received = meter.counter(
    'thermacore_broker_messages_total',
    'Messages that the embedded broker took',
  );

  const persistence = new DurablePersistence(journal, logger, (client, filter) =>
    isGranted(client as Client, filter),
  );
  const aedes = new Aedes({
    concurrency: CONCURRENCY,
    connectTimeout: CONNECT_MS,
    persistence,
    preConnect(_client, packet, done) {
      // A session belongs to a login, not to a client id alone: nobody takes over another's by guessing its id.
      packet.clientId = `${packet.username ?? ''}\n${packet.clientId}`;
      done(null, aedes.connectedClients < (options.maxClients ?? DEFAULT_MAX_CLIENTS));
    },
    authenticate(client, username, password, done) {
      const refuse = (): void => {
        refused.add(1, { what: 'login' });
        done(refusal('wrong user name or password'), false);
      };
      if (!username || !password) return refuse();
      const clientId = client.id.slice(client.id.indexOf('\n') + 1);
      options.authenticate(username, password.toString(), addressOf(client), clientId).then(
        (identity) => {
          if (!identity) return refuse();
          identities.set(client, identity);
          connected.add(client);
          done(null, true);
        },
        (error: unknown) => {
          logger.warn('A login to the MQTT broker could not be checked', { reason: messageOf(error) });
          refuse();
        },
      );
    },
    authorizePublish(client, packet, done) {
      const identity = client ? identities.get(client) : undefined;
      const tooLarge = packet.payload.length > (options.maxPayloadBytes ?? DEFAULT_MAX_PAYLOAD);
      if (!identity || tooLarge || !mayPublishTo(identity, packet.topic)) {
        refused.add(1, { what: 'publish' });
        done(new Error(`not allowed to publish to ${packet.topic}`));
        return;
      }
      received.add();
      if (packet.qos === 0) return done(null);
      // The library sends PUBACK right after this and queues the message later, so it must be on disk now.
      inbox.keep(packet).then(() => done(null), done);
    },
    published(packet, _client, done) {
      inbox.release(packet);
      done();
    },
    authorizeSubscribe(client, subscription, done) {
      if (isGranted(client, subscription.topic)) return done(null, subscription);
      refused.add(1, { what: 'subscribe' });
      done(null, null);
    },
    authorizeForward(client, packet) {
      const identity = identities.get(client);
      if (!identity || !mayReceive(identity, packet.topic)) return null;
      // MQTT 3.1.1 §3.8.4; the library lowers it for filters without wildcards only.
      return packet.qos === 2 ? { ...packet, qos: grantedQos(client, packet.topic) } : packet;
    },
  });
  const forgetClient = (client: Client): void => void connected.delete(client);
  aedes.on('clientDisconnect', forgetClient);
  // One that is refused after its login never was a client.
  aedes.on('connectionError', forgetClient);
  // A login is good for as long as its user or key is; who may less than then comes in anew, or not at all.
  const recheck = options.clock.every(RECHECK_MS, () => {
    for (const client of [...connected])
      identities
        .get(client)
        ?.stands?.()
        .then((stands) => (stands ? undefined : client.close()))
        .catch((error: unknown) =>
          logger.warn('A login of the MQTT broker could not be checked again', { reason: messageOf(error) }),
        );
  });
  const disconnect = (tenant: string): void => {
    for (const client of [...connected]) if (identities.get(client)?.tenant === tenant) client.close();
  };
  const { door = openDoor } = options;
  const faulty = (what: string) => (client: Client, error: Error) => {
    logger.debug(what, { reason: error.message });
    if (isGarbage(client, error)) door.malformed(addressOf(client) ?? '', error.message);
  };
  aedes.on('clientError', faulty('MQTT client error'));
  aedes.on('connectionError', faulty('MQTT connection error'));
  await aedes.listen();
  await inbox.replay(
    (packet) =>
      new Promise((resolve, reject) => aedes.publish(packet, (error) => (error ? reject(error) : resolve()))),
  );

  const places = new PlacesByAddress(options.maxClientsPerAddress ?? DEFAULT_MAX_PER_ADDRESS);
  const enters = (socket: Socket): boolean => {
    const address = plainAddress(socket.remoteAddress);
    socket.on('error', () => undefined);
    if (!door.admits(address) || !places.enter(address)) {
      refused.add(1, { what: 'connection' });
      socket.destroy();
      return false;
    }
    socket.once('close', () => places.leave(address));
    return true;
  };
  const most = (options.maxClients ?? DEFAULT_MAX_CLIENTS) + SPARE_CONNECTIONS;
  const serve = (socket: Socket): void => void aedes.handle(socket);
  const server = createServer((socket) => {
    if (enters(socket)) serve(socket);
  });
  server.maxConnections = most;
  const port = await listen(server, options, 'THERMACORE_MQTT_PORT');
  const secured =
    options.secure &&
    (await listenSecurely(options.secure, { enters, serve, most }).catch((error: unknown) => {
      // Not the one port without the other.
      server.close();
      throw error;
    }));
  meter.gauge('thermacore_broker_clients', 'Clients of the embedded broker', () => aedes.connectedClients);
  const { port: securePort } = secured ?? {};
  logger.info('MQTT broker listens', { host: options.host, port, ...(securePort ? { securePort } : {}) });
  return {
    port,
    securePort,
    setSecureContext: (tls) => void secured?.server.setSecureContext(tls),
    get clients() {
      return aedes.connectedClients;
    },
    disconnect,
    async forget(tenant) {
      disconnect(tenant);
      return persistence.forgetTopics((topic) => isOf(tenant, topic));
    },
    async stop() {
      recheck.stop();
      server.close();
      secured?.server.close();
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      journal.close();
    },
  };
}

/** The highest QoS among the subscriptions of a client that match. */
function grantedQos(client: Client, topic: string): QoS {
  const { subscriptions } = client as unknown as { subscriptions: Readonly<Record<string, { qos: QoS }>> };
  return Object.entries(subscriptions).reduce<QoS>(
    (highest, [filter, { qos }]) => (qos > highest && matchesFilter(filter, topic) ? qos : highest),
    0,
  );
}

/** What the library keeps to itself: the parser, and the fault at which it gave up. */
interface Parsing {
  readonly _parser: { readonly error: Error | null };
}

/** What was no MQTT: not what somebody may not, or in a way that is not spoken here, nor a line that broke. */
const isGarbage = (client: Client, error: Error): boolean =>
  (client as unknown as Parsing)._parser.error === error ||
  // A packet that cannot come before CONNECT: only then a client has no id.
  (!client.id && error.message === 'Invalid protocol');

function addressOf(client: Client): string | undefined {
  const { remoteAddress } = client.conn as { remoteAddress?: string };
  return remoteAddress === undefined ? undefined : plainAddress(remoteAddress);
}

/** A handshake that does not get on is cut, so that nobody holds places with nothing. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

async function listenSecurely(
  { host, port, tls, handshakeMs = HANDSHAKE_TIMEOUT_MS }: NonNullable<BrokerOptions['secure']>,
  {
    enters,
    serve,
    most,
  }: {
    /** Asked before a handshake costs anything. */
    readonly enters: (socket: Socket) => boolean;
    readonly serve: (socket: Socket) => void;
    readonly most: number;
  },
): Promise<{ server: TlsServer; port: number }> {
  const server = createTlsServer({ ...tls, handshakeTimeout: handshakeMs }, serve);
  // Node.js only tells of a handshake that took too long.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  server.maxConnections = most;
  server.prependListener('connection', enters);
  return { server, port: await listen(server, { host, port }, 'THERMACORE_MQTTS_PORT') };
}

function listen(
  server: Server,
  { host, port }: Pick<BrokerOptions, 'host' | 'port'>,
  field: 'THERMACORE_MQTT_PORT' | 'THERMACORE_MQTTS_PORT',
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new ThermaCoreError(
          'configuration',
          error.code === 'EADDRINUSE'
            ? `Port ${port} for the MQTT broker is taken by another program.`
            : `The MQTT broker cannot listen on ${host}:${port} (${error.message}).`,
          {
            field,
            advice: `Stop that program, or set ${field} to another port.`,
            cause: error,
          },
        ),
      ),
    );
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
