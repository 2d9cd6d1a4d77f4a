/**
 * Bands in which an alarm system should be, per operator where it says so. From ISA-18.2 and its table of
 * metrics, and EEMUA 191; the shares of priorities are those for four priorities, with little above the highest.
 */
export const METRIC_TARGETS = {
  'per-day': { unit: 'alarms per operator and day', target: 150, limit: 300 },
  'per-hour': { unit: 'alarms per operator and hour', target: 6, limit: 12 },
  'per-10-min': { unit: 'alarms per operator and 10 min', target: 1, limit: 2 },
  'peak-10-min': { unit: 'alarms per operator in the worst 10 min', target: 10, limit: 10 },
  'crowded-share': { unit: 'share of 10-min periods with more than 10 alarms', target: 0.01, limit: 0.01 },
  'flood-share': { unit: 'share of time in flood', target: 0.01, limit: 0.01 },
  'top-10-share': { unit: 'share of the ten most frequent alarms', target: 0.01, limit: 0.05 },
  chattering: { unit: 'chattering alarms', target: 0, limit: 0 },
  stale: { unit: 'alarms that last for more than a day', target: 0, limit: 5 },
  'share-critical': { unit: 'share of priority critical', target: 0.01, limit: 0.05 },
  'share-high': { unit: 'share of priority high', target: 0.05, limit: 0.1 },
  'share-medium': { unit: 'share of priority medium', target: 0.15, limit: 0.25 },
  'share-low': { unit: 'share of priority low', target: 1, limit: 1 },
} as const satisfies Record<string, { unit: string; target: number; limit: number }>;

export type MetricId = keyof typeof METRIC_TARGETS;
/** `good`: within the target; `manageable`: within the limit; `over`: beyond it. */
export type Rating = 'good' | 'manageable' | 'over';

export interface MetricFigure {
  readonly id: MetricId;
  readonly value: number;
  readonly unit: string;
  readonly target: number;
  readonly limit: number;
  readonly rating: Rating;
}

export function rate(id: MetricId, value: number): MetricFigure {
  const { unit, target, limit } = METRIC_TARGETS[id];
  return {
    id,
    value,
    unit,
    target,
    limit,
    rating: value <= target ? 'good' : value <= limit ? 'manageable' : 'over',
  };
}
