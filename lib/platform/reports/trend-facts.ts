import { REPORT_LIMITS, type TrendFacts } from '../../reports';
import type { Sensor } from '../../core/plant';
import { addressOf, readGrid } from '../analytics/grid';
import { unitNames, type Asking } from './asking';

/** Means of a chart: a quarter of an hour of a day. */
const POINTS = 96;
/** Charts where the report names no sensors. */
const USUAL_CHARTS = 12;

const isDrawn = ({ type, quantity }: Sensor): boolean =>
  type === 'number' && quantity !== 'state' && quantity !== 'count';

/** Those that the report names, else some of each unit, those with a normal band before the others. */
export function chosenSensors({ report, sensors }: Pick<Asking, 'report' | 'sensors'>): {
  readonly chosen: readonly Sensor[];
  readonly more: number;
} {
  const places = new Set(report.sensors);
  if (places.size > 0) {
    const chosen = sensors.filter((sensor) => isDrawn(sensor) && places.has(`${sensor.unit}/${sensor.key}`));
    return { chosen: chosen.slice(0, REPORT_LIMITS.sensors), more: 0 };
  }
  const hasBand = ({ normalLow, normalHigh }: Sensor): boolean =>
    normalLow !== undefined && normalHigh !== undefined;
  const drawn = sensors.filter(isDrawn);
  const ranks = new Map<string, number>();
  const ranked = [...drawn.filter(hasBand), ...drawn.filter((sensor) => !hasBand(sensor))].map((sensor) => {
    const rank = ranks.get(sensor.unit) ?? 0;
    ranks.set(sensor.unit, rank + 1);
    return { sensor, rank };
  });
  // The first of each unit, then the second of each: no unit fills all the room.
  const chosen = ranked
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, USUAL_CHARTS)
    .map(({ sensor }) => sensor);
  return { chosen, more: drawn.length - chosen.length };
}

export async function trendFacts(asking: Asking): Promise<TrendFacts> {
  const { store, tenant, span, now, analytics } = asking;
  const { chosen, more } = chosenSensors(asking);
  if (chosen.length === 0) return { times: [], sensors: [], more };
  const grid = await readGrid(store, tenant, chosen, {
    ...span,
    aggregates: ['mean', 'min', 'max'],
    points: POINTS,
  });
  const { items } = await analytics.trends({
    store,
    tenant,
    now,
    query: { sensors: chosen.map(addressOf), ...span },
  });
  const names = unitNames(asking);
  return {
    times: grid.times,
    sensors: chosen.map(({ unit, name, uom, decimals, normalLow, normalHigh }, i) => {
      const { mean = [], min = [], max = [] } = grid.columns[i] ?? {};
      return {
        unit: names.get(unit) ?? unit,
        name,
        uom,
        decimals,
        normalLow,
        normalHigh,
        mean,
        low: min,
        high: max,
        direction: items[i]?.trend?.direction,
      };
    }),
    more,
  };
}
