import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { Analytics } from '../../../lib/platform/analytics';
import { openStore, type Store } from '../../../lib/store';
import { databaseServer } from '../database-server';
import { atMost, figure, type Figure } from '../figure';
import type { Bench } from '../main';
import { TENANT, fill, shapeOf } from '../historian/data';
import { quantile } from '../statistics';
import { QUESTIONS, type Asked } from './questions';

/** With a tenth of the readings it is to tell whether all is right, and to be over soon. */
const REPEATS = { 1e6: { runs: 1, times: 2 }, 1e7: { runs: 3, times: 6 } } as const;
const LIMIT_MS = 5 * 60_000;

/** Every operation of the API of analytics on so many readings, of the slowest of which the figure is. */
export const analyticsBench = (size: 1e6 | 1e7): Bench => ({
  resultsAs: size === 1e7 ? 'analytics' : 'analytics-1m',
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
      const analytics = new Analytics({ clock: systemClock, meter: nullMeter });
      stack.defer(() => analytics.stop());
      const until = Date.now() - 60_000;
      const rows = await prepare(store, owner, { size, until }, say);
      yield await measure({ analytics, store, tenant: TENANT, until }, { size, rows }, say);
    } finally {
      await stack.disposeAsync();
    }
  },
});

async function prepare(
  store: Store,
  owner: Client,
  { size, until }: { readonly size: 1e6 | 1e7; readonly until: number },
  say: (line: string) => void,
): Promise<number> {
  const rows = await fill(owner, shapeOf(size), until, say);
  await store.retention.set(TENANT, 'raw', 400);
  for (const deadline = performance.now() + LIMIT_MS; ;) {
    const { lagSeconds = Infinity, outcome, reason } = await store.maintenance.runNow('rollups');
    if (outcome === 'ok' && lagSeconds < 600) break;
    // On a busy machine a step may take too long; the next one is smaller.
    if (performance.now() > deadline)
      throw new Error(`the rollups are not built in time: ${reason ?? outcome}`);
  }
  await owner.query('vacuum analyze');
  say(`  ${(rows / 1e6).toFixed(1)} M rows made, rollups built`);
  return rows;
}

async function measure(
  asked: Asked,
  { size, rows }: { readonly size: 1e6 | 1e7; readonly rows: number },
  say: (line: string) => void,
): Promise<Figure> {
  const { runs, times: asks } = REPEATS[size];
  const p95: Record<string, number[]> = {};
  for (const [name, ask] of Object.entries(QUESTIONS)) {
    // The worker thread starts with the first question of all, and connections are opened.
    await ask(asked);
    p95[name] = [];
    for (let run = 0; run < runs; run++) {
      const times: number[] = [];
      for (let i = 0; i < asks; i++) {
        const began = performance.now();
        await ask(asked);
        times.push(performance.now() - began);
      }
      p95[name].push(quantile(times, 0.95));
    }
    say(`  ${name}: ${p95[name].map((ms) => ms.toFixed(0)).join(', ')} ms`);
  }
  const median = (values: readonly number[]): number => quantile([...values], 0.5);
  const all = Object.entries(p95).sort(([, a], [, b]) => median(b) - median(a));
  return figure({
    id: 'analytics.p95_ms',
    unit: 'ms',
    values: all[0]?.[1] ?? [],
    aim: atMost(500),
    note: `the slowest operation; each: ${all.map(([name, values]) => `${name} ${median(values).toFixed(0)}`).join(', ')} ms; ${(rows / 1e6).toFixed(1)} M rows of 1,000 sensors, ${asked.store.rung.name}`,
  });
}
