const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** Transitions fall on quarters of an hour. */
const STEP_MS = HOUR_MS / 4;
const MAX_REMEMBERED = 50_000;

/** True for a name that Intl knows, such as Europe/Berlin. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The wall clock of a time zone, for stamps that say no offset. */
export class LocalTime {
  private readonly format: Intl.DateTimeFormat;
  private readonly offsets = new Map<number, number>();

  constructor(timeZone: string) {
    this.format = new Intl.DateTimeFormat('en-US', {
      timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric',
      hour: 'numeric', minute: 'numeric', second: 'numeric',
    }); // prettier-ignore
  }

  /**
   * Epoch ms of what the wall clock showed, given as if it were UTC. An hour that comes twice (end of summer time) is
   * the first of the two; one that is skipped is taken an hour later, as the clock would have gone on.
   */
  toUtc(wall: number): number {
    const before = this.offsetAt(wall - DAY_MS);
    const after = this.offsetAt(wall + DAY_MS);
    for (const offset of [before, after]) if (this.offsetAt(wall - offset) === offset) return wall - offset;
    return wall - before;
  }

  /** What is added to UTC to get the wall clock, in ms. */
  private offsetAt(at: number): number {
    const step = Math.floor(at / STEP_MS);
    const known = this.offsets.get(step);
    if (known !== undefined) return known;
    const from = step * STEP_MS;
    const part: Record<string, number> = {};
    for (const { type, value } of this.format.formatToParts(from)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    const offset = Date.UTC(year, month - 1, day, hour, minute, second) - from;
    if (this.offsets.size >= MAX_REMEMBERED) this.offsets.clear();
    this.offsets.set(step, offset);
    return offset;
  }
}
