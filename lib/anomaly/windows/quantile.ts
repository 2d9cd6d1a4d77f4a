import type { Saved, StateReader, StateWriter } from '../state';
import type { Ring } from './ring';

const SMALLEST_PART = 16;
const LARGEST_PART = 128;

/**
 * One quantile of what a ring holds, exact. Kept in order is only the part of the values around it, a sixteenth of
 * the window: a value that comes or goes outside only shifts by one which ranks the part has. When the rank that is asked for
 * leaves the part, which takes many readings, the part is cut out of the ring anew.
 */
export class QuantileWindow implements Saved {
  private readonly part: Float64Array;
  /** Values in the part, and the rank of its first. */
  private count = 0;
  private first = 0;
  /** First and last value of the part: what lies outside needs no look at it. */
  private low = Infinity;
  private high = -Infinity;
  private current = NaN;
  /** The part was changed since it was last evaluated, and how many values the ring had then. */
  private touched = false;
  private valued = 0;

  /** `share`: 0.25 is the lower quartile. */
  constructor(
    private readonly ring: Ring,
    private readonly share: number,
  ) {
    this.part = new Float64Array(Math.min(LARGEST_PART, Math.max(SMALLEST_PART, ring.size >> 4)) + 1);
  }

  /** Between two ranks the straight line counts, as simple-statistics and most others do. NaN of no values. */
  get value(): number {
    return this.current;
  }

  /** After `value` was pushed into the ring and `gone` left it. */
  slide(value: number, gone: number): void {
    const { length } = this.ring;
    const { first, count } = this;
    // Most values come and go at the same side of the part, which is not even looked at.
    if (gone === gone) {
      if (gone < this.low) this.first--;
      else if (gone <= this.high) this.take(gone);
    }
    if (value < this.low && this.first > 0) this.first++;
    else if (value <= this.high || this.first + this.count >= length - 1) this.add(value);
    if (this.first === first && this.count === count && !this.touched && length === this.valued) return;
    this.settle(length);
  }

  private settle(length: number): void {
    const low = Math.floor((length - 1) * this.share);
    const high = Math.min(length - 1, low + 1);
    if (low < this.first || high >= this.first + this.count) this.anew(low);
    else if (this.count === this.part.length) this.drop(low);
    this.evaluate(length);
  }

  private evaluate(length: number): void {
    const { part, count } = this;
    this.touched = false;
    this.valued = length;
    this.low = count > 0 ? (part[0] as number) : Infinity;
    this.high = count > 0 ? (part[count - 1] as number) : -Infinity;
    const index = (length - 1) * this.share;
    const rank = Math.floor(index);
    const below = this.at(rank);
    this.current = index === rank ? below : below + (index - rank) * (this.at(rank + 1) - below);
  }

  private at(rank: number): number {
    return this.part[rank - this.first] as number;
  }

  private placeOf(value: number, count: number): number {
    const { part } = this;
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((part[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private take(value: number): void {
    const { part } = this;
    const last = --this.count;
    // A loop: the engine's own copy takes longer to begin than so few values to move.
    for (let i = this.placeOf(value, last + 1); i < last; i++) part[i] = part[i + 1] as number;
    this.touched = true;
    this.low = last > 0 ? (part[0] as number) : Infinity;
    this.high = last > 0 ? (part[last - 1] as number) : -Infinity;
  }

  private add(value: number): void {
    const { part } = this;
    const place = this.placeOf(value, this.count);
    for (let i = this.count++; i > place; i--) part[i] = part[i - 1] as number;
    part[place] = value;
    this.touched = true;
  }

  /** Makes room at the end that is farther from the rank. */
  private drop(rank: number): void {
    const middle = this.first + (this.count >> 1);
    this.count--;
    if (rank < middle) return;
    this.part.copyWithin(0, 1, this.count + 1);
    this.first++;
  }

  private anew(rank: number): void {
    const { held } = this.ring;
    const size = Math.min(this.part.length - 1, held.length);
    this.first = Math.max(0, Math.min(held.length - size, rank - (size >> 1)));
    this.count = size;
    if (scratch.length < held.length) scratch = new Float64Array(held.length);
    scratch.set(held);
    select(scratch, 0, held.length - 1, this.first);
    if (size < held.length) select(scratch, this.first, held.length - 1, this.first + size - 1);
    this.part.set(scratch.subarray(this.first, this.first + size));
    this.part.subarray(0, size).sort();
  }

  save(_to: StateWriter): void {
    // Follows from the ring.
  }

  restore(_from: StateReader): void {
    this.count = this.first = 0;
    const { length } = this.ring;
    if (length === 0) return;
    this.anew(Math.floor((length - 1) * this.share));
    this.evaluate(length);
  }
}

/** One for all: nothing waits between taking and leaving it. */
let scratch = new Float64Array(1024);

/** Hoare's selection: afterwards no value before `rank` is larger than the one there, and none behind it smaller. */
function select(values: Float64Array, from: number, to: number, rank: number): void {
  let low = from;
  let high = to;
  while (low < high) {
    const pivot = medianOfThree(values[low] as number, values[(low + high) >> 1] as number, values[high] as number); // prettier-ignore
    let i = low;
    let j = high;
    while (i <= j) {
      while ((values[i] as number) < pivot) i++;
      while ((values[j] as number) > pivot) j--;
      if (i > j) break;
      const swapped = values[i] as number;
      values[i++] = values[j] as number;
      values[j--] = swapped;
    }
    if (rank <= j) high = j;
    else if (rank >= i) low = i;
    else return;
  }
}

const medianOfThree = (a: number, b: number, c: number): number =>
  Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
