/** Most messages of one node that wait for one before them. */
const MAX_HELD = 256;

/** §6.4.4: 0 to 255, then 0 again. */
export const nextSequence = (seq: number): number => (seq + 1) % 256;

/**
 * Puts messages of a node into the order of their sequence numbers. One that is ahead waits for those before it, for as
 * long as whoever uses this allows (`waitingSince`).
 */
export class Sequence<T> {
  private readonly held = new Map<number, T>();
  private since: number | undefined;

  constructor(private expected: number) {}

  /** Goes on with this number. */
  jump(seq: number): void {
    this.expected = seq;
  }

  /** When the first of those that wait came, epoch ms. */
  get waitingSince(): number | undefined {
    return this.since;
  }

  /** The messages whose turn it is now, in order. `full`: too many wait, or the same number came twice. */
  take(seq: number, message: T, now: number): { readonly ready: T[]; readonly full: boolean } {
    if (seq !== this.expected) {
      if (this.held.has(seq) || this.held.size >= MAX_HELD) return { ready: [], full: true };
      this.held.set(seq, message);
      this.since ??= now;
      return { ready: [], full: false };
    }
    const ready = [message];
    this.expected = nextSequence(seq);
    for (;;) {
      const next = this.held.get(this.expected);
      if (next === undefined) break;
      this.held.delete(this.expected);
      ready.push(next);
      this.expected = nextSequence(this.expected);
    }
    if (this.held.size === 0) this.since = undefined;
    return { ready, full: false };
  }

  /** Gives up what is missing: those that wait, in order. It goes on behind the last of them. */
  giveUp(): T[] {
    const order: T[] = [];
    const from = this.expected;
    for (let i = 0, seq = from; i < 256; i++, seq = nextSequence(seq)) {
      const message = this.held.get(seq);
      if (message === undefined) continue;
      order.push(message);
      this.expected = nextSequence(seq);
    }
    this.held.clear();
    this.since = undefined;
    return order;
  }
}
