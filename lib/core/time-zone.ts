/** Wall-clock time of one IANA zone, by the tables that come with the JavaScript engine. */
export class TimeZone {
  private readonly format: Intl.DateTimeFormat;
  private lastMinute = NaN;
  private lastOffset = 0;

  private constructor(readonly name: string) {
    this.format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  }

  /** Undefined for a name that is no zone. Offsets such as `+01:00` are no zones: they know no change of the clocks. */
  static find(name: string): TimeZone | undefined {
    const known = zones.get(name);
    if (known) return known;
    if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) return undefined;
    try {
      const zone = new TimeZone(name);
      // The names come from callers; the engine takes them in any case of letters.
      if (zones.size >= MAX_ZONES) zones.clear();
      zones.set(name, zone);
      return zone;
    } catch {
      return undefined;
    }
  }

  /** What the wall clock is ahead of UTC at an instant, in ms; west of Greenwich it is negative. */
  offsetAt(instant: number): number {
    // Clocks are set on full minutes, in all zones since 1972; in Newfoundland until 2011 at one past midnight.
    const minute = Math.floor(instant / MINUTE_MS) * MINUTE_MS;
    if (minute !== this.lastMinute) {
      this.lastOffset = this.wallClock(minute) - minute;
      this.lastMinute = minute;
    }
    return this.lastOffset;
  }

  /** The wall clock at an instant, written as if it were UTC. */
  wallAt(instant: number): number {
    return instant + this.offsetAt(instant);
  }

  /**
   * The first instant at which the wall clock (written as if it were UTC) shows `wall` or later. Where the clocks are set
   * back over it that is the first of the two; where they are set forward over it, the instant of the change.
   */
  instantOf(wall: number): number {
    const before = this.offsetAt(wall - DAY_MS);
    const after = this.offsetAt(wall + DAY_MS);
    const first = wall - Math.max(before, after);
    const last = wall - Math.min(before, after);
    if (first === last || this.wallAt(first) === wall) return first;
    if (this.wallAt(last) === wall) return last;
    let low = first;
    let high = last;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.wallAt(middle) >= wall) high = middle;
      else low = middle;
    }
    return high;
  }

  private wallClock(instant: number): number {
    const [, month, day, year, hour, minute, second] =
      /^(\d+)\/(\d+)\/(\d+), (\d+):(\d+):(\d+)$/.exec(this.format.format(instant)) ?? [];
    return Date.UTC(
      Number(year),
      Number(month) - 1,
      Number(day),
      Number(hour),
      Number(minute),
      Number(second),
    );
  }
}

const DAY_MS = 24 * 60 * 60 * 1000;
const MINUTE_MS = 60 * 1000;
const MAX_ZONES = 500;
const zones = new Map<string, TimeZone>();
