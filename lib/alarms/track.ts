import type { ReadingValue } from '../core/reading';

/** Classes of quality as numbers, ascending from the best; `NONE`: there is no reading yet. */
export const GOOD = 0;
export const UNCERTAIN = 1;
export const BAD = 2;
export const NONE = 3;

/** What became of a point: the newest one, one that belongs before others, or none at all. */
export type Placed = 'newest' | 'late' | 'repeat' | 'too-old';

interface Known {
  readonly time: number;
  readonly value: number;
}

/** Points kept of one source at most; beyond, the oldest go and the window is shorter for it. */
export const MAX_POINTS = 65_536;
const FIRST_POINTS = 4;

/**
 * The recent past of one source (a sensor, a device, the scores of a sensor, another alarm): its points by (time,
 * ordinal), as far back as late data may come, and one more, which holds before.
 */
export class Track {
  /** Points are `first` to `end` (not included) of these. */
  first = 0;
  end = 0;
  private times: number[] = new Array<number>(FIRST_POINTS).fill(0);
  private ordinals: number[] = new Array<number>(FIRST_POINTS).fill(0);
  private values: ReadingValue[] = new Array<ReadingValue>(FIRST_POINTS).fill(0);
  /** Class of quality, and 4 where the point says itself that it is no news (stale, comm-lost). */
  private marks: number[] = new Array<number>(FIRST_POINTS).fill(0);
  /** Time of the last point with news that is not kept any more. */
  private newsBefore = -Infinity;
  /** The last known number that is not kept any more, and its time. */
  private knownAt = -Infinity;
  private known = 0;
  /** How far the source is behind our clock: arrival of the newest point less its time, in ms. */
  lag = 0;
  /** How long points are kept behind the newest, in ms. */
  keepMs: number;

  constructor(
    readonly key: string,
    readonly windowMs: number,
  ) {
    this.keepMs = windowMs;
  }

  get newest(): number {
    return this.end > this.first ? (this.times[this.end - 1] as number) : -Infinity;
  }
  timeAt(index: number): number {
    return this.times[index] as number;
  }
  ordinalAt(index: number): number {
    return this.ordinals[index] as number;
  }
  valueAt(index: number): ReadingValue {
    return this.values[index] as ReadingValue;
  }
  qualityAt(index: number): number {
    return (this.marks[index] as number) & 3;
  }
  isNews(index: number): boolean {
    return (this.marks[index] as number) < 4;
  }

  add(time: number, ordinal: number, value: ReadingValue, quality: number, news: boolean): Placed {
    const mark = news ? quality : quality + 4;
    const { newest } = this;
    if (time > newest || (time === newest && ordinal > this.ordinalAt(this.end - 1))) {
      this.insert(this.end, time, ordinal, value, mark);
      this.forget(time);
      return 'newest';
    }
    const index = this.after(time, ordinal);
    if (index > this.first && this.timeAt(index - 1) === time && this.ordinalAt(index - 1) === ordinal)
      return 'repeat';
    if (time < newest - this.windowMs) return 'too-old';
    this.insert(index, time, ordinal, value, mark);
    return 'late';
  }

  /** Index of the first point behind (time, ordinal). */
  after(time: number, ordinal = Infinity): number {
    let low = this.first;
    let high = this.end;
    while (low < high) {
      const middle = (low + high) >> 1;
      const at = this.times[middle] as number;
      if (at < time || (at === time && (this.ordinals[middle] as number) <= ordinal)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Index of the first point that is not before (time, ordinal). */
  from(time: number, ordinal: number): number {
    let index = this.after(time, ordinal);
    while (index > this.first && this.timeAt(index - 1) === time && this.ordinalAt(index - 1) >= ordinal)
      index--;
    return index;
  }

  /** Time of the last point with news before the index; `otherwise` where there never was one. */
  newsUntil(index: number, otherwise: number): number {
    for (let at = index - 1; at >= this.first; at--) if (this.isNews(at)) return this.timeAt(at);
    return Math.max(this.newsBefore, otherwise);
  }

  /** The last known number that is not newer than `time`, also where its point is not kept any more. */
  knownUntil(time: number): Known | undefined {
    for (let at = this.after(time) - 1; at >= this.first; at--) {
      const value = this.values[at] as ReadingValue;
      if (this.qualityAt(at) < BAD && typeof value !== 'string')
        return { time: this.timeAt(at), value: Number(value) };
    }
    return this.knownAt <= time && this.knownAt > -Infinity
      ? { time: this.knownAt, value: this.known }
      : undefined;
  }

  /** Takes the newest points away, down to `count` of those that are left. */
  dropNewest(count: number): void {
    this.end -= count;
  }

  clear(): void {
    this.first = this.end = 0;
    this.newsBefore = this.knownAt = -Infinity;
  }

  /** The newest points as plain JSON, and back. */
  save(most = Infinity): TrackMemory {
    const { key, lag, end } = this;
    const first = Math.max(this.first, end - most);
    const part = <T>(list: readonly T[]): T[] => list.slice(first, end);
    return {
      key,
      lag,
      newsBefore: Number.isFinite(this.newsBefore) ? this.newsBefore : null,
      known: Number.isFinite(this.knownAt) ? { time: this.knownAt, value: this.known } : null,
      times: part(this.times),
      ordinals: part(this.ordinals),
      values: part(this.values),
      marks: part(this.marks),
    };
  }

  load({ lag, newsBefore, known, times, ordinals, values, marks }: TrackMemory): void {
    this.clear();
    this.lag = lag;
    this.newsBefore = newsBefore ?? -Infinity;
    this.knownAt = known?.time ?? -Infinity;
    this.known = known?.value ?? 0;
    times.forEach((time, i) =>
      this.insert(this.end, time, ordinals[i] ?? 0, values[i] ?? 0, marks[i] ?? BAD),
    );
  }

  private insert(index: number, time: number, ordinal: number, value: ReadingValue, mark: number): void {
    if (this.end === this.times.length) {
      const moved = this.makeRoom();
      index -= moved;
    }
    for (let at = this.end; at > index; at--) this.copy(at - 1, at);
    this.times[index] = time;
    this.ordinals[index] = ordinal;
    this.values[index] = value;
    this.marks[index] = mark;
    this.end++;
  }

  private copy(from: number, to: number): void {
    this.times[to] = this.times[from] as number;
    this.ordinals[to] = this.ordinals[from] as number;
    this.values[to] = this.values[from] as ReadingValue;
    this.marks[to] = this.marks[from] as number;
  }

  /** By moving to the front where half is free, else by growing. Returns how far points moved. */
  private makeRoom(): number {
    const size = this.times.length;
    if (this.end - this.first >= MAX_POINTS) this.forgetFirst();
    if (this.first * 2 < size && size < 2 * MAX_POINTS) {
      for (const list of [this.times, this.ordinals, this.marks]) list.length = size * 2;
      this.times.fill(0, size);
      this.ordinals.fill(0, size);
      this.marks.fill(0, size);
      this.values.length = size * 2;
      this.values.fill(0, size);
      return 0;
    }
    const moved = this.first;
    for (let at = this.first; at < this.end; at++) this.copy(at, at - moved);
    this.first = 0;
    this.end -= moved;
    return moved;
  }

  /** Keeps what is not older than `keepMs`, and the point before it. */
  private forget(newest: number): void {
    const until = newest - this.keepMs;
    while (this.end - this.first > 1 && (this.times[this.first + 1] as number) <= until) this.forgetFirst();
  }

  private forgetFirst(): void {
    const { first } = this;
    const value = this.values[first] as ReadingValue;
    if (this.isNews(first)) this.newsBefore = this.timeAt(first);
    if (this.qualityAt(first) < BAD && typeof value !== 'string') {
      this.knownAt = this.timeAt(first);
      this.known = Number(value);
    }
    this.first++;
  }
}

export interface TrackMemory {
  readonly key: string;
  readonly lag: number;
  readonly newsBefore: number | null;
  readonly known: Known | null;
  readonly times: readonly number[];
  readonly ordinals: readonly number[];
  readonly values: readonly ReadingValue[];
  readonly marks: readonly number[];
}
