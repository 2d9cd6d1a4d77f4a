import type { Clock, Timer } from '../core/clock';
import { messageOf } from '../core/errors';
import type { Logger } from '../core/logger';
import type { Meter } from '../core/meter';
import type { RejectionReason } from '../core/reading';
import { TokenBucket } from '../core/token-bucket';
import type { Store } from '../store';
import type { TenantState } from '../store/identity/tenant-repository';
import type { QuotaName, QuotaSource, Quotas } from '../tenancy';
import type { Gauge } from '../telemetry';

export interface TenantStatesContext {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Undefined: not shown as metrics. */
  readonly meter?: Meter | undefined;
}

type Source = { readonly tenants: Pick<Store['tenants'], 'states'> } & Pick<Store, 'onTenants'>;

const REFRESH_MS = 30_000;
/** Of its storage a tenant and its administrators are warned from here. */
const WARN_AT = 0.9;
const BURST_SECONDS = 2;
const SHOWN = ['units', 'sensors', 'devices', 'users', 'storageMiB'] as const satisfies readonly QuotaName[];
const NONE: Quotas = {};

/**
 * What holds for the tenants of a database, for those who must answer at once: read when the database announces a change, and
 * every 30 s. While it is away, what was last read holds.
 */
export class TenantStates implements QuotaSource {
  private states: ReadonlyMap<string, TenantState> = new Map();
  private readonly buckets = new Map<string, { readonly rate: number; readonly bucket: TokenBucket }>();
  private readonly warned = new Set<string>();
  private readonly metered = new Set<string>();
  private readonly listeners = new Set<(tenant: string) => void>();
  private readonly timer: Timer;
  private readonly stopListening: () => void;
  private loading: Promise<void> | undefined;
  private again = false;

  constructor(
    private readonly store: Source,
    private readonly use: TenantStatesContext,
  ) {
    this.timer = use.clock.every(REFRESH_MS, () => void this.refresh());
    this.stopListening = store.onTenants(() => void this.refresh());
  }

  stop(): void {
    this.timer.stop();
    this.stopListening();
    this.listeners.clear();
  }

  quotasOf(tenant: string): Quotas {
    return this.states.get(tenant)?.quotas ?? NONE;
  }

  isSuspended(tenant: string): boolean {
    return this.states.get(tenant)?.suspended ?? false;
  }

  /** Why no reading of the tenant may enter now; undefined: they may. */
  holdOf(tenant: string): RejectionReason | undefined {
    const state = this.states.get(tenant);
    if (state?.suspended) return 'tenant-suspended';
    return state !== undefined && fillOf(state) >= 1 ? 'storage-quota' : undefined;
  }

  /** One for all who let readings of the tenant in; follows its quota. */
  gaugeOf(tenant: string): Gauge {
    return { take: () => this.bucketOf(tenant)?.take() ?? true };
  }

  /** Called with each tenant that is suspended, or gone, from now on. */
  onEnd(listener: (tenant: string) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Reads anew. Never rejects; calls during a read are served by one more after it. */
  async refresh(): Promise<void> {
    this.again = true;
    this.loading ??= this.load().finally(() => (this.loading = undefined));
    return this.loading;
  }

  private async load(): Promise<void> {
    while (this.again) {
      this.again = false;
      try {
        this.adopt(await this.store.tenants.states());
      } catch (error) {
        this.use.logger.warn('The quotas of tenants could not be read', { reason: messageOf(error) });
      }
    }
  }

  private adopt(states: readonly TenantState[]): void {
    const before = this.states;
    this.states = new Map(states.map((state) => [state.key, state]));
    for (const tenant of this.buckets.keys()) if (!this.states.has(tenant)) this.buckets.delete(tenant);
    for (const [tenant, { suspended }] of before) {
      const now = this.states.get(tenant);
      if (now === undefined || (now.suspended && !suspended))
        for (const listener of [...this.listeners]) listener(tenant);
    }
    for (const state of states) {
      this.warn(state);
      this.measure(state.key);
    }
  }

  private bucketOf(tenant: string): TokenBucket | undefined {
    const rate = this.states.get(tenant)?.quotas.readingsPerSecond;
    if (rate === undefined) return undefined;
    const known = this.buckets.get(tenant);
    if (known?.rate === rate) return known.bucket;
    const bucket = new TokenBucket(this.use.clock, rate, Math.max(1, rate * BURST_SECONDS));
    this.buckets.set(tenant, { rate, bucket });
    return bucket;
  }

  /** Once each time that it comes to it. */
  private warn(state: TenantState): void {
    const { key, quotas, storageMiB } = state;
    const fill = fillOf(state);
    if (fill < WARN_AT) return void this.warned.delete(key);
    if (this.warned.has(key)) return;
    this.warned.add(key);
    this.use.logger.warn(
      fill < 1
        ? 'A tenant has used most of its storage quota: raise it, or keep data for a shorter time'
        : 'A tenant has used all of its storage quota: its readings are refused until there is room',
      { tenant: key, usedMiB: Math.round(storageMiB ?? 0), limitMiB: quotas.storageMiB },
    );
  }

  private measure(tenant: string): void {
    const { meter } = this.use;
    if (!meter || this.metered.has(tenant)) return;
    this.metered.add(tenant);
    for (const quota of SHOWN) {
      const labels = { tenant, quota };
      meter.gauge(
        'thermacore_quota_used',
        'What tenants have of what is limited',
        () => this.used(tenant, quota),
        labels,
      );
      meter.gauge('thermacore_quota_limit', 'What tenants may have; absent without a limit', () => this.quotasOf(tenant)[quota], labels); // prettier-ignore
    }
  }

  private used(tenant: string, quota: (typeof SHOWN)[number]): number | undefined {
    const state = this.states.get(tenant);
    return quota === 'storageMiB' ? state?.storageMiB : state?.used[quota];
  }
}

/** Used of the storage quota; 0 where there is none, or nothing was measured. */
function fillOf({ quotas, storageMiB }: TenantState): number {
  if (quotas.storageMiB === undefined || storageMiB === undefined) return 0;
  return quotas.storageMiB === 0 ? 1 : storageMiB / quotas.storageMiB;
}
