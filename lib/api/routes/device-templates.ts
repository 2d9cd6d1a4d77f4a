import { z } from 'zod';
import { Device } from '../../core/device';
import {
  DeviceTemplate,
  DeviceTemplateInput,
  DeviceTemplateList,
  DeviceTemplatePatch,
  TemplateApply,
  TemplateApplyResult,
  TemplateOfDevice,
} from '../../core/device-template';
import { Key } from '../../core/plant';
import { route } from '../contract';
import { Cursor, flag, limit, sortBy } from '../fields';

const tags = ['Device templates'] as const;

/** Of what changes a thousand devices. */
const TIMEOUT_MS = 60_000;

const TemplateParams = z.object({ template: Key }).strict();

const input = {
  key: 's7-boiler',
  name: 'Boiler with S7-1200',
  protocol: 'modbus',
  settings: { unitId: 3, intervalMs: 1000 },
  points: [
    {
      sensor: 'supply-temperature',
      settings: { address: 40001, addressing: 'modicon', type: 'int16', scale: 0.1 },
      name: 'Supply temperature',
      quantity: 'temperature',
      uom: '°C',
    },
    {
      sensor: 'supply-setpoint',
      settings: { address: 40010, addressing: 'modicon', type: 'int16', scale: 0.1 },
      write: {
        min: 40,
        max: 90,
        interlock: 'sensor("{unit}","pump-state") == 1',
        maxPerMinute: 6,
        confirm: 'none',
        verify: true,
        timeoutSeconds: 10,
      },
    },
  ],
} as const;
const example = {
  ...input,
  devices: 24,
  createdAt: '2026-11-23T09:00:00.000Z',
  updatedAt: '2026-11-23T09:00:00.000Z',
};
const device = {
  key: 'plc-boiler-1',
  name: 'PLC of boiler 1',
  protocol: 'modbus',
  enabled: true,
  settings: { host: '10.0.4.21', unitId: 3 },
  template: 's7-boiler',
  templateUnit: 'boiler-1',
  points: 2,
  secrets: [],
  createdAt: '2026-11-23T09:00:00.000Z',
  updatedAt: '2026-11-27T09:00:00.000Z',
};

export const listDeviceTemplates = route({
  operationId: 'listDeviceTemplates',
  method: 'GET',
  path: '/device-templates',
  permission: 'device:read',
  query: z
    .object({
      sort: sortBy(['key', 'name', 'protocol', 'createdAt', 'updatedAt']),
      cursor: Cursor,
      limit: limit(100, 1000),
      protocol: z.string().max(32).optional().describe('Only templates of this protocol'),
      search: z.string().max(100).optional().describe('Part of a key or a name'),
    })
    .strict(),
  response: DeviceTemplateList,
  summary: 'The device templates of the tenant, by key, without their points',
  tags,
  examples: { response: { items: [{ ...example, points: 2 }] } },
});

export const getDeviceTemplate = route({
  operationId: 'getDeviceTemplate',
  method: 'GET',
  path: '/device-templates/{template}',
  permission: 'device:read',
  params: TemplateParams,
  response: DeviceTemplate,
  summary: 'One device template with its points',
  tags,
  errors: ['not-found'],
  examples: { response: example },
});

export const createDeviceTemplate = route({
  operationId: 'createDeviceTemplate',
  method: 'POST',
  path: '/device-templates',
  permission: 'device:create',
  body: DeviceTemplateInput,
  maxBodyMiB: 8,
  response: DeviceTemplate,
  status: 201,
  summary: 'Add a device template',
  description:
    'What the devices of one type have in common. `settings` hold where a device has none of its own; `points` are points of each of its devices. A point names a sensor only: the unit comes with the device. In an interlock `"{unit}"` is the unit of the device.',
  tags,
  errors: ['conflict'],
  examples: { body: input, response: { ...example, devices: 0 } },
});

export const updateDeviceTemplate = route({
  operationId: 'updateDeviceTemplate',
  method: 'PATCH',
  path: '/device-templates/{template}',
  permission: 'device:update',
  params: TemplateParams,
  query: z
    .object({ createSensors: flag().describe('Make the sensors that the new points need and a unit lacks') })
    .strict(),
  body: DeviceTemplatePatch,
  maxBodyMiB: 8,
  response: DeviceTemplate,
  summary: 'Change a device template, and all devices that use it',
  description:
    'Fields that are left out stay; `null` clears `description`. `settings` replaces all settings, `points` all points. All or nothing: what one of the devices cannot have is named, and nothing changes. The devices whose settings or points are others then are connected to anew; no other is touched. The protocol of a template cannot change.',
  tags,
  timeoutMs: TIMEOUT_MS,
  errors: ['not-found', 'conflict'],
  examples: { body: { settings: { unitId: 3, intervalMs: 500 } }, response: example },
});

export const deleteDeviceTemplate = route({
  operationId: 'deleteDeviceTemplate',
  method: 'DELETE',
  path: '/device-templates/{template}',
  permission: 'device:delete',
  params: TemplateParams,
  summary: 'Delete a device template that no device uses',
  tags,
  errors: ['not-found', 'conflict'],
});

export const applyDeviceTemplate = route({
  operationId: 'applyDeviceTemplate',
  method: 'POST',
  path: '/device-templates/{template}/apply',
  permission: 'device:create',
  params: TemplateParams,
  body: TemplateApply,
  maxBodyMiB: 8,
  response: TemplateApplyResult,
  summary: 'Add up to 1,000 devices of a template at once',
  description:
    'All or nothing: if `faults` is not 0 nothing changed, and each fault has the index of the device, the field and what to do. A sensor that a unit lacks is a fault, unless `createSensors` is true: then it is made as the point of the template says, which needs a `name` for that.',
  tags,
  timeoutMs: TIMEOUT_MS,
  errors: ['not-found'],
  examples: {
    body: {
      devices: [
        { key: 'plc-boiler-1', name: 'PLC of boiler 1', unit: 'boiler-1', settings: { host: '10.0.4.21' } },
        { key: 'plc-boiler-2', name: 'PLC of boiler 2', unit: 'boiler-2', settings: { host: '10.0.4.22' } },
      ],
      createSensors: true,
    },
    response: { applied: true, created: 2, points: 4, sensors: 1, faults: 0, firstFaults: [] },
  },
});

export const makeTemplateOfDevice = route({
  operationId: 'makeTemplateOfDevice',
  method: 'POST',
  path: '/devices/{device}/template',
  permission: 'device:create',
  params: z.object({ device: Key }).strict(),
  body: TemplateOfDevice,
  response: Device,
  status: 201,
  summary: 'Make a device template of a device, which uses it from then on',
  description:
    'The template gets the settings of the device but `host`, `port` and `unitId`, which stay with it, and its points in one unit with what their sensors are. The device does as before.',
  tags,
  errors: ['not-found', 'conflict'],
  examples: { body: { key: 's7-boiler', name: 'Boiler with S7-1200' }, response: device },
});

export const deviceTemplateRoutes = [
  listDeviceTemplates,
  getDeviceTemplate,
  createDeviceTemplate,
  updateDeviceTemplate,
  deleteDeviceTemplate,
  applyDeviceTemplate,
  makeTemplateOfDevice,
] as const;
