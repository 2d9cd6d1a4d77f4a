import { Backoff } from '../../core/backoff';
import type { Clock } from '../../core/clock';

/** A shorter pause is none: a few messages go together. */
const SHORTEST_PAUSE_MS = 20;

/** When the next message may go: a rate while draining, and a growing pause when the broker takes none for now. */
export class Pace {
  private readonly backoff = new Backoff({ first: 1_000, floor: 500 });
  private nextAt = -Infinity;

  constructor(
    private readonly clock: Clock,
    private readonly perSecond: number,
  ) {}

  /** Ms to wait; undefined: a message may go now, and is counted if there is a rate to keep. */
  wait(isDraining: boolean): number | undefined {
    const now = this.clock.monotonic();
    if (this.nextAt - now >= SHORTEST_PAUSE_MS) return this.nextAt - now;
    if (isDraining) this.nextAt = Math.max(this.nextAt, now) + 1000 / this.perSecond;
    return undefined;
  }

  refused(): void {
    this.nextAt = Math.max(this.nextAt, this.clock.monotonic() + this.backoff.next());
  }

  taken(): void {
    this.backoff.reset();
  }
}
