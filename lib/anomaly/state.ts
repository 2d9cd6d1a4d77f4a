/** Numbers in the order in which parts write them; the same parts read them back. */
export class StateWriter {
  private values = new Float64Array(256);
  private length = 0;

  number(value: number): void {
    if (this.length === this.values.length) this.grow(1);
    this.values[this.length++] = value;
  }

  numbers(values: ArrayLike<number>): void {
    if (this.length + values.length > this.values.length) this.grow(values.length);
    this.values.set(values, this.length);
    this.length += values.length;
  }

  /** Eight bytes a number, lowest byte first. */
  bytes(): Buffer {
    const bytes = Buffer.alloc(this.length * 8);
    for (let i = 0; i < this.length; i++) bytes.writeDoubleLE(this.values[i] as number, i * 8);
    return bytes;
  }

  private grow(by: number): void {
    const larger = new Float64Array(Math.max(this.values.length * 2, this.length + by));
    larger.set(this.values.subarray(0, this.length));
    this.values = larger;
  }
}

/** What does not fit its parts, because another version wrote it or it was cut, is told by `RangeError`. */
export class StateReader {
  private place = 0;

  constructor(private readonly bytes: Uint8Array) {}

  number(): number {
    const { buffer, byteOffset, byteLength } = this.bytes;
    if (this.place + 8 > byteLength) throw new RangeError('the state is too short');
    const value = new DataView(buffer, byteOffset + this.place, 8).getFloat64(0, true);
    this.place += 8;
    return value;
  }

  /** A whole number from 0 to `most`. */
  count(most: number): number {
    const value = this.number();
    if (!Number.isInteger(value) || value < 0 || value > most) throw new RangeError('the state does not fit');
    return value;
  }

  into(target: Float64Array): void {
    for (let i = 0; i < target.length; i++) target[i] = this.number();
  }

  /** To be called in the end: what is left over was written by something else. */
  end(): void {
    if (this.place !== this.bytes.byteLength) throw new RangeError('the state is too long');
  }
}

/** A part whose state survives: after `restore` it goes on as if it had never stopped. */
export interface Saved {
  save(to: StateWriter): void;
  restore(from: StateReader): void;
}
