import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { Client } from 'pg';
import { systemClock } from '../../lib/core/clock';
import { silentLogger } from '../../lib/core/logger';
import { startEmbedded, type EmbeddedDatabase } from '../../lib/store';
import { removeHome } from '../support/remove-home';
import { DEMO_PASSWORD, Product, eventually } from '../support/product';
import { refreshedRollups, rollupFaults } from './rollup-check';

/**
 * The historian under what a plant does to it for minutes on end: the database stops and comes back five times, edges
 * replay days-old data out of order, the spool fills up and refuses. Afterwards every reading that was confirmed is there
 * once, and the rollups say what the raw readings say.
 */
const SECONDS = Number(process.env['THERMACORE_SOAK_SECONDS'] ?? 600);
const STOPS = 5;
/** Of each cycle the database is away for this share. */
const AWAY_SHARE = 0.35;
/** In this cycle an edge comes back with more than the spool takes. */
const FLOOD_CYCLE = 3;
const FLOOD = { messages: 60, readings: 4000 };
const REPLAY_READINGS = 2000;
const LIVE_PER_SECOND = 300;
const UNIT = 'soak';
const SENSORS = 10;
const DAY_MS = 24 * 60 * 60 * 1000;

type Sample = { sensor: string; value: number; timestamp: string; quality: 'good' };

/** What was published: by sensor, the value for each time. Every sensor and time comes once. */
class Published {
  readonly sensors = new Map<string, Map<number, number>>();
  private readonly last = new Map<string, number>();
  count = 0;

  add(sensor: string, wanted: number): Sample {
    const times = this.sensors.get(sensor) ?? new Map<number, number>();
    this.sensors.set(sensor, times);
    let time = Math.max(wanted, this.last.get(sensor) ?? 0);
    while (times.has(time)) time++;
    times.set(time, this.count);
    return { sensor, value: this.count++, timestamp: new Date(time).toISOString(), quality: 'good' };
  }

  /** Days ago, shuffled by the multiplication with a number that has no factor in common with the count. */
  replay(count: number, now: number, daysAgo: number): Sample[] {
    return Array.from({ length: count }, (_, i) =>
      this.add(`s${i % SENSORS}`, now - daysAgo * DAY_MS - ((i * 7919) % count) * 100),
    );
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function metric(product: Product, name: string): Promise<number> {
  const text = await (await fetch(`${product.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? NaN);
}

describe(`the historian for ${SECONDS} s`, function () {
  this.timeout((SECONDS + 600) * 1000);
  const databaseHome = mkdtempSync(join(tmpdir(), 'thermacore-soak-'));
  let database: EmbeddedDatabase;
  let product: Product;
  let publisher: MqttClient;

  before(async () => {
    database = await startEmbedded({ home: databaseHome, clock: systemClock, logger: silentLogger });
    product = await Product.start({ env: { THERMACORE_DATABASE_URL: database.url } });
    const admin = await product.login('admin@aqua');
    await admin.json('POST', '/api/v1/units', { key: UNIT, name: 'Soak', kind: 'other' });
    for (let i = 0; i < SENSORS; i++)
      await admin.json('POST', `/api/v1/units/${UNIT}/sensors`, {
        key: `s${i}`,
        name: `s${i}`,
        type: 'number',
      });
    await product.stop();
    limitSpool(join(product.home, 'flows.json'));
    await product.launch();
    publisher = await connectAsync(`mqtt://127.0.0.1:${product.mqttPort}`, {
      username: 'operator@aqua',
      password: DEMO_PASSWORD,
      clientId: 'soak-publisher',
      clean: false,
      reconnectPeriod: 200,
    });
    publisher.on('error', () => undefined);
  });
  afterEach(function () {
    if (this.currentTest?.state === 'failed')
      process.stdout.write(`      the last lines of the log:\n${product.lines.slice(-40).join('\n')}\n`);
  });
  after(async () => {
    publisher?.end(true);
    await product?.dispose();
    await database?.stop();
    removeHome(databaseHome);
  });

  it('loses nothing, doubles nothing, and says loudly what it cannot take', async () => {
    const published = new Published();
    const confirmed: Promise<unknown>[] = [];
    const publish = (topic: string, payload: unknown): void =>
      void confirmed.push(publisher.publishAsync(topic, JSON.stringify(payload), { qos: 1 }));
    const burst = (samples: Sample[]): void => publish(`plant/aqua/${UNIT}`, samples);

    const says = (text: RegExp): boolean => product.lines.some((line) => text.test(line));
    const start = Date.now();
    const cycleMs = (SECONDS * 1000) / STOPS;
    let largestSpool = 0;
    let live = 0;
    const limit = await metric(product, 'thermacore_spool_limit_bytes');
    for (let cycle = 0; cycle < STOPS; cycle++) {
      const stopAt = start + (cycle + 1 - AWAY_SHARE) * cycleMs;
      const startAt = start + (cycle + 1) * cycleMs;
      let away = false;
      let replayAt = start + (cycle + 0.2) * cycleMs;
      // The flood is to fill the spool, however slow the machine is.
      const isFilling = (): boolean =>
        cycle + 1 === FLOOD_CYCLE &&
        Date.now() < startAt + 60_000 &&
        !says(/spool is (100 % )?full|as much of the tenant/i);
      for (; Date.now() < startAt || isFilling(); await sleep(20)) {
        const now = Date.now();
        for (const due = ((now - start) / 1000) * LIVE_PER_SECOND; live < due; live++) {
          const { sensor, ...sample } = published.add(`s${live % SENSORS}`, now);
          publish(`plant/aqua/${UNIT}/${sensor}`, sample);
        }
        if (now >= replayAt) {
          burst(published.replay(REPLAY_READINGS, now, 3));
          replayAt = now + cycleMs / 4;
        }
        if (!away && now >= stopAt) {
          away = true;
          await database.stop();
          if (cycle + 1 === FLOOD_CYCLE)
            for (let i = 0; i < FLOOD.messages; i++) burst(published.replay(FLOOD.readings, now, 5));
        }
        if (away) largestSpool = Math.max(largestSpool, await metric(product, 'thermacore_spool_bytes'));
      }
      await restart();
    }
    const told = product.lines.filter((line) => /spool/i.test(line)).join('\n');
    assert.match(told, /The spool is 80 % full/);
    assert.match(told, /The spool is 100 % full|spool is full/i, 'it says that it refuses');
    // One of two tenants holds three quarters of it at most.
    assert.ok(largestSpool > limit * 0.7 && largestSpool <= limit, `${largestSpool} of ${limit} bytes`);

    await Promise.all(confirmed);
    const owner = new Client({ connectionString: database.url });
    await owner.connect();
    try {
      await eventually(
        'every reading is stored',
        async () => (await countOf(owner)) >= published.count,
        300_000,
      ).catch(async (error: unknown) => {
        throw new Error(`${(error as Error).message}\n${await whereabouts(owner, published, product)}`);
      });
      await sleep(3000);
      await compare(owner, published);
      assert.equal(await metric(product, 'thermacore_readings_lost_total'), 0);
      await refreshedRollups(owner);
      assert.deepEqual(await rollupFaults(owner, 'aqua'), []);
    } finally {
      await owner.end();
    }
    process.stdout.write(
      `      ${published.count} readings in ${SECONDS} s, the database stopped ${STOPS} times, largest spool ${(largestSpool / 1e6).toFixed(1)} of ${(limit / 1e6).toFixed(1)} MB\n`,
    );
  });

  /** On the same folder and port, as the same server would come back. */
  async function restart(): Promise<void> {
    const before = database.url;
    database = await startEmbedded({ home: databaseHome, clock: systemClock, logger: silentLogger });
    assert.equal(database.url, before);
  }
});

/** The smallest that the form allows, so that the flood fills it. */
function limitSpool(file: string): void {
  const flows = JSON.parse(readFileSync(file, 'utf8')) as { type: string; spoolLimitMb?: number }[];
  for (const node of flows) if (node.type === 'thermacore-database') node.spoolLimitMb = 16;
  writeFileSync(file, JSON.stringify(flows));
}

const OURS = `from thermacore.readings r join thermacore.sensors s on s.id = r.sensor_id
  join thermacore.units u on u.id = s.unit_id where u.key = '${UNIT}'`;

async function countOf(owner: Client): Promise<number> {
  const { rows } = await owner.query<{ n: number }>(`select count(*)::int as n ${OURS}`);
  return rows[0]?.n ?? 0;
}

/** Of what is not stored: what it is, and where the product says it may be. */
async function whereabouts(owner: Client, published: Published, product: Product): Promise<string> {
  const lines: string[] = [];
  for (const [sensor, times] of published.sensors) {
    const { rows } = await owner.query<{ ms: number }>(
      `select (extract(epoch from r.time) * 1000)::float8 as ms ${OURS} and s.key = $1`,
      [sensor],
    );
    const stored = new Set(rows.map(({ ms }) => ms));
    const missing = [...times].filter(([ms]) => !stored.has(ms));
    const [first, last] = [missing[0], missing.at(-1)];
    if (first && last)
      lines.push(
        `${sensor}: ${missing.length} of ${times.size} missing, published as no. ${first[1]} to ${last[1]}`,
      );
  }
  const metrics = await (await fetch(`${product.url}/metrics`)).text();
  const told = metrics
    .split('\n')
    .filter((line) => /^thermacore_(readings|spool|mqtt|recorder|broker)/.test(line));
  return [...lines, ...told].join('\n');
}

async function compare(owner: Client, published: Published): Promise<void> {
  for (const [sensor, times] of published.sensors) {
    const { rows } = await owner.query<{ ms: number; value: number }>(
      `select (extract(epoch from r.time) * 1000)::float8 as ms, r.value ${OURS} and s.key = $1`,
      [sensor],
    );
    assert.equal(rows.length, times.size, `${sensor}: lost or doubled`);
    for (const { ms, value } of rows) assert.equal(value, times.get(ms), `${sensor} at ${ms}`);
  }
}
