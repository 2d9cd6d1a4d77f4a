import assert from 'node:assert/strict';
import { replay, type AlarmRuleInput, type ReplayOptions } from '../../../lib/alarms';
import type { Reading } from '../../../lib/core/reading';
import { HIGH, PLANT, T0, reading, rule } from './fixture';

async function* batches(readings: readonly Reading[], size = 3): AsyncGenerator<readonly Reading[]> {
  for (let i = 0; i < readings.length; i += size) yield await Promise.resolve(readings.slice(i, i + size));
}

const at = (value: number, more: object = {}): AlarmRuleInput =>
  rule({ condition: { kind: 'limit', limits: [{ level: 'high', value }] }, ...more });

/** Minutes: 1 to 3 at 85, 5 to 6 at 95, 8 at 70. */
const HISTORY = [70, 85, 85, 70, 70, 95, 70, 70, 70].map((value, i) => reading(i * 60, value));
const options = (more: Partial<ReplayOptions>): ReplayOptions => ({
  tenant: 't', plant: PLANT, before: at(80), after: at(90), history: batches(HISTORY), from: T0, to: T0 + 600_000, ...more,
}); // prettier-ignore
const minutes = ({ raisedAt, endedAt }: { raisedAt: number; endedAt: number | undefined }) => [
  (raisedAt - T0) / 60_000,
  endedAt === undefined ? undefined : (endedAt - T0) / 60_000,
];

describe('What a changed rule would have done', () => {
  it('how many, when, how long, of what priority; removed, added, kept', async () => {
    const { before, after, removed, added, kept, readings } = await replay(options({}));
    assert.equal(readings, 9);
    assert.deepEqual(before.occurrences.map(minutes), [[1, 3], [5, 6]]);
    assert.deepEqual([before.alarms, before.activeMs, before.byPriority.medium], [2, 180_000, 2]);
    assert.deepEqual([after.alarms, after.activeMs], [1, 60_000]);
    assert.deepEqual(removed.map(minutes), [[1, 3]]);
    assert.deepEqual(added, []);
    assert.deepEqual(kept.map(([one, other]) => [minutes(one), minutes(other)]), [[[5, 6], [5, 6]]]);
  }); // prettier-ignore

  it('a lower limit adds', async () => {
    const { added, kept } = await replay(options({ before: at(90), after: at(80) }));
    assert.deepEqual(added.map(minutes), [[1, 3]]);
    assert.equal(kept.length, 1);
  });

  it('a delay removes what was short', async () => {
    const { after, removed } = await replay(options({ after: at(80, { onDelaySeconds: 90 }) }));
    assert.deepEqual(after.occurrences.map(minutes), [[2.5, 3]]);
    assert.deepEqual(removed.map(minutes), [[5, 6]]);
  });

  it('a new rule and a deleted one', async () => {
    assert.equal((await replay(options({ before: undefined }))).added.length, 1);
    assert.equal((await replay(options({ after: undefined }))).removed.length, 2);
  });

  it('a template has alarms of each sensor, held against those of the same', async () => {
    const onAll = { appliesTo: { to: 'sensors' as const, sensor: 'main' } };
    const both = HISTORY.flatMap((one) => [one, { ...one, unit: 'v', value: 85 }]);
    const { before, kept } = await replay(
      options({ before: at(80, onAll), after: at(80), history: batches(both, 4) }),
    );
    assert.deepEqual(before.occurrences.map(({ instance }) => instance), ['r:v/main', 'r:u/main', 'r:u/main']);
    assert.deepEqual(kept.map(([{ instance }]) => instance), ['r:u/main', 'r:u/main']);
  }); // prettier-ignore

  it('sensors of one moment are seen together', async () => {
    const rate = (value: number) => rule({ condition: { kind: 'deviation', from: { kind: 'sensor', sensor: 'other' }, limit: value } });
    const together = [50, 70, 90].flatMap((value, i) => [reading(i * 60, value), reading(i * 60, value, { sensor: 'other' })]);
    const { before } = await replay(options({ before: rate(5), after: rate(6), history: batches(together, 6) }));
    assert.equal(before.alarms, 0);
  }); // prettier-ignore

  it('one that still lasts at the end', async () => {
    const { before } = await replay(options({ history: batches(HISTORY.slice(0, 2)) }));
    assert.deepEqual(before.occurrences.map(minutes), [[1, undefined]]);
    assert.equal(before.activeMs, 540_000);
  });

  it('worse on the way is the same alarm with the worse priority', async () => {
    const two = rule({ condition: { ...HIGH, limits: [...HIGH.limits, { level: 'high-high', value: 90, priority: 'critical' }] } });
    const { before } = await replay(options({ before: two, history: batches([reading(0, 85), reading(60, 95), reading(120, 70)]) }));
    assert.deepEqual(before.occurrences.map(({ level, priority }) => [level, priority]), [['high-high', 'critical']]);
  }); // prettier-ignore

  it('tells how far it is', async () => {
    const shares: number[] = [];
    const long = Array.from({ length: 60_000 }, (_, i) => reading(i / 100, 70, { ordinal: 0 }));
    await replay(options({ history: batches(long, 1000), progress: (share) => shares.push(share) }));
    assert.equal(shares.length, 2);
    assert.ok(Math.abs((shares[0] ?? 0) - 0.83) < 0.01);
    assert.equal(shares[1], 1);
  });

  it('stops when it is told to', async () => {
    const abort = new AbortController();
    async function* endless(): AsyncGenerator<readonly Reading[]> {
      for (let i = 0; ; i++) {
        if (i === 3) abort.abort(new Error('enough'));
        yield await Promise.resolve([reading(i, 70)]);
      }
    }
    await assert.rejects(replay(options({ history: endless(), signal: abort.signal })), {
      message: 'enough',
    });
  });

  it('what stood at the beginning is known from before, and in no figure but the time', async () => {
    const [, before] = [reading(-120, 70), reading(-60, 95)];
    const { after, readings, first, last } = await replay(
      options({ begin: T0 - 120_000, history: batches([before, ...HISTORY.slice(4)]) }),
    );
    assert.deepEqual(after.occurrences.map(minutes), [[-1, 4], [5, 6]]);
    assert.deepEqual([after.alarms, after.standing, after.activeMs], [1, 1, 300_000]);
    assert.deepEqual([readings, first, last], [5, T0 + 240_000, T0 + 480_000]);
    assert.equal(after.metrics.alarms, 1);
  }); // prettier-ignore

  it('how far beyond the limit it went, by readings that are not bad', async () => {
    const both = rule({
      condition: { ...HIGH, limits: [...HIGH.limits, { level: 'low', value: 20 }] },
      onDelaySeconds: 30,
    });
    const values = [85, 93, 91, 70, 15, 9, 12, 50].map((value, i) => reading(i * 60, value));
    const bad = reading(130, 500, { quality: 'bad' });
    const { after } = await replay(
      options({ after: both, history: batches([...values.slice(0, 3), bad, ...values.slice(3)]) }),
    );
    assert.deepEqual(
      after.occurrences.map(({ level, limit, value, peak }) => [level, limit, value, peak]),
      [
        ['high', 80, 85, 93],
        ['low', 20, 15, 9],
      ],
    );
  });

  it('peaks, floods, chattering and fleeting of each, as the metrics of alarms count them', async () => {
    const swings = Array.from({ length: 24 }, (_, i) => reading(i * 5, i % 2 === 0 ? 70 : 85));
    const { before, after } = await replay(options({ history: batches(swings) }));
    const peak = before.metrics.figures.find(({ id }) => id === 'peak-10-min')?.value;
    assert.deepEqual(
      [before.alarms, peak, before.metrics.floods.length, before.metrics.fleeting, before.metrics.chattering],
      [12, 12, 1, 11, ['r:u/main']],
    );
    assert.deepEqual([after.alarms, after.metrics.floods], [0, []]);
  });

  it('takes a rule in force that no more fits the plant as far as it fits, and says so', async () => {
    const onBoth = at(80, {
      appliesTo: { to: 'sensors', sensor: 'm*' },
    });
    const { before, after } = await replay(options({ before: onBoth, history: batches(HISTORY) }));
    assert.equal(before.faults[0]?.field, 'appliesTo');
    assert.equal(before.alarms, 2);
    assert.deepEqual(after.faults, []);
  });

  it('refuses a rule that is not sound', async () => {
    const wrong = rule({ condition: { kind: 'expression', expression: 'value >' } });
    await assert.rejects(replay(options({ after: wrong })), {
      code: 'invalid',
      field: 'condition.expression',
    });
  });
});
