import type { Clock } from '../../core/clock';
import { ThermaCoreError } from '../../core/errors';
import { Gate } from '../../core/gate';
import { randomId } from '../../core/ids';
import type { Logger } from '../../core/logger';
import type { Counter } from '../../core/meter';
import type { Page } from '../../core/plant';
import type { NotificationContent } from '../content';
import { itemOf, meaningOf, type Item, type ToldAlarm } from '../event';
import type { DeliveryFilter, DueDelivery, Outcome, Senders } from '../ports';
import {
  shownDelivery,
  shownWhole,
  type NotificationDelivery,
  type NotificationDeliveryWhole,
  type NotificationHealth,
  type NotificationTest,
} from '../shown';
import { textOf } from '../text/wording';
import type { DashboardNotes, NoteListener } from './dashboard-notes';
import { Dispatcher } from './dispatcher';
import { healthOf } from './health';
import type { AlarmSide, NotificationStore, TargetSecrets } from './ports';
import { TenantNotifications, type PlanState } from './tenant-notifications';
import { tryTarget } from './try-target';

export interface NotificationServiceUse {
  readonly store: NotificationStore;
  readonly alarms: AlarmSide;
  readonly secrets: TargetSecrets;
  readonly senders: Senders;
  readonly notes: DashboardNotes;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly notifications: Counter;
  readonly lost: Counter;
}

/** A change of an alarm, as `alarm rules` gives it. */
export interface ToldChange extends ToldAlarm {
  readonly event: string;
}

/** A text that is to be told as it is. */
export interface NotificationText {
  readonly subject: string;
  readonly text?: string | undefined;
  readonly priority: Item['priority'];
  /** Goes with a mail; other channels only tell of it. */
  readonly report?: NotificationContent['report'];
}

/** A node that brings alarms and texts. */
export interface NotificationFeed {
  /** Whose; undefined: those of all tenants. */
  readonly tenant?: string | undefined;
  readonly onOutcome: (tenant: string, delivery: NotificationDelivery) => void;
  readonly onNote: NoteListener;
  readonly onStatus: () => void;
}

export interface NotificationStatus {
  readonly state: PlanState;
  readonly waiting: number;
  readonly escalating: number;
}

export interface NotificationLease {
  /**
   * Plans who is told. Never waits. Throws `unavailable` where another process does so. Where the tenant is not sure, its
   * alarms must be those that this process evaluates: a message cannot say whose it is.
   */
  alarms(tenant: string, changes: readonly ToldChange[], isSure: boolean): void;
  status(): NotificationStatus;
  release(): void;
}

/** New tenants, and whether alarms are evaluated here, are looked for this often. */
const LOOK_MS = 5_000;
/** How far back messages that were given up are counted. */
const GIVEN_UP_MS = 24 * 3600_000;
const STATES: readonly PlanState[] = ['running', 'starting', 'elsewhere', 'away', 'stopped'];

/** The notifications of a database in this process: tenants, the nodes that feed them, and what sends. */
export class NotificationService {
  private readonly tenants = new Map<string, TenantNotifications>();
  private readonly feeds = new Set<NotificationFeed>();
  private readonly dispatcher: Dispatcher;
  private readonly gate = Gate.ofTenants();
  private readonly cleanups: (() => void)[] = [];
  private stopped = false;

  constructor(private readonly use: NotificationServiceUse) {
    const { store, secrets, senders, clock, logger, notifications } = use;
    this.dispatcher = new Dispatcher({
      outbox: store.outbox,
      targets: store.targets,
      secrets,
      senders,
      clock,
      logger,
      notifications,
      onSettled: (delivery, outcome) => this.settled(delivery, outcome),
    });
    const look = clock.every(LOOK_MS, () => void this.look());
    this.cleanups.push(() => look.stop());
    this.cleanups.push(store.onChange(() => this.reload()));
    this.dispatcher.poke();
  }

  feed(feed: NotificationFeed): NotificationLease {
    this.feeds.add(feed);
    const hush = this.use.notes.listen(feed.tenant, feed.onNote);
    void this.look();
    return {
      alarms: (tenant, changes, isSure) => {
        if (!isSure) this.requireOwn(tenant, changes);
        this.take(tenant, changes);
      },
      status: () => this.statusOf(feed),
      release: () => {
        hush();
        this.feeds.delete(feed);
      },
    };
  }

  /** A text, by the routes of the tenant. Throws `unavailable` where another process plans. */
  say(tenant: string, text: NotificationText): void {
    const item: Item = {
      id: randomId(),
      event: 'message',
      at: this.use.clock.now(),
      priority: text.priority,
      class: 'message',
      message: text.subject,
      text: text.text,
    };
    this.require(tenant).take([item]);
  }

  /** A text to one target, past all routes; one of the same id is kept once. Resolves when it is kept; rejects `not-found`. */
  async sayTo(
    tenant: string,
    target: string,
    text: NotificationText,
    id: string = randomId(),
  ): Promise<NotificationDelivery> {
    const { store, alarms, clock } = this.use;
    const { settings } = await store.targets.get(tenant, target);
    const now = clock.now();
    const item = {
      id: target,
      event: 'message',
      at: now,
      class: 'message',
      ...text,
      message: text.subject,
    } as const;
    const content: NotificationContent = {
      ...textOf(item, await alarms.place(tenant), now),
      // It is read and not heard, in the language of the report.
      ...(text.report ? { report: text.report, text: text.text ?? text.subject } : {}),
    };
    await store.outbox.add(tenant, [
      { id, target, channel: settings.channel, createdAt: now, dueAt: now, content },
    ]);
    this.dispatcher.poke();
    return shownDelivery(await store.outbox.get(tenant, id));
  }

  /** Sends a test message at once, and says what happened. Rejects `not-found`. */
  test(tenant: string, key: string, by: string | undefined): Promise<NotificationTest> {
    return tryTarget(this.use, tenant, key, by);
  }

  /** Whether people are told of alarms, and how it goes with each target. */
  async health(tenant: string): Promise<NotificationHealth> {
    const { store, alarms, clock } = this.use;
    const [routes, targets, figures] = await Promise.all([
      store.routes.all(tenant),
      store.targets.all(tenant),
      store.outbox.figures(tenant, clock.now() - GIVEN_UP_MS),
    ]);
    const known = this.tenants.get(tenant);
    const isFed = this.feedsOf(tenant).length > 0;
    const here = isFed ? (known?.state ?? 'starting') : 'none';
    const plan = alarms.owner(tenant) === 'elsewhere' ? 'elsewhere' : here;
    return healthOf({ plan, escalating: known?.escalating ?? 0, routes, targets, figures });
  }

  async deliveries(tenant: string, filter: DeliveryFilter): Promise<Page<NotificationDelivery>> {
    const page = await this.use.store.outbox.list(tenant, filter);
    return { ...page, items: page.items.map(shownDelivery) };
  }

  async delivery(tenant: string, id: string): Promise<NotificationDeliveryWhole> {
    return shownWhole(await this.use.store.outbox.get(tenant, id));
  }

  /** Rejects `conflict` for one that was not given up. */
  async resend(tenant: string, id: string): Promise<NotificationDelivery> {
    const delivery = await this.use.store.outbox.resend(tenant, id, this.use.clock.now());
    this.dispatcher.poke();
    return shownDelivery(delivery);
  }

  /** Takes changed routes and targets at once rather than when the database announces them. */
  async changed(tenant: string): Promise<void> {
    await this.tenants.get(tenant)?.reload();
  }

  /** Messages that wait: for the database, and for their attempt. */
  get waiting(): number {
    const unkept = [...this.tenants.values()].reduce((sum, { unkeptCount }) => sum + unkeptCount, 0);
    return unkept + this.dispatcher.waiting;
  }

  get escalating(): number {
    return [...this.tenants.values()].reduce((sum, { escalating }) => sum + escalating, 0);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const cleanup of this.cleanups.splice(0)) cleanup();
    await Promise.all([...this.tenants.values()].map((one) => one.stop()));
    await this.dispatcher.stop();
    for (const sender of Object.values(this.use.senders)) await sender.close?.();
  }

  private take(tenant: string, changes: readonly ToldChange[]): void {
    const items = changes.flatMap((change) => {
      const event = change.priority === 'journal' ? undefined : meaningOf(change.event, change.state);
      return event ? [itemOf(change, event)] : [];
    });
    if (items.length > 0) this.require(tenant).take(items);
  }

  private requireOwn(tenant: string, changes: readonly ToldChange[]): void {
    const { alarms } = this.use;
    // What was removed is there no more; it can only end what was begun.
    const strange = changes.find(({ id, event }) => event !== 'removed' && !alarms.has(tenant, id));
    if (strange)
      throw new ThermaCoreError('invalid', 'The alarms are not those of the tenant that the message names.', {
        field: 'msg.tenant',
        advice: 'Choose the tenant in the node, or leave msg.tenant as "alarm rules" set it.',
      });
  }

  private require(tenant: string): TenantNotifications {
    if (this.use.alarms.owner(tenant) === 'elsewhere')
      throw new ThermaCoreError(
        'unavailable',
        'Another process on this database plans the notifications of this tenant.',
        {
          advice: 'Send it in the process that evaluates the alarm rules, or choose a target.',
        },
      );
    return this.open(tenant);
  }

  private open(tenant: string): TenantNotifications {
    const known = this.tenants.get(tenant);
    if (known) return known;
    const { store, alarms, clock, logger, lost } = this.use;
    const made = new TenantNotifications(tenant, {
      store,
      alarms,
      clock,
      logger,
      gate: this.gate,
      onKept: () => this.dispatcher.poke(),
      onState: () => this.feedsOf(tenant).forEach(({ onStatus }) => onStatus()),
      lost: (count) => lost.add(count),
    });
    this.tenants.set(tenant, made);
    return made;
  }

  /** Opens the tenants that are new, so that what happened while nobody listened is told; ends those that went. */
  private async look(): Promise<void> {
    for (const one of this.tenants.values()) one.check();
    if (this.feeds.size === 0) return;
    const keys = await this.use.store.tenants().catch(() => undefined);
    if (!keys || this.stopped) return;
    for (const key of keys) if (this.feedsOf(key).length > 0) this.open(key);
    for (const [key, one] of this.tenants)
      if (!keys.includes(key)) {
        this.tenants.delete(key);
        void one.stop();
      }
  }

  private reload(): void {
    for (const one of this.tenants.values())
      one.reload().catch((error: unknown) =>
        this.use.logger.warn('Changed routes could not be read', {
          tenant: one.tenant,
          reason: String(error),
        }),
      );
  }

  private settled(delivery: DueDelivery, outcome: Outcome): void {
    const { state, at, reason, dueAt = delivery.dueAt } = outcome;
    const ended = state === 'failed' ? {} : { endedAt: at };
    const shown = shownDelivery({ ...delivery, state, reason, dueAt, triedAt: at, ...ended });
    for (const { onOutcome, onStatus } of this.feedsOf(delivery.tenant)) {
      onOutcome(delivery.tenant, shown);
      onStatus();
    }
  }

  private feedsOf(tenant: string): NotificationFeed[] {
    return [...this.feeds].filter((feed) => feed.tenant === undefined || feed.tenant === tenant);
  }

  private statusOf(feed: NotificationFeed): NotificationStatus {
    const own = [...this.tenants.values()].filter(
      ({ tenant }) => feed.tenant === undefined || feed.tenant === tenant,
    );
    return {
      state: STATES.find((state) => own.some((one) => one.state === state)) ?? 'starting',
      waiting: this.waiting,
      escalating: own.reduce((sum, { escalating }) => sum + escalating, 0),
    };
  }
}
