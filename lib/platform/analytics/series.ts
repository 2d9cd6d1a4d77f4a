import {
  ANALYTICS_LIMITS,
  type CorrelationMethod,
  type CorrelationReport,
  type StatisticsReport,
  type SuggestionReport,
  type TrendReport,
} from '../../core/analytics';
import type { Aggregate } from '../../core/history';
import type { Sensor } from '../../core/plant';
import {
  addressOf,
  named,
  noteOf,
  readGrid,
  sensorsOf,
  spanOf,
  type AnalyticsStore,
  type Choice,
  type Grid,
} from './grid';
import type { Workers } from './workers';

/** Of whom, where, and as of when a question is asked. */
export interface Question<Query> {
  readonly store: AnalyticsStore;
  readonly tenant: string;
  /** Epoch ms. */
  readonly now: number;
  readonly query: Query;
}

export interface SeriesQuery extends Choice {
  readonly bucket?: string | undefined;
}

export interface CorrelationQuery extends SeriesQuery {
  readonly method: CorrelationMethod;
  readonly maxLag: number;
}

/** Buckets that all sensors of a question share, so that many sensors take no longer than few. */
const SHARED_BUCKETS = 10_000;
const FEWEST_BUCKETS = 100;
const MOST_BUCKETS = 500;
const MATRIX_BUCKETS = 300;
const NOTHING = 'Too few buckets have readings.';

const bucketsFor = (sensors: number): number =>
  Math.min(MOST_BUCKETS, Math.max(FEWEST_BUCKETS, Math.floor(SHARED_BUCKETS / Math.max(1, sensors))));

interface ReadOptions {
  readonly most?: number;
  /** Of so many sensors. */
  readonly points?: (sensors: number) => number;
}

async function read(
  { store, tenant, now, query }: Question<SeriesQuery>,
  aggregates: readonly Aggregate[],
  { most = ANALYTICS_LIMITS.sensors, points = bucketsFor }: ReadOptions = {},
): Promise<{ sensors: Sensor[]; grid: Grid }> {
  const span = spanOf(query, now);
  const sensors = await sensorsOf(store, tenant, query, most);
  const { bucket } = query;
  const grid = await readGrid(store, tenant, sensors, {
    ...span,
    aggregates,
    bucket,
    points: points(sensors.length),
  });
  return { sensors, grid };
}

const asked = ({ from, to, bucket }: Grid) => ({ from, to, bucket });

/** Questions about how single sensors, or pairs of them, behaved. */
export class SeriesAnalytics {
  constructor(private readonly workers: Workers) {}

  async trends(question: Question<SeriesQuery>): Promise<TrendReport> {
    const { sensors, grid } = await read(question, ['mean']);
    const trends = await this.workers.run(question.tenant, 'trends', {
      series: grid.columns.map(({ mean = [] }) => ({ times: grid.times, values: mean })),
      options: {},
    });
    return {
      ...asked(grid),
      items: sensors.map((sensor, i) => {
        const trend = trends[i];
        if (!trend) return { ...named(sensor), count: filled(grid.columns[i]?.mean), reason: NOTHING };
        const { count, step, ...figures } = trend;
        return { ...named(sensor), count, trend: { ...figures, ...(step ? { step } : {}) } };
      }),
      ...noteOf(grid.note),
    };
  }

  async statistics(question: Question<SeriesQuery>): Promise<StatisticsReport> {
    const { sensors, grid } = await read(question, ['mean']);
    const { store, tenant } = question;
    const [{ items, note }, distributions] = await Promise.all([
      sensors.length > 0
        ? store.history.statistics(tenant, {
            sensors: sensors.map(addressOf),
            from: grid.from,
            to: grid.to,
            aggregates: ['mean', 'stddev', 'min', 'max', 'count'],
          })
        : { items: [], note: undefined },
      this.workers.run(tenant, 'describe', { values: grid.columns.map(({ mean = [] }) => mean) }),
    ]);
    return {
      ...asked(grid),
      items: sensors.map((sensor, i) => {
        const { mean, stddev, min, max, count } = items[i]?.values ?? {};
        const { skewness, kurtosis, ...shape } = distributions[i] ?? {};
        return {
          ...named(sensor),
          readings: count ?? 0,
          ...without({ mean, deviation: stddev, min, max }),
          ...('median' in shape
            ? {
                distribution: {
                  ...shape,
                  histogram: { ...shape.histogram, counts: [...shape.histogram.counts] },
                  ...without({ skewness, kurtosis }),
                },
              }
            : {}),
        };
      }),
      ...noteOf(grid.note, note),
    };
  }

  async correlation(question: Question<CorrelationQuery>): Promise<CorrelationReport> {
    const { method, maxLag } = question.query;
    const { sensors, grid } = await read(question, ['mean'], {
      most: ANALYTICS_LIMITS.matrixSensors,
      points: () => MATRIX_BUCKETS,
    });
    const half = await this.workers.run(question.tenant, 'matrix', {
      columns: grid.columns.map(({ mean = [] }) => mean),
      method,
      maxLag,
    });
    const cell = (i: number, j: number) => (j >= i ? half[i]?.[j] : half[j]?.[i]);
    const matrix = (pick: (i: number, j: number) => number | undefined) =>
      sensors.map((_, i) => sensors.map((__, j) => pick(i, j) ?? null));
    return {
      ...asked(grid),
      method,
      sensors: sensors.map(named),
      r: matrix((i, j) => cell(i, j)?.r),
      p: matrix((i, j) => cell(i, j)?.p),
      pairs: matrix((i, j) => cell(i, j)?.pairs),
      lagMs: matrix((i, j) => (cell(i, j)?.lag ?? 0) * grid.bucketMs * (j >= i ? 1 : -1) || 0),
      ...noteOf(grid.note),
    };
  }

  async suggestions(question: Question<SeriesQuery>): Promise<SuggestionReport> {
    const { sensors, grid } = await read(question, ['min', 'max', 'mean', 'stddev']);
    const found = await this.workers.run(question.tenant, 'suggest', {
      sensors: sensors.map(({ quantity, decimals, rangeLow, rangeHigh }, i) => {
        const { min = [], max = [], mean = [], stddev = [] } = grid.columns[i] ?? {};
        return { min, max, mean, deviation: stddev, quantity, decimals, rangeLow, rangeHigh };
      }),
    });
    return {
      ...asked(grid),
      items: sensors.map((sensor, i) => {
        if (sensor.type === 'boolean') return { ...named(sensor), reason: 'A switch has no limits.' };
        const suggestion = found[i];
        return suggestion
          ? { ...named(sensor), suggestion }
          : { ...named(sensor), reason: 'Too few buckets have readings, or all have the same value.' };
      }),
      ...noteOf(grid.note),
    };
  }
}

const filled = (values: Float64Array = new Float64Array()): number => values.filter(Number.isFinite).length;

/** Only what is there. */
function without<T extends Record<string, number | null | undefined>>(parts: T): { [K in keyof T]?: number } {
  return Object.fromEntries(
    Object.entries(parts).filter(([, value]) => value !== undefined && value !== null),
  ) as { [K in keyof T]?: number };
}
