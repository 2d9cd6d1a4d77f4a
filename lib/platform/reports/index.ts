import type { Clock } from '../../core/clock';
import { ThermaCoreError } from '../../core/errors';
import type { Logger } from '../../core/logger';
import type { Counter, Meter } from '../../core/meter';
import { Format, spanText, wordsOf, type TakenRun } from '../../reports';
import type { Store } from '../../store';
import type { Alarms } from '../alarms';
import type { Analytics } from '../analytics';
import { zoneOf } from '../analytics/grid';
import type { Downloads } from '../downloads';
import type { Notifications, NotificationsStore } from '../notifications';
import type { FactsStore } from './asking';
import { checkReport } from './check';
import { collectFacts } from './facts';
import { ReportMaker } from './maker';
import { ReportService, fileNameOf } from './report-service';

/** What reports need of a database. */
export type ReportsStore = FactsStore & NotificationsStore & Pick<Store, 'reports' | 'reportRuns'>;

export interface ReportsContext<S extends ReportsStore> {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly analytics: Analytics;
  readonly alarms: Pick<Alarms<S>, 'of'>;
  readonly notifications: Pick<Notifications<S>, 'of' | 'registryOf'>;
  readonly downloads: Downloads;
  /** Who share the alarms of a tenant. */
  readonly operators: number;
}

/** Reports: one service for each database, made by the first who asks. */
export class Reports<S extends ReportsStore = Store> {
  private readonly made = new Map<S, ReportService>();
  private readonly outcomes: Counter;

  constructor(private readonly use: ReportsContext<S>) {
    this.outcomes = use.meter.counter(
      'thermacore_reports_total',
      'Reports that were made, by what came of it',
      ['outcome'],
    );
  }

  of(store: S): ReportService {
    const known = this.made.get(store);
    if (known) return known;
    const { clock, logger, analytics, alarms, operators, downloads, notifications } = this.use;
    const maker = new ReportMaker({
      runs: store.reportRuns,
      collect: (order, reached) => collectFacts({ store, analytics, alarms, operators }, order, reached),
      plantOf: async (tenant) =>
        (await store.tenants.list()).find(({ key }) => key === tenant)?.name ?? tenant,
      mail: (made, summary) => this.mail(store, made, summary),
      clock,
      logger,
      made: this.outcomes,
    });
    const service = new ReportService({
      reports: store.reports,
      runs: store.reportRuns,
      maker,
      downloads,
      timezoneOf: (tenant) => zoneOf(store, tenant, undefined),
      check: (tenant, report) => checkReport({ store, notifications }, tenant, report),
      clock,
      logger,
    });
    this.made.set(store, service);
    return service;
  }

  /** Of a database that is about to be closed. */
  async release(store: S): Promise<void> {
    const service = this.made.get(store);
    this.made.delete(store);
    await service?.stop();
  }

  /** Gives back what is being made, for the next start or another process. */
  async stop(): Promise<void> {
    const all = [...this.made.values()];
    this.made.clear();
    await Promise.all(all.map((service) => service.stop()));
  }

  private async mail(store: S, { tenant, run }: TakenRun, summary: readonly string[]): Promise<void> {
    const { id, report, from, timezone } = run;
    const words = wordsOf(report.language);
    const faults: string[] = [];
    for (const [place, target] of report.recipients.entries())
      try {
        await this.use.notifications.of(store).sayTo(
          tenant,
          target,
          {
            subject: `${report.name}, ${spanText(run, report.period, new Format(report.language, timezone))}`,
            text: (summary.length > 0 ? summary : [words.allQuiet]).join('\n'),
            priority: 'low',
            report: { run: id, fileName: fileNameOf(report.key, from, timezone, 'html') },
          },
          `${id}.${place}`,
        );
      } catch (error) {
        // The others get theirs.
        if (!(error instanceof Error)) throw error;
        faults.push(error.message);
      }
    if (faults.length > 0) throw new ThermaCoreError('unavailable', faults.join(' '));
  }
}
