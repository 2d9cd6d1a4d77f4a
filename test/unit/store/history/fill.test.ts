import assert from 'node:assert/strict';
import { fillGaps } from '../../../../lib/store/history/fill';
import { tableOf } from '../../../../lib/store/history/table';

const gaps = {
  timestamps: [0, 10, 20, 40, 50],
  last: [null, 5, null, null, 9],
  before: 3 as number | undefined,
  until: 5,
};
const means = () => [null, 4, null, null, 8];

describe('fillGaps', () => {
  it('leaves gaps when nothing is to be filled', () => {
    assert.deepEqual(fillGaps('none', 'mean', means(), gaps), means());
  });

  it('carries the last value forward, not the last mean, from before the span on', () => {
    assert.deepEqual(fillGaps('locf', 'mean', means(), gaps), [3, 4, 5, 5, 8]);
    assert.deepEqual(fillGaps('locf', 'mean', means(), { ...gaps, before: undefined }), [null, 4, 5, 5, 8]);
  });

  it('does not carry into the future', () => {
    const trailing = { ...gaps, last: [1, null, null, null, null], until: 3 };
    assert.deepEqual(fillGaps('locf', 'last', [1, null, null, null, null], trailing), [1, 1, 1, null, null]);
  });

  it('interpolates by time, and not beyond the ends', () => {
    assert.deepEqual(fillGaps('interpolate', 'mean', means(), gaps), [null, 4, 5, 7, 8]);
    assert.deepEqual(fillGaps('interpolate', 'mean', [null, null], gaps), [null, null]);
    assert.deepEqual(fillGaps('interpolate', 'mean', [1, null, null], gaps), [1, null, null]);
  });

  it('invents no counts, sums and spreads', () => {
    for (const aggregate of ['sum', 'stddev', 'range', 'good', 'count', 'total'] as const)
      for (const fill of ['locf', 'interpolate'] as const)
        assert.deepEqual(fillGaps(fill, aggregate, means(), gaps), means());
  });
});

describe('tableOf', () => {
  it('puts the columns of all sensors side by side', () => {
    const series = [
      { unit: 'a', sensor: 'x', values: { mean: [1, null], count: [3, 0] } },
      { unit: 'a', sensor: 'y', values: { mean: [null, 2], count: [0, 1] } },
    ];
    const table = tableOf({ from: 0, to: 20, timezone: 'UTC', bucket: '10ms', end: 20, timestamps: [0, 10], series });
    assert.deepEqual(table.columns.map(({ name }) => name), ['time', 'a/x/mean', 'a/x/count', 'a/y/mean', 'a/y/count']);
    assert.deepEqual(table.rows, [[0, 1, 3, null, 0], [10, null, 0, 2, 1]]);
    assert.equal(table.end, 20);
  }); // prettier-ignore
});
