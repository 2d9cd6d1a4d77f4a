import type { Clock } from './clock';

/** Lets `perSecond` through over time, and `burst` at once. */
export class TokenBucket {
  private tokens: number;
  private last: number;

  constructor(
    private readonly clock: Clock,
    private perSecond: number,
    private burst = perSecond,
  ) {
    this.tokens = burst;
    this.last = clock.monotonic();
  }

  /** Whether so many more may pass now. */
  take(count = 1): boolean {
    // The clock is asked only when it matters: this runs for every reading.
    if (this.tokens < count) this.refill();
    if (this.tokens < count) return false;
    this.tokens -= count;
    return true;
  }

  /** How many may pass now. */
  get left(): number {
    this.refill();
    return this.tokens;
  }

  /** Ms until so many may pass; of more than may ever pass at once, until the bucket is full. */
  waitFor(count: number): number {
    const missing = Math.min(count, this.burst) - this.left;
    return missing <= 0 ? 0 : (missing / this.perSecond) * 1000;
  }

  /** Another pace from now on; what is left stays, as far as it fits. */
  setPace(perSecond: number, burst = perSecond): void {
    if (perSecond === this.perSecond && burst === this.burst) return;
    this.refill();
    // Who had not used anything of the smaller quota has not used anything of the larger one.
    this.tokens = Math.min(burst, this.tokens + Math.max(0, burst - this.burst));
    this.perSecond = perSecond;
    this.burst = burst;
  }

  private refill(): void {
    const now = this.clock.monotonic();
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.last) / 1000) * this.perSecond);
    this.last = now;
  }
}
