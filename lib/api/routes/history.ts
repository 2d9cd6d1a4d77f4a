import { z } from 'zod';
import {
  DEFAULT_POINTS,
  FILLS,
  HISTORY_LIMITS,
  HistorySeries,
  HistoryStatistics,
  HistoryTable,
  ValuesAt,
} from '../../core/history';
import { Key } from '../../core/plant';
import { route } from '../contract';
import { Instant, integer } from '../fields';
import { AggregateList, Duration, Flag, Quality, Zone, checkOrder, sensorList } from '../history-fields';

const tags = ['History'] as const;
const TIMEOUT_MS = 30_000;

const From = Instant.describe('First point in time, inclusive');
const To = Instant.describe('Last point in time, exclusive; now if left out').optional();
const Explain = Flag.default(false).describe('Adds `plan`: how the answer was read, and why');
const { sensors, statisticsSensors, points, leastLttb } = HISTORY_LIMITS;

const hour = Date.UTC(2026, 10, 23, 9);
const address = { unit: 'boiler-1', sensor: 'supply-temperature' };

export const getHistory = route({
  operationId: 'getHistory',
  method: 'GET',
  path: '/history',
  permission: 'reading:read',
  cost: 2,
  query: z
    .object({
      sensors: sensorList(sensors).describe(
        `1 to ${sensors} sensors with numbers or booleans, as unit/sensor`,
      ),
      from: From,
      to: To,
      bucket: Duration.describe(
        'Width of the buckets. `s`, `m`, `h` count from the epoch in UTC; `d`, `w`, `mo`, `y` follow the time zone',
      ).optional(),
      points: integer({ min: 1, max: points })
        .describe(
          `At most that many buckets, of the smallest nice width (a plot’s width in pixels); ${DEFAULT_POINTS} if nothing is said`,
        )
        .optional(),
      lttb: integer({ min: leastLttb, max: points })
        .describe(
          'Instead of buckets at most that many readings per sensor that draw the same picture (Largest-Triangle-Three-Buckets). The first, the last, the lowest and the highest are always among them',
        )
        .optional(),
      aggregates: AggregateList.describe(
        'What is said of each bucket, separated by commas; mean,min,max if left out. `twa` is the time-weighted average',
      ).optional(),
      fill: z
        .enum(FILLS)
        .default('none')
        .describe(
          'What mean, min, max, first and last are in a bucket without readings: nothing, the last value (`locf`), or a line between its neighbours',
        ),
      quality: Quality.default('usable'),
      timezone: Zone.describe('Time zone of days, weeks, months; the tenant’s own if left out').optional(),
      layout: z
        .enum(['columns', 'table'])
        .default('columns')
        .describe('One list per sensor and aggregate, or one row per bucket'),
      explain: Explain,
    })
    .strict()
    .superRefine((query, issues) => {
      checkOrder(query, issues);
      const ways = (['bucket', 'points', 'lttb'] as const).filter((name) => query[name] !== undefined);
      const [first, second] = ways;
      if (second !== undefined)
        issues.addIssue({ code: 'custom', path: [second], message: `excludes \`${first}\`` });
      if (query.layout === 'table' && query.lttb !== undefined)
        issues.addIssue({ code: 'custom', path: ['layout'], message: 'cannot be `table` for `lttb`' });
    }),
  response: z.union([HistorySeries, HistoryTable]),
  summary: 'Any span of sensors at any resolution: buckets with aggregates, or readings chosen for a plot',
  description:
    'Answered from raw readings or rollups of a minute, an hour, a day: the coarsest that are exact for the question. ' +
    'The first and the last bucket are cut at `from` and `to`. In `twa` each value holds until the next one; the value ' +
    'before a bucket carries in, the last holds to its end or to now. `stddev` is that of a sample; `good` is the share ' +
    'of good readings among `total`, which counts bad ones too. For `lttb` over more than 100,000 readings the lowest ' +
    'and highest value of each narrow cell stand between the cell’s first and last reading.',
  tags,
  timeoutMs: TIMEOUT_MS,
  errors: ['not-found'],
  examples: {
    response: {
      from: hour,
      to: hour + 30 * 60_000,
      timezone: 'Europe/Berlin',
      bucket: '15m',
      end: hour + 30 * 60_000,
      timestamps: [hour, hour + 15 * 60_000],
      series: [{ ...address, values: { mean: [71.3, 71.6], min: [70.9, 71.2], max: [71.8, 72.1] } }],
    },
  },
});

const choice = {
  sensors: sensorList(statisticsSensors)
    .describe(`Up to ${statisticsSensors} sensors as unit/sensor; all of the tenant if left out`)
    .optional(),
  unit: Key.describe('All sensors of this unit').optional(),
};

const checkChoice = (query: { sensors?: unknown; unit?: unknown }, issues: z.core.$RefinementCtx): void => {
  if (query.sensors !== undefined && query.unit !== undefined)
    issues.addIssue({ code: 'custom', path: ['unit'], message: 'excludes `sensors`', input: query.unit });
};

export const getHistoryStatistics = route({
  operationId: 'getHistoryStatistics',
  method: 'GET',
  path: '/history/statistics',
  permission: 'reading:read',
  cost: 2,
  query: z
    .object({
      ...choice,
      from: From,
      to: To,
      aggregates: AggregateList.describe('Separated by commas; all if left out').optional(),
      quality: Quality.default('usable'),
      explain: Explain,
    })
    .strict()
    .superRefine((query, issues) => {
      checkOrder(query, issues);
      checkChoice(query, issues);
    }),
  response: HistoryStatistics,
  summary: 'One row per sensor over one span: the numbers of a report',
  description: 'Sensors with texts have none; without `sensors` they are left out.',
  tags,
  timeoutMs: TIMEOUT_MS,
  errors: ['not-found'],
  examples: {
    response: {
      from: hour,
      to: hour + 3_600_000,
      items: [{ ...address, values: { mean: 71.4, twa: 71.38, min: 70.9, max: 72.1, count: 360, good: 1 } }],
    },
  },
});

export const getReadingsAt = route({
  operationId: 'getReadingsAt',
  method: 'GET',
  path: '/readings/at',
  permission: 'reading:read',
  query: z
    .object({
      ...choice,
      time: Instant.describe('The time in question; now if left out').optional(),
      quality: Quality.default('usable'),
    })
    .strict()
    .superRefine(checkChoice),
  response: ValuesAt,
  summary: 'The last value of each sensor known at a time, with when it was measured and how old it was',
  tags: ['Readings'],
  timeoutMs: TIMEOUT_MS,
  errors: ['not-found'],
  examples: {
    response: {
      time: hour,
      items: [
        { ...address, timestamp: '2026-11-23T08:59:50.000Z', value: 71.3, quality: 'good', age: 10_000 },
      ],
      missing: [{ unit: 'boiler-1', sensor: 'spare' }],
    },
  },
});

export const historyRoutes = [getReadingsAt, getHistory, getHistoryStatistics] as const;
