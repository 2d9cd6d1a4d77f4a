import { z } from 'zod';
import { Key } from './plant';
import { QUALITY_CLASSES, QUALITY_FLAGS, type QualityClass, type QualityFlag } from './quality';
import type { ReadingValue } from './reading';

/** Points that are read at one request. */
export const MAX_READ_NOW = 200;

/** What a device says of a point when it is asked; without a value `fault` tells why, in words. */
export interface FieldValue {
  readonly value?: ReadingValue | undefined;
  readonly quality: QualityClass;
  readonly flags?: readonly QualityFlag[] | undefined;
  readonly fault?: string;
}

export const noValue = (fault: string): FieldValue => ({ quality: 'bad', fault });

export const ReadNow = z
  .object({
    points: z
      .array(z.object({ unit: Key, sensor: Key }).strict().meta({ id: 'PointToRead' }))
      .min(1)
      .max(MAX_READ_NOW)
      .describe('Sensors whose points are read'),
  })
  .strict()
  .meta({ id: 'ReadNow' });
export type ReadNow = z.output<typeof ReadNow>;

export const PointRead = z
  .object({
    unit: Key,
    sensor: Key,
    timestamp: z.iso
      .datetime({ offset: true })
      .optional()
      .describe('When it was read; absent without a value'),
    value: z.union([z.number(), z.boolean(), z.string()]).optional(),
    quality: z.enum(QUALITY_CLASSES),
    flags: z.array(z.enum(QUALITY_FLAGS)).optional().describe('Why the quality is what it is'),
    fault: z.string().optional().describe('Why there is no value'),
  })
  .meta({ id: 'PointRead' });
export type PointRead = z.output<typeof PointRead>;

export const PointsRead = z
  .object({ items: z.array(PointRead) })
  .meta({ id: 'PointsRead', description: 'In the order of the request' });
export type PointsRead = z.output<typeof PointsRead>;
