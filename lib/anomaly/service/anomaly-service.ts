import type { Ownership } from '../../core/claiming';
import type { Clock } from '../../core/clock';
import { messageOf } from '../../core/errors';
import { Gate } from '../../core/gate';
import type { Logger } from '../../core/logger';
import type { Counter } from '../../core/meter';
import type { Reading } from '../../core/reading';
import type { AnomalyEvent, ScoredReading } from './shown';
import { TenantAnomalies, type AnomalyStore, type WatchState } from './tenant-anomalies';

export interface AnomalyServiceOptions {
  readonly store: AnomalyStore;
  /** Which process scores the readings of a tenant. */
  readonly ownership: Ownership;
  readonly tenants: () => Promise<readonly string[]>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly scored: (tenant: string, readings: readonly ScoredReading[]) => void;
  /** Readings that were scored, and anomalies that began. */
  readonly readings: Counter;
  readonly found: Counter;
}

/** A node that brings readings. */
export interface AnomalyFeed {
  /** Undefined: readings of all tenants. */
  readonly tenant?: string | undefined;
  readonly unit?: string | undefined;
  readonly sensor?: string | undefined;
  readonly onStatus: () => void;
}

export interface AnomalyFeedStatus {
  readonly state: WatchState;
  readonly sensors: number;
  readonly open: number;
  /** Anomalies that could not be kept. */
  readonly lost: number;
}

export interface AnomalyFeedLease {
  /** Scores. Never throws, never waits; readings are not changed. */
  readings(readings: readonly Reading[]): { scored: ScoredReading[]; events: AnomalyEvent[] };
  status(): AnomalyFeedStatus;
  release(): void;
}

/** A deploy takes a node away and brings it back: what was learnt stays in memory meanwhile. */
const LINGER_MS = 30_000;
const TENANTS_MS = 60_000;
const STATES: readonly WatchState[] = ['running', 'keeping', 'starting', 'elsewhere', 'away', 'stopped'];

/** The anomalies of a database in this process: one watch for each tenant whose readings come. */
export class AnomalyService {
  private readonly tenants = new Map<string, TenantAnomalies>();
  private readonly feeds = new Set<AnomalyFeed>();
  private readonly loading = Gate.ofTenants();
  private readonly lookout;
  private known: ReadonlySet<string> = new Set();
  private stopped = false;

  constructor(private readonly use: AnomalyServiceOptions) {
    this.lookout = use.clock.every(TENANTS_MS, () => void this.findTenants());
  }

  feed(feed: AnomalyFeed): AnomalyFeedLease {
    this.feeds.add(feed);
    if (feed.tenant !== undefined) this.of(feed.tenant);
    else void this.findTenants();
    return {
      readings: (readings) => this.readings(feed, readings),
      status: () => this.statusOf(feed),
      release: () => {
        this.feeds.delete(feed);
        this.use.clock.after(LINGER_MS, () => this.closeUnfed());
      },
    };
  }

  /** Anomalies that last, of all tenants here. */
  get open(): number {
    return [...this.tenants.values()].reduce((sum, { open }) => sum + open, 0);
  }

  get sensors(): number {
    return [...this.tenants.values()].reduce((sum, { sensors }) => sum + sensors, 0);
  }

  /** Anomalies that are not written yet. */
  get unwritten(): number {
    return [...this.tenants.values()].reduce((sum, { unwritten }) => sum + unwritten, 0);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.lookout.stop();
    const all = [...this.tenants.values()];
    this.tenants.clear();
    await Promise.all(all.map((one) => one.stop()));
  }

  private readings(
    feed: AnomalyFeed,
    readings: readonly Reading[],
  ): ReturnType<AnomalyFeedLease['readings']> {
    const scored: ScoredReading[] = [];
    const events: AnomalyEvent[] = [];
    for (const [tenant, part] of byTenant(readings, feed)) {
      // Whoever is in no registry has no watch: a made-up tenant must not make one.
      const watch = feed.tenant === tenant || this.known.has(tenant) ? this.of(tenant) : undefined;
      const result = watch?.readings(part);
      if (!result) continue;
      for (const one of result.scored) scored.push(one);
      for (const one of result.events) events.push(one);
    }
    this.use.readings.add(scored.length);
    for (const { event } of events) if (event === 'begin') this.use.found.add(1);
    return { scored, events };
  }

  private of(tenant: string): TenantAnomalies | undefined {
    if (this.stopped) return undefined;
    const known = this.tenants.get(tenant);
    if (known) return known;
    const { loading } = this;
    const { store, ownership, clock, logger, scored } = this.use;
    const changed = (): void => {
      for (const feed of this.feeds) feed.onStatus();
    };
    const made = new TenantAnomalies(tenant, { store, ownership, clock, logger, loading, scored, changed });
    this.tenants.set(tenant, made);
    made.start();
    return made;
  }

  private async findTenants(): Promise<void> {
    try {
      this.known = new Set(await this.use.tenants());
    } catch (error) {
      this.use.logger.debug('Tenants could not be listed for anomaly detection', {
        reason: messageOf(error),
      });
      return;
    }
    if (this.stopped) return;
    if ([...this.feeds].some(({ tenant }) => tenant === undefined))
      for (const tenant of this.known) this.of(tenant);
    for (const tenant of this.tenants.keys()) if (!this.known.has(tenant)) this.close(tenant);
  }

  private close(tenant: string): void {
    const known = this.tenants.get(tenant);
    this.tenants.delete(tenant);
    known?.stop().catch((error: unknown) => this.use.logger.warn('A watch did not end in order', { tenant, reason: messageOf(error) })); // prettier-ignore
  }

  private closeUnfed(): void {
    for (const tenant of this.tenants.keys())
      if (![...this.feeds].some((feed) => feed.tenant === undefined || feed.tenant === tenant))
        this.close(tenant);
  }

  private statusOf({ tenant }: AnomalyFeed): AnomalyFeedStatus {
    const mine = [...this.tenants.values()].filter((one) => tenant === undefined || one.tenant === tenant);
    const sum = (of: 'sensors' | 'open' | 'lost'): number => mine.reduce((total, one) => total + one[of], 0);
    return {
      state: STATES.findLast((state) => mine.some((one) => one.state === state)) ?? 'starting',
      sensors: sum('sensors'),
      open: sum('open'),
      lost: sum('lost'),
    };
  }
}

/** Those that the feed asks for, by tenant, in their order. */
function byTenant(
  readings: readonly Reading[],
  { tenant, unit, sensor }: AnomalyFeed,
): Map<string, Reading[]> {
  const parts = new Map<string, Reading[]>();
  for (const reading of readings) {
    if (tenant !== undefined && reading.tenant !== tenant) continue;
    if (unit !== undefined && reading.unit !== unit) continue;
    if (sensor !== undefined && reading.sensor !== sensor) continue;
    const part = parts.get(reading.tenant);
    if (part) part.push(reading);
    else parts.set(reading.tenant, [reading]);
  }
  return parts;
}
