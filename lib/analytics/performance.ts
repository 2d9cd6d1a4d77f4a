import type { PerformanceComponent } from '../core/analytics';
import { weighted } from './data-quality';
import { finite, median, robustDeviation } from './series';

/** A sensor of a unit, in buckets that are equally wide. */
export interface PerformanceSensor {
  readonly mean: ArrayLike<number>;
  readonly normalLow?: number | undefined;
  readonly normalHigh?: number | undefined;
  /** Data quality, 0 to 100. */
  readonly quality: number;
  readonly discrete: boolean;
}

export interface PerformanceInput {
  readonly sensors: readonly PerformanceSensor[];
  /** Alarms that were announced in the time, by priority. */
  readonly alarms: Readonly<Record<'critical' | 'high' | 'medium' | 'low', number>>;
  readonly days: number;
}

export const PERFORMANCE_WEIGHTS: Readonly<Record<PerformanceComponent, number>> = {
  conformity: 0.4,
  stability: 0.2,
  alarms: 0.25,
  data: 0.15,
};

export interface Performance {
  /** 0 to 100; undefined of a unit without sensors that have readings. */
  readonly score: number | undefined;
  readonly parts: Readonly<Partial<Record<PerformanceComponent, number>>>;
}

/** How much one alarm weighs against a low one. */
const ALARM_WEIGHTS = { critical: 8, high: 4, medium: 2, low: 1 } as const;
/** Weighted alarms a day at which the part is ½. */
const HALF_ALARMS = 10;

/** How a unit did: in its normal bands, steadily, with few alarms, and seen at all. */
export function performanceOf({ sensors, alarms, days }: PerformanceInput): Performance {
  const seen = sensors.filter(({ mean }) => finite(mean).length > 0);
  if (seen.length === 0) return { score: undefined, parts: {} };
  const conformity = average(seen.map(conformityOf));
  const stability = average(seen.map(stabilityOf));
  const weight = Object.entries(ALARM_WEIGHTS).reduce(
    (sum, [priority, each]) => sum + each * alarms[priority as keyof typeof ALARM_WEIGHTS],
    0,
  );
  const parts = {
    ...(conformity === undefined ? {} : { conformity }),
    ...(stability === undefined ? {} : { stability }),
    alarms: HALF_ALARMS / (HALF_ALARMS + weight / Math.max(days, 1e-3)),
    data: (average(sensors.map(({ quality }) => quality)) as number) / 100,
  };
  return { score: 100 * weighted(parts, PERFORMANCE_WEIGHTS), parts };
}

function average(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : undefined;
}

/** Share of the buckets whose mean is in the normal band; undefined without one. */
function conformityOf({ mean, normalLow, normalHigh }: PerformanceSensor): number | undefined {
  if (normalLow === undefined && normalHigh === undefined) return undefined;
  const values = finite(mean);
  const inside = values.filter(
    (value) => value >= (normalLow ?? -Infinity) && value <= (normalHigh ?? Infinity),
  );
  return inside.length / values.length;
}

/**
 * 1 without any variation, ½ where the robust deviation of the means is a quarter of the normal band; undefined without a
 * band, against which alone much and little could be told apart.
 */
function stabilityOf({ mean, normalLow, normalHigh, discrete }: PerformanceSensor): number | undefined {
  if (discrete || normalLow === undefined || normalHigh === undefined || normalHigh <= normalLow)
    return undefined;
  const values = finite(mean);
  const share = robustDeviation(values) / ((normalHigh - normalLow) / 4);
  return Number.isFinite(median(values)) ? 1 / (1 + share) : undefined;
}
