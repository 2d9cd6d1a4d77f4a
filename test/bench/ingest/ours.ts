import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, start, type Running } from '../processes';

export const UNIT = 'bench';
const PASSWORD = 'password-of-the-bench';

/** The product with a flow that does the same as the reference, and live output: mqtt in → scope → live-out → timescale-out. */
const flows = (mqttPort: number): object[] => [
  { id: 'be00000000000001', type: 'tab', label: 'bench', info: 'bench' },
  { id: 'be00000000000002', type: 'thermacore-database', name: '', poolSize: 10, spoolLimitMb: 1024 },
  { id: 'be00000000000003', type: 'thermacore-tenant', name: '', database: 'be00000000000002', key: 'aqua', title: 'aqua', timezone: 'UTC', create: true },
  { id: 'be00000000000004', type: 'thermacore-mqtt-broker', name: '', source: 'external', urls: `mqtt://127.0.0.1:${mqttPort}`, version: '3.1.1', clientId: 'bench-ours', keepAlive: 30, clean: true, receiveMaximum: 1000, connectTimeout: 10, maxUnconfirmed: 20000, verify: true },
  { id: 'be00000000000005', type: 'thermacore-mqtt-in', z: 'be00000000000001', name: '', broker: 'be00000000000004', tenant: 'be00000000000003', topic: 'plant/aqua/{unit}/{sensor}', qos: 1, format: 'json', valuePath: 'value', timestampPath: 'timestamp', qualityPath: 'quality', sensorPath: 'sensor', missingTimestamp: 'reject', maxPayloadKb: 1024, knownOnly: true, x: 100, y: 100, wires: [['be00000000000006'], []] },
  { id: 'be00000000000006', type: 'thermacore-scope', z: 'be00000000000001', name: '', tenant: 'be00000000000003', readingsPerSecond: '', burst: '', x: 300, y: 100, wires: [['be00000000000008'], []] },
  { id: 'be00000000000007', type: 'thermacore-timescale-out', z: 'be00000000000001', name: '', database: 'be00000000000002', x: 500, y: 100, wires: [[], []] },
  { id: 'be00000000000008', type: 'thermacore-live-out', z: 'be00000000000001', name: '', maxPerSecond: 4, x: 500, y: 200, wires: [[], ['be00000000000007']] },
]; // prettier-ignore

export interface Ours extends Running {
  readonly url: string;
  readonly token: string;
}

export async function startOurs(options: {
  port: number;
  mqttPort: number;
  home: string;
  databaseUrl: string;
  sensors: number;
}): Promise<Ours> {
  const { port, mqttPort, home, databaseUrl, sensors } = options;
  mkdirSync(home, { recursive: true });
  chmodSync(home, 0o700);
  writeFileSync(join(home, 'flows.json'), JSON.stringify(flows(mqttPort)));
  const running = await start(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(root, 'dist', 'bin', 'thermacore.js'), 'start'],
    /^ThermaCore ready/,
    {
      PORT: String(port),
      THERMACORE_HOME: home,
      THERMACORE_DATABASE_URL: databaseUrl,
      THERMACORE_DEMO_PASSWORD: PASSWORD,
      THERMACORE_ADMIN_PASSWORD: PASSWORD,
    },
  );
  const url = `http://127.0.0.1:${port}`;
  const token = await login(url);
  // The API tabs are not part of this flow, so the sensors are made where the API would make them.
  await makeSensors(databaseUrl, sensors);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return { ...running, url, token };
}

async function login(url: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin@aqua', password: PASSWORD }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

async function makeSensors(databaseUrl: string, sensors: number): Promise<void> {
  const { Client } = await import('pg');
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`set app.door = 'platform'`);
  await client.query(
    `insert into thermacore.units (tenant_id, key, name, kind) select id, $1, $1, 'other' from thermacore.tenants where key = 'aqua' on conflict do nothing`,
    [UNIT],
  );
  await client.query(
    `insert into thermacore.sensors (tenant_id, unit_id, key, name, type, quantity, uom, decimals, stale_after, headline)
     select u.tenant_id, u.id, 's' || i, 's' || i, 'number', 'other', '', 1, 60, false
     from thermacore.units u, generate_series(0, $2::int - 1) i where u.key = $1 on conflict do nothing`,
    [UNIT, sensors],
  );
  await client.end();
}
