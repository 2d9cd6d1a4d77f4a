import { SensorModel, type Feedback } from '../../../lib/anomaly';
import { merged, type AnomalySettingsInput } from '../../../lib/anomaly';
import type { Detector, Sample } from '../../../lib/anomaly/detectors/detector';
import { Moments } from '../../../lib/anomaly/windows/moments';
import { Ring } from '../../../lib/anomaly/windows/ring';

/** Monday. */
export const T0 = Date.UTC(2026, 0, 5);

/** Seeded noise, normal enough: the sum of twelve uniform numbers. */
export function noise(seed: number): () => number {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
  return () => Array.from({ length: 12 }, next).reduce((sum, one) => sum + one, -6);
}

export const modelOf = (
  settings: AnomalySettingsInput = {},
  more: { range?: number; feedback?: Feedback; offsetAt?: (at: number) => number } = {},
): SensorModel => new SensorModel({ settings: merged({ window: 60, ...settings }), ...more });

/** Feeds values a second apart; answers with the confidence after each. */
export function feed(model: SensorModel, values: readonly number[], from = T0, everyMs = 1000): number[] {
  return values.map((value, i) => {
    model.observe(value, from + i * everyMs);
    return model.confidence;
  });
}

/** A detector with a window of its own, fed as a model feeds it. */
export function alone(
  size: number,
  make: (ring: Ring, moments: Moments) => Detector,
): { detector: Detector; next: (value: number, interval?: number) => number; sample: Sample } {
  const ring = new Ring(size);
  const moments = new Moments(ring);
  const detector = make(ring, moments);
  const sample: Sample = { value: NaN, at: T0, interval: NaN, step: NaN, floor: 1e-3 };
  const next = (value: number, interval = 1): number => {
    sample.step = value - sample.value;
    sample.interval = interval;
    sample.value = value;
    sample.at += interval * 1000;
    const strength = detector.judge(sample);
    const gone = ring.push(value);
    moments.slide(value, gone);
    detector.learn(sample, gone);
    return strength;
  };
  return { detector, next, sample };
}
