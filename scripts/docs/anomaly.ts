import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_SETTINGS, DETECTORS, type DetectorName } from '../../lib/anomaly';
import type { Page } from './page';

const DOES: Readonly<Record<DetectorName, readonly [strength: string, finds: string, cost: string]>> = {
  'z-score': ['distance from the mean of the window, in standard deviations', 'single values far out', 'O(1)'],
  iqr: ['distance from the middle of the quartiles; Tukey’s fences lie at 2.7', 'single values, also in skewed data', 'O(log n)'],
  'moving-average': ['distance from the mean of the last eighth of the window, against the usual one', 'jumps in a course that moves', 'O(1)'],
  'robust-z': ['distance from the median, in median distances', 'values far out, where up to half of the window is spoilt', 'O(log n)'],
  ewma: ['an average of the newest values against the mean of the window', 'small shifts', 'O(1)'],
  cusum: ['how much small deviations to one side add up to', 'drift', 'O(1)'],
  seasonal: ['distance from what is usual at this hour of the week or the day', 'values of the day at night', 'O(1)'],
  stuck: ['powers of ten of how unlikely so long a run of one value is', 'sensors that hang', 'O(1)'],
  rate: ['change since the last value, against changes over as long a time', 'spikes', 'O(1)'],
  'half-space-trees': ['powers of two fewer neighbours than if all were spread evenly', 'unusual combinations of usual values in a unit', 'O(trees × depth)'],
}; // prettier-ignore

/** What comes in, what is done, and the test in test/unit/anomaly (bad-input, known-levels) that says so. */
const RULES: readonly (readonly [string, string])[] = [
  ['a gap', 'Nothing is compared across a silence of more than ten usual intervals: no change, no run; sums begin anew.'],
  ['a duplicate, a late reading', 'Left out: it changes no later score.'],
  ['a constant series', 'No score. The first change is measured in thousandths of the range of the sensor, or of the value.'],
  ['two points', 'Say nothing: during warm-up the score is 0.'],
  ['NaN, infinity', 'Left out: they change no later score.'],
  ['a unit of measure that changes in the registry', 'What was learnt is dropped; it warms up again, and each score says why (`warmsUpBecause`).'],
  ['one that changes without a word', 'One anomaly; where the value would be as expected in another unit, its `hint` says in which. Half a window later the new level is usual.'],
  ['a sensor that jumps between levels', 'A level where it stayed three times is known: from then on it is no anomaly by itself. Being stuck there is.'],
  ['1 s and 1 h mixed', 'Each change is held against changes over as long a time, in powers of two.'],
  ['bad or uncertain quality, texts, switches', 'Passed on without a score. A lost connection is for the alarm kinds stale and bad-quality.'],
]; // prettier-ignore

interface FaultTable {
  readonly seeds: readonly number[];
  readonly sensors: number;
  readonly quietDays: number;
  readonly falseAlarms: number;
  readonly rows: readonly {
    kind: string;
    faults: number;
    found: number;
    anomalies: number;
    elsewhere: number;
    delayMinutes: number | null;
  }[];
}

const percent = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${Math.round((100 * part) / whole)} %`;

function faults(): string {
  const path = join(__dirname, '..', '..', 'test', 'bench', 'results', 'anomaly', 'faults.json');
  if (!existsSync(path)) return 'Run `npm run bench -- anomaly`.';
  const { rows, seeds, sensors, quietDays, falseAlarms } = JSON.parse(
    readFileSync(path, 'utf8'),
  ) as FaultTable;
  const lines = rows.map(
    ({ kind, faults: all, found, anomalies, elsewhere, delayMinutes }) =>
      `| ${kind} | ${all} | ${percent(found, all)} | ${percent(anomalies - elsewhere, anomalies)} | ${delayMinutes ?? '–'} |`,
  );
  const perDay = falseAlarms / quietDays;
  return `| fault | times | recall | precision | delay, minutes |
|---|---|---|---|---|
${lines.join('\n')}

**${perDay.toFixed(1)} false alarms a day** for a plant of ${sensors} sensors, ${(perDay / sensors).toFixed(3)} for a sensor: ${falseAlarms} anomalies in ${quietDays.toFixed(1)} days without a fault.

${seeds.length} courses of 14 days at one reading a minute, five days without a fault first; seeds ${seeds.join(', ')}, which the weights of the
confidence were not fitted to. A fault of a sensor counts as found when that sensor has an anomaly that began during it; a
fault of the plant, when any sensor has. Precision: of the anomalies that began during such faults, those at sensors that
the fault touches. Delay: the middle one. Two hours after a fault count for nothing: the plant finds back. A lost
connection is told by quality, and not scored.`;
}

export const anomalyPage: Page = {
  path: 'docs/anomaly.md',
  render: () => `# Anomaly detection

Generated from \`lib/anomaly\` and the last run of \`npm run bench -- anomaly\` by \`npm run docs\`. Why it is as it is stands in
\`docs/adr/0021-anomaly-detection.md\`.

## Detectors

For a window of n readings, ${DEFAULT_SETTINGS.window} unless set otherwise. A value is judged before it is learnt.

| detector | strength | finds | cost of a reading |
|---|---|---|---|
${DETECTORS.map((name) => `| \`${name}\` | ${DOES[name].join(' | ')} |`).join('\n')}

What a strength is worth is learnt for each sensor: the score is high where a strength is rare for this one. From
${DEFAULT_SETTINGS.limit} on (\`limit\`) it is an anomaly, which ends after five readings below half of that.

## Bad input

| what comes | what is done |
|---|---|
${RULES.map((row) => `| ${row.join(' | ')} |`).join('\n')}

## What it is worth

${faults()}

## On your own data

\`npm run bench -- anomaly --data DIR --labels FILE\` scores a folder of CSV files (\`timestamp,value\`) against labelled windows,
\`{"folder/file.csv": [["2014-04-10 07:15:00", "2014-04-11 16:45:00"]]}\`, by the published rules of the Numenta Anomaly
Benchmark, for its three profiles. 0 is as good as saying nothing, 100 is perfect.
`,
};
