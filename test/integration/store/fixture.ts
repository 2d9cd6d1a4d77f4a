import { SensorInput, UnitInput } from '../../../lib/core/plant';
import type { Reading } from '../../../lib/core/reading';
import type { UnitWithSensors } from '../../../lib/store';

export const T0 = Date.UTC(2026, 10, 23, 9);

/** One unit with a sensor of each type. */
export const PLANT: UnitWithSensors = {
  unit: UnitInput.parse({ key: 'boiler-1', name: 'Boiler 1', kind: 'boiler' }),
  sensors: [
    SensorInput.parse({
      key: 'supply',
      name: 'Supply',
      uom: '°C',
      rangeLow: 0,
      rangeHigh: 200,
      headline: true,
    }),
    SensorInput.parse({ key: 'pump', name: 'Pump', type: 'boolean' }),
    SensorInput.parse({ key: 'mode', name: 'Mode', type: 'text' }),
  ],
};

export const reading = (more: Partial<Reading> = {}): Reading => ({
  tenant: 'aqua',
  unit: 'boiler-1',
  sensor: 'supply',
  timestamp: T0,
  value: 71.3,
  quality: 'good',
  ...more,
});
