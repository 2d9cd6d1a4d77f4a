import { z } from 'zod';
import { HistoryPoint, Key, LatestReading } from './plant';

/** What can be said of the readings of a bucket or span. All of it follows from partials, so every level agrees. */
export const AGGREGATES = [
  'mean', 'twa', 'min', 'max', 'range', 'first', 'last', 'sum', 'count', 'stddev', 'good', 'total',
] as const; // prettier-ignore
export type Aggregate = (typeof AGGREGATES)[number];

/** What stands in a bucket without readings. */
export const FILLS = ['none', 'locf', 'interpolate'] as const;
export type Fill = (typeof FILLS)[number];

/** Which readings count: all but bad ones, good ones only, all. */
export const QUALITY_FILTERS = ['usable', 'good', 'any'] as const;
export type QualityFilter = (typeof QUALITY_FILTERS)[number];

/** Bounds of one question. */
export const HISTORY_LIMITS = {
  sensors: 200,
  statisticsSensors: 1000,
  /** Buckets times sensors of one answer. */
  points: 20_000,
  /** Fewest points of `lttb`: both ends, both extremes and something between. */
  leastLttb: 5,
  /** Rows of one level read for one answer. */
  rows: 5_000_000,
  spanDays: 3660,
  /** With buckets of a day or more. */
  calendarSpanDays: 36_525,
} as const;

export const DEFAULT_POINTS = 500;
export const DEFAULT_AGGREGATES: readonly Aggregate[] = ['mean', 'min', 'max'];

export interface SensorAddress {
  readonly unit: string;
  readonly sensor: string;
}

export interface Span {
  /** Epoch ms, inclusive. */
  readonly from: number;
  /** Epoch ms, exclusive. */
  readonly to: number;
}

/** One of `bucket`, `points` and `lttb` at most; without any, `points` is DEFAULT_POINTS. */
export interface SeriesQuestion extends Span {
  /** 1 to 200, with numbers or booleans. */
  readonly sensors: readonly SensorAddress[];
  /** A duration such as `15m` or `1d` (lib/core/duration.ts). */
  readonly bucket?: string | undefined;
  /** At most that many buckets, of the smallest nice width: a plot's width in pixels. */
  readonly points?: number | undefined;
  /** At most that many of the readings themselves, chosen to draw the same picture. */
  readonly lttb?: number | undefined;
  readonly aggregates?: readonly Aggregate[] | undefined;
  readonly fill?: Fill | undefined;
  readonly quality?: QualityFilter | undefined;
  /** IANA; the tenant's own if left out. */
  readonly timezone?: string | undefined;
  readonly explain?: boolean | undefined;
}

/** `sensors`, or all with numbers or booleans of a unit, or of the tenant: 1,000 at most. */
export interface StatisticsQuestion extends Span {
  readonly sensors?: readonly SensorAddress[] | undefined;
  readonly unit?: string | undefined;
  readonly aggregates?: readonly Aggregate[] | undefined;
  readonly quality?: QualityFilter | undefined;
  readonly explain?: boolean | undefined;
}

/** The last value known at a time. */
export interface AtQuestion {
  /** Epoch ms, inclusive. */
  readonly time: number;
  readonly sensors?: readonly SensorAddress[] | undefined;
  readonly unit?: string | undefined;
  readonly quality?: QualityFilter | undefined;
}

/** Raw readings of several sensors, by time, then in the order of `sensors`. */
export interface RawQuestion extends Span {
  readonly sensors: readonly SensorAddress[];
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly quality?: QualityFilter | undefined;
}

const EpochMs = z.int().describe('Epoch milliseconds, UTC');
const Value = z.number().nullable();

export const HistoryPlan = z
  .object({
    reason: z.string().describe('Why it is read like this, in words'),
    bucket: z.string().optional().describe('Width of the buckets'),
    buckets: z.int().describe('Buckets per sensor'),
    sensors: z.int(),
    estimatedRows: z.int().describe('Rows that are read, for all sensors'),
    levels: z
      .array(
        z.object({ level: z.enum(['raw', '1m', '1h', '1d']), segments: z.int(), estimatedRows: z.int() }),
      )
      .describe('What is read of each level'),
    segments: z
      .array(z.object({ level: z.enum(['raw', '1m', '1h', '1d']), from: EpochMs, to: EpochMs }))
      .describe('The first 100 segments; together they cover the span without overlap'),
  })
  .meta({ id: 'HistoryPlan' });
export type HistoryPlan = z.output<typeof HistoryPlan>;

const Span = { from: EpochMs, to: EpochMs };
const Note = z
  .string()
  .optional()
  .describe('What is less exact than asked for, where retention has taken the older readings');
const Plan = HistoryPlan.optional().describe('With `explain=true`');

export const HistorySeries = z
  .object({
    ...Span,
    timezone: z.string().describe('IANA zone that days, weeks and months follow'),
    bucket: z.string().optional().describe('Width of the buckets; absent for `lttb`'),
    end: EpochMs.optional().describe('Where the last bucket ends'),
    timestamps: z.array(EpochMs).optional().describe('Where each bucket begins; absent for `lttb`'),
    series: z.array(
      z.object({
        unit: Key,
        sensor: Key,
        timestamps: z.array(EpochMs).optional().describe('For `lttb`: when each value was measured'),
        values: z
          .partialRecord(z.enum([...AGGREGATES, 'value']), z.array(Value))
          .describe('One list per aggregate; for `lttb` one list `value`'),
      }),
    ),
    note: Note,
    plan: Plan,
  })
  .meta({
    id: 'HistorySeries',
    description: 'Columns: the values of a list belong to the timestamps in order',
  });
export type HistorySeries = z.output<typeof HistorySeries>;

export const HistoryTable = z
  .object({
    ...Span,
    timezone: z.string(),
    bucket: z.string(),
    end: EpochMs,
    columns: z.array(
      z.object({
        name: z.string().describe('`time`, or unit/sensor/aggregate'),
        unit: Key.optional(),
        sensor: Key.optional(),
        aggregate: z.enum(AGGREGATES).optional(),
      }),
    ),
    rows: z.array(z.array(Value)).describe('The first member is the beginning of the bucket in epoch ms'),
    note: Note,
    plan: Plan,
  })
  .meta({ id: 'HistoryTable', description: 'One row per bucket, one column per sensor and aggregate' });
export type HistoryTable = z.output<typeof HistoryTable>;

export const HistoryStatistics = z
  .object({
    ...Span,
    items: z.array(z.object({ unit: Key, sensor: Key, values: z.partialRecord(z.enum(AGGREGATES), Value) })),
    note: Note,
    plan: Plan,
  })
  .meta({ id: 'HistoryStatistics', description: 'One row per sensor over the whole span' });
export type HistoryStatistics = z.output<typeof HistoryStatistics>;

export const ValueAt = LatestReading.extend({
  age: z.number().describe('Milliseconds from the reading to the time asked for'),
}).meta({
  id: 'ValueAt',
  description: 'The last value known at a time, with the time at which it was measured',
});
export type ValueAt = z.output<typeof ValueAt>;

export const ValuesAt = z
  .object({
    time: EpochMs,
    items: z.array(ValueAt),
    missing: z
      .array(z.object({ unit: Key, sensor: Key }))
      .describe('Sensors that had no such reading until then'),
  })
  .meta({ id: 'ValuesAt' });
export type ValuesAt = z.output<typeof ValuesAt>;

/** A raw reading; it names its sensor where several were asked for. */
export const RawReading = HistoryPoint.extend({ unit: Key.optional(), sensor: Key.optional() }).meta({
  id: 'RawReading',
});
export type RawReading = z.output<typeof RawReading>;
