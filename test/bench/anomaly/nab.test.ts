import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLabelled } from './labelled-files';
import { PROFILES, nabScore, probationOf, type Profile, type Scored } from './nab';

const [standard, lowFalse, lowMissed] = PROFILES as [Profile, Profile, Profile];

/** A series of 1,000 rows with one window of 100, and scores at some rows. */
const series = (scores: Readonly<Record<number, number>>): Scored => ({
  scores: Array.from({ length: 1000 }, (_, i) => scores[i] ?? 0),
  windows: [[500, 599]],
});
const sigmoid = (y: number): number => 2 / (1 + Math.exp(5 * y)) - 1;

describe('the score of the Numenta Anomaly Benchmark', () => {
  it('is 0 for saying nothing and 100 for the first row of each window', () => {
    for (const profile of PROFILES) {
      assert.equal(nabScore([series({})], profile).score, 0);
      assert.ok(Math.abs(nabScore([series({ 500: 1 })], profile).score - 100) < 1e-9);
    }
  });

  it('a later detection earns less, a second one in the window nothing', () => {
    const late = nabScore([series({ 550: 1 })], standard).score;
    const earned = sigmoid(-0.5) / sigmoid(-1);
    assert.ok(Math.abs(late - (100 * (earned + 1)) / 2) < 1e-9, `${late}`);
    assert.equal(nabScore([series({ 550: 1, 551: 1, 590: 1 })], standard).score, late);
  });

  it('a false alarm costs its weight, less just behind a window, more in the profile that minds them', () => {
    const cost = (row: number, profile: Profile): number =>
      100 - nabScore([series({ 500: 1, [row]: 1 })], profile).score;
    assert.ok(Math.abs(cost(300, standard) - (100 * 0.11) / 2) < 1e-9);
    assert.ok(Math.abs(cost(300, lowFalse) - (100 * 0.22) / 2) < 1e-9);
    assert.ok(Math.abs(cost(300, lowMissed) - (100 * 0.11) / 3) < 1e-9);
    assert.ok(cost(610, standard) < cost(700, standard) && cost(700, standard) <= cost(990, standard));
    assert.ok(Math.abs(cost(990, standard) - (100 * 0.11) / 2) < 1e-6, 'far behind it costs all of it');
  });

  it('what is detected in the first 15 % does not count', () => {
    assert.equal(probationOf(1000), 150);
    assert.equal(probationOf(100_000), 750);
    assert.ok(Math.abs(nabScore([series({ 149: 1, 500: 1 })], standard).score - 100) < 1e-9);
    assert.ok(nabScore([series({ 150: 1, 500: 1 })], standard).score < 100);
  });

  it('takes the one threshold that is best over all series together', () => {
    const one = series({ 500: 0.8, 300: 0.7 });
    const other = series({ 500: 0.6, 200: 0.5, 201: 0.5 });
    const { threshold, found, windows, falseAlarms } = nabScore([one, other], standard);
    assert.deepEqual([threshold, found, windows, falseAlarms], [0.6, 2, 2, 1]);
    // Two false alarms of one score come together, or not at all.
    const crowd = nabScore([series({ 300: 0.5, 301: 0.5, 302: 0.5, 500: 0.5 })], {
      ...standard,
      falseAlarm: 1,
    });
    assert.deepEqual([crowd.score, crowd.threshold], [0, Infinity]);
  });
});

describe('labelled files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'labelled-'));
    mkdirSync(join(folder, 'real'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const files = (csv: string, labels: string): ReturnType<typeof readLabelled> => {
    writeFileSync(join(folder, 'real', 'a.csv'), csv);
    writeFileSync(join(folder, 'labels.json'), labels);
    return readLabelled(folder, join(folder, 'labels.json'));
  };
  const csv = 'timestamp,value\n2014-04-01 00:00:00,1.5\n2014-04-01 00:05:00,2\n2014-04-01 00:10:00,3\n';

  it('are read with their windows as rows', () => {
    const [file] = files(
      csv,
      '{"real/a.csv": [["2014-04-01 00:05:00.000000", "2014-04-01 00:10:00.000000"]], "no.csv": []}',
    );
    assert.deepEqual(file?.values, [1.5, 2, 3]);
    assert.equal(file.times[0], Date.UTC(2014, 3, 1));
    assert.deepEqual(file.windows, [[1, 2]]);
  });

  it('that are wrong are refused by file and line', () => {
    assert.throws(() => files('timestamp,value\nyesterday,1\n', '{"real/a.csv": []}'), /real\/a.csv, line 2/);
    assert.throws(
      () => files(csv, '{"real/a.csv": [["2015-01-01", "2015-01-02"]]}'),
      /Label 1 of real\/a.csv/,
    );
    assert.throws(() => files(csv, 'no'), /labels.json cannot be read/);
    assert.throws(() => files(csv, '{}'), /No file of/);
  });
});
