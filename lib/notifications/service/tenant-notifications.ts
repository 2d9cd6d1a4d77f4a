import { Backoff } from '../../core/backoff';
import { endedWithin, type Clock, type Timer } from '../../core/clock';
import { isThermaCoreError, messageOf } from '../../core/errors';
import type { Gate } from '../../core/gate';
import { randomId } from '../../core/ids';
import type { Logger } from '../../core/logger';
import type { Item } from '../event';
import { NotificationPlanner } from '../plan/planner';
import type { PlannedMessage } from '../plan/route-planner';
import type { NewDelivery, RouteRecord } from '../ports';
import type { Channel } from '../target';
import { wordsOf, type Place } from '../text/wording';
import type { AlarmSide, NotificationStore } from './ports';

export interface TenantUse {
  readonly store: NotificationStore;
  readonly alarms: AlarmSide;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Shared by all tenants: a few of them are loaded at a time. */
  readonly gate: Gate;
  /** Something was kept that is to be sent. */
  readonly onKept: () => void;
  readonly onState: () => void;
  /** Alarms and messages that nobody will be told of, because more wait than there is room for. */
  readonly lost: (count: number) => void;
}

export type PlanState = 'starting' | 'running' | 'elsewhere' | 'away' | 'stopped';

/** Alarms that wait until routes are loaded; beyond, the oldest are looked for again by catching up. */
const MAX_WAITING = 20_000;
/** Messages that wait for the database. */
const MAX_UNKEPT = 2_000;
/** The longest that a timer is set for: clocks are set, computers sleep. */
const LONGEST_WAIT_MS = 60_000;
/** How long changes of the plan that send nothing are gathered. */
const SETTLE_MS = 250;
const AGAIN_CEILING_MS = 5_000;
const STOP_MS = 3_000;

interface Running {
  planner: NotificationPlanner;
  place: Place;
  channels: ReadonlyMap<string, Channel>;
  revision: number;
}

/**
 * The notifications of one tenant in this process: loads routes and plan, plans what comes, keeps what is to be sent. It
 * does so only where the alarms of the tenant are evaluated; loads anew where another process turns out to have written.
 */
export class TenantNotifications {
  private present: PlanState = 'starting';
  private running: Running | undefined;
  private waiting: Item[] = [];
  private unkept: NewDelivery[] = [];
  private isDirty = false;
  private keeping: Promise<void> | undefined;
  private loading: Promise<void> | undefined;
  private timer: Timer | undefined;
  private retry: Timer | undefined;
  private readonly backoff = new Backoff({ ceiling: AGAIN_CEILING_MS });

  constructor(
    readonly tenant: string,
    private readonly use: TenantUse,
  ) {
    this.check();
  }

  get state(): PlanState {
    return this.present;
  }

  /** Messages that are not in the database yet. */
  get unkeptCount(): number {
    return this.unkept.length;
  }

  get escalating(): number {
    return this.running?.planner.escalating ?? 0;
  }

  take(items: readonly Item[]): void {
    const { running } = this;
    if (running) {
      const now = this.use.clock.now();
      for (const item of items) running.planner.take(item, now);
      return this.settle();
    }
    for (const item of items) this.waiting.push(item);
    const over = this.waiting.length - MAX_WAITING;
    if (over <= 0) return;
    this.waiting.splice(0, over);
    this.use.lost(over);
  }

  /** Whether this process is the one that plans may be another question now. */
  check(): void {
    if (this.present === 'stopped') return;
    const owner = this.use.alarms.owner(this.tenant);
    if (owner === 'elsewhere') this.unload('elsewhere');
    else if (owner === 'here' && !this.running && !this.retry) void this.load();
  }

  /** Routes or targets changed. */
  async reload(): Promise<void> {
    const { running } = this;
    if (!running) return;
    const found = await this.use.gate.run(() => this.read());
    if (this.running !== running) return;
    running.planner = running.planner.withRoutes(found.routes, found.place.timeZone);
    running.place = found.place;
    running.channels = found.channels;
    this.settle();
  }

  /** Keeps what is still to be kept, as far as it can within a few seconds. */
  async stop(): Promise<void> {
    this.timer?.stop();
    this.pump();
    await endedWithin(this.use.clock, STOP_MS, this.keeping);
    this.unload('stopped');
  }

  private async load(): Promise<void> {
    if (this.loading) return this.loading;
    const { store, alarms, clock, logger, gate } = this.use;
    this.loading = gate
      .run(async () => {
        try {
          const { routes, place, channels } = await this.read();
          const { state, revision } = await store.outbox.plan(this.tenant);
          const open = await alarms.openAlarms(this.tenant);
          if (this.present === 'stopped' || alarms.owner(this.tenant) !== 'here') return;
          const planner = new NotificationPlanner(routes, place.timeZone, state);
          planner.catchUp(open.items, open.ids, clock.now());
          this.running = { planner, place, channels, revision };
          this.backoff.reset();
          this.show('running');
          const { waiting } = this;
          this.waiting = [];
          this.take(waiting);
        } catch (error) {
          const away = isThermaCoreError(error) && error.code === 'unavailable';
          if (!away)
            logger.error('Notifications could not be loaded', {
              tenant: this.tenant,
              reason: messageOf(error),
            });
          this.show('away');
          this.again(() => this.check());
        }
      })
      .finally(() => (this.loading = undefined));
    return this.loading;
  }

  private async read(): Promise<{
    routes: readonly RouteRecord[];
    place: Place;
    channels: Map<string, Channel>;
  }> {
    const { store, alarms } = this.use;
    const [routes, targets, place] = await Promise.all([
      store.routes.all(this.tenant),
      store.targets.all(this.tenant),
      alarms.place(this.tenant),
    ]);
    return { routes, place, channels: new Map(targets.map(({ key, settings }) => [key, settings.channel])) };
  }

  /** Puts into words what is to be said now, and sets the clock for what comes next. */
  private settle(): void {
    const { running } = this;
    if (!running) return;
    const { clock } = this.use;
    const now = clock.now();
    running.planner.wake(now);
    for (const message of running.planner.takeMessages())
      this.unkept.push(...this.deliveriesOf(message, running));
    const over = this.unkept.length - MAX_UNKEPT;
    if (over > 0) {
      this.unkept.splice(0, over);
      this.use.lost(over);
      this.use.logger.error('Notifications are lost: the database does not take them', { tenant: this.tenant, messages: over }); // prettier-ignore
    }
    this.isDirty = true;
    this.arm();
    if (this.unkept.length > 0) this.pump();
  }

  private arm(): void {
    const { running } = this;
    if (!running || this.present === 'stopped') return;
    const now = this.use.clock.now();
    const next = running.planner.wakeAt - now;
    const wait = Math.min(this.isDirty ? SETTLE_MS : LONGEST_WAIT_MS, Math.max(0, next));
    this.timer?.stop();
    this.timer = this.use.clock.after(wait, () => {
      const isDue = (this.running?.planner.wakeAt ?? Infinity) <= this.use.clock.now();
      if (isDue) return this.settle();
      this.pump();
      if (!this.isDirty) this.arm();
    });
  }

  private deliveriesOf(message: PlannedMessage, { place, channels }: Running): NewDelivery[] {
    const content = wordsOf(message, place);
    const now = this.use.clock.now();
    return [...new Set(message.route.steps[message.step]?.targets)].flatMap((target) => {
      const channel = channels.get(target);
      if (channel) return [{ id: randomId(), target, channel, createdAt: now, dueAt: now, content }];
      this.use.logger.warn('A notification has no target', { tenant: this.tenant, route: message.route.key, target }); // prettier-ignore
      return [];
    });
  }

  /** One write at a time: the plan as it is now, with all messages that wait. */
  private pump(): void {
    const { running } = this;
    if (!running || this.keeping || this.retry || (!this.isDirty && this.unkept.length === 0)) return;
    this.isDirty = false;
    this.keeping = this.keep(running).finally(() => {
      this.keeping = undefined;
      if (this.running && (this.isDirty || this.unkept.length > 0)) this.arm();
    });
  }

  private async keep(running: Running): Promise<void> {
    const { store, logger, onKept } = this.use;
    const taken = [...this.unkept];
    try {
      const plan = { state: running.planner.snapshot(), revision: running.revision };
      running.revision = await store.outbox.keep(this.tenant, plan, taken);
      const kept = new Set(taken);
      this.unkept = this.unkept.filter((delivery) => !kept.has(delivery));
      this.backoff.reset();
      if (taken.length > 0) onKept();
      this.arm();
    } catch (error) {
      const code = isThermaCoreError(error) ? error.code : 'internal';
      if (code === 'conflict') {
        // What it planned meanwhile is the other's to send; what it did not see is caught up with.
        logger.warn('Notifications are loaded anew: another process planned them', { tenant: this.tenant });
        this.unload('starting');
        return this.again(() => this.check());
      }
      if (code !== 'unavailable' && code !== 'timeout')
        logger.error('Notifications could not be kept', { tenant: this.tenant, error });
      this.isDirty = true;
      this.again(() => this.pump());
    }
  }

  private again(act: () => void): void {
    if (this.present === 'stopped') return;
    this.retry?.stop();
    this.retry = this.use.clock.after(this.backoff.next(), () => {
      this.retry = undefined;
      act();
    });
  }

  private unload(state: PlanState): void {
    this.running = undefined;
    this.timer?.stop();
    if (state === 'stopped') this.retry?.stop();
    if (state === 'elsewhere') this.waiting = [];
    this.unkept = [];
    this.isDirty = false;
    this.show(state);
  }

  private show(state: PlanState): void {
    if (this.present === state || this.present === 'stopped') return;
    this.present = state;
    this.use.onState();
  }
}
