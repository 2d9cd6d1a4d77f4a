import { DAY_MS } from '../../core/duration';
import type { QualityFilter } from '../../core/history';
import { int4Array } from '../binary-array';
import type { SqlClient } from '../sql-client';
import { USED } from './cells-sql';
import { LEVEL_MS, type Rollup } from './cover';
import { finestAt, relationOf, type Kept } from './kept';

export interface KnownValue {
  readonly sensor_id: number;
  readonly ms: number;
  readonly value: number | string;
  readonly quality: number;
}

/** What a partial must have to hold a reading that counts. */
const HAS: Readonly<Record<QualityFilter, string>> = {
  usable: 'used > 0',
  good: 'good > 0',
  any: 'total > 0',
};

/** How far back each look into the days goes; most sensors are found in the first. */
const WINDOWS_MS = [2 * DAY_MS, 32 * DAY_MS, 400 * DAY_MS, Number.POSITIVE_INFINITY] as const;
const EARLIEST_MS = Date.UTC(2000, 0, 1);

export interface KnownOptions {
  readonly quality: QualityFilter;
  readonly kept: Kept;
  /** Whether a reading at the time itself counts. */
  readonly inclusive: boolean;
  /** The value is all that is wanted: its quality is not looked up where the rollup has the value. */
  readonly valueOnly?: boolean;
}

/**
 * The last reading of each sensor before `time` (epoch ms), or at it when `inclusive`. First the newest of all, then
 * the readings of that day (or what rollups are left of them), then the newest day before that has one, found in the
 * rollup however long ago it was.
 */
export async function lastKnown(
  client: SqlClient,
  sensors: readonly number[],
  time: number,
  { quality, kept, inclusive, valueOnly = false }: KnownOptions,
): Promise<Map<number, KnownValue>> {
  const found = new Map<number, KnownValue>();
  const look = async (text: string, ...values: readonly number[]): Promise<void> => {
    const left = sensors.filter((id) => !found.has(id));
    if (left.length === 0) return;
    const { rows } = await client.query<KnownValue>(text, [int4Array(left), ...values]);
    for (const row of rows) found.set(row.sensor_id, row);
  };
  const day = Math.floor(time / DAY_MS) * DAY_MS;
  await look(newestOfAll(quality, inclusive), time);
  await look(ofThatDay(quality, inclusive), day, time);
  const finest = finestAt(kept, day);
  if (finest === '1m' || finest === '1h') {
    const length = LEVEL_MS[finest];
    const last = Math.floor(time / length) * length;
    await look(ofNewestRow(finest, relationOf(finest, kept, last), quality, valueOnly), day, last);
  }
  let to = day;
  for (const window of WINDOWS_MS) {
    const from = Math.max(EARLIEST_MS, day - window);
    if (from >= to) break;
    await look(ofNewestRow('1d', relationOf('1d', kept, to), quality, valueOnly), from, to);
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

const before = (inclusive: boolean, place: number): string =>
  `time ${inclusive ? '<=' : '<'} to_timestamp($${place}::float8 / 1000)`;

/** The newest reading of a sensor is the answer when it is old enough. */
const newestOfAll = (quality: QualityFilter, inclusive: boolean): string =>
  `select sensor_id, (extract(epoch from time) * 1000)::float8 as ms, value, quality
   from thermacore.latest
   where sensor_id = any ($1::int[]) and value is not null and ${before(inclusive, 2)} and ${USED[quality]}`;

const ofThatDay = (quality: QualityFilter, inclusive: boolean): string =>
  `select s.id as sensor_id, r.* from unnest($1::int[]) as s (id)
   cross join lateral (${newest(
     'readings_of_tenant',
     's.id',
     quality,
     `time >= to_timestamp($2::float8 / 1000) and ${before(inclusive, 3)}`,
   )}) r`;

const WIDTH: Readonly<Record<Rollup, string>> = { '1m': '1 minute', '1h': '1 hour', '1d': '1 day' };

const newestRow = (relation: string, quality: QualityFilter): string =>
  `select distinct on (sensor_id) sensor_id, bucket, used, good, last_time, last
   from ${relation}
   where sensor_id = any ($1::int[]) and bucket >= to_timestamp($2::float8 / 1000)
     and bucket < to_timestamp($3::float8 / 1000) and ${HAS[quality]}
   order by sensor_id, bucket desc`;

/**
 * The readings of the row give the quality with its flags. Where retention has dropped them, the rollup remembers the
 * last value that was not bad, and whether all were good.
 */
const ofNewestRow = (level: Rollup, relation: string, quality: QualityFilter, valueOnly: boolean): string =>
  valueOnly && quality === 'usable'
    ? `select sensor_id, (extract(epoch from last_time) * 1000)::float8 as ms, last as value, 0 as quality
       from (${newestRow(relation, quality)}) d`
    : `select d.sensor_id, coalesce(r.ms, (extract(epoch from d.last_time) * 1000)::float8) as ms,
              coalesce(r.value, d.last) as value,
              coalesce(r.quality, case when d.good = d.used then 0 else 1 end) as quality
       from (${newestRow(relation, quality)}) d
       left join lateral (${newest('readings_of_tenant', 'd.sensor_id', quality, `time >= d.bucket and time < d.bucket + interval '${WIDTH[level]}'`)}) r on true
       where r.ms is not null or (d.used > 0${quality === 'good' ? ' and d.good = d.used' : ''})`;
