import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mean, median, medianAbsoluteDeviation, quantile, variance } from 'simple-statistics';
import { StateReader, StateWriter, type Saved } from '../../../../lib/anomaly/state';
import { Moments } from '../../../../lib/anomaly/windows/moments';
import { QuantileWindow } from '../../../../lib/anomaly/windows/quantile';
import { Ring } from '../../../../lib/anomaly/windows/ring';
import { SortedWindow } from '../../../../lib/anomaly/windows/sorted';

/** Also many equal ones, and steps: what sensors that are rounded or switched show. */
const series = fc.oneof(
  fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 400 }),
  fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 400 }),
  fc
    .tuple(fc.integer({ min: 20, max: 400 }), fc.double({ min: -3, max: 3, noNaN: true }))
    .map(([length, slope]) => Array.from({ length }, (_, i) => i * slope + Math.sin(i))),
);
const size = fc.integer({ min: 1, max: 150 });

/** What a window of that size holds at each step, the slow way. */
function each(
  values: readonly number[],
  most: number,
  check: (held: number[], value: number, gone: number) => void,
): void {
  values.forEach((value, i) =>
    check(
      values.slice(Math.max(0, i + 1 - most), i + 1),
      value,
      i >= most ? (values[i - most] as number) : NaN,
    ),
  );
}

const close = (actual: number, expected: number, scale: number): void =>
  assert.ok(Math.abs(actual - expected) <= 1e-9 * Math.max(1, scale), `${actual} is not ${expected}`);

describe('windows against simple-statistics', () => {
  it('mean and variance are those of the values in the window', () => {
    fc.assert(
      fc.property(series, size, (values, most) => {
        const ring = new Ring(most);
        const moments = new Moments(ring);
        // What has gone leaves a trace in the last digits until the next turn of the ring.
        const scale = Math.max(...values.map(Math.abs));
        each(values, most, (held, value, gone) => {
          assert.equal(ring.push(value), gone);
          moments.slide(value, gone);
          close(moments.mean, mean(held), scale);
          close(moments.variance, variance(held), scale * scale);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('quartiles are exact, whatever comes', () => {
    fc.assert(
      fc.property(series, size, fc.constantFrom(0.25, 0.5, 0.75), (values, most, share) => {
        const ring = new Ring(most);
        const window = new QuantileWindow(ring, share);
        each(values, most, (held, value, gone) => {
          ring.push(value);
          window.slide(value, gone);
          close(window.value, quantile(held, share), Math.max(...held.map(Math.abs)));
        });
      }),
      { numRuns: 100 },
    );
  });

  it('median and median distance are exact, whatever comes', () => {
    fc.assert(
      fc.property(series, size, (values, most) => {
        const ring = new Ring(most);
        const sorted = new SortedWindow(ring);
        each(values, most, (held, value, gone) => {
          ring.push(value);
          sorted.slide(value, gone);
          close(sorted.median, median(held), Math.max(...held.map(Math.abs)));
          close(sorted.medianDistance, medianAbsoluteDeviation(held), Math.max(...held.map(Math.abs)));
        });
      }),
      { numRuns: 60 },
    );
  });

  it('the variance keeps its digits over a million readings that lie far from zero', () => {
    const ring = new Ring(500);
    const moments = new Moments(ring);
    const value = (i: number): number => 1e7 + Math.sin(i * 12.9898) * 0.01;
    for (let i = 0; i < 1_000_000; i++) moments.slide(value(i), ring.push(value(i)));
    const held = Array.from({ length: 500 }, (_, i) => value(999_500 + i));
    const exact = variance(held.map((one) => one - 1e7));
    assert.ok(Math.abs(moments.variance / exact - 1) < 1e-3, `${moments.variance} is not ${exact}`);
  });

  it('no values have no quantile and no median', () => {
    assert.ok(Number.isNaN(new QuantileWindow(new Ring(10), 0.25).value));
    assert.ok(Number.isNaN(new SortedWindow(new Ring(10)).median));
    assert.ok(Number.isNaN(new SortedWindow(new Ring(10)).medianDistance));
  });

  it('what is saved goes on as if it had never stopped', () => {
    fc.assert(
      fc.property(series, series, size, (before, after, most) => {
        const make = (): { parts: Saved[]; push: (value: number) => number[] } => {
          const ring = new Ring(most);
          const moments = new Moments(ring);
          const quartile = new QuantileWindow(ring, 0.25);
          const sorted = new SortedWindow(ring);
          const push = (value: number): number[] => {
            const gone = ring.push(value);
            for (const one of [moments, quartile, sorted]) one.slide(value, gone);
            return [moments.mean, moments.variance, quartile.value, sorted.median, sorted.medianDistance];
          };
          return { parts: [ring, moments, quartile, sorted], push };
        };
        const one = make();
        before.forEach(one.push);
        const to = new StateWriter();
        for (const part of one.parts) part.save(to);
        const other = make();
        const from = new StateReader(to.bytes());
        for (const part of other.parts) part.restore(from);
        from.end();
        for (const value of after) assert.deepEqual(other.push(value), one.push(value));
      }),
      { numRuns: 60 },
    );
  });
});
