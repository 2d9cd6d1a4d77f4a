import type { Clock } from '../core/clock';
import { TokenBucket } from '../core/token-bucket';

/** Readings that may come at once, in seconds' worth of the quota. */
const BURST_S = 2;

/** Readings per second of each tenant over all its `scope` nodes, where its quota says so. */
export class ReadingQuotas {
  private readonly buckets = new Map<string, TokenBucket>();

  constructor(
    private readonly quotaOf: (tenant: string) => number | undefined,
    private readonly clock: Clock,
  ) {}

  /** What the tenant has left, as its quota is now; undefined: no limit. */
  of(tenant: string): TokenBucket | undefined {
    const perSecond = this.quotaOf(tenant);
    if (perSecond === undefined) {
      this.buckets.delete(tenant);
      return undefined;
    }
    const burst = Math.max(1, BURST_S * perSecond);
    let bucket = this.buckets.get(tenant);
    if (bucket) bucket.setPace(perSecond, burst);
    else this.buckets.set(tenant, (bucket = new TokenBucket(this.clock, perSecond, burst)));
    return bucket;
  }
}
