import { z } from 'zod';
import { TimeZone } from '../../core/time-zone';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

const TimeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 06:00')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

/** When people are expected to change configuration. */
export const WorkingHours = z.object({
  from: TimeOfDay.describe('Begin, e.g. 06:00'),
  to: TimeOfDay.describe('End; earlier than the begin: on the next day'),
  days: z
    .array(z.int().min(0).max(6))
    .min(1)
    .default([1, 2, 3, 4, 5])
    .describe('Days of the week on which it begins, 0 is Sunday'),
  timeZone: z
    .string()
    .default('UTC')
    .refine((name) => TimeZone.find(name) !== undefined, 'must be a time zone such as Europe/Vienna'),
});
export type WorkingHours = z.output<typeof WorkingHours>;

export function isWithin({ from, to, days, timeZone }: WorkingHours, at: number): boolean {
  const wall = TimeZone.find(timeZone)?.wallAt(at) ?? at;
  const minute = Math.floor(wall / MINUTE_MS) % DAY_MINUTES;
  const day = new Date(wall).getUTCDay();
  if (from <= to) return days.includes(day) && minute >= from && minute < to;
  // Over midnight: the part after it belongs to the day before.
  return minute >= from ? days.includes(day) : minute < to && days.includes((day + 6) % 7);
}
