import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as reference from 'simple-statistics';
import { describeValues } from '../../../lib/analytics/describe';
import { clean, noiseOf } from '../../../lib/analytics/series';
import { near, noise } from './fixture';

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 4, maxLength: 200 });

describe('descriptive statistics', () => {
  it('agree with simple-statistics on any values', () => {
    fc.assert(
      fc.property(values, (list) => {
        const found = describeValues(list);
        assert.ok(found);
        const scale = Math.max(...list.map(Math.abs), 1);
        const same = (actual: number, expected: number) => near(actual, expected, 1e-9 * scale);
        assert.ok(same(found.mean, reference.mean(list)));
        assert.ok(same(found.deviation, reference.sampleStandardDeviation(list)));
        assert.ok(same(found.median, reference.median(list)));
        assert.ok(same(found.robustDeviation / 1.4826, reference.medianAbsoluteDeviation(list)));
        assert.equal(found.min, Math.min(...list));
        assert.equal(found.max, Math.max(...list));
        assert.ok(found.p5 <= found.p25 && found.p25 <= found.median && found.median <= found.p75);
        assert.equal(
          found.histogram.counts.reduce((sum, count) => sum + count, 0),
          list.length,
        );
      }),
    );
  });

  it('agree with simple-statistics about the shape', () => {
    const list = [2, 8, 0, 4, 1, 9, 9, 0, 14, 3.5];
    const found = describeValues(list);
    assert.ok(near(found?.skewness ?? NaN, reference.sampleSkewness(list), 1e-9));
    assert.ok(near(found?.kurtosis ?? NaN, reference.sampleKurtosis(list), 1e-9));
  });

  it('give quantiles on the line between two values', () => {
    // Hyndman and Fan, type 7: of 1…5 the quartiles are 2 and 4; of 1…4 they are 1.75 and 3.25.
    assert.equal(describeValues([5, 3, 1, 2, 4])?.p25, 2);
    assert.equal(describeValues([4, 3, 2, 1])?.p75, 3.25);
  });

  it('say nothing of nothing, and leave out what a constant or too few values do not have', () => {
    assert.equal(describeValues([]), undefined);
    assert.equal(describeValues([NaN, Infinity]), undefined);
    const constant = describeValues([7.1, 7.1, 7.1, 7.1]);
    assert.equal(constant?.deviation, 0);
    assert.equal(constant?.skewness, undefined);
    assert.deepEqual(constant?.histogram, { from: 7.1, width: 0, counts: [4] });
    assert.equal(describeValues([1, 2])?.skewness, undefined);
  });

  it('sort a series by time, drop what is no number, and take the last of equal times', () => {
    const { times, values: kept } = clean({ times: [3, 1, 2, 2, 4], values: [30, 10, 20, 21, NaN] });
    assert.deepEqual([...times], [1, 2, 3]);
    assert.deepEqual([...kept], [10, 21, 30]);
  });

  it('find the noise beneath slow change and jumps', () => {
    const { normal } = noise(1);
    const list = Array.from(
      { length: 2000 },
      (_, i) => 20 * Math.sin(i / 300) + (i > 1000 ? 50 : 0) + normal(),
    );
    assert.ok(near(noiseOf(list), 1, 0.08), `${noiseOf(list)}`);
    assert.equal(noiseOf([3]), 0);
  });
});
