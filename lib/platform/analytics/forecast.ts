import type { Limit } from '../../analytics';
import { ANALYTICS_LIMITS, type ForecastReport } from '../../core/analytics';
import { DAY_MS } from '../../core/duration';
import { ThermaCoreError } from '../../core/errors';
import type { Sensor } from '../../core/plant';
import { named, noteOf, readGrid, sensorsOf, spanOf } from './grid';
import type { Question } from './series';
import type { Workers } from './workers';

export interface ForecastQuery {
  readonly unit: string;
  readonly sensor: string;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly bucket?: string | undefined;
  /** Buckets into the future. */
  readonly horizon?: number | undefined;
  readonly confidence: number;
  /** Beside those of the sensor itself. */
  readonly limit?: number | undefined;
}

const POINTS = 400;
/** A quarter of the past is foretold where nothing is said. */
const SHARE_FORETOLD = 0.25;
/** The line of a trend is followed so much further than it is long. */
const TREND_REACH = 5;

export async function forecastOf(
  { store, tenant, now, query }: Question<ForecastQuery>,
  workers: Workers,
): Promise<ForecastReport> {
  const { unit, sensor: key, confidence } = query;
  const span = spanOf(query, now, 14 * DAY_MS);
  const [sensor] = (await sensorsOf(store, tenant, { sensors: [{ unit, sensor: key }] }, 1)) as [Sensor];
  const { bucket } = query;
  const grid = await readGrid(store, tenant, [sensor], {
    ...span,
    bucket,
    aggregates: ['mean'],
    points: POINTS,
  });
  if (grid.times.length > MOST_PAST)
    throw new ThermaCoreError('invalid', `Buckets of ${grid.bucket} are too many to forecast from.`, {
      field: 'bucket',
      advice: `Choose wider buckets: ${MOST_PAST} at most.`,
    });
  const values = grid.columns[0]?.mean ?? new Float64Array();
  const { bucketMs, times } = grid;
  const horizon = Math.min(
    ANALYTICS_LIMITS.horizon,
    query.horizon ?? Math.max(1, Math.round(times.length * SHARE_FORETOLD)),
  );
  const limits = limitsOf(sensor, query.limit, values);
  const result = await workers.run(tenant, 'forecast', {
    series: { times: Float64Array.from(times), values },
    horizon,
    confidence,
    seasons: [DAY_MS, 7 * DAY_MS].map((length) => Math.round(length / bucketMs)),
    limits,
    within: (span.to - span.from) * TREND_REACH,
  });
  const last = times.at(-1) ?? span.to;
  const at = (step: number | undefined): number | undefined =>
    step === undefined ? undefined : last + (step + 1) * bucketMs;
  return {
    from: grid.from,
    to: grid.to,
    bucket: grid.bucket,
    ...named(sensor),
    bucketMs,
    past: {
      timestamps: [...times],
      values: Array.from(values, (value) => (Number.isFinite(value) ? value : null)),
    },
    ...(result
      ? {
          forecast: {
            timestamps: Array.from(result.mean, (_, h) => last + (h + 1) * bucketMs),
            mean: [...result.mean],
            low: [...result.low],
            high: [...result.high],
            confidence,
            ...(result.season > 1 ? { season: seasonText(result.season * bucketMs) } : {}),
            deviation: result.deviation,
            parameters: result.parameters,
          },
        }
      : { reason: 'Too few buckets have readings.' }),
    limits: limits.map((limit, i) => {
      const found = result?.limits[i];
      const { step, earliest, latest } = found?.crossing ?? {};
      return {
        ...limit,
        ...(found?.trend ? { trend: known(found.trend) } : {}),
        ...(earliest === undefined
          ? {}
          : { forecast: known({ at: at(step), earliest: at(earliest), latest: at(latest) }) }),
      };
    }),
    ...noteOf(grid.note),
  };
}

/** Beyond it the parameters take longer to find than anybody waits. */
const MOST_PAST = 2000;

const seasonText = (ms: number): string => (ms >= 6 * DAY_MS ? '1w' : '1d');

type When = { at?: number; earliest?: number; latest?: number };

const known = (when: { [K in keyof When]?: When[K] | undefined }): When =>
  Object.fromEntries(Object.entries(when).filter(([, value]) => value !== undefined));

/** The sensor’s own, and the one that is asked for: on the side of it that the values are not. */
function limitsOf(sensor: Sensor, asked: number | undefined, values: Float64Array): Limit[] {
  const { normalLow, normalHigh, rangeLow, rangeHigh } = sensor;
  const last = values.findLast((value) => Number.isFinite(value)) ?? 0;
  const all: [string, number | undefined, 'high' | 'low'][] = [
    ['limit', asked, asked !== undefined && asked < last ? 'low' : 'high'],
    ['normal high', normalHigh, 'high'],
    ['normal low', normalLow, 'low'],
    ['range high', rangeHigh, 'high'],
    ['range low', rangeLow, 'low'],
  ];
  return all.flatMap(([name, value, side]) => (value === undefined ? [] : [{ name, value, side }]));
}
