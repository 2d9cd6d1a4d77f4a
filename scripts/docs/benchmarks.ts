import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Page } from './page';

/** What `npm run bench` keeps of its last run, as far as the page shows it. */
interface Result {
  readonly date: string;
  readonly machine: { node: string; cpus: number; cpu: string; memoryGiB: number };
  readonly figures: readonly {
    id: string;
    unit: string;
    median: number;
    min: number;
    max: number;
    runs: number;
    reference: string | null;
    aim: string;
    met: boolean;
    note?: string;
  }[];
}

const folder = join(__dirname, '..', '..', 'test', 'bench', 'results');

const number = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 4 });

const read = (path: string): Result => JSON.parse(readFileSync(path, 'utf8')) as Result;

function section(path: string): string {
  const name = basename(path, '.json');
  const { date, machine, figures } = read(path);
  const rows = figures.map(
    ({ id, unit, median, min, max, runs, aim, met, reference, note }) =>
      `| \`${id}\` | **${number(median)}** ${unit} | ${number(min)} to ${number(max)} (${runs}) | ${aim} | ${met ? 'met' : '**missed**'} | ${[note, reference].filter(Boolean).join('; ')} |`,
  );
  const how = name.endsWith('-server') ? ' on the server of THERMACORE_DATABASE_URL' : '';
  return `## ${name}

\`npm run bench -- ${name.replace(/-server$/, '')}\`${how}, run on ${date.slice(0, 10)}: ${machine.cpus} cores (${machine.cpu}), ${machine.memoryGiB} GiB, Node.js ${machine.node}.

| figure | median | min to max (runs) | aim | | of what |
|---|---|---|---|---|---|
${rows.join('\n')}
`;
}

/** What ten times the rows cost: the figures that both runs of the historian have. */
function growth(): string {
  const [small, large] = ['historian.json', 'historian-100m.json'].map((file) => join(folder, file));
  if (!small || !large || !existsSync(large)) return '';
  const later = new Map(read(large).figures.map((figure) => [figure.id, figure]));
  const rows = read(small).figures.flatMap(({ id, unit, median }) => {
    const other = later.get(id);
    if (!other) return [];
    return [
      `| \`${id}\` | ${number(median)} ${unit} | ${number(other.median)} ${unit} | ${number(other.median / median)} |`,
    ];
  });
  return `
## How cost grows

The same questions and the same work on ten times the rows: of 1,000 sensors, ten times as many have a whole year of minutes,
and the others ten times as many days of every 20 s.

| figure | 10 M rows | 100 M rows | factor |
|---|---|---|---|
${rows.join('\n')}
`;
}

export const benchmarksPage: Page = {
  path: 'docs/benchmarks.md',
  render: () => `# Benchmarks

Generated from the last runs in \`test/bench/results/\` by \`npm run docs\`. Machines are noisy, so what counts is the ratio to a
reference that is measured in the same run, on the same machine, with the same broker and database; a figure in ms or
messages/s tells only what this machine can do. Where mosquitto is installed it is the broker, else aedes.

${globSync('*.json', { cwd: folder })
  .sort()
  .map((file) => section(join(folder, file)))
  .join('\n')}${growth()}`,
};
