import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY_MS } from '../../../../lib/core/duration';
import { HISTORY_LIMITS, HistoryPlan, type SeriesQuestion } from '../../../../lib/core/history';
import type { Kept } from '../../../../lib/store/history/kept';
import { checkRows, explain, planBuckets, planSpan } from '../../../../lib/store/history/plan';
import { anyInstant, anyZone, zoneNamed } from './zones';

const T0 = Date.UTC(2026, 2, 1);
const UTC = zoneNamed('UTC');
const sensors = (count: number) => Array.from({ length: count }, (_, i) => ({ unit: 'u', sensor: `s${i}` }));
const question = (more: Partial<SeriesQuestion> = {}): SeriesQuestion => ({
  sensors: sensors(1),
  from: T0,
  to: T0 + DAY_MS,
  ...more,
});
const refusal = (run: () => unknown): { field?: string; advice?: string; code?: string } => {
  try {
    run();
  } catch (error) {
    return error as { field?: string; advice?: string };
  }
  return assert.fail('it was not refused');
};

describe('planBuckets', () => {
  it('chooses 500 buckets at most when nothing is said', () => {
    const plan = planBuckets(question(), UTC);
    assert.equal(plan.width?.text, '5m');
    assert.equal(plan.starts.length, 288);
    assert.equal(plan.end, T0 + DAY_MS);
  });

  it('says in words why', () => {
    const reasonOf = (more: Partial<SeriesQuestion>): string => planBuckets(question(more), UTC).reason;
    assert.match(reasonOf({ bucket: '1h' }), /1h, as asked for.*Rollups of 1h alone/);
    assert.match(reasonOf({ points: 24 }), /1h: the smallest nice width with at most 24/);
    assert.match(reasonOf({ bucket: '10s', to: T0 + 60_000 }), /Raw readings, because no full minute/);
    assert.match(reasonOf({ bucket: '1h', quality: 'good' }), /quality "usable" and "good" was asked for/);
    assert.match(
      reasonOf({ bucket: '1d', from: T0 + 90_000 }),
      /Rollups of 1h .* 1m and raw at ragged edges/,
    );
    assert.match(reasonOf({ to: T0 }), /empty/);
  });

  it('reads raw rows only for another quality', () => {
    for (const quality of ['good', 'any'] as const)
      assert.deepEqual(planBuckets(question({ quality, bucket: '1h' }), UTC).segments, [
        { level: 'raw', from: T0, to: T0 + DAY_MS },
      ]);
  });

  it('covers [from, to) exactly, in every zone', () => {
    fc.assert(
      fc.property(anyZone, anyInstant, fc.integer({ min: 1, max: 3000 * DAY_MS }), fc.integer({ min: 1, max: 1000 }), (zone, from, length, points) => {
        const plan = planBuckets(question({ from, to: from + length, points }), zone);
        assert.equal(plan.segments[0]?.from, from);
        assert.equal(plan.segments.at(-1)?.to, from + length);
        plan.segments.forEach((segment, i) => assert.equal(segment.to, plan.segments[i + 1]?.from ?? from + length));
        assert.ok(plan.starts.length <= Math.max(points, 2));
      }),
    ); // prettier-ignore
  });

  const refused: [string, Partial<SeriesQuestion>, string, RegExp][] = [
    ['from after to', { from: T0 + 1, to: T0 }, 'from', /Exchange/],
    ['an endless span', { to: Infinity }, 'to', /milliseconds/],
    ['no time at all', { from: NaN }, 'from', /milliseconds/],
    ['a bucket of nothing', { bucket: '0s' }, 'bucket', /above zero/],
    ['a negative bucket', { bucket: '-1h' }, 'bucket', /above zero/],
    ['a bucket that is none', { bucket: "1h'; drop table" }, 'bucket', /unit/],
    ['too many points', { points: 20_001 }, 'points', /20000/],
    ['no point', { points: 0 }, 'points', /1 to/],
    ['half a point', { points: 1.5 }, 'points', /1 to/],
    ['more buckets than may be', { bucket: '1s' }, 'bucket', /bucket of 5s would do/],
    ['more for several sensors', { bucket: '1m', sensors: sensors(200) }, 'bucket', /bucket of 15m would do/],
    [
      'more points for several sensors',
      { points: 1000, sensors: sensors(200) },
      'points',
      /bucket of 15m would do/,
    ],
    ['eleven years by hours', { bucket: '12h', to: T0 + 3661 * DAY_MS }, 'to', /1d or wider/],
    ['more than a century', { bucket: '1y', to: T0 + 36_526 * DAY_MS }, 'to', /century/],
  ];
  for (const [title, more, field, advice] of refused)
    it(`refuses ${title}, by the name of the field`, () => {
      const error = refusal(() => planBuckets(question(more), UTC));
      assert.equal(error.code, 'invalid');
      assert.equal(error.field, field);
      assert.match(error.advice ?? '', advice);
    });

  it('the bucket that would do does', () => {
    fc.assert(
      fc.property(anyZone, anyInstant, fc.integer({ min: DAY_MS, max: 3000 * DAY_MS }), fc.integer({ min: 1, max: 200 }), (zone, from, length, count) => {
        const asked = question({ from, to: from + length, sensors: sensors(count), bucket: '1s' });
        const [, width = ''] = /bucket of (\S+) would do/.exec(refusal(() => planBuckets(asked, zone)).advice ?? '') ?? [];
        const plan = planBuckets({ ...asked, bucket: width }, zone);
        assert.ok(plan.starts.length * count <= HISTORY_LIMITS.points);
      }),
    ); // prettier-ignore
  });

  it('takes a century in buckets of a day or more', () => {
    assert.equal(planBuckets(question({ bucket: '1w', to: T0 + 36_525 * DAY_MS }), UTC).starts.length, 5219);
    assert.equal(planBuckets(question({ points: 20_000, to: T0 + 4000 * DAY_MS }), UTC).width?.text, '1d');
  });
});

describe('planSpan', () => {
  it('is one bucket, wherever it begins', () => {
    const plan = planSpan({ from: T0 + 1, to: T0 + 2 * DAY_MS }, 'usable');
    assert.deepEqual(plan.starts, [T0 + 1]);
    assert.deepEqual(plan.segments.map(({ level }) => level), ['raw', '1m', '1h', '1d']); // prettier-ignore
  });

  it('refuses what is too long or reversed', () => {
    assert.equal(refusal(() => planSpan({ from: T0, to: T0 + 3661 * DAY_MS }, 'usable')).field, 'to');
    assert.equal(refusal(() => planSpan({ from: T0, to: T0 - 1 }, 'usable')).field, 'from');
  });
});

describe('where retention has taken the readings', () => {
  const kept: Kept = { raw: T0 + 4 * DAY_MS, '1m': T0 + 2 * DAY_MS, '1h': T0 - DAY_MS, '1d': -Infinity };
  const from = T0 + 10 * 60_000 + 1;

  it('the boundaries there are those of the finest rows that are left', () => {
    const plan = planBuckets(
      question({ from, to: T0 + 6 * DAY_MS + 90_001, bucket: '1d' }),
      zoneNamed('Asia/Kathmandu'),
      kept,
    );
    const quarter = 18 * 3_600_000 + 15 * 60_000;
    assert.equal(plan.starts[1], T0 + quarter);
    assert.deepEqual(
      plan.slots.map((slot) => slot - T0),
      [
        0,
        18 * 3_600_000,
        18 * 3_600_000 + DAY_MS,
        quarter + 2 * DAY_MS,
        quarter + 3 * DAY_MS,
        quarter + 4 * DAY_MS,
        quarter + 5 * DAY_MS,
      ],
    );
    assert.equal(plan.segments.at(-1)?.to, T0 + 6 * DAY_MS + 90_001, 'readings are there');
    assert.match(plan.note ?? '', /whole rollups of 1h/);
    const raw = plan.segments.filter(({ level }) => level === 'raw');
    assert.ok(raw.every((segment) => segment.from >= kept.raw));
  });

  it('there is nothing to say of a span that is all kept, or of boundaries that rows have anyway', () => {
    assert.equal(
      planSpan({ from: T0 + 4 * DAY_MS, to: T0 + 5 * DAY_MS + 1 }, 'usable', kept).note,
      undefined,
    );
    assert.equal(planSpan({ from: T0, to: T0 + DAY_MS }, 'usable', kept).note, undefined);
    assert.equal(
      planBuckets(question({ from: T0, to: T0 + 9 * DAY_MS, bucket: '1h' }), UTC, kept).note,
      undefined,
    );
  });

  it('rollups cannot tell another quality', () => {
    for (const quality of ['good', 'any'] as const)
      assert.match(
        planSpan({ from, to: T0 + DAY_MS }, quality, kept).note ?? '',
        /2026-03-05T00:00:00.000Z are no longer kept/,
      );
  });
});

describe('checkRows', () => {
  const many = HISTORY_LIMITS.rows + 1;
  it('refuses what would read too much, by the field that would help', () => {
    const raw = planBuckets(question({ bucket: '30s' }), UTC);
    const error = refusal(() => checkRows(raw, 1, many, 'usable'));
    assert.equal(error.field, 'bucket');
    assert.match(error.advice ?? '', /1m would do/);
    const good = planBuckets(question({ bucket: '1h', quality: 'good' }), UTC);
    assert.equal(refusal(() => checkRows(good, 1, many, 'good')).field, 'quality');
    const span = planSpan({ from: T0 + 1, to: T0 + 3000 * DAY_MS }, 'usable');
    assert.equal(refusal(() => checkRows(span, 100_000, 0, 'usable')).field, 'to');
  });

  it('lets the rest pass', () => {
    checkRows(planBuckets(question(), UTC), 200, 0, 'usable');
    checkRows(planSpan({ from: T0, to: T0 + 1 }, 'any'), 1, HISTORY_LIMITS.rows, 'any');
  });
});

describe('explain', () => {
  it('counts rows per level and fits its schema', () => {
    const plan = planSpan({ from: T0 - 60_000, to: T0 + 2 * DAY_MS + 500 }, 'usable');
    const explained = explain(plan, 3, 7);
    assert.deepEqual(explained.levels, [
      { level: '1d', segments: 1, estimatedRows: 6 },
      { level: '1m', segments: 1, estimatedRows: 3 },
      { level: 'raw', segments: 1, estimatedRows: 7 },
    ]);
    assert.equal(explained.estimatedRows, 16);
    assert.deepEqual(HistoryPlan.parse(explained), explained);
  });

  it('shows a hundred segments at most', () => {
    const plan = planBuckets(question({ to: T0 + 365 * DAY_MS, bucket: '1d' }), zoneNamed('Asia/Kathmandu'));
    const explained = explain(plan, 1, 0);
    assert.equal(explained.segments.length, 100);
    assert.ok(explained.levels.reduce((sum, { segments }) => sum + segments, 0) > 700);
  });
});
