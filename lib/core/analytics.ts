import { z } from 'zod';
import { Key } from './plant';

/** What is said about readings. One schema per answer, as in history.ts. */
export const DIRECTIONS = ['rising', 'falling', 'steady'] as const;
export type Direction = (typeof DIRECTIONS)[number];
export const CORRELATIONS = ['pearson', 'spearman'] as const;
export type CorrelationMethod = (typeof CORRELATIONS)[number];
export const QUALITY_COMPONENTS = [
  'completeness',
  'timeliness',
  'validity',
  'liveness',
  'plausibility',
] as const;
export type QualityComponent = (typeof QUALITY_COMPONENTS)[number];
export const PERFORMANCE_COMPONENTS = ['conformity', 'stability', 'alarms', 'data'] as const;
export type PerformanceComponent = (typeof PERFORMANCE_COMPONENTS)[number];
export const COMPARISONS = ['previous', 'day', 'week', 'month', 'year'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** Bounds of one question. */
export const ANALYTICS_LIMITS = {
  /** Of trends and distributions. */
  sensors: 50,
  matrixSensors: 30,
  /** Of scores. */
  scoredSensors: 1000,
  /** Buckets into the past and the future. */
  lag: 48,
  horizon: 500,
  expression: 1000,
  expressionSensors: 20,
  /** Lines of the alarm journal that are read. */
  journal: 100_000,
  spanDays: 731,
} as const;

const EpochMs = z.number().describe('Epoch milliseconds, UTC');
const Share = z.number().min(0).max(1);
const Score = z.number().min(0).max(100);
const Probability = Share.describe('Probability of as much by chance');
const Values = z.array(z.number().nullable());
const Named = {
  unit: Key,
  sensor: Key,
  name: z.string().describe('Shown to people'),
  uom: z.string().describe('Unit of measure of the values'),
};
const Asked = {
  from: EpochMs,
  to: EpochMs,
  bucket: z.string().describe('Width of the buckets whose means were looked at'),
};
const Note = z.string().optional().describe('What is less exact than asked for');
const reason = z.string().optional().describe('Why nothing is said');

const TrendFigures = z.object({
  direction: z.enum(DIRECTIONS).describe('`steady`: what there is of a slope may be chance'),
  slope: z.number().describe('Per day: the median slope of all pairs of buckets (Theil-Sen)'),
  slopeLow: z.number().describe('With 95 % confidence the slope is between them'),
  slopeHigh: z.number(),
  start: z.number().describe('What the line is at the first bucket'),
  end: z.number().describe('What the line is at the last bucket'),
  tau: z.number().describe('Kendall’s tau, -1 to 1'),
  p: Probability.describe('Mann-Kendall, with ties and autocorrelation taken into account'),
  autocorrelation: z.number().describe('Of what the line leaves, from a bucket to the next'),
  inflation: z
    .number()
    .describe('How many times fewer the buckets are worth because they resemble each other'),
  samplingError: z.number().describe('0: all pairs of buckets were looked at'),
  step: z
    .object({ at: EpochMs, before: z.number(), after: z.number(), p: Probability })
    .optional()
    .describe('Two levels fit better than a line: a repair, another set-point, another unit of measure'),
});

export const TrendReport = z
  .object({
    ...Asked,
    items: z.array(
      z.object({
        ...Named,
        count: z.int().describe('Buckets with readings'),
        trend: TrendFigures.optional(),
        reason,
      }),
    ),
    note: Note,
  })
  .meta({ id: 'TrendReport' });
export type TrendReport = z.output<typeof TrendReport>;

const Distribution = z.object({
  count: z.int().describe('Buckets with readings'),
  p5: z.number(),
  p25: z.number(),
  median: z.number(),
  p75: z.number(),
  p95: z.number(),
  robustDeviation: z.number().describe('1.4826 times the median distance from the median'),
  skewness: z.number().optional(),
  kurtosis: z.number().optional().describe('0: tails as of a normal distribution'),
  histogram: z.object({ from: z.number(), width: z.number(), counts: z.array(z.int()) }),
});

export const StatisticsReport = z
  .object({
    ...Asked,
    items: z.array(
      z.object({
        ...Named,
        readings: z.int(),
        mean: z.number().optional().describe('Of all readings, as the next three'),
        deviation: z.number().optional(),
        min: z.number().optional(),
        max: z.number().optional(),
        distribution: Distribution.optional().describe('Of the means of the buckets'),
      }),
    ),
    note: Note,
  })
  .meta({ id: 'StatisticsReport' });
export type StatisticsReport = z.output<typeof StatisticsReport>;

const QualityParts = z.partialRecord(z.enum(QUALITY_COMPONENTS), Share);

export const QualityReport = z
  .object({
    ...Asked,
    score: Score.optional().describe('The mean of all sensors'),
    units: z.array(z.object({ unit: Key, score: Score, sensors: z.int() })).describe('Worst first'),
    items: z
      .array(
        z.object({
          ...Named,
          score: Score,
          parts: QualityParts,
          readings: z.int(),
          longestGapMs: z.number(),
          longestStuckMs: z.number(),
          outliers: z.int().describe('Buckets with a value far from what is usual'),
        }),
      )
      .describe('Worst first'),
    weights: z.record(z.enum(QUALITY_COMPONENTS), Share),
    note: Note,
  })
  .meta({ id: 'QualityReport' });
export type QualityReport = z.output<typeof QualityReport>;

export const PerformanceReport = z
  .object({
    ...Asked,
    items: z
      .array(
        z.object({
          unit: Key,
          name: z.string(),
          kind: z.string(),
          rank: z.int().optional().describe('1 is the best; equal scores share a rank'),
          score: Score.optional().describe('Absent without readings'),
          parts: z.partialRecord(z.enum(PERFORMANCE_COMPONENTS), Share),
          alarms: z.int(),
          sensors: z.int(),
        }),
      )
      .describe('Best first'),
    weights: z.record(z.enum(PERFORMANCE_COMPONENTS), Share),
    note: Note,
  })
  .meta({ id: 'PerformanceReport' });
export type PerformanceReport = z.output<typeof PerformanceReport>;

const Compared = {
  now: z.number().optional(),
  before: z.number().optional(),
  change: z.number().optional(),
};

export const ComparisonReport = z
  .object({
    now: z.object({ from: EpochMs, to: EpochMs }),
    before: z.object({ from: EpochMs, to: EpochMs }),
    units: z.array(z.object({ unit: Key, name: z.string(), ...Compared })).describe('Performance scores'),
    sensors: z
      .array(z.object({ ...Named, ...Compared, percent: z.number().optional() }))
      .describe(
        'Means in which each bucket counts the same; those that changed most against their usual variation come first',
      ),
    note: Note,
  })
  .meta({ id: 'ComparisonReport' });
export type ComparisonReport = z.output<typeof ComparisonReport>;

const Matrix = z.array(Values);

export const CorrelationReport = z
  .object({
    ...Asked,
    method: z.enum(CORRELATIONS),
    sensors: z.array(z.object(Named)).describe('Rows and columns, in order'),
    r: Matrix.describe('-1 to 1; null where one of the two does not vary'),
    p: Matrix,
    pairs: Matrix.describe('Buckets in which both have readings'),
    lagMs: Matrix.describe('By how much the sensor of the column follows that of the row'),
    note: Note,
  })
  .meta({ id: 'CorrelationReport' });
export type CorrelationReport = z.output<typeof CorrelationReport>;

const Rhythm = z.object({
  counts: z.array(z.int()),
  p: Probability.optional(),
  peak: z.int().optional().describe('The fullest place, where it is no chance'),
});

export const AlarmPatternReport = z
  .object({
    from: EpochMs,
    to: EpochMs,
    windowMs: z.number(),
    timezone: z.string(),
    alarms: z.int(),
    together: z.array(
      z.object({ alarms: z.array(z.string()).length(2), windows: z.int(), lift: z.number(), p: Probability }),
    ),
    sequences: z.array(
      z.object({
        first: z.string(),
        then: z.string(),
        times: z.int(),
        confidence: Share,
        lift: z.number(),
        delayMs: z.number(),
      }),
    ),
    hours: Rhythm.describe('By hour of the day, from 0'),
    weekdays: Rhythm.describe('By day of the week, from Monday'),
    note: Note,
  })
  .meta({ id: 'AlarmPatternReport' });
export type AlarmPatternReport = z.output<typeof AlarmPatternReport>;

export const SuggestionReport = z
  .object({
    ...Asked,
    items: z.array(
      z.object({
        ...Named,
        suggestion: z
          .object({
            lowLow: z.number(),
            low: z.number(),
            high: z.number(),
            highHigh: z.number(),
            deadband: z.number().describe('By which the value must come back before the alarm ends'),
            storageDeadband: z.number().describe('A smaller change is noise, and need not be stored'),
            noise: z.number().describe('Of a reading, as a standard deviation'),
            alarms: z.int().describe('That `low` and `high` would have made in the time'),
            buckets: z.int(),
          })
          .optional(),
        reason,
      }),
    ),
    note: Note,
  })
  .meta({ id: 'SuggestionReport' });
export type SuggestionReport = z.output<typeof SuggestionReport>;

const When = {
  at: EpochMs.optional(),
  earliest: EpochMs.optional(),
  latest: EpochMs.optional().describe('Absent: perhaps not at all'),
};

export const ForecastReport = z
  .object({
    ...Asked,
    ...Named,
    bucketMs: z.number(),
    past: z.object({ timestamps: z.array(EpochMs), values: Values }),
    forecast: z
      .object({
        timestamps: z.array(EpochMs),
        mean: z.array(z.number()),
        low: z.array(z.number()),
        high: z.array(z.number()),
        confidence: Share,
        season: z.string().optional().describe('Length of the season that was found'),
        deviation: z.number().describe('Of the errors of one bucket'),
        parameters: z.object({ alpha: z.number(), beta: z.number(), gamma: z.number(), phi: z.number() }),
      })
      .optional(),
    limits: z
      .array(
        z.object({
          name: z.string(),
          value: z.number(),
          side: z.enum(['high', 'low']),
          trend: z.object(When).optional().describe('Where the line of the trend meets it'),
          forecast: z.object(When).optional().describe('Where the forecast and its band do'),
        }),
      )
      .describe('Of the sensor’s normal band and range'),
    reason,
    note: Note,
  })
  .meta({ id: 'ForecastReport' });
export type ForecastReport = z.output<typeof ForecastReport>;

export const KpiReport = z
  .object({
    ...Asked,
    expression: z.string(),
    timestamps: z.array(EpochMs),
    values: Values.describe('null where a sensor has no reading, or the expression comes to nothing'),
    mean: z.number().optional(),
    sum: z.number().optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    faults: z.int().describe('Buckets in which the expression comes to nothing'),
    fault: z.string().optional().describe('What was wrong in the first of them'),
    note: Note,
  })
  .meta({ id: 'KpiReport' });
export type KpiReport = z.output<typeof KpiReport>;

export const AnalyticsSummary = z
  .object({
    from: EpochMs,
    to: EpochMs,
    units: z.int(),
    sensors: z.int(),
    reporting: z.int().describe('Sensors whose newest reading is not too old'),
    readings: z.int().describe('In the time'),
    performance: Score.optional().describe('The mean of all units'),
    quality: Score.optional().describe('The mean of all sensors'),
    alarms: z.int(),
    alarmsBefore: z.int().describe('In the same time before'),
    best: z.object({ unit: Key, name: z.string(), score: Score }).optional(),
    worst: z.object({ unit: Key, name: z.string(), score: Score }).optional(),
    note: Note,
  })
  .meta({ id: 'AnalyticsSummary' });
export type AnalyticsSummary = z.output<typeof AnalyticsSummary>;
