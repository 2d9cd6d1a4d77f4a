import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { root, start, type Running } from '../processes';

export const UNIT = 'bench';
const PASSWORD = 'password-of-the-bench';

/** The product with two tenants that it makes itself, one route of the API, and ingest of one tenant over MQTT. */
const flows = (mqttPort: number, callsPerMinute: number): object[] => [
  { id: 'd7a0be0000000001', type: 'tab', label: 'bench', info: 'bench' },
  { id: 'd7a0be0000000002', type: 'thermacore-database', name: '', poolSize: 10, spoolLimitMb: 1024 },
  { id: 'd7a0be0000000003', type: 'thermacore-tenant', name: '', database: 'd7a0be0000000002', key: 'aqua', title: 'aqua', timezone: 'UTC', create: true },
  { id: 'd7a0be0000000004', type: 'thermacore-security', name: '', accessTokenMinutes: 60, sessionDays: 1, tenantCallsPerMinute: callsPerMinute, userCallsPerMinute: callsPerMinute, addressCallsPerMinute: 600 },
  { id: 'd7a0be0000000005', type: 'thermacore-mqtt-broker', name: '', source: 'external', urls: `mqtt://127.0.0.1:${mqttPort}`, version: '3.1.1', clientId: 'bench-api', keepAlive: 30, clean: true, receiveMaximum: 1000, connectTimeout: 10, maxUnconfirmed: 20000, verify: true },
  { id: 'd7a0be0000000006', type: 'thermacore-mqtt-in', z: 'd7a0be0000000001', name: '', broker: 'd7a0be0000000005', tenant: 'd7a0be0000000003', topic: 'plant/aqua/{unit}/{sensor}', qos: 1, format: 'json', valuePath: 'value', timestampPath: 'timestamp', qualityPath: 'quality', sensorPath: 'sensor', missingTimestamp: 'reject', maxPayloadKb: 1024, knownOnly: true, x: 100, y: 100, wires: [['d7a0be0000000007'], []] },
  { id: 'd7a0be0000000007', type: 'thermacore-scope', z: 'd7a0be0000000001', name: '', tenant: 'd7a0be0000000003', readingsPerSecond: '', burst: '', x: 300, y: 100, wires: [['d7a0be0000000008'], []] },
  { id: 'd7a0be0000000008', type: 'thermacore-timescale-out', z: 'd7a0be0000000001', name: '', database: 'd7a0be0000000002', x: 500, y: 100, wires: [[], []] },
  { id: 'd7a0be0000000009', type: 'thermacore-api-in', z: 'd7a0be0000000001', name: '', security: 'd7a0be0000000004', operation: 'latestReadings', method: 'GET', path: '', operationId: '', permission: '', summary: '', timeoutSeconds: 10, x: 100, y: 200, wires: [['d7a0be000000000a']] },
  { id: 'd7a0be000000000a', type: 'thermacore-history', z: 'd7a0be0000000001', name: '', database: 'd7a0be0000000002', tenant: '', operation: 'latest', x: 300, y: 200, wires: [['d7a0be000000000b']] },
  { id: 'd7a0be000000000b', type: 'thermacore-api-out', z: 'd7a0be0000000001', name: '', statusCode: '', headers: '', x: 500, y: 200, wires: [] },
]; // prettier-ignore

export type Tenant = 'aqua' | 'borealis';

export interface Ours extends Running {
  readonly tokens: Readonly<Record<Tenant, string>>;
}

export async function startOurs(options: {
  port: number;
  mqttPort: number;
  home: string;
  databaseUrl: string;
  sensors: number;
  callsPerMinute: number;
}): Promise<Ours> {
  const { port, mqttPort, home, databaseUrl, sensors, callsPerMinute } = options;
  mkdirSync(home, { recursive: true });
  chmodSync(home, 0o700);
  writeFileSync(join(home, 'flows.json'), JSON.stringify(flows(mqttPort, callsPerMinute)));
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
  await makeReadings(databaseUrl, sensors);
  const url = `http://127.0.0.1:${port}`;
  const [aqua, borealis] = await Promise.all([login(url, 'aqua'), login(url, 'borealis')]);
  return { ...running, tokens: { aqua, borealis } };
}

async function login(url: string, tenant: Tenant): Promise<string> {
  const response = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: `admin@${tenant}`, password: PASSWORD }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

/** The same unit for both tenants; each sensor has a newest reading. */
async function makeReadings(databaseUrl: string, sensors: number): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`set app.door = 'platform'`);
    await client.query(
      `insert into thermacore.units (tenant_id, key, name, kind)
       select id, $1, $1, 'other' from thermacore.tenants where key in ('aqua', 'borealis') on conflict do nothing`,
      [UNIT],
    );
    await client.query(
      `insert into thermacore.sensors (tenant_id, unit_id, key, name, type, quantity, uom, decimals, stale_after, headline)
       select u.tenant_id, u.id, 's' || i, 's' || i, 'number', 'other', '', 1, 60, false
       from thermacore.units u, generate_series(0, $2::int - 1) i where u.key = $1 on conflict do nothing`,
      [UNIT, sensors],
    );
    for (const tenant of ['aqua', 'borealis'])
      await client.query(
        `select stored from thermacore.write_readings_for(
           (select id from thermacore.tenants where key = $1),
           (select array_agg(s.id order by s.id) from thermacore.sensors s join thermacore.units u on u.id = s.unit_id
            join thermacore.tenants t on t.id = u.tenant_id where t.key = $1 and u.key = $2),
           array_fill(now(), array[$3::int]), array_fill(0::int2, array[$3::int]), array_fill(0::int2, array[$3::int]),
           array_fill(20.5::float8, array[$3::int]))`,
        [tenant, UNIT, sensors],
      );
  } finally {
    await client.end();
  }
}
