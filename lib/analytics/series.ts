/** Values over time: equally long, times in epoch ms. */
export interface Series {
  readonly times: ArrayLike<number>;
  /** A bucket without readings is NaN. */
  readonly values: ArrayLike<number>;
}

export interface CleanSeries extends Series {
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** What a list of the history has for an empty bucket becomes NaN. */
export const numbersOf = (values: readonly (number | null)[]): Float64Array =>
  Float64Array.from(values, (value) => value ?? Number.NaN);

/**
 * By time, without what is no number; of values with the same time the last one counts, as of readings that were sent
 * again.
 */
export function clean({ times, values }: Series): CleanSeries {
  const order: number[] = [];
  for (let i = 0; i < Math.min(times.length, values.length); i++)
    if (Number.isFinite(times[i]) && Number.isFinite(values[i])) order.push(i);
  const at = (i: number): number => times[i] as number;
  order.sort((a, b) => at(a) - at(b) || a - b);
  const last = order.filter((index, i) => {
    const next = order[i + 1];
    return next === undefined || at(next) !== at(index);
  });
  return {
    times: Float64Array.from(last, at),
    values: Float64Array.from(last, (i) => values[i] as number),
  };
}

export const finite = (values: ArrayLike<number>): Float64Array =>
  Float64Array.from(values).filter((value) => Number.isFinite(value));

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
}

/** Sum of squared distances from the mean. */
export function squares(values: ArrayLike<number>): number {
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += ((values[i] as number) - centre) ** 2;
  return sum;
}

/** `p` from 0 to 1 of values that are sorted; between two of them on the line that joins them. NaN of none. */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) return Number.NaN;
  const place = (sorted.length - 1) * p;
  const below = Math.floor(place);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (place - below);
}

export const sorted = (values: ArrayLike<number>): Float64Array => Float64Array.from(values).sort();

/** Of values in any order; NaN of none. */
export const median = (values: ArrayLike<number>): number => quantile(sorted(values), 0.5);

/** What the median distance from the median is times, to be the standard deviation of a normal distribution. */
const MAD_TO_SD = 1.4826;

/** A standard deviation that some wild values cannot move. */
export function robustDeviation(values: ArrayLike<number>): number {
  const centre = median(values);
  return MAD_TO_SD * median(Float64Array.from(values, (value) => Math.abs(value - centre)));
}

/**
 * What of the deviation is noise: that of the steps from each value to the next, over √2, so that slow change does not
 * count. From the median, so that jumps do not count.
 */
export function noiseOf(values: ArrayLike<number>): number {
  if (values.length < 2) return 0;
  const steps = Float64Array.from({ length: values.length - 1 }, (_, i) =>
    Math.abs((values[i + 1] as number) - (values[i] as number)),
  );
  return (MAD_TO_SD * median(steps)) / Math.SQRT2;
}

/** Mean and deviation of a sample, of what is a number; undefined of none. */
export function spreadOf(values: ArrayLike<number>): { mean: number; deviation: number } | undefined {
  const known = finite(values);
  if (known.length === 0) return undefined;
  const deviation = known.length < 2 ? 0 : Math.sqrt(squares(known) / (known.length - 1));
  return { mean: mean(known), deviation };
}
