import { Cron } from 'croner';
import { ThermaCoreError } from './errors';

/** Looked at to tell how close together the times of a pattern are. */
const SAMPLE = 60;
/** Steps from one time to the next that are gone to find the last one: a year of hours. */
const MOST_STEPS = 10_000;
const FIELDS = 5;

/**
 * Times by the clock of a place, as cron writes them: minute, hour, day of the month, month, day of the week. At a time
 * that the clock leaps over it is the first minute after the leap; one that comes twice counts once.
 */
export class CronSchedule {
  private constructor(
    readonly pattern: string,
    readonly timezone: string,
    private readonly cron: Cron,
  ) {}

  /** Throws `invalid` that names `field`: for what is no pattern, for a time that never comes, and for no zone. */
  static read(pattern: string, timezone: string, field: string): CronSchedule {
    const text = pattern.trim();
    const wrong = (what: string): ThermaCoreError =>
      new ThermaCoreError('invalid', `The schedule "${pattern}" ${what}.`, {
        field,
        advice: 'Write minute, hour, day of the month, month and day of the week, such as 0 6 * * 1-5.',
      });
    if (text.split(/\s+/).length !== FIELDS) throw wrong(`does not have ${FIELDS} fields`);
    let schedule: CronSchedule;
    try {
      schedule = new CronSchedule(text, timezone, new Cron(text, { timezone, paused: true }));
    } catch {
      throw wrong('cannot be read');
    }
    if (schedule.next(0) === undefined) throw wrong('names a time that never comes');
    return schedule;
  }

  /** The first time after an instant, epoch ms. */
  next(after: number): number | undefined {
    return this.cron.nextRun(new Date(after))?.getTime();
  }

  /** The last time that is not after `now`, looked for from `since` on. */
  last(since: number, now: number): number | undefined {
    let found: number | undefined;
    let at = this.next(since - 1);
    for (let steps = 0; at !== undefined && at <= now && steps < MOST_STEPS; steps++) {
      found = at;
      at = this.next(at);
    }
    return found;
  }

  /** The least time between two of the next ones after an instant, in ms. */
  shortestGap(after: number): number {
    let shortest = Infinity;
    let at = this.next(after);
    for (let i = 0; i < SAMPLE && at !== undefined; i++) {
      const following = this.next(at);
      if (following === undefined) break;
      shortest = Math.min(shortest, following - at);
      at = following;
    }
    return shortest;
  }
}
