import type { Aggregate } from '../../core/history';

/** Aggregated readings of one sensor over one span: a row of a rollup, or several of them merged. */
export interface Partial {
  readonly total: number;
  readonly used: number;
  readonly good: number;
  /** The rest is over used readings; null when there are none. */
  readonly sum: number | null;
  readonly sumSq: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** Epoch ms. */
  readonly firstTime: number | null;
  readonly first: number | null;
  readonly lastTime: number | null;
  readonly last: number | null;
  /** Value times seconds from the first to the last time; each value holds until the next. */
  readonly area: number | null;
}

export const NOTHING: Partial = {
  total: 0, used: 0, good: 0, sum: null, sumSq: null, min: null, max: null,
  firstTime: null, first: null, lastTime: null, last: null, area: null,
}; // prettier-ignore

/** What a time-weighted average needs beside the readings of the span. */
export interface Surroundings {
  /** Where the span begins and ends, epoch ms; the end is not after now. */
  readonly from: number;
  readonly to: number;
  /** The last value before the span. */
  readonly carried: number | undefined;
}

type Compute = (partial: Partial, around: Surroundings) => number | null;

/** What enters sums is cut there (thermacore.tame), so that no square is beyond a double. */
const LARGEST_SUMMED = 1e140;
const OF_SUMS: ReadonlySet<Aggregate> = new Set(['mean', 'twa', 'sum', 'stddev']);

const ifUsed =
  (compute: (partial: { [K in keyof Partial]: number }) => number): Compute =>
  (partial) =>
    partial.used > 0 ? compute(partial as { [K in keyof Partial]: number }) : null;

const COMPUTE: Readonly<Record<Aggregate, Compute>> = {
  mean: ifUsed(({ sum, used }) => sum / used),
  twa: timeWeighted,
  min: ({ min }) => min,
  max: ({ max }) => max,
  range: ifUsed(({ min, max }) => max - min),
  first: ({ first }) => first,
  last: ({ last }) => last,
  sum: ({ sum }) => sum,
  count: ({ used }) => used,
  stddev: deviation,
  good: ({ good, total }) => (total > 0 ? good / total : null),
  total: ({ total }) => total,
};

/** Null where there is nothing to compute from, and where the numbers are too large for a double. */
export function valueOf(aggregate: Aggregate, partial: Partial, around: Surroundings): number | null {
  const { min, max } = partial;
  if (OF_SUMS.has(aggregate) && Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0)) > LARGEST_SUMMED)
    return null;
  const value = COMPUTE[aggregate](partial, around);
  return value !== null && Number.isFinite(value) ? value : null;
}

/**
 * Each value holds until the next: the one before the span carries in, the last holds to the end. Without one before
 * the span the average begins at the first reading.
 */
function timeWeighted(partial: Partial, { from, to, carried }: Surroundings): number | null {
  if (partial.used === 0) return to > from && carried !== undefined ? carried : null;
  const { firstTime, lastTime, last, area } = partial as { [K in keyof Partial]: number };
  // A field clock ahead of ours may give readings that are later than now.
  const end = Math.max(to, lastTime);
  const begin = carried === undefined ? firstTime : from;
  if (end === begin) return last;
  const before = carried === undefined ? 0 : (carried * (firstTime - from)) / 1000;
  const after = (last * (end - lastTime)) / 1000;
  return (before + area + after) / ((end - begin) / 1000);
}

/**
 * Of a sample (n - 1), from the sum of squares. That difference of two large numbers loses all its digits when the
 * spread is small against the mean; so it is held between what n readings from min to max can have at least
 * (all but two in the middle) and at most (half at either end; Popoviciu).
 */
function deviation({ used, sum, sumSq, min, max }: Partial): number | null {
  if (used < 2 || sum === null || sumSq === null || min === null || max === null) return null;
  const range = max - min;
  const least = (range * range) / 2;
  const most = (used * range * range) / 4;
  const squares = Math.min(Math.max(sumSq - (sum * sum) / used, least), most);
  return Math.sqrt(squares / (used - 1));
}
