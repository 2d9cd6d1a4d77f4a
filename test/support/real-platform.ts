import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { silentLogger } from '../../lib/core/logger';
import type { Reading } from '../../lib/core/reading';
import {
  createPlatform,
  readSettings,
  setCurrentPlatform,
  type Platform,
  type Store,
} from '../../lib/platform';
import { removeHome } from './remove-home';

export const DEMO_PASSWORD = 'demo-password-of-the-tests';
const START_TIMEOUT_MS = 60_000;

let running: { platform: Platform; home: string } | undefined;
const clients: MqttClient[] = [];

/**
 * Gives the tests of a suite a whole platform in this process: embedded database, demo tenants, embedded broker on a
 * free port. Started once for all suites.
 */
export function useRealPlatform(): () => Platform {
  before(async function () {
    this.timeout(START_TIMEOUT_MS);
    if (running) return;
    const home = mkdtempSync(join(tmpdir(), 'thermacore-nodes-'));
    const settings = {
      ...readSettings({}),
      home,
      demoPassword: DEMO_PASSWORD,
      ports: { mqtt: 0, modbus: 0, opcua: 0, dnp3: 0 },
    };
    running = { platform: createPlatform(settings, { logger: silentLogger }), home };
    await running.platform.start();
  });
  beforeEach(() => setCurrentPlatform(platform()));
  afterEach(async () => {
    setCurrentPlatform(undefined);
    await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
  });
  return platform;
}

function platform(): Platform {
  if (!running) throw new Error('the platform has not started');
  return running.platform;
}

after(async function () {
  this.timeout(START_TIMEOUT_MS);
  const { platform: stopping, home } = running ?? {};
  running = undefined;
  await stopping?.stop();
  if (home) removeHome(home);
});

/** The store of the platform's own database. */
export async function realStore(): Promise<Store> {
  const lease = platform().database();
  try {
    return (await lease.ready()).store;
  } finally {
    await lease.release();
  }
}

/** A field device of a demo tenant at the embedded broker; gone after the test. */
export async function device(tenant: string): Promise<MqttClient> {
  const { url } = await platform().brokerAccess(tenant);
  const client = await connectAsync(url, { username: tenant, password: DEMO_PASSWORD });
  clients.push(client);
  return client;
}

export const DATABASE = 'c000000000000001';
export const AQUA = 'c000000000000002';
export const BOREALIS = 'c000000000000003';
export const BROKER = 'c000000000000004';

/** Config nodes that most flows need. */
export const databaseEntry = { id: DATABASE, type: 'thermacore-database' };
export const tenantEntries = [
  databaseEntry,
  { id: AQUA, type: 'thermacore-tenant', key: 'aqua', database: DATABASE },
  { id: BOREALIS, type: 'thermacore-tenant', key: 'borealis', database: DATABASE },
];
export const brokerEntries = [
  ...tenantEntries,
  { id: BROKER, type: 'thermacore-mqtt-broker', source: 'embedded', tenant: AQUA },
];

let moment = Date.UTC(2026, 0, 1);

/** A reading of the demo plant at a time that no other test uses. */
export const reading = (more: Partial<Reading> = {}): Reading => ({
  tenant: 'aqua',
  unit: 'boiler-1',
  sensor: 'supply-temperature',
  timestamp: moment++,
  value: 71.3,
  quality: 'good',
  ...more,
});

/** As a person's function node might make it. */
export const withoutTenant = (whole: Reading): object =>
  Object.fromEntries(Object.entries(whole).filter(([name]) => name !== 'tenant'));

/** What the database has of a sensor of the demo plant, in the order of time. */
export async function storedValues(
  { tenant, unit, sensor }: Pick<Reading, 'tenant' | 'unit' | 'sensor'>,
  from: number,
  to: number,
): Promise<unknown[]> {
  const { history } = await realStore();
  const sensors = [{ unit, sensor }];
  const { items } = await history.raw(tenant, { sensors, from, to, limit: 1000, quality: 'any' });
  return items.map(({ value }) => value);
}
