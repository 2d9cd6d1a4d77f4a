import type { StreamSource } from '../../api';
import { endedWithin, type Clock, type Timer } from '../../core/clock';
import { isThermaCoreError, messageOf } from '../../core/errors';
import { randomId } from '../../core/ids';
import type { Logger } from '../../core/logger';
import type { Page } from '../../core/plant';
import { TimeZone } from '../../core/time-zone';
import type { Ticket } from '../../core/transfer';
import {
  REPORT_FIELDS,
  REPORT_TYPES,
  dueOf,
  nextOf,
  periodBefore,
  requireSchedule,
  requireZone,
  type ListFilter,
  type NewRun,
  type Report,
  type ReportFormat,
  type ReportInput,
  type ReportPatch,
  type ReportRecord,
  type ReportRepository,
  type ReportRun,
  type ReportRunRepository,
  type RunFilter,
} from '../../reports';
import type { Downloads } from '../downloads';
import { LEASE_MS, type ReportMaker } from './maker';
import { shownReport, shownRun } from './shown';

export interface ReportServiceUse {
  readonly reports: ReportRepository;
  readonly runs: ReportRunRepository;
  readonly maker: ReportMaker;
  readonly downloads: Downloads;
  readonly timezoneOf: (tenant: string) => Promise<string>;
  /** Rejects `invalid` for units, recipients and expressions that there are not. */
  readonly check: (tenant: string, report: Partial<ReportInput>) => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Whose time has come, and what other processes ordered, is looked for this often. */
const LOOK_MS = 5_000;
const MOST_DUE = 50;
/** Runs of a tenant that wait or go on. */
const MOST_OPEN = 20;
/** Then the fault is the report’s: its process went away each time. */
const MOST_ATTEMPTS = 3;
const STOP_MS = 5_000;

/** Who changes something; undefined: a flow. */
export interface ReportAuthor {
  readonly tenant: string;
  readonly user: string | undefined;
}

/** Reports of a database: as people define them, when they are made, and what came of it. Several processes may serve it. */
export class ReportService {
  private readonly timer: Timer;
  private looking: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  constructor(private readonly use: ReportServiceUse) {
    this.timer = use.clock.every(LOOK_MS, () => this.poke());
  }

  async list(tenant: string, filter: ListFilter): Promise<Page<Report>> {
    const page = await this.use.reports.list(tenant, filter);
    return { ...page, items: page.items.map(shownReport) };
  }

  async get(tenant: string, key: string): Promise<Report> {
    return shownReport(await this.use.reports.get(tenant, key));
  }

  async add({ tenant, user }: ReportAuthor, report: ReportInput): Promise<Report> {
    const { reports, clock, check, timezoneOf } = this.use;
    const zone = await timezoneOf(tenant);
    requireSchedule(report, zone, clock.now());
    await check(tenant, report);
    return shownReport(await reports.add(tenant, report, nextOf(report, zone, clock.now()), user));
  }

  async change({ tenant, user }: ReportAuthor, key: string, patch: ReportPatch, version: number): Promise<Report> {
    const { reports, clock, check, timezoneOf } = this.use;
    const zone = await timezoneOf(tenant);
    const { schedule, ...given } = patch;
    if (schedule != null) requireSchedule({ schedule }, zone, clock.now());
    await check(tenant, given);
    const next = (report: ReportInput): number | undefined => nextOf(report, zone, clock.now());
    return shownReport(await reports.update(tenant, key, patch, { version, user }, next));
  } // prettier-ignore

  /** With all its runs. */
  remove(tenant: string, key: string, version?: number): Promise<void> {
    return this.use.reports.remove(tenant, key, version);
  }

  /** Has it made now, of the last period that is over. */
  async run({ tenant, user }: ReportAuthor, key: string): Promise<ReportRun> {
    const { reports, runs, clock, timezoneOf } = this.use;
    const report = inputOf(await reports.get(tenant, key));
    const timezone = await timezoneOf(tenant);
    const now = clock.now();
    const order = orderOf(report, timezone, now, now, { trigger: 'request', requestedBy: user ?? 'flow' });
    const run = await runs.add(tenant, order, MOST_OPEN);
    this.poke();
    return shownRun(run);
  }

  async runs(tenant: string, filter: RunFilter): Promise<Page<ReportRun>> {
    const page = await this.use.runs.list(tenant, filter);
    return { ...page, items: page.items.map(shownRun) };
  }

  async getRun(tenant: string, id: string): Promise<ReportRun> {
    return shownRun(await this.use.runs.get(tenant, id));
  }

  /** Cancels one that waits or goes on, removes one that is over. */
  async removeRun(tenant: string, id: string): Promise<void> {
    const did = await this.use.runs.remove(tenant, id, this.use.clock.now());
    if (did === 'cancelled') this.use.maker.cancel(id);
  }

  /** The file as text, for a page that shows it. */
  text(tenant: string, id: string, format: ReportFormat): Promise<string> {
    return this.use.runs.file(tenant, id, format);
  }

  async file(tenant: string, id: string, format: ReportFormat): Promise<StreamSource> {
    const { runs } = this.use;
    const { report, from, timezone } = await runs.get(tenant, id);
    const bytes = Buffer.from(await runs.file(tenant, id, format));
    return {
      contentType: REPORT_TYPES[format],
      fileName: fileNameOf(report.key, from, timezone, format),
      compressible: true,
      pipe: async ({ write }) => write(bytes),
    };
  }

  /** A link by which a browser fetches the file. */
  async ticket(tenant: string, id: string, format: ReportFormat): Promise<Ticket> {
    await this.use.runs.file(tenant, id, format);
    return this.use.downloads.issue(() => this.file(tenant, id, format));
  }

  /** Something may be due. */
  poke(): void {
    if (this.looking) this.again = true;
    else if (!this.stopped) this.looking = this.look().finally(() => (this.looking = undefined));
  }

  /** Gives back what is being made; waits a few seconds for it. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.timer.stop();
    this.use.maker.stop();
    await endedWithin(this.use.clock, STOP_MS, this.looking);
  }

  private async look(): Promise<void> {
    do {
      this.again = false;
      try {
        await this.order();
        await this.makeAll();
      } catch (error) {
        this.use.logger.warn('Reports could not be looked after', { reason: messageOf(error) });
      }
    } while (this.again && !this.isStopped());
  }

  /** Orders what is due. Whoever moves the time of a report on has ordered it. */
  private async order(): Promise<void> {
    const { reports, clock, logger } = this.use;
    const now = clock.now();
    for (const { tenant, timezone, report } of await reports.due(now, MOST_DUE)) {
      const { nextAt } = report;
      if (nextAt === undefined) continue;
      const input = inputOf(report);
      try {
        const due = dueOf(input, timezone, nextAt, now);
        const run = orderOf(input, timezone, due.at, now, { trigger: 'schedule' });
        await reports.claim(tenant, report.key, nextAt, due.following, run);
      } catch (error) {
        if (isThermaCoreError(error) && ['unavailable', 'timeout'].includes(error.code)) throw error;
        logger.warn('A report could not be ordered', { tenant, report: report.key, error });
        // Nobody can have written it so; without a next time it does not come again and again.
        if (isThermaCoreError(error) && ['invalid', 'configuration'].includes(error.code))
          await reports.claim(tenant, report.key, nextAt, undefined, undefined);
      }
    }
  }

  private async makeAll(): Promise<void> {
    const { runs, maker, clock } = this.use;
    while (!this.isStopped()) {
      const taken = await runs.take(clock.now(), LEASE_MS, MOST_ATTEMPTS);
      if (!taken) return;
      await maker.make(taken);
    }
  }

  /** Asked after a wait, in which it may have been stopped. */
  private isStopped(): boolean {
    return this.stopped;
  }
}

/** Without what the store knows of it. */
const inputOf = (record: ReportRecord): ReportInput =>
  Object.fromEntries(
    REPORT_FIELDS.flatMap((name) => (record[name] === undefined ? [] : [[name, record[name]]])),
  ) as unknown as ReportInput;

/** `at`: the instant before which the period lies. */
function orderOf(report: ReportInput, timezone: string, at: number, now: number, by: Pick<NewRun, 'trigger' | 'requestedBy'>): NewRun {
  return {
    id: randomId(),
    report,
    ...by,
    ...periodBefore(at, report.period, requireZone(timezone)),
    timezone,
    createdAt: now,
  };
} // prettier-ignore

/** `daily-plant-2026-11-26.html`: the day on which the period begins, by the clock of the plant. */
export function fileNameOf(key: string, from: number, timezone: string, format: ReportFormat): string {
  const wall = TimeZone.find(timezone)?.wallAt(from) ?? from;
  return `${key}-${new Date(wall).toISOString().slice(0, 10)}.${format}`;
}
