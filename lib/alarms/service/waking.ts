import type { Clock, Timer } from '../../core/clock';

/** The longest that a timer is set for: clocks are set, computers sleep. */
const LONGEST_WAIT_MS = 60_000;

/** What wants to be woken at a time. */
export interface Sleeper {
  /** Epoch ms; undefined: not at all. */
  readonly wakeAt: number | undefined;
  wake(): void;
}

/** One timer for all that sleep. */
export class Waking {
  private timer: Timer | undefined;
  private timerAt = Infinity;
  /** What the clock said last, and whether it was set back since all were woken. */
  private lastNow = -Infinity;
  private setBack = false;
  private stopped = false;

  constructor(
    private readonly clock: Clock,
    private readonly sleepers: () => Iterable<Sleeper>,
  ) {}

  /** One of them may want to be woken at another time now. */
  changed({ wakeAt }: Sleeper): void {
    if (wakeAt !== undefined && wakeAt < this.timerAt) this.arm(wakeAt);
  }

  stop(): void {
    this.stopped = true;
    this.timer?.stop();
  }

  private arm(at: number): void {
    this.timer?.stop();
    this.timerAt = at;
    const wait = Math.min(Math.max(0, at - this.now()), LONGEST_WAIT_MS);
    if (!this.stopped) this.timer = this.clock.after(wait, () => this.wake());
  }

  private now(): number {
    const now = this.clock.now();
    this.setBack ||= now < this.lastNow;
    this.lastNow = now;
    return now;
  }

  private wake(): void {
    this.timerAt = Infinity;
    const now = this.now();
    // An engine finds out that the clock was set back only when it is told the time.
    const { setBack } = this;
    this.setBack = false;
    for (const one of this.sleepers())
      if (one.wakeAt !== undefined && (setBack || one.wakeAt <= now)) one.wake();
    for (const one of this.sleepers()) this.changed(one);
  }
}
