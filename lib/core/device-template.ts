import { z } from 'zod';
import { DeviceInput, MAX_POINTS_PER_DEVICE, WriteRules, WriteRulesShown } from './device';
import { MAX_SHOWN_FAULTS } from './device-transfer';
import { optionalShape, patchOf } from './patch';
import { Key, SensorInput, pageOf } from './plant';

/**
 * A device template: what the devices of one type have in common. Its settings hold where a device has none of its own;
 * its points are those of each device, at the sensors of the same keys in the device's unit.
 */
const Instant = z.iso.datetime({ offset: true }).describe('ISO 8601 date and time with offset');
const Settings = z.record(z.string(), z.unknown());

/** One body of the API holds about as many. */
export const MAX_DEVICES_PER_APPLY = 1000;

/** In an interlock of a template's point, in place of a unit's key: the unit of the device that has the point. */
export const UNIT_OF_DEVICE = '{unit}';

/** What a sensor is made of where a unit lacks it. */
const SensorFields = optionalShape(SensorInput.omit({ key: true }));

const TemplatePointFields = {
  sensor: Key.describe('Sensor of this key in the unit of the device'),
  settings: Settings.describe('Address and type, by the schema of the protocol'),
};

export const TemplatePoint = z
  .object({
    ...TemplatePointFields,
    write: WriteRules.optional().describe(
      'Absent: the point cannot be written. In an interlock, sensor("{unit}", …) is one of the device’s unit',
    ),
    ...SensorFields,
  })
  .strict()
  .meta({
    id: 'TemplatePoint',
    description:
      'A point of each device; with a name and so on, also what its sensor is where it has to be made',
  });
export type TemplatePoint = z.output<typeof TemplatePoint>;

export const DeviceTemplateInput = z
  .object({
    key: Key,
    name: DeviceInput.shape.name,
    protocol: DeviceInput.shape.protocol,
    description: DeviceInput.shape.description,
    settings: Settings.default({}).describe(
      'Settings of devices that have none of their own, by the schema of the protocol; none has to be there, and no secret may',
    ),
    points: z.array(TemplatePoint).max(MAX_POINTS_PER_DEVICE).default([]),
  })
  .strict()
  .meta({ id: 'DeviceTemplateInput' });
export type DeviceTemplateInput = z.output<typeof DeviceTemplateInput>;

export const DeviceTemplatePatch = patchOf(DeviceTemplateInput.omit({ key: true, protocol: true }), [
  'description',
]).meta({ id: 'DeviceTemplatePatch', minProperties: 1 });
export type DeviceTemplatePatch = z.output<typeof DeviceTemplatePatch>;

const Shown = DeviceTemplateInput.extend({
  settings: Settings,
  devices: z.int().describe('Number of devices that use it'),
  createdAt: Instant,
  updatedAt: Instant,
}).strip();

export const DeviceTemplate = Shown.extend({
  points: z.array(
    z
      .object({ ...TemplatePointFields, write: WriteRulesShown.optional(), ...SensorFields })
      .meta({ id: 'TemplatePointShown' }),
  ),
}).meta({ id: 'DeviceTemplate' });
export type DeviceTemplate = z.output<typeof DeviceTemplate>;

export const DeviceTemplateSummary = Shown.extend({ points: z.int().describe('Number of points') }).meta({
  id: 'DeviceTemplateSummary',
});
export type DeviceTemplateSummary = z.output<typeof DeviceTemplateSummary>;

export const DeviceTemplateList = pageOf(DeviceTemplateSummary, 'DeviceTemplateList');

/** One of the devices that a template is applied to. */
export const DeviceToMake = DeviceInput.omit({ protocol: true, template: true, templateUnit: true })
  .extend({
    unit: Key.describe('Unit whose sensors the points of the template are'),
    settings: Settings.default({}).describe('Settings that the template has not, or has otherwise'),
  })
  .strict()
  .meta({ id: 'DeviceToMake' });
export type DeviceToMake = z.output<typeof DeviceToMake>;

export const TemplateApply = z
  .object({
    devices: z.array(DeviceToMake).min(1).max(MAX_DEVICES_PER_APPLY),
    createSensors: z
      .boolean()
      .default(false)
      .describe('Make the sensors that a unit lacks, as the points of the template say'),
  })
  .strict()
  .meta({ id: 'TemplateApply' });
export type TemplateApply = z.output<typeof TemplateApply>;

export const TemplateApplyFault = z
  .object({
    index: z.int().describe('Of the device in the request, from 0'),
    field: z.string().describe('What of the device is wrong, e.g. settings.host'),
    reason: z.string().describe('What is wrong with it, and what to do'),
  })
  .meta({ id: 'TemplateApplyFault' });
export type TemplateApplyFault = z.output<typeof TemplateApplyFault>;

export const TemplateApplyResult = z
  .object({
    applied: z.boolean().describe('False where anything is wrong: then nothing changed'),
    created: z.int().describe('Devices that were made'),
    points: z.int().describe('Points that they have'),
    sensors: z.int().describe('Sensors that were made'),
    faults: z.int().describe('How much is wrong'),
    firstFaults: z.array(TemplateApplyFault).max(MAX_SHOWN_FAULTS),
  })
  .meta({ id: 'TemplateApplyResult' });
export type TemplateApplyResult = z.output<typeof TemplateApplyResult>;

export const TemplateOfDevice = z
  .object({
    key: Key,
    name: DeviceInput.shape.name,
    unit: Key.optional().describe(
      'Unit whose points become those of the template; left out: the one that all points of the device are in',
    ),
  })
  .strict()
  .meta({ id: 'TemplateOfDevice' });
export type TemplateOfDevice = z.output<typeof TemplateOfDevice>;
