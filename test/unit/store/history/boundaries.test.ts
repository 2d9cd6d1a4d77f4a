import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  DAY_MS,
  NICE_WIDTHS,
  parseBucketWidth,
  shortestLength,
  usualLength,
  type BucketWidth,
} from '../../../../lib/core/duration';
import { boundariesOf, niceWidth } from '../../../../lib/store/history/boundaries';
import { anyInstant, anyZone, zoneNamed } from './zones';

const HOUR = DAY_MS / 24;
const width = (text: string): BucketWidth => parseBucketWidth(text) as BucketWidth;
const at = (text: string): number => Date.parse(text);
const list = (text: string, zone: string, from: string, to: string, most = 1000): string[] | undefined =>
  boundariesOf(width(text), zoneNamed(zone), at(from), at(to), most)?.map((ms) =>
    new Date(ms).toISOString().replace(':00.000Z', ''),
  );

describe('boundariesOf', () => {
  it('takes in the buckets that the span cuts', () => {
    assert.deepEqual(list('15m', 'UTC', '2026-01-01T00:10:00Z', '2026-01-01T00:31:00Z'), [
      '2026-01-01T00:00', '2026-01-01T00:15', '2026-01-01T00:30', '2026-01-01T00:45',
    ]); // prettier-ignore
  });

  it('ends where the span ends when that is a boundary', () => {
    assert.deepEqual(list('1h', 'UTC', '2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z'), [
      '2026-01-01T00:00',
      '2026-01-01T01:00',
    ]);
  });

  it('has one bucket of 23 hours and one of 25 where the clocks are set', () => {
    const lengths = (from: string, to: string): number[] => {
      const all = boundariesOf(width('1d'), zoneNamed('Europe/Berlin'), at(from), at(to), 100) ?? [];
      return all.slice(1).map((boundary, i) => (boundary - (all[i] ?? 0)) / HOUR);
    };
    assert.deepEqual(lengths('2026-03-27T23:00:00Z', '2026-03-30T22:00:00Z'), [24, 23, 24]);
    assert.deepEqual(lengths('2026-10-23T22:00:00Z', '2026-10-26T23:00:00Z'), [24, 25, 24]);
  });

  it('has days of 24.5 and 23.5 hours where the clocks are set by half an hour', () => {
    const days = list('1d', 'Australia/Lord_Howe', '2026-04-03T13:00:00Z', '2026-04-05T13:30:00Z');
    assert.deepEqual(days, ['2026-04-03T13:00', '2026-04-04T13:00', '2026-04-05T13:30']);
  });

  it('begins weeks on Monday and months on the first of the zone', () => {
    assert.deepEqual(list('1w', 'Asia/Kathmandu', '2026-11-25T00:00:00Z', '2026-11-25T01:00:00Z'), [
      '2026-11-22T18:15',
      '2026-11-29T18:15',
    ]);
    assert.deepEqual(list('3mo', 'America/St_Johns', '2026-02-10T00:00:00Z', '2026-04-01T03:00:00Z'), [
      '2026-01-01T03:30', '2026-04-01T02:30', '2026-07-01T02:30',
    ]); // prettier-ignore
    assert.deepEqual(list('1y', 'UTC', '2026-02-10T00:00:00Z', '2026-02-11T00:00:00Z'), [
      '2026-01-01T00:00',
      '2027-01-01T00:00',
    ]);
  });

  it('leaves out the day that Samoa left out', () => {
    assert.deepEqual(list('1d', 'Pacific/Apia', '2011-12-29T10:00:00Z', '2011-12-31T10:00:00Z'), [
      '2011-12-29T10:00', '2011-12-30T10:00', '2011-12-31T10:00',
    ]); // prettier-ignore
  });

  it('gives up beyond the bound, at once however far beyond', () => {
    const span = ['2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z'] as const;
    for (const text of ['1ms', '1s', '1h', '1d']) assert.equal(list(text, 'UTC', ...span, 20_000), undefined);
    assert.equal(list('1d', 'UTC', '2026-01-01T00:00:00Z', '2026-01-11T00:00:00Z', 9), undefined);
    assert.equal(list('1d', 'UTC', '2026-01-01T00:00:00Z', '2026-01-11T00:00:00Z', 10)?.length, 11);
    assert.equal(list('1h', 'UTC', '2026-01-01T00:00:00Z', '2026-01-01T10:00:00Z', 9), undefined);
  });

  it('are ascending, embrace the span, and follow the zone’s calendar', () => {
    const calendar = fc.constantFrom('1d', '2d', '1w', '1mo', '3mo', '1y').map(width);
    const fixed = fc.constantFrom('1s', '90s', '10m', '90m', '1h', '7h', '24h').map(width);
    fc.assert(
      fc.property(anyZone, anyInstant, fc.integer({ min: 1, max: 400 }), fc.oneof(calendar, fixed), (zone, from, n, one) => {
        const to = from + Math.ceil((n * usualLength(one)) / 7);
        const all = boundariesOf(one, zone, from, to, 1000) ?? assert.fail('too many');
        assert.ok((all[0] as number) <= from && (all[1] as number) > from, 'the first holds `from`');
        assert.ok((all.at(-1) as number) >= to && (all.at(-2) as number) < to, 'the last holds `to`');
        for (const [i, boundary] of all.slice(1).entries())
          assert.ok(boundary - (all[i] as number) >= shortestLength(one) / 2, 'ascending');
        if (one.unit !== 'ms')
          for (const boundary of all)
            assert.ok(zone.wallAt(boundary) % DAY_MS === 0 || zone.wallAt(boundary - 1) % DAY_MS > 20 * HOUR, 'at midnight');
      }),
      { numRuns: 300 },
    ); // prettier-ignore
  });
});

describe('niceWidth', () => {
  const cases: [string, string, number, string][] = [
    ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', 1000, '2m'],
    ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z', 1000, '1h'],
    ['2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z', 1000, '12h'],
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:10Z', 1000, '10ms'],
    ['2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z', 12, '1mo'],
    ['2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z', 11, '3mo'],
  ];
  for (const [from, to, points, expected] of cases)
    it(`${points} points from ${from} to ${to} are ${expected}`, () =>
      assert.equal(niceWidth(zoneNamed('UTC'), at(from), at(to), points).text, expected));

  it('is the smallest that fits', () => {
    fc.assert(
      fc.property(anyZone, anyInstant, fc.integer({ min: 1, max: 3000 * DAY_MS }), fc.integer({ min: 3, max: 2000 }), (zone, from, length, points) => {
        const chosen = niceWidth(zone, from, from + length, points);
        const fits = (one: BucketWidth): boolean => boundariesOf(one, zone, from, from + length, points) !== undefined;
        assert.ok(fits(chosen));
        const smaller = NICE_WIDTHS[NICE_WIDTHS.indexOf(chosen) - 1];
        assert.ok(!smaller || !fits(smaller), `${smaller?.text} would fit`);
      }),
    ); // prettier-ignore
  });

  it('is the widest there is when nothing fits', () => {
    assert.equal(
      niceWidth(zoneNamed('UTC'), at('2050-01-01T00:00:00Z'), at('2150-01-01T00:00:00Z'), 1).text,
      '100y',
    );
  });
});
