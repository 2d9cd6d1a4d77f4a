import { isThermaCoreError } from '../../core/errors';
import type { Sensor } from '../../core/plant';
import type { Span } from '../../core/history';
import type { EnergyFacts, KpiFacts } from '../../reports';
import { addressOf } from '../analytics/grid';
import { unitNames, type Asking } from './asking';

type EnergyRow = EnergyFacts['power'][number];

const HOUR_MS = 3_600_000;
/** What one of a unit of measure is in kW. */
const KILOWATTS: Readonly<Record<string, number>> = { W: 0.001, kW: 1, MW: 1000 };
const MOST_ROWS = 40;

/** Powers, ratios and the figures of the report's own, each beside the period before. */
export async function energyFacts(asking: Asking): Promise<EnergyFacts> {
  const numbers = asking.sensors.filter(({ type }) => type === 'number');
  const of = (quantity: Sensor['quantity']): Sensor[] =>
    numbers.filter((sensor) => sensor.quantity === quantity).slice(0, MOST_ROWS);
  return {
    power: await rowsOf(asking, of('power')),
    ratios: await rowsOf(asking, of('ratio')),
    kpis: await kpisOf(asking),
  };
}

async function rowsOf(asking: Asking, sensors: readonly Sensor[]): Promise<EnergyRow[]> {
  if (sensors.length === 0) return [];
  const { store, tenant, span, earlier } = asking;
  const ask = (time: Span) =>
    store.history.statistics(tenant, {
      from: time.from,
      to: time.to,
      sensors: sensors.map(addressOf),
      aggregates: ['twa', 'max'],
    });
  const [now, before] = await Promise.all([ask(span), ask(earlier)]);
  const names = unitNames(asking);
  const hours = ({ from, to }: Span): number => (to - from) / HOUR_MS;
  return sensors.map((sensor, i): EnergyRow => {
    const mean = now.items[i]?.values.twa ?? undefined;
    const past = before.items[i]?.values.twa ?? undefined;
    const factor = sensor.quantity === 'power' ? KILOWATTS[sensor.uom] : undefined;
    const energy = (power: number | undefined, time: Span): number | undefined =>
      power === undefined || factor === undefined ? undefined : power * factor * hours(time);
    return {
      unit: names.get(sensor.unit) ?? sensor.unit,
      name: sensor.name,
      uom: sensor.uom,
      decimals: sensor.decimals,
      mean,
      peak: now.items[i]?.values.max ?? undefined,
      before: past,
      energyKwh: energy(mean, span),
      energyBeforeKwh: energy(past, earlier),
    };
  });
}

async function kpisOf({ report, store, tenant, span, now, analytics }: Asking): Promise<KpiFacts[]> {
  const bucket = report.period === 'day' ? '1h' : '1d';
  const found: KpiFacts[] = [];
  for (const { name, expression, uom, decimals } of report.kpis) {
    const nothing = { name, uom, decimals, times: [], values: [], mean: undefined };
    try {
      const answer = await analytics.kpi({ store, tenant, now, query: { expression, ...span, bucket } });
      const { timestamps: times, values, mean, fault } = answer;
      found.push({ ...nothing, times, values: values.map((value) => value ?? undefined), mean, fault });
    } catch (error) {
      // A sensor that is gone spoils this figure, and not the report.
      if (!isThermaCoreError(error) || error.code !== 'not-found') throw error;
      found.push({ ...nothing, fault: error.message });
    }
  }
  return found;
}
