import { AlarmRuleInput, type AlarmPlant, type SensorFacts } from '../../../lib/alarms';
import type { Reading } from '../../../lib/core/reading';

const SENSORS_PER_UNIT = 50;

/** Temperatures of `sensors` sensors, and a plant that knows them. */
export function plantOf(sensors: number): { plant: AlarmPlant; all: SensorFacts[] } {
  const all = Array.from({ length: sensors }, (_, i): SensorFacts => {
    const unit = `unit-${Math.floor(i / SENSORS_PER_UNIT)}`;
    const sensor = `sensor-${i % SENSORS_PER_UNIT}`;
    return { unit, sensor, name: sensor, type: 'number', uom: '°C', decimals: 1, staleAfter: 600, unitKind: 'boiler' }; // prettier-ignore
  });
  const byName = new Map(all.map((one) => [`${one.unit}/${one.sensor}`, one]));
  const plant: AlarmPlant = {
    timeZone: 'Europe/Berlin',
    sensor: (unit, sensor) => byName.get(`${unit}/${sensor}`),
    sensors: () => all,
    hasDevice: () => false,
    devices: () => [],
  };
  return { plant, all };
}

/** High and high-high with a deadband and delays, as most rules are. */
export const limitRule = (key: string, sensor: SensorFacts, high: number): AlarmRuleInput =>
  AlarmRuleInput.parse({
    key,
    name: key,
    appliesTo: { to: 'sensor', unit: sensor.unit, sensor: sensor.sensor },
    onDelaySeconds: 5,
    offDelaySeconds: 5,
    condition: {
      kind: 'limit',
      deadband: { value: 2 },
      limits: [
        { level: 'high', value: high },
        { level: 'high-high', value: high + 8, priority: 'critical' },
      ],
    },
  });

export const readingOf = ({ unit, sensor }: SensorFacts, timestamp: number, value: number): Reading => ({
  tenant: 'bench',
  unit,
  sensor,
  timestamp,
  value,
  quality: 'good',
});
