/** The port through which lib counts; lib/platform fills it with prom-client. Names begin with `thermacore_`. */
export interface Meter {
  /** Monotonic count. `labels` are the label names; few distinct values each (never a sensor or a user). */
  counter(name: string, help: string, labels?: readonly string[]): Counter;
  /** A value read when scraped. Readers of one name tell themselves apart by `labels`, all by the same label names. One that gives nothing is left out. */
  gauge(
    name: string,
    help: string,
    read: () => number | undefined,
    labels?: Readonly<Record<string, string>>,
  ): void;
  /** A distribution; `buckets` in the unit that the name ends with. */
  histogram(name: string, help: string, buckets: readonly number[], labels?: readonly string[]): Histogram;
}
export interface Counter {
  add(count?: number, labels?: Readonly<Record<string, string>>): void;
}
export interface Histogram {
  observe(value: number, labels?: Readonly<Record<string, string>>): void;
}

export const nullMeter: Meter = {
  counter: () => ({ add: () => undefined }),
  gauge: () => undefined,
  histogram: () => ({ observe: () => undefined }),
};
