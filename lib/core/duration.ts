/**
 * Widths of buckets. `s`, `m`, `h` (and `ms`) are fixed lengths counted from the epoch in UTC; `d`, `w`, `mo` and `y`
 * are calendar units of a time zone, so that a day over a change of the clocks is one bucket of 23 or 25 hours.
 * `24h` is therefore not the same as `1d`. Weeks begin on Monday (ISO 8601).
 */
export interface BucketWidth {
  /** As written: `15m`, `1mo`. */
  readonly text: string;
  readonly unit: 'ms' | 'day' | 'month';
  /** How many of the unit; a week is seven days, a year twelve months. */
  readonly count: number;
}

const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const UNITS: Readonly<Record<string, readonly [BucketWidth['unit'], number]>> = {
  ms: ['ms', 1],
  s: ['ms', 1000],
  m: ['ms', MINUTE_MS],
  h: ['ms', HOUR_MS],
  d: ['day', 1],
  w: ['day', 7],
  mo: ['month', 1],
  y: ['month', 12],
};

const SHORTEST_MONTH_MS = 28 * DAY_MS;
const MONTH_MS = 30.436875 * DAY_MS;
/** A day has 23 hours where the clocks are set forward; no zone has ever gone further than 22. */
const SHORTEST_DAY_MS = 22 * HOUR_MS;
const LONGEST_MS = 36_525 * DAY_MS;

export const DURATION_FORM = 'a duration such as 10s, 15m, 1h, 1d, 1w, 1mo or 1y';

/** Undefined when the text is no duration, is zero, or is longer than a century. */
export function parseBucketWidth(text: string): BucketWidth | undefined {
  const [, digits = '', name = ''] = /^(\d{1,12})(ms|s|m|h|d|w|mo|y)$/.exec(text) ?? [];
  const [unit, factor] = UNITS[name] ?? [];
  const count = Number(digits) * (factor ?? 0);
  if (!unit || count <= 0) return undefined;
  const width = { text, unit, count };
  return usualLength(width) <= LONGEST_MS ? width : undefined;
}

/** The usual length in ms. */
export function usualLength({ unit, count }: BucketWidth): number {
  if (unit === 'ms') return count;
  return count * (unit === 'day' ? DAY_MS : MONTH_MS);
}

/** What the shortest bucket of this width can last, in ms. */
export function shortestLength({ unit, count }: BucketWidth): number {
  if (unit === 'ms') return count;
  if (unit === 'month') return count * SHORTEST_MONTH_MS;
  return count * DAY_MS - (DAY_MS - SHORTEST_DAY_MS);
}

/** Widths that people read off an axis without thinking, ascending. */
export const NICE_WIDTHS: readonly BucketWidth[] = (
  '1ms 2ms 5ms 10ms 20ms 50ms 100ms 200ms 500ms 1s 2s 5s 10s 15s 30s 1m 2m 5m 10m 15m 30m ' +
  '1h 2h 3h 4h 6h 12h 1d 2d 1w 2w 1mo 3mo 6mo 1y 2y 5y 10y 20y 50y 100y'
)
  .split(' ')
  .flatMap((text) => parseBucketWidth(text) ?? []);
