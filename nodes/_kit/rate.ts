import type { Clock } from '../../lib/core/clock';

const SECONDS = 60;
const format = new Intl.NumberFormat('en-US');

/** Counts events of the last minute, for status lines. */
export class Rate {
  private readonly buckets = new Array<number>(SECONDS).fill(0);
  private second: number;

  constructor(private readonly clock: Clock) {
    this.second = this.now();
  }

  add(count: number): void {
    this.roll();
    const i = this.second % SECONDS;
    this.buckets[i] = (this.buckets[i] ?? 0) + count;
  }

  /** Events in the last 60 s. */
  get perMinute(): number {
    this.roll();
    return this.buckets.reduce((sum, count) => sum + count, 0);
  }

  /** `1,234/min` */
  get text(): string {
    return `${format.format(this.perMinute)}/min`;
  }

  private now(): number {
    return Math.floor(this.clock.monotonic() / 1000);
  }

  private roll(): void {
    const now = this.now();
    const passed = Math.min(now - this.second, SECONDS);
    for (let i = 1; i <= passed; i++) this.buckets[(this.second + i) % SECONDS] = 0;
    this.second = now;
  }
}

/** `12,345` */
export const grouped = (value: number): string => format.format(value);

/** `1.2 MB` */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

/** `12 %` */
export const percentOf = (part: Rate, whole: Rate): string =>
  `${Math.round((100 * part.perMinute) / Math.max(1, whole.perMinute))} %`;
