import { QUALITY_CLASSES, QUALITY_FLAGS } from '../../core/quality';
import type { ExportFormat } from '../../core/transfer';
import type { StoredSensor } from '../sensor-directory';

type Type = StoredSensor['type'];

export interface CopyQuery {
  readonly sensor: Pick<StoredSensor, 'id' | 'type'>;
  /** Epoch ms, inclusive. */
  readonly from: number;
  /** Epoch ms, exclusive. */
  readonly to: number;
  /** Rows behind this one only. */
  readonly after?: { readonly timestamp: number; readonly ordinal: number } | undefined;
  readonly format: ExportFormat;
}

/**
 * What comes before the COPY, in its transaction: the zone of times that the formats lean on, 17 digits only where a
 * double needs them, and the lock. A COPY takes its snapshot before it waits for locks; if the wait was for readings that
 * moved into a partition of their own, it would find neither the old rows nor the new ones.
 */
export const beforeCopy = (
  type: Type,
): string => `set local timezone = 'UTC'; set local extra_float_digits = 1;
  set local enable_sort = off; set local enable_bitmapscan = off; set local max_parallel_workers_per_gather = 0;
  set local jit = off; lock table ${viewOf(type)} in access share mode`;

/** The relation that holds a tenant's readings of a kind, in the order of an export. */
export const viewOf = (type: Type): string =>
  `thermacore.${type === 'text' ? 'texts_in_order' : 'readings_in_order'}`;

/**
 * One sensor's rows as the client gets them: PostgreSQL writes the lines, Node.js passes them on.
 *
 * COPY takes no bind parameters: what stands in the text is a sensor's number from our own table and points in time,
 * both checked here to be whole numbers.
 */
export function copyStatement({ sensor, from, to, after, format }: CopyQuery): string {
  const id = whole(sensor.id);
  const first = whole(after ? Math.max(after.timestamp, from) : from);
  const rest = after ? ` and (time > ${instant(after.timestamp)} or ordinal > ${whole(after.ordinal)})` : '';
  const [columns, options] = format === 'csv' ? csv(sensor.type) : json(sensor.type, format);
  return `copy (
    with place as materialized (
      select u.key as unit, s.key as sensor from thermacore.sensors s join thermacore.units u on u.id = s.unit_id where s.id = ${id}
    )
    select ${columns}
    from ${viewOf(sensor.type)}
    where sensor_id = ${id} and time >= ${instant(first)} and time < ${instant(whole(to))}${rest}
    order by sensor_id, time, ordinal
  ) to stdout (${options})`;
}

function whole(value: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw new TypeError('only whole numbers may stand in the text of a statement');
}

const instant = (ms: number): string => `to_timestamp(${whole(ms)}::float8 / 1000)`;

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

const csvValue: Record<Type, string> = {
  number: 'value',
  boolean: `case when value <> 0 then 'true' else 'false' end`,
  text: HARMLESS_TEXT,
};

const csv = (type: Type): [columns: string, options: string] => [
  `(select unit from place), (select sensor from place), ${TIME} || 'Z', ${csvValue[type]},
   case quality when 0 then 'good' when 1 then 'uncertain' when 2 then 'bad' else coalesce(${CLASSES}, 'bad') end,
   case when quality > 3 then ${flags('', ' ')} end`,
  'format csv',
];

const jsonValue: Record<Type, string> = {
  number: 'value::text',
  boolean: csvValue.boolean,
  text: 'to_json(value)::text',
};

/**
 * One column that holds the whole line. JSON has no control characters, so with two of them as quote and delimiter CSV
 * leaves the line as it is (the text format would double its backslashes).
 */
const json = (type: Type, format: ExportFormat): [columns: string, options: string] => [
  `(select '${format === 'json' ? ',' : ''}{"unit":"' || unit || '","sensor":"' || sensor || '","timestamp":"' from place)
   || ${TIME} || 'Z","value":' || ${jsonValue[type]} || case quality
     when 0 then ',"quality":"good"}' when 1 then ',"quality":"uncertain"}' when 2 then ',"quality":"bad"}'
     else ',"quality":"' || coalesce(${CLASSES}, 'bad') || '","flags":[' || ${flags('"', ',')} || ']}' end`,
  `format csv, quote E'\\x01', delimiter E'\\x02'`,
];
