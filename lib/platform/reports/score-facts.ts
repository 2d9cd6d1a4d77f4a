import type { OverviewFacts, QualityFacts } from '../../reports';
import { rankUnits, type ScoredSensor } from '../analytics/scores';
import { average } from '../analytics/average';
import { alarmsBefore } from './alarm-facts';
import { unitNames, type Asking } from './asking';

export interface Scores {
  readonly units: OverviewFacts['units'];
  readonly sensors: readonly ScoredSensor[];
  readonly quality: QualityFacts;
}

/** Scores of the units that the report names one by one, else of the whole plant in one question. */
export async function scoresOf(asking: Asking): Promise<Scores> {
  const { store, tenant, now, span, named, units: known } = asking;
  const question = { store, tenant, now };
  const keys = named ? known.map(({ key }) => key) : [undefined];
  const units: OverviewFacts['units'][number][] = [];
  const sensors: ScoredSensor[] = [];
  for (const key of keys) {
    const ranked = await rankUnits(question, key, span);
    units.push(...ranked.items);
    sensors.push(...ranked.sensors);
  }
  units.sort((a, b) => (b.score ?? -1) - (a.score ?? -1));
  return { units, sensors, quality: qualityOf(sensors, unitNames(asking)) };
}

function qualityOf(sensors: readonly ScoredSensor[], names: ReadonlyMap<string, string>): QualityFacts {
  const items = sensors
    .map(({ sensor, quality: { score, parts, longestGapMs } }) => ({
      unit: names.get(sensor.unit) ?? sensor.unit,
      name: sensor.name,
      score,
      parts,
      longestGapMs,
    }))
    .sort((a, b) => a.score - b.score);
  const units = [...Map.groupBy(items, ({ unit }) => unit)].map(([unit, own]) => ({
    unit,
    score: average(own.map(({ score }) => score)) ?? 0,
    sensors: own.length,
  }));
  return {
    score: average(items.map(({ score }) => score)),
    units: units.sort((a, b) => a.score - b.score),
    items,
  };
}

const completeness = (sensors: readonly ScoredSensor[]): number | undefined =>
  average(sensors.flatMap(({ quality }) => quality.parts.completeness ?? []));

export async function overviewFacts(asking: Asking, { units, sensors }: Scores): Promise<OverviewFacts> {
  const { store, tenant, now } = asking;
  const latest = await store.readings.latest(tenant, {});
  const stale = new Map(
    sensors.map(({ sensor }) => [`${sensor.unit}/${sensor.key}`, sensor.staleAfter * 1000]),
  );
  const reporting = latest.filter(
    ({ unit, sensor, timestamp }) => now - Date.parse(timestamp) <= (stale.get(`${unit}/${sensor}`) ?? -1),
  ).length;
  const byUnit = Map.groupBy(sensors, ({ sensor }) => sensor.unit);
  return {
    sensors: sensors.length,
    reporting,
    readings: sensors.reduce((sum, { quality }) => sum + quality.readings, 0),
    performance: average(units.flatMap(({ score }) => score ?? [])),
    alarms: units.reduce((sum, { alarms }) => sum + alarms, 0),
    alarmsBefore: await alarmsBefore(asking),
    units,
    availability: completeness(sensors),
    availabilityOf: Object.fromEntries(
      [...byUnit].flatMap(([unit, own]) => {
        const share = completeness(own);
        return share === undefined ? [] : [[unit, share]];
      }),
    ),
  };
}
