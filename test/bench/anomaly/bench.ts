import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { atLeast, atMost, figure, type Figure } from '../figure';
import type { Bench } from '../main';
import { faultTable } from './faults';
import { SENSORS, SUBJECT_NAMES, WINDOW, naive, streamed, type Subject } from './speed';

const RUNS = 5;
/** Courses that the weights of the confidence were not fitted to. */
const SEEDS = [3, 4, 5, 6] as const;

const millions = (perSecond: number): string => `${(perSecond / 1e6).toFixed(1)} M/s`;

async function* figures(say: (line: string) => void): AsyncIterable<Figure> {
  const speeds = new Map<Subject, { ours: number[]; naive: number[] }>();
  for (const name of SUBJECT_NAMES) speeds.set(name, { ours: [], naive: [] });
  for (let run = 1; run <= RUNS; run++)
    for (const [name, { ours, naive: theirs }] of speeds) {
      say(`${name}, run ${run} of ${RUNS}`);
      await Promise.resolve();
      ours.push(streamed(name));
      theirs.push(naive(name));
    }
  const middle = (values: readonly number[]): number =>
    [...values].sort((a, b) => a - b)[values.length >> 1] as number;
  const [slowest] = [...speeds].sort(([, a], [, b]) => middle(a.ours) - middle(b.ours));
  if (!slowest) throw new Error('nothing was measured');
  const [name, { ours, naive: theirs }] = slowest;
  const each = [...speeds].map(([one, speed]) => `${one} ${millions(middle(speed.ours))}, ${Math.round(middle(speed.ours) / middle(speed.naive))} × naive`); // prettier-ignore
  yield figure({
    id: 'anomaly.readings_per_s',
    unit: 'readings/CPU s',
    values: ours,
    aim: atLeast(2_000_000),
    note: `${name}, the slowest; window ${WINDOW}, ${SENSORS} sensors in turn; ${each.join('; ')}`,
  });
  yield figure({
    id: 'anomaly.vs_naive',
    unit: '×',
    values: ours.map((speed, i) => speed / (theirs[i] as number)),
    aim: atLeast(50),
    reference: `simple-statistics on an array of ${WINDOW} for each reading: ${Math.round(middle(theirs))} readings/CPU s`,
  });
  const table = faultTable(SEEDS, say);
  const folder = join(__dirname, '..', 'results', 'anomaly');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'faults.json'), `${JSON.stringify(table, null, 2)}\n`);
  const seen = table.rows.filter(({ kind }) => kind !== 'comm-loss');
  const faults = seen.reduce((sum, row) => sum + row.faults, 0);
  yield figure({
    id: 'anomaly.recall',
    unit: 'of the faults',
    values: [seen.reduce((sum, { found }) => sum + found, 0) / faults],
    aim: atLeast(0.8),
    note: `${faults} faults of the plant model, without lost connections, which quality tells`,
  });
  yield figure({
    id: 'anomaly.false_per_sensor_day',
    unit: 'anomalies',
    values: [table.falseAlarms / table.quietDays / table.sensors],
    aim: atMost(0.2),
    note: `${table.sensors} sensors, ${table.quietDays.toFixed(1)} days without a fault`,
  });
}

export const bench: Bench = { run: figures };
