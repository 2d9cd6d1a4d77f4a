import type { Saved, StateReader, StateWriter } from '../state';

/** The last values of a series, oldest first. Several statistics look at one. */
export class Ring implements Saved {
  readonly values: Float64Array;
  private filled = 0;
  private next = 0;

  /** `size`: how many values it holds, at least 1. */
  constructor(readonly size: number) {
    this.values = new Float64Array(size);
  }

  get length(): number {
    return this.filled;
  }

  /** Answers with the value that had to go; NaN while there was room. */
  push(value: number): number {
    const { values, next, size } = this;
    let gone = NaN;
    if (this.filled === size) gone = values[next] as number;
    else this.filled++;
    values[next] = value;
    this.next = next + 1 === size ? 0 : next + 1;
    return gone;
  }

  /** The order is not that of time, which no sum asks for. */
  get held(): Float64Array {
    return this.filled === this.size ? this.values : this.values.subarray(0, this.filled);
  }

  save(to: StateWriter): void {
    to.number(this.filled);
    to.number(this.next);
    to.numbers(this.held);
  }

  restore(from: StateReader): void {
    this.filled = from.count(this.size);
    this.next = from.count(this.size - 1);
    from.into(this.held);
  }
}
