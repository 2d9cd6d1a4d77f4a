import type { Ownership } from '../../core/claiming';
import type { Clock, Timer } from '../../core/clock';
import { ThermaCoreError, messageOf } from '../../core/errors';
import { Gate } from '../../core/gate';
import type { Logger } from '../../core/logger';
import type { Counter } from '../../core/meter';
import { everyPage } from '../../core/pages';
import type { Reading } from '../../core/reading';
import type { AlarmActionRequest } from '../actions';
import { PRIORITIES } from '../condition';
import type { AlarmInstance } from '../ports';
import { Acting, type AlarmActor, type GroupResult } from './acting';
import { countByPriority, listOf, noSuchAlarm, type AlarmQuery, type PriorityCounts } from './board';
import type { TenantState } from './state';
import {
  byTenant,
  feedStatus,
  type AlarmFeed,
  type AlarmFeedLease,
  type AlarmSummary,
  type FeedStatus,
} from './feeds';
import { Forwarding } from './forwarding';
import type { AlarmListener, AlarmPlants, AlarmStore, ConditionSources, DeviceReach } from './ports';
import { shownAlarm, type Alarm, type AlarmList } from './shown';
import { TenantAlarms, type ScoredSensor } from './tenant-alarms';
import { Waking } from './waking';

export interface AlarmServiceOptions {
  readonly store: AlarmStore;
  readonly plants: AlarmPlants;
  readonly ownership: Ownership;
  readonly reach: DeviceReach;
  readonly conditions: ConditionSources;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Transitions by event. */
  readonly transitions: Counter;
  /** Lines of the journal that will never be written. */
  readonly lost: Counter;
  /** Who share the alarms of a tenant, at least 1; a flood is counted for each. */
  readonly operators: number;
  /** Told of every change of an alarm, before any node is. */
  readonly listener: AlarmListener;
}

/** A deploy takes a node away and brings it back: evaluation goes on meanwhile. */
const LINGER_MS = 30_000;
/** New tenants, and those that are gone, are looked for this often. */
const TENANTS_MS = 10_000;
/** Rules that could not be read are read again. */
const RELOAD_MS = 5_000;
/** Read of the database where another process evaluates. */
const STORED_PAGE = 1000;
const MAX_STORED = 20_000;
/** The alarms of a database in this process: tenants, the nodes that feed them, one timer, and who is told. */
export class AlarmService {
  private readonly tenants = new Map<string, TenantAlarms>();
  private readonly feeds = new Set<AlarmFeed>();
  private readonly cleanups: (() => void)[] = [];
  private readonly waking: Waking;
  private readonly forwarding: Forwarding;
  private readonly acting: Acting;
  private readonly loading = Gate.ofTenants();
  private linger: Timer | undefined;
  /** Tenants whose changed rules could not be read, and when they are read again. */
  private readonly unread = new Set<string>();
  private again: Timer | undefined;
  private stopped = false;

  constructor(private readonly use: AlarmServiceOptions) {
    const { store, ownership, clock, logger } = use;
    this.waking = new Waking(clock, () => this.tenants.values());
    this.forwarding = new Forwarding({
      store,
      clock,
      logger,
      evaluated: () => [...this.tenants.keys()].filter((tenant) => this.running(tenant)),
      perform: (tenant, order) => this.acting.perform(tenant, order),
    });
    this.acting = new Acting({
      store,
      ownership,
      forwarding: this.forwarding,
      logger,
      tenant: (tenant) => this.tenants.get(tenant),
    });
    this.cleanups.push(store.onRules(() => void this.reload()));
    const lookout = clock.every(TENANTS_MS, () => void this.findTenants());
    this.cleanups.push(() => lookout.stop());
  }

  /**
   * Throws `configuration` where another node feeds the same tenant: each reading counts once. A node for one tenant goes
   * before the one for all.
   */
  feed(feed: AlarmFeed): AlarmFeedLease {
    const other = [...this.feeds].find(({ tenant }) => tenant === feed.tenant);
    if (other)
      throw new ThermaCoreError(
        'configuration',
        `The alarm rules of ${feed.tenant === undefined ? 'all tenants' : `tenant ${feed.tenant}`} are evaluated by another node already.`,
        { field: 'tenant', advice: 'Remove one of the two nodes: a reading is evaluated once.' },
      );
    this.feeds.add(feed);
    if (feed.tenant !== undefined) this.open(feed.tenant, feed);
    else {
      for (const tenant of this.tenants.keys()) if (this.feedOf(tenant) === feed) this.open(tenant, feed);
      void this.findTenants();
    }
    return {
      readings: (readings) => this.readings(feed, readings),
      status: () => this.statusOf(feed),
      summary: (tenant) => this.summary(tenant),
      release: () => {
        this.feeds.delete(feed);
        this.linger?.stop();
        this.linger = this.use.clock.after(LINGER_MS, () => this.closeUnfed());
      },
    };
  }

  /** A device of the registry was found to answer, or not to. */
  device(tenant: string, device: string, online: boolean): void {
    this.tenants.get(tenant)?.device(device, online);
  }

  /** Readings of a tenant were scored. */
  scores(tenant: string, scored: readonly ScoredSensor[]): void {
    this.tenants.get(tenant)?.scores(scored);
  }

  /** Waits a few seconds for what is still to be written. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.waking.stop();
    this.forwarding.stop();
    this.linger?.stop();
    this.again?.stop();
    for (const cleanup of this.cleanups.splice(0)) cleanup();
    const all = [...this.tenants.values()];
    await Promise.all(all.map((one) => one.stop()));
    this.tenants.clear();
  }

  /** The alarms as they are: from here, or from the database where another process evaluates. */
  async list(tenant: string, query: AlarmQuery): Promise<AlarmList> {
    const here = this.tenants.get(tenant);
    const board = here?.shownBoard;
    if (here && board) return board.list(query, here.isFlood);
    return listOf(await this.stored(tenant), query, false);
  }

  /** Rejects `not-found`, also for another tenant's. */
  async get(tenant: string, id: string): Promise<Alarm> {
    const here = this.running(tenant);
    if (!here) return shownAlarm(await this.use.store.instances.get(tenant, id));
    const found = here.get(id);
    if (!found) throw noSuchAlarm(id);
    return shownAlarm(found);
  }

  /** Rejects in words where the rule or the state of the alarm does not allow it. */
  act(by: AlarmActor, id: string, wish: Omit<AlarmActionRequest, 'user'>): Promise<Alarm> {
    return this.acting.act(by, id, wish);
  }

  /** Each on its own: what is refused for one does not hold up the others. */
  actAll(
    by: AlarmActor,
    ids: readonly string[],
    wish: Omit<AlarmActionRequest, 'user'>,
  ): Promise<GroupResult> {
    return this.acting.actAll(by, ids, wish);
  }

  /** Where evaluation is, for who asks about rules. */
  stateOf(tenant: string): TenantState {
    return this.tenants.get(tenant)?.state ?? 'stopped';
  }

  tenant(tenant: string): TenantAlarms | undefined {
    return this.tenants.get(tenant);
  }

  /** Takes changed rules at once rather than when the database announces them; a little later where it is away. */
  async rulesChanged(tenant: string): Promise<void> {
    try {
      await this.tenants.get(tenant)?.reload();
    } catch (error) {
      this.use.logger.warn('Changed alarm rules could not be read', { tenant, reason: messageOf(error) });
      this.unread.add(tenant);
      if (!this.stopped) this.again ??= this.use.clock.after(RELOAD_MS, () => this.readAgain());
    }
  }

  private readAgain(): void {
    this.again = undefined;
    const tenants = [...this.unread];
    this.unread.clear();
    for (const tenant of tenants) void this.rulesChanged(tenant);
  }

  /** Of all tenants here, for the metrics. */
  get counts(): PriorityCounts {
    return countByPriority([...this.tenants.values()].flatMap(({ board }) => board.all));
  }

  /** Lines of the journal and alarms that are not written yet. */
  get unwritten(): number {
    return [...this.tenants.values()].reduce((sum, { unwritten }) => sum + unwritten, 0);
  }

  private summary(tenant: string): AlarmSummary {
    const known = this.tenants.get(tenant);
    return { counts: known?.shownBoard?.counts ?? countByPriority([]), flood: known?.isFlood ?? false };
  }

  private stored(tenant: string): Promise<AlarmInstance[]> {
    const filter = { list: 'all', limit: STORED_PAGE, priorities: PRIORITIES } as const;
    return everyPage((cursor) => this.use.store.instances.list(tenant, { ...filter, cursor }), MAX_STORED);
  }

  private running(tenant: string): TenantAlarms | undefined {
    const known = this.tenants.get(tenant);
    return known?.state === 'running' || known?.state === 'keeping' ? known : undefined;
  }

  private readings(feed: AlarmFeed, readings: readonly Reading[]): void {
    for (const [tenant, part] of byTenant(readings))
      if (this.feedOf(tenant) === feed) this.tenants.get(tenant)?.readings(part);
  }

  private open(tenant: string, feed: AlarmFeed): void {
    const known = this.tenants.get(tenant);
    if (known) return known.setFlowRules(feed.rules);
    const { store, plants, ownership, reach, conditions, clock, logger, operators } = this.use;
    const made = new TenantAlarms(tenant, {
      store,
      plants,
      ownership,
      reach,
      conditions,
      clock,
      logger,
      loading: this.loading,
      operators,
      lost: (lines) => this.use.lost.add(lines),
      listener: this.tell,
      changed: () => this.changed(made),
    });
    this.tenants.set(tenant, made);
    made.setFlowRules(feed.rules);
    made.start();
  }

  private feedOf(tenant: string): AlarmFeed | undefined {
    const feeds = [...this.feeds];
    return feeds.find((feed) => feed.tenant === tenant) ?? feeds.find((feed) => feed.tenant === undefined);
  }

  /** Begins those that are new; ends those that were deleted, so that none of the same key takes over their alarms. */
  private async findTenants(): Promise<void> {
    if (this.feeds.size === 0) return;
    const keys = await this.use.store.tenants().catch(() => undefined);
    if (!keys || this.stopped) return;
    for (const key of keys) {
      const feed = this.feedOf(key);
      if (feed && !this.tenants.has(key)) this.open(key, feed);
    }
    for (const key of this.tenants.keys()) if (!keys.includes(key)) this.close(key);
  }

  private close(tenant: string): void {
    const known = this.tenants.get(tenant);
    this.tenants.delete(tenant);
    void known?.stop();
  }

  /** Of a node that did not come back. */
  private closeUnfed(): void {
    for (const [key, one] of this.tenants) {
      const feed = this.feedOf(key);
      if (feed) one.setFlowRules(feed.rules);
      else this.close(key);
    }
  }

  private readonly tell: AlarmListener = (tenant, notices, gone, elsewhere = false) => {
    for (const { entry, again } of notices)
      if (!again && !elsewhere) this.use.transitions.add(1, { event: entry.event });
    this.use.listener(tenant, notices, gone, elsewhere);
    this.feedOf(tenant)?.onNotices(tenant, notices, gone, elsewhere);
  };

  private changed(one: TenantAlarms): void {
    this.waking.changed(one);
    this.feedOf(one.tenant)?.onStatus();
  }

  private async reload(): Promise<void> {
    await Promise.all(
      [...this.tenants.keys()].map((tenant) => this.loading.run(() => this.rulesChanged(tenant))),
    );
  }

  private statusOf(feed: AlarmFeed): FeedStatus {
    return feedStatus([...this.tenants.values()].filter(({ tenant }) => this.feedOf(tenant) === feed));
  }
}
