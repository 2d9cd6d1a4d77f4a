/** What is known of a reading, in powers of ten of rarity. */
export interface Evidence {
  /** Of the detector that is surprised most. */
  readonly first: number;
  /** That surprise came so often of late. */
  readonly likelihood: number;
}

/**
 * Weights of a logistic regression on labelled courses of the plant model (test/bench/anomaly/calibrate.ts gives -9.3, 0.6
 * and 0.5), with that of the single reading raised: one value far out of everything is to count without company. What they
 * come to on courses that the fit did not see stands in docs/anomaly.md.
 */
export const WEIGHTS = { base: -9, first: 0.9, likelihood: 0.5 } as const;

/**
 * 0 to 1: how sure it is that something is wrong. `more`: powers of ten of rarity that are asked for in addition.
 */
export function confidenceOf({ first, likelihood }: Evidence, more = 0): number {
  const sum = WEIGHTS.base + WEIGHTS.first * (first - more) + WEIGHTS.likelihood * likelihood;
  return 1 / (1 + Math.exp(-sum));
}
