/** `npm run bench -- <name> [--json]`: runs a bench, prints its figures, keeps them for docs/benchmarks.md. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { isThermaCoreError } from '../../lib/core/errors';
import type { Figure } from './figure';

export interface Bench {
  /** Name of the kept results; that of the bench if left out. */
  readonly resultsAs?: string;
  /** Yields each figure when it is known; progress goes to `say`. */
  run(say: (line: string) => void): AsyncIterable<Figure>;
}

const historian = async (rows: 1e7 | 1e8): Promise<{ bench: Bench }> => {
  const { historianBench } = await import('./historian/bench.js');
  return { bench: historianBench(rows) };
};

/** Without data: speed, and faults of the plant model. With: what a folder of labelled series gives. */
async function anomaly(args: readonly string[]): Promise<{ bench: Bench }> {
  const data = valueOf(args, '--data');
  const labels = valueOf(args, '--labels');
  if (data === undefined && labels === undefined) return import('./anomaly/bench.js');
  if (data === undefined || labels === undefined)
    throw new Error('anomaly takes --data DIR and --labels FILE together');
  const { nabBench } = await import('./anomaly/nab-bench.js');
  return { bench: nabBench(data, labels) };
}

/** `--small`: a tenth of the readings, for a machine that is busy. */
async function analytics(args: readonly string[]): Promise<{ bench: Bench }> {
  const { analyticsBench } = await import('./analytics/bench.js');
  return { bench: analyticsBench(args.includes('--small') ? 1e6 : 1e7) };
}

const valueOf = (args: readonly string[], name: string): string | undefined =>
  args.includes(name) ? args[args.indexOf(name) + 1] : undefined;

const benches: Readonly<Record<string, (args: readonly string[]) => Promise<{ bench: Bench }>>> = {
  anomaly,
  ingest: () => import('./ingest/bench.js'),
  historian: () => historian(1e7),
  'historian-100m': () => historian(1e8),
  alarms: () => import('./alarms/bench.js'),
  analytics,
  modbus: () => import('./modbus/bench.js'),
  opcua: () => import('./opcua/bench.js'),
  dnp3: () => import('./dnp3/bench.js'),
  gateway: () => import('./gateway/bench.js'),
  api: () => import('./api/bench.js'),
};

const results = join(__dirname, 'results');

async function main(args: readonly string[]): Promise<number> {
  const json = args.includes('--json');
  const [name] = args.filter((arg) => !arg.startsWith('--'));
  const load = name ? benches[name] : undefined;
  if (!name || !load) {
    console.error(`Usage: npm run bench -- <${Object.keys(benches).join('|')}> [--json]`);
    return 2;
  }
  const { bench } = await load(args);
  const figures: Figure[] = [];
  for await (const figure of bench.run((line) => console.error(line))) {
    figures.push(figure);
    console.log(json ? JSON.stringify(figure) : asLine(figure));
  }
  const machine = {
    node: process.version,
    cpus: cpus().length,
    cpu: cpus()[0]?.model ?? '?',
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
  };
  mkdirSync(results, { recursive: true });
  writeFileSync(
    join(
      results,
      `${bench.resultsAs ?? name}${process.env['THERMACORE_DATABASE_URL'] ? '-server' : ''}.json`,
    ),
    `${JSON.stringify({ date: new Date().toISOString(), machine, figures }, null, 2)}\n`,
  );
  return figures.every(({ met }) => met) ? 0 : 1;
}

const asLine = ({ id, value, unit, min, max, runs, aim, met, note }: Figure): string =>
  `${met ? ' ok ' : 'MISS'} ${id.padEnd(26)} ${value} ${unit} (min ${min}, max ${max}, ${runs} runs; aim ${aim})${note ? ` ${note}` : ''}`;

// The clock's timers do not keep a process alive; a bench that only waits for one would end here without a word.
setInterval(() => undefined, 60_000);

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(isThermaCoreError(error) ? error.sentence : error);
    process.exit(1);
  },
);
