import {
  AggregateFunction,
  DataType,
  DataValue,
  StatusCode,
  StatusCodes,
  Variant,
  makeNodeId,
  type NodeId,
} from 'node-opcua';
import type { Aggregate, QualityFilter } from '../../../core/history';
import type { Asked } from './history-values';

/** What our historian computes of what OPC 10000-13 names. */
interface Computed {
  readonly of: Aggregate;
  /** Value of OPC UA from the historian's; `seconds`: length of the interval. */
  readonly value?: (value: number, seconds: number) => number;
  readonly dataType?: DataType;
}
const AGGREGATES: ReadonlyMap<string, Computed> = new Map(
  (
    [
      [AggregateFunction.Average, { of: 'mean' }],
      [AggregateFunction.TimeAverage, { of: 'twa' }],
      // OPC 10000-13 §5.4.3.8: the time-weighted average times the length of the interval in seconds.
      [AggregateFunction.Total, { of: 'twa', value: (value, seconds) => value * seconds }],
      [AggregateFunction.Minimum, { of: 'min' }],
      [AggregateFunction.Maximum, { of: 'max' }],
      [AggregateFunction.Range, { of: 'range' }],
      [AggregateFunction.Count, { of: 'count', dataType: DataType.Int32 }],
      [AggregateFunction.Start, { of: 'first' }],
      [AggregateFunction.End, { of: 'last' }],
    ] as const satisfies readonly (readonly [AggregateFunction, Computed])[]
  ).map(([id, computed]) => [String(makeNodeId(id)), computed]),
);

export const AGGREGATE_IDS: readonly string[] = [...AGGREGATES.keys()];

export interface Processing {
  /** Epoch ms; `end` before `start`: backwards. */
  readonly start: number;
  readonly end: number;
  /** Length of an interval in ms; 0: the whole range is one. */
  readonly interval: number;
  readonly aggregate: NodeId;
  readonly quality: QualityFilter;
}

interface Interval {
  readonly from: number;
  readonly to: number;
  /** Where it begins as time flows. */
  readonly timestamp: number;
  readonly partial: boolean;
}

/** Intervals of one answer; those that begin at odd times are a question each. */
const PAGE = 500;
const PAGE_OF_ODD = 50;

export const isSupported = (aggregate: NodeId): boolean => AGGREGATES.has(String(aggregate));

/** One page of intervals, and what is left to process. */
export async function readProcessed(
  asked: Asked,
  processing: Processing,
): Promise<{ readonly values: readonly DataValue[]; readonly next: Processing | undefined }> {
  const { start, end, aggregate, quality } = processing;
  const computed = AGGREGATES.get(String(aggregate));
  if (!computed) return { values: [], next: undefined };
  const length = processing.interval || Math.abs(end - start);
  // The historian's buckets are counted from the epoch.
  const even = start % length === 0;
  const intervals = intervalsOf(start, end, length, even ? PAGE : PAGE_OF_ODD);
  const last = intervals.at(-1);
  if (!last) return { values: [], next: undefined };
  const aggregates = [computed.of, 'count', 'good'] as const;
  const found = even
    ? await inBuckets(asked, intervals, length, aggregates, quality)
    : await oneByOne(asked, intervals, aggregates, quality);
  const reached = end < start ? last.from : last.to;
  return {
    values: intervals.map((interval, i) => valueOf(computed, interval, found[i] ?? {})),
    next: reached === end ? undefined : { ...processing, interval: length, start: reached },
  };
}

function intervalsOf(start: number, end: number, length: number, most: number): Interval[] {
  const count = Math.min(most, Math.ceil(Math.abs(end - start) / length));
  return Array.from({ length: count }, (_, i) => {
    const [a, b] =
      end < start
        ? [Math.max(end, start - (i + 1) * length), start - i * length]
        : [start + i * length, Math.min(end, start + (i + 1) * length)];
    return { from: a, to: b, timestamp: end < start ? b : a, partial: b - a < length };
  });
}

type Found = Readonly<{ [K in Aggregate]?: number | null | undefined }>;

async function inBuckets(
  asked: Asked,
  intervals: readonly Interval[],
  length: number,
  aggregates: readonly Aggregate[],
  quality: QualityFilter,
): Promise<Found[]> {
  const from = Math.min(...intervals.map((interval) => interval.from));
  const to = Math.max(...intervals.map((interval) => interval.to));
  const { series, timestamps = [] } = await asked.history.series(asked.tenant, {
    sensors: [asked],
    from,
    to,
    bucket: `${length}ms`,
    aggregates: [...new Set(aggregates)],
    quality,
  });
  const values = series[0]?.values ?? {};
  return intervals.map((interval) => {
    const slot = timestamps.findLastIndex((begin) => begin <= interval.from);
    return Object.fromEntries(aggregates.map((name) => [name, values[name]?.[slot]]));
  });
}

async function oneByOne(
  asked: Asked,
  intervals: readonly Interval[],
  aggregates: readonly Aggregate[],
  quality: QualityFilter,
): Promise<Found[]> {
  const found: Found[] = [];
  for (const { from, to } of intervals) {
    const { items } = await asked.history.statistics(asked.tenant, {
      sensors: [asked],
      from,
      to,
      aggregates: [...new Set(aggregates)],
      quality,
    });
    found.push(items[0]?.values ?? {});
  }
  return found;
}

function valueOf(
  { of, value, dataType = DataType.Double }: Computed,
  interval: Interval,
  found: Found,
): DataValue {
  const { from, to, timestamp, partial } = interval;
  const sourceTimestamp = new Date(timestamp);
  const raw = found[of];
  const nothing = raw === null || raw === undefined || (found.count === 0 && of !== 'count' && of !== 'twa');
  if (nothing) return new DataValue({ statusCode: StatusCodes.BadNoData, sourceTimestamp });
  const good = found.good ?? 1;
  return new DataValue({
    value: new Variant({ dataType, value: value ? value(raw, (to - from) / 1000) : raw }),
    statusCode: StatusCode.makeStatusCode(
      good < 1 ? StatusCodes.UncertainDataSubNormal : StatusCodes.Good,
      partial ? 'HistorianCalculated | HistorianPartial' : 'HistorianCalculated',
    ),
    sourceTimestamp,
  });
}
