import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  EXACT_SLOPES_UP_TO,
  autocorrelation,
  mannKendall,
  pettitt,
  trendOf,
} from '../../../lib/analytics/trend';
import { HOUR_MS, NILE, START, hourly, near, noise } from './fixture';

/** All pairs, written out as the textbooks have it. */
function slowKendall(values: readonly number[]) {
  let s = 0;
  values.forEach((a, i) => values.slice(i + 1).forEach((b) => (s += b > a ? 1 : b < a ? -1 : 0)));
  const groups = [...new Set(values)].map((value) => values.filter((one) => one === value).length);
  const n = values.length;
  const ties = groups.reduce((sum, t) => sum + t * (t - 1) * (2 * t + 5), 0);
  return { s, variance: (n * (n - 1) * (2 * n + 5) - ties) / 18 };
}

describe('trend', () => {
  it('counts pairs and ties as the slow reference does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 60 }), (values) => {
        const { s, variance } = mannKendall(values);
        assert.deepEqual({ s, variance }, slowKendall(values));
      }),
    );
  });

  it('gives the hand-worked test of ten rising values', () => {
    // S = 45, variance 10·9·25/18 = 125, z = 44/√125 = 3.935: two-sided p = 8.3e-5.
    const { s, variance, tau, p } = mannKendall([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    assert.deepEqual([s, variance, tau], [45, 125, 1]);
    assert.ok(near(p, 8.3e-5, 2e-6), `${p}`);
  });

  it('takes the median slope of all pairs, which wild values do not move', () => {
    const trend = trendOf(hourly(100, (i) => 20 + i / 24 + (i === 40 ? 1e6 : 0)));
    assert.equal(trend?.direction, 'rising');
    assert.ok(near(trend?.slope ?? NaN, 1, 1e-9));
    assert.ok((trend?.slopeLow ?? NaN) <= 1 && (trend?.slopeHigh ?? NaN) >= 1);
    assert.ok(near(trend?.start ?? NaN, 20, 1e-9));
  });

  it('draws pairs of long series, and says how far off that may be', () => {
    const { normal } = noise(5);
    const trend = trendOf(hourly(EXACT_SLOPES_UP_TO + 500, (i) => (3 * i) / 24 + normal()));
    assert.ok((trend?.samplingError ?? 0) > 0);
    assert.ok(near(trend?.slope ?? NaN, 3, 0.02), `${trend?.slope}`);
    assert.equal(trendOf(hourly(100, (i) => i))?.samplingError, 0);
  });

  it('gives the same answer when it is asked again', () => {
    const series = hourly(1500, (i) => Math.sin(i));
    assert.deepEqual(trendOf(series), trendOf(series));
  });

  it('has an interval that holds the true slope about as often as it says', () => {
    let held = 0;
    for (let seed = 0; seed < 200; seed++) {
      const { normal } = noise(seed);
      const trend = trendOf(hourly(40, (i) => (2 * i) / 24 + normal()));
      if (trend && trend.slopeLow <= 2 && trend.slopeHigh >= 2) held++;
    }
    assert.ok(held >= 180 && held <= 200, `${held} of 200`);
  });

  it('rarely calls chance a trend, also where values resemble their neighbours', () => {
    let wrong = 0;
    let uncorrected = 0;
    for (let seed = 0; seed < 150; seed++) {
      const { normal } = noise(seed);
      let state = 0;
      const series = hourly(200, () => (state = 0.8 * state + normal()));
      const trend = trendOf(series);
      if (trend && trend.direction !== 'steady') wrong++;
      if (mannKendall(series.values).p < 0.05) uncorrected++;
    }
    assert.ok(uncorrected > 45, `without correction ${uncorrected}`);
    assert.ok(wrong < uncorrected / 2, `with correction ${wrong} of ${uncorrected}`);
  });

  it('finds the step that the Nile made after 1898, with the statistic of all pairs', () => {
    const years = NILE.map((_, i) => Date.UTC(1871 + i, 0, 1));
    const step = pettitt({ times: years, values: NILE });
    assert.equal(new Date(step?.at ?? 0).getUTCFullYear(), 1899);
    const sums = NILE.map((_, t) => {
      const [before, after] = [NILE.slice(0, t + 1), NILE.slice(t + 1)];
      return Math.abs(before.reduce((sum, a) => sum + after.reduce((s, b) => s + Math.sign(a - b), 0), 0));
    });
    const k = Math.max(...sums);
    assert.ok(near(step?.p ?? NaN, 2 * Math.exp((-6 * k ** 2) / (100 ** 3 + 100 ** 2)), 1e-12));
  });

  it('tells a step, such as a change of the unit of measure, from a slope', () => {
    const { normal } = noise(3);
    const celsius = () => 70 + normal();
    const stepped = trendOf(hourly(200, (i) => (i < 120 ? celsius() : celsius() * 1.8 + 32)));
    assert.equal(stepped?.step?.at, START + 120 * HOUR_MS);
    assert.ok(near(stepped?.step?.after ?? NaN, 158, 1.5));
    assert.equal(trendOf(hourly(200, (i) => i / 24 + normal() / 10))?.step, undefined);
  });

  it('is steady with p 1 for a constant series, and undefined for two points', () => {
    const trend = trendOf(hourly(50, () => 4.2));
    assert.equal(trend?.direction, 'steady');
    assert.equal(trend?.p, 1);
    assert.equal(trend?.slope, 0);
    assert.equal(trend?.step, undefined);
    assert.equal(trendOf(hourly(2, (i) => i)), undefined);
  });

  it('takes gaps, values that come twice and mixed distances as they are', () => {
    const times: number[] = [];
    const values: number[] = [];
    for (let i = 0; i < 300; i++) {
      const at = START + (i < 200 ? i * 1000 : (i - 200) * HOUR_MS);
      times.push(at, at);
      values.push(NaN, 5 + (at - START) / HOUR_MS);
    }
    const trend = trendOf({ times, values });
    assert.ok(near(trend?.slope ?? NaN, 24, 1e-6), `${trend?.slope}`);
    assert.equal(trend?.direction, 'rising');
  });

  it('has an autocorrelation of 0 where nothing varies, near 1 on a line', () => {
    assert.equal(autocorrelation([1, 1, 1], 1), 0);
    assert.ok(
      autocorrelation(
        Array.from({ length: 100 }, (_, i) => i),
        1,
      ) > 0.95,
    );
  });
});
