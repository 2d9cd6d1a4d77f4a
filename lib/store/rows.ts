import type { Page } from '../core/plant';
import { encodeCursor } from '../core/cursor';

/** A column of time as the API shows it. */
export const instant = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Optional fields are absent rather than null. */
export const withoutNulls = <T extends object>(row: object): T =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as T;

/** Of up to `limit` + 1 rows; `place` is what the next page begins after. */
export function page<T>(rows: readonly T[], limit: number, place: (row: T) => (string | number)[]): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, ...(rows.length > limit && last ? { nextCursor: encodeCursor(place(last)) } : {}) };
}
