import assert from 'node:assert/strict';
import { forecast } from '../../../lib/analytics/holt-winters';
import { minimise } from '../../../lib/analytics/minimise';
import { seasonOf } from '../../../lib/analytics/season';
import { crossingOf, timeToLimit } from '../../../lib/analytics/time-to-limit';
import { DAY_MS, HOUR_MS, START, hourly, near, noise } from './fixture';

const day = (i: number) => 10 * Math.sin((2 * Math.PI * i) / 24);
const list = (count: number, value: (i: number) => number) =>
  Array.from({ length: count }, (_, i) => value(i));

describe('forecast', () => {
  it('goes on with level and season', () => {
    const { normal } = noise(4);
    const values = list(24 * 14, (i) => 60 + day(i) + normal() / 2);
    const result = forecast(values, { season: 24, horizon: 48 });
    assert.ok(result);
    const errors = Array.from(result.mean, (value, h) => Math.abs(value - (60 + day(24 * 14 + h))));
    assert.ok(Math.max(...errors) < 1.2, `${Math.max(...errors)}`);
    assert.ok(near(result.deviation, 0.5, 0.15), `${result.deviation}`);
  });

  it('follows the equations of the model to the last digit', () => {
    // ETS(A,Ad,N) by hand with the parameters that were fitted: the forecast is level + (φ + φ² + …) slope.
    const values = list(60, (i) => 5 + 0.3 * i + (i % 3));
    const result = forecast(values, { season: 1, horizon: 3 });
    assert.ok(result);
    const { alpha, beta, phi } = result.parameters;
    let [level, slope] = [values[0] as number, 0];
    for (const value of values) {
      const e = value - (level + phi * slope);
      level = level + phi * slope + alpha * e;
      slope = phi * slope + beta * e;
    }
    assert.ok(near(result.mean[2] ?? NaN, level + (phi + phi ** 2 + phi ** 3) * slope, 1e-9));
    // Class 1 of the book: the variance of three steps is σ² (1 + c₁² + c₂²).
    const c = [alpha + beta * phi, alpha + beta * (phi + phi ** 2)];
    const width = ((result.high[2] ?? NaN) - (result.low[2] ?? NaN)) / 2 / 1.959963985;
    assert.ok(near(width, result.deviation * Math.sqrt(1 + (c[0] ?? 0) ** 2 + (c[1] ?? 0) ** 2), 1e-6));
  });

  it('has bands that hold the future about as often as they say', () => {
    let [held, all] = [0, 0];
    for (let seed = 0; seed < 40; seed++) {
      const { normal } = noise(seed);
      let level = 50;
      const values = list(150, () => {
        level += 0.5 * normal();
        return level + normal();
      });
      const result = forecast(values.slice(0, 140), { season: 1, horizon: 10 });
      values.slice(140).forEach((value, h) => {
        all++;
        if (result && value >= (result.low[h] ?? NaN) && value <= (result.high[h] ?? NaN)) held++;
      });
    }
    assert.ok(held / all > 0.85 && held / all <= 1, `${held} of ${all}`);
  });

  it('goes on over gaps, is flat for a constant, and undefined for two points', () => {
    const gap = forecast(
      list(24 * 10, (i) => (i > 100 && i < 130 ? NaN : 60 + day(i))),
      { season: 24, horizon: 24 },
    );
    assert.ok(gap?.mean.every((value, h) => near(value, 60 + day(240 + h), 0.5)));
    const constant = forecast(new Array<number>(50).fill(7), { season: 1, horizon: 5 });
    assert.deepEqual([...(constant?.low ?? [])], [7, 7, 7, 7, 7]);
    assert.equal(forecast([1, 2], { season: 1, horizon: 5 }), undefined);
    assert.equal(forecast(new Array<number>(50).fill(NaN), { season: 1, horizon: 5 }), undefined);
  });

  it('does without a season of which there are no two turns', () => {
    assert.ok(
      forecast(
        list(30, (i) => i),
        { season: 24, horizon: 2 },
      )?.mean.every(Number.isFinite),
    );
  });

  it('finds the season that there is, and none where there is none', () => {
    const { normal } = noise(6);
    assert.equal(
      seasonOf(
        list(24 * 10, (i) => day(i) + i / 10 + normal()),
        [168, 24],
      ),
      24,
    );
    const week = (i: number) => (Math.floor(i / 24) % 7 >= 5 ? -20 : 0);
    assert.equal(
      seasonOf(
        list(168 * 4, (i) => week(i) + normal()),
        [168, 24],
      ),
      168,
    );
    assert.equal(
      seasonOf(
        list(240, () => normal()),
        [24],
      ),
      1,
    );
    assert.equal(
      seasonOf(
        list(240, () => 3),
        [24],
      ),
      1,
    );
  });

  it('minimises inside the unit cube', () => {
    const { at } = minimise(([x = 0, y = 0]) => (x - 0.3) ** 2 + 10 * (y - 0.8) ** 2, [0.5, 0.5]);
    assert.ok(near(at[0] ?? NaN, 0.3, 1e-3) && near(at[1] ?? NaN, 0.8, 1e-3));
    assert.deepEqual(minimise(([x = 0]) => -x, [0.5]).at, [1]);
  });
});

describe('time to a limit', () => {
  const { normal } = noise(9);
  const clogging = hourly(240, (i) => 1 + i / 240 + normal() / 50);
  const options = { within: 60 * DAY_MS } as const;

  it('is where the line of the trend meets the limit, with the earliest and latest time', () => {
    const found = timeToLimit(clogging, 3, { ...options, side: 'high' });
    // 1 bar more in ten days: 3 bar are reached twenty days after the beginning.
    assert.ok(found && near(found.at, START + 20 * DAY_MS, 12 * HOUR_MS), `${found?.at}`);
    assert.ok(found.earliest < found.at && found.at < (found.latest ?? 0));
  });

  it('is now where the limit is passed, and unsaid where nothing leads there', () => {
    const end = START + 239 * HOUR_MS;
    assert.equal(timeToLimit(clogging, 1.5, { ...options, side: 'high' })?.at, end);
    assert.equal(timeToLimit(clogging, 0.5, { ...options, side: 'low' }), undefined);
    assert.equal(timeToLimit(clogging, 100, { ...options, side: 'high' }), undefined);
    assert.equal(
      timeToLimit(
        hourly(100, () => 2),
        3,
        { ...options, side: 'high' },
      ),
      undefined,
    );
    assert.equal(
      timeToLimit(
        hourly(2, (i) => i),
        3,
        { ...options, side: 'high' },
      ),
      undefined,
    );
  });

  it('is also read off the bands of a forecast', () => {
    const bands = {
      low: Float64Array.of(0, 1, 2, 3),
      mean: Float64Array.of(1, 2, 3, 4),
      high: Float64Array.of(2, 3, 4, 5),
    };
    assert.deepEqual(crossingOf(bands, 3, 'high'), { step: 2, earliest: 1, latest: 3 });
    assert.deepEqual(crossingOf(bands, 5, 'high'), { step: undefined, earliest: 3, latest: undefined });
    assert.deepEqual(crossingOf(bands, 0, 'low'), { step: undefined, earliest: 0, latest: undefined });
  });
});
