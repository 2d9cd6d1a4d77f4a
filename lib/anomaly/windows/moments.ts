import type { Saved, StateReader, StateWriter } from '../state';
import type { Ring } from './ring';

/**
 * Mean and variance of what a ring holds, updated by the value that comes and the one that goes (Welford's method, both
 * ways). Taking away loses digits each time, so once a turn of the ring both are worked out anew: the error stays that of
 * one turn, and the work is one addition a reading.
 */
export class Moments implements Saved {
  private average = 0;
  /** Sum of squared distances from the mean. */
  private spread = 0;
  private untilAnew: number;

  constructor(private readonly ring: Ring) {
    this.untilAnew = ring.size;
  }

  get mean(): number {
    return this.average;
  }

  /** Of the values as they are, divided by their number. */
  get variance(): number {
    const { length } = this.ring;
    return length === 0 ? 0 : this.spread / length;
  }

  get deviation(): number {
    return Math.sqrt(this.variance);
  }

  /** After `value` was pushed into the ring and `gone` left it. */
  slide(value: number, gone: number): void {
    const { length } = this.ring;
    const before = this.average;
    if (gone !== gone) {
      this.average = before + (value - before) / length;
      this.spread += (value - before) * (value - this.average);
    } else {
      const change = value - gone;
      this.average = before + change / length;
      this.spread += change * (value - this.average + gone - before);
      if (this.spread < 0) this.spread = 0;
    }
    if (--this.untilAnew === 0) this.anew();
  }

  private anew(): void {
    const { held } = this.ring;
    let sum = 0;
    for (let i = 0; i < held.length; i++) sum += held[i] as number;
    const mean = sum / held.length;
    let squares = 0;
    let rest = 0;
    for (let i = 0; i < held.length; i++) {
      const distance = (held[i] as number) - mean;
      squares += distance * distance;
      rest += distance;
    }
    // What the mean is off by, because it was rounded, is taken out again.
    this.average = mean + rest / held.length;
    this.spread = Math.max(0, squares - (rest * rest) / held.length);
    this.untilAnew = this.ring.size;
  }

  save(to: StateWriter): void {
    to.numbers([this.average, this.spread, this.untilAnew]);
  }

  restore(from: StateReader): void {
    this.average = from.number();
    this.spread = from.number();
    this.untilAnew = from.count(this.ring.size);
  }
}
