import type { Clock, Timer } from '../../core/clock';
import { ThermaCoreError, messageOf } from '../../core/errors';
import type { Logger } from '../../core/logger';
import type { Counter } from '../../core/meter';
import { everyPage } from '../../core/pages';
import type { Reading } from '../../core/reading';
import type { Principal } from '../../tenancy';
import type { AlarmActionRequest } from '../actions';
import { PRIORITIES } from '../condition';
import type { ActionResult } from '../engine';
import type { AlarmInstance, AlarmNotice } from '../ports';
import type { AlarmRuleInput } from '../rule';
import { actEverywhere } from './act-everywhere';
import { countByPriority, listOf, noSuchAlarm, type AlarmQuery, type PriorityCounts } from './board';
import type {
  AlarmListener,
  AlarmOwnership,
  AlarmPlants,
  AlarmStore,
  ConditionSources,
  DeviceReach,
} from './ports';
import { shownAlarm, type Alarm, type AlarmList } from './shown';
import { STATE_TEXT, TenantAlarms, type TenantState } from './tenant-alarms';

export interface AlarmServiceOptions {
  readonly store: AlarmStore;
  readonly plants: AlarmPlants;
  readonly ownership: AlarmOwnership;
  readonly reach: DeviceReach;
  readonly conditions: ConditionSources;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Transitions by event. */
  readonly transitions: Counter;
  /** Lines of the journal that will never be written. */
  readonly lost: Counter;
  /** Told of every change of an alarm, before any node is. */
  readonly listener: AlarmListener;
}

/** A node that brings readings. */
export interface AlarmFeed {
  /** Whose rules are evaluated; undefined: those of all tenants that no other node names. */
  readonly tenant?: string | undefined;
  /** Rules typed into its form. */
  readonly rules: readonly AlarmRuleInput[];
  readonly onNotices: AlarmListener;
  readonly onStatus: () => void;
}

export interface FeedStatus {
  readonly state: TenantState;
  readonly text: string;
  readonly tenants: number;
  readonly active: number;
  readonly unacknowledged: number;
  readonly flood: boolean;
  /** Rules that make no sense for the plant as it is, as `tenant: rule`. */
  readonly brokenRules: readonly string[];
  readonly dropped: number;
}

export interface AlarmSummary {
  readonly counts: PriorityCounts;
  readonly flood: boolean;
}

export interface AlarmFeedLease {
  /** Evaluates. Never throws, never waits; readings are not changed. */
  readings(readings: readonly Reading[]): void;
  status(): FeedStatus;
  /** Of all alarms of a tenant, for banners. */
  summary(tenant: string): AlarmSummary;
  release(): void;
}

/** Who acts. Without a user it is a flow. */
export interface AlarmActor {
  readonly tenant: string;
  readonly principal: Principal | undefined;
}

export interface GroupResult {
  readonly done: readonly Alarm[];
  readonly refused: readonly { readonly alarm: string; readonly reason: string }[];
}

/** A deploy takes a node away and brings it back: evaluation goes on meanwhile. */
const LINGER_MS = 30_000;
/** How long whoever acts waits until it is written: what a person was told of survives a kill. */
const WRITTEN_MS = 3_000;
/** New tenants, and those that are gone, are looked for this often. */
const TENANTS_MS = 10_000;
/** Rules that could not be read are read again. */
const RELOAD_MS = 5_000;
/** Read of the database where another process evaluates. */
const STORED_PAGE = 1000;
const MAX_STORED = 20_000;
/** The longest that a timer is set for: clocks are set, computers sleep. */
const LONGEST_WAIT_MS = 60_000;
/** From the best to the worst, for a node that feeds several tenants. */
const STATES: readonly TenantState[] = ['running', 'keeping', 'starting', 'elsewhere', 'away', 'stopped'];

/** The alarms of a database in this process: tenants, the nodes that feed them, one timer, and who is told. */
export class AlarmService {
  private readonly tenants = new Map<string, TenantAlarms>();
  private readonly feeds = new Set<AlarmFeed>();
  private readonly cleanups: (() => void)[] = [];
  private timer: Timer | undefined;
  private timerAt = Infinity;
  /** What the clock said last, and whether it was set back since all tenants were woken. */
  private lastNow = -Infinity;
  private setBack = false;
  private linger: Timer | undefined;
  /** Tenants whose changed rules could not be read, and when they are read again. */
  private readonly unread = new Set<string>();
  private again: Timer | undefined;
  private stopped = false;

  constructor(private readonly use: AlarmServiceOptions) {
    const { store, clock } = use;
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

  /** Waits a few seconds for what is still to be written. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.timer?.stop();
    this.linger?.stop();
    this.again?.stop();
    for (const cleanup of this.cleanups.splice(0)) cleanup();
    const all = [...this.tenants.values()];
    await Promise.all(all.map((one) => one.stop()));
    this.tenants.clear();
  }

  /** The alarms as they are: from here, or from the database where another process evaluates. */
  async list(tenant: string, query: AlarmQuery): Promise<AlarmList> {
    const here = this.running(tenant);
    if (here) return here.board.list(query, here.isFlood);
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
  async act(by: AlarmActor, id: string, request: Omit<AlarmActionRequest, 'user'>): Promise<Alarm> {
    const whole = { ...request, user: by.principal?.username };
    let alarm: AlarmInstance;
    try {
      const tenant = this.requireTenant(by.tenant);
      alarm = (await tenant.actAbroad(id, whole)) ?? tenant.act(id, whole);
    } catch (error) {
      await this.audit(by, id, request, messageOf(error));
      throw error;
    }
    await this.tenants.get(by.tenant)?.written(WRITTEN_MS);
    await this.audit(by, id, request);
    return shownAlarm(alarm);
  }

  /** Each on its own: what is refused for one does not hold up the others. */
  async actAll(
    by: AlarmActor,
    ids: readonly string[],
    request: Omit<AlarmActionRequest, 'user'>,
  ): Promise<GroupResult> {
    if (ids.length === 0) return { done: [], refused: [] };
    const whole = { ...request, user: by.principal?.username };
    let results: readonly ActionResult[];
    try {
      results = await actEverywhere(this.requireTenant(by.tenant), ids, whole);
    } catch (error) {
      const none = { alarms: [], refusedAlarms: ids };
      await this.audit(by, `${ids.length} alarms`, request, messageOf(error), none);
      throw error;
    }
    const done = results.flatMap(({ alarm }) => (alarm ? [shownAlarm(alarm)] : []));
    const refused = results.flatMap(({ id, refused: error }) =>
      error ? [{ alarm: id, reason: error.sentence }] : [],
    );
    await this.tenants.get(by.tenant)?.written(WRITTEN_MS);
    const reason = done.length === 0 ? refused[0]?.reason : undefined;
    await this.audit(by, `${done.length} alarms`, request, reason, {
      alarms: done.map(({ id }) => id),
      refusedAlarms: refused.map(({ alarm }) => alarm),
    });
    return { done, refused };
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
    return { counts: known?.board.counts ?? countByPriority([]), flood: known?.isFlood ?? false };
  }

  private stored(tenant: string): Promise<AlarmInstance[]> {
    const filter = { list: 'all', limit: STORED_PAGE, priorities: PRIORITIES } as const;
    return everyPage((cursor) => this.use.store.instances.list(tenant, { ...filter, cursor }), MAX_STORED);
  }

  private running(tenant: string): TenantAlarms | undefined {
    const known = this.tenants.get(tenant);
    return known?.state === 'running' || known?.state === 'keeping' ? known : undefined;
  }

  private requireTenant(tenant: string): TenantAlarms {
    const known = this.tenants.get(tenant);
    if (known) return known;
    throw new ThermaCoreError(
      'unavailable',
      'No flow in this process evaluates the alarm rules of this tenant.',
      {
        advice: 'Deploy a flow with an "alarm rules" node, or ask the process that has one.',
      },
    );
  }

  private readings(feed: AlarmFeed, readings: readonly Reading[]): void {
    // Most messages are of one tenant.
    let begin = 0;
    for (let i = 1; i <= readings.length; i++) {
      const key = readings[begin]?.tenant;
      if (i < readings.length && readings[i]?.tenant === key) continue;
      if (key !== undefined && this.feedOf(key) === feed)
        this.tenants
          .get(key)
          ?.readings(begin === 0 && i === readings.length ? readings : readings.slice(begin, i));
      begin = i;
    }
  }

  private open(tenant: string, feed: AlarmFeed): void {
    const known = this.tenants.get(tenant);
    if (known) return known.setFlowRules(feed.rules);
    const { store, plants, ownership, reach, conditions, clock, logger } = this.use;
    const made = new TenantAlarms(tenant, {
      store,
      plants,
      ownership,
      reach,
      conditions,
      clock,
      logger,
      lost: (lines) => this.use.lost.add(lines),
      listener: (key, notices, gone) => this.tell(key, notices, gone),
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

  private tell(tenant: string, notices: readonly AlarmNotice[], gone: readonly AlarmInstance[]): void {
    for (const { entry } of notices) this.use.transitions.add(1, { event: entry.event });
    this.use.listener(tenant, notices, gone);
    this.feedOf(tenant)?.onNotices(tenant, notices, gone);
  }

  private changed(one: TenantAlarms): void {
    const { wakeAt } = one;
    if (wakeAt !== undefined && wakeAt < this.timerAt) this.arm(wakeAt);
    this.feedOf(one.tenant)?.onStatus();
  }

  private arm(at: number): void {
    this.timer?.stop();
    this.timerAt = at;
    const wait = Math.min(Math.max(0, at - this.now()), LONGEST_WAIT_MS);
    if (!this.stopped) this.timer = this.use.clock.after(wait, () => this.wake());
  }

  private now(): number {
    const now = this.use.clock.now();
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
    for (const one of this.tenants.values())
      if (one.wakeAt !== undefined && (setBack || one.wakeAt <= now)) one.wake();
    for (const { wakeAt } of this.tenants.values())
      if (wakeAt !== undefined && wakeAt < this.timerAt) this.arm(wakeAt);
  }

  private async reload(): Promise<void> {
    await Promise.all([...this.tenants.keys()].map((tenant) => this.rulesChanged(tenant)));
  }

  private statusOf(feed: AlarmFeed): FeedStatus {
    const mine = [...this.tenants.values()].filter(({ tenant }) => this.feedOf(tenant) === feed);
    const state = STATES.findLast((one) => mine.some((tenant) => tenant.state === one)) ?? 'starting';
    const counts = Object.values(countByPriority(mine.flatMap(({ board }) => board.all)));
    const sum = (of: 'active' | 'unacknowledged'): number =>
      counts.reduce((total, row) => total + row[of], 0);
    return {
      state,
      text: STATE_TEXT[state],
      tenants: mine.length,
      active: sum('active'),
      unacknowledged: sum('unacknowledged'),
      flood: mine.some(({ isFlood }) => isFlood),
      brokenRules: mine.flatMap(({ tenant, brokenRules }) =>
        [...brokenRules.keys()].map((key) => `${tenant}: ${key}`),
      ),
      dropped: mine.reduce((total, { dropped }) => total + dropped, 0),
    };
  }

  /** The action is done by now: an audit log that is away is reported, and does not undo it; the journal has it too. */
  private async audit(
    { tenant, principal }: AlarmActor,
    target: string,
    { action, comment, seconds }: Omit<AlarmActionRequest, 'user'>,
    refused?: string,
    more: object = {},
  ): Promise<void> {
    const { store, logger } = this.use;
    await store.audit
      .record({
        tenant,
        actor: principal?.username ?? 'flow',
        action: `alarm:${action}`,
        target,
        outcome: refused === undefined ? 'ok' : 'refused',
        detail: {
          ...(comment === undefined ? {} : { comment }),
          ...(seconds === undefined ? {} : { seconds }),
          ...(refused === undefined ? {} : { refused }),
          ...more,
        },
      })
      .catch((error: unknown) => logger.error('An action on an alarm could not be audited', { error }));
  }
}
