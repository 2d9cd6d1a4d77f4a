import { numbersOf } from '../../analytics';
import { ANALYTICS_LIMITS } from '../../core/analytics';
import { DAY_MS } from '../../core/duration';
import { ThermaCoreError } from '../../core/errors';
import { HISTORY_LIMITS, type Aggregate, type SensorAddress, type Span } from '../../core/history';
import { everyPage } from '../../core/pages';
import type { Sensor } from '../../core/plant';
import type { Store } from '../../store';

/** What analytics need of a database. */
export type AnalyticsStore = Pick<Store, 'plant' | 'readings' | 'history' | 'alarmJournal' | 'tenants'>;

/** Whose readings, of when; `to` is now if left out. */
export interface Choice {
  readonly sensors?: readonly SensorAddress[] | undefined;
  readonly unit?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export type Columns = Readonly<Partial<Record<Aggregate, Float64Array>>>;

/** Several sensors in the same buckets. */
export interface Grid extends Span {
  readonly bucket: string;
  /** Usual length of a bucket in ms. */
  readonly bucketMs: number;
  readonly timezone: string;
  /** Where each bucket begins; those that `from` or `to` cuts are not among them. */
  readonly times: readonly number[];
  /** One for each sensor, in order. */
  readonly columns: readonly Columns[];
  readonly note: string | undefined;
}

export interface GridQuestion extends Span {
  readonly aggregates: readonly Aggregate[];
  readonly bucket?: string | undefined;
  /** At most so many buckets, where no width is given. */
  readonly points: number;
}

const PAGE = 1000;
const DEFAULT_SPAN_MS = 7 * DAY_MS;
/** Questions of one grid at a time: the lane has connections for others too. */
const AT_ONCE = 3;

const invalid = (field: string, message: string, advice: string): ThermaCoreError =>
  new ThermaCoreError('invalid', message, { field, advice });

/** The last seven days, where nothing else is said. */
export function spanOf({ from, to }: Choice, now: number, usual = DEFAULT_SPAN_MS): Span {
  const end = to ?? now;
  const span = { from: from ?? end - usual, to: end };
  if (span.from >= span.to)
    throw invalid('from', '`from` is not earlier than `to`.', 'Leave some time between them.');
  if (span.to - span.from > ANALYTICS_LIMITS.spanDays * DAY_MS)
    throw invalid(
      'from',
      `The time is longer than ${ANALYTICS_LIMITS.spanDays} days.`,
      'Ask for two years at most.',
    );
  return span;
}

/**
 * The sensors that are named, or all with numbers or switches of a unit or of the tenant. Throws `not-found` for what the
 * tenant does not have, `invalid` for texts that are named, and for more than `most`.
 */
export async function sensorsOf(
  { plant }: Pick<AnalyticsStore, 'plant'>,
  tenant: string,
  { sensors: named, unit }: Choice,
  most: number,
): Promise<Sensor[]> {
  if (unit !== undefined) await plant.getUnit(tenant, unit);
  const units = named ? [...new Set(named.map((address) => address.unit))] : [unit];
  const lists = await Promise.all(
    units.map((key) =>
      everyPage(
        (cursor) =>
          plant.listSensors(tenant, { limit: PAGE, cursor, ...(key === undefined ? {} : { unit: key }) }),
        HISTORY_LIMITS.statisticsSensors + PAGE,
      ),
    ),
  );
  const all = lists.flat();
  const found = named
    ? named.map((address) => find(all, address))
    : all.filter(({ type }) => type !== 'text');
  if (found.length > most)
    throw invalid(
      'sensors',
      `${found.length} sensors are too many for one question.`,
      `Name a unit, or ${most} sensors at most.`,
    );
  return found;
}

function find(all: readonly Sensor[], { unit, sensor: key }: SensorAddress): Sensor {
  const sensor = all.find((one) => one.unit === unit && one.key === key);
  if (!sensor)
    throw new ThermaCoreError('not-found', `There is no sensor "${key}" in unit "${unit}".`, {
      field: 'sensors',
      advice: 'Name sensors as unit/sensor; GET /api/v1/sensors lists them.',
    });
  if (sensor.type === 'text')
    throw invalid(
      'sensors',
      `The sensor "${unit}/${key}" has texts, of which nothing can be calculated.`,
      'Leave it out.',
    );
  return sensor;
}

/** The zone that is asked for, else the tenant’s own. */
export async function zoneOf(
  { tenants }: Pick<AnalyticsStore, 'tenants'>,
  tenant: string,
  asked: string | undefined,
): Promise<string> {
  return asked ?? (await tenants.list()).find(({ key }) => key === tenant)?.timezone ?? 'UTC';
}

export const addressOf = ({ unit, key }: Pick<Sensor, 'unit' | 'key'>): SensorAddress => ({
  unit,
  sensor: key,
});

/** What names a sensor in an answer. */
export const named = ({ unit, key, name, uom }: Sensor) => ({ unit, sensor: key, name, uom });

/** From the coarsest rollups that are exact; empty buckets are NaN, also where the history counts 0. */
export async function readGrid(
  { history }: Pick<AnalyticsStore, 'history'>,
  tenant: string,
  sensors: readonly Pick<Sensor, 'unit' | 'key'>[],
  { from, to, aggregates, bucket, points }: GridQuestion,
): Promise<Grid> {
  const most = Math.floor(
    HISTORY_LIMITS.points / Math.min(HISTORY_LIMITS.sensors, Math.max(1, sensors.length)),
  );
  const parts = Array.from({ length: Math.ceil(sensors.length / HISTORY_LIMITS.sensors) }, (_, i) =>
    sensors.slice(i * HISTORY_LIMITS.sensors, (i + 1) * HISTORY_LIMITS.sensors),
  );
  const ask = (part: typeof sensors, width = bucket) =>
    history.series(tenant, {
      sensors: part.map(addressOf),
      from,
      to,
      aggregates,
      ...widthOf(width, Math.min(points, most)),
    });
  // The first part decides how wide buckets are, so that all have the same.
  const first = parts[0] && (await ask(parts[0]));
  const answers = first ? [first] : [];
  for (let i = 1; i < parts.length; i += AT_ONCE)
    answers.push(...(await Promise.all(parts.slice(i, i + AT_ONCE).map((part) => ask(part, first?.bucket)))));
  const columns = answers.flatMap(({ timestamps = [], end = to, series }) => {
    const whole = wholeOnes(timestamps, end, { from, to });
    return series.map(({ values }): Columns =>
      Object.fromEntries(
        aggregates.map((name) => [name, numbersOf(values[name] ?? []).slice(whole.begin, whole.stop)]),
      ),
    );
  });
  const { timestamps = [], end = to, bucket: width = '', timezone = 'UTC', note } = first ?? {};
  const whole = wholeOnes(timestamps, end, { from, to });
  const times = timestamps.slice(whole.begin, whole.stop);
  const next = timestamps[1] ?? end;
  return {
    from,
    to,
    bucket: width,
    bucketMs: Math.max(
      1,
      times.length > 1 ? (times[1] as number) - (times[0] as number) : next - (timestamps[0] ?? from),
    ),
    timezone,
    times,
    columns,
    note,
  };
}

const widthOf = (bucket: string | undefined, points: number): { bucket: string } | { points: number } =>
  bucket === undefined ? { points } : { bucket };

/** A bucket that is cut has less readings, and another mean, without anything being wrong. */
function wholeOnes(
  timestamps: readonly number[],
  end: number,
  { from, to }: Span,
): { begin: number; stop: number } {
  const { length } = timestamps;
  const begin = length > 2 && (timestamps[0] ?? from) < from ? 1 : 0;
  return { begin, stop: length > 2 && end > to ? length - 1 : length };
}

/** The notes of all that were read, each once. */
export const noteOf = (...notes: readonly (string | undefined)[]): { note?: string } => {
  const found = [...new Set(notes.filter((note) => note !== undefined))];
  return found.length > 0 ? { note: found.join(' ') } : {};
};
