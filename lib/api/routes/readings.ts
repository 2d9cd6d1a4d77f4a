import { z } from 'zod';
import { HISTORY_LIMITS, RawReading } from '../../core/history';
import { Key, LatestReading, pageOf } from '../../core/plant';
import { route } from '../contract';
import { Cursor, Instant, limit } from '../fields';
import { Quality, checkOrder, sensorList } from '../history-fields';
import { historyRoutes } from './history';

const tags = ['Readings'] as const;

const point = { timestamp: '2026-11-23T09:00:00.000Z', value: 71.3, quality: 'good' };

/** Longer than any plant's history is asked for at once; a longer one is a mistyped year. */
const MAX_SPAN_DAYS = HISTORY_LIMITS.spanDays;
const DAY_MS = 24 * 60 * 60 * 1000;

export const LatestReadings = z.object({ items: z.array(LatestReading) }).meta({ id: 'LatestReadings' });
export const ReadingList = pageOf(RawReading, 'ReadingList');

export const latestReadings = route({
  operationId: 'latestReadings',
  method: 'GET',
  path: '/readings/latest',
  permission: 'reading:read',
  query: z
    .object({
      unit: Key.describe('Only those of this unit').optional(),
      sensor: Key.describe('Only this sensor; needs `unit`').optional(),
    })
    .strict()
    .refine(({ unit, sensor }) => sensor === undefined || unit !== undefined, {
      path: ['unit'],
      message: 'is needed when a sensor is named',
    }),
  response: LatestReadings,
  summary: 'The newest reading of every sensor of the tenant, or of one unit or sensor',
  tags,
  errors: ['not-found'],
  examples: { response: { items: [{ unit: 'boiler-1', sensor: 'supply-temperature', ...point }] } },
});

export const listReadings = route({
  operationId: 'listReadings',
  method: 'GET',
  path: '/readings',
  permission: 'reading:read',
  query: z
    .object({
      unit: Key.describe('Unit of the sensor').optional(),
      sensor: Key.describe('The sensor').optional(),
      sensors: sensorList(HISTORY_LIMITS.sensors)
        .describe('Instead of one sensor several, as unit/sensor; each reading then names its own')
        .optional(),
      from: Instant.describe('First point in time, inclusive'),
      to: Instant.describe('Last point in time, exclusive; now if left out').optional(),
      quality: Quality.describe('Which readings: `any` if left out, `usable` (not bad), `good`').optional(),
      limit: limit(1000, 10_000),
      cursor: Cursor,
    })
    .strict()
    .superRefine((query, issues) => {
      const { unit, sensor, sensors, from, to } = query;
      for (const [name, value] of Object.entries({ unit, sensor }))
        if ((value === undefined) === (sensors === undefined))
          issues.addIssue({
            code: 'custom',
            path: [name],
            message: sensors ? 'excludes `sensors`' : 'is needed, or `sensors`',
          });
      checkOrder(query, issues);
      if (to !== undefined && to - from > MAX_SPAN_DAYS * DAY_MS)
        issues.addIssue({
          code: 'custom',
          path: ['to'],
          message: `must be at most ${MAX_SPAN_DAYS} days after \`from\``,
        });
    }),
  response: ReadingList,
  summary: 'The readings of one or several sensors in a range of time, oldest first',
  tags,
  timeoutMs: 30_000,
  errors: ['not-found'],
  examples: { response: { items: [point], nextCursor: 'MTc2Mzg4ODQwMDAwMDow' } },
});

export const readingRoutes = [latestReadings, listReadings, ...historyRoutes] as const;
