import { mean, quantile, standardDeviation } from 'simple-statistics';
import { Iqr, MovingAverage, ZScore } from '../../../lib/anomaly/detectors/levels';
import type { Detector, Sample } from '../../../lib/anomaly/detectors/detector';
import { Moments } from '../../../lib/anomaly/windows/moments';
import { Ring } from '../../../lib/anomaly/windows/ring';

export const WINDOW = 1000;
export const SENSORS = 5000;
const ROUNDS = 200;
const NAIVE_READINGS = 5000;

const quartilesApart = 1.3489795;

/** Each detector as a model feeds it, and what it computes in one line of simple-statistics. */
const SUBJECTS = {
  'z-score': {
    make: (ring: Ring, moments: Moments): Detector => new ZScore(ring, moments),
    naive: (held: number[], value: number) => Math.abs(value - mean(held)) / standardDeviation(held),
  },
  iqr: {
    make: (ring: Ring, moments: Moments): Detector => new Iqr(ring, moments),
    naive: (held: number[], value: number) => {
      const low = quantile(held, 0.25);
      const high = quantile(held, 0.75);
      return Math.abs(value - (low + high) / 2) / ((high - low) / quartilesApart);
    },
  },
  'moving-average': {
    make: (): Detector => new MovingAverage(WINDOW, WINDOW),
    naive: (held: number[], value: number) => Math.abs(value - mean(held)) / standardDeviation(held),
  },
} as const;
export type Subject = keyof typeof SUBJECTS;
export const SUBJECT_NAMES = Object.keys(SUBJECTS) as Subject[];

/** CPU seconds of this process that `work` takes. */
function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function sensorsOf(name: Subject): ((value: number) => number)[] {
  return Array.from({ length: SENSORS }, () => {
    const ring = new Ring(WINDOW);
    const moments = new Moments(ring);
    const detector = SUBJECTS[name].make(ring, moments);
    const sample: Sample = { value: 0, at: 0, interval: 1, step: 0, floor: 1e-9 };
    return (value) => {
      sample.value = value;
      const strength = detector.judge(sample);
      const gone = ring.push(value);
      moments.slide(value, gone);
      detector.learn(sample, gone);
      return strength;
    };
  });
}

/** Readings per CPU second with full windows; one reading of each sensor after the other, as they come from a plant. */
export function streamed(name: Subject): number {
  const sensors = sensorsOf(name);
  for (let i = 0; i < WINDOW; i++) for (const next of sensors) next(Math.random());
  const values = Float64Array.from({ length: ROUNDS * SENSORS }, Math.random);
  let strongest = 0;
  let place = 0;
  const seconds = cpuSeconds(() => {
    for (let round = 0; round < ROUNDS; round++)
      for (const next of sensors) strongest = Math.max(strongest, next(values[place++] as number));
  });
  if (!(strongest > 1)) throw new Error(`${name} judged nothing`);
  return values.length / seconds;
}

/** The same recomputed for each reading from an array of the window, with as many sensors in turn. */
export function naive(name: Subject): number {
  const windows = Array.from({ length: SENSORS }, () => Array.from({ length: WINDOW }, Math.random));
  const { naive: judge } = SUBJECTS[name];
  let strongest = 0;
  const seconds = cpuSeconds(() => {
    for (let i = 0; i < NAIVE_READINGS; i++) {
      const value = Math.random();
      const held = windows[i % SENSORS] as number[];
      strongest = Math.max(strongest, judge(held, value));
      held[i % WINDOW] = value;
    }
  });
  if (!(strongest > 1)) throw new Error(`${name} judged nothing`);
  return NAIVE_READINGS / seconds;
}
