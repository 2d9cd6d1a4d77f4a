import { PRIORITIES } from '../alarms/condition';
import type { AlarmService } from '../alarms/service/alarm-service';
import type { Alarm } from '../alarms/service/shown';
import type { ConnectorContext } from '../connectors/connector';
import type { Page } from '../core/plant';
import { everyPage } from '../core/pages';
import { itemOf } from '../notifications/event';
import { EmailSender } from '../notifications/io/email';
import { Network } from '../notifications/io/network';
import { WebhookSender } from '../notifications/io/webhook';
import { DashboardNotes } from '../notifications/service/dashboard-notes';
import { NotificationService } from '../notifications/service/notification-service';
import type { AlarmSide, NotificationStore, OpenAlarms, TargetSecrets } from '../notifications/service/ports';
import { NotificationRegistry } from '../notifications/service/registry';
import type { Counter } from '../core/meter';
import type { Place } from '../notifications/text/wording';
import type { Store } from '../store';
import type { Alarms, AlarmsStore } from './alarms';
import { MqttSender, type BrokerLogin } from './notification-mqtt';

/** What notifications need of a database. */
export type NotificationsStore = AlarmsStore &
  Pick<Store, 'notificationRoutes' | 'notificationTargets' | 'outbox' | 'onNotifications' | 'reportRuns'>;

export interface NotificationsContext<S extends NotificationsStore> {
  readonly context: ConnectorContext;
  readonly alarms: Pick<Alarms<S>, 'of'>;
  readonly secrets: TargetSecrets;
  readonly brokerAccess: (tenant: string) => Promise<BrokerLogin>;
  /** Networks inside that may be sent to. */
  readonly networks: readonly string[];
}

const PAGE = 1000;
const MAX_OPEN = 20_000;

interface Made {
  readonly service: NotificationService;
  readonly registry: NotificationRegistry;
}

/** Notifications: one service for each database, made by the first who asks. */
export class Notifications<S extends NotificationsStore = Store> {
  private readonly made = new Map<S, Made>();
  private readonly network: Network;
  private readonly sent: Counter;
  private readonly lost: Counter;

  constructor(private readonly use: NotificationsContext<S>) {
    const { meter } = use.context;
    this.network = new Network(use.networks);
    this.sent = meter.counter(
      'thermacore_notifications_total',
      'Attempts to send a notification, by channel and what came of it',
      ['channel', 'outcome'],
    );
    this.lost = meter.counter(
      'thermacore_notifications_lost_total',
      'Alarms and messages that nobody is told of, because more waited than there is room for',
    );
    const sum = (of: (service: NotificationService) => number): number =>
      [...this.made.values()].reduce((total, { service }) => total + of(service), 0);
    meter.gauge('thermacore_notifications_waiting', 'Notifications that wait to be sent', () =>
      sum(({ waiting }) => waiting),
    );
    meter.gauge(
      'thermacore_notifications_escalating',
      'Escalations of alarms that go on, by alarm and route',
      () => sum(({ escalating }) => escalating),
    );
  }

  of(store: S): NotificationService {
    return this.open(store).service;
  }

  /** Routes and targets, as people change them. */
  registryOf(store: S): NotificationRegistry {
    return this.open(store).registry;
  }

  /** Waits a few seconds for what is being sent; what is not is sent after the next start. */
  async stop(): Promise<void> {
    const all = [...this.made.values()];
    this.made.clear();
    await Promise.all(all.map(({ service }) => service.stop()));
  }

  private open(store: S): Made {
    const known = this.made.get(store);
    if (known) return known;
    const { context, alarms, secrets, brokerAccess } = this.use;
    const { clock, logger } = context;
    const notes = new DashboardNotes();
    const port = storeOf(store);
    const service = new NotificationService({
      store: port,
      alarms: alarmSide(store, () => alarms.of(store)),
      secrets,
      senders: {
        email: new EmailSender(this.network, (tenant, run) => store.reportRuns.file(tenant, run, 'html')),
        webhook: new WebhookSender(this.network, clock),
        mqtt: new MqttSender(brokerAccess, context),
        dashboard: notes,
      },
      notes,
      clock,
      logger,
      notifications: this.sent,
      lost: this.lost,
    });
    const registry = new NotificationRegistry({
      store: port,
      secrets,
      network: this.network,
      changed: (tenant) => service.changed(tenant),
    });
    const made = { service, registry };
    this.made.set(store, made);
    return made;
  }
}

const storeOf = (store: NotificationsStore): NotificationStore => ({
  routes: store.notificationRoutes,
  targets: store.notificationTargets,
  outbox: store.outbox,
  tenants: async () => (await store.tenants.list()).map(({ key }) => key),
  onChange: (listener) => store.onNotifications(listener),
});

/** Whoever evaluates the rules of a tenant plans its notifications: one process of all on a database. */
function alarmSide(store: NotificationsStore, alarms: () => AlarmService): AlarmSide {
  return {
    owner(tenant) {
      const state = alarms().stateOf(tenant);
      if (state === 'elsewhere') return 'elsewhere';
      return state === 'starting' || state === 'away' ? 'starting' : 'here';
    },
    async openAlarms(tenant) {
      const query = { view: 'unacknowledged', limit: PAGE, priorities: PRIORITIES } as const;
      const read = async (cursor: string | undefined): Promise<Page<Alarm>> => {
        const { items, nextCursor } = await alarms().list(tenant, { ...query, cursor });
        return nextCursor === undefined ? { items } : { items, nextCursor };
      };
      return openOf(await everyPage(read, MAX_OPEN));
    },
    has: (tenant, alarm) => alarms().tenant(tenant)?.get(alarm) !== undefined,
    async place(tenant): Promise<Place> {
      const found = (await store.tenants.list()).find(({ key }) => key === tenant);
      return { tenant, plant: found?.name ?? tenant, timeZone: found?.timezone ?? 'UTC' };
    },
  };
}

const openOf = (alarms: readonly Alarm[]): OpenAlarms => ({
  items: alarms.filter(({ state }) => state === 'unacknowledged').map((alarm) => itemOf(alarm, 'raised')),
  ids: new Set(alarms.map(({ id }) => id)),
});
