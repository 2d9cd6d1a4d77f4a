import type { Clock } from '../../core/clock';
import type { Progress } from '../maintenance';
import type { SqlClient } from '../sql-client';
import type { Transactions } from '../tenant-transaction';

interface Step {
  readonly busy: boolean;
  readonly late: number;
  readonly moved: boolean;
  readonly lag: number | null;
  readonly backlog: number;
}

const MINUTE_S = 60;
const LONGEST_SPAN_S = 24 * 60 * MINUTE_S;
/** Minutes of sensors computed anew in one step. */
const PAIRS = 20_000;
const SMALLEST_PAIRS = 500;
/** A step aims at this: short enough that nobody notices it, long enough to be worth its transaction. */
const SLOW_STEP_MS = 1_500;
const FAST_STEP_MS = 400;

/**
 * Keeps the rollups of the rungs below TSL up, and on TSL those of readings too late for a continuous aggregate. What
 * there is to do is done in steps whose size follows the time they take; a year that was imported is many of them.
 */
export class RollupRefresher {
  private spanSeconds = 10 * MINUTE_S;
  private pairs = PAIRS;

  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Works until nothing is left, the signal is aborted, or `budgetMs` are over. */
  async run(signal: AbortSignal, budgetMs: number): Promise<Progress> {
    const until = this.clock.monotonic() + budgetMs;
    await this.ask((client) => client.query('select thermacore.advance_rollups()'));
    for (;;) {
      const { busy, late, moved, lag, backlog } = await this.step();
      const done = busy || (late === 0 && !moved) || this.clock.monotonic() >= until;
      if (done || signal.aborted) return busy ? { busy } : { lagSeconds: lag ?? undefined, backlog };
    }
  }

  private async step(): Promise<Step> {
    const began = this.clock.monotonic();
    try {
      const { rows } = await this.ask((client) =>
        client.query<Step>('select * from thermacore.refresh_rollups(make_interval(secs => $1), $2)', [
          this.spanSeconds,
          this.pairs,
        ]),
      );
      this.adapt(this.clock.monotonic() - began);
      return rows[0] ?? { busy: true, late: 0, moved: false, lag: null, backlog: 0 };
    } catch (error) {
      // Too much at once, perhaps: the next one is smaller.
      this.adapt(Infinity);
      throw error;
    }
  }

  private adapt(tookMs: number): void {
    const factor =
      tookMs === Infinity ? 1 / 8 : tookMs > SLOW_STEP_MS ? 1 / 2 : tookMs < FAST_STEP_MS ? 2 : 1;
    this.spanSeconds = Math.min(LONGEST_SPAN_S, Math.max(MINUTE_S, this.spanSeconds * factor));
    this.pairs = Math.min(PAIRS, Math.max(SMALLEST_PAIRS, Math.round(this.pairs * factor)));
  }

  private ask<T>(work: (client: SqlClient) => Promise<T>): Promise<T> {
    return this.transactions.forPlatform('write', work);
  }
}
