import { parseBucketWidth, usualLength, type BucketWidth } from '../../core/duration';
import {
  HISTORY_LIMITS,
  type HistoryPlan,
  type HistorySeries,
  type SeriesQuestion,
} from '../../core/history';
import type { TimeZone } from '../../core/time-zone';
import { int4Array } from '../binary-array';
import type { SqlClient } from '../sql-client';
import { niceWidth } from './boundaries';
import { readPartials } from './buckets';
import { USED } from './cells-sql';
import { countReadings, estimateRawRows } from './estimate';
import type { Kept } from './kept';
import { lttb, type Point } from './lttb';
import { checkRows, explain, planBuckets, planSpan, type Plan } from './plan';
import { checkCount, invalid } from './refusals';
import type { FoundSensor } from './sensors';
import type { Partial } from './values';

/** With more readings than this, for all sensors, rollups choose among them first. */
const MOST_READINGS = 100_000;
/** Cells per point: as many as leave the choice to the method and not to the grid. */
const CELLS_PER_POINT = 2;

export interface Downsampled {
  readonly series: HistorySeries['series'];
  readonly plan: HistoryPlan;
  readonly note: string | undefined;
}

/**
 * At most `lttb` points per sensor that draw the same picture. Up to 100,000 readings all of them take part. Over
 * longer spans the first, lowest, highest and last of cells much narrower than a point do; when the lowest and the
 * highest were measured is then known to the cell, and they are put between its first and its last reading.
 */
export async function downsample(
  client: SqlClient,
  sensors: readonly FoundSensor[],
  question: SeriesQuestion,
  zone: TimeZone,
  kept: Kept,
): Promise<Downsampled> {
  const { from, to, lttb: count = 0, quality = 'usable' } = question;
  checkCount('lttb', count, HISTORY_LIMITS.leastLttb, HISTORY_LIMITS.points);
  if (count * sensors.length > HISTORY_LIMITS.points)
    throw invalid(
      'lttb',
      `${count} points for ${sensors.length} sensors are more than ${HISTORY_LIMITS.points}.`,
      `${Math.floor(HISTORY_LIMITS.points / sensors.length)} points would do.`,
    );
  // As readings: there is no rollup of points.
  const whole = planSpan(question, quality === 'good' ? 'good' : 'any', kept);
  const ids = sensors.map(({ id }) => id);
  const readings = from < to ? await countReadings(client, ids, { from, to }, kept) : 0;
  const { points, plan, rows } =
    readings <= MOST_READINGS && (from >= kept.raw || quality !== 'usable')
      ? {
          points: await readPoints(client, ids, question),
          plan: { ...whole, reason: `All of about ${readings} readings take part.` },
          rows: readings,
        }
      : await readCells(client, sensors, question, zone, count, kept);
  return {
    series: sensors.map(({ id, unit, sensor }) => {
      const chosen = lttb(points.get(id) ?? [], count);
      return {
        unit,
        sensor,
        timestamps: chosen.map(([time]) => time),
        values: { value: chosen.map(([, value]) => value) },
      };
    }),
    plan: explain(plan, sensors.length, rows),
    note: plan.note,
  };
}

async function readPoints(
  client: SqlClient,
  sensors: readonly number[],
  { from, to, quality = 'usable' }: SeriesQuestion,
): Promise<Map<number, Point[]>> {
  const { rows } = await client.query<{ sensor_id: number; ms: number; value: number }>(
    `select sensor_id, (extract(epoch from time) * 1000)::float8 as ms, value
     from thermacore.readings_of_tenant
     where sensor_id = any ($1::int[]) and time >= to_timestamp($2::float8 / 1000)
       and time < to_timestamp($3::float8 / 1000) and ${USED[quality]}
     order by sensor_id, time, ordinal limit $4`,
    [int4Array(sensors), from, to, HISTORY_LIMITS.rows],
  );
  const points = new Map<number, Point[]>();
  for (const { sensor_id, ms, value } of rows) {
    const known = points.get(sensor_id);
    if (known) known.push([ms, value]);
    else points.set(sensor_id, [[ms, value]]);
  }
  return points;
}

async function readCells(
  client: SqlClient,
  sensors: readonly FoundSensor[],
  question: SeriesQuestion,
  zone: TimeZone,
  count: number,
  kept: Kept,
): Promise<{ points: Map<number, Point[]>; plan: Plan; rows: number }> {
  const { quality = 'usable' } = question;
  const width = cellWidth(niceWidth(zone, question.from, question.to, count * CELLS_PER_POINT));
  // The cells are not the answer: its bound on points is kept by `lttb`.
  const plan = planBuckets({ ...question, sensors: sensors.slice(0, 1), bucket: width.text }, zone, kept);
  const rows = await estimateRawRows(client, sensors.map(({ id }) => id), plan.segments, kept); // prettier-ignore
  checkRows(plan, sensors.length, rows, quality);
  const partials = await readPartials(client, sensors, plan, { quality, ordered: true, kept });
  return {
    points: new Map([...partials].map(([id, cells]) => [id, cells.flatMap(cornersOf)])),
    plan: { ...plan, reason: `First, lowest, highest and last of cells of ${width.text}. ${plan.reason}` },
    rows,
  };
}

const MINUTE = parseBucketWidth('1m') as BucketWidth;
const cellWidth = (width: BucketWidth): BucketWidth =>
  usualLength(width) < usualLength(MINUTE) ? MINUTE : width;

/** Up to four points of a cell, ascending by time. */
export function cornersOf({ used, firstTime, first, lastTime, last, min, max }: Partial): Point[] {
  if (firstTime === null || first === null || lastTime === null || last === null) return [];
  if (used === 1) return [[firstTime, first]];
  const between: number[] = [];
  if (min !== null && min < Math.min(first, last)) between.push(min);
  if (max !== null && max > Math.max(first, last)) between.push(max);
  // The one that is nearer to the first value comes first.
  between.sort((a, b) => Math.abs(a - first) - Math.abs(b - first));
  const step = (lastTime - firstTime) / (between.length + 1);
  return [
    [firstTime, first],
    ...between.map((value, i): Point => [Math.round(firstTime + step * (i + 1)), value]),
    [lastTime, last],
  ];
}
