import type { Clock } from '../core/clock';
import type { Meter } from '../core/meter';
import type { Rejection, RejectionReason } from '../core/reading';

const SAMPLES_PER_MINUTE = 10;
const MINUTE_MS = 60_000;

/** Counts refused readings by reason, and lets a sample of them through to a dead-letter output. */
export class RejectionCounter {
  private readonly counts = new Map<RejectionReason, number>();
  private readonly sampled = new Map<RejectionReason, number>();
  private minute = -Infinity;
  private readonly total;

  constructor(
    private readonly clock: Clock,
    meter: Meter,
  ) {
    this.total = meter.counter('thermacore_readings_rejected_total', 'Readings refused, by reason', [
      'reason',
    ]);
  }

  /** Counts it (`readings` of them); true if it belongs to the sample: the first ten of each reason in a minute. */
  count({ reason }: Pick<Rejection, 'reason'>, readings = 1): boolean {
    this.counts.set(reason, (this.counts.get(reason) ?? 0) + readings);
    this.total.add(readings, { reason });
    const now = this.clock.monotonic();
    if (now - this.minute >= MINUTE_MS) {
      this.minute = now;
      this.sampled.clear();
    }
    const seen = (this.sampled.get(reason) ?? 0) + 1;
    this.sampled.set(reason, seen);
    return seen <= SAMPLES_PER_MINUTE;
  }

  get size(): number {
    let sum = 0;
    for (const count of this.counts.values()) sum += count;
    return sum;
  }

  /** For a node's status: `12 rejected (unknown-sensor 10, bad-timestamp 2)`; empty when there was none. */
  get summary(): string {
    if (this.counts.size === 0) return '';
    const reasons = [...this.counts]
      .sort(([, a], [, b]) => b - a)
      .map(([reason, count]) => `${reason} ${count}`);
    return `${this.size} rejected (${reasons.join(', ')})`;
  }
}
