import { ANALYTICS_LIMITS, type KpiReport } from '../../core/analytics';
import { ThermaCoreError } from '../../core/errors';
import {
  ExpressionFault,
  compileExpression,
  type CompiledExpression,
  type ExpressionPlace,
} from '../../core/expression';
import type { Aggregate } from '../../core/history';
import { noteOf, readGrid, sensorsOf, spanOf, type AnalyticsStore } from './grid';
import type { Question } from './series';

export interface KpiQuery {
  readonly expression: string;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly bucket?: string | undefined;
}

/** What may be asked of a sensor over a time; the first is meant where nothing is said. */
export const KPI_AGGREGATES = [
  'twa', 'mean', 'min', 'max', 'first', 'last', 'sum', 'count', 'stddev', 'range', 'good',
] as const satisfies readonly Aggregate[]; // prettier-ignore

const HOUR_MS = 3_600_000;
const POINTS = 500;

/** Throws `invalid` that names `expression` and says what in it is wrong. */
export function compileKpi(text: string): CompiledExpression {
  const wrong = (what: string): ThermaCoreError =>
    new ThermaCoreError('invalid', `The expression ${what}.`, {
      field: 'expression',
      advice: 'Write numbers, sensor("unit","sensor","mean"), hours, + - * / and brackets.',
    });
  try {
    const compiled = compileExpression(text, {
      maxLength: ANALYTICS_LIMITS.expression,
      maxSensors: ANALYTICS_LIMITS.expressionSensors,
      aggregates: KPI_AGGREGATES,
      names: ['hours'],
    });
    if (compiled.usesValue) throw wrong('has `value` in it, which stands for nothing here');
    if (compiled.sensors.length === 0) throw wrong('looks at no sensor');
    return compiled;
  } catch (error) {
    if (error instanceof ExpressionFault) throw wrong(error.message);
    throw error;
  }
}

/** An expression in buckets. Inside it `hours` is the length of the bucket: a power times it is an energy. */
export async function kpiReport({ store, tenant, now, query }: Question<KpiQuery>): Promise<KpiReport> {
  const compiled = compileKpi(query.expression);
  const span = spanOf(query, now);
  const places = uniquePlaces(compiled.sensors);
  const sensors = await sensorsOf(store, tenant, { sensors: places }, ANALYTICS_LIMITS.expressionSensors);
  const { bucket } = query;
  const grid = await readGrid(store, tenant, sensors, {
    ...span,
    bucket,
    aggregates: aggregatesOf(compiled),
    points: POINTS,
  });
  let fault: string | undefined;
  let faults = 0;
  const values = grid.times.map((_, i) => {
    const result = evaluate(compiled, grid.bucketMs, ({ unit, sensor, aggregate }) => {
      const column = places.findIndex((place) => place.unit === unit && place.sensor === sensor);
      return grid.columns[column]?.[aggregate as Aggregate]?.[i];
    });
    if (typeof result !== 'string') return result ?? null;
    faults++;
    fault ??= result;
    return null;
  });
  const known = values.filter((value) => value !== null);
  const sum = known.reduce((total, value) => total + value, 0);
  return {
    from: grid.from,
    to: grid.to,
    bucket: grid.bucket,
    expression: query.expression,
    timestamps: [...grid.times],
    values,
    ...(known.length > 0
      ? { mean: sum / known.length, sum, min: Math.min(...known), max: Math.max(...known) }
      : {}),
    faults,
    ...(fault === undefined ? {} : { fault }),
    ...noteOf(grid.note),
  };
}

export interface KpiValue {
  /** Undefined where a sensor has no reading in the time, or the expression comes to nothing. */
  readonly value: number | undefined;
  readonly reason: string | undefined;
}

/** An expression over one span as a whole, as the node *kpi* calculates it. */
export async function kpiValue(
  { history }: Pick<AnalyticsStore, 'history'>,
  tenant: string,
  compiled: CompiledExpression,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<KpiValue> {
  const places = uniquePlaces(compiled.sensors);
  const { items } = await history.statistics(tenant, {
    from,
    to,
    sensors: places,
    aggregates: aggregatesOf(compiled),
  });
  const missing: string[] = [];
  const result = evaluate(compiled, to - from, ({ unit, sensor, aggregate }) => {
    const item = items.find((one) => one.unit === unit && one.sensor === sensor);
    const value = item?.values[aggregate as Aggregate] ?? undefined;
    if (value === undefined) missing.push(`${unit}/${sensor}`);
    return value;
  });
  if (typeof result === 'string') return { value: undefined, reason: `The expression ${result}.` };
  if (result === undefined) return { value: undefined, reason: `${missing[0]} has no reading in the time.` };
  return { value: result, reason: undefined };
}

const uniquePlaces = (places: readonly ExpressionPlace[]): { unit: string; sensor: string }[] => [
  ...new Map(places.map(({ unit, sensor }) => [`${unit}/${sensor}`, { unit, sensor }])).values(),
];

const aggregatesOf = ({ sensors }: CompiledExpression): Aggregate[] => [
  ...new Set(sensors.map(({ aggregate }) => aggregate as Aggregate)),
];

/** A number; undefined where a reading is missing; what is wrong as a text. */
function evaluate(
  compiled: CompiledExpression,
  lengthMs: number,
  valueOf: (place: ExpressionPlace) => number | undefined,
): number | string | undefined {
  const values = compiled.sensors.map(valueOf);
  if (values.some((value) => value === undefined || !Number.isFinite(value))) return undefined;
  try {
    const result = compiled.amount({
      at: (index) => values[index] as number,
      value: '',
      named: () => lengthMs / HOUR_MS,
    });
    return Number.isFinite(result) ? result : 'comes to a number that does not exist';
  } catch (error) {
    if (error instanceof ExpressionFault) return error.message;
    throw error;
  }
}
