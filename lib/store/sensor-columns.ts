import type { SensorInput } from '../core/plant';

/** Columns of a sensor, by the name of its field. */
export const SENSOR_COLUMNS = {
  name: 'name',
  type: 'type',
  quantity: 'quantity',
  uom: 'uom',
  decimals: 'decimals',
  rangeLow: 'range_low',
  rangeHigh: 'range_high',
  normalLow: 'normal_low',
  normalHigh: 'normal_high',
  staleAfter: 'stale_after',
  headline: 'headline',
  description: 'description',
} as const satisfies Record<Exclude<keyof SensorInput, 'key'>, string>;

/** What a select of sensors `s` lists, so that a row has the names of the fields. */
export const SENSOR_FIELDS = Object.entries(SENSOR_COLUMNS)
  .map(([field, column]) => `s.${column} as "${field}"`)
  .join(', ');

/** Sensors as what `jsonb_populate_recordset(null::thermacore.sensors, …)` takes. */
export const sensorObjects = (sensors: readonly SensorInput[]): Record<string, unknown>[] =>
  sensors.map((sensor) => ({
    key: sensor.key,
    ...Object.fromEntries(
      (Object.entries(SENSOR_COLUMNS) as [keyof typeof SENSOR_COLUMNS, string][]).map(([field, column]) => [
        column,
        sensor[field] ?? null,
      ]),
    ),
  }));

/** The same as one parameter, as not every engine takes lists. */
export const sensorRows = (sensors: readonly SensorInput[]): string => JSON.stringify(sensorObjects(sensors));
