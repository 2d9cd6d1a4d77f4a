import type { Saved, StateReader, StateWriter } from '../state';
import type { Ring } from './ring';

/** Up to here a loop moves values faster than the engine's own copy begins. */
const SHORT = 32;

/** The values of a ring in order: found in O(log n), and one block of memory moved for each that comes and goes. */
export class SortedWindow implements Saved {
  private readonly order: Float64Array;
  private count = 0;

  constructor(private readonly ring: Ring) {
    this.order = new Float64Array(ring.size);
  }

  /** After `value` was pushed into the ring and `gone` left it. */
  slide(value: number, gone: number): void {
    let hole = this.count;
    if (gone !== gone) this.count++;
    else hole = this.placeOf(gone);
    this.close(hole, this.placeOf(value, hole), value);
  }

  /** By rank, 0 the smallest. */
  at(rank: number): number {
    return this.order[rank] as number;
  }

  get median(): number {
    const { count } = this;
    if (count === 0) return NaN;
    const middle = count >> 1;
    return count % 2 === 1 ? this.at(middle) : (this.at(middle - 1) + this.at(middle)) / 2;
  }

  /**
   * Median distance from the median, in O(log n): below the median distances grow downwards, above it upwards, and of two
   * ordered lists a rank is found by halving.
   */
  get medianDistance(): number {
    const { count, median } = this;
    if (count === 0) return NaN;
    const middle = count >> 1;
    const upper = this.distanceAt(middle, median);
    return count % 2 === 1 ? upper : (this.distanceAt(middle - 1, median) + upper) / 2;
  }

  private distanceAt(rank: number, median: number): number {
    const split = this.placeOf(median);
    // How many of the `rank + 1` smallest distances lie below the median.
    let low = Math.max(0, rank + 1 - (this.count - split));
    let high = Math.min(split, rank + 1);
    while (low < high) {
      const below = (low + high) >>> 1;
      const above = rank + 1 - below;
      if (median - this.at(split - 1 - below) < this.at(split + above - 1) - median) low = below + 1;
      else high = below;
    }
    const above = rank + 1 - low;
    return Math.max(
      low > 0 ? median - this.at(split - low) : -Infinity,
      above > 0 ? this.at(split + above - 1) - median : -Infinity,
    );
  }

  /** Where the first value stands that is not smaller; what stands at `hole` counts as away. */
  private placeOf(value: number, hole = -1): number {
    const { order } = this;
    let low = 0;
    let high = hole < 0 ? this.count : this.count - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const place = hole >= 0 && middle >= hole ? middle + 1 : middle;
      if ((order[place] as number) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private close(hole: number, place: number, value: number): void {
    const { order } = this;
    if (Math.abs(hole - place) > SHORT) {
      if (hole < place) order.copyWithin(hole, hole + 1, place + 1);
      else order.copyWithin(place + 1, place, hole);
    } else if (hole < place) for (let i = hole; i < place; i++) order[i] = order[i + 1] as number;
    else for (let i = hole; i > place; i--) order[i] = order[i - 1] as number;
    order[place] = value;
  }

  save(_to: StateWriter): void {
    // Follows from the ring.
  }

  restore(_from: StateReader): void {
    const { held } = this.ring;
    this.count = held.length;
    this.order.set(held);
    this.order.subarray(0, this.count).sort();
  }
}
