import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY_MS, parseBucketWidth, usualLength, type BucketWidth } from '../../../../lib/core/duration';
import { boundariesOf } from '../../../../lib/store/history/boundaries';
import {
  LEVELS,
  LEVEL_MS,
  cover,
  rollupRows,
  type Level,
  type Segment,
} from '../../../../lib/store/history/cover';
import { anyInstant, anyZone, zoneNamed } from './zones';

const at = (text: string): number => Date.parse(`${text}Z`);
const shown = (segments: readonly Segment[]): string[] =>
  segments.map(({ level, from, to }) => `${level} ${new Date(from).toISOString().slice(0, -1)} ${new Date(to).toISOString().slice(0, -1)}`); // prettier-ignore
const edgesOf = (text: string, zone: string, from: number, to: number): number[] =>
  (boundariesOf(parseBucketWidth(text) as BucketWidth, zoneNamed(zone), from, to, 100_000) ?? []).map(
    (boundary) => Math.min(Math.max(boundary, from), to),
  );

/** What makes a cover right, whatever it was made from. */
function assertCovers(segments: readonly Segment[], edges: readonly number[], coarsest: Level): void {
  const [from, to] = [edges[0], edges.at(-1)];
  if (from === to) return assert.deepEqual(segments, []);
  assert.equal(segments[0]?.from, from);
  assert.equal(segments.at(-1)?.to, to);
  segments.forEach((segment, i) => {
    assert.ok(segment.from < segment.to, 'none is empty');
    const next = segments[i + 1];
    assert.ok(!next || next.from === segment.to, 'without gap and overlap');
    assert.ok(!next || next.level !== segment.level, 'neighbours of one level are merged');
    assert.ok(LEVELS.indexOf(segment.level) <= LEVELS.indexOf(coarsest));
    const length = LEVEL_MS[segment.level];
    if (length === 0) return;
    assert.ok(segment.from % length === 0 && segment.to % length === 0, 'whole rows');
    for (const edge of edges)
      assert.ok(
        edge <= segment.from || edge >= segment.to || edge % length === 0,
        'no row lies in two buckets',
      );
  });
}

describe('cover', () => {
  it('of one span is raw and finer rollups at its edges, days in the middle', () => {
    const segments = cover([at('2026-03-01T22:58:30'), at('2026-03-05T01:01:01')]);
    assert.deepEqual(shown(segments), [
      'raw 2026-03-01T22:58:30.000 2026-03-01T22:59:00.000',
      '1m 2026-03-01T22:59:00.000 2026-03-01T23:00:00.000',
      '1h 2026-03-01T23:00:00.000 2026-03-02T00:00:00.000',
      '1d 2026-03-02T00:00:00.000 2026-03-05T00:00:00.000',
      '1h 2026-03-05T00:00:00.000 2026-03-05T01:00:00.000',
      '1m 2026-03-05T01:00:00.000 2026-03-05T01:01:00.000',
      'raw 2026-03-05T01:01:00.000 2026-03-05T01:01:01.000',
    ]);
  });

  it('of one span inside a minute is raw', () => {
    assert.deepEqual(shown(cover([at('2026-03-01T22:58:30'), at('2026-03-01T22:58:31')])), [
      'raw 2026-03-01T22:58:30.000 2026-03-01T22:58:31.000',
    ]);
  });

  it('of nothing is nothing', () => {
    assert.deepEqual(cover([]), []);
    assert.deepEqual(cover([5]), []);
    assert.deepEqual(cover([5, 5]), []);
  });

  const levels: [string, string, string, string, Level[]][] = [
    ['quarters of an hour', '15m', 'UTC', '2026-03-01 2026-03-08', ['1m']],
    ['hours', '1h', 'UTC', '2026-03-01 2026-03-08', ['1h']],
    ['days of UTC', '1d', 'UTC', '2026-03-01 2026-03-31', ['1d']],
    ['months of UTC', '1mo', 'UTC', '2026-01-01 2027-01-01', ['1d']],
    ['seconds', '10s', 'UTC', '2026-03-01 2026-03-02', ['raw']],
  ];
  for (const [title, text, zone, span, expected] of levels)
    it(`of ${title} is one segment of ${expected.join()}`, () => {
      const [from = '', to = ''] = span.split(' ');
      const segments = cover(edgesOf(text, zone, at(`${from}T00:00`), at(`${to}T00:00`)));
      assert.deepEqual(segments.map(({ level }) => level), expected); // prettier-ignore
    });

  it('of days in Berlin is hours: no day of UTC lies in one of theirs', () => {
    const segments = cover(edgesOf('1d', 'Europe/Berlin', at('2026-02-28T23:00'), at('2026-03-31T22:00')));
    assert.deepEqual(new Set(segments.map(({ level }) => level)), new Set(['1h']));
  });

  it('of days in Kathmandu takes minutes only around their midnight', () => {
    const segments = cover(edgesOf('1d', 'Asia/Kathmandu', at('2026-01-01T18:15'), at('2026-12-31T18:15')));
    assert.deepEqual(new Set(segments.map(({ level }) => level)), new Set(['1m', '1h']));
    const minutes = segments.filter(({ level }) => level === '1m');
    assert.ok(rollupRows(minutes) <= 365 * 60, `${rollupRows(minutes)} minutes`);
    assert.ok(rollupRows(segments) < 365 * 84);
  });

  it('joins short coarse runs to finer neighbours instead of jumping for each', () => {
    const every = (minutes: number): Segment[] =>
      cover(Array.from({ length: 50 }, (_, i) => at('2026-03-01T00:00') + i * minutes * 60_000));
    assert.ok(every(90).length <= 3, 'two hours are not worth a jump');
    assert.ok(every(570).length > 40, 'eight hours are');
  });

  it('does not ask for rows that are no longer kept', () => {
    const kept = { '1m': at('2026-03-03T00:00'), '1h': -Infinity, '1d': at('2026-03-02T10:00') };
    const segments = cover([at('2026-03-01T00:00'), at('2026-03-05T00:00')], '1d', kept);
    assert.deepEqual(shown(segments), [
      '1h 2026-03-01T00:00:00.000 2026-03-03T00:00:00.000',
      '1d 2026-03-03T00:00:00.000 2026-03-05T00:00:00.000',
    ]);
    assert.deepEqual(
      shown(
        cover([at('2026-03-01T00:00'), at('2026-03-02T00:30')], '1h', { '1m': Infinity, '1h': Infinity }),
      ),
      ['raw 2026-03-01T00:00:00.000 2026-03-02T00:30:00.000'],
    );
  });

  it('is exact: no gap, no overlap, no row across buckets; in every zone, over every change of the clocks', () => {
    const widths = fc.constantFrom(
      '1s',
      '90s',
      '1m',
      '7m',
      '30m',
      '90m',
      '1h',
      '5h',
      '24h',
      '1d',
      '2d',
      '1w',
      '1mo',
      '1y',
    );
    const coarsest = fc.constantFrom(...LEVELS);
    fc.assert(
      fc.property(anyZone, anyInstant, fc.integer({ min: 0, max: 300 }), widths, coarsest, fc.boolean(), (zone, start, n, text, level, whole) => {
        const width = parseBucketWidth(text) as BucketWidth;
        const from = whole ? Math.floor(start / DAY_MS) * DAY_MS : start;
        const edges = edgesOf(text, zone.name, from, from + Math.floor((n * usualLength(width)) / 5));
        assertCovers(cover(edges, level), edges, level);
      }),
      { numRuns: 400 },
    ); // prettier-ignore
  });

  it('is exact for any edges', () => {
    fc.assert(
      fc.property(fc.array(anyInstant, { minLength: 2, maxLength: 40 }), fc.constantFrom(1, 1000, 60_000, 3_600_000), (instants, grain) => {
        const edges = [...new Set(instants.map((ms) => Math.floor(ms / grain) * grain))].sort((a, b) => a - b);
        assertCovers(cover(edges), edges, '1d');
      }),
    ); // prettier-ignore
  });
});
