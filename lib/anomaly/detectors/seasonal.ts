import type { StateReader, StateWriter } from '../state';
import { LEAST_KNOWN, around, type Band, type Detector, type Sample } from './detector';

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
const WEEK_HOURS = 7 * DAY_HOURS;
/** The epoch was a Thursday; weeks begin on Monday. */
const EPOCH_HOUR = 3 * DAY_HOURS;
/** Hours of the same name that were seen before their profile counts: of a day, of a week. */
const LEAST_DAYS = 2;
const LEAST_WEEKS = 3;
/** Values and visits that a profile remembers. */
const MEMORY = 2000;

/** Mean, mean square distance, values and visits of each hour. */
class Profile {
  readonly means: Float64Array;
  readonly squares: Float64Array;
  readonly values: Float64Array;
  readonly visits: Float64Array;

  constructor(hours: number) {
    [this.means, this.squares, this.values, this.visits] = Array.from(
      { length: 4 },
      () => new Float64Array(hours),
    ) as [Float64Array, Float64Array, Float64Array, Float64Array];
  }

  learn(hour: number, value: number, entered: boolean): void {
    if (entered) this.visits[hour] = (this.visits[hour] as number) + 1;
    const count = Math.min(MEMORY, (this.values[hour] as number) + 1);
    this.values[hour] = count;
    const before = this.means[hour] as number;
    const distance = value - before;
    this.means[hour] = before + distance / count;
    this.squares[hour] =
      (this.squares[hour] as number) +
      (distance * (value - this.means[hour]) - (this.squares[hour] as number)) / count;
  }

  knows(hour: number, visits: number): boolean {
    return (this.values[hour] as number) >= LEAST_KNOWN && (this.visits[hour] as number) >= visits;
  }

  get all(): Float64Array[] {
    return [this.means, this.squares, this.values, this.visits];
  }
}

/**
 * Distance from what is usual at this hour of the week or, until three weeks are known, of the day; on the wall clock of
 * the plant, because people live by it.
 */
export class Seasonal implements Detector {
  readonly name = 'seasonal';
  private readonly day = new Profile(DAY_HOURS);
  private readonly week = new Profile(WEEK_HOURS);
  private last = NaN;

  /** `offsetAt`: what the wall clock is ahead of UTC at an instant, in ms. */
  constructor(private readonly offsetAt: (at: number) => number) {}

  judge({ value, at, floor }: Sample): number {
    const hour = this.hourOf(at);
    const known = this.profileOf(hour);
    if (!known) return NaN;
    const [profile, place] = known;
    return Math.abs(value - (profile.means[place] as number)) / scaleOf(profile, place, floor);
  }

  learn({ value, at }: Sample): void {
    const hour = this.hourOf(at);
    const entered = hour !== this.last;
    this.last = hour;
    this.day.learn(hour % DAY_HOURS, value, entered);
    this.week.learn(hour, value, entered);
  }

  band(strength: number, { at, floor }: Sample): Band {
    const [profile, place] = this.profileOf(this.hourOf(at)) ?? [this.day, this.hourOf(at) % DAY_HOURS];
    return around(profile.means[place] as number, strength * scaleOf(profile, place, floor));
  }

  private hourOf(at: number): number {
    return (Math.floor((at + this.offsetAt(at)) / HOUR_MS) + EPOCH_HOUR) % WEEK_HOURS;
  }

  private profileOf(hour: number): readonly [Profile, number] | undefined {
    if (this.week.knows(hour, LEAST_WEEKS)) return [this.week, hour];
    const ofDay = hour % DAY_HOURS;
    return this.day.knows(ofDay, LEAST_DAYS) ? [this.day, ofDay] : undefined;
  }

  save(to: StateWriter): void {
    for (const numbers of [...this.day.all, ...this.week.all]) to.numbers(numbers);
    to.number(this.last);
  }

  restore(from: StateReader): void {
    for (const numbers of [...this.day.all, ...this.week.all]) from.into(numbers);
    this.last = from.number();
  }
}

const scaleOf = (profile: Profile, place: number, floor: number): number =>
  Math.max(Math.sqrt(profile.squares[place] as number), floor);
