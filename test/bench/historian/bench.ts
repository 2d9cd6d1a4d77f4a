import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { openStore, type Store } from '../../../lib/store';
import { ADMIN_PASSWORD, Product } from '../../support/product';
import { databaseServer } from '../database-server';
import { atLeast, atMost, figure, type Figure } from '../figure';
import type { Bench } from '../main';
import { fill, shapeOf, TENANT, type Shape } from './data';
import { copyOutRate, exportRate, type Export } from './exporting';
import { statistics, trends, type TrendTimes } from './questions';
import { bytesPerReading } from './storage';
import { copyRate, emptyHour, writeRate } from './writing';

const RUNS = 3;
const EXPORT_ROWS = 1_000_000;
const REFRESH_TIMEOUT_MS = 30 * 60_000;

interface Ground {
  readonly shape: Shape;
  readonly url: string;
  readonly owner: Client;
  readonly store: Store;
  /** When the data ends, epoch ms. */
  readonly until: number;
  readonly say: (line: string) => void;
}

/** Prepares, measures; the larger one shows how cost grows with the rows (docs/benchmarks.md). */
export const historianBench = (rows: 1e7 | 1e8): Bench => ({
  async *run(say) {
    const stack = new AsyncDisposableStack();
    try {
      const folder = mkdtempSync(join(tmpdir(), 'thermacore-bench-'));
      stack.defer(() => rmSync(folder, { recursive: true, force: true }));
      const url = await databaseServer(folder, stack, say);
      const store = await openStore({ url, clock: systemClock, logger: silentLogger, meter: nullMeter });
      stack.defer(() => store.close());
      const owner = new Client({ connectionString: url });
      await owner.connect();
      stack.defer(() => owner.end());
      // A database of TIMESCALE's that was used before keeps its readings: only ours go.
      const ground: Ground = { shape: shapeOf(rows), url, owner, store, until: Date.now() - 60_000, say };
      yield* measure(ground, rows === 1e7);
    } finally {
      await stack.disposeAsync();
    }
  },
});

async function* measure(ground: Ground, whole: boolean): AsyncIterable<Figure> {
  yield* await prepare(ground);
  yield* await questions(ground);
  if (!whole) return;
  yield await writing(ground);
  yield await exporting(ground);
  yield await storage(ground);
}

/** Makes the readings and has the store's own maintenance build the rollups, which is measured. */
async function prepare({ shape, owner, store, until, say }: Ground): Promise<Figure[]> {
  const rows = await fill(owner, shape, until, say);
  // The year shall stay, however long the bench runs.
  await store.retention.set(TENANT, 'raw', 400);
  const began = performance.now();
  for (const deadline = began + REFRESH_TIMEOUT_MS; ;) {
    const { lagSeconds = Infinity, outcome, reason } = await store.maintenance.runNow('rollups');
    if (outcome !== 'ok' && outcome !== 'timeout')
      throw new Error(`the rollups are not refreshed: ${reason}`);
    if (lagSeconds < 600) break;
    if (performance.now() > deadline) throw new Error('the rollups are not built in time');
  }
  const seconds = (performance.now() - began) / 1000;
  await owner.query('vacuum analyze');
  say(`  rollups of ${(rows / 1e6).toFixed(1)} M rows built in ${seconds.toFixed(0)} s`);
  return [
    figure({
      id: 'historian.rollup_rows_per_s',
      unit: 'rows/s',
      values: [rows / seconds],
      aim: atLeast(100_000),
      note: `${(rows / 1e6).toFixed(1)} M rows that came before there were rollups, into minutes, hours, days; ${store.rung.name}`,
    }),
  ];
}

async function questions({ shape, store, until, say }: Ground): Promise<Figure[]> {
  const trend: TrendTimes[] = [];
  const kpi: number[] = [];
  for (let run = 1; run <= RUNS; run++) {
    say(`questions, run ${run} of ${RUNS}`);
    trend.push(await trends(store, shape, until));
    kpi.push(await statistics(store, until));
  }
  const medians = trend.at(-1)?.medians;
  const rows = `${shape.rows / 1e6} M rows, ${store.rung.name}`;
  return [
    figure({
      id: 'historian.trend_p95_ms',
      unit: 'ms',
      values: trend.map(({ p95 }) => p95),
      aim: atMost(100),
      note: `one sensor at 1,000 points; medians: day ${medians?.day.toFixed(1)}, month ${medians?.month.toFixed(1)}, year ${medians?.year.toFixed(1)} ms; ${rows}`,
    }),
    figure({
      id: 'historian.kpi_p95_ms',
      unit: 'ms',
      values: kpi,
      aim: atMost(500),
      note: `all statistics of 24 h of 1,000 sensors; ${rows}`,
    }),
  ];
}

/** Alternately, so that both meet the same machine. */
async function writing({ owner, store, say }: Ground): Promise<Figure> {
  const ours: number[] = [];
  const copy: number[] = [];
  await store.directory.refresh();
  const now = Date.now();
  for (let run = 0; run < RUNS; run++) {
    say(`writing, run ${run + 1} of ${RUNS}`);
    copy.push(await copyRate(owner, emptyHour(now, 2 * run)));
    ours.push(await writeRate(store, emptyHour(now, 2 * run + 1)));
  }
  return figure({
    id: 'historian.write_vs_copy',
    unit: 'ratio',
    values: ours.map((rate, i) => rate / (copy[i] ?? NaN)),
    aim: atLeast(0.6),
    reference: `COPY text of the same rows in batches of 5,000: ${copy.map(round).join(', ')} rows/s; ours: ${ours.map(round).join(', ')}`,
  });
}

async function exporting(ground: Ground): Promise<Figure> {
  const { owner, url, until, say } = ground;
  const product = await Product.start({ env: { THERMACORE_DATABASE_URL: url, THERMACORE_DEMO: '1' } });
  try {
    const span: Export = {
      url: product.url,
      token: await tokenOf(product),
      to: until - 60 * 60_000,
      from: until - 60 * 60_000 - (EXPORT_ROWS / 50) * 1000,
    };
    const ours: number[] = [];
    const copy: number[] = [];
    let count = 0;
    for (let run = 1; run <= RUNS; run++) {
      say(`export, run ${run} of ${RUNS}`);
      const reference = await copyOutRate(owner, span);
      const { rows, rate } = await exportRate(span);
      if (rows !== reference.rows) throw new Error(`${rows} rows exported, ${reference.rows} copied`);
      count = rows;
      copy.push(reference.rate);
      ours.push(rate);
    }
    return figure({
      id: 'historian.export_vs_copy',
      unit: 'ratio',
      values: ours.map((rate, i) => rate / (copy[i] ?? NaN)),
      aim: atLeast(0.5),
      reference: `bare COPY … TO STDOUT of the same ${count} rows in the same order: ${copy.map(round).join(', ')} rows/s; CSV over HTTP: ${ours.map(round).join(', ')}`,
    });
  } finally {
    await product.dispose();
  }
}

/** The platform's admin, acting in the tenant of the bench. */
async function tokenOf(product: Product): Promise<string> {
  const admin = await product.login('admin', ADMIN_PASSWORD);
  const { access_token } = await admin.json<{ access_token: string }>('POST', '/api/v1/auth/tenant', {
    tenant: TENANT,
  });
  return access_token;
}

async function storage({ say }: Ground): Promise<Figure> {
  say('storage: six hours of the plant model on TimescaleDB (WebAssembly)');
  const { bytes, rows } = await bytesPerReading();
  return figure({
    id: 'historian.bytes_per_reading',
    unit: 'bytes',
    values: [bytes / rows],
    aim: atMost(5),
    note: `${rows} readings of the plant model, one a second and point, compressed`,
  });
}

const round = (value: number): string => Math.round(value).toLocaleString('en');
