import type { Clock, Timer } from '../../lib/core/clock';

interface Pending {
  at: number;
  readonly order: number;
  readonly every: number | undefined;
  readonly run: () => void;
}

/** A clock that stands until a test moves it. */
export class FakeClock implements Clock {
  private time: number;
  private readonly start: number;
  private order = 0;
  private readonly pending = new Set<Pending>();

  constructor(start = Date.UTC(2026, 10, 23, 9)) {
    this.start = start;
    this.time = start;
  }

  now(): number {
    return this.time;
  }

  monotonic(): number {
    return this.time - this.start;
  }

  after(ms: number, run: () => void): Timer {
    return this.add(ms, undefined, run);
  }

  every(ms: number, run: () => void): Timer {
    return this.add(ms, ms, run);
  }

  /** How many timers wait: a test for leaks. */
  get timers(): number {
    return this.pending.size;
  }

  /** Moves the time and runs what is due on the way, in order. */
  advance(ms: number): void {
    const end = this.time + ms;
    for (let next = this.due(end); next; next = this.due(end)) {
      this.time = Math.max(this.time, next.at);
      if (next.every === undefined) this.pending.delete(next);
      else next.at += Math.max(1, next.every);
      next.run();
    }
    this.time = end;
  }

  private add(ms: number, every: number | undefined, run: () => void): Timer {
    const entry: Pending = { at: this.time + Math.max(0, ms), order: this.order++, every, run };
    this.pending.add(entry);
    return { stop: () => void this.pending.delete(entry) };
  }

  private due(end: number): Pending | undefined {
    let first: Pending | undefined;
    for (const entry of this.pending)
      if (
        entry.at <= end &&
        (!first || entry.at < first.at || (entry.at === first.at && entry.order < first.order))
      )
        first = entry;
    return first;
  }
}
