import assert from 'node:assert/strict';
import { cumulativeStdNormalProbability } from 'simple-statistics';
import { chiSquareAbove, normalBeyond, normalWidth } from '../../../lib/analytics/distributions';
import { near } from './fixture';

describe('distributions', () => {
  it('agree with the tables of the chi-square distribution', () => {
    // Upper 5 % and 1 % points as every table has them.
    for (const [degrees, five, one] of [
      [1, 3.841, 6.635],
      [6, 12.592, 16.812],
      [23, 35.172, 41.638],
    ] as const) {
      assert.ok(near(chiSquareAbove(five, degrees), 0.05, 1e-4), `${degrees}`);
      assert.ok(near(chiSquareAbove(one, degrees), 0.01, 1e-4), `${degrees}`);
    }
    assert.equal(chiSquareAbove(0, 3), 1);
  });

  it('agree with simple-statistics about the normal distribution', () => {
    for (const z of [0, 0.3, 1, 1.96, 2.5, 3])
      assert.ok(near(normalBeyond(z), 2 * (1 - cumulativeStdNormalProbability(z)), 2e-4), `${z}`);
    assert.equal(normalBeyond(2), normalBeyond(-2));
  });

  it('know the width that holds a share', () => {
    assert.ok(near(normalWidth(0.95), 1.959964, 1e-6));
    assert.ok(near(normalWidth(0.99), 2.575829, 1e-6));
  });
});
