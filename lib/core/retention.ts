import { z } from 'zod';

/** Raw numbers, raw texts, rollups of a minute, an hour, a day, the journal of alarms, and what was sent to whom. */
export const RETENTION_CLASSES = ['raw', 'text', '1m', '1h', '1d', 'journal', 'notifications'] as const;

/** A week: what comes late by days must still meet its neighbours. */
export const MIN_RETENTION_DAYS = 7;
export const MAX_RETENTION_DAYS = 36_500;

const DAYS = `must be whole days from ${MIN_RETENTION_DAYS} to ${MAX_RETENTION_DAYS}`;

export const RetentionClass = z
  .enum(RETENTION_CLASSES, { error: `must be one of ${RETENTION_CLASSES.join(', ')}` })
  .describe(
    'Readings with numbers, with texts, rollups of a minute, an hour, a day, the journal of alarms, or the log of notifications',
  );
export type RetentionClass = z.output<typeof RetentionClass>;

export const RetentionInput = z
  .object({
    days: z
      .int(DAYS)
      .min(MIN_RETENTION_DAYS, DAYS)
      .max(MAX_RETENTION_DAYS, DAYS)
      .describe('How long data of the class is kept'),
  })
  .strict()
  .meta({ id: 'RetentionInput' });
export type RetentionInput = z.output<typeof RetentionInput>;

export const RetentionOfClass = z
  .object({
    days: z.int().describe('How long it is kept'),
    default: z.int().describe('How long it is kept for tenants without a setting of their own'),
    own: z.int().optional().describe('The tenant’s own setting; absent where it follows the default'),
  })
  .meta({ id: 'RetentionOfClass', description: 'In days' });
export type RetentionOfClass = z.output<typeof RetentionOfClass>;

export const RetentionOfTenant = z
  .object({
    raw: RetentionOfClass,
    text: RetentionOfClass,
    '1m': RetentionOfClass,
    '1h': RetentionOfClass,
    '1d': RetentionOfClass,
    journal: RetentionOfClass,
    notifications: RetentionOfClass,
  } satisfies Record<RetentionClass, z.ZodType>)
  .meta({
    id: 'RetentionOfTenant',
    description:
      'Readings with numbers and with texts, rollups of a minute, an hour, a day, the journal of alarms, and the log of notifications',
  });
export type RetentionOfTenant = z.output<typeof RetentionOfTenant>;

/** What a change of one class made of what. */
export interface RetentionChange {
  readonly before: RetentionOfClass;
  readonly after: RetentionOfClass;
}
