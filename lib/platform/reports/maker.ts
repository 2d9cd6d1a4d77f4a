import type { Clock } from '../../core/clock';
import { ThermaCoreError, isThermaCoreError } from '../../core/errors';
import type { Logger } from '../../core/logger';
import type { Counter } from '../../core/meter';
import {
  composeReport,
  headlinesOf,
  reportCsv,
  reportHtml,
  type ReportFacts,
  type ReportRunRepository,
  type RunFiles,
  type TakenRun,
} from '../../reports';
import type { FactsOrder } from './facts';

export interface MakerUse {
  readonly runs: ReportRunRepository;
  readonly collect: (order: FactsOrder, reached: (share: number) => Promise<void>) => Promise<ReportFacts>;
  /** Name of the tenant, as people know the plant. */
  readonly plantOf: (tenant: string) => Promise<string>;
  /** Sends what was made; what comes of it stands in the log of notifications. Rejects with a sentence. */
  readonly mail: (made: TakenRun, summary: readonly string[]) => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly made: Counter;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

/** Far longer than the largest takes. */
const TIMEOUT_MS = 120_000;
/** Longer than a run may take: what is still taken then was taken by a process that died. */
export const LEASE_MS = TIMEOUT_MS + 30_000;
const MAX_BYTES = 4 * 1024 * 1024;
const MOST_SUMMARY = 8;

/** Until it is kept it is not done. */
const MOST_PERCENT = 95;

const CANCELLED = Symbol('cancelled');
const STOPPED = Symbol('stopped');

const tooLong = (ms: number): ThermaCoreError =>
  new ThermaCoreError('timeout', `The report took longer than ${ms / 1000} s.`, {
    advice: 'Choose fewer sensors, sections or a shorter period.',
  });

/** Makes one report at a time of this process: collects, composes, keeps, mails. Bounded in time and bytes; ended at once. */
export class ReportMaker {
  private readonly running = new Map<string, AbortController>();

  constructor(private readonly use: MakerUse) {}

  /** Ends a run that goes on here; what is kept of it is the caller’s to change. */
  cancel(id: string): void {
    this.running.get(id)?.abort(CANCELLED);
  }

  /** Gives back what is being made, for whoever comes next. */
  stop(): void {
    for (const abort of this.running.values()) abort.abort(STOPPED);
  }

  /** Never rejects. */
  async make(taken: TakenRun): Promise<void> {
    const { clock, made, timeoutMs = TIMEOUT_MS } = this.use;
    const { id } = taken.run;
    const abort = new AbortController();
    this.running.set(id, abort);
    const timer = clock.after(timeoutMs, () => abort.abort(tooLong(timeoutMs)));
    try {
      const outcome = await this.attempt(taken, abort.signal);
      made.add(1, { outcome });
    } catch (error) {
      // The database is away: the lease runs out, and somebody makes it anew.
      this.use.logger.warn('What became of a report could not be kept', { report: id, error });
    } finally {
      timer.stop();
      this.running.delete(id);
    }
  }

  private async attempt(taken: TakenRun, signal: AbortSignal): Promise<string> {
    const { runs, clock } = this.use;
    const { tenant, run } = taken;
    let files: RunFiles;
    try {
      files = await unlessAborted(this.files(taken, signal), signal);
    } catch (error) {
      if (error === CANCELLED) return 'cancelled';
      if (error === STOPPED) {
        await runs.release(tenant, run.id, run.attempts);
        return 'stopped';
      }
      await runs.fail(tenant, run.id, run.attempts, clock.now(), this.sentenceOf(error, taken));
      return 'failed';
    }
    // What is mailed once is not mailed again by whoever takes over: a mail has the run in its name.
    if (!(await runs.keep(tenant, run.id, run.attempts, files))) return 'cancelled';
    const remark = await this.mail(taken, files.summary);
    return (await runs.finish(tenant, run.id, run.attempts, clock.now(), remark)) ? 'done' : 'cancelled';
  }

  private async files({ tenant, run }: TakenRun, signal: AbortSignal): Promise<RunFiles> {
    const { runs, clock, collect, plantOf, maxBytes = MAX_BYTES } = this.use;
    const { report, from, to, timezone } = run;
    const order = { tenant, report, span: { from, to }, timezone, now: clock.now() };
    const facts = await collect(order, async (share) => {
      signal.throwIfAborted();
      // Cancelled by another process, or taken over by one.
      if (!(await runs.progress(tenant, run.id, run.attempts, Math.floor(share * MOST_PERCENT))))
        this.cancel(run.id);
      signal.throwIfAborted();
    });
    const place = { plant: await plantOf(tenant), timezone, from, to, madeAt: clock.now() };
    const model = composeReport(report, place, facts);
    const [html, csv] = [reportHtml(model, report.period), reportCsv(model)];
    if (Buffer.byteLength(html) > maxBytes || Buffer.byteLength(csv) > maxBytes)
      throw new ThermaCoreError('too-large', `The report is larger than ${maxBytes / 1024 / 1024} MiB.`, {
        advice: 'Choose fewer sensors or sections.',
      });
    const summary = headlinesOf(model).map(({ text }) => text);
    return { html, csv, summary: summary.slice(0, MOST_SUMMARY) };
  }

  /** What is to be said of a report that could not be mailed. */
  private async mail(taken: TakenRun, summary: readonly string[]): Promise<string | undefined> {
    const { mail, logger } = this.use;
    const { tenant, run } = taken;
    try {
      await mail(taken, summary);
      return undefined;
    } catch (error) {
      logger.warn('A report could not be mailed', { tenant, report: run.report.key, error });
      const why = isThermaCoreError(error) ? error.sentence : 'The log has the details.';
      return `It was made, and could not be mailed. ${why}`;
    }
  }

  private sentenceOf(error: unknown, { tenant, run }: TakenRun): string {
    if (isThermaCoreError(error)) return error.sentence;
    this.use.logger.error('A report failed', { tenant, report: run.report.key, error });
    return 'It failed because of an error on our side. The log has the details.';
  }
}

/** What is under way meanwhile ends by itself: each question has a time-out of its own. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  work.catch(() => undefined);
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
