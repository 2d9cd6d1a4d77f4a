import { z } from 'zod';
import {
  ANALYTICS_LIMITS,
  CORRELATIONS,
  CorrelationReport,
  ForecastReport,
  KpiReport,
  StatisticsReport,
  SuggestionReport,
  TrendReport,
} from '../../core/analytics';
import { Key } from '../../core/plant';
import { Bucket, When, checkChoice, checkWhen, choiceOf, decimal } from '../analytics-fields';
import { route } from '../contract';
import { integer } from '../fields';
import { showAs } from '../json-schema';

const { sensors, matrixSensors, lag, horizon, expression } = ANALYTICS_LIMITS;
const shared = {
  method: 'GET',
  permission: 'analytics:read',
  tags: ['Analytics'],
  timeoutMs: 30_000,
  cost: 10,
} as const;
const errors = ['not-found', 'timeout', 'rate-limited'] as const;

const monday = Date.UTC(2026, 10, 16);
const hour = 3_600_000;
const week = { from: monday, to: monday + 168 * hour, bucket: '1h' };
const named = { unit: 'boiler-1', sensor: 'supply-temperature', name: 'Supply temperature', uom: '°C' };
const flow = { unit: 'boiler-1', sensor: 'flow', name: 'Flow', uom: 'm³/h' };

const check = (
  query: Parameters<typeof checkChoice>[0] & Parameters<typeof checkWhen>[0],
  issues: z.core.$RefinementCtx,
) => {
  checkChoice(query, issues);
  checkWhen(query, issues);
};
const seriesQuery = (most: number) =>
  z
    .object({ ...choiceOf(most), ...When, bucket: Bucket })
    .strict()
    .superRefine(check);

export const getTrends = route({
  ...shared,
  operationId: 'getTrends',
  path: '/analytics/trends',
  query: seriesQuery(sensors),
  response: TrendReport,
  summary: 'Direction, slope and significance of the trend of each sensor',
  description:
    'Mann-Kendall test with correction for ties and autocorrelation (Hamed and Rao), slope by Theil and Sen with its ' +
    'interval, and Pettitt’s test for a step. Everything is calculated from the means of buckets, so that readings every ' +
    'second weigh no more than readings every hour.',
  errors,
  examples: {
    response: {
      ...week,
      items: [
        {
          ...named,
          count: 168,
          trend: { direction: 'rising', slope: 0.21, slopeLow: 0.14, slopeHigh: 0.29, start: 70.2, end: 71.7, tau: 0.31, p: 0.0004, autocorrelation: 0.4, inflation: 2.3, samplingError: 0 },
        },
      ],
    },
  }, // prettier-ignore
});

export const getDescriptiveStatistics = route({
  ...shared,
  operationId: 'getDescriptiveStatistics',
  path: '/analytics/statistics',
  query: seriesQuery(sensors),
  response: StatisticsReport,
  summary:
    'Mean, deviation and extremes of all readings; quantiles, shape and histogram of the means of buckets',
  errors,
  examples: {
    response: {
      ...week,
      items: [
        {
          ...named,
          readings: 60_480,
          mean: 71.4,
          deviation: 0.9,
          min: 68.2,
          max: 74.9,
          distribution: {
            count: 168, p5: 70.1, p25: 70.9, median: 71.4, p75: 71.9, p95: 72.8, robustDeviation: 0.74, skewness: 0.1, kurtosis: -0.2,
            histogram: { from: 69.5, width: 0.8, counts: [6, 31, 70, 48, 13] },
          },
        },
      ],
    },
  }, // prettier-ignore
});

export const getCorrelation = route({
  ...shared,
  operationId: 'getCorrelation',
  path: '/analytics/correlation',
  query: z
    .object({
      ...choiceOf(matrixSensors),
      ...When,
      bucket: Bucket,
      method: z
        .enum(CORRELATIONS)
        .default('pearson')
        .describe(
          '`pearson` sees lines; `spearman` compares ranks and sees every curve that only rises or falls',
        ),
      maxLag: integer({ min: 0, max: lag })
        .default(0)
        .describe('Looks so many buckets into both directions for the strongest correlation'),
    })
    .strict()
    .superRefine(check),
  response: CorrelationReport,
  summary: 'How sensors of one or several units move together, each with each',
  errors,
  examples: {
    response: {
      ...week,
      method: 'pearson',
      sensors: [named, flow],
      r: [[1, -0.62], [-0.62, 1]],
      p: [[0, 1e-12], [1e-12, 0]],
      pairs: [[168, 165], [165, 168]],
      lagMs: [[0, hour], [-hour, 0]],
    },
  }, // prettier-ignore
});

export const getLimitSuggestions = route({
  ...shared,
  operationId: 'getLimitSuggestions',
  path: '/analytics/suggestions',
  query: seriesQuery(sensors),
  response: SuggestionReport,
  summary: 'Alarm limits and deadbands that the usual behaviour of sensors suggests',
  description:
    'Limits stand just outside of 99 % of the buckets; deadbands are wider than the noise, and not narrower than ISA-18.2 ' +
    'begins with for the quantity. `alarms` says how often they would have rung. What an operator can do about it decides, ' +
    'not statistics: nothing is changed.',
  errors,
  examples: {
    response: {
      ...week,
      items: [
        {
          ...named,
          suggestion: { lowLow: 66, low: 68.1, high: 74.9, highHigh: 76.6, deadband: 1.2, storageDeadband: 0.1, noise: 0.14, alarms: 2, buckets: 168 },
        },
      ],
    },
  }, // prettier-ignore
});

export const getForecast = route({
  ...shared,
  operationId: 'getForecast',
  path: '/analytics/forecast',
  query: z
    .object({
      unit: Key,
      sensor: Key,
      from: When.from.describe(
        'First point in time of the past that is learnt from; two weeks before `to` if left out',
      ),
      to: When.to,
      bucket: Bucket,
      horizon: integer({ min: 1, max: horizon })
        .describe('Buckets into the future; a quarter of the past if left out')
        .optional(),
      confidence: showAs(decimal().pipe(z.number().min(0.5).max(0.999)).default(0.95), {
        type: 'number',
        minimum: 0.5,
        maximum: 0.999,
        default: 0.95,
      }).describe('Of the band'),
      limit: showAs(decimal(), { type: 'number' })
        .describe('When it will be met, beside the limits of the sensor itself')
        .optional(),
    })
    .strict()
    .superRefine(checkWhen),
  response: ForecastReport,
  summary: 'What a sensor will do, with a band, and when it will meet its limits',
  description:
    'Exponential smoothing with damped trend and, where the past has one, a season of a day or a week (Holt-Winters); the ' +
    'parameters are fitted. `limits[].trend` follows the line of Theil and Sen instead, for what clogs, wears or drifts.',
  errors,
  examples: {
    response: {
      ...week,
      ...named,
      bucketMs: hour,
      past: { timestamps: [monday, monday + hour], values: [71.2, 71.4] },
      forecast: {
        timestamps: [monday + 168 * hour], mean: [71.9], low: [70.8], high: [73], confidence: 0.95, season: '1d', deviation: 0.56,
        parameters: { alpha: 0.31, beta: 0.02, gamma: 0.11, phi: 0.95 },
      },
      limits: [
        {
          name: 'normal high', value: 80, side: 'high',
          trend: { at: monday + 900 * hour, earliest: monday + 640 * hour, latest: monday + 1500 * hour },
        },
      ],
    },
  }, // prettier-ignore
});

export const getKpi = route({
  ...shared,
  operationId: 'getKpi',
  path: '/analytics/kpi',
  query: z
    .object({
      expression: z
        .string()
        .min(1)
        .max(expression)
        .describe(
          'Numbers, `sensor("unit","sensor")` for the time-weighted mean or with a third text for another aggregate, ' +
            '`hours` for the length of the bucket, `+ - * / ( ) ? :`, `abs`, `min`, `max`',
        ),
      ...When,
      bucket: Bucket,
    })
    .strict()
    .superRefine(checkWhen),
  response: KpiReport,
  summary: 'An expression over sensors in buckets: energy, efficiency, specific consumption',
  errors,
  examples: {
    response: {
      ...week,
      expression: 'sensor("boiler-1","thermal-power") / (sensor("boiler-1","gas-flow") * 10.1) * 100',
      timestamps: [monday, monday + hour],
      values: [91.3, null],
      mean: 91.3,
      sum: 91.3,
      min: 91.3,
      max: 91.3,
      faults: 1,
      fault: 'comes to a number that does not exist, such as a division by zero',
    },
  },
});

export const analyticsRoutes = [
  getTrends,
  getDescriptiveStatistics,
  getCorrelation,
  getLimitSuggestions,
  getForecast,
  getKpi,
] as const;
