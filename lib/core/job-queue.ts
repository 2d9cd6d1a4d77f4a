import type { Clock, Timer } from './clock';
import { ThermaCoreError, isThermaCoreError } from './errors';
import { randomId } from './ids';
import type { JobState } from './transfer';

/** A piece of work in the background, as its queue keeps it. `data` is what the work itself says about it. */
export interface Job<T> {
  readonly id: string;
  /** The tenant; nobody else learns that the job exists. */
  readonly owner: string;
  readonly requestedBy: string;
  readonly state: JobState;
  /** Epoch ms. */
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  /** One sentence about what went wrong and one about what to do. */
  readonly error?: string;
  readonly data: T;
}

export interface JobQueueOptions<T> {
  readonly clock: Clock;
  /** Jobs that run at a time. */
  readonly maxRunning: number;
  readonly maxRunningPerOwner: number;
  /** Jobs of one owner that wait; a further one is refused. */
  readonly maxQueuedPerOwner: number;
  /** How long a finished job is kept, in ms. */
  readonly keepMs: number;
  /** Finished jobs that are kept of one owner; the oldest make room. Without it there is no such limit. */
  readonly maxFinishedPerOwner?: number;
  /** Does the work; a rejection fails the job. */
  readonly run: (job: Job<T>, signal: AbortSignal) => Promise<void>;
  /** Takes away what a job left: its files. Called for every job that did not succeed, and for all in the end. */
  readonly discard: (job: Job<T>) => Promise<void>;
  /** Told what is not a sentence for people. */
  readonly unexpected: (error: unknown) => void;
}

interface Entry<T> {
  job: Job<T>;
  readonly abort: AbortController;
  finished: Promise<void> | undefined;
}

const SWEEP_MS = 60_000;
const CANCELLED = Symbol('cancelled');

/**
 * Work that takes longer than a request: bounded in how much runs and waits, seen by its owner only, cancelled at any
 * time, gone after a while. First come, first served, except that nobody runs more than their share.
 */
export class JobQueue<T> {
  private readonly entries = new Map<string, Entry<T>>();
  private readonly sweeper: Timer;
  private stopped = false;

  constructor(private readonly use: JobQueueOptions<T>) {
    this.sweeper = use.clock.every(SWEEP_MS, () => this.sweep());
  }

  /** Throws `rate-limited` when too many of this owner wait already. */
  add(owner: string, requestedBy: string, data: T): Job<T> {
    if (this.stopped) throw new ThermaCoreError('unavailable', 'ThermaCore is shutting down.');
    const waiting = this.list(owner).filter(({ state }) => state === 'queued').length;
    if (waiting >= this.use.maxQueuedPerOwner)
      throw new ThermaCoreError('rate-limited', `${waiting} jobs wait already.`, {
        advice: 'Wait until some are done, or cancel those that are not needed.',
      });
    const job: Job<T> = {
      id: randomId(),
      owner,
      requestedBy,
      state: 'queued',
      createdAt: this.use.clock.now(),
      data,
    };
    this.entries.set(job.id, { job, abort: new AbortController(), finished: undefined });
    this.pump();
    return this.get(owner, job.id);
  }

  /** The owner's jobs, newest first. */
  list(owner: string): Job<T>[] {
    return this.all()
      .filter((job) => job.owner === owner)
      .reverse();
  }

  all(): Job<T>[] {
    return Array.from(this.entries.values(), ({ job }) => job);
  }

  /** Throws `not-found`, also for another owner's. */
  get(owner: string, id: string): Job<T> {
    return this.entry(owner, id).job;
  }

  /** Cancels a job that waits or runs; takes away one that is over. Resolves when its traces are gone. */
  async remove(owner: string, id: string): Promise<'cancelled' | 'removed'> {
    const entry = this.entry(owner, id);
    const { state } = entry.job;
    if (state === 'running') {
      entry.abort.abort(CANCELLED);
      await entry.finished;
      return 'cancelled';
    }
    if (state === 'queued') {
      this.finish(entry, { state: 'cancelled' });
      await this.use.discard(entry.job);
      return 'cancelled';
    }
    this.entries.delete(id);
    await this.use.discard(entry.job);
    return 'removed';
  }

  /** Cancels and takes away all of an owner. Resolves with their number when their traces are gone. */
  async removeAll(owner: string): Promise<number> {
    const jobs = this.list(owner);
    for (const { id } of jobs)
      if ((await this.remove(owner, id)) === 'cancelled') await this.remove(owner, id);
    return jobs.length;
  }

  /** Ends what runs; nothing begins any more. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.sweeper.stop();
    for (const { abort } of this.entries.values())
      abort.abort(new ThermaCoreError('unavailable', 'ThermaCore was shut down meanwhile.'));
    await Promise.all(Array.from(this.entries.values(), async ({ finished }) => finished));
  }

  private entry(owner: string, id: string): Entry<T> {
    const entry = this.entries.get(id);
    if (entry?.job.owner === owner) return entry;
    throw new ThermaCoreError('not-found', 'There is no such job.', {
      advice: 'It may have run out: finished jobs are kept for a day.',
    });
  }

  private pump(): void {
    const { maxRunning, maxRunningPerOwner } = this.use;
    for (const entry of this.entries.values()) {
      const running = this.all().filter(({ state }) => state === 'running');
      if (this.stopped || running.length >= maxRunning) return;
      if (entry.job.state !== 'queued') continue;
      const own = running.filter(({ owner }) => owner === entry.job.owner).length;
      if (own < maxRunningPerOwner) entry.finished = this.start(entry);
    }
  }

  private async start(entry: Entry<T>): Promise<void> {
    const { clock, run, discard, unexpected } = this.use;
    entry.job = { ...entry.job, state: 'running', startedAt: clock.now() };
    try {
      await run(entry.job, entry.abort.signal);
      this.finish(entry, { state: 'done' });
    } catch (error) {
      if (error === CANCELLED) this.finish(entry, { state: 'cancelled' });
      else {
        if (!isThermaCoreError(error)) unexpected(error);
        const sentence = isThermaCoreError(error)
          ? error.sentence
          : 'It failed because of an error on our side. The log has the details.';
        this.finish(entry, { state: 'failed', error: sentence });
      }
      await discard(entry.job).catch(unexpected);
    }
    this.pump();
  }

  private finish(entry: Entry<T>, end: Pick<Job<T>, 'state' | 'error'>): void {
    entry.job = { ...entry.job, ...end, finishedAt: this.use.clock.now() };
    this.makeRoom(entry.job);
  }

  /** For one that has just finished, which stays in any case. */
  private makeRoom({ id, owner }: Job<T>): void {
    const { maxFinishedPerOwner = Infinity } = this.use;
    const others = this.all().filter(
      (job) => job.owner === owner && job.id !== id && job.finishedAt !== undefined,
    );
    others.sort((a, b) => (a.finishedAt ?? 0) - (b.finishedAt ?? 0));
    for (const job of others.slice(0, Math.max(0, others.length + 1 - maxFinishedPerOwner))) this.drop(job);
  }

  private sweep(): void {
    const { clock, keepMs } = this.use;
    for (const { job } of this.entries.values())
      if (job.finishedAt !== undefined && clock.now() - job.finishedAt >= keepMs) this.drop(job);
  }

  private drop(job: Job<T>): void {
    const { discard, unexpected } = this.use;
    this.entries.delete(job.id);
    discard(job).catch(unexpected);
  }
}
