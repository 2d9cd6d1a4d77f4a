import { sleep, type Clock, type Timer } from '../core/clock';
import { messageOf } from '../core/errors';
import type { Logger } from '../core/logger';
import type { Counter, Histogram, Meter } from '../core/meter';

/** What a run of a task found and left to do. */
export interface Progress {
  /** Seconds by which the newest data is not worked off yet. */
  readonly lagSeconds?: number | undefined;
  /** Pieces of work that wait. */
  readonly backlog?: number | undefined;
  /** Another task or instance had the turn: nothing was looked at. */
  readonly busy?: boolean | undefined;
}

export interface MaintenanceTask {
  /** Few and constant: a label of the metrics. */
  readonly name: string;
  readonly everyMs: number;
  /** After it the signal is aborted and the run counts as a time-out; the next one waits until it has ended. */
  readonly timeoutMs: number;
  run(signal: AbortSignal): Promise<Progress | undefined>;
}

export type Outcome = 'ok' | 'failed' | 'timeout';

export interface TaskStatus extends Progress {
  readonly task: string;
  readonly running: boolean;
  readonly runs: number;
  /** Epoch ms. */
  readonly lastStart?: number;
  readonly durationMs?: number;
  readonly outcome?: Outcome;
  /** Why the last run failed. */
  readonly reason?: string;
}

export interface MaintenanceOptions {
  readonly tasks: readonly MaintenanceTask[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  /** From 0 to 1, for jitter. */
  readonly random?: () => number;
}

const FIRST_RUN_WITHIN_MS = 5_000;
const STOP_WITHIN_MS = 5_000;
const JITTER = 0.2;
const DURATION_BUCKETS = [0.01, 0.05, 0.25, 1, 5, 30, 120];

interface Entry {
  readonly task: MaintenanceTask;
  status: TaskStatus;
  timer?: Timer;
  run?: Promise<void>;
  abort?: AbortController;
}

/**
 * What the store does in the background, one list: each task at its own pace, never twice at once, with a time-out and
 * a stop, and for everybody to see. Several instances of ThermaCore spread themselves by jitter; what must not happen
 * twice the database sees to.
 */
export class Maintenance {
  private readonly entries: ReadonlyMap<string, Entry>;
  private readonly runs: Counter;
  private readonly seconds: Histogram;
  private stopped = true;

  constructor(private readonly use: MaintenanceOptions) {
    this.entries = new Map(
      use.tasks.map((task) => [task.name, { task, status: { task: task.name, running: false, runs: 0 } }]),
    );
    this.runs = use.meter.counter(
      'thermacore_maintenance_runs_total',
      'Runs of background tasks of the store',
      ['task', 'outcome'],
    );
    this.seconds = use.meter.histogram(
      'thermacore_maintenance_seconds',
      'Duration of background tasks of the store',
      DURATION_BUCKETS,
      ['task'],
    );
    const gauge = (name: string, help: string, of: 'lagSeconds' | 'backlog'): void =>
      use.meter.gauge(name, help, () => this.entries.get('rollups')?.status[of] ?? 0);
    gauge('thermacore_rollup_lag_seconds', 'Age of the newest minute that is materialised', 'lagSeconds');
    gauge('thermacore_rollup_late_rows', 'Entries of late readings that wait for the rollups', 'backlog');
  }

  get status(): readonly TaskStatus[] {
    return [...this.entries.values()].map(({ status }) => status);
  }

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    for (const entry of this.entries.values())
      this.schedule(entry, this.random() * Math.min(FIRST_RUN_WITHIN_MS, entry.task.everyMs));
  }

  /** Begins no run any more, and gives those under way a moment to leave off. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const { timer, abort } of this.entries.values()) {
      timer?.stop();
      abort?.abort(new Error('the store is being closed'));
    }
    const ended = new AbortController();
    await Promise.race([
      Promise.all([...this.entries.values()].flatMap(({ run }) => run ?? [])),
      sleep(this.use.clock, STOP_WITHIN_MS, ended.signal).catch(() => undefined),
    ]);
    ended.abort();
  }

  /** Runs a task now, or joins the run that is under way. */
  async runNow(name: string): Promise<TaskStatus> {
    const entry = this.entries.get(name);
    if (!entry) throw new TypeError(`no task ${name}`);
    await this.runOnce(entry);
    return entry.status;
  }

  private random(): number {
    return (this.use.random ?? Math.random)();
  }

  private schedule(entry: Entry, ms: number): void {
    entry.timer?.stop();
    entry.timer = this.use.clock.after(ms, () => {
      void this.runOnce(entry).then(() => {
        const { everyMs } = entry.task;
        if (!this.stopped) this.schedule(entry, everyMs * (1 - JITTER / 2 + this.random() * JITTER));
      });
    });
  }

  private runOnce(entry: Entry): Promise<void> {
    entry.run ??= this.run(entry).finally(() => delete entry.run);
    return entry.run;
  }

  private async run(entry: Entry): Promise<void> {
    const { clock } = this.use;
    const { task } = entry;
    const abort = (entry.abort = new AbortController());
    const began = clock.monotonic();
    const before = entry.status;
    let timedOut = false;
    const timer = clock.after(task.timeoutMs, () => {
      timedOut = true;
      abort.abort(new Error(`it took longer than ${task.timeoutMs / 1000} s`));
    });
    entry.status = { ...before, running: true, lastStart: clock.now() };
    let progress: Progress | undefined;
    let reason: string | undefined;
    try {
      progress = await task.run(abort.signal);
    } catch (error) {
      reason = messageOf(error);
    }
    timer.stop();
    const outcome: Outcome = timedOut ? 'timeout' : reason === undefined ? 'ok' : 'failed';
    if (timedOut) reason ??= 'it took too long';
    const durationMs = clock.monotonic() - began;
    const { lagSeconds = before.lagSeconds, backlog = before.backlog, busy } = progress ?? {};
    entry.status = {
      task: task.name, running: false, runs: before.runs + 1, lastStart: entry.status.lastStart ?? clock.now(),
      durationMs, outcome, lagSeconds, backlog, ...(busy ? { busy } : {}), ...(reason === undefined ? {} : { reason }),
    }; // prettier-ignore
    this.runs.add(1, { task: task.name, outcome });
    this.seconds.observe(durationMs / 1000, { task: task.name });
    // One that is cut short by the end of the store has nothing to tell.
    if (!this.stopped || !abort.signal.aborted) this.report(before, entry.status);
  }

  /** Once for each change, not for each run. */
  private report(before: TaskStatus, { task, outcome, reason }: TaskStatus): void {
    const wasOk = (before.outcome ?? 'ok') === 'ok';
    if (outcome !== 'ok' && (wasOk || before.reason !== reason))
      this.use.logger.warn('A background task of the store does not get through', { task, outcome, reason });
    else if (outcome === 'ok' && !wasOk)
      this.use.logger.info('A background task of the store works again', { task });
  }
}
