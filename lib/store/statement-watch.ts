import type { Clock } from '../core/clock';
import type { Logger } from '../core/logger';
import type { Counter, Histogram, Meter } from '../core/meter';
import type { SqlClient } from './sql-client';

/** How long a statement may take, in ms, by what it is for. */
export const STATEMENT_TIMEOUT_MS = {
  lookup: 5_000,
  write: 15_000,
  query: 30_000,
  export: 600_000,
} as const;
export type StatementClass = keyof typeof STATEMENT_TIMEOUT_MS;

/** From when on a statement is slow, in ms: what people or the field notice. */
export const SLOW_MS: Readonly<Record<StatementClass, number>> = {
  lookup: 250,
  write: 1_000,
  query: 2_000,
  export: 60_000,
};

const BUCKETS_MS = [0.5, 1, 2, 5, 10, 20, 50, 100, 250, 500, 1000, 2000, 5000, 15_000, 60_000, 600_000];
const LOG_EVERY_MS = 60_000;
const LOGGED_CHARACTERS = 120;
/** Statements are constants of this code, so there are fewer; a bound all the same. */
const MAX_TEXTS = 1_000;

/** The statement as logs show it: its constant text, never its parameters. */
const label = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, LOGGED_CHARACTERS);

/** Measures every statement, and says once a minute which ones are slow. */
export class StatementWatch {
  private readonly duration: Histogram;
  private readonly slow: Counter;
  private readonly logged = new Map<string, number>();

  constructor(private readonly use: { clock: Clock; logger: Logger; meter: Meter }) {
    const { meter } = use;
    this.duration = meter.histogram(
      'thermacore_sql_milliseconds',
      'Time of a database statement, failed ones too',
      BUCKETS_MS,
      ['class'],
    );
    this.slow = meter.counter(
      'thermacore_sql_slow_total',
      'Database statements slower than their class should be',
      ['class'],
    );
  }

  /** `text` must be a constant of the code: it is logged. */
  async time<T>(kind: StatementClass, text: string, run: () => Promise<T>): Promise<T> {
    const from = this.use.clock.monotonic();
    try {
      return await run();
    } finally {
      this.note(kind, text, this.use.clock.monotonic() - from);
    }
  }

  /** The client, each statement measured. */
  over(client: SqlClient, kind: StatementClass): SqlClient {
    return {
      query: (text, values, name) => this.time(kind, text, () => client.query(text, values, name)),
    };
  }

  private note(kind: StatementClass, text: string, ms: number): void {
    this.duration.observe(ms, { class: kind });
    if (ms < SLOW_MS[kind]) return;
    this.slow.add(1, { class: kind });
    const { clock, logger } = this.use;
    const statement = label(text);
    const last = this.logged.get(statement);
    if (last !== undefined && clock.monotonic() - last < LOG_EVERY_MS) return;
    if (this.logged.size >= MAX_TEXTS) this.logged.clear();
    this.logged.set(statement, clock.monotonic());
    logger.warn('A database statement is slow', { class: kind, milliseconds: Math.round(ms), statement });
  }
}
