import assert from 'node:assert/strict';
import { dataQuality, type QualityInput } from '../../../lib/analytics/data-quality';
import { performanceOf } from '../../../lib/analytics/performance';
import { near, noise } from './fixture';

const { normal } = noise(12);
const means = Array.from({ length: 100 }, () => 50 + normal());
const input: QualityInput = {
  total: new Array<number>(100).fill(60),
  good: new Array<number>(100).fill(1),
  mean: means,
  min: means.map((value) => value - 1),
  max: means.map((value) => value + 1),
  bucketMs: 60_000,
  staleAfterMs: 60_000,
  age: 1000,
  rangeLow: 0,
  rangeHigh: 100,
  discrete: false,
};
/** The buckets from `from` to `to` changed. */
const changed = (list: ArrayLike<number>, from: number, to: number, value: number) =>
  Array.from(list, (one, i) => (i >= from && i < to ? value : one));

describe('data quality', () => {
  it('is 100 for a sensor that has all it should', () => {
    assert.ok(near(dataQuality(input).score, 100, 1e-9));
  });

  it('is 0 without any reading', () => {
    const none = new Array<number>(100).fill(0);
    const found = dataQuality({ ...input, total: none, age: undefined });
    assert.equal(found.score, 0);
    assert.equal(found.longestGapMs, 100 * 60_000);
  });

  it('loses completeness and timeliness with a gap, in proportion', () => {
    const { parts, longestGapMs } = dataQuality({ ...input, total: changed(input.total, 10, 30, 0) });
    assert.ok(near(parts.completeness ?? NaN, 0.8, 1e-9));
    assert.ok(near(parts.timeliness ?? NaN, 0.8 * 0.8 + 0.2, 1e-9));
    assert.equal(longestGapMs, 20 * 60_000);
  });

  it('loses timeliness while the newest reading is too old', () => {
    assert.ok(near(dataQuality({ ...input, age: 600_000 }).parts.timeliness ?? NaN, 0.8 + 0.02, 1e-9));
  });

  it('loses validity by bad readings and by values that the sensor cannot measure', () => {
    assert.ok(
      near(
        dataQuality({ ...input, good: changed(input.good, 0, 50, 0.5) }).parts.validity ?? NaN,
        0.75,
        1e-9,
      ),
    );
    assert.ok(
      near(dataQuality({ ...input, max: changed(input.max, 0, 10, 101) }).parts.validity ?? NaN, 0.9, 1e-9),
    );
  });

  it('loses liveness where it stands still, but not for two buckets', () => {
    const still = (to: number) =>
      dataQuality({ ...input, min: changed(input.min, 10, to, 50), max: changed(input.max, 10, to, 50) });
    assert.ok(near(still(40).parts.liveness ?? NaN, 0.7, 1e-9));
    assert.equal(still(40).longestStuckMs, 30 * 60_000);
    assert.equal(still(12).parts.liveness, 1);
    assert.equal(dataQuality({ ...input, min: input.total, max: input.total }).parts.liveness, 0);
  });

  it('counts outliers against the sensor’s own spread', () => {
    const { outliers, parts } = dataQuality({ ...input, max: changed(input.max, 0, 2, 90) });
    assert.equal(outliers, 2);
    assert.ok(near(parts.plausibility ?? NaN, 0.98, 1e-9));
  });

  it('expects neither movement nor plausibility of a switch', () => {
    const { parts } = dataQuality({
      ...input,
      discrete: true,
      min: changed(input.min, 0, 100, 1),
      max: changed(input.max, 0, 100, 1),
    });
    assert.deepEqual(Object.keys(parts).sort(), ['completeness', 'timeliness', 'validity']);
  });
});

describe('performance', () => {
  const none = { critical: 0, high: 0, medium: 0, low: 0 };
  const sensor = { mean: means, normalLow: 40, normalHigh: 60, quality: 100, discrete: false };

  it('is made of conformity, stability, alarms and data, by weight', () => {
    const { score, parts } = performanceOf({ sensors: [sensor], alarms: none, days: 1 });
    assert.deepEqual([parts.conformity, parts.alarms, parts.data], [1, 1, 1]);
    assert.ok(near(score ?? NaN, 100 * (0.8 + 0.2 * (parts.stability ?? NaN)), 1e-9));
  });

  it('loses conformity with the share of time outside the normal band', () => {
    const out = { ...sensor, mean: changed(means, 0, 25, 70) };
    assert.equal(performanceOf({ sensors: [out], alarms: none, days: 1 }).parts.conformity, 0.75);
  });

  it('halves the part of alarms at ten weighted ones a day', () => {
    const at = (alarms: typeof none, days: number) =>
      performanceOf({ sensors: [sensor], alarms, days }).parts.alarms;
    assert.equal(at({ ...none, low: 10 }, 1), 0.5);
    assert.equal(at({ ...none, critical: 5 }, 4), 0.5);
  });

  it('leaves out what does not apply, and says no score of a unit without readings', () => {
    const free = { mean: means, quality: 80, discrete: false };
    const { parts, score } = performanceOf({ sensors: [free], alarms: none, days: 1 });
    assert.deepEqual(Object.keys(parts), ['alarms', 'data']);
    assert.ok(near(score ?? NaN, (100 * (0.25 + 0.15 * 0.8)) / 0.4, 1e-9));
    assert.equal(
      performanceOf({ sensors: [{ ...sensor, mean: [NaN] }], alarms: none, days: 1 }).score,
      undefined,
    );
    assert.equal(performanceOf({ sensors: [], alarms: none, days: 1 }).score, undefined);
  });
});
