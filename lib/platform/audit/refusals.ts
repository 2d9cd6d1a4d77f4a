import type { Clock, Timer } from '../../core/clock';
import type { AuditEntry, Refusal } from '../../tenancy';

interface Series {
  readonly refusal: Refusal;
  /** After the first, which is written at once. */
  more: number;
  readonly timer: Timer;
}

const WINDOW_MS = 60_000;
const MOST_SERIES = 1_000;

/**
 * Refusals on their way into the audit log. The first of a kind is written at once; whoever goes on trying gets one line
 * a minute that says how often, so that an attacker cannot fill the database with his failures.
 */
export class Refusals {
  private readonly series = new Map<string, Series>();

  constructor(
    private readonly clock: Clock,
    private readonly write: (entry: AuditEntry) => void,
  ) {}

  add(refusal: Refusal): void {
    const key = JSON.stringify([refusal.tenant, refusal.actor.toLowerCase(), refusal.action]);
    const known = this.series.get(key);
    if (known) {
      known.more++;
      return;
    }
    if (this.series.size >= MOST_SERIES) this.end(this.series.keys().next().value ?? '');
    this.write({ ...refusal, outcome: 'refused' });
    const timer = this.clock.after(WINDOW_MS, () => this.end(key));
    this.series.set(key, { refusal, more: 0, timer });
  }

  /** Writes what was only counted so far. */
  close(): void {
    for (const key of [...this.series.keys()]) this.end(key);
  }

  private end(key: string): void {
    const series = this.series.get(key);
    if (!series) return;
    this.series.delete(key);
    series.timer.stop();
    const { refusal, more } = series;
    if (more > 0)
      this.write({
        ...refusal,
        outcome: 'refused',
        detail: { times: more, withinSeconds: WINDOW_MS / 1000 },
      });
  }
}
