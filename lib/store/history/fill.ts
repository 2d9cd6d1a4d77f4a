import type { Aggregate, Fill } from '../../core/history';

/** What says something about the level of the value, and so may be assumed where nothing was measured. */
const LEVELS: ReadonlySet<Aggregate> = new Set(['mean', 'min', 'max', 'first', 'last']);

export const isFillable = (aggregate: Aggregate): boolean => LEVELS.has(aggregate);

/**
 * The last observation carried forward: buckets without a reading take the last value measured before them. `before`:
 * the one before the first bucket. `until`: how many buckets have begun by now; the future stays empty.
 */
export function carryForward(
  values: readonly (number | null)[],
  last: readonly (number | null)[],
  before: number | undefined,
  until: number,
): (number | null)[] {
  let known = before ?? null;
  return values.map((value, i) => {
    known = last[i] ?? known;
    return value ?? (i < until ? known : null);
  });
}

/** A straight line over buckets without a reading, by the times at which they begin; nothing beyond either end. */
export function interpolate(
  values: readonly (number | null)[],
  timestamps: readonly number[],
): (number | null)[] {
  const filled = [...values];
  let left = -1;
  values.forEach((value, right) => {
    if (value === null) return;
    const from = values[left];
    if (typeof from === 'number')
      for (let i = left + 1; i < right; i++) {
        const share = between(timestamps, left, i, right);
        filled[i] = from + (value - from) * share;
      }
    left = right;
  });
  return filled;
}

function between(timestamps: readonly number[], left: number, i: number, right: number): number {
  const [a = 0, x = 0, b = 1] = [timestamps[left], timestamps[i], timestamps[right]];
  return (x - a) / (b - a);
}

export function fillGaps(
  fill: Fill,
  aggregate: Aggregate,
  values: (number | null)[],
  series: {
    readonly timestamps: readonly number[];
    readonly last: readonly (number | null)[];
    readonly before: number | undefined;
    readonly until: number;
  },
): (number | null)[] {
  if (fill === 'none' || !isFillable(aggregate)) return values;
  return fill === 'locf'
    ? carryForward(values, series.last, series.before, series.until)
    : interpolate(values, series.timestamps);
}
