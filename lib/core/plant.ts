import { z } from 'zod';
import { KEY_PATTERN } from './ids';
import { patchOf } from './patch';
import { QUALITY_CLASSES, QUALITY_FLAGS } from './quality';

/**
 * What a plant is made of. One schema per thing: it validates requests, gives the TypeScript type, and becomes the
 * OpenAPI component of the same name.
 */
export const Key = z
  .string()
  .regex(
    KEY_PATTERN,
    'must be 1 to 64 characters: a-z, 0-9, ".", "_" or "-", starting with a letter or digit',
  )
  .describe('Name used in topics and URLs');

const Name = z.string().trim().min(1).max(200).describe('Name shown to people');
const Instant = z.iso.datetime({ offset: true }).describe('ISO 8601 date and time with offset');

export const Tenant = z
  .object({
    key: Key,
    name: Name,
    timezone: z.string().max(64).default('UTC').describe('IANA time zone of the plant'),
    createdAt: Instant,
  })
  .meta({ id: 'Tenant' });
export type Tenant = z.output<typeof Tenant>;

export const UNIT_KINDS = ['boiler', 'heat-exchanger', 'pump-set', 'tank', 'network', 'other'] as const;

export const UnitInput = z
  .object({
    key: Key,
    name: Name,
    kind: z.enum(UNIT_KINDS).default('other').describe('What the unit is; chooses its picture'),
    area: z.string().max(100).optional().describe('Part of the plant, e.g. "Boiler house"'),
    description: z.string().max(2000).optional(),
  })
  .strict()
  .meta({ id: 'UnitInput' });
export type UnitInput = z.output<typeof UnitInput>;

export const UnitPatch = patchOf(UnitInput.omit({ key: true })).meta({ id: 'UnitPatch', minProperties: 1 });
export type UnitPatch = z.output<typeof UnitPatch>;

export const Unit = UnitInput.extend({ createdAt: Instant, sensors: z.int().describe('Number of sensors') })
  .strip()
  .meta({ id: 'Unit' });
export type Unit = z.output<typeof Unit>;

export const SENSOR_TYPES = ['number', 'boolean', 'text'] as const;
export const QUANTITIES = [
  'temperature', 'pressure', 'flow', 'level', 'power', 'energy', 'speed', 'position', 'vibration',
  'concentration', 'state', 'count', 'ratio', 'other',
] as const; // prettier-ignore

const Range = z.number().describe('In the sensor’s unit of measure');

export const SensorInput = z
  .object({
    key: Key,
    name: Name,
    type: z.enum(SENSOR_TYPES).default('number'),
    quantity: z.enum(QUANTITIES).default('other'),
    uom: z.string().max(20).default('').describe('Unit of measure as shown, e.g. °C, bar, m³/h'),
    decimals: z.int().min(0).max(6).default(1).describe('Decimal places shown'),
    rangeLow: Range.optional(),
    rangeHigh: Range.optional(),
    normalLow: Range.optional().describe('Lower end of the normal band'),
    normalHigh: Range.optional().describe('Upper end of the normal band'),
    staleAfter: z
      .int()
      .min(1)
      .max(86_400)
      .default(60)
      .describe('Seconds without a reading after which the value is stale'),
    headline: z.boolean().default(false).describe('Shown on the unit’s tile of the overview'),
    description: z.string().max(2000).optional(),
  })
  .strict()
  .meta({ id: 'SensorInput' });
export type SensorInput = z.output<typeof SensorInput>;

export const SensorPatch = patchOf(SensorInput.omit({ key: true, type: true })).meta({
  id: 'SensorPatch',
  minProperties: 1,
});
export type SensorPatch = z.output<typeof SensorPatch>;

export const Sensor = SensorInput.extend({ unit: Key, createdAt: Instant }).strip().meta({ id: 'Sensor' });
export type Sensor = z.output<typeof Sensor>;

const Value = z.union([z.number(), z.boolean(), z.string()]);
const QualityFields = {
  quality: z.enum(QUALITY_CLASSES),
  flags: z.array(z.enum(QUALITY_FLAGS)).optional().describe('Why the quality is what it is'),
};

export const LatestReading = z
  .object({ unit: Key, sensor: Key, timestamp: Instant, value: Value, ...QualityFields })
  .meta({ id: 'LatestReading', description: 'The newest reading of a sensor by its field time' });
export type LatestReading = z.output<typeof LatestReading>;

export const HistoryPoint = z
  .object({ timestamp: Instant, value: Value, ...QualityFields })
  .meta({ id: 'HistoryPoint' });
export type HistoryPoint = z.output<typeof HistoryPoint>;

/** A page of a list; `nextCursor` is absent on the last page. */
export const pageOf = <T extends z.ZodType>(item: T, id: string) =>
  z.object({ items: z.array(item), nextCursor: z.string().optional() }).meta({ id });

export interface Page<T> {
  items: T[];
  nextCursor?: string;
}
