import { decodeCursorIn, encodeCursor } from '../core/cursor';
import { ThermaCoreError } from '../core/errors';
import type { Page } from '../core/plant';
import { textOfSort, type SortKey } from '../core/sort';
import { withoutNulls } from './rows';

type Kind = 'text' | 'float8' | 'time';

/** An expression that is never null, and how its values stand in a cursor. */
export interface SortColumn {
  readonly sql: string;
  readonly kind: Kind;
}

export type SortColumns = Readonly<Record<string, SortColumn>>;

export const text = (sql: string): SortColumn => ({ sql, kind: 'text' });
/** Text that may be absent; it comes first. */
export const optionalText = (sql: string): SortColumn => text(`coalesce(${sql}, '')`);
export const time = (sql: string): SortColumn => ({ sql, kind: 'time' });
export const float = (sql: string): SortColumn => ({ sql, kind: 'float8' });
/** No comes before yes. */
export const yes = (sql: string): SortColumn => float(`(${sql})::int::float8`);

/** What the cursor has of a value: of a time the microseconds, which a number of JavaScript still holds exactly. */
const inCursor = ({ sql, kind }: SortColumn): string =>
  kind === 'time' ? `(extract(epoch from ${sql}) * 1000000)::float8` : sql;
/** The way back. */
const fromCursor = ({ kind }: SortColumn, at: number): string =>
  kind === 'time' ? `timestamptz 'epoch' + $${at}::float8 * interval '1 microsecond'` : `$${at}::${kind}`;

export interface Sorted {
  /** A condition for `where`: rows behind the cursor. */
  readonly where: string;
  readonly orderBy: string;
  /** An expression for `select`: what the cursor behind a row has. */
  readonly place: string;
  /** Of the parameters that `where` names, from `first` on. */
  readonly values: readonly (string | number)[];
}

interface Asked {
  readonly sort?: readonly SortKey[] | undefined;
  readonly cursor?: string | undefined;
}

/** How a list can be ordered. `unique` names columns that tell rows apart. */
export interface Order {
  readonly columns: SortColumns;
  readonly unique: readonly SortKey[];
}

/** Columns upwards, as `unique`. */
export const up = (...fields: string[]): SortKey[] => fields.map((field) => ({ field, descending: false }));
export const down = (...fields: string[]): SortKey[] => fields.map((field) => ({ field, descending: true }));

/**
 * The order of a list and the place in it where a page begins. The columns that tell rows apart are the usual order, and
 * stand behind any other, so that no row is missed or comes twice where values are equal.
 */
export function sorted({ columns, unique }: Order, { sort = [], cursor }: Asked, first: number): Sorted {
  const keys = [...sort, ...unique.filter(({ field }) => !sort.some((key) => key.field === field))];
  const parts = keys.map(({ field, descending }) => {
    const column = Object.hasOwn(columns, field) ? columns[field] : undefined;
    if (!column) throw new ThermaCoreError('invalid', 'The list cannot be sorted so.', { field: 'sort' });
    return { ...column, descending };
  });
  const named = textOfSort(keys);
  return {
    where: cursor === undefined ? 'true' : behind(parts, first),
    orderBy: parts.map(({ sql, descending }) => `${sql}${descending ? ' desc' : ''}`).join(', '),
    place: `jsonb_build_array('${named}', ${parts.map(inCursor).join(', ')}) as "place"`,
    values: cursor === undefined ? [] : placeOf(cursor, named, parts),
  };
}

/**
 * Rows that come after the values. Where all columns go in one direction as a comparison of rows, which an index answers;
 * else as `a > 1 or a = 1 and b < 2`.
 */
function behind(parts: readonly (SortColumn & { descending: boolean })[], first: number): string {
  const value = (i: number): string => fromCursor(parts[i] as SortColumn, first + i);
  const compares = ({ descending }: { descending: boolean }): string => (descending ? '<' : '>');
  const [head] = parts;
  if (head && parts.every(({ descending }) => descending === head.descending))
    return `(${parts.map(({ sql }) => sql).join(', ')}) ${compares(head)} (${parts.map((_, i) => value(i)).join(', ')})`;
  const steps = parts.map((part, i) => {
    const same = parts.slice(0, i).map(({ sql }, j) => `${sql} = ${value(j)}`);
    return `(${[...same, `${part.sql} ${compares(part)} ${value(i)}`].join(' and ')})`;
  });
  return `(${steps.join(' or ')})`;
}

function placeOf(cursor: string, named: string, parts: readonly SortColumn[]): (string | number)[] {
  const kinds = parts.map(({ kind }) => (kind === 'text' ? 'string' : 'number'));
  return decodeCursorIn(named, cursor, kinds);
}

/** The page of up to `limit` + 1 rows that were selected with `place`. */
export function sortedPage<T>(rows: readonly object[], limit: number): Page<T> {
  const taken = rows.slice(0, limit) as { place: (string | number)[] }[];
  const last = taken.at(-1);
  return {
    items: taken.map(({ place: _place, ...row }) => withoutNulls(row) as T),
    ...(rows.length > limit && last ? { nextCursor: encodeCursor(last.place) } : {}),
  };
}
