import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sampleCorrelation, sampleRankCorrelation } from 'simple-statistics';
import { correlate, correlateLagged, prepared } from '../../../lib/analytics/correlation';
import { ranks } from '../../../lib/analytics/ranks';
import { near, noise } from './fixture';

const column = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 30, maxLength: 30 });

describe('correlation', () => {
  it('agrees with simple-statistics on any pair of columns', () => {
    fc.assert(
      fc.property(column, column, (a, b) => {
        const { r } = correlate(a, b);
        const expected = sampleCorrelation(a, b);
        if (r !== undefined) assert.ok(near(r, expected, 1e-6), `${r} ${expected}`);
        else assert.ok(Number.isNaN(expected) || new Set(a).size < 3 || new Set(b).size < 3);
      }),
    );
  });

  it('agrees with simple-statistics about ranks without ties', () => {
    const { normal } = noise(8);
    const a = Array.from({ length: 60 }, normal);
    const b = a.map((value) => value ** 3 + normal());
    assert.ok(near(correlate(a, b, 'spearman').r ?? NaN, sampleRankCorrelation(a, b), 1e-9));
  });

  it('shares the mean rank among equal values', () => {
    assert.deepEqual([...ranks([30, 10, 20, 20])], [4, 1, 2.5, 2.5]);
  });

  it('sees a curve by ranks', () => {
    const a = Array.from({ length: 40 }, (_, i) => i);
    const b = a.map((x) => Math.exp(x));
    assert.equal(correlate(a, b, 'spearman').r, 1);
    assert.ok((correlate(a, b).r ?? 1) < 0.7);
  });

  it('finds by how much one follows the other, in both directions', () => {
    const { normal } = noise(2);
    const a = Array.from({ length: 300 }, normal);
    const later = a.map((_, i) => (i >= 7 ? (a[i - 7] as number) : normal()) + normal() / 4);
    for (const method of ['pearson', 'spearman'] as const) {
      const [x, y] = [prepared(a, method), prepared(later, method)];
      assert.equal(correlateLagged(x, y, 12).lag, 7, method);
      assert.equal(correlateLagged(y, x, 12).lag, -7, method);
    }
  });

  it('takes chance for chance, also as the best of many lags', () => {
    let found = 0;
    for (let seed = 0; seed < 100; seed++) {
      const { normal } = noise(seed);
      const [a, b] = [Array.from({ length: 100 }, normal), Array.from({ length: 100 }, normal)];
      if ((correlateLagged(a, b, 20).p ?? 1) < 0.05) found++;
    }
    assert.ok(found <= 15, `${found} of 100`);
  });

  it('leaves out gaps, and says nothing of constants, NaN or few pairs', () => {
    const a = Array.from({ length: 20 }, (_, i) => (i % 4 === 0 ? NaN : i));
    const b = Array.from({ length: 20 }, (_, i) => 3 * i);
    assert.deepEqual([correlate(a, b).pairs, correlate(a, b).r], [15, 1]);
    assert.equal(
      correlate(
        b,
        b.map(() => 0.1),
      ).r,
      undefined,
    );
    assert.equal(
      correlate(
        b,
        b.map(() => NaN),
      ).pairs,
      0,
    );
    assert.equal(correlate([1, 2], [3, 4]).r, undefined);
  });
});
