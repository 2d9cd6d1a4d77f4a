import {
  MessageSecurityMode,
  OPCUAClient,
  SecurityPolicy,
  UserTokenType,
  type ClientSession,
  type OPCUAClientOptions,
  type UserIdentityInfo,
} from 'node-opcua';
import {
  OpcuaServer,
  type OpcuaServerOptions,
  ServerConfig,
  type ServedHealth,
  type ServedOutcome,
  type ServedSensor,
  type ServedTenant,
  type ServedUser,
  type ServerPki,
  type ServerPorts,
} from '../../lib/connectors/opcua/server';
import type { Clock } from '../../lib/core/clock';
import { systemClock } from '../../lib/core/clock';
import type { RawReading } from '../../lib/core/history';
import { silentLogger } from '../../lib/core/logger';
import { nullMeter } from '../../lib/core/meter';
import type { ReadingValue } from '../../lib/core/reading';
import { TestAlarms } from './opcua-alarms';
import type { TestPki } from './opcua-server-pki';

export const PASSWORD = 'a password of the tests';

export const sensor = (key: string, more: Partial<ServedSensor> = {}): ServedSensor => ({
  key,
  name: key,
  type: 'number',
  uom: '',
  staleAfter: 3600,
  writable: false,
  ...more,
});

/** Two plants of the same make: whatever is found of one must not be found of the other. */
export const plantOf = (key: string): ServedTenant => ({
  key,
  name: `Plant of ${key}`,
  units: [
    {
      key: 'boiler-1',
      name: 'Boiler 1',
      description: 'In the north',
      sensors: [
        sensor('supply-temperature', { uom: '°C', rangeLow: 0, rangeHigh: 120, name: 'Supply' }),
        sensor('flow', { uom: 'm³/h' }),
        sensor('ratio'),
        sensor('burner', { type: 'boolean', writable: true }),
        sensor('setpoint', { uom: 'furlong', writable: true }),
        sensor('message', { type: 'text' }),
      ],
    },
  ],
});

/** What stands behind a server, in memory. */
export class TestPlant {
  tenants: ServedTenant[] = [plantOf('aqua'), plantOf('borealis')];
  readonly users = new Map<string, ServedUser>(
    ['aqua', 'borealis'].flatMap((tenant) =>
      ['operator', 'viewer'].map((role) => {
        const name = `${role}@${tenant}`;
        return [name, { name, tenant, mayCommand: role === 'operator' }] as const;
      }),
    ),
  );
  readonly certificates = new Map<string, string>();
  readonly commands: { user: string; unit: string; sensor: string; value: ReadingValue }[] = [];
  outcome: ServedOutcome = { outcome: 'verified', detail: 'Done.' };
  readonly raw: RawReading[] = [];
  private readonly listeners = new Set<() => void>();

  readonly alarms = new TestAlarms();
  health: ServedHealth = { database: true, evaluates: true };

  readonly ports: ServerPorts = {
    alarms: this.alarms,
    health: () => this.health,
    users: {
      authenticate: async (name, password) => (password === PASSWORD ? this.users.get(name) : undefined),
      userOfCertificate: async (thumbprint) => this.users.get(this.certificates.get(thumbprint) ?? ''),
      confirm: async ({ name }) => this.users.get(name),
    },
    plant: {
      read: async () => this.tenants,
      latest: async () => [],
      onChange: (listener) => {
        this.listeners.add(listener);
        return () => void this.listeners.delete(listener);
      },
    },
    history: {
      raw: async () => ({ items: this.raw }),
      series: () => Promise.reject(new Error('not asked for')),
      statistics: () => Promise.reject(new Error('not asked for')),
    },
    commands: {
      command: async (user, order) => {
        this.commands.push({ user: user.name, ...order });
        return this.outcome;
      },
    },
  };

  changed(): void {
    for (const listener of this.listeners) listener();
  }

  get listening(): number {
    return this.listeners.size;
  }
}

export interface ServeOptions {
  readonly ports: ServerPorts;
  readonly config?: object;
  readonly clock?: Clock;
  /** Default: a free one. */
  readonly port?: number;
  readonly door?: NonNullable<OpcuaServerOptions['door']>;
}

/** A server on a free port of this machine, listening. */
export async function serve(
  pki: ServerPki,
  { ports, config = {}, clock = systemClock, port = 0, door }: ServeOptions,
) {
  const server = new OpcuaServer({
    ...ports,
    config: { ...ServerConfig.parse({ ...config }), port },
    pki,
    softwareVersion: '1.2.3',
    onChange: () => undefined,
    ...(door ? { door } : {}),
    clock,
    logger: silentLogger,
    meter: nullMeter,
  });
  await server.start();
  return server;
}

export const asUser = (userName: string, password = PASSWORD): UserIdentityInfo => ({
  type: UserTokenType.UserName,
  userName,
  password,
});

/** How a client usually subscribes. */
export const PUBLISHING = {
  requestedPublishingInterval: 50,
  requestedLifetimeCount: 10_000,
  requestedMaxKeepAliveCount: 100,
  maxNotificationsPerPublish: 1000,
  publishingEnabled: true,
  priority: 1,
} as const;

/** Clients of a test, all gone after it. */
export class Clients {
  private readonly open: { client: OPCUAClient; session?: ClientSession }[] = [];

  constructor(private readonly pki: () => TestPki) {}

  async connect(port: number, options: OPCUAClientOptions = {}): Promise<OPCUAClient> {
    const { client } = this.pki();
    const one = OPCUAClient.create({
      applicationUri: client.applicationUri,
      clientCertificateManager: client.manager,
      certificateFile: client.certificateFile,
      privateKeyFile: client.privateKeyFile,
      securityMode: MessageSecurityMode.SignAndEncrypt,
      securityPolicy: SecurityPolicy.Basic256Sha256,
      endpointMustExist: false,
      connectionStrategy: { maxRetry: 0, initialDelay: 100, maxDelay: 100 },
      keepSessionAlive: false,
      ...options,
    });
    one.on('backoff', () => undefined);
    this.open.push({ client: one });
    await one.connect(`opc.tcp://127.0.0.1:${port}`);
    return one;
  }

  /** A session of a user over a signed and encrypted connection. */
  async session(
    port: number,
    user: UserIdentityInfo | undefined,
    options?: OPCUAClientOptions,
  ): Promise<ClientSession> {
    const client = await this.connect(port, options);
    const session = await client.createSession(user);
    const entry = this.open.find((one) => one.client === client);
    if (entry) entry.session = session;
    return session;
  }

  async close(): Promise<void> {
    await Promise.all(
      this.open.splice(0).map(async ({ client, session }) => {
        await session?.close(true).catch(() => undefined);
        await client.disconnect().catch(() => undefined);
      }),
    );
  }
}
