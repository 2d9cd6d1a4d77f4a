/** A map of at most `size` entries: the one that was touched longest ago goes. */
export class BoundedMap<Value> {
  private readonly entries = new Map<string, Value>();

  constructor(private readonly most: number) {}

  get size(): number {
    return this.entries.size;
  }

  /** Looks without touching. */
  peek(key: string): Value | undefined {
    return this.entries.get(key);
  }

  /** The value of the key, made if there is none; touched either way. */
  touch(key: string, make: () => Value): Value {
    const known = this.entries.get(key);
    const value = known ?? make();
    this.set(key, value);
    return value;
  }

  /** Touches, too. */
  set(key: string, value: Value): void {
    this.entries.delete(key);
    if (this.entries.size >= this.most) {
      const [oldest] = this.entries.keys();
      if (oldest !== undefined) this.entries.delete(oldest);
    }
    this.entries.set(key, value);
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  /** Those touched longest ago first. */
  *[Symbol.iterator](): IterableIterator<[string, Value]> {
    yield* this.entries;
  }
}
