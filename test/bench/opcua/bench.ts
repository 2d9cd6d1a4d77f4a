import { join } from 'node:path';
import { atLeast, atMost, figure, type Figure } from '../figure';
import type { Bench } from '../main';
import { CONTRIB_VERSION, contribPackage } from './contrib-package';
import { Field, type Measured } from './measure';

const RUNS = 3;
/** As the connector has it when nobody says otherwise; each change is told when it happens. */
const USUAL = { publishingMs: 500, samplingMs: 0 };
/** `node-red-contrib-opcua` has one interval for both. Of 50, 100, 250 and 1,000 ms it gets the most values with this. */
const SAMPLED = { publishingMs: 100, samplingMs: 100 };
const QUICK = { publishingMs: 50, samplingMs: 0 };

/** One run with a server of its own. */
async function run<T>(items: number, hertz: number, work: (field: Field) => Promise<T>): Promise<T> {
  const field = await Field.start(items, hertz);
  try {
    return await work(field);
  } finally {
    await field.stop();
  }
}

const list = (all: readonly Measured[], pick: (one: Measured) => number, digits = 2): string =>
  all.map((one) => pick(one).toFixed(digits)).join(', ');
const cost = (one: Measured): number => one.perMillion;

async function* many(say: (line: string) => void): AsyncIterable<Figure> {
  const ours: Measured[] = [];
  const bare: Measured[] = [];
  for (let i = 1; i <= RUNS; i++)
    await run(5000, 10, async (field) => {
      say(`5,000 items at 10 Hz, run ${i} of ${RUNS}`);
      bare.push(await field.measure('bare.ts', USUAL));
      ours.push(await field.measure('ours.ts', USUAL));
    });
  yield figure({
    id: 'opcua.cpu_vs_bare',
    unit: 'ratio',
    values: ours.map((one, i) => cost(one) / cost(bare[i] ?? one)),
    aim: atMost(2),
    note: '5,000 items at 10 Hz, published every 500 ms, Basic256Sha256, signed and encrypted',
    reference: `bare node-opcua, values counted: ${list(bare, cost)} CPU s per million; ours, readings made of them: ${list(ours, cost)}`,
  });
  yield figure({
    id: 'opcua.rate_5000x10',
    unit: 'ratio',
    values: ours.map(({ arrived }) => arrived),
    aim: atLeast(0.99),
    note: `of what the server made, within 2 s; published every 500 ms; the server made ${list(ours, ({ made }) => made, 3)} of 50,000/s; of bare node-opcua arrived ${list(bare, ({ arrived }) => arrived, 3)}`,
  });
}

async function* flows(say: (line: string) => void, folder: string): AsyncIterable<Figure> {
  const ours: Measured[] = [];
  const contrib: Measured[] = [];
  const options = { more: [folder], env: { XDG_CONFIG_HOME: join(folder, 'config') } };
  for (let i = 1; i <= RUNS; i++)
    await run(1000, 10, async (field) => {
      say(`1,000 items at 10 Hz, run ${i} of ${RUNS}`);
      contrib.push(await field.measure('contrib.ts', SAMPLED, options));
      ours.push(await field.measure('ours.ts', SAMPLED));
    });
  const perCpuSecond = (one: Measured): number => 1e6 / one.perMillion;
  const rate = (one: Measured): number => one.valuesPerSecond;
  yield figure({
    id: 'opcua.vs_contrib',
    unit: 'ratio',
    values: ours.map((one, i) => cost(contrib[i] ?? one) / cost(one)),
    aim: atLeast(8),
    note: '1,000 items at 10 Hz, published and sampled every 100 ms, Basic256Sha256, signed and encrypted',
    reference: `node-red-contrib-opcua ${CONTRIB_VERSION} in Node-RED: ${list(contrib, perCpuSecond, 0)} values per CPU s, of 10,000/s came ${list(contrib, rate, 0)}; ours, without Node-RED: ${list(ours, perCpuSecond, 0)} and ${list(ours, rate, 0)}`,
  });
}

async function* latency(say: (line: string) => void): AsyncIterable<Figure> {
  const ours: Measured[] = [];
  for (let i = 1; i <= RUNS; i++)
    await run(5000, 1, async (field) => {
      say(`5,000 items at 1 Hz, run ${i} of ${RUNS}`);
      ours.push(await field.measure('ours.ts', QUICK, { more: ['latency'] }));
    });
  yield figure({
    id: 'opcua.latency_p99_ms',
    unit: 'ms',
    values: ours.map(({ p99 }) => p99 ?? Infinity),
    aim: atMost(150),
    note: 'from a value’s date by the server to its reading, 5,000 items at 1 Hz, published every 50 ms, which are part of it; an aim of our own',
  });
}

export const bench: Bench = {
  async *run(say) {
    // First: what cannot be had is told before the minutes are spent.
    const folder = await contribPackage(say);
    yield* many(say);
    yield* flows(say, folder);
    yield* latency(say);
  },
};
