import { sensorTypeOf, type HostEvent } from '../../connectors/sparkplug';
import { PROPOSAL_LIMITS } from '../../core/sparkplug-proposal';
import type { OfferedMetric } from '../../store/sparkplug/proposal-repository';
import { proposalId } from './proposal-id';

/** Whether a sensor is registered. */
export type IsSensor = (unit: string, sensor: string) => boolean;

/** Of a birth, what no sensor is registered for and could be one. */
export function metMetrics(event: HostEvent, isSensor: IsSensor): OfferedMetric[] {
  if (event.kind !== 'birth') return [];
  const { group, node, device, metrics } = event;
  return metrics.flatMap(({ name, type, place, unitOfMeasure, low, high, value }, index) => {
    if (!sensorTypeOf(type) || name.length > PROPOSAL_LIMITS.metric) return [];
    if (place && isSensor(place.unit, place.sensor)) return [];
    const address = { group, node, device, metric: name };
    return [
      {
        ...address,
        id: proposalId(address),
        datatype: type,
        uom: unitOfMeasure,
        rangeLow: low,
        rangeHigh: high,
        value: typeof value === 'string' ? value.slice(0, 200) : value,
        unit: place?.unit,
        sensor: place?.sensor,
        place: index,
      },
    ];
  });
}
