import { z } from 'zod';
import { EARLIEST_TIMESTAMP } from '../core/reading';
import { Key } from '../core/plant';
import { sortKeysOf, type SortKey } from '../core/sort';
import { showAs } from './json-schema';

/** Text as it stands in a URL, as a number; anything else stays as it is and fails the schema behind. */
const fromText = (value: unknown): unknown =>
  typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;

/** A whole number in a query string. */
export const integer = (range: { readonly min: number; readonly max: number }) =>
  showAs(z.preprocess(fromText, z.int('must be a whole number').min(range.min).max(range.max)), {
    type: 'integer',
    minimum: range.min,
    maximum: range.max,
  });

/** How many items a page has at most. */
export const limit = (usual: number, max: number) =>
  showAs(integer({ min: 1, max }).default(usual).describe('Items per page'), {
    type: 'integer',
    minimum: 1,
    maximum: max,
    default: usual,
  });

/** A list in a query string: one value, several separated by commas, or the name several times. */
export const listOf = <T extends z.ZodType>(list: T) =>
  showAs(
    z.preprocess((value) => (typeof value === 'string' ? value.split(',') : value), list),
    { type: 'string' },
  );

/** Yes or no in a query string; no if left out. */
export const flag = () =>
  showAs(
    z
      .preprocess((value) => (value === 'true' || value === 'false' ? value === 'true' : value), z.boolean())
      .default(false),
    { type: 'boolean', default: false },
  );

const MOST_SORT_KEYS = 3;

/**
 * The order of a list: up to three of `fields`, each with "-" before it for descending. Left out: the list's usual order.
 * A cursor belongs to its order.
 */
export function sortBy<const Field extends string>(fields: readonly Field[]) {
  const isSort = (value: unknown): value is SortKey<Field>[] =>
    Array.isArray(value) &&
    value.length <= MOST_SORT_KEYS &&
    new Set(value.map((key: SortKey) => key.field)).size === value.length &&
    value.every((key: SortKey) => (fields as readonly string[]).includes(key.field));
  const allowed = fields.join(', ');
  const most = Math.min(MOST_SORT_KEYS, fields.length);
  const name = `-?(${fields.join('|')})`;
  return showAs(
    z
      .preprocess(
        (value) => (typeof value === 'string' ? sortKeysOf(value) : value),
        z.custom<SortKey<Field>[]>(
          isSort,
          `takes ${most > 1 ? `up to ${most} of` : ''} ${allowed}, separated by commas, "-" before those that descend`,
        ),
      )
      .optional()
      .describe(`Order of the list, by ${allowed}; "-" before those that descend`),
    { type: 'string', pattern: `^${name}(,${name}){0,${most - 1}}$` },
  );
}

export const Cursor = z.string().min(1).max(512).describe('`nextCursor` of the page before').optional();

const LATEST_INSTANT = Date.UTC(2200, 0, 1);

/** A point in time in a query string: ISO 8601 with offset, or epoch milliseconds. Becomes epoch milliseconds. */
export const Instant = showAs(
  z.preprocess(
    (value) => {
      const number = fromText(value);
      if (typeof number !== 'string') return number;
      // A plus sign that was not percent-encoded arrives as a space: 12:00:00 02:00.
      const text = number.replace(/ (\d\d:\d\d)$/, '+$1');
      return z.iso.datetime({ offset: true }).safeParse(text).success ? Date.parse(text) : number;
    },
    z
      .int('must be an ISO 8601 date and time with offset (2026-11-23T09:00:00Z) or epoch milliseconds')
      .min(EARLIEST_TIMESTAMP, 'must be in the year 2000 or later')
      .max(LATEST_INSTANT, 'must be before the year 2200'),
  ),
  {
    oneOf: [
      { type: 'string', format: 'date-time' },
      { type: 'integer', minimum: EARLIEST_TIMESTAMP, maximum: LATEST_INSTANT },
    ],
  },
);

export const UnitParams = z.object({ unit: Key }).strict();
export const SensorParams = z.object({ unit: Key, sensor: Key }).strict();
