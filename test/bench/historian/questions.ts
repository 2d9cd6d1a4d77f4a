import type { Store } from '../../../lib/store';
import { quantile } from '../statistics';
import { TENANT, UNIT, type Shape } from './data';

const DAY_MS = 24 * 60 * 60 * 1000;
const SPANS = { day: DAY_MS, month: 30 * DAY_MS, year: 365 * DAY_MS };
const TRENDS_PER_SPAN = 20;
const STATISTICS = 20;
const HALF_HOUR_MS = 30 * 60 * 1000;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Ends that fall on no boundary, so that every level is asked. */
const raggedEnd = (until: number): number => until - Math.floor(Math.random() * HALF_HOUR_MS);

export interface TrendTimes {
  readonly p95: number;
  /** Median per span, in ms. */
  readonly medians: Readonly<Record<keyof typeof SPANS, number>>;
}

/** One sensor, day, month and year, in at most 1,000 points. */
export async function trends(store: Store, { yearLong }: Shape, until: number): Promise<TrendTimes> {
  const all: number[] = [];
  const medians = {} as Record<keyof typeof SPANS, number>;
  for (const [name, span] of Object.entries(SPANS) as [keyof typeof SPANS, number][]) {
    const times: number[] = [];
    for (let i = 0; i < TRENDS_PER_SPAN; i++) {
      const to = raggedEnd(until);
      const sensors = [{ unit: UNIT, sensor: `s${Math.floor(Math.random() * yearLong)}` }];
      times.push(
        await timed(async () => {
          const { series } = await store.history.series(TENANT, {
            sensors,
            from: to - span,
            to,
            points: 1000,
          });
          const filled = series[0]?.values.mean?.filter((value) => value !== null).length ?? 0;
          if (filled < 300) throw new Error(`a trend of a ${name} has ${filled} points`);
        }),
      );
    }
    all.push(...times);
    medians[name] = quantile(times, 0.5);
  }
  return { p95: quantile(all, 0.95), medians };
}

/** The last 24 h of all thousand sensors. */
export async function statistics(store: Store, until: number): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < STATISTICS; i++) {
    const to = raggedEnd(until);
    times.push(
      await timed(async () => {
        const { items } = await store.history.statistics(TENANT, { from: to - DAY_MS, to, unit: UNIT });
        const counted = items.filter(({ values }) => (values.count ?? 0) > 1000).length;
        if (counted < 1000) throw new Error(`statistics of ${counted} sensors only`);
      }),
    );
  }
  return quantile(times, 0.95);
}
