import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AGGREGATES } from '../../../../lib/core/history';
import { NOTHING, valueOf, type Partial } from '../../../../lib/store/history/values';

/** A partial of readings at these seconds. */
function partialOf(readings: readonly (readonly [number, number])[]): Partial {
  const values = readings.map(([, value]) => value);
  if (readings.length === 0) return NOTHING;
  const [firstTime, first] = readings[0] as [number, number];
  const [lastTime, last] = readings.at(-1) as [number, number];
  return {
    total: readings.length, used: readings.length, good: readings.length,
    sum: values.reduce((a, b) => a + b, 0), sumSq: values.reduce((a, b) => a + b * b, 0),
    min: Math.min(...values), max: Math.max(...values),
    firstTime: firstTime * 1000, first, lastTime: lastTime * 1000, last,
    area: readings.reduce((sum, [time, value], i) => sum + value * ((readings[i + 1]?.[0] ?? time) - time), 0),
  }; // prettier-ignore
}
const span = (from: number, to: number, carried?: number) => ({ from: from * 1000, to: to * 1000, carried });

describe('valueOf', () => {
  const two = partialOf([[10, 4], [20, 8]]); // prettier-ignore

  it('gives what two readings give', () => {
    const values = Object.fromEntries(AGGREGATES.map((name) => [name, valueOf(name, two, span(0, 40))]));
    assert.deepEqual(values, {
      mean: 6, twa: (4 * 10 + 8 * 20) / 30, min: 4, max: 8, range: 4, first: 4, last: 8, sum: 12, count: 2,
      stddev: Math.sqrt(8), good: 1, total: 2,
    }); // prettier-ignore
  });

  it('of nothing gives no value, and counts zero', () => {
    for (const name of AGGREGATES)
      assert.equal(
        valueOf(name, NOTHING, span(0, 40)),
        name === 'count' || name === 'total' ? 0 : null,
        name,
      );
  });

  it('of bad readings alone counts them', () => {
    const bad = { ...NOTHING, total: 3 };
    assert.deepEqual(['total', 'count', 'good', 'mean'].map((name) => valueOf(name as 'total', bad, span(0, 1))), [3, 0, 0, null]); // prettier-ignore
  });

  describe('twa', () => {
    const cases: [string, Partial, ReturnType<typeof span>, number | null][] = [
      ['carries the value before in', two, span(0, 40, 1), (10 + 40 + 160) / 40],
      ['begins at the first reading when there is none before', two, span(0, 20), 4],
      ['holds the last to the end', partialOf([[0, 3]]), span(0, 10), 3],
      ['is the reading itself when it has no length', partialOf([[10, 3]]), span(0, 10), 3],
      ['of nothing is what was carried in', NOTHING, span(0, 10, 7), 7],
      ['of the future is nothing', NOTHING, span(10, 5, 7), null],
      ['takes readings of a clock ahead of ours', two, span(0, 5, 1), (10 + 40) / 20],
    ];
    for (const [title, partial, around, expected] of cases)
      it(title, () => assert.equal(valueOf('twa', partial, around), expected));
  });

  describe('stddev', () => {
    const of = (values: readonly number[]): number | null =>
      valueOf('stddev', partialOf(values.map((value, i) => [i, value])), span(0, 1));

    it('of one reading is none', () => assert.equal(of([5]), null));
    it('of equal readings is zero, however large', () => assert.equal(of(Array(1000).fill(123456789.1)), 0));
    it('keeps its head where all digits are lost', () => {
      const spread = of([1e9, 1e9 + 1e-3, 1e9, 1e9 + 1e-3]) ?? NaN;
      assert.ok(spread >= 0.0005 * 0.7 && spread <= 0.0006 * 1.5, `${spread}`);
    });

    it('is that of the textbook within what a double can hold', () => {
      const values = fc.array(fc.double({ min: -1e4, max: 1e4, noNaN: true }), {
        minLength: 2,
        maxLength: 50,
      });
      fc.assert(
        fc.property(values, (sample) => {
          const mean = sample.reduce((a, b) => a + b, 0) / sample.length;
          const expected = Math.sqrt(sample.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (sample.length - 1));
          const scale = Math.max(...sample.map(Math.abs));
          assert.ok(Math.abs((of(sample) ?? NaN) - expected) <= 1e-6 * scale + 1e-150);
        }),
      ); // prettier-ignore
    });
  });

  it('is null where the readings are beyond what can be summed', () => {
    const huge = { ...two, min: -2e140 };
    for (const name of ['mean', 'sum', 'stddev', 'twa'] as const)
      assert.equal(valueOf(name, huge, span(0, 40)), null, name);
    assert.equal(valueOf('max', huge, span(0, 40)), 8);
  });
});
