import type { Saved } from '../state';

export const SENSOR_DETECTORS = [
  'z-score',
  'iqr',
  'moving-average',
  'robust-z',
  'ewma',
  'cusum',
  'seasonal',
  'stuck',
  'rate',
] as const;
export type SensorDetectorName = (typeof SENSOR_DETECTORS)[number];
/** The last one looks at all sensors of a unit together. */
export const DETECTORS = [...SENSOR_DETECTORS, 'half-space-trees'] as const;
export type DetectorName = (typeof DETECTORS)[number];

/** A reading as detectors see it. One object serves a series for good: nothing is to be kept of it. */
export interface Sample {
  value: number;
  /** Epoch ms, later than that of the sample before. */
  at: number;
  /** Seconds since the sample before; NaN for the first, and after a gap over which nothing is compared. */
  interval: number;
  /** Change since the sample before; NaN likewise. */
  step: number;
  /** What the value is not told apart by: distances are never measured in less than this. More than 0. */
  floor: number;
}

/** What a value is expected between, in the unit of measure of the sensor; infinite where a detector sees no limit. */
export interface Band {
  readonly low: number;
  readonly high: number;
}
export const ANYTHING: Band = { low: -Infinity, high: Infinity };

/**
 * One way to be surprised. A value is judged before it is learnt, so that it does not hide itself. Both take O(1) or
 * O(log n) for a window of n.
 */
export interface Detector extends Saved {
  readonly name: DetectorName;
  /** How far the sample is from what was expected: 0 not at all, else in standard deviations of what is usual. NaN while too little is known. */
  judge(sample: Sample): number;
  /** `gone`: what left the window because of the sample, NaN for nothing. */
  learn(sample: Sample, gone: number): void;
  /** What was expected as far as `strength` standard deviations; to be asked between `judge` and `learn`. */
  band(strength: number, sample: Sample): Band;
}

/** Fewer say nothing about what is usual. */
export const LEAST_KNOWN = 8;

export const around = (centre: number, half: number): Band => ({ low: centre - half, high: centre + half });
