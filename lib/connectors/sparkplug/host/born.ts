import { sensorTypeOf, typeName } from '../payload/data-types';
import type { Metric } from '../payload/payload';
import { scalarOf } from '../payload/values';
import type { BornMetric } from './effects';

const isNumber = (value: unknown): value is number => Number.isFinite(value);

/** A metric as its birth tells of it. */
export function bornMetric(
  name: string,
  metric: Metric,
  datatype: number,
  place: BornMetric['place'],
): BornMetric {
  const type = typeName(datatype);
  const { engUnit, engLow, engHigh } = metric.properties ?? {};
  const scalar = sensorTypeOf(type) && !metric.isNull ? scalarOf(metric, datatype) : undefined;
  return {
    name,
    type,
    place,
    ...(typeof engUnit === 'string' ? { unitOfMeasure: engUnit } : {}),
    ...(isNumber(engLow) ? { low: engLow } : {}),
    ...(isNumber(engHigh) ? { high: engHigh } : {}),
    ...(scalar?.kind === 'value' ? { value: scalar.value } : {}),
  };
}
