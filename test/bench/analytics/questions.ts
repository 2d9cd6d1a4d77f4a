import { DAY_MS } from '../../../lib/core/duration';
import type { Analytics } from '../../../lib/platform/analytics';
import type { Store } from '../../../lib/store';
import { UNIT } from '../historian/data';

export interface Asked {
  readonly analytics: Analytics;
  readonly store: Store;
  readonly tenant: string;
  /** When the data ends, epoch ms. */
  readonly until: number;
}

const HALF_HOUR_MS = 30 * 60_000;
/** Those that have a whole year. */
const YEAR_LONG = 11;

const sensors = Array.from({ length: YEAR_LONG }, (_, i) => ({ unit: UNIT, sensor: `s${i}` }));

/** As the page and the API ask, with ends that fall on no boundary. Of scores: all thousand sensors. */
const over = (days: number, { until, store, tenant }: Asked) => {
  const to = until - Math.floor(Math.random() * HALF_HOUR_MS);
  return { store, tenant, now: until, when: { from: to - days * DAY_MS, to } };
};

/** Throws where the answer is empty: a fast nothing is no figure. */
function some(count: number, least: number): void {
  if (count < least) throw new Error(`${count} where ${least} are expected`);
}

export const QUESTIONS: Readonly<Record<string, (asked: Asked) => Promise<void>>> = {
  async summary(asked) {
    const { when, ...question } = over(1, asked);
    some((await asked.analytics.summary({ ...question, query: when })).sensors, 1000);
  },
  async performance(asked) {
    const { when, ...question } = over(1, asked);
    some((await asked.analytics.performance({ ...question, query: when })).items.length, 1);
  },
  async comparison(asked) {
    const { when, ...question } = over(1, asked);
    const query = { ...when, against: 'previous' } as const;
    some((await asked.analytics.comparison({ ...question, query })).sensors.length, 1000);
  },
  async 'data quality'(asked) {
    const { when, ...question } = over(1, asked);
    some((await asked.analytics.quality({ ...question, query: when })).items.length, 1000);
  },
  async 'alarm patterns'(asked) {
    const { when, ...question } = over(30, asked);
    const query = { ...when, windowMs: 300_000, top: 20 };
    some((await asked.analytics.alarmPatterns({ ...question, query })).hours.counts.length, 24);
  },
  async trends(asked) {
    const { when, ...question } = over(365, asked);
    const { items } = await asked.analytics.trends({ ...question, query: { ...when, sensors } });
    some(items.filter(({ trend }) => trend).length, YEAR_LONG);
  },
  async statistics(asked) {
    const { when, ...question } = over(365, asked);
    const { items } = await asked.analytics.statistics({ ...question, query: { ...when, sensors } });
    some(items[0]?.readings ?? 0, 50_000);
  },
  async correlation(asked) {
    const { when, ...question } = over(30, asked);
    const query = { ...when, sensors, method: 'spearman', maxLag: 12 } as const;
    some((await asked.analytics.correlation({ ...question, query })).r.flat().filter(Number).length, 121);
  },
  async suggestions(asked) {
    const { when, ...question } = over(30, asked);
    const { items } = await asked.analytics.suggestions({ ...question, query: { ...when, sensors } });
    some(items.filter(({ suggestion }) => suggestion).length, YEAR_LONG);
  },
  async forecast(asked) {
    const { when, ...question } = over(14, asked);
    const query = { ...when, unit: UNIT, sensor: 's3', confidence: 0.95 };
    some((await asked.analytics.forecast({ ...question, query })).forecast?.mean.length ?? 0, 24);
  },
  async kpi(asked) {
    const { when, ...question } = over(30, asked);
    const expression = `sensor("${UNIT}","s0","max") / sensor("${UNIT}","s1") * hours`;
    const { values } = await asked.analytics.kpi({ ...question, query: { ...when, expression } });
    some(values.filter((value) => value !== null).length, 100);
  },
};
