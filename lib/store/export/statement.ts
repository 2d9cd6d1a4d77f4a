import { QUALITY_CLASSES, QUALITY_FLAGS } from '../../core/quality';
import type { ExportFormat } from '../../core/transfer';
import type { StoredSensor } from '../sensor-directory';

type Type = StoredSensor['type'];

export interface CopyQuery {
  /** Of one type. */
  readonly sensors: readonly Pick<StoredSensor, 'id' | 'type'>[];
  /** Epoch ms, inclusive. */
  readonly from: number;
  /** Epoch ms, exclusive. */
  readonly to: number;
  /** Rows behind this one only, of the only sensor. */
  readonly after?: { readonly timestamp: number; readonly ordinal: number } | undefined;
  readonly format: ExportFormat;
}

/**
 * What comes before the copies of a transaction: the zone of times that the formats lean on, 17 digits only where a
 * double needs them, and the lock. A COPY takes its snapshot before it waits for locks; if the wait was for readings that
 * moved into a partition of their own, it would find neither the old rows nor the new ones.
 */
export const BEFORE_COPY = `set local timezone = 'UTC'; set local extra_float_digits = 1;
  set local enable_sort = off; set local enable_bitmapscan = off; set local max_parallel_workers_per_gather = 0;
  set local jit = off; lock table thermacore.readings_in_order, thermacore.texts_in_order in access share mode`;

/** The relation that holds a tenant's readings of a kind, in the order of an export. */
export const viewOf = (type: Type): string =>
  `thermacore.${type === 'text' ? 'texts_in_order' : 'readings_in_order'}`;

/** How the lines of a format come about. */
interface Output {
  /** What all lines of a sensor begin with, computed once. */
  readonly head: string;
  readonly columns: string;
  readonly options: string;
}

/**
 * Rows of some sensors as the client gets them: PostgreSQL writes the lines, Node.js passes them on. Sensors come in the
 * order of their keys and each one's rows in theirs, because a nested loop, which LATERAL forces, keeps both; an ORDER BY
 * over all of it would sort everything before the first row.
 *
 * COPY takes no bind parameters: what stands in the text is a sensor's number from our own table and points in time,
 * both checked here to be whole numbers.
 */
export function copyStatement({ sensors, from, to, after, format }: CopyQuery): string {
  const ids = sensors.map(({ id }) => whole(id)).join(', ');
  const type = sensors[0]?.type ?? 'number';
  const first = whole(after ? Math.max(after.timestamp, from) : from);
  const rest = after ? ` and (time > ${instant(after.timestamp)} or ordinal > ${whole(after.ordinal)})` : '';
  const { head, columns, options } = format === 'csv' ? CSV[type] : json(type, format);
  return `copy (
    select ${columns}
    from (
      select s.id, u.key as unit, s.key as sensor, ${head} as head
      from thermacore.sensors s join thermacore.units u on u.id = s.unit_id
      where s.id = any (array[${ids}]) order by u.key collate "C", s.key collate "C" offset 0
    ) place
    cross join lateral (
      select time, value, quality from ${viewOf(type)}
      where sensor_id = place.id and time >= ${instant(first)} and time < ${instant(whole(to))}${rest}
      order by sensor_id, time, ordinal
    ) r
  ) to stdout (${options})`;
}

/** COPY takes no bind parameters: what stands in its text goes through here. */
export function whole(value: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw new TypeError('only whole numbers may stand in the text of a statement');
}

export const instant = (ms: number): string => `to_timestamp(${whole(ms)}::float8 / 1000)`;

/**
 * ISO 8601 in UTC with milliseconds. What to_json writes is cut behind the milliseconds, which a microsecond more makes
 * always be there: a quarter faster than to_char.
 */
const TIME = `substr(to_json(time::timestamp + interval '1 us')::text, 2, 23)`;

const CLASSES = `(array[${QUALITY_CLASSES.map((name) => `'${name}'`).join(', ')}])[1 + (quality & 3)]`;
const FIRST_FLAG_BIT = 2;
const flags = (quote: string, separator: string): string =>
  `array_to_string(array[${QUALITY_FLAGS.map(
    (name, i) => `case when quality & ${1 << (i + FIRST_FLAG_BIT)} <> 0 then '${quote}${name}${quote}' end`,
  ).join(', ')}], '${separator}')`;

/**
 * A spreadsheet runs a cell that begins like this as a formula (CWE-1236); an apostrophe before it makes it text. Only
 * texts can do harm: numbers are written by PostgreSQL and stay numbers.
 */
const HARMLESS_TEXT = `case when left(value, 1) in ('=', '+', '-', '@', E'\\t', E'\\r') then '''' || value else value end`;

const QUALITY = `case quality when 0 then 'good' when 1 then 'uncertain' when 2 then 'bad' else coalesce(${CLASSES}, 'bad') end`;

/** Texts may need quotes, which PostgreSQL puts. */
const csvOfTexts: Output = {
  head: 'null',
  columns: `unit, sensor, ${TIME} || 'Z', ${HARMLESS_TEXT}, ${QUALITY}, case when quality > 3 then ${flags('', ' ')} end`,
  options: 'format csv',
};

/**
 * For one column that holds the whole line, which is written faster than several. Numbers, keys and JSON have no control
 * characters, so with two of them as quote and delimiter CSV leaves the line as it is (the text format would double
 * backslashes).
 */
const WHOLE_LINE = `format csv, quote E'\\x01', delimiter E'\\x02'`;

const csvOfNumbers = (value: string): Output => ({
  head: `u.key || ',' || s.key || ','`,
  columns: `head || ${TIME} || 'Z,' || ${value} || case quality
     when 0 then ',good,' when 1 then ',uncertain,' when 2 then ',bad,'
     else ',' || ${QUALITY} || ',' || ${flags('', ' ')} end`,
  options: WHOLE_LINE,
});

const NUMBER = 'value::text';
const BOOLEAN = `case when value <> 0 then 'true' else 'false' end`;
const CSV: Record<Type, Output> = {
  number: csvOfNumbers(NUMBER),
  boolean: csvOfNumbers(BOOLEAN),
  text: csvOfTexts,
};
const JSON_VALUE: Record<Type, string> = { number: NUMBER, boolean: BOOLEAN, text: 'to_json(value)::text' };

/** Keys need no escaping (lib/core/ids.ts). */
const json = (type: Type, format: ExportFormat): Output => ({
  head: `'${format === 'json' ? ',' : ''}{"unit":"' || u.key || '","sensor":"' || s.key || '","timestamp":"'`,
  columns: `head || ${TIME} || 'Z","value":' || ${JSON_VALUE[type]} || case quality
     when 0 then ',"quality":"good"}' when 1 then ',"quality":"uncertain"}' when 2 then ',"quality":"bad"}'
     else ',"quality":"' || ${QUALITY} || '","flags":[' || ${flags('"', ',')} || ']}' end`,
  options: WHOLE_LINE,
});
