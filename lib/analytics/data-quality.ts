import type { QualityComponent } from '../core/analytics';
import { finite, median, robustDeviation } from './series';

/** What the history says of a sensor in buckets that are equally wide. Empty: 0 readings, NaN else. */
export interface QualityInput {
  /** Readings of any quality, and the good ones’ share of them. */
  readonly total: ArrayLike<number>;
  readonly good: ArrayLike<number>;
  readonly min: ArrayLike<number>;
  readonly max: ArrayLike<number>;
  readonly mean: ArrayLike<number>;
  readonly bucketMs: number;
  /** Time without a reading after which the sensor is stale, in ms. */
  readonly staleAfterMs: number;
  /** How old the newest reading is, in ms; undefined: there is none. */
  readonly age: number | undefined;
  /** What the sensor can measure at all. */
  readonly rangeLow?: number | undefined;
  readonly rangeHigh?: number | undefined;
  /** True for switches and states, which stand still and jump by nature. */
  readonly discrete: boolean;
}

/** What each part counts; a part that does not apply leaves its weight to the others. */
export const QUALITY_WEIGHTS: Readonly<Record<QualityComponent, number>> = {
  completeness: 0.3,
  timeliness: 0.2,
  validity: 0.3,
  liveness: 0.1,
  plausibility: 0.1,
};

export interface QualityScore {
  /** 0 to 100; 0 of a sensor without any reading. */
  readonly score: number;
  /** Each 0 to 1. */
  readonly parts: Readonly<Partial<Record<QualityComponent, number>>>;
  readonly readings: number;
  /** Readings that a full bucket has: the median of those that have any. */
  readonly usual: number;
  readonly longestGapMs: number;
  readonly longestStuckMs: number;
  readonly outliers: number;
}

/** Beyond so many robust deviations from the median a value is an outlier: one in 10⁶ of a normal distribution. */
const OUTLIER_DEVIATIONS = 5;
/** Standing still for fewer buckets is nothing. */
const LEAST_STUCK = 3;

export function dataQuality(input: QualityInput): QualityScore {
  const { total, bucketMs, discrete } = input;
  const buckets = total.length;
  const filled = Array.from(total).filter((count) => count > 0);
  const readings = filled.reduce((sum, count) => sum + count, 0);
  const longestGapMs = longest(buckets, (i) => !((total[i] as number) > 0)) * bucketMs;
  const nothing = { readings, usual: 0, longestGapMs, longestStuckMs: 0, outliers: 0 };
  if (readings === 0) return { score: 0, parts: { completeness: 0, timeliness: 0, validity: 0 }, ...nothing };
  const usual = median(filled);
  const stuck = stuckRuns(input);
  const outliers = discrete ? 0 : outliersOf(input);
  const parts: Partial<Record<QualityComponent, number>> = {
    completeness: filled.reduce((sum, count) => sum + Math.min(count, usual), 0) / (usual * buckets),
    timeliness: timelinessOf(input),
    validity: validityOf(input),
    ...(discrete
      ? {}
      : {
          liveness: 1 - stuck.buckets / filled.length,
          plausibility: 1 - outliers / filled.length,
        }),
  };
  return {
    score: 100 * weighted(parts, QUALITY_WEIGHTS),
    parts,
    readings,
    usual,
    longestGapMs,
    longestStuckMs: discrete ? 0 : stuck.longest * bucketMs,
    outliers,
  };
}

/** The mean of what is there, by weight. */
export function weighted<K extends string>(
  parts: Readonly<Partial<Record<K, number>>>,
  weights: Readonly<Record<K, number>>,
): number {
  let [sum, whole] = [0, 0];
  for (const [key, value] of Object.entries(parts) as [K, number | undefined][]) {
    if (value === undefined) continue;
    sum += weights[key] * value;
    whole += weights[key];
  }
  return whole > 0 ? sum / whole : 0;
}

/** Longest run of buckets that `holds` is true of. */
function longest(buckets: number, holds: (i: number) => boolean): number {
  let [run, best] = [0, 0];
  for (let i = 0; i < buckets; i++) {
    run = holds(i) ? run + 1 : 0;
    best = Math.max(best, run);
  }
  return best;
}

/** Share of the time that a reading was not older than it may be; less where the newest is too old now. */
function timelinessOf({ total, bucketMs, staleAfterMs, age }: QualityInput): number {
  const allowed = Math.max(1, Math.ceil(staleAfterMs / bucketMs));
  let [late, run] = [0, 0];
  for (let i = 0; i < total.length; i++) {
    run = (total[i] as number) > 0 ? 0 : run + 1;
    if (run >= allowed) late++;
  }
  const past = 1 - late / total.length;
  const present = age === undefined ? 0 : age <= staleAfterMs ? 1 : staleAfterMs / age;
  return 0.8 * past + 0.2 * present;
}

/** Share of readings that are good and of buckets that stay in what the sensor can measure, both at once. */
function validityOf({ total, good, min, max, rangeLow, rangeHigh }: QualityInput): number {
  let [sum, readings] = [0, 0];
  for (let i = 0; i < total.length; i++) {
    const count = total[i] as number;
    if (!(count > 0)) continue;
    const below = rangeLow !== undefined && (min[i] as number) < rangeLow;
    const above = rangeHigh !== undefined && (max[i] as number) > rangeHigh;
    readings += count;
    sum += below || above ? 0 : count * Math.max(0, good[i] as number);
  }
  return readings > 0 ? sum / readings : 0;
}

/** Buckets in which a sensor says one value only, three in a row at least. A constant is told from it by nobody. */
function stuckRuns({ total, min, max }: QualityInput): { buckets: number; longest: number } {
  let [run, buckets, best] = [0, 0, 0];
  let value = Number.NaN;
  const end = (): void => {
    if (run >= LEAST_STUCK) {
      buckets += run;
      best = Math.max(best, run);
    }
    run = 0;
  };
  for (let i = 0; i < total.length; i++) {
    if (!((total[i] as number) > 0)) continue;
    const still = min[i] === max[i];
    if (!still || min[i] !== value) end();
    value = min[i] as number;
    if (still) run++;
  }
  end();
  return { buckets, longest: best };
}

function outliersOf({ min, max, mean }: QualityInput): number {
  const means = finite(mean);
  const centre = median(means);
  const reach = OUTLIER_DEVIATIONS * Math.max(robustDeviation(means), spreadOf(min, max));
  if (!(reach > 0)) return 0;
  let count = 0;
  for (let i = 0; i < mean.length; i++)
    if ((min[i] as number) < centre - reach || (max[i] as number) > centre + reach) count++;
  return count;
}

/** The usual distance of the extremes of one bucket from its middle. */
function spreadOf(min: ArrayLike<number>, max: ArrayLike<number>): number {
  const widths = finite(Array.from(min, (low, i) => ((max[i] as number) - low) / 2));
  return widths.length > 0 ? median(widths) / 2 : 0;
}
