import { DAY_MS } from '../../core/duration';
import type { QualityFilter } from '../../core/history';
import { int4Array } from '../binary-array';
import type { SqlClient } from '../sql-client';
import { USED } from './cells-sql';

export interface KnownValue {
  readonly sensor_id: number;
  readonly ms: number;
  readonly value: number | string;
  readonly quality: number;
}

/** What a day's partial must have for the day to hold a reading that counts. */
const HAS: Readonly<Record<QualityFilter, string>> = {
  usable: 'used > 0',
  good: 'good > 0',
  any: 'total > 0',
};

/** How far back each look into the days goes; most sensors are found in the first. */
const WINDOWS_MS = [32 * DAY_MS, 400 * DAY_MS, Number.POSITIVE_INFINITY] as const;
const EARLIEST_MS = Date.UTC(2000, 0, 1);

/**
 * The last reading of each sensor before `time` (epoch ms), or at it when `inclusive`. First the readings of that
 * day, then the newest day before that has one, found in the rollup however long ago it was.
 */
export async function lastKnown(
  client: SqlClient,
  sensors: readonly number[],
  time: number,
  { quality, inclusive }: { quality: QualityFilter; inclusive: boolean },
): Promise<Map<number, KnownValue>> {
  const found = new Map<number, KnownValue>();
  const note = ({ rows }: { rows: KnownValue[] }): void =>
    rows.forEach((row) => found.set(row.sensor_id, row));
  const open = (): number[] => sensors.filter((id) => !found.has(id));
  const day = Math.floor(time / DAY_MS) * DAY_MS;
  if (sensors.length > 0)
    note(await client.query<KnownValue>(ofThatDay(quality, inclusive), [int4Array(sensors), day, time]));
  let to = day;
  for (const window of WINDOWS_MS) {
    const left = open();
    const from = Math.max(EARLIEST_MS, day - window);
    if (left.length === 0 || from >= to) break;
    note(await client.query<KnownValue>(ofNewestDay(quality), [int4Array(left), from, to]));
    to = from;
  }
  return found;
}

/** The last text of each sensor until `time`. */
export async function lastKnownTexts(
  client: SqlClient,
  sensors: readonly number[],
  time: number,
  quality: QualityFilter,
): Promise<Map<number, KnownValue>> {
  if (sensors.length === 0) return new Map();
  const { rows } = await client.query<KnownValue>(
    `select s.id as sensor_id, r.* from unnest($1::int[]) as s (id)
     cross join lateral (${newest('texts_of_tenant', 's.id', quality, 'time <= to_timestamp($2::float8 / 1000)')}) r`,
    [int4Array(sensors), time],
  );
  return new Map(rows.map((row) => [row.sensor_id, row]));
}

const newest = (view: string, sensor: string, quality: QualityFilter, when: string): string =>
  `select (extract(epoch from time) * 1000)::float8 as ms, value, quality from thermacore.${view}
   where sensor_id = ${sensor} and ${when} and ${USED[quality]}
   order by time desc, ordinal desc limit 1`;

const ofThatDay = (quality: QualityFilter, inclusive: boolean): string =>
  `select s.id as sensor_id, r.* from unnest($1::int[]) as s (id)
   cross join lateral (${newest(
     'readings_of_tenant',
     's.id',
     quality,
     `time >= to_timestamp($2::float8 / 1000) and time ${inclusive ? '<=' : '<'} to_timestamp($3::float8 / 1000)`,
   )}) r`;

/**
 * The day's readings give the quality with its flags. Where retention has dropped them, the rollup remembers the last
 * value that was not bad, and whether all of the day were good.
 */
const ofNewestDay = (quality: QualityFilter): string =>
  `select d.sensor_id, coalesce(r.ms, (extract(epoch from d.last_time) * 1000)::float8) as ms,
          coalesce(r.value, d.last) as value,
          coalesce(r.quality, case when d.good = d.used then 0 else 1 end) as quality
   from (
     select distinct on (sensor_id) sensor_id, bucket, used, good, last_time, last
     from thermacore.rollup_1d_of_tenant
     where sensor_id = any ($1::int[]) and bucket >= to_timestamp($2::float8 / 1000)
       and bucket < to_timestamp($3::float8 / 1000) and ${HAS[quality]}
     order by sensor_id, bucket desc
   ) d
   left join lateral (${newest('readings_of_tenant', 'd.sensor_id', quality, `time >= d.bucket and time < d.bucket + interval '1 day'`)}) r on true
   where r.ms is not null or (d.used > 0${quality === 'good' ? ' and d.good = d.used' : ''})`;
