import assert from 'node:assert/strict';
import {
  barOf,
  limitsFrom,
  limitsText,
  sparkOf,
  type BarInput,
  type SparkInput,
} from '../../../lib/dashboard/browser/widget-model';

const bar = (more: Partial<BarInput> = {}) =>
  barOf({ low: 0, high: 200, value: 150, limits: [], uom: '°C', decimals: 1, ...more });

describe('the bar of a value', () => {
  it('shows value, normal band and limits as shares of the range', () => {
    const limits = limitsFrom('high-high:190, high:180,low:20');
    assert.deepEqual(bar({ normalLow: 50, normalHigh: 160, limits }), {
      at: 75,
      beyond: undefined,
      band: { from: 25, width: 55 },
      ticks: [
        { letter: 'HH', level: 'high-high', at: 95, passed: false },
        { letter: 'H', level: 'high', at: 90, passed: false },
        { letter: 'L', level: 'low', at: 10, passed: false },
      ],
      text: '150.0 °C, range 0 to 200 °C, normal 50 to 160, HH limit 190, H limit 180, L limit 20',
    });
  });

  it('says of a limit that it is passed; the limit itself is still normal', () => {
    const limits = limitsFrom('high:150,low:150,low-low:151');
    assert.deepEqual(
      bar({ limits })?.ticks.map(({ passed }) => passed),
      [false, false, true],
    );
    assert.match(bar({ limits })?.text ?? '', /LL limit 151, which is passed$/);
  });

  it('keeps to the range what lies outside of it, and says so', () => {
    const { at, beyond, ticks } = bar({ value: 300, limits: limitsFrom('high:250') }) ?? {};
    assert.deepEqual([at, beyond, ticks?.[0]?.at], [100, 'high', 100]);
    assert.deepEqual([bar({ value: -1 })?.at, bar({ value: -1 })?.beyond], [0, 'low']);
  });

  it('has no marker without a value, and is none without a range', () => {
    assert.equal(bar({ value: undefined })?.at, undefined);
    assert.match(bar({ value: undefined })?.text ?? '', /^No value/);
    for (const high of [0, -5, NaN]) assert.equal(bar({ high }), undefined);
  });

  it('takes limits as text, and leaves out what are none', () => {
    const limits = limitsFrom('high:90,what:1,low:,low-low:x,,high-high: 95 ');
    assert.deepEqual(limits, [
      { level: 'high', value: 90 },
      { level: 'high-high', value: 95 },
    ]);
    assert.deepEqual(limitsFrom(limitsText(limits)), limits);
  });
});

describe('the sparkline of a value', () => {
  const NOW = Date.UTC(2026, 10, 28, 9);
  const spark = (points: SparkInput['points'], more: Partial<SparkInput> = {}) =>
    sparkOf({ points, now: NOW, spanMs: 3_600_000, staleMs: 600_000, range: 0, uom: 'bar', decimals: 1, ...more }); // prettier-ignore
  const at = (minutes: number, value: number | null) => [NOW - minutes * 60_000, value] as const;

  it('goes from its first point to now, and says what it shows', () => {
    const picture = spark([at(120, 99), at(60, 1), at(55, 3), at(50, 2)]);
    assert.deepEqual(picture, {
      lines: ['M0.0 33.0h0L10.0 3.0L20.0 18.0'],
      text: 'Last 60 min: 1.0 to 3.0 bar',
    });
  });

  it('breaks where nothing was measured, and where nothing came for too long', () => {
    const lines = spark([at(30, 1), at(28, null), at(26, 2), at(10, 3), at(5, 1)])?.lines ?? [];
    assert.deepEqual(
      lines.map((line) => line.split('L').length),
      [1, 1, 2],
    );
  });

  it('keeps noise small: it spreads over no less than a twentieth of the range', () => {
    const picture = spark([at(10, 50), at(5, 50.1)], { range: 200 });
    const ys = (picture?.lines[0] ?? '').match(/\d+\.\d(?=h0|$)/g)?.map(Number) ?? [];
    assert.equal(ys.length, 2);
    assert.ok(Math.abs((ys[0] ?? 0) - (ys[1] ?? 0)) < 1, `${ys.join(' and ')} are apart`);
  });

  it('is none of less than two values', () => {
    assert.equal(spark([at(5, 1), at(4, null)]), undefined);
    assert.equal(spark([at(500, 1), at(4, 2)]), undefined);
  });
});
