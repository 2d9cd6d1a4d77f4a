import { sleep, type Clock } from '../core/clock';
import type { Meter } from '../core/meter';

/** Refusals of one second that are answered at once. Whoever heeds Retry-After never has so many. */
const AT_ONCE = 20;
const HOLD_MS = 250;
/** Answers held back at a time; beyond, they go out at once. */
const MOST_HELD = 1000;
const SECOND_MS = 1000;

/**
 * Holds back the answers of 429 of a flood. A connection has one question at a time, so the one that floods waits, and what
 * its refusals would cost us is left to those who keep to their quotas.
 */
export class SlowRefusals {
  private since = -Infinity;
  private count = 0;
  private held = 0;

  constructor(
    private readonly clock: Clock,
    meter: Meter,
  ) {
    meter.gauge('thermacore_api_refusals_held', 'Refusals of a quota that are held back', () => this.held);
  }

  /** Resolves when the answer may go out, or its client is gone. */
  async hold(signal: AbortSignal | undefined): Promise<void> {
    const now = this.clock.monotonic();
    if (now - this.since >= SECOND_MS) {
      this.since = now;
      this.count = 0;
    }
    if (++this.count <= AT_ONCE || this.held >= MOST_HELD) return;
    this.held++;
    await sleep(this.clock, HOLD_MS, signal).catch(() => undefined);
    this.held--;
  }
}
