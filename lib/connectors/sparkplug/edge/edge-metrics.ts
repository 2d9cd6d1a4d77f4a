import type { Reading } from '../../../core/reading';
import type { Metric } from '../payload/payload';
import { metricValue, typeOf } from '../payload/values';
import { codeOf } from '../quality';

/** A sensor of ours as a metric of a device. */
export interface EdgeMetric {
  readonly sensor: string;
  readonly alias: number;
  type: number;
  /** What a birth tells as its current value. */
  last: Reading;
}

/** Metrics of one edge node: beyond it readings of new sensors are refused. */
const MAX_METRICS = 50_000;

/** What an edge node has to tell, by device (a unit of ours) and sensor. */
export class EdgeMetrics {
  private readonly devices = new Map<string, Map<string, EdgeMetric>>();
  private readonly byAlias = new Map<number, { unit: string; metric: EdgeMetric }>();

  units(): string[] {
    return [...this.devices.keys()];
  }

  of(unit: string): ReadonlyMap<string, EdgeMetric> | undefined {
    return this.devices.get(unit);
  }

  alias(alias: number): { unit: string; metric: EdgeMetric } | undefined {
    return this.byAlias.get(alias);
  }

  /** Notes a reading. `new`: its device must be born (again) before it is sent; `full`: it cannot be sent at all. */
  note(reading: Reading): 'known' | 'new' | 'full' {
    const { unit, sensor, value } = reading;
    const metrics = this.devices.get(unit);
    const known = metrics?.get(sensor);
    if (known) {
      const isOther = known.type !== typeOf(value);
      if (isOther) known.type = typeOf(value);
      if (isOther || reading.timestamp >= known.last.timestamp) known.last = reading;
      return isOther ? 'new' : 'known';
    }
    if (this.byAlias.size >= MAX_METRICS) return 'full';
    const metric: EdgeMetric = { sensor, alias: this.byAlias.size + 1, type: typeOf(value), last: reading };
    if (metrics) metrics.set(sensor, metric);
    else this.devices.set(unit, new Map([[sensor, metric]]));
    this.byAlias.set(metric.alias, { unit, metric });
    return 'new';
  }
}

/** §6.4.19: a birth tells name, alias, type and current value. */
export const bornMetric = (metric: EdgeMetric): Metric => ({
  name: metric.sensor,
  datatype: metric.type,
  ...sample(metric, metric.last),
});

/** §6.4.20: afterwards the alias is enough. */
export function dataMetric(metric: EdgeMetric, reading: Reading, isHistorical: boolean): Metric {
  return { ...sample(metric, reading), ...(isHistorical ? { isHistorical } : {}) };
}

function sample({ alias, type }: EdgeMetric, reading: Reading): Metric {
  const code = codeOf(reading);
  return {
    alias,
    timestamp: reading.timestamp,
    ...metricValue(reading.value, type),
    ...(code === undefined ? {} : { properties: { Quality: code } }),
  };
}
