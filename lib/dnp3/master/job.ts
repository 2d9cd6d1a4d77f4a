/** Ms between two tries of what fails: the first time, and at most, doubling between the two. */
const FAILED = { first: 1000, most: 600_000 } as const;

/** When a job that failed so often in a row is tried again, in ms. */
export function backOff(failures: number, { first, most }: { first: number; most: number } = FAILED): number {
  return Math.min(most, first * 2 ** Math.min(failures - 1, 30));
}

/**
 * Something that the master does by itself, again and again. There is one moment at which it is due, so that it never
 * waits twice.
 */
export class Job {
  /** Monotonic ms; Infinity: there is no need. */
  due = Infinity;
  private planned = Infinity;
  private notBefore = -Infinity;
  private failures = 0;

  constructor(
    /** Ms; 0: only when asked for. */
    private readonly periodMs: number,
    /** Ms between its end and the next time that it may be asked for. */
    private readonly pauseMs = 0,
  ) {}

  /** A new connection: the period begins anew. */
  start(mono: number, phaseMs: number): void {
    this.failures = 0;
    this.notBefore = -Infinity;
    this.planned = this.periodMs > 0 ? mono + this.periodMs + (phaseMs % this.periodMs) : Infinity;
    this.due = this.planned;
  }

  stop(): void {
    this.due = Infinity;
    this.planned = Infinity;
  }

  /** It is to be done now, or as soon as its pause allows. */
  ask(mono: number): void {
    this.due = Math.min(this.due, Math.max(mono, this.notBefore));
  }

  /** It is not asked for any more, and goes on with its period. */
  cancel(): void {
    this.due = this.planned;
  }

  /** Periods count from the planned moment, whenever it was done; those that passed meanwhile are left out. */
  private planAfter(mono: number): void {
    if (this.planned > mono) return;
    this.planned += (Math.floor((mono - this.planned) / this.periodMs) + 1) * this.periodMs;
  }

  succeeded(mono: number): void {
    this.failures = 0;
    this.notBefore = mono + this.pauseMs;
    this.planAfter(mono);
    this.due = this.planned;
  }

  /** It is tried again after a while that doubles each time; one with a period at its next moment after that. */
  failed(mono: number): void {
    this.failures++;
    this.notBefore = mono + Math.max(this.pauseMs, backOff(this.failures));
    this.planAfter(this.notBefore);
    this.due = this.periodMs > 0 ? this.planned : this.notBefore;
  }

  /** It does not serve any more until it is asked for anew. */
  givenUp(mono: number): void {
    this.failed(mono);
    this.due = this.planned;
  }
}
