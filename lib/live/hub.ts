import type { Clock, Timer } from '../core/clock';
import type { Logger } from '../core/logger';
import type { Meter } from '../core/meter';
import type { Reading } from '../core/reading';
import { authorisedTenant, type Principal } from '../tenancy';
import { narrowed, type LiveFilter } from './filter';
import type { Group } from './group';
import { createItem, isReading, type LiveAlarm, type LiveItem, type Topic } from './item';
import { DueGroups } from './due-groups';
import { CLOSE } from './messages';
import { Subscription, type LiveSink } from './subscription';
import { TenantRoutes } from './tenant-routes';

export interface LiveHubOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  /**
   * Time between two frames of a subscription under steady load, in ms; the first after a pause goes at once. The longest
   * is kept with 200 subscriptions and more, the shortest with few. Default 10 to 40.
   */
  readonly frameMs?: { readonly shortest: number; readonly longest: number };
  /** How long a client may take nothing before it is closed (1013), in ms. Default 10,000. */
  readonly patienceMs?: number;
}

/** A filter, and of what. */
export interface LiveWish extends LiveFilter {
  /** Default `readings`. */
  readonly topic?: Topic | undefined;
}

/** What a topic needs. */
const PERMISSION = { readings: 'live:subscribe', alarms: 'alarm:read' } as const;
const FRAME_MS = { shortest: 10, longest: 40 };
/** Frames that may be sent per second before frames become rarer: a twentieth of what a core can send. */
const FRAMES_PER_SECOND = 5000;
/** Groups go out one after the other rather than all at once, which would make the last ones wait for the first. */
const TICKS_PER_FRAME = 8;
/** Frames sent in one go, some 10 ms of work; then it is the turn of readings that came, and of requests. */
const FRAMES_AT_A_TIME = 1000;

/**
 * Distributes readings and alarms to those who watch. Everything hangs under its tenant, which comes from the subscriber's
 * principal, so that nothing finds a way to another tenant's subscriber.
 *
 * The first frame goes at once, what follows is collected: light load sees no delay, heavy load few large frames. A
 * client that does not keep up gets the newest of each sensor or alarm when it can take it, and is closed when it takes
 * nothing for `patienceMs`. Tenants take turns: however many watch in one, the others' frames go between. Snapshots are not
 * included: the latest values come from the API.
 */
export class LiveHub {
  private readonly tenants = new Map<string, TenantRoutes>();
  /** Groups with readings for the next frame, by tenant. */
  private readonly due = new DueGroups();
  /** Subscriptions that could not take a frame, with the way to end them. */
  private readonly behind = new Set<Subscription>();
  private readonly ends = new Map<Subscription, () => void>();
  /** Alarms sent so far: tells newer from older. */
  private alarms = 0;
  private timer: Timer | undefined;
  private readonly limits: { readonly shortest: number; readonly longest: number };
  private readonly patienceMs: number;
  private readonly metrics;

  constructor(private readonly use: LiveHubOptions) {
    const { meter } = use;
    this.limits = use.frameMs ?? FRAME_MS;
    this.patienceMs = use.patienceMs ?? 10_000;
    this.metrics = {
      frames: meter.counter(
        'thermacore_live_frames_total',
        'Frames of readings and alarms sent to live clients',
      ),
      slow: meter.counter('thermacore_live_slow_total', 'Live clients closed because they took nothing'),
    };
    meter.gauge('thermacore_live_subscriptions', 'Live subscriptions', () => this.size);
    meter.gauge('thermacore_live_behind', 'Live subscriptions that do not keep up', () => this.behind.size);
  }

  /** Number of subscriptions. */
  get size(): number {
    return this.ends.size;
  }

  /** Few watch: they get frames more often. */
  private get frameMs(): number {
    const { shortest, longest } = this.limits;
    return Math.min(longest, Math.max(shortest, (this.size / FRAMES_PER_SECOND) * 1000));
  }

  /** Sends readings on to the subscribers of their tenants. Never throws; what is not a reading is passed over. */
  publish(readings: readonly Reading[]): void {
    if (this.tenants.size === 0) return;
    const now = this.use.clock.monotonic();
    const atOnce = new Set<Group>();
    let key: string | undefined;
    let tenant: TenantRoutes | undefined;
    for (const reading of readings) {
      if (!isReading(reading)) continue;
      if (reading.tenant !== key) {
        key = reading.tenant;
        tenant = this.tenants.get(key);
      }
      const route = tenant?.route(reading.unit, reading.sensor);
      if (!route || route.groups.length === 0) continue;
      const item = createItem(route.address, route.prefix, reading);
      for (const group of route.groups) this.add(group, item, now, atOnce);
    }
    this.send(atOnce, now);
  }

  /** Sends alarms that changed on to the subscribers of their tenant, each as the JSON that it is. Never throws. */
  publishAlarms(key: string, alarms: readonly LiveAlarm[]): void {
    const tenant = this.tenants.get(key);
    if (!tenant) return;
    const now = this.use.clock.monotonic();
    const atOnce = new Set<Group>();
    for (const alarm of alarms) {
      let item: LiveItem | undefined;
      for (const group of tenant.alarmGroups(alarm)) {
        item ??= { address: alarm.id, order: this.alarms++, json: JSON.stringify(alarm) };
        this.add(group, item, now, atOnce);
      }
    }
    this.send(atOnce, now);
  }

  /**
   * Sends the readings or alarms of the principal's tenant that `wish` selects to `sink`, each frame with `id`, beginning with
   * those gathered for the frame that is due next. Returns the way to end it. Throws `forbidden` for a principal that acts in no tenant or may not watch.
   */
  subscribe(principal: Principal, wish: LiveWish, sink: LiveSink, id?: string): () => void {
    const { topic = 'readings' } = wish;
    const key = authorisedTenant(principal, PERMISSION[topic]);
    let tenant = this.tenants.get(key);
    if (!tenant) this.tenants.set(key, (tenant = new TenantRoutes(key)));
    const routes = tenant;
    const group = routes.group(narrowed(wish, principal.units), topic);
    const subscription = new Subscription(id, sink, topic);
    group.subscriptions.add(subscription);
    const end = (): void => {
      if (!this.ends.delete(subscription)) return;
      this.behind.delete(subscription);
      group.subscriptions.delete(subscription);
      if (group.subscriptions.size > 0) return;
      this.due.delete(group);
      routes.remove(group);
      if (routes.isEmpty) this.tenants.delete(key);
    };
    this.ends.set(subscription, end);
    return end;
  }

  private add(group: Group, item: LiveItem, now: number, atOnce: Set<Group>): void {
    if (!group.add(item)) return;
    if (group.openAt <= now) atOnce.add(group);
    else this.due.add(group);
  }

  private send(atOnce: ReadonlySet<Group>, now: number): void {
    for (const group of atOnce) this.flush(group, now);
    if (this.due.size > 0) this.arm();
  }

  /** Returns the number of frames. */
  private flush(group: Group, now: number): number {
    group.openAt = now + this.frameMs;
    const sent = group.flush(now, (subscription) => this.behind.add(subscription));
    this.metrics.frames.add(sent);
    if (group.isDue) this.due.add(group);
    if (this.behind.size > 0) this.arm();
    return sent;
  }

  private goOn(): void {
    this.timer?.stop();
    this.timer = this.use.clock.after(0, () => this.tick());
  }

  private arm(): void {
    this.timer ??= this.use.clock.after(this.frameMs / TICKS_PER_FRAME, () => this.tick());
  }

  private tick(): void {
    this.timer = undefined;
    const now = this.use.clock.monotonic();
    for (const subscription of this.behind) this.urge(subscription, now);
    let frames = 0;
    for (const group of this.due.inTurn(now)) {
      this.due.delete(group);
      frames += this.flush(group, now);
      // What else is due goes on as soon as what came meanwhile had its turn.
      if (frames >= FRAMES_AT_A_TIME) return this.goOn();
    }
    if (this.due.size > 0 || this.behind.size > 0) this.arm();
  }

  private urge(subscription: Subscription, now: number): void {
    if (subscription.catchUp()) {
      this.behind.delete(subscription);
      this.metrics.frames.add();
    } else if (subscription.behindFor(now) >= this.patienceMs) {
      this.ends.get(subscription)?.();
      this.metrics.slow.add();
      this.use.logger.info('A live client took nothing and is closed', { forMs: this.patienceMs });
      subscription.sink.close(CLOSE.tryAgainLater, 'Too slow: connect again, or subscribe to less.');
    }
  }
}
