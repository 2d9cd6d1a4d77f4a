import assert from 'node:assert/strict';
import { WebSocket } from 'ws';
import { onEveryServer, useDatabase } from '../../support/database';
import { DEMO_PASSWORD, Product, eventually, type Client } from '../../support/product';

const TENANTS = 100;
const UNITS = 10;
const SENSORS = 10;
const ROUNDS = 5;
/** Logins at a time: each keeps a core busy for a moment. */
const AT_A_TIME = 8;

interface Point {
  unit: string;
  sensor: string;
  value: number;
}

/** A tenant as one of its users sees it. */
interface Party {
  readonly key: string;
  readonly index: number;
  readonly client: Client;
}

/** Which tenant, sensor and round a value is of stands in the value. */
const valueOf = (tenant: number, place: number, round: number): number =>
  tenant * 100_000 + place * 100 + round;
const tenantOf = (value: number): number => Math.floor(value / 100_000);

/** Does it for all, a few at a time. */
async function forAll<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let i = 0; i < items.length; i += AT_A_TIME)
    results.push(...(await Promise.all(items.slice(i, i + AT_A_TIME).map(work))));
  return results;
}

/** Everything that a tenant's live socket was sent. */
class Listener {
  readonly values: number[] = [];
  private readonly socket: WebSocket;

  constructor({ url, token }: Client) {
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/live`, ['thermacore.v1', `bearer.${token}`]);
    this.socket.on('open', () => this.socket.send(JSON.stringify({ type: 'subscribe', id: 'all' })));
    this.socket.on('error', () => undefined);
    this.socket.on('message', (data: Buffer) => {
      const { readings = [] } = JSON.parse(data.toString()) as { readings?: Point[] };
      this.values.push(...readings.map(({ value }) => value));
    });
  }

  get open(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  close(): void {
    this.socket.close();
  }
} // prettier-ignore

onEveryServer('A hundred tenants of ten units of ten sensors, in the running product', (rung) => {
  const database = useDatabase(rung);
  let product: Product;
  let parties: Party[];
  let listeners: Listener[];

  before(async function () {
    this.timeout(400_000);
    product = await Product.start({ env: { THERMACORE_DATABASE_URL: database().url } });
    await eventually('the demo user', async () => (await database().owner.query(
      `select 1 from thermacore.users where username = 'operator@aqua'`)).rows.length > 0); // prettier-ignore
    await plant();
    parties = await forAll(
      Array.from({ length: TENANTS }, (_, index) => ({ key: `plant-${index}`, index })),
      async (one) => ({ ...one, client: await product.login(`operator@${one.key}`, DEMO_PASSWORD) }),
    );
    listeners = parties.map(({ client }) => new Listener(client));
    await eventually('all listen', async () => listeners.every(({ open }) => open));
  });
  after(async function () {
    this.timeout(60_000);
    for (const listener of listeners ?? []) listener.close();
    await product?.dispose();
  });

  /** Straight into the tables: what is tested is that they live together, not how they are made. */
  async function plant(): Promise<void> {
    const { owner } = database();
    await owner.query(`insert into thermacore.tenants (key, name, timezone)
      select 'plant-' || i, 'Plant ' || i, 'UTC' from generate_series(0, ${TENANTS - 1}) i`);
    await owner.query(`insert into thermacore.users (username, role, tenant_id, password_hash)
      select 'operator@' || t.key, 'operator', t.id, u.password_hash
      from thermacore.tenants t, thermacore.users u where t.key like 'plant-%' and u.username = 'operator@aqua'`);
    await owner.query(`insert into thermacore.units (tenant_id, key, name, kind)
      select t.id, 'unit-' || i, 'Unit ' || i, 'other'
      from thermacore.tenants t, generate_series(0, ${UNITS - 1}) i where t.key like 'plant-%'`);
    await owner.query(`insert into thermacore.sensors
        (tenant_id, unit_id, key, name, type, quantity, uom, decimals, stale_after, headline)
      select u.tenant_id, u.id, 'sensor-' || i, 'Sensor ' || i, 'number', 'other', '', 1, 60, false
      from thermacore.units u join thermacore.tenants t on t.id = u.tenant_id, generate_series(0, ${SENSORS - 1}) i
      where t.key like 'plant-%'`);
  }

  const readingsOf = (index: number, round: number): object[] =>
    Array.from({ length: UNITS * SENSORS }, (_, place) => ({
      unit: `unit-${Math.floor(place / SENSORS)}`,
      sensor: `sensor-${place % SENSORS}`,
      timestamp: Date.UTC(2026, 0, 1) + round * 1000,
      value: valueOf(index, place, round),
    }));

  it('take readings of all at once, and refuse none', async function () {
    this.timeout(180_000);
    await eventually('the sensors are known', async () => {
      const { client } = parties[TENANTS - 1]!;
      const readings = readingsOf(TENANTS - 1, 0).slice(-1);
      const { accepted } = await client.json<{ accepted: number }>('POST', '/api/v1/readings', { readings });
      return accepted === 1;
    });
    for (let round = 1; round <= ROUNDS; round++) {
      const answers = await forAll(parties, ({ client, index }) =>
        client.json<{ accepted: number; refused: number }>('POST', '/api/v1/readings', {
          readings: readingsOf(index, round),
        }),
      );
      assert.ok(
        answers.every(({ accepted, refused }) => accepted === UNITS * SENSORS && refused === 0),
        JSON.stringify(answers.find(({ refused }) => refused > 0)),
      );
    }
  });

  it('show each its own newest values, and all of them', async function () {
    this.timeout(120_000);
    await forAll(parties, async ({ client, index, key }) => {
      const { items } = await client.get<{ items: Point[] }>('/api/v1/readings/latest');
      assert.deepEqual(
        items.map(({ value }) => value).sort((a, b) => a - b),
        Array.from({ length: UNITS * SENSORS }, (_, place) => valueOf(index, place, ROUNDS)),
        key,
      );
    });
  });

  it('have all of their history stored, each under its own key', async () => {
    const { rows } = await database().owner.query<{ tenants: number; readings: number; wrong: number }>(
      `select count(distinct t.key)::int as tenants, count(*)::int as readings,
         count(*) filter (where t.key <> 'plant-' || floor(r.value / 100000)::int)::int as wrong
       from thermacore.readings r join thermacore.sensors s on s.id = r.sensor_id join thermacore.tenants t on t.id = s.tenant_id
       where t.key like 'plant-%' and r.time > '2026-01-01T00:00:00Z'`,
    );
    assert.deepEqual(rows[0], { tenants: TENANTS, readings: TENANTS * UNITS * SENSORS * ROUNDS, wrong: 0 });
  });

  it('send to each live socket what is of its tenant, and nothing else', async function () {
    this.timeout(90_000);
    await eventually('the last values of all', async () =>
      listeners.every(({ values }, index) => values.includes(valueOf(index, UNITS * SENSORS - 1, ROUNDS))),
    );
    for (const [index, { values }] of listeners.entries())
      assert.deepEqual([...new Set(values.map(tenantOf))], [index], `socket of plant-${index}`);
  });

  it('answer all others while one asks without end, which is refused in its turn', async function () {
    this.timeout(120_000);
    const [flooding, ...calm] = parties as [Party, ...Party[]];
    let over = false;
    const statuses = new Map<number, number>();
    const flood = Promise.all(
      Array.from({ length: 16 }, async () => {
        while (!over) {
          const { status } = await flooding.client.request('GET', '/api/v1/readings/latest');
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
      }),
    );
    try {
      await eventually('the quota of the one is used up', async () => (statuses.get(429) ?? 0) > 50, 90_000);
      await forAll(calm, async ({ client, key }) => {
        const response = await client.request('GET', '/api/v1/units');
        assert.equal(response.status, 200, key);
        assert.equal(((await response.json()) as { items: object[] }).items.length, UNITS);
      });
    } finally {
      over = true;
      await flood;
    }
    assert.deepEqual([...statuses.keys()].sort(), [200, 429]);
  });
});
