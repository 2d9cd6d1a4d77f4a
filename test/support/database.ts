import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { systemClock } from '../../lib/core/clock';
import { silentLogger } from '../../lib/core/logger';
import { nullMeter } from '../../lib/core/meter';
import { openStore, startEmbedded, type EmbeddedDatabase, type Rung, type Store } from '../../lib/store';
import type { ApplicationRole } from '../../lib/store/application-role';
import { openPool } from '../../lib/store/pool';
import { prepareWith } from '../../lib/store/prepare';
import type { SqlClient, SqlSource } from '../../lib/store/sql-client';
import { removeHome } from './remove-home';
import { databaseInWasm } from './wasm-database';
import { WasmTimescale } from './wasm-timescale';

const START_TIMEOUT_MS = 60_000;
const SERVER_URL = process.env['THERMACORE_TEST_DATABASE_URL'];

/** What the platform uses of a store, whatever engine is below. */
export type StoreParts = Pick<
  Store,
  | 'rung'
  | 'users'
  | 'accounts'
  | 'customRoles'
  | 'sessions'
  | 'tenants'
  | 'erasure'
  | 'tenantData'
  | 'audit'
  | 'mfa'
  | 'apiKeys'
  | 'identities'
  | 'plant'
  | 'devices'
  | 'templates'
  | 'readings'
  | 'exports'
  | 'history'
  | 'past'
  | 'sink'
  | 'directory'
  | 'retention'
  | 'commands'
  | 'interlocks'
  | 'alarmRules'
  | 'alarms'
  | 'alarmJournal'
  | 'alarmRequests'
  | 'notificationRoutes'
  | 'notificationTargets'
  | 'outbox'
  | 'anomalies'
  | 'anomalySettings'
  | 'anomalyModels'
  | 'reports'
  | 'reportRuns'
  | 'idempotencyKeys'
  | 'incidents'
  | 'blocks'
  | 'trendViews'
  | 'proposals'
  | 'proposalRules'
  | 'synoptics'
  | 'maintenance'
>;

/** An empty database of its own for one suite. */
export interface TestDatabase {
  /** The owner's connection. */
  readonly owner: SqlClient;
  /** What a start does as the owner: finds the rung, migrates, makes the application role. */
  prepare(): Promise<{ rung: Rung; role: ApplicationRole }>;
  /**
   * Prepares it and opens the store as the application role. The store's own background runs are stopped: they would
   * refresh what a test has written before it has looked at it. A test runs them when it is time.
   */
  open(): Promise<StoreParts>;
  /** Sessions of the application role as an attacker would have them: outside of any transaction of ours. */
  application(): Promise<SqlSource>;
  /** Closes everything that was opened through it, and drops the database. */
  close(): Promise<void>;
}

/** A database that takes several connections. */
export interface ServerDatabase extends TestDatabase {
  /** Connection string of the owner, a superuser. */
  readonly url: string;
  /** Makes it the property of a new role without any right beyond that. */
  giveToLesserOwner(): Promise<{ name: string; url: string }>;
}

export interface TestRung {
  readonly title: string;
  /** One of these is what the store must find. */
  readonly names: readonly Rung['name'][];
  create(): Promise<TestDatabase>;
}

export interface ServerRung extends TestRung {
  create(): Promise<ServerDatabase>;
}

export const plainRung: ServerRung = {
  title: 'embedded PostgreSQL',
  names: ['plain'],
  create: async () => createOnServer((await sharedEmbedded()).url),
};

const wasm: TestRung = {
  title: 'TimescaleDB TSL (WebAssembly)',
  names: ['timescale-tsl'],
  create: async () => databaseInWasm((engine ??= await WasmTimescale.start())),
};

const server: ServerRung = {
  title: 'the server of THERMACORE_TEST_DATABASE_URL',
  names: ['timescale-apache', 'timescale-tsl', 'plain'],
  create: () => createOnServer(SERVER_URL ?? ''),
};

/** Runs a suite on every rung at hand. */
export function onEveryRung(title: string, suite: (rung: TestRung) => void): void {
  describe(`${title}, on ${wasm.title}`, () => suite(wasm));
  onEveryServer(title, suite);
}

/** Runs a suite that needs several connections: on every rung but the one that has a single session. */
export function onEveryServer(title: string, suite: (rung: ServerRung) => void): void {
  describe(`${title}, on ${plainRung.title}`, () => suite(plainRung));
  describe(`${title}, on ${server.title}`, () => {
    if (SERVER_URL) suite(server);
    else
      it('is skipped: no TimescaleDB server (THERMACORE_TEST_DATABASE_URL is not set)', function () {
        this.skip();
      });
  });
}

/** Gives the tests of a suite a new database, made before the first and dropped after the last. */
export function useDatabase<T extends TestDatabase>(rung: { create(): Promise<T> }): () => T {
  let database: T | undefined;
  before(async function () {
    this.timeout(START_TIMEOUT_MS);
    database = await rung.create();
  });
  after(async function () {
    this.timeout(START_TIMEOUT_MS);
    await database?.close();
  });
  return () => {
    if (!database) throw new Error('the database has not been made');
    return database;
  };
}

let running: { embedded: EmbeddedDatabase; home: string } | undefined;
let engine: WasmTimescale | undefined;

/** Started by the first suite that needs it. */
async function sharedEmbedded(): Promise<EmbeddedDatabase> {
  if (!running) {
    const home = mkdtempSync(join(tmpdir(), 'thermacore-store-'));
    running = {
      embedded: await startEmbedded({ home, clock: systemClock, logger: silentLogger }),
      home,
    };
  }
  return running.embedded;
}

after(async function () {
  this.timeout(START_TIMEOUT_MS);
  await engine?.close();
  await running?.embedded.stop();
  if (running) removeHome(running.home);
});

/** A connection whose loss is the business of the test that caused it. */
export async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

const asClient = (client: Client): SqlClient => ({
  query: (text, values) => client.query(text, values ? [...values] : undefined),
});

async function createOnServer(serverUrl: string): Promise<ServerDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = await connect(serverUrl);
  await admin.query(`create database ${name}`);
  const target = new URL(serverUrl);
  target.pathname = `/${name}`;
  const url = target.toString();
  const owner = await connect(url);
  const roles = [`thermacore_${name}`];
  const opened: { close(): Promise<unknown> }[] = [];
  const prepare = () => prepareWith(asClient(owner), url, { clock: systemClock, logger: silentLogger });

  return {
    url,
    owner: asClient(owner),
    prepare,
    async giveToLesserOwner() {
      const lesser = new URL(url);
      lesser.username = `owner_of_${name}`;
      lesser.password = randomBytes(12).toString('hex');
      await admin.query(`create role ${lesser.username} login password '${lesser.password}'`);
      await admin.query(`alter database ${name} owner to ${lesser.username}`);
      roles.push(lesser.username);
      return { name: lesser.username, url: lesser.toString() };
    },
    async open() {
      const store = await openStore({ url, clock: systemClock, logger: silentLogger, meter: nullMeter });
      opened.push(store);
      await store.maintenance.stop();
      return store;
    },
    async application() {
      const { role } = await prepare();
      const pool = openPool({ url, ...role, name: 'thermacore attacker', size: 2, logger: silentLogger });
      opened.push(pool);
      return pool;
    },
    async close() {
      await Promise.all(opened.map((one) => one.close()));
      await owner.end();
      await admin.query(`drop database ${name} with (force)`);
      for (const role of roles) await admin.query(`drop role if exists ${role}`);
      await admin.end();
    },
  };
}
