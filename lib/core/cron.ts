import { Cron } from 'croner';
import { ThermaCoreError } from './errors';

/** Looked at to tell how close together the times of a pattern are. */
const SAMPLE = 60;
const SECOND_MS = 1000;
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
      // A zone that is none shows here only.
      schedule.next(0);
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

  /** The last time that is not after `now`, if it is not before `since`. */
  last(since: number, now: number): number | undefined {
    // Whole seconds: the one that `now` is in may have a time at its begin.
    const before = this.cron.previousRuns(2, new Date(now + SECOND_MS)).map((time) => time.getTime());
    const found = before.find((at) => at <= now);
    return found !== undefined && found >= since ? found : undefined;
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
