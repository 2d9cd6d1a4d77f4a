import { DAY_MS } from '../../core/duration';
import type { Span } from '../../core/history';
import { int4Array } from '../binary-array';
import type { SqlClient } from '../sql-client';
import { LEVEL_MS, type Rollup, type Segment } from './cover';
import { relationOf, type Kept } from './kept';
import { rawLength } from './plan';

/** Ragged edges are shorter than this; counting them would cost more than reading them. */
const EDGES_MS = 10 * LEVEL_MS['1m'];
/** What a sensor at an edge is taken to deliver. */
const USUAL_MS = 1000;
const MOST_CELLS = 100_000;

/**
 * About how many raw rows the segments have, for all sensors: the counts of the rollup rows that lie over them. Of
 * more than 100,000 such rows the rest is taken to be like the first.
 */
export async function estimateRawRows(
  client: SqlClient,
  sensors: readonly number[],
  segments: readonly Segment[],
  kept: Kept,
): Promise<number> {
  const length = rawLength({ segments });
  if (length <= EDGES_MS) return Math.ceil((length / USUAL_MS) * sensors.length);
  const raw = segments.filter(({ level }) => level === 'raw');
  return countReadings(client, sensors, { from: raw[0]?.from ?? 0, to: raw.at(-1)?.to ?? 0 }, kept);
}

/** About how many, by the counts of what is materialised; where little or nothing of the span is, by what is complete. */
export async function countReadings(
  client: SqlClient,
  sensors: readonly number[],
  { from, to }: Span,
  kept: Kept,
): Promise<number> {
  const level: Rollup = to - from <= 2 * DAY_MS ? '1h' : '1d';
  const length = LEVEL_MS[level];
  const first = Math.floor(from / length) * length;
  const whole = Math.ceil(to / length) * length;
  const ready = Math.floor((kept.ready?.[level] ?? whole) / length) * length;
  const last = 2 * (Math.min(ready, whole) - first) >= whole - first ? Math.min(ready, whole) : whole;
  const { rows } = await client.query<{ readings: number; cells: number }>(
    `select coalesce(sum(total), 0)::float8 as readings, count(*)::float8 as cells
     from (select total from ${relationOf(level, kept, last)}
           where sensor_id = any ($1::int[]) and bucket >= to_timestamp($2::float8 / 1000)
             and bucket < to_timestamp($3::float8 / 1000)
           limit $4) counted`,
    [int4Array(sensors), first, last, MOST_CELLS],
  );
  const { readings = 0, cells = 0 } = rows[0] ?? {};
  const possible = (sensors.length * (last - first)) / length;
  const counted = cells < MOST_CELLS ? readings : (readings / cells) * possible;
  return Math.ceil((counted * (to - from)) / (last - first));
}
