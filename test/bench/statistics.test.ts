import assert from 'node:assert/strict';
import { atLeast, atMost, figure } from './figure';
import { median, quantile, summary } from './statistics';

describe('the statistics of the benches', () => {
  it('take the middle value, or the mean of the middle two', () => {
    assert.equal(median([9, 1, 5]), 5);
    assert.equal(median([4, 1, 3, 2]), 2.5);
    assert.equal(median([7]), 7);
  });

  it('interpolate between the nearest ranks', () => {
    const values = Array.from({ length: 101 }, (_, i) => 100 - i);
    assert.equal(quantile(values, 0.99), 99);
    assert.equal(quantile([10, 20], 0.25), 12.5);
    assert.equal(quantile(values, 0), 0);
    assert.equal(quantile(values, 1), 100);
  });

  it('leave the values as they were, and have nothing to say about none', () => {
    const values = [3, 1, 2];
    summary(values);
    assert.deepEqual(values, [3, 1, 2]);
    assert.ok(Number.isNaN(median([])));
  });

  it('judge a figure by its median, not by its best run', () => {
    const ratio = { id: 'x.ratio', unit: 'ratio', values: [4.9, 4.8, 7], aim: atLeast(5) };
    assert.deepEqual(figure({ ...ratio, reference: 'other' }), {
      id: 'x.ratio',
      value: 4.9,
      unit: 'ratio',
      median: 4.9,
      min: 4.8,
      max: 7,
      runs: 3,
      reference: 'other',
      aim: '≥ 5',
      met: false,
    });
    assert.equal(figure({ ...ratio, aim: atMost(4.9) }).met, true);
  });
});
