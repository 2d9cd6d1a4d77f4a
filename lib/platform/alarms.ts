import type { AlarmInstance, AlarmNotice, JournalFilter } from '../alarms/ports';
import { PRIORITIES } from '../alarms/condition';
import { metricsOf } from '../alarms/metrics';
import { AlarmService } from '../alarms/service/alarm-service';
import { journalHeader, journalRow } from '../alarms/service/journal-csv';
import { AlarmRules } from '../alarms/service/rules';
import { shownAlarm, shownLine, type Alarm, type AlarmJournalLine } from '../alarms/service/shown';
import { shownMetrics, type AlarmMetrics } from '../alarms/service/shown-metrics';
import type { StreamSource } from '../api';
import type { Clock } from '../core/clock';
import { DAY_MS } from '../core/duration';
import { ThermaCoreError } from '../core/errors';
import type { Logger } from '../core/logger';
import type { Counter, Meter } from '../core/meter';
import type { Page } from '../core/plant';
import type { LiveHub } from '../live';
import type { Store } from '../store';
import { StoredPlants, type PlantStore } from './alarm-plant';
import type { Conditions } from './conditions';
import type { Fleets } from './fleets';

/** What alarms need of a database. */
export type AlarmsStore = PlantStore &
  Pick<Store, 'alarms' | 'alarmRules' | 'alarmJournal' | 'alarmClaims' | 'audit' | 'onAlarmRules'>;

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
  readonly fleets: Pick<Fleets, 'reach' | 'onReach'>;
  readonly conditions: Pick<Conditions, 'watch'>;
}

/** An alarm that changed, and what changed it. */
export interface AlarmChange extends Alarm {
  /** `removed`: its rule or sensor is there no more. */
  readonly event: AlarmNotice['entry']['event'] | 'removed';
  /** Of the line in the journal; absent for `removed`. */
  readonly line?: string;
  readonly user?: string;
}

/** As clients and flows get it; alarms of the priority `journal` are told to nobody, but that one became so is. */
export const changesOf = (
  notices: readonly AlarmNotice[],
  gone: readonly AlarmInstance[] = [],
): AlarmChange[] => [
  ...notices
    .filter(({ entry, seen }) => entry.priority !== 'journal' || seen)
    .map(({ entry, alarm }) => ({
      ...shownAlarm(alarm),
      event: entry.event,
      line: entry.id,
      ...(entry.user === undefined ? {} : { user: entry.user }),
    })),
  ...gone
    .filter(({ priority }) => priority !== 'journal')
    .map((alarm) => ({
      ...shownAlarm({ ...alarm, state: 'normal', active: false }),
      event: 'removed' as const,
    })),
];

/** Alarms: one service for each database, made by the first who asks. Clients at the live socket are told of all. */
export class Alarms<S extends AlarmsStore = Store> {
  private readonly services = new Map<S, AlarmService>();
  private readonly transitions: Counter;
  private readonly lost: Counter;

  constructor(private readonly use: AlarmsContext) {
    const { meter, fleets } = use;
    fleets.onReach((tenant, device, online) => {
      for (const service of this.all) service.device(tenant, device, online);
    });
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
    const { clock, logger, live, fleets, conditions } = this.use;
    const service = new AlarmService({
      store: {
        rules: store.alarmRules,
        instances: store.alarms,
        journal: store.alarmJournal,
        audit: store.audit,
        tenants: async () => (await store.tenants.list()).map(({ key }) => key),
        onRules: (listener) => store.onAlarmRules(listener),
      },
      plants: new StoredPlants(store, logger),
      ownership: store.alarmClaims,
      reach: (tenant) => fleets.reach(tenant),
      conditions,
      clock,
      logger,
      transitions: this.transitions,
      lost: this.lost,
      listener: (tenant, notices, gone) => live.publishAlarms(tenant, changesOf(notices, gone)),
    });
    this.services.set(store, service);
    return service;
  }

  /** The rules of the registry in this database, as people change them. */
  rulesOf(store: S): AlarmRules {
    return new AlarmRules({
      service: this.of(store),
      store: { rules: store.alarmRules },
      plants: new StoredPlants(store, this.use.logger),
    });
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
      operators,
    }: {
      readonly from?: number | undefined;
      readonly to?: number | undefined;
      readonly unit?: string | undefined;
      readonly operators: number;
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
