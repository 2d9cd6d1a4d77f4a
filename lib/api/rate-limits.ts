import type { Clock } from '../core/clock';
import type { ErrorCode } from '../core/errors';
import type { Counter, Meter } from '../core/meter';
import { TokenBucket } from '../core/token-bucket';
import { networkOf, type Principal, type QuotaSource } from '../tenancy';
import type { Allowance } from './contract';
import { HttpError } from './problem';

/** Calls per minute; as many may come at once. */
export interface RateSettings {
  /** Of a tenant that has no quota of its own. */
  readonly tenant: number;
  /** Of one user or API key. */
  readonly user: number;
  /** Of one address to public operations, and of those whose token does not count. */
  readonly address: number;
  /** Of one address to log in and to renew a login. */
  readonly login: number;
  /** Of one address to the health checks. */
  readonly health: number;
}

export const DEFAULT_RATES: RateSettings = {
  tenant: 6000,
  user: 3000,
  address: 600,
  login: 300,
  health: 1200,
};

/** Headers by which clients pace themselves: draft-ietf-httpapi-ratelimit-headers-10. */
export const RATE_HEADERS = ['RateLimit-Policy', 'RateLimit'] as const;

type PolicyName = keyof RateSettings;

interface Share {
  readonly policy: PolicyName;
  readonly perMinute: number;
  readonly bucket: TokenBucket;
}

const MINUTE_S = 60;
/** Buckets of one policy. A full one says what a new one says, and may go. */
const MAX_BUCKETS = 10_000;

const WHOSE: Readonly<Record<PolicyName, string>> = {
  tenant: 'Your tenant',
  user: 'You',
  address: 'Your address',
  login: 'Your address',
  health: 'Your address',
};

/** Too many calls; `policies` names the quota that is used up, as RateLimit-Policy does. */
export class RateLimitedError extends HttpError {
  constructor(
    { policy, perMinute }: Pick<Share, 'policy' | 'perMinute'>,
    readonly retryAfter: number,
    headers: Readonly<Record<string, string>>,
  ) {
    const code: ErrorCode = policy === 'tenant' ? 'over-quota' : 'rate-limited';
    const has = policy === 'user' ? 'have' : 'has';
    super(code, `${WHOSE[policy]} ${has} used up the quota "${policy}" of ${perMinute} calls per minute.`, {
      advice: `Try again in ${retryAfter} s; the header RateLimit tells in time how many calls are left.`,
      headers,
    });
    this.policies = [policy];
  }
  readonly policies: readonly string[];
}

/**
 * How many calls a minute everybody may make: a tenant by its quota, each of its users, and each address where nobody has
 * logged in. An operation that costs more counts for several. Nothing is taken from one quota when another one is used up.
 */
export class RateLimits {
  private readonly buckets = new Map<PolicyName, Map<string, TokenBucket>>();
  private readonly refused: Counter;
  private readonly cost: Counter;
  private rates = DEFAULT_RATES;

  constructor(private readonly use: { clock: Clock; meter: Meter; quotas: QuotaSource }) {
    this.refused = use.meter.counter('thermacore_api_rate_limited_total', 'Calls beyond a quota', [
      'tenant',
      'policy',
    ]);
    this.cost = use.meter.counter('thermacore_api_cost_total', 'What the calls of a tenant cost', ['tenant']);
  }

  configure(rates: Partial<RateSettings>): void {
    this.rates = { ...DEFAULT_RATES, ...rates };
  }

  /** Counts a call of a user. Returns the headers that say what is left; throws RateLimitedError. */
  takeFor({ tenant, userId }: Principal, cost: number): Record<string, string> {
    const { user } = this.rates;
    const own = this.share('user', userId, user);
    if (tenant === null) return this.take([own], cost, '');
    const quota = this.use.quotas.quotasOf(tenant).apiCallsPerMinute ?? this.rates.tenant;
    return this.take([this.share('tenant', tenant, quota), own], cost, tenant);
  }

  /** The same for a call of somebody unknown. */
  takeFrom(address: string, allowance: Allowance = 'address', cost = 1): Record<string, string> {
    return this.take([this.share(allowance, networkOf(address), this.rates[allowance])], cost, '');
  }

  private take(shares: readonly Share[], cost: number, tenant: string): Record<string, string> {
    const empty = shares.find(({ bucket, perMinute }) => bucket.left < Math.min(cost, perMinute));
    if (!empty) {
      for (const { bucket, perMinute } of shares) bucket.take(Math.min(cost, perMinute));
      if (tenant !== '') this.cost.add(cost, { tenant });
      return headersOf(shares);
    }
    const { policy, bucket } = empty;
    this.refused.add(1, { tenant, policy });
    const retryAfter = Math.max(1, Math.ceil(bucket.waitFor(cost) / 1000));
    throw new RateLimitedError(empty, retryAfter, headersOf(shares));
  }

  private share(policy: PolicyName, key: string, perMinute: number): Share {
    let ofPolicy = this.buckets.get(policy);
    if (!ofPolicy) this.buckets.set(policy, (ofPolicy = new Map<string, TokenBucket>()));
    let bucket = ofPolicy.get(key);
    if (bucket) bucket.setPace(perMinute / MINUTE_S, perMinute);
    else {
      if (ofPolicy.size >= MAX_BUCKETS) makeRoom(ofPolicy, perMinute);
      ofPolicy.set(key, (bucket = new TokenBucket(this.use.clock, perMinute / MINUTE_S, perMinute)));
    }
    return { policy, perMinute, bucket };
  }
}

/** Whoever has used nothing goes, and of the others the oldest. */
function makeRoom(buckets: Map<string, TokenBucket>, perMinute: number): void {
  for (const [key, bucket] of buckets) if (bucket.left >= perMinute) buckets.delete(key);
  for (const key of buckets.keys()) {
    if (buckets.size < MAX_BUCKETS) break;
    buckets.delete(key);
  }
}

/** Lists of Structured Fields (RFC 9651): `"tenant";q=6000;w=60` and `"tenant";r=5999;t=1`. */
function headersOf(shares: readonly Share[]): Record<string, string> {
  const policies = shares.map(({ policy, perMinute }) => `"${policy}";q=${perMinute};w=${MINUTE_S}`);
  const left = shares.map(({ policy, perMinute, bucket }) => {
    const whole = Math.ceil(bucket.waitFor(perMinute) / 1000);
    return `"${policy}";r=${Math.floor(bucket.left)};t=${whole}`;
  });
  return { 'ratelimit-policy': policies.join(', '), ratelimit: left.join(', ') };
}
