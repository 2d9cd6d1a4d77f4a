import { NICE_WIDTHS, shortestLength, type BucketWidth } from '../../core/duration';
import type { TimeZone } from '../../core/time-zone';

const DAY_MS = 24 * 60 * 60 * 1000;
/** 1970-01-01 was a Thursday; counted from the Monday before, seven days are a week of ISO 8601. */
const DAYS_SINCE_MONDAY = 3;

const monthOf = (wall: number): number => {
  const date = new Date(wall);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};

/** Wall-clock time at which the bucket with this number begins, and the number of the bucket of a wall-clock time. */
const calendar = {
  day: {
    begin: (index: number, count: number) => (index * count - DAYS_SINCE_MONDAY) * DAY_MS,
    indexOf: (wall: number, count: number) =>
      Math.floor((Math.floor(wall / DAY_MS) + DAYS_SINCE_MONDAY) / count),
  },
  month: {
    begin: (index: number, count: number) => Date.UTC(Math.floor((index * count) / 12), (index * count) % 12),
    indexOf: (wall: number, count: number) => Math.floor(monthOf(wall) / count),
  },
} as const;

/**
 * Where the buckets of [from, to) begin, ascending, and where the last one ends: the first is not after `from`, the
 * last not before `to`. Undefined when there would be more than `most` buckets.
 */
export function boundariesOf(
  width: BucketWidth,
  zone: TimeZone,
  from: number,
  to: number,
  most: number,
): number[] | undefined {
  if (from >= to) return [];
  if (width.unit === 'ms') {
    const first = Math.floor(from / width.count);
    const count = Math.ceil(to / width.count) - first;
    if (count > most) return undefined;
    return Array.from({ length: count + 1 }, (_, i) => (first + i) * width.count);
  }
  // Only to keep from counting what is hopeless.
  if ((to - from) / (2 * Math.max(shortestLength(width), DAY_MS)) > most) return undefined;
  const { begin, indexOf } = calendar[width.unit];
  const boundaries: number[] = [];
  for (let index = indexOf(zone.wallAt(from), width.count); ; index++) {
    const boundary = zone.instantOf(begin(index, width.count));
    // A day that a zone left out (Samoa on 2011-12-30) is no bucket.
    if (boundary === boundaries.at(-1)) continue;
    // Set back over midnight, the clock shows the day before once more: `from` may lie behind the next boundary too.
    if (boundary <= from) boundaries.length = 0;
    boundaries.push(boundary);
    if (boundary >= to) return boundaries;
    if (boundaries.length > most) return undefined;
  }
}

/** The smallest nice width that gives at most `points` buckets; the widest there is when none does. */
export function niceWidth(zone: TimeZone, from: number, to: number, points: number): BucketWidth {
  const fits = NICE_WIDTHS.find((width) => boundariesOf(width, zone, from, to, points) !== undefined);
  return fits ?? (NICE_WIDTHS.at(-1) as BucketWidth);
}
