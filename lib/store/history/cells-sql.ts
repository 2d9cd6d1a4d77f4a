import type { QualityFilter } from '../../core/history';
import { float8Array, int4Array, timestampArray } from '../binary-array';
import { LEVELS, type Segment } from './cover';
import { relationOf, type Kept } from './kept';

export interface CellsQuestion {
  readonly sensors: readonly number[];
  readonly segments: readonly Segment[];
  /** Where the rows of each bucket begin, epoch ms, ascending. */
  readonly slots: readonly number[];
  readonly quality: QualityFilter;
  /** What the segments were cut by. */
  readonly kept: Pick<Kept, 'ready'>;
  /** Whether first, last and area are wanted, for which the readings have to be put in order. */
  readonly ordered: boolean;
}

/** Of one sensor in one bucket; `slot` counts from 1. */
export interface CellRow {
  sensor_id: number;
  slot: number;
  total: number;
  used: number;
  good: number;
  sum: number | null;
  sum_sq: number | null;
  min: number | null;
  max: number | null;
  first_ms: number | null;
  first: number | null;
  last_ms: number | null;
  last: number | null;
  area: number | null;
}

/** With more segments of a level than this they are joined as a list instead of being written out one by one. */
const FEW_SEGMENTS = 4;

/** Which readings count. The classes are the two low bits (lib/core/quality.ts). */
export const USED: Readonly<Record<QualityFilter, string>> = {
  usable: '(quality & 3) <> 2',
  good: '(quality & 3) = 0',
  any: 'true',
};

/**
 * One statement that merges the partials of all segments into one row per sensor and bucket.
 *
 * $1 sensors, $2 beginnings of the buckets in epoch seconds, then two bounds or two lists of bounds per branch. A
 * branch per segment lets each scan see its bounds as constants, so that only its partitions are opened.
 */
export function cellsStatement(question: CellsQuestion): { text: string; values: unknown[] } {
  const values: unknown[] = [
    int4Array(question.sensors),
    float8Array(question.slots.map((start) => start / 1000)),
  ];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const branches = LEVELS.flatMap((level) => {
    const segments = question.segments.filter((segment) => segment.level === level);
    const until = segments.at(-1)?.to ?? 0;
    const rows = (from: string, to: string): string =>
      level !== 'raw'
        ? rollupRows(relationOf(level, question.kept, until), from, to)
        : (question.ordered ? orderedRawRows : rawRows)(question.quality, from, to);
    if (segments.length <= FEW_SEGMENTS)
      return segments.map(({ from, to }) => rows(instant(bind(from)), instant(bind(to))));
    const from = bind(timestampArray(segments.map((segment) => segment.from)));
    const to = bind(timestampArray(segments.map((segment) => segment.to)));
    // OFFSET 0 keeps the subquery whole: its scan then runs once per segment, with the segment's bounds.
    return [
      `select r.* from unnest(${from}::timestamptz[], ${to}::timestamptz[]) as span (from_time, to_time)
       cross join lateral (${rows('span.from_time', 'span.to_time')} offset 0) r`,
    ];
  });
  const cells = branches.map((branch) => `(${branch})`).join('\nunion all\n');
  return { text: question.ordered ? ordered(cells) : unordered(cells), values };
}

/** Exact: as a double, the seconds would not keep every millisecond. */
const ms = (time: string): string => `(extract(epoch from ${time}) * 1000)::float8`;
const instant = (place: string): string => `to_timestamp(${place}::float8 / 1000)`;
const slotOf = (time: string): string => `width_bucket(date_part('epoch', ${time}), $2::float8[])`;

const rollupRows = (relation: string, from: string, to: string): string =>
  `select sensor_id, ${slotOf('bucket')} as slot, total, used, good, sum, sum_sq, min, max,
          first_time, first, last_time, last, area
   from ${relation}
   where sensor_id = any ($1::int[]) and bucket >= ${from} and bucket < ${to}`;

/** Raw readings with the bucket they fall into and whether they count. */
const placed = (quality: QualityFilter, from: string, to: string): string =>
  `(select sensor_id, time, ordinal, value, quality, ${slotOf('time')} as slot, ${USED[quality]} as used
    from thermacore.readings_of_tenant
    where sensor_id = any ($1::int[]) and time >= ${from} and time < ${to}) placed`;

const SUMS = `count(*) as total, count(*) filter (where used) as used,
          count(*) filter (where (quality & 3) = 0) as good,
          sum(thermacore.tame(value)) filter (where used) as sum,
          sum(thermacore.tame(value) * thermacore.tame(value)) filter (where used) as sum_sq,
          min(value) filter (where used) as min, max(value) filter (where used) as max`;

const rawRows = (quality: QualityFilter, from: string, to: string): string =>
  `select sensor_id, slot, ${SUMS}, null::timestamptz as first_time, null::float8 as first,
          null::timestamptz as last_time, null::float8 as last, null::float8 as area
   from ${placed(quality, from, to)} group by sensor_id, slot`;

/** The windows run over used readings apart from the others, so that the neighbour of a used reading is a used one. */
const orderedRawRows = (quality: QualityFilter, from: string, to: string): string =>
  `select sensor_id, slot, ${SUMS},
          max(time) filter (where used and before is distinct from slot) as first_time,
          max(value) filter (where used and before is distinct from slot) as first,
          max(time) filter (where used and after is distinct from slot) as last_time,
          max(value) filter (where used and after is distinct from slot) as last,
          coalesce(sum(thermacore.tame(value) * date_part('epoch', next_time - time))
                     filter (where used and after = slot), 0) as area
   from (
     select *, lag(slot) over neighbours as before, lead(slot) over neighbours as after,
            lead(time) over neighbours as next_time
     from ${placed(quality, from, to)}
     window neighbours as (partition by sensor_id, used order by time, ordinal)
   ) linked
   group by sensor_id, slot`;

const MERGED_SUMS = `sensor_id, slot, sum(total)::float8 as total, sum(used)::float8 as used, sum(good)::float8 as good,
          sum(sum) as sum, sum(sum_sq) as sum_sq, min(min) as min, max(max) as max`;

const unordered = (cells: string): string =>
  `select ${MERGED_SUMS}, null as first_ms, null as first, null as last_ms, null as last, null as area
   from (${cells}) cells group by sensor_id, slot order by sensor_id, slot`;

/** Partials of one bucket follow each other in time; the last value of one holds until the first of the next. */
const ordered = (cells: string): string =>
  `select ${MERGED_SUMS},
          ${ms('min(first_time)')} as first_ms,
          max(first) filter (where used > 0 and place = 1) as first,
          ${ms('max(last_time)')} as last_ms,
          max(last) filter (where used > 0 and next_time is null) as last,
          sum(area) filter (where used > 0)
            + coalesce(sum(thermacore.tame(last) * date_part('epoch', next_time - last_time))
                         filter (where used > 0 and next_time is not null), 0) as area
   from (
     select *, row_number() over following as place, lead(first_time) over following as next_time
     from (${cells}) cells
     window following as (partition by sensor_id, slot, used > 0 order by first_time)
   ) linked
   group by sensor_id, slot
   order by sensor_id, slot`;
