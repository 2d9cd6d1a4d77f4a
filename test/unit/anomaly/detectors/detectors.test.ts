import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mean, median, medianAbsoluteDeviation, quantile, standardDeviation } from 'simple-statistics';
import { Rate, Stuck } from '../../../../lib/anomaly/detectors/changes';
import { Cusum, Ewma } from '../../../../lib/anomaly/detectors/drifts';
import { Iqr, MovingAverage, RobustZ, ZScore } from '../../../../lib/anomaly/detectors/levels';
import { Seasonal } from '../../../../lib/anomaly/detectors/seasonal';
import { alone, noise, T0 } from '../fixture';

const WINDOW = 40;
const series = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 20, maxLength: 200 });

/** Judges each value by what the window held before, the slow way. */
function against(
  values: readonly number[],
  next: (value: number) => number,
  slow: (held: number[], value: number) => number,
): void {
  values.forEach((value, i) => {
    const fast = next(value);
    const held = values.slice(Math.max(0, i - WINDOW), i);
    if (held.length < 8) return assert.ok(Number.isNaN(fast), 'nothing is said of the first values');
    const expected = slow(held, value);
    assert.ok(
      Math.abs(fast - expected) <= 1e-6 * (1 + Math.abs(expected)),
      `${fast} is not ${expected} at ${i}`,
    );
  });
}

describe('detectors of levels against simple-statistics', () => {
  const check = (make: Parameters<typeof alone>[1], slow: (held: number[], value: number) => number): void =>
    fc.assert(
      fc.property(series, (values) => against(values, alone(WINDOW, make).next, slow)),
      { numRuns: 50 },
    );
  const floor = (scale: number): number => Math.max(scale, 1e-3);

  it('z-score: distance from the mean in standard deviations', () =>
    check(
      (ring, moments) => new ZScore(ring, moments),
      (held, value) => Math.abs(value - mean(held)) / floor(standardDeviation(held)),
    ));

  it('iqr: Tukey’s fences lie at 2.7', () => {
    check(
      (ring, moments) => new Iqr(ring, moments),
      (held, value) => {
        const [low, high] = [quantile(held, 0.25), quantile(held, 0.75)];
        const scale = Math.max((high - low) / 1.3489795, 0.1 * standardDeviation(held));
        return Math.abs(value - (low + high) / 2) / floor(scale);
      },
    );
    const { next } = alone(1000, (ring, moments) => new Iqr(ring, moments));
    for (let i = 0; i <= 1000; i++) next(i % 100);
    // Quartiles 24.75 and 74.25: the upper fence is 148.5.
    assert.ok(Math.abs(next(148.5) - 2.698) < 0.01);
  });

  it('robust z: distance from the median in median distances', () =>
    check(
      (ring, moments) => new RobustZ(ring, moments),
      (held, value) => {
        const scale = Math.max(medianAbsoluteDeviation(held) / 0.67448975, 0.1 * standardDeviation(held));
        return Math.abs(value - median(held)) / floor(scale);
      },
    ));

  it('robust z is not moved where a third of the window is spoilt, and z-score is', () => {
    const robust = alone(WINDOW, (ring, moments) => new RobustZ(ring, moments));
    const plain = alone(WINDOW, (ring, moments) => new ZScore(ring, moments));
    const random = noise(3);
    for (let i = 0; i < WINDOW; i++) {
      const value = i % 3 === 0 ? 30 : random();
      robust.next(value);
      plain.next(value);
    }
    assert.ok(robust.next(30) > 10);
    assert.ok(plain.next(30) < 2);
  });

  it('moving average: distance from the mean of the span', () => {
    const { next, detector } = alone(WINDOW, () => new MovingAverage(5, 50));
    const values = Array.from({ length: 30 }, (_, i) => i + Math.sin(i));
    values.forEach(next);
    assert.ok(Math.abs((detector as MovingAverage).mean - mean(values.slice(-5))) < 1e-9);
    // A ramp keeps its distance, and that is learnt as usual.
    assert.ok(next(30) < 1.5);
    assert.ok(next(60) > 8);
  });
});

describe('detectors of drift', () => {
  it('both see a shift of one standard deviation that no single reading shows', () => {
    const ewma = alone(500, (ring, moments) => new Ewma(ring, moments));
    const cusum = alone(500, (ring, moments) => new Cusum(ring, moments));
    const random = noise(1);
    let before = 0;
    for (let i = 0; i < 600; i++) {
      const value = random();
      const strengths = [ewma.next(value), cusum.next(value)];
      if (i > 100) before = Math.max(before, ...strengths.map((one, k) => (k === 0 ? one : one / 2.5)));
    }
    let [worst, sum] = [0, 0];
    for (let i = 0; i < 40; i++) {
      const value = random() + 1;
      worst = Math.max(worst, ewma.next(value));
      sum = Math.max(sum, cusum.next(value));
    }
    assert.ok(worst > 3 && worst > before * 1.1, `${worst} after ${before}`);
    assert.ok(sum > 8, `${sum}`);
  });

  it('begin anew after a gap', () => {
    const { next, sample, detector } = alone(50, (ring, moments) => new Cusum(ring, moments));
    const random = noise(2);
    for (let i = 0; i < 50; i++) next(random());
    for (let i = 0; i < 15; i++) next(2);
    assert.ok(next(2) > 5);
    detector.learn({ ...sample, step: NaN, interval: NaN }, NaN);
    assert.ok(detector.judge({ ...sample, value: 0 }) < 2);
  });
});

describe('detectors of change', () => {
  it('rate: a jump against the usual change', () => {
    const { next } = alone(10, () => new Rate(100));
    for (let i = 0; i < 100; i++) next(Math.sin(i / 5));
    assert.ok(next(Math.sin(20)) < 2);
    assert.ok(next(Math.sin(20) + 5) > 20);
  });

  it('rate: a change over an hour is held against changes over an hour', () => {
    const { next } = alone(10, () => new Rate(100));
    let value = 0;
    for (let i = 0; i < 200; i++) {
      const hour = i % 2 === 0;
      value += (i % 4 < 2 ? 1 : -1) * (hour ? 10 : 0.1);
      next(value, hour ? 3600 : 1);
    }
    assert.ok(next(value + 10, 3600) < 2);
    assert.ok(next(value, 1) > 20);
  });

  it('stuck: the longer the same, the rarer, unless the sensor is one that rests', () => {
    const lively = alone(10, () => new Stuck(100));
    const resting = alone(10, () => new Stuck(100));
    for (let i = 0; i < 200; i++) {
      lively.next(i % 7);
      resting.next(Math.floor(i / 40));
    }
    const runs = Array.from({ length: 20 }, () => lively.next(99));
    assert.ok((runs[19] as number) > 15 && (runs[19] as number) > (runs[5] as number));
    for (let i = 0; i < 20; i++) assert.ok(resting.next(99) < 2);
  });
});

describe('seasonal detector', () => {
  const HOUR = 3600;
  const course = (hour: number): number => 50 + 10 * Math.sin((2 * Math.PI * hour) / 24);

  it('finds a value of the day at night, after two days', () => {
    const { next } = alone(10, () => new Seasonal(() => 0));
    const random = noise(4);
    // Ten readings an hour.
    for (let i = 0; i < 24 * 10; i++)
      assert.ok(Number.isNaN(next(course(Math.floor(i / 10)) + random(), HOUR / 10)));
    for (let i = 0; i < 48 * 10; i++) next(course(Math.floor(i / 10)) + random(), HOUR / 10);
    assert.ok(next(course(0), HOUR / 10) < 3);
    assert.ok(next(course(6), HOUR / 10) > 5);
  });

  it('goes by the wall clock of the plant', () => {
    const seen: number[] = [];
    const offset = (at: number): number => (seen.push(at), 3_600_000);
    const { next } = alone(10, () => new Seasonal(offset));
    next(1);
    assert.ok(seen.length > 0 && seen.every((at) => at > T0));
  });
});
