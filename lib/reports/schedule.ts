import { CronSchedule } from '../core/cron';
import { ThermaCoreError } from '../core/errors';
import { REPORT_LIMITS, type ReportInput } from './definition';

const MINUTE_MS = 60_000;
/** After a longer time away the last time that was missed is looked for no further back. */
const LOOK_BACK_MS = 40 * 86_400_000;

type Scheduled = Pick<ReportInput, 'schedule' | 'enabled'>;

/** Throws `invalid` that names `schedule`; undefined without one. */
export function scheduleOf(
  { schedule }: Pick<ReportInput, 'schedule'>,
  timezone: string,
): CronSchedule | undefined {
  return schedule === undefined ? undefined : CronSchedule.read(schedule, timezone, 'schedule');
}

/** As `scheduleOf`; throws also for one that comes more often than reports are made. */
export function requireSchedule(report: Pick<ReportInput, 'schedule'>, timezone: string, now: number): void {
  const found = scheduleOf(report, timezone);
  if (!found || found.shortestGap(now) >= REPORT_LIMITS.leastGapMs) return;
  const minutes = REPORT_LIMITS.leastGapMs / MINUTE_MS;
  throw new ThermaCoreError(
    'invalid',
    `The schedule "${found.pattern}" comes more often than every ${minutes} minutes.`,
    {
      field: 'schedule',
      advice: 'Leave more time between two reports.',
    },
  );
}

/** When a report is made next; undefined: never by itself. */
export const nextOf = (report: Scheduled, timezone: string, now: number): number | undefined =>
  report.enabled ? scheduleOf(report, timezone)?.next(now) : undefined;

/** What a time that has come is made for: of several that were missed meanwhile the last one, once. */
export function dueOf(report: Scheduled, timezone: string, nextAt: number, now: number): { readonly at: number; readonly following: number | undefined } {
  const schedule = scheduleOf(report, timezone);
  const last = schedule?.last(Math.max(nextAt, now - LOOK_BACK_MS), now);
  return { at: last ?? nextAt, following: nextOf(report, timezone, now) };
} // prettier-ignore

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** A schedule for people who do not read cron; what is no usual one stays as it is written. */
export function scheduleWords(pattern: string): string {
  const [minute = '', hour = '', date = '', month = '', day = ''] = pattern.trim().split(/\s+/);
  const whole = (text: string): boolean => /^\d{1,2}$/.test(text);
  const clock = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (whole(minute) && hour === '*' && date === '*' && month === '*' && day === '*')
    return `Every hour at ${minute.padStart(2, '0')} past`;
  if (!whole(minute) || !whole(hour) || month !== '*') return pattern;
  if (date === '*' && day === '*') return `Every day at ${clock}`;
  if (date === '*' && day === '1-5') return `Monday to Friday at ${clock}`;
  if (date === '*' && whole(day)) return `Every ${DAYS[Number(day) % 7] ?? ''} at ${clock}`;
  if (whole(date) && day === '*') return `Day ${date} of each month at ${clock}`;
  return pattern;
}
