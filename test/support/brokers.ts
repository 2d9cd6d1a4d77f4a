import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createServer as createTlsServer } from 'node:tls';
import { startBroker, type BrokerIdentity } from '../../lib/connectors/mqtt';
import { systemClock } from '../../lib/core/clock';
import { silentLogger } from '../../lib/core/logger';
import { nullMeter } from '../../lib/core/meter';
import { freePort } from './product';

/** What a test may need of a broker beyond MQTT 3.1.1 with persistent sessions. */
export type BrokerFeature = 'MQTT 5' | 'shared subscriptions';

export interface BrokerOptions {
  /** Speaks TLS with this certificate (PEM); with `clientCa` it asks clients for one too. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly clientCa?: string };
  /** That of a broker that was stopped, to come back as the same one. Default: any free port. */
  readonly port?: number;
  /** Where it keeps what it knows. Default: a new one, removed by `stopBrokers`. */
  readonly folder?: string;
}

export interface TestBroker {
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  stop(): Promise<void>;
}

export interface BrokerKind {
  readonly name: string;
  readonly lacks: readonly BrokerFeature[];
  /** Unconfirmed messages that it has on their way to one client; undefined: any number. */
  readonly window: number | undefined;
  start(options?: BrokerOptions): Promise<TestBroker>;
}

export interface Login {
  readonly username: string;
  readonly password: string;
}

/** Who may log in at every broker of the tests. */
export const AQUA: Login = { username: 'device@aqua', password: 'aqua-password' };
export const BOREALIS: Login = { username: 'device@borealis', password: 'borealis-password' };
/** Reads what is aqua's and publishes nothing (at the embedded broker; mosquitto has no rules here). */
export const AQUA_READER: Login = { username: 'viewer@aqua', password: 'viewer-password' };

const LOGINS = new Map<Login, BrokerIdentity>([
  [AQUA, { tenant: 'aqua', mayPublish: true }],
  [BOREALIS, { tenant: 'borealis', mayPublish: true }],
  [AQUA_READER, { tenant: 'aqua', mayPublish: false }],
]);

const START_TIMEOUT_MS = 10_000;
const running = new Set<TestBroker>();
const folders = new Set<string>();

/** Stops what the tests of a suite started, and removes what it left on disk. */
export async function stopBrokers(): Promise<void> {
  await Promise.all([...running].map((broker) => broker.stop()));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  folders.clear();
}

export function brokerFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'thermacore-broker-'));
  folders.add(folder);
  return folder;
}

/** The identity that the brokers of the tests give to a login. */
export function identify(username: string, password: string): BrokerIdentity | undefined {
  for (const [login, identity] of LOGINS)
    if (login.username === username && login.password === password) return identity;
  return undefined;
}

export const embeddedBroker: BrokerKind = {
  name: 'the embedded broker',
  lacks: ['MQTT 5', 'shared subscriptions'],
  window: undefined,
  async start({ tls, port = 0, folder = brokerFolder() } = {}) {
    const broker = await startBroker({
      host: '127.0.0.1',
      port: tls ? 0 : port,
      folder,
      authenticate: (username, password) => Promise.resolve(identify(username, password)),
      clock: systemClock,
      logger: silentLogger,
      meter: nullMeter,
    });
    const front = tls && (await tlsFront(broker.port, tls, port));
    return register({
      url: front ? `mqtts://127.0.0.1:${front.port}` : `mqtt://127.0.0.1:${broker.port}`,
      port: front?.port ?? broker.port,
      folder,
      async stop() {
        await broker.stop();
        await front?.stop();
      },
    });
  },
};

const mosquitto: BrokerKind = {
  name: 'mosquitto',
  lacks: [],
  window: 20,
  async start({ tls, port, folder = brokerFolder() } = {}) {
    const chosen = port ?? (await freePort());
    const child = spawn('mosquitto', ['-c', mosquittoConfig(folder, chosen, tls)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await saysRunning(child);
    return register({
      url: `${tls ? 'mqtts' : 'mqtt'}://127.0.0.1:${chosen}`,
      port: chosen,
      folder,
      async stop() {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const gone = once(child, 'exit');
        child.kill('SIGTERM');
        await gone;
      },
    });
  },
};

const withMosquitto = process.env['THERMACORE_TEST_MOSQUITTO'] === '1';

/** The brokers of this machine: mosquitto if THERMACORE_TEST_MOSQUITTO=1 says that it is installed. */
export const brokerKinds: readonly BrokerKind[] = withMosquitto
  ? [embeddedBroker, mosquitto]
  : [embeddedBroker];

/** Declares a suite once for each broker that has what it needs. */
export function withEachBroker(
  title: string,
  needs: readonly BrokerFeature[],
  suite: (kind: BrokerKind) => void,
): void {
  const able = brokerKinds.filter(({ lacks }) => !needs.some((feature) => lacks.includes(feature)));
  for (const kind of able) describe(`${title}, with ${kind.name}`, () => suite(kind));
  if (able.length > 0) return;
  describe(title, () => {
    it(`needs ${needs.join(' and ')}: no mosquitto (THERMACORE_TEST_MOSQUITTO=1)`, function () {
      this.skip();
    });
  });
}

function register(broker: TestBroker): TestBroker {
  const tracked: TestBroker = {
    ...broker,
    stop() {
      running.delete(tracked);
      return broker.stop();
    },
  };
  running.add(tracked);
  return tracked;
}

/** TLS in front of a broker that has none, as a reverse proxy does it. */
async function tlsFront(
  brokerPort: number,
  { cert, key, clientCa }: NonNullable<BrokerOptions['tls']>,
  port: number,
): Promise<{ port: number; stop(): Promise<void> }> {
  const clientCertificate = clientCa ? { ca: clientCa, requestCert: true, rejectUnauthorized: true } : {};
  const server = createTlsServer({ cert, key, ...clientCertificate }, (outside) => {
    const inside = connect(brokerPort, '127.0.0.1');
    for (const [from, to] of [
      [outside, inside],
      [inside, outside],
    ] as const) {
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function mosquittoConfig(folder: string, port: number, tls: BrokerOptions['tls']): string {
  const file = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  const passwords = file(
    'passwords',
    [...LOGINS.keys()].map(({ username, password }) => `${username}:${password}\n`).join(''),
  );
  const hashed = spawnSync('mosquitto_passwd', ['-U', passwords]);
  if (hashed.error) throw new Error('mosquitto is not installed', { cause: hashed.error });
  const lines = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous false',
    `password_file ${passwords}`,
    'max_queued_messages 0',
    'persistence true',
    `persistence_location ${folder}/`,
    'log_dest stderr',
    // Started by root it would become another user, who cannot read this folder.
    'user root',
  ];
  if (tls) lines.push(`certfile ${file('cert.pem', tls.cert)}`, `keyfile ${file('key.pem', tls.key)}`);
  if (tls?.clientCa) lines.push(`cafile ${file('ca.pem', tls.clientCa)}`, 'require_certificate true');
  return file('mosquitto.conf', lines.join('\n'));
}

async function saysRunning(child: ChildProcess): Promise<void> {
  const lines: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const failed = (why: string): void => {
      child.kill();
      reject(new Error(`mosquitto ${why}:\n${lines.join('\n')}`));
    };
    const timer = setTimeout(() => failed('does not start'), START_TIMEOUT_MS);
    child.once('error', reject);
    child.once('exit', () => failed('ended'));
    createInterface({ input: child.stderr! }).on('line', (line) => {
      lines.push(line);
      if (/ running$/.test(line)) resolve(clearTimeout(timer));
    });
  });
}
