import { DAY_MS } from '../core/duration';
import { TimeZone } from '../core/time-zone';
import { WEEKDAYS, type Schedule } from './rule';
import { NEVER } from './memory';

const MINUTE_MS = 60_000;
/** 1 January 1970 was a Thursday. */
const FIRST_WEEKDAY = 3;
/** A week and a day on both sides see every change that there is. */
const DAYS_AHEAD = 8;

const minutes = (time: string): number => {
  const [hours = 0, rest = 0] = time.split(':').map(Number);
  return hours * 60 + rest;
};

/** A schedule in a time zone: whether it counts at an instant, and when that changes. */
export class ScheduleClock {
  private readonly days: ReadonlySet<number>;
  private readonly from: number;
  private readonly to: number;

  constructor(
    { days, from, to }: Schedule,
    private readonly zone: TimeZone,
  ) {
    this.days = new Set(days.map((day) => WEEKDAYS.indexOf(day)));
    this.from = minutes(from) * MINUTE_MS;
    const end = minutes(to) * MINUTE_MS;
    this.to = end > this.from ? end : end + DAY_MS;
  }

  static of(schedule: Schedule, timeZone: string): ScheduleClock {
    const zone = TimeZone.find(timeZone) ?? TimeZone.find('UTC');
    if (!zone) throw new Error('the JavaScript engine knows no UTC');
    return new ScheduleClock(schedule, zone);
  }

  holds(instant: number): boolean {
    return this.spans(instant, 0).some(([from, to]) => from <= instant && instant < to);
  }

  /** The first instant after `instant` at which `holds` changes. */
  nextChange(instant: number): number {
    const spans = this.spans(instant, DAYS_AHEAD);
    const inside = (at: number): boolean => spans.some(([from, to]) => from <= at && at < to);
    const now = inside(instant);
    // What the last day brings is not known beyond it.
    const known = this.zone.instantOf((this.dayOf(instant) + DAYS_AHEAD) * DAY_MS);
    const edges = spans.flat().filter((edge) => edge > instant && edge < known);
    return edges.sort((a, b) => a - b).find((edge) => inside(edge) !== now) ?? NEVER;
  }

  private dayOf(instant: number): number {
    return Math.floor(this.zone.wallAt(instant) / DAY_MS);
  }

  /** Those of yesterday's, today's and the days' ahead, as instants. */
  private spans(instant: number, ahead: number): [from: number, to: number][] {
    const today = this.dayOf(instant);
    const spans: [number, number][] = [];
    for (let day = today - 1; day <= today + ahead; day++) {
      if (!this.days.has((((day + FIRST_WEEKDAY) % 7) + 7) % 7)) continue;
      spans.push([
        this.zone.instantOf(day * DAY_MS + this.from),
        this.zone.instantOf(day * DAY_MS + this.to),
      ]);
    }
    return spans;
  }
}
