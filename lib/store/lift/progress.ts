import type { Clock } from '../../core/clock';

const SAY_EVERY_MS = 2_000;
const MINUTE_S = 60;

/** Says how far a lift is, every two seconds at most. */
export class Progress {
  private readonly started: number;
  private said: number;
  private rows = 0;

  constructor(
    private readonly total: number,
    private readonly clock: Clock,
    private readonly say: (line: string) => void,
  ) {
    this.started = this.said = clock.monotonic();
  }

  add(rows: number, what: string): void {
    this.rows += rows;
    const now = this.clock.monotonic();
    if (now - this.said < SAY_EVERY_MS && this.rows < this.total) return;
    this.said = now;
    this.say(`${what}: ${this.line(now)}`);
  }

  private line(now: number): string {
    const seconds = Math.max(0.001, (now - this.started) / 1000);
    const rate = this.rows / seconds;
    const left = rate > 0 ? (this.total - this.rows) / rate : 0;
    return [
      `${count(this.rows)} of ${count(this.total)} rows (${((100 * this.rows) / Math.max(1, this.total)).toFixed(1)} %)`,
      `${count(Math.round(rate))} rows/s`,
      ...(this.rows < this.total ? [`about ${duration(left)} left`] : []),
    ].join(', ');
  }
}

export const count = (n: number): string => n.toLocaleString('en');

const duration = (seconds: number): string =>
  seconds < MINUTE_S
    ? `${Math.ceil(seconds)} s`
    : seconds < MINUTE_S ** 2
      ? `${Math.ceil(seconds / MINUTE_S)} min`
      : `${(seconds / MINUTE_S ** 2).toFixed(1)} h`;
