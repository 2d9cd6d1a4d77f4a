import { alarmPatterns } from './alarm-patterns';
import type { CorrelationMethod } from '../core/analytics';
import { correlateLagged, correlate, prepared } from './correlation';
import { describeValues } from './describe';
import { forecast } from './holt-winters';
import { seasonOf } from './season';
import { suggestionOf } from './suggestions';
import { crossingOf, timeToLimit } from './time-to-limit';
import { trendOf, type TrendOptions } from './trend';
import type { Series } from './series';

export interface Limit {
  readonly name: string;
  readonly value: number;
  readonly side: 'high' | 'low';
}

export interface ForecastTask {
  readonly series: Series;
  readonly horizon: number;
  readonly confidence: number;
  /** Values in a turn that are tried, in the order of preference. */
  readonly seasons: readonly number[];
  readonly limits: readonly Limit[];
  /** How far the line of the trend is followed, in ms. */
  readonly within: number;
}

export interface MatrixTask {
  readonly columns: readonly ArrayLike<number>[];
  readonly method: CorrelationMethod;
  readonly maxLag: number;
}

/**
 * What a worker thread does (lib/platform/workers.ts): plain values in, plain values out, no time and no world.
 */
export const tasks = {
  trends: ({ series, options }: { series: readonly Series[]; options: TrendOptions }) =>
    series.map((one) => trendOf(one, options)),

  describe: ({ values }: { values: readonly ArrayLike<number>[] }) => values.map(describeValues),

  matrix({ columns, method, maxLag }: MatrixTask) {
    const ready = maxLag > 0 ? columns.map((column) => prepared(column, method)) : columns;
    return columns.map((_, i) =>
      columns.map((__, j) => {
        // The other half is its mirror.
        if (j < i) return undefined;
        const [a, b] = [ready[i] as ArrayLike<number>, ready[j] as ArrayLike<number>];
        return maxLag > 0 && i !== j ? correlateLagged(a, b, maxLag) : { ...correlate(a, b, method), lag: 0 };
      }),
    );
  },

  forecast({ series, horizon, confidence, seasons, limits, within }: ForecastTask) {
    const season = seasonOf(series.values, seasons);
    const result = forecast(series.values, { season, horizon, confidence });
    if (!result) return undefined;
    return {
      season,
      ...result,
      limits: limits.map(({ value, side }) => ({
        trend: timeToLimit(series, value, { within, side }),
        crossing: crossingOf(result, value, side),
      })),
    };
  },

  suggest: ({ sensors }: { sensors: readonly Parameters<typeof suggestionOf>[0][] }) =>
    sensors.map(suggestionOf),

  alarmPatterns: ({
    hits,
    options,
  }: {
    hits: Parameters<typeof alarmPatterns>[0];
    options: Parameters<typeof alarmPatterns>[1];
  }) => alarmPatterns(hits, options),
} as const;

export type Tasks = typeof tasks;
export type TaskName = keyof Tasks;

/** One task with what it works on; what a worker is sent. */
export interface Order<K extends TaskName = TaskName> {
  readonly task: K;
  readonly input: Parameters<Tasks[K]>[0];
}

/** Called in the worker. */
export function perform<K extends TaskName>({ task, input }: Order<K>): ReturnType<Tasks[K]> {
  const run = tasks[task] as (input: Parameters<Tasks[K]>[0]) => ReturnType<Tasks[K]>;
  return run(input);
}
