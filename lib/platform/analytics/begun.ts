import { DAY_MS } from '../../core/duration';
import { HISTORY_LIMITS, type Span } from '../../core/history';
import type { Sensor } from '../../core/plant';
import { addressOf, readGrid, type AnalyticsStore, type Columns, type Grid, type GridQuestion } from './grid';

/** Buckets by which one sensor is judged. */
export interface Window {
  readonly columns: Columns;
  readonly bucketMs: number;
}

/** With fewer whole buckets than these since it began a sensor is looked at more closely. */
const ENOUGH = 12;
const MINUTE_MS = 60_000;
const PAST_MS = 31 * DAY_MS;

interface Young {
  readonly index: number;
  /** Not later than its first reading. */
  readonly from: number;
}

/**
 * What each sensor is to be measured against: the whole time, or for one that began in it the time since, in buckets
 * narrow enough that the one in which it began does not count. A plant that is minutes old is complete when all came that
 * could have come.
 */
export async function windowsOf(
  { history }: Pick<AnalyticsStore, 'history'>,
  tenant: string,
  sensors: readonly Sensor[],
  grid: Grid,
  asked: Pick<GridQuestion, 'aggregates' | 'points'> & {
    readonly newest: (sensor: Sensor) => number | undefined;
  },
): Promise<readonly Window[]> {
  const windows: Window[] = grid.columns.map((columns) => ({ columns, bucketMs: grid.bucketMs }));
  const end = (grid.times.at(-1) ?? grid.from - grid.bucketMs) + grid.bucketMs;
  const late = sensors.flatMap((_, index) => (firstOf(windows[index]) === 0 ? [] : [index]));
  const young = await withoutPast(history, tenant, sensors, late, grid);
  const close: Young[] = [];
  for (const index of young) {
    const sensor = sensors[index] as Sensor;
    const first = firstOf(windows[index]);
    // Neither before nor in the time: it has never had a reading, and nothing excuses it.
    if (first === undefined && (asked.newest(sensor) ?? -Infinity) < Math.max(grid.from, end)) continue;
    if (first !== undefined && grid.times.length - first > ENOUGH)
      windows[index] = since(windows[index], first);
    else close.push({ index, from: first === undefined ? end : (grid.times[first] as number) });
  }
  const from = Math.min(...close.map((one) => one.from));
  if (close.length === 0 || from >= grid.to) return windows;
  const isShort = grid.to - from <= asked.points * MINUTE_MS;
  const finer = await readGrid({ history }, tenant, close.map(({ index }) => sensors[index] as Sensor), {
    from,
    to: grid.to,
    aggregates: asked.aggregates,
    points: asked.points,
    ...(isShort ? { bucket: '1m' } : {}),
  }); // prettier-ignore
  for (const [i, { index }] of close.entries()) {
    const window = { columns: finer.columns[i] ?? {}, bucketMs: finer.bucketMs };
    windows[index] = since(window, firstOf(window));
  }
  return windows;
}

/** The first bucket with a reading. */
function firstOf(window: Window | undefined): number | undefined {
  const found = window?.columns.total?.findIndex((count) => count > 0) ?? -1;
  return found < 0 ? undefined : found;
}

/** After the bucket in which it began, which is not whole; with it, where there is no other. */
function since(window: Window | undefined, first = 0): Window {
  const { columns = {}, bucketMs = 1 } = window ?? {};
  const begin = (columns.total?.length ?? 0) > first + 1 ? first + 1 : first;
  return {
    bucketMs,
    columns: Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values.slice(begin)])),
  };
}

/** Of those the ones without a reading in the weeks before the time. One that was silent for longer begins anew. */
async function withoutPast(
  history: AnalyticsStore['history'],
  tenant: string,
  sensors: readonly Sensor[],
  indices: readonly number[],
  { from }: Span,
): Promise<number[]> {
  const found: number[] = [];
  for (let i = 0; i < indices.length; i += HISTORY_LIMITS.statisticsSensors) {
    const part = indices.slice(i, i + HISTORY_LIMITS.statisticsSensors);
    const { items } = await history.statistics(tenant, {
      from: from - PAST_MS,
      to: from,
      sensors: part.map((index) => addressOf(sensors[index] as Sensor)),
      aggregates: ['total'],
    });
    found.push(...part.filter((_, j) => !((items[j]?.values.total ?? 0) > 0)));
  }
  return found;
}
