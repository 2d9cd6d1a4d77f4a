import { Backoff } from '../../core/backoff';
import type { Clock } from '../../core/clock';
import { ModbusFailure } from './failure';
import type { ModbusLink } from './link';

export type Priority = 'write' | 'poll';

export interface Job {
  readonly priority: Priority;
  /** How often it is sent again when nobody answers. */
  readonly retries: number;
  readonly run: (link: ModbusLink) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (failure: ModbusFailure) => void;
}

/** Requests of one unit that wait; a further one is refused. A poller never has the same read waiting twice. */
const MAX_WAITING: Readonly<Record<Priority, number>> = { write: 100, poll: 2000 };
/** Between two looks whether a unit that was away is back, in ms. */
const LOOK = { first: 1000, ceiling: 30_000, floor: 500 } as const;

/** The requests of one unit: writes before polls. A unit that does not answer rests, longer each time. */
export class Lane {
  busy = false;
  private readonly waiting: Record<Priority, Job[]> = { write: [], poll: [] };
  private readonly backoff = new Backoff(LOOK);
  private reason: ModbusFailure | undefined;
  private restUntil = 0;

  constructor(
    readonly unit: number,
    private readonly clock: Clock,
  ) {}

  /** It did not answer the last time. */
  get doubtful(): boolean {
    return this.reason !== undefined;
  }

  get ready(): boolean {
    return !this.busy && this.waiting.write.length + this.waiting.poll.length > 0;
  }

  /** Why it takes no job now; undefined when it took it. A person's write is tried also while the unit rests. */
  add(job: Job): ModbusFailure | undefined {
    const { priority } = job;
    const queue = this.waiting[priority];
    if (queue.length >= MAX_WAITING[priority])
      return new ModbusFailure('full', `unit ${this.unit} has ${queue.length} requests waiting already`);
    if (this.reason && priority === 'poll') {
      if (this.clock.monotonic() < this.restUntil) return this.resting(this.reason);
      // One look is enough to see whether it is back, and it is not repeated.
      if (this.busy || queue.length > 0) return this.resting(this.reason);
      queue.push({ ...job, retries: 0 });
      return undefined;
    }
    queue.push(job);
    return undefined;
  }

  take(): Job | undefined {
    return this.waiting.write.shift() ?? this.waiting.poll.shift();
  }

  again(job: Job): void {
    this.waiting[job.priority].unshift(job);
  }

  answers(): void {
    if (!this.reason) return;
    this.reason = undefined;
    this.restUntil = 0;
    this.backoff.reset();
  }

  /** What waits is not sent any more: it would only wait for nobody. */
  away(failure: ModbusFailure): void {
    this.reason = failure;
    this.restUntil = this.clock.monotonic() + this.backoff.next();
    for (const job of this.waiting.poll.splice(0)) job.reject(this.resting(failure));
  }

  /** The connection is new: the unit may be there again. */
  wake(): void {
    this.restUntil = 0;
  }

  fail(failure: ModbusFailure): void {
    for (const priority of ['write', 'poll'] as const)
      for (const job of this.waiting[priority].splice(0)) job.reject(failure);
  }

  private resting(failure: ModbusFailure): ModbusFailure {
    return new ModbusFailure('resting', failure.message, failure.exception);
  }
}
