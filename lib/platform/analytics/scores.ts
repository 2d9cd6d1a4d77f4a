import {
  PERFORMANCE_WEIGHTS,
  QUALITY_WEIGHTS,
  dataQuality,
  performanceOf,
  type QualityScore,
} from '../../analytics';
import {
  ANALYTICS_LIMITS,
  type AnalyticsSummary,
  type PerformanceReport,
  type QualityReport,
} from '../../core/analytics';
import { DAY_MS, HOUR_MS } from '../../core/duration';
import { everyPage } from '../../core/pages';
import type { LatestReading, Sensor, Unit } from '../../core/plant';
import type { Span } from '../../core/history';
import { average } from './average';
import { windowsOf } from './begun';
import {
  named,
  noteOf,
  readGrid,
  sensorsOf,
  spanOf,
  type AnalyticsStore,
  type Choice,
  type Columns,
  type Grid,
  type GridQuestion,
} from './grid';
import type { Question } from './series';

const AGGREGATES = ['mean', 'min', 'max', 'good', 'total'] as const;
/** Of scores: an hour of a week, a quarter of an hour of a day. */
const BUCKETS = 170;
/**
 * A whole plant is scored by hours, also over less than a week: minutes of a thousand sensors are a million rows, and no
 * score says more for it. Of a shorter time hours would be too few.
 */
const MANY_SENSORS = 50;
const SHORTEST_BY_HOURS_MS = 12 * HOUR_MS;
const LONGEST_BY_HOURS_MS = 7 * DAY_MS;
const PAGE = 1000;
const SUMMARY_MS = DAY_MS;

export interface ScoredSensor {
  readonly sensor: Sensor;
  /** Of the time since it began. */
  readonly columns: Columns;
  readonly quality: QualityScore;
}

/** All that scores are made of, read once. */
export interface Scored {
  readonly grid: Grid;
  readonly sensors: readonly ScoredSensor[];
  readonly latest: readonly LatestReading[];
}

const isDiscrete = ({ type, quantity }: Sensor): boolean =>
  type === 'boolean' || quantity === 'state' || quantity === 'count';

function resolutionOf(sensors: number, { from, to }: Span): Pick<GridQuestion, 'bucket' | 'points'> {
  const length = to - from;
  const byHours = sensors > MANY_SENSORS && length >= SHORTEST_BY_HOURS_MS && length < LONGEST_BY_HOURS_MS;
  return { points: BUCKETS, ...(byHours ? { bucket: '1h' } : {}) };
}

/** Few numbers for each bucket and one pass over them: it takes microseconds a sensor and needs no worker. */
export async function score(
  { store, tenant, now }: Omit<Question<unknown>, 'query'>,
  choice: Choice,
  span: Span,
): Promise<Scored> {
  const sensors = await sensorsOf(store, tenant, choice, ANALYTICS_LIMITS.scoredSensors);
  const [grid, latest] = await Promise.all([
    readGrid(store, tenant, sensors, {
      ...span,
      aggregates: AGGREGATES,
      ...resolutionOf(sensors.length, span),
    }),
    store.readings.latest(tenant, choice.unit === undefined ? {} : { unit: choice.unit }),
  ]);
  const newest = new Map(
    latest.map(({ unit, sensor, timestamp }) => [`${unit}/${sensor}`, Date.parse(timestamp)]),
  );
  const newestOf = ({ unit, key }: Sensor): number | undefined => newest.get(`${unit}/${key}`);
  const windows = await windowsOf(store, tenant, sensors, grid, {
    aggregates: AGGREGATES,
    points: BUCKETS,
    newest: newestOf,
  });
  return {
    grid,
    latest,
    sensors: sensors.map((sensor, i) => {
      const { columns = {}, bucketMs = grid.bucketMs } = windows[i] ?? {};
      const { mean = [], min = [], max = [], good = [], total = [] } = columns;
      const last = newestOf(sensor);
      return {
        sensor,
        columns,
        quality: dataQuality({
          mean, min, max, good, total,
          bucketMs,
          staleAfterMs: sensor.staleAfter * 1000,
          // Of a time that is over, its end counts.
          age: last === undefined ? undefined : Math.max(0, Math.min(now, span.to) - last),
          rangeLow: sensor.rangeLow,
          rangeHigh: sensor.rangeHigh,
          discrete: isDiscrete(sensor),
        }), // prettier-ignore
      };
    }),
  };
}

const asked = ({ from, to, bucket }: Grid) => ({ from, to, bucket });

export async function qualityReport(question: Question<Choice>): Promise<QualityReport> {
  const { query, now } = question;
  const { grid, sensors } = await score(question, query, spanOf(query, now));
  const items = sensors.map(({ sensor, quality: { usual: _usual, ...quality } }) => ({
    ...named(sensor),
    ...quality,
  }));
  const units = [...new Set(items.map(({ unit }) => unit))].map((unit) => {
    const scores = items.filter((item) => item.unit === unit).map((item) => item.score);
    return { unit, score: average(scores) ?? 0, sensors: scores.length };
  });
  const whole = average(items.map((item) => item.score));
  return {
    ...asked(grid),
    ...(whole === undefined ? {} : { score: whole }),
    units: units.sort((a, b) => a.score - b.score),
    items: items.sort((a, b) => a.score - b.score),
    weights: QUALITY_WEIGHTS,
    ...noteOf(grid.note),
  };
}

const unitsOf = (
  { plant }: Pick<AnalyticsStore, 'plant'>,
  tenant: string,
  unit: string | undefined,
): Promise<Unit[]> =>
  unit === undefined
    ? everyPage((cursor) => plant.listUnits(tenant, { limit: PAGE, cursor }))
    : plant.getUnit(tenant, unit).then((one) => [one]);

/** The units with their scores, best first, and what they were made of. */
export async function rankUnits(
  question: Omit<Question<unknown>, 'query'>,
  unit: string | undefined,
  span: Span,
) {
  const { store, tenant } = question;
  const [units, scored, counts] = await Promise.all([
    unitsOf(store, tenant, unit),
    score(question, { unit }, span),
    store.alarmJournal.byUnit(tenant, { ...span, ...(unit === undefined ? {} : { unit }) }),
  ]);
  const days = (span.to - span.from) / DAY_MS;
  const items = units.map(({ key, name, kind }) => {
    const own = counts.filter((count) => count.unit === key);
    const of = (priority: string): number =>
      own.filter((count) => count.priority === priority).reduce((sum, { alarms }) => sum + alarms, 0);
    const sensors = scored.sensors.flatMap(({ sensor, columns, quality }) =>
      sensor.unit === key
        ? [
            {
              mean: columns.mean ?? [],
              normalLow: sensor.normalLow,
              normalHigh: sensor.normalHigh,
              quality: quality.score,
              discrete: isDiscrete(sensor),
            },
          ]
        : [],
    );
    const { score: points, parts } = performanceOf({
      sensors,
      days,
      alarms: { critical: of('critical'), high: of('high'), medium: of('medium'), low: of('low') },
    });
    return {
      unit: key,
      name,
      kind,
      ...(points === undefined ? {} : { score: points }),
      parts,
      alarms: own.reduce((sum, { alarms }) => sum + alarms, 0),
      sensors: sensors.length,
    };
  });
  items.sort((a, b) => (b.score ?? -1) - (a.score ?? -1) || (a.unit < b.unit ? -1 : 1));
  const ranked = items.map((item) => ({
    ...item,
    ...(item.score === undefined
      ? {}
      : { rank: 1 + items.filter((other) => (other.score ?? -1) > (item.score ?? -1)).length }),
  }));
  return { items: ranked, ...scored };
}

export async function performanceReport(question: Question<Choice>): Promise<PerformanceReport> {
  const { query, now } = question;
  const { items, grid } = await rankUnits(question, query.unit, spanOf(query, now));
  return { ...asked(grid), items, weights: PERFORMANCE_WEIGHTS, ...noteOf(grid.note) };
}

export async function summaryOf(question: Question<Choice>): Promise<AnalyticsSummary> {
  const { store, tenant, now, query } = question;
  const span = spanOf(query, now, SUMMARY_MS);
  const before = { from: span.from - (span.to - span.from), to: span.from };
  const [{ items, sensors, latest, grid }, past] = await Promise.all([
    rankUnits(question, undefined, span),
    store.alarmJournal.rate(tenant, before),
  ]);
  const known = items.flatMap(({ unit, name, score: points }) =>
    points === undefined ? [] : [{ unit, name, score: points }],
  );
  const stale = new Map(
    sensors.map(({ sensor }) => [`${sensor.unit}/${sensor.key}`, sensor.staleAfter * 1000]),
  );
  const reporting = latest.filter(
    ({ unit, sensor, timestamp }) => now - Date.parse(timestamp) <= (stale.get(`${unit}/${sensor}`) ?? -1),
  );
  const performance = average(known.map((one) => one.score));
  const quality = average(sensors.map((one) => one.quality.score));
  const [best] = known;
  const worst = known.length > 1 ? known.at(-1) : undefined;
  return {
    ...span,
    units: items.length,
    sensors: sensors.length,
    reporting: reporting.length,
    readings: sensors.reduce((sum, one) => sum + one.quality.readings, 0),
    ...(performance === undefined ? {} : { performance }),
    ...(quality === undefined ? {} : { quality }),
    alarms: items.reduce((sum, item) => sum + item.alarms, 0),
    alarmsBefore: past.reduce((sum, { alarms }) => sum + alarms, 0),
    ...(best ? { best } : {}),
    ...(worst ? { worst } : {}),
    ...noteOf(grid.note),
  };
}
