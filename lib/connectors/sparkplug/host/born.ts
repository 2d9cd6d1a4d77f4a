import { sensorTypeOf, typeName } from '../payload/data-types';
import type { Metric } from '../payload/payload';
import { scalarOf } from '../payload/values';
import type { BornMetric } from './effects';

/** Longer ones are none, and are left out whole: what is cut off would keep the whole text in memory. */
const MAX_UNIT_OF_MEASURE = 64;

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
    ...(typeof engUnit === 'string' && engUnit.length <= MAX_UNIT_OF_MEASURE
      ? { unitOfMeasure: engUnit }
      : {}),
    ...(isNumber(engLow) ? { low: engLow } : {}),
    ...(isNumber(engHigh) ? { high: engHigh } : {}),
    ...(scalar?.kind === 'value' ? { value: scalar.value } : {}),
  };
}
