import type { Page } from '../core/plant';
import type { JobState } from '../core/transfer';
import type { ReportInput, ReportPatch } from './definition';
import type { ReportFormat } from './run';

/** A report as it is kept. Times in epoch ms. */
export type ReportRecord = ReportInput & {
  /** Undefined: never by itself. */
  readonly nextAt: number | undefined;
  readonly version: number;
  readonly createdAt: number;
  readonly createdBy: string | undefined;
  readonly updatedAt: number;
  readonly updatedBy: string | undefined;
};

export interface ListFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** A report whose time has come, or is to be found. */
export interface DueReport {
  readonly tenant: string;
  readonly timezone: string;
  readonly report: ReportRecord;
}

/** Of one tenant at a time, where nothing else is said. All reject `not-found`, also for another tenant’s. */
export interface ReportRepository {
  list(tenant: string, filter: ListFilter): Promise<Page<ReportRecord>>;
  get(tenant: string, key: string): Promise<ReportRecord>;
  /** Rejects `conflict` for a key that is taken, `over-quota` where there are too many. */
  add(tenant: string, report: ReportInput, nextAt: number | undefined, user: string | undefined): Promise<ReportRecord>; // prettier-ignore
  /** `nextAt` is told the report as it will be. Rejects `conflict` for another version. */
  update(
    tenant: string,
    key: string,
    patch: ReportPatch,
    by: { readonly version: number; readonly user: string | undefined },
    nextAt: (report: ReportInput) => number | undefined,
  ): Promise<ReportRecord>;
  /** With all its runs. */
  remove(tenant: string, key: string, version?: number): Promise<void>;
  /** Of all tenants: those whose time has come. */
  due(now: number, limit: number): Promise<readonly DueReport[]>;
  /**
   * Claims the time `nextAt` of a report: its next one becomes `following`, and `run`, if there is one, waits to be made.
   * Both or none; false where somebody else was faster.
   */
  claim(tenant: string, key: string, nextAt: number, following: number | undefined, run: NewRun | undefined): Promise<boolean>; // prettier-ignore
}

export interface NewRun {
  readonly id: string;
  /** The report as it was when the run was ordered. */
  readonly report: ReportInput;
  readonly trigger: 'schedule' | 'request';
  readonly requestedBy?: string | undefined;
  readonly from: number;
  readonly to: number;
  readonly timezone: string;
  readonly createdAt: number;
}

/** Times in epoch ms; `percent` 0 to 100. */
export interface RunRecord extends NewRun {
  readonly state: JobState;
  readonly percent: number;
  readonly startedAt?: number | undefined;
  readonly finishedAt?: number | undefined;
  readonly expiresAt: number;
  readonly attempts: number;
  readonly bytes?: Readonly<Record<ReportFormat, number>> | undefined;
  readonly summary: readonly string[];
  readonly error?: string | undefined;
}

/** Taken to be made; the attempt is what proves that it is still this one’s. */
export interface TakenRun {
  readonly tenant: string;
  readonly run: RunRecord;
}

export interface RunFiles {
  readonly html: string;
  readonly csv: string;
  readonly summary: readonly string[];
}

export interface RunFilter extends ListFilter {
  readonly report?: string | undefined;
}

export interface ReportRunRepository {
  /** Newest first. */
  list(tenant: string, filter: RunFilter): Promise<Page<RunRecord>>;
  get(tenant: string, id: string): Promise<RunRecord>;
  /** Rejects `rate-limited` where `most` wait or run already. */
  add(tenant: string, run: NewRun, most: number): Promise<RunRecord>;
  /**
   * Takes one that waits, or one whose maker went away, of all tenants; of each tenant one at a time. Nobody else gets it until
   * `now + leaseMs`. One that was begun `attempts` times fails instead.
   */
  take(now: number, leaseMs: number, attempts: number): Promise<TakenRun | undefined>;
  /** False: it is not this attempt’s any more; it was cancelled, or another process took it over. */
  progress(tenant: string, id: string, attempt: number, percent: number): Promise<boolean>;
  /** Its files, before people are told of them; made anew, they are replaced. */
  keep(tenant: string, id: string, attempt: number, files: RunFiles): Promise<boolean>;
  /** `remark`: something to say about one that is done. */
  finish(tenant: string, id: string, attempt: number, at: number, remark?: string): Promise<boolean>;
  fail(tenant: string, id: string, attempt: number, at: number, error: string): Promise<boolean>;
  /** Gives back what is not made to its end, for whoever takes it next; the attempt does not count. */
  release(tenant: string, id: string, attempt: number): Promise<boolean>;
  /** Cancels one that waits or runs, removes one that is over. */
  remove(tenant: string, id: string, at: number): Promise<'cancelled' | 'removed'>;
  /** Rejects `conflict` while it is not done. */
  file(tenant: string, id: string, format: ReportFormat): Promise<string>;
}
