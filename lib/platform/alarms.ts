import type { AlarmInstance, AlarmNotice, JournalFilter } from '../alarms/ports';
import { PRIORITIES } from '../alarms/condition';
import { isUnacknowledged } from '../alarms/state-machine';
import { metricsOf } from '../alarms/metrics';
import type { AlarmListener } from '../alarms/service/ports';
import { AlarmService } from '../alarms/service/alarm-service';
import { journalHeader, journalRow } from '../alarms/service/journal-csv';
import { AlarmRules } from '../alarms/service/rules';
import { shownAlarm, shownLine, type Alarm, type AlarmJournalLine } from '../alarms/service/shown';
import { shownMetrics, type AlarmMetrics } from '../alarms/service/shown-metrics';
import type { AlarmRuleInput } from '../alarms/rule';
import type { StreamSource } from '../api';
import type { Clock } from '../core/clock';
import { DAY_MS } from '../core/duration';
import { ThermaCoreError } from '../core/errors';
import type { Logger } from '../core/logger';
import type { Counter, Meter } from '../core/meter';
import type { Page } from '../core/plant';
import type { Ticket } from '../core/transfer';
import type { LiveHub } from '../live';
import type { Store } from '../store';
import { StoredPlants, type PlantStore } from './alarm-plant';
import type { Conditions } from './conditions';
import type { Downloads } from './downloads';
import type { Fleets } from './fleets';

/** What alarms need of a database. */
export type AlarmsStore = PlantStore &
  Pick<
    Store,
    | 'alarms'
    | 'alarmRules'
    | 'alarmJournal'
    | 'alarmRequests'
    | 'alarmClaims'
    | 'audit'
    | 'onAlarmRules'
    | 'onAlarms'
    | 'onAlarmRequests'
  >;

/** Of metrics, where nothing is said. */
const METRIC_SPAN_MS = 30 * DAY_MS;
const MAX_METRIC_DAYS = 366;
/** Characters that are written at a time. */
const CSV_CHUNK = 64 * 1024;

export interface AlarmsContext {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly live: Pick<LiveHub, 'publishAlarms'>;
  /** Who share the alarms of a tenant, where nothing else is said: floods and metrics are counted for each. */
  readonly operators: number;
  readonly fleets: Pick<Fleets, 'reach' | 'onReach'>;
  readonly conditions: Pick<Conditions, 'watch'>;
  /**
   * Whether it is the database that people log in to. Who watches is known by the key of a tenant of that one, which a
   * tenant of another database may have too.
   */
  readonly isOwn: (store: object) => boolean;
  readonly downloads: Downloads;
}

/** An alarm that changed, and what changed it. */
export interface AlarmChange extends Alarm {
  /** `removed`: its rule or sensor is there no more. */
  readonly event: AlarmNotice['entry']['event'] | 'removed';
  /** Of the line in the journal; absent for `removed`. */
  readonly line?: string;
  readonly user?: string;
  /** Not in the database or on disk yet, and told again when it is. Absent: it is kept. */
  readonly kept?: false;
}

/** As clients and flows get it; alarms of the priority `journal` are told to nobody, but that one became so is. */
export const changesOf = (
  notices: readonly AlarmNotice[],
  gone: readonly AlarmInstance[] = [],
): AlarmChange[] => [
  ...notices
    .filter(({ entry, seen }) => entry.priority !== 'journal' || seen)
    .map(({ entry, alarm, kept }) => ({
      ...shownAlarm(alarm),
      event: entry.event,
      line: entry.id,
      ...(kept ? {} : { kept }),
      ...(entry.user === undefined ? {} : { user: entry.user }),
    })),
  ...gone
    .filter(({ priority, state }) => priority !== 'journal' || isUnacknowledged(state))
    .map((alarm) => ({
      ...shownAlarm({ ...alarm, state: 'normal', active: false }),
      event: 'removed' as const,
    })),
];

/** Alarms: one service for each database, made by the first who asks. Clients at the live socket are told of all. */
export class Alarms<S extends AlarmsStore = Store> {
  private readonly services = new Map<S, AlarmService>();
  private readonly listeners = new Map<S, Set<AlarmListener>>();
  private readonly transitions: Counter;
  private readonly lost: Counter;

  constructor(private readonly use: AlarmsContext) {
    const { meter, fleets } = use;
    fleets.onReach((store, tenant, device, online) =>
      this.services.get(store as S)?.device(tenant, device, online),
    );
    this.transitions = meter.counter(
      'thermacore_alarm_transitions_total',
      'Lines of the alarm journal, by event',
      ['event'],
    );
    this.lost = meter.counter(
      'thermacore_alarm_journal_lost_total',
      'Lines of the alarm journal that could not be written',
    );
    meter.gauge(
      'thermacore_alarm_journal_waiting',
      'Lines of the journal and alarms that wait to be written',
      () => this.all.reduce((sum, { unwritten }) => sum + unwritten, 0),
    );
    for (const priority of PRIORITIES)
      meter.gauge(
        'thermacore_alarms_active',
        'Alarms that are announced and whose condition holds, by priority',
        () => this.all.reduce((sum, { counts }) => sum + counts[priority].active, 0),
        { priority },
      );
  }

  of(store: S): AlarmService {
    const known = this.services.get(store);
    if (known) return known;
    const { clock, logger, live, fleets, conditions, isOwn } = this.use;
    const service = new AlarmService({
      store: {
        rules: store.alarmRules,
        instances: store.alarms,
        journal: store.alarmJournal,
        audit: store.audit,
        tenants: async () => (await store.tenants.list()).map(({ key }) => key),
        requests: store.alarmRequests,
        onRules: (listener) => store.onAlarmRules(listener),
        onAlarms: (listener) => store.onAlarms(listener),
        onRequests: (listener) => store.onAlarmRequests(listener),
      },
      plants: new StoredPlants(store, logger),
      ownership: store.alarmClaims,
      reach: (tenant) => fleets.reach(store, tenant),
      conditions: { watch: (tenant, watcher) => conditions.watch(store, tenant, watcher) },
      clock,
      logger,
      transitions: this.transitions,
      lost: this.lost,
      operators: this.use.operators,
      listener: (tenant, notices, gone) => {
        if (isOwn(store)) live.publishAlarms(tenant, changesOf(notices, gone));
        for (const listener of this.listeners.get(store) ?? []) listener(tenant, notices, gone);
      },
    });
    this.services.set(store, service);
    return service;
  }

  /** Called at once for every change of an alarm in this database. Returns the way to stop listening. */
  onNotices(store: S, listener: AlarmListener): () => void {
    const listeners = this.listeners.get(store) ?? new Set<AlarmListener>();
    this.listeners.set(store, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  /** The rules of the registry in this database, as people change them. */
  rulesOf(store: S): AlarmRules {
    return new AlarmRules({
      service: this.of(store),
      store: { rules: store.alarmRules },
      plants: new StoredPlants(store, this.use.logger),
    });
  }

  /** Rules that flows bring in this process. */
  flowRules(store: object, tenant: string): readonly AlarmRuleInput[] {
    const service = [...this.services].find(([known]) => known === store)?.[1];
    return service?.tenant(tenant)?.flowRules ?? [];
  }

  /** Newest first. */
  async journal(store: S, tenant: string, filter: JournalFilter): Promise<Page<AlarmJournalLine>> {
    const page = await store.alarmJournal.list(tenant, filter);
    return { ...page, items: page.items.map(shownLine) };
  }

  /** How the alarm system did between `from` and `to`, epoch ms; the last 30 days if left out, a year at most. */
  async metrics(
    store: S,
    tenant: string,
    {
      to = this.use.clock.now(),
      from = to - METRIC_SPAN_MS,
      unit,
      operators = this.use.operators,
    }: {
      readonly from?: number | undefined;
      readonly to?: number | undefined;
      readonly unit?: string | undefined;
      readonly operators?: number | undefined;
    },
  ): Promise<AlarmMetrics> {
    if (to - from > MAX_METRIC_DAYS * DAY_MS)
      throw new ThermaCoreError('invalid', `The time is longer than ${MAX_METRIC_DAYS} days.`, {
        field: 'from',
        advice: 'Ask for less.',
      });
    const lines = store.alarmJournal.read(tenant, { from, to, unit });
    return shownMetrics(await metricsOf(lines, { from, to, operators }));
  }

  /** Oldest first, read while it is sent. */
  journalFile(store: S, tenant: string, filter: Omit<JournalFilter, 'limit' | 'cursor'>): StreamSource {
    return {
      contentType: 'text/csv',
      fileName: `alarm-journal-${tenant}.csv`,
      compressible: true,
      async pipe(target) {
        let rows = journalHeader();
        for await (const line of store.alarmJournal.read(tenant, filter)) {
          if (target.signal.aborted) return;
          rows += journalRow(line);
          if (rows.length < CSV_CHUNK) continue;
          await target.write(Buffer.from(rows));
          rows = '';
        }
        await target.write(Buffer.from(rows));
      },
    };
  }

  /** A link by which a browser fetches the journal as CSV. */
  journalTicket(store: S, tenant: string, filter: Omit<JournalFilter, 'limit' | 'cursor'>): Ticket {
    return this.use.downloads.issue(() => this.journalFile(store, tenant, filter));
  }

  /** Waits a few seconds for what is still to be written. */
  async stop(): Promise<void> {
    const { all } = this;
    this.services.clear();
    await Promise.all(all.map((service) => service.stop()));
  }

  private get all(): AlarmService[] {
    return [...this.services.values()];
  }
}
