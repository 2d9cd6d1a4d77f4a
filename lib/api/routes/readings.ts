import { z } from 'zod';
import { HISTORY_LIMITS, RawReading } from '../../core/history';
import { Key, LatestReading, pageOf } from '../../core/plant';
import { QUALITY_CLASSES, QUALITY_FLAGS } from '../../core/quality';
import { MAX_FAULTS, MAX_READINGS_PER_MESSAGE, MAX_TEXT_LENGTH, REJECTION_REASONS } from '../../core/reading';
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

const ReadingToStore = z
  .object({
    unit: Key,
    sensor: Key,
    timestamp: Instant.describe('When it was measured; the time of the request if left out').optional(),
    value: z
      .union([z.number(), z.boolean(), z.string().max(MAX_TEXT_LENGTH)])
      .describe('Of the type of the sensor, in its unit of measure'),
    quality: z.enum(QUALITY_CLASSES).default('good'),
    flags: z.array(z.enum(QUALITY_FLAGS)).max(QUALITY_FLAGS.length).describe('Why it is not good').optional(),
  })
  .strict()
  .meta({ id: 'ReadingToStore' });

export const ReadingsToStore = z
  .object({ readings: z.array(ReadingToStore).min(1).max(MAX_READINGS_PER_MESSAGE) })
  .strict()
  .meta({ id: 'ReadingsToStore' });

export const ReadingsTaken = z
  .object({
    accepted: z.int().describe('Readings that went the way of all readings: alarms, live, history'),
    refused: z.int().describe('Readings that did not'),
    faults: z
      .array(
        z.object({
          index: z.int().describe('Which of the readings, from 0'),
          reason: z.enum(REJECTION_REASONS),
          detail: z.string(),
        }),
      )
      .max(MAX_FAULTS)
      .describe(`Why, of the first ${MAX_FAULTS} of them`),
  })
  .meta({ id: 'ReadingsTaken' });

export const addReadings = route({
  operationId: 'addReadings',
  method: 'POST',
  path: '/readings',
  permission: 'reading:publish',
  body: ReadingsToStore,
  response: ReadingsTaken,
  summary:
    'Readings of a system of your own, answered when they are kept safely; what is sent again is stored once',
  tags,
  timeoutMs: 30_000,
  errors: ['unavailable'],
  examples: {
    body: { readings: [{ unit: 'boiler-1', sensor: 'supply-temperature', ...point }] },
    response: {
      accepted: 1,
      refused: 1,
      faults: [
        {
          index: 1,
          reason: 'unknown-sensor',
          detail: 'sensor is not known in this unit: create it, or correct the topic',
        },
      ],
    },
  },
});

export const readingRoutes = [latestReadings, listReadings, addReadings, ...historyRoutes] as const;
