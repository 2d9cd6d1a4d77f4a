import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lttb, type Point } from '../../../../lib/store/history/lttb';

const series = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.double({ min: -1e6, max: 1e6, noNaN: true })), { maxLength: 500 })
  .map((steps) => {
    let time = 0;
    return steps.map(([step, value]): Point => [(time += step), value]);
  }); // prettier-ignore

describe('lttb', () => {
  it('gives all points when there are no more than asked for', () => {
    assert.deepEqual(lttb([], 5), []);
    const few: Point[] = [1, 2, 3, 4, 5].map((i) => [i, i * i]);
    assert.deepEqual(lttb(few, 5), few);
  });

  it('keeps the corner of a bend and drops what lies on the line', () => {
    const bend: Point[] = Array.from({ length: 101 }, (_, i) => [i, i <= 50 ? 0 : (i - 50) * 10]);
    const kept = lttb(bend, 7);
    assert.ok(kept.some(([time]) => Math.abs(time - 50) <= 1));
    assert.ok(kept.length <= 7);
  });

  it('keeps a spike of one reading among thousands', () => {
    const flat: Point[] = Array.from({ length: 10_000 }, (_, i) => [
      i,
      i === 7777 ? 1000 : Math.sin(i / 500),
    ]);
    assert.ok(lttb(flat, 50).some(([time]) => time === 7777));
  });

  it('draws the picture of a smooth curve: the area between the two is small', () => {
    const curve: Point[] = Array.from({ length: 5000 }, (_, i) => [i, Math.sin(i / 400) * 100]);
    const kept = lttb(curve, 100);
    let worst = 0;
    for (let k = 1; k < kept.length; k++) {
      const [[x0, y0], [x1, y1]] = [kept[k - 1] as Point, kept[k] as Point];
      for (let i = x0; i <= x1; i++)
        worst = Math.max(worst, Math.abs(y0 + ((y1 - y0) * (i - x0)) / (x1 - x0) - (curve[i] as Point)[1]));
    }
    assert.ok(worst < 3, `${worst}`);
  });

  it('gives at most so many points, all from the input, ascending, with both ends and both extremes', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 5, max: 60 }), (points, count) => {
        const kept = lttb(points, count);
        assert.ok(kept.length <= Math.max(count, 0) || points.length <= count);
        assert.ok(kept.length >= Math.min(points.length, count - 2));
        const input = new Set(points);
        assert.ok(kept.every((point) => input.has(point)));
        kept.forEach((point, i) => assert.ok(i === 0 || (kept[i - 1] as Point)[0] < point[0]));
        if (points.length === 0) return;
        assert.equal(kept[0], points[0]);
        assert.equal(kept.at(-1), points.at(-1));
        const values = points.map(([, value]) => value);
        for (const extreme of [Math.min(...values), Math.max(...values)])
          assert.ok(kept.some(([, value]) => value === extreme));
      }),
    );
  });
});
