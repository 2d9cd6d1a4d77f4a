import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from '../../support/product';
import { databaseServer } from '../database-server';
import { atLeast, atMost, figure, type Figure } from '../figure';
import type { Bench } from '../main';
import { quantile } from '../statistics';
import { commitLatencies, liveLatencies } from './latency';
import { startOurs, UNIT, type Ours } from './ours';
import { start, startScript, type Running } from '../processes';
import { publish } from './publish';

const RUNS = 3;
const SENSORS = 400;
const HOLD_SECONDS = 20;
const PROBE_SECONDS = 3;
/** A backlog that is gone within this time after the last message did not grow. */
const DRAIN_MS = 1000;
const DRAINED_TIMEOUT_MS = 30_000;
const RATES = [
  1000, 2000, 3000, 4000, 5000, 6000, 8000, 10_000, 12_000, 14_000, 16_000, 18_000, 20_000, 22_000, 25_000,
  28_000, 32_000, 36_000, 40_000, 44_000, 48_000, 52_000, 56_000, 60_000,
];
const CPU_RATE = 5000;
/** Both systems are compiled by the time they are measured: a plant's process runs for months. */
const CPU_WARM_SECONDS = 30;
const CPU_SECONDS = 20;
const STOCK_DATABASE = 'thermacore_bench_stock';
const PREFIX = `plant/aqua/${UNIT}`;

interface System {
  readonly name: string;
  readonly running: Running;
  /** Messages that arrived where they should. */
  count(): Promise<number>;
}

interface Ground {
  readonly mqttPort: number;
  readonly folder: string;
  readonly databaseUrl: string;
  readonly stockUrl: string;
  readonly database: Client;
  readonly stock: Client;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Does the system keep up with `rate` for `seconds`? */
async function holds(
  system: System,
  ground: Ground,
  rate: number,
  seconds: number,
  qos: 0 | 1,
): Promise<boolean> {
  const before = await system.count();
  const {
    published,
    acknowledged,
    seconds: spent,
  } = await publish(ground.mqttPort, rate, seconds, PREFIX, SENSORS, qos);
  const deadline = Date.now() + DRAIN_MS;
  let arrived = (await system.count()) - before;
  while (arrived < published && Date.now() < deadline) {
    await sleep(20);
    arrived = (await system.count()) - before;
  }
  // A publisher that cannot send at this rate proves nothing.
  const sent = published / spent >= rate * 0.97 && acknowledged === published;
  const held = sent && arrived >= published;
  if (!held) await drained(system, before + published);
  return held;
}

/** Waits until what was left over is worked off, so that it does not burden the next try. */
async function drained(system: System, expected: number): Promise<void> {
  let last = -1;
  for (const deadline = Date.now() + DRAINED_TIMEOUT_MS; Date.now() < deadline; await sleep(500)) {
    const now = await system.count();
    if (now >= expected || now === last) return;
    last = now;
  }
}

/** The highest rate held for 20 s: short tries upwards, then whole ones downwards until one holds. */
async function heldRate(
  system: System,
  ground: Ground,
  say: (line: string) => void,
  from = 0,
  qos: 0 | 1 = 1,
): Promise<number> {
  const tries = (rate: number): Promise<boolean> => holds(system, ground, rate, PROBE_SECONDS, qos);
  let index = from;
  while (index + 1 < RATES.length && (await tries(RATES[index + 1] as number))) index++;
  for (; index >= 0; index--) {
    const rate = RATES[index] as number;
    const held = await holds(system, ground, rate, HOLD_SECONDS, qos);
    say(`  ${system.name}: ${rate}/s with QoS ${qos} for ${HOLD_SECONDS} s ${held ? 'held' : 'not held'}`);
    if (held) return rate;
  }
  return 0;
}

async function cpuPerMillion(system: System, ground: Ground): Promise<number> {
  const cold = await system.count();
  const warm = await publish(ground.mqttPort, CPU_RATE, CPU_WARM_SECONDS, PREFIX, SENSORS);
  await drained(system, cold + warm.published);
  const arrived = await system.count();
  const before = system.running.cpuSeconds();
  const { published } = await publish(ground.mqttPort, CPU_RATE, CPU_SECONDS, PREFIX, SENSORS);
  // What a slow system left over costs it, too; and it must not burden what is measured next.
  await drained(system, arrived + published);
  return ((system.running.cpuSeconds() - before) / published) * 1e6;
}

async function startBroker(port: number, folder: string): Promise<Running & { name: string }> {
  const mosquitto = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto', '/usr/local/sbin/mosquitto'].find((path) =>
    existsSync(path),
  );
  if (!mosquitto) return { ...(await startScript('ingest/broker.ts', [String(port)])), name: 'aedes' };
  const config = join(folder, 'mosquitto.conf');
  writeFileSync(
    config,
    `listener ${port} 127.0.0.1\nallow_anonymous true\nmax_inflight_messages 1000\nmax_queued_messages 0\npersistence false\nlog_type error\nlog_type notice\nlog_type information\nlog_dest stderr\n`,
  );
  const running = await start(mosquitto, ['-c', config], /running/);
  // It prints its version with its help, and then ends with 3.
  const help = spawnSync(mosquitto, ['-h'], { encoding: 'utf8' }).stdout;
  const version = /^mosquitto version (\S+)/.exec(help)?.[1] ?? '';
  return { ...running, name: `mosquitto ${version}`.trim() };
}

async function rowsOf(client: Client, table: string): Promise<number> {
  const { rows } = await client.query<{ n: number }>(`select count(*)::float8 as n from ${table}`);
  return rows[0]?.n ?? 0;
}

async function ours(ground: Ground): Promise<System & { product: Ours }> {
  const product = await startOurs({
    port: await freePort(),
    mqttPort: ground.mqttPort,
    home: join(ground.folder, 'ours'),
    databaseUrl: ground.databaseUrl,
    sensors: SENSORS,
  });
  return {
    name: 'ThermaCore',
    running: product,
    product,
    count: () => rowsOf(ground.database, 'thermacore.readings'),
  };
}

async function stock(ground: Ground): Promise<System> {
  const running = await startScript('ingest/stock.ts', [
    String(ground.mqttPort),
    ground.stockUrl,
    mkdtempSync(join(ground.folder, 'stock-')),
  ]);
  return { name: 'stock Node-RED', running, count: () => rowsOf(ground.stock, 'stock') };
}

async function bare(ground: Ground): Promise<System> {
  let told: (count: number) => void = () => undefined;
  const running = await startScript('ingest/bare.ts', [String(ground.mqttPort)], {}, (line) => {
    const count = /^count (\d+)/.exec(line)?.[1];
    if (count) told(Number(count));
  });
  const count = (): Promise<number> =>
    new Promise((resolve) => {
      told = resolve;
      running.child.kill('SIGUSR2');
    });
  return { name: 'bare mqtt', running, count };
}

/** Runs `work` with one system alone on the machine: a second subscriber would share the broker's work. */
async function alone<S extends System, T>(
  make: () => Promise<S>,
  work: (system: S) => Promise<T>,
): Promise<T> {
  const system = await make();
  try {
    return await work(system);
  } finally {
    await system.running.stop();
  }
}

async function* measure(ground: Ground, broker: string, say: (line: string) => void): AsyncIterable<Figure> {
  const rates = { ours: [] as number[], stock: [] as number[], bare: [] as number[] };
  const cpu = { ours: [] as number[], stock: [] as number[] };
  const qos0: number[] = [];
  const commit: number[] = [];
  const live: number[] = [];
  const from = { ours: 3, stock: 0, bare: 8 };
  for (let run = 1; run <= RUNS; run++) {
    say(`run ${run} of ${RUNS}, broker: ${broker}`);
    rates.stock.push(
      await alone(
        () => stock(ground),
        async (system) => {
          cpu.stock.push(await cpuPerMillion(system, ground));
          return heldRate(system, ground, say, from.stock);
        },
      ),
    );
    rates.bare.push(
      await alone(
        () => bare(ground),
        (system) => heldRate(system, ground, say, from.bare),
      ),
    );
    rates.ours.push(
      await alone(
        () => ours(ground),
        async (system) => {
          cpu.ours.push(await cpuPerMillion(system, ground));
          const rate = await heldRate(system, ground, say, from.ours);
          qos0.push(await heldRate(system, ground, say, Math.max(0, RATES.indexOf(rate) - 1), 0));
          const half = { port: ground.mqttPort, rate: rate / 2, prefix: PREFIX, sensors: SENSORS };
          commit.push(quantile(await commitLatencies(ground.database, half), 0.99));
          live.push(quantile(await liveLatencies(system.product, half), 0.99));
          return rate;
        },
      ),
    );
    // The next run begins a little below what this one held.
    for (const name of ['ours', 'stock', 'bare'] as const)
      from[name] = Math.max(0, RATES.indexOf(rates[name].at(-1) ?? 0) - 2);
    await ground.database.query('truncate thermacore.readings');
    await ground.stock.query('truncate stock');
  }
  const ratios = (a: readonly number[], b: readonly number[]): number[] =>
    a.map((value, i) => value / (b[i] ?? NaN));
  yield figure({
    id: 'ingest.mqtt_vs_stock',
    unit: 'ratio',
    values: ratios(rates.ours, rates.stock),
    aim: atLeast(5),
    reference: `stock Node-RED: ${rates.stock.join(', ')} messages/s; ours: ${rates.ours.join(', ')}`,
    note: broker,
  });
  yield figure({
    id: 'ingest.cpu_vs_stock',
    unit: 'ratio',
    values: ratios(cpu.stock, cpu.ours),
    aim: atLeast(6),
    reference: `stock Node-RED: ${cpu.stock.map((v) => v.toFixed(1)).join(', ')} CPU s per million at ${CPU_RATE}/s; ours: ${cpu.ours.map((v) => v.toFixed(1)).join(', ')}`,
  });
  yield figure({
    id: 'ingest.mqtt_vs_bare',
    unit: 'ratio',
    values: ratios(rates.ours, rates.bare),
    aim: atLeast(0.5),
    reference: `bare mqtt client: ${rates.bare.join(', ')} messages/s`,
  });
  yield figure({
    id: 'ingest.qos1_rate',
    unit: 'messages/s',
    values: rates.ours,
    aim: atLeast(10_000),
    note: 'confirmed after commit; the promise is 10,000 a minute',
  });
  yield figure({ id: 'ingest.qos0_rate', unit: 'messages/s', values: qos0, aim: atLeast(10_000) });
  yield figure({
    id: 'ingest.commit_p99_ms',
    unit: 'ms',
    values: commit,
    aim: atMost(500),
    note: 'publish to row visible, at half the held rate',
  });
  yield figure({
    id: 'ingest.live_p99_ms',
    unit: 'ms',
    values: live,
    aim: atMost(50),
    note: 'publish to WebSocket client, at half the held rate',
  });
}

/** What was started last is stopped first, also when something between could not be started. */
export const bench: Bench = {
  async *run(say) {
    const stack = new AsyncDisposableStack();
    try {
      const folder = mkdtempSync(join(tmpdir(), 'thermacore-bench-'));
      stack.defer(() => rmSync(folder, { recursive: true, force: true }));
      const databaseUrl = await databaseServer(folder, stack, say);
      const database = await connected(databaseUrl, stack);
      await database.query(`drop database if exists ${STOCK_DATABASE}`);
      await database.query(`create database ${STOCK_DATABASE}`);
      stack.defer(
        async () => void (await database.query(`drop database if exists ${STOCK_DATABASE} with (force)`)),
      );
      const stockUrl = Object.assign(new URL(databaseUrl), { pathname: `/${STOCK_DATABASE}` }).toString();
      const stockClient = await connected(stockUrl, stack);
      await stockClient.query(
        'create table stock (time timestamptz not null, topic text not null, value float8, quality text, primary key (topic, time))',
      );
      const mqttPort = await freePort();
      const broker = await startBroker(mqttPort, folder);
      stack.defer(() => broker.stop());
      const ground = { mqttPort, folder, databaseUrl, stockUrl, database, stock: stockClient };
      yield* measure(ground, broker.name, say);
    } finally {
      await stack.disposeAsync();
    }
  },
};

async function connected(connectionString: string, stack: AsyncDisposableStack): Promise<Client> {
  const client = new Client({ connectionString });
  await client.connect();
  stack.defer(() => client.end());
  return client;
}
