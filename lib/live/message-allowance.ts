import type { Clock } from '../core/clock';

/** Token bucket: a client may send `perSecond` messages over time, and four seconds' worth at once. */
export class MessageAllowance {
  private left: number;
  private at: number;
  private readonly most: number;

  constructor(
    private readonly perSecond: number,
    private readonly clock: Clock,
  ) {
    this.left = this.most = perSecond * 4;
    this.at = clock.monotonic();
  }

  take(): boolean {
    const now = this.clock.monotonic();
    this.left = Math.min(this.most, this.left + ((now - this.at) / 1000) * this.perSecond);
    this.at = now;
    if (this.left < 1) return false;
    this.left--;
    return true;
  }
}
