import { z } from 'zod';
import {
  ANALYTICS_LIMITS,
  AlarmPatternReport,
  AnalyticsSummary,
  COMPARISONS,
  ComparisonReport,
  PerformanceReport,
  QualityReport,
} from '../../core/analytics';
import { OfUnit, When, checkWhen } from '../analytics-fields';
import { route } from '../contract';
import { integer } from '../fields';
import { Zone, sensorList } from '../history-fields';

const shared = {
  method: 'GET',
  permission: 'analytics:read',
  tags: ['Analytics'],
  timeoutMs: 30_000,
  cost: 10,
} as const;
const errors = ['not-found'] as const;

const monday = Date.UTC(2026, 10, 16);
const day = 86_400_000;
const week = { from: monday, to: monday + 7 * day };
const qualityWeights = {
  completeness: 0.3,
  timeliness: 0.2,
  validity: 0.3,
  liveness: 0.1,
  plausibility: 0.1,
};

const OfOneUnit = z
  .object({ unit: OfUnit, ...When })
  .strict()
  .superRefine(checkWhen);

export const getAnalyticsSummary = route({
  ...shared,
  operationId: 'getAnalyticsSummary',
  path: '/analytics/summary',
  query: z
    .object({ ...When, from: When.from.describe('First point in time; a day before `to` if left out') })
    .strict()
    .superRefine(checkWhen),
  response: AnalyticsSummary,
  summary: 'The figures of the plant at a glance: performance, data quality, alarms, what reports',
  examples: {
    response: {
      from: monday,
      to: monday + day,
      units: 5,
      sensors: 42,
      reporting: 41,
      readings: 3_614_200,
      performance: 87.2,
      quality: 96.4,
      alarms: 12,
      alarmsBefore: 17,
      best: { unit: 'storage-1', name: 'Storage', score: 96.1 },
      worst: { unit: 'pumps-1', name: 'Network pumps', score: 71.8 },
    },
  },
});

export const getPerformance = route({
  ...shared,
  operationId: 'getPerformance',
  path: '/analytics/performance',
  query: OfOneUnit,
  response: PerformanceReport,
  summary: 'How units did, from 0 to 100, best first, with what the score is made of',
  description:
    '`conformity`: share of the time in the normal band. `stability`: 1 without variation, ½ where the robust deviation is ' +
    'a quarter of the normal band. `alarms`: 1 without any, ½ at ten a day, of which a critical one counts eight. `data`: ' +
    'data quality. A part that does not apply leaves its weight to the others.',
  errors,
  examples: {
    response: {
      ...week,
      bucket: '1h',
      items: [
        {
          unit: 'boiler-1',
          name: 'Boiler 1',
          kind: 'boiler',
          rank: 1,
          score: 91.5,
          parts: { conformity: 0.97, stability: 0.71, alarms: 0.94, data: 0.99 },
          alarms: 3,
          sensors: 11,
        },
      ],
      weights: { conformity: 0.4, stability: 0.2, alarms: 0.25, data: 0.15 },
    },
  },
});

export const getComparison = route({
  ...shared,
  operationId: 'getComparison',
  path: '/analytics/comparison',
  query: z
    .object({
      unit: OfUnit,
      ...When,
      against: z
        .enum(COMPARISONS)
        .default('previous')
        .describe('The time just before, or the same a day, a week, a month or a year ago'),
      timezone: Zone.describe('Of days, months and years; the tenant’s own if left out').optional(),
    })
    .strict()
    .superRefine(checkWhen),
  response: ComparisonReport,
  summary: 'Units and sensors in one time and another of the same length',
  errors,
  examples: {
    response: {
      now: week,
      before: { from: monday - 7 * day, to: monday },
      units: [{ unit: 'boiler-1', name: 'Boiler 1', now: 91.5, before: 88.1, change: 3.4 }],
      sensors: [
        { unit: 'boiler-1', sensor: 'supply-temperature', name: 'Supply temperature', uom: '°C', now: 71.4, before: 69.8, change: 1.6, percent: 2.29 },
      ],
    },
  }, // prettier-ignore
});

export const getDataQuality = route({
  ...shared,
  operationId: 'getDataQuality',
  path: '/analytics/data-quality',
  query: z
    .object({
      sensors: sensorList(ANALYTICS_LIMITS.scoredSensors).describe('Only these, as unit/sensor').optional(),
      unit: OfUnit,
      ...When,
    })
    .strict()
    .superRefine((query, issues) => {
      checkWhen(query, issues);
      if (query.sensors !== undefined && query.unit !== undefined)
        issues.addIssue({ code: 'custom', path: ['unit'], message: 'excludes `sensors`', input: query.unit });
    }),
  response: QualityReport,
  summary: 'How far the readings of sensors and units can be relied on, from 0 to 100, worst first',
  description:
    '`completeness`: readings against what the sensor usually sends. `timeliness`: share of the time in which it was not ' +
    'stale. `validity`: good readings within what the sensor can measure. `liveness`: time in which it did not stand still. ' +
    '`plausibility`: buckets without outliers. Switches and states have the first three.',
  errors,
  examples: {
    response: {
      ...week,
      bucket: '1h',
      score: 96.4,
      units: [{ unit: 'boiler-1', score: 96.4, sensors: 1 }],
      items: [
        {
          unit: 'boiler-1',
          sensor: 'supply-temperature',
          name: 'Supply temperature',
          uom: '°C',
          score: 96.4,
          parts: { completeness: 0.97, timeliness: 0.96, validity: 0.99, liveness: 1, plausibility: 0.82 },
          readings: 58_665,
          longestGapMs: 10_800_000,
          longestStuckMs: 0,
          outliers: 4,
        },
      ],
      weights: qualityWeights,
    },
  },
});

export const getAlarmPatterns = route({
  ...shared,
  operationId: 'getAlarmPatterns',
  path: '/analytics/alarm-patterns',
  query: z
    .object({
      unit: OfUnit,
      ...When,
      from: When.from.describe('First point in time; thirty days before `to` if left out'),
      windowSeconds: integer({ min: 10, max: 86_400 })
        .default(300)
        .describe('Alarms within it belong together'),
      timezone: Zone.describe('Of hours and days; the tenant’s own if left out').optional(),
      top: integer({ min: 1, max: 100 }).default(20).describe('Pairs and sequences at most'),
    })
    .strict()
    .superRefine(checkWhen),
  response: AlarmPatternReport,
  summary: 'Which alarms come together, which follow which, and at what hours and days',
  description:
    'From announced alarms. Pairs: χ² over windows of time. Sequences: how often one follows another within the window, ' +
    'against what chance would do. Hours and days: χ² against even ones. Only what is beyond chance is given (1 %).',
  errors: ['not-found', 'timeout', 'rate-limited'],
  examples: {
    response: {
      ...week,
      windowMs: 300_000,
      timezone: 'Europe/Berlin',
      alarms: 84,
      together: [
        { alarms: ['pump-trip:pumps-1/pump-1', 'low-pressure:network-1/pressure'], windows: 11, lift: 214.5, p: 1e-9 },
      ],
      sequences: [
        { first: 'pump-trip:pumps-1/pump-1', then: 'low-pressure:network-1/pressure', times: 11, confidence: 0.92, lift: 180.4, delayMs: 42_000 },
      ],
      hours: {
        counts: [1, 0, 2, 1, 3, 22, 14, 5, 3, 2, 1, 2, 3, 2, 1, 4, 3, 4, 3, 2, 2, 1, 2, 1],
        p: 1e-9,
        peak: 5,
      },
      weekdays: { counts: [14, 11, 12, 13, 12, 11, 11], p: 0.99 },
    },
  }, // prettier-ignore
});

export const analyticsScoreRoutes = [
  getAnalyticsSummary,
  getPerformance,
  getComparison,
  getDataQuality,
  getAlarmPatterns,
] as const;
