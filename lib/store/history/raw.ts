import type { Page } from '../../core/plant';
import type { QualityFilter, RawQuestion, RawReading } from '../../core/history';
import { unpackQuality } from '../../core/quality';
import type { ReadingValue } from '../../core/reading';
import { int4Array } from '../binary-array';
import { decodeCursor, encodeCursor } from '../../core/cursor';
import type { SqlClient } from '../sql-client';
import { USED } from './cells-sql';
import type { FoundSensor } from './sensors';

interface RawRow {
  place: number;
  ms: number;
  ordinal: number;
  value: number | string;
  quality: number;
}

/** Where a page ends: time, place of the sensor in the question, ordinal. */
type Place = readonly [number, number, number];

export const typed = (value: number | string, type: FoundSensor['type']): ReadingValue =>
  type === 'boolean' ? value !== 0 : value;

/** One page of raw readings of several sensors: by time, then in the order of the sensors, then by ordinal. */
export async function readRaw(
  client: SqlClient,
  sensors: readonly FoundSensor[],
  { from, to, limit, cursor, quality = 'usable' }: RawQuestion,
): Promise<Page<RawReading>> {
  const after: Place = cursor ? decodeCursor(cursor, ['number', 'number', 'number']) : [from, 0, -1];
  // A cursor may point anywhere; what lies before `from` was not asked for.
  const begin = Math.max(from, after[0]);
  const rows: RawRow[] = [];
  // Readings lie in the order of their key in every partition. The planner, which thinks that a sensor has the average
  // number of readings, would sort all of a busy one for the sake of a page.
  await client.query('set local enable_sort = off');
  for (const [view, isText] of [
    ['readings_in_order', false],
    ['texts_in_order', true],
  ] as const) {
    const places = sensors.flatMap(({ type }, i) => ((type === 'text') === isText ? [i + 1] : []));
    if (places.length === 0) continue;
    const ids = places.map((place) => (sensors[place - 1] as FoundSensor).id);
    const page = await client.query<RawRow>(statement(view, quality), [
      int4Array(ids), int4Array(places), begin, to, ...after, limit + 1,
    ]); // prettier-ignore
    rows.push(...page.rows);
  }
  rows.sort((a, b) => a.ms - b.ms || a.place - b.place || a.ordinal - b.ordinal);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map(({ place, ms, value, quality: bits }) => {
      const { unit, sensor, type } = sensors[place - 1] as FoundSensor;
      const { quality: named, flags } = unpackQuality(bits);
      return {
        unit,
        sensor,
        timestamp: new Date(ms).toISOString(),
        value: typed(value, type),
        quality: named,
        ...(flags ? { flags } : {}),
      };
    }),
    ...(rows.length > limit && last ? { nextCursor: encodeCursor([last.ms, last.place, last.ordinal]) } : {}),
  };
}

/** Of each sensor no more than a page is read, however long the span. */
const statement = (view: string, quality: QualityFilter): string =>
  `select s.place, r.* from unnest($1::int[], $2::int[]) as s (id, place)
   cross join lateral (
     select (extract(epoch from time) * 1000)::float8 as ms, ordinal, value, quality
     from thermacore.${view}
     where sensor_id = s.id and time >= to_timestamp($3::float8 / 1000) and time < to_timestamp($4::float8 / 1000)
       and (time, s.place, ordinal) > (to_timestamp($5::float8 / 1000), $6::int, $7::smallint) and ${USED[quality]}
     order by time, ordinal limit $8
   ) r
   order by r.ms, s.place, r.ordinal limit $8`;
