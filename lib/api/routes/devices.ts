import { z } from 'zod';
import { BrowsePage, BrowseQuestion, SensorsOfNodes, SensorsOfNodesResult } from '../../core/browse';
import {
  Device,
  DeviceClone,
  DeviceInput,
  DeviceList,
  DevicePatch,
  DeviceStatus,
  DeviceStatusList,
  DeviceTest,
  DevicePoints,
  PointList,
} from '../../core/device';
import { Key } from '../../core/plant';
import { route } from '../contract';
import { Cursor, limit, sortBy } from '../fields';

const tags = ['Devices'] as const;

/** A little longer than the device is given, so that its own sentence is the answer. */
const BROWSE_TIMEOUT_MS = 25_000;
const SENSORS_TIMEOUT_MS = 60_000;

const DeviceParams = z.object({ device: Key }).strict();

const input = {
  key: 'plc-boiler-1',
  name: 'PLC of boiler 1',
  protocol: 'modbus',
  enabled: true,
  settings: { host: '10.0.4.21', unitId: 3, intervalMs: 1000 },
};
const example = {
  ...input,
  points: 2,
  secrets: [],
  createdAt: '2026-11-23T09:00:00.000Z',
  updatedAt: '2026-11-23T09:00:00.000Z',
};
const points = {
  points: [
    {
      unit: 'boiler-1',
      sensor: 'supply-temperature',
      settings: { address: 40001, addressing: 'modicon', type: 'int16', scale: 0.1 },
    },
    {
      unit: 'boiler-1',
      sensor: 'supply-setpoint',
      settings: { address: 40010, addressing: 'modicon', type: 'int16', scale: 0.1 },
      write: { min: 40, max: 90, maxPerMinute: 6, confirm: 'none', verify: true, timeoutSeconds: 10 },
    },
  ],
} as const;
const status = {
  device: 'plc-boiler-1',
  state: 'connected',
  text: 'connected to unit 3 at 10.0.4.21:502',
  since: '2026-11-23T09:00:00.000Z',
  lastSuccess: '2026-11-23T09:12:31.000Z',
  responseMs: { p50: 4.2, p95: 9.1 },
  requests: 1502,
  failures: 0,
} as const;

const Enabled = z
  .preprocess((value) => (value === 'true' || value === 'false' ? value === 'true' : value), z.boolean())
  .optional()
  .describe('Only devices that are (true) or are not (false) enabled');

const Filter = z
  .object({
    sort: sortBy(['key', 'name', 'protocol', 'enabled', 'createdAt', 'updatedAt']),
    cursor: Cursor,
    limit: limit(100, 1000),
    protocol: z.string().max(32).optional().describe('Only devices of this protocol'),
    enabled: Enabled,
    search: z.string().max(100).optional().describe('Part of a key or a name'),
    template: Key.optional().describe('Only devices that use this template'),
  })
  .strict();

export const listDevices = route({
  operationId: 'listDevices',
  method: 'GET',
  path: '/devices',
  permission: 'device:read',
  query: Filter,
  response: DeviceList,
  summary: 'The devices of the tenant, by key',
  tags,
  examples: { response: { items: [example] } },
});

export const getDevice = route({
  operationId: 'getDevice',
  method: 'GET',
  path: '/devices/{device}',
  permission: 'device:read',
  params: DeviceParams,
  response: Device,
  summary: 'One device; of its secrets only the names',
  tags,
  errors: ['not-found'],
  examples: { response: example },
});

export const createDevice = route({
  operationId: 'createDevice',
  method: 'POST',
  path: '/devices',
  permission: 'device:create',
  body: DeviceInput,
  response: Device,
  status: 201,
  summary: 'Add a device',
  description:
    'It is connected to at once, without a deploy, where a flow runs its protocol. `settings` are those of the protocol; a name it does not know is refused. With `template` and `templateUnit`, settings of the template hold where it has none, and the points of the template are its points, at the sensors of the same keys in that unit.',
  tags,
  errors: ['conflict'],
  examples: { body: input, response: { ...example, points: 0 } },
});

export const updateDevice = route({
  operationId: 'updateDevice',
  method: 'PATCH',
  path: '/devices/{device}',
  permission: 'device:update',
  params: DeviceParams,
  body: DevicePatch,
  response: Device,
  summary: 'Change a device',
  description:
    'Fields that are left out stay. `null` clears `description`; `template: null` takes the device from its template. `settings` replaces all settings of its own; `secrets` replaces those it names and removes those it gives as an empty text. The device is connected to anew; no other is touched.',
  tags,
  errors: ['not-found'],
  examples: { body: { name: 'PLC of boiler 1 (north)' }, response: example },
});

export const deleteDevice = route({
  operationId: 'deleteDevice',
  method: 'DELETE',
  path: '/devices/{device}',
  permission: 'device:delete',
  params: DeviceParams,
  summary: 'Delete a device with its points; sensors and their history stay',
  tags,
  errors: ['not-found'],
});

export const enableDevice = route({
  operationId: 'enableDevice',
  method: 'POST',
  path: '/devices/{device}/enable',
  permission: 'device:update',
  params: DeviceParams,
  response: Device,
  summary: 'Talk to a device again',
  tags,
  errors: ['not-found'],
  examples: { response: example },
});

export const disableDevice = route({
  operationId: 'disableDevice',
  method: 'POST',
  path: '/devices/{device}/disable',
  permission: 'device:update',
  params: DeviceParams,
  response: Device,
  summary: 'Stop talking to a device and keep it in the list',
  tags,
  errors: ['not-found'],
  examples: { response: { ...example, enabled: false } },
});

export const cloneDevice = route({
  operationId: 'cloneDevice',
  method: 'POST',
  path: '/devices/{device}/clone',
  permission: 'device:create',
  params: DeviceParams,
  body: DeviceClone,
  response: Device,
  status: 201,
  summary: 'Add a device like this one',
  description:
    'With `unit`, the points go to the sensors of the same keys in that unit; without, the new device has none. The new device uses the same template, whose points are then at that unit.',
  tags,
  errors: ['not-found', 'conflict'],
  examples: {
    body: { key: 'plc-boiler-2', name: 'PLC of boiler 2', settings: { unitId: 4 }, unit: 'boiler-2' },
    response: { ...example, key: 'plc-boiler-2', name: 'PLC of boiler 2' },
  },
});

export const testDevice = route({
  operationId: 'testDevice',
  method: 'POST',
  path: '/devices/{device}/test',
  permission: 'device:test',
  params: DeviceParams,
  response: DeviceTest,
  summary: 'Try the connection and say in a sentence what came of it',
  tags,
  errors: ['not-found'],
  examples: { response: { ok: true, answer: 'Unit 3 at 10.0.4.21:502 answers: Siemens S7-1500 V2.9.' } },
});

export const getDeviceStatus = route({
  operationId: 'getDeviceStatus',
  method: 'GET',
  path: '/devices/{device}/status',
  permission: 'device:read',
  params: DeviceParams,
  response: DeviceStatus,
  summary: 'How it goes with a device',
  tags,
  errors: ['not-found'],
  examples: { response: status },
});

export const listDeviceStatuses = route({
  operationId: 'listDeviceStatuses',
  method: 'GET',
  path: '/device-statuses',
  permission: 'device:read',
  query: Filter,
  response: DeviceStatusList,
  summary: 'How it goes with each device, by key',
  tags,
  examples: { response: { items: [status] } },
});

export const getDevicePoints = route({
  operationId: 'getDevicePoints',
  method: 'GET',
  path: '/devices/{device}/points',
  permission: 'device:read',
  params: DeviceParams,
  response: DevicePoints,
  entityTag: true,
  summary: 'Where the sensors stand in a device, and what may be written',
  tags,
  errors: ['not-found'],
  examples: { response: points },
});

export const setDevicePoints = route({
  operationId: 'setDevicePoints',
  method: 'PUT',
  path: '/devices/{device}/points',
  permission: 'device:update',
  params: DeviceParams,
  body: PointList,
  maxBodyMiB: 8,
  response: DevicePoints,
  summary: 'Give a device these points of its own and no others',
  description:
    'All or nothing: a point that cannot be is named, and none changes. A sensor has at most one point. The points of its template stay, but where the device has a point of its own for the same sensor; those with origin `template` are left to it, so that an answer of `GET` can be sent back.',
  tags,
  errors: ['not-found', 'conflict'],
  examples: { body: points, response: points },
});

const node = {
  nodeId: 'nsu=urn:plc:boiler;s=Boiler.Supply',
  browseName: 'Supply',
  displayName: 'Supply temperature',
  nodeClass: 'variable',
  hasChildren: false,
  dataType: 'Double',
  valueRank: -1,
  readable: true,
  writable: false,
  historizing: false,
  value: '71.3',
} as const;

export const browseDevice = route({
  operationId: 'browseDevice',
  method: 'POST',
  path: '/devices/{device}/browse',
  permission: 'device:read',
  params: DeviceParams,
  body: BrowseQuestion,
  response: BrowsePage,
  summary: 'What is below a node of a device, a page at a time',
  description:
    'Asks the device itself, with the settings of the registry, whether it is enabled or not; it only reads. A Modbus device has no list of what it has: below `holding:100-299` (or `coil`, `discrete`, `input`) are the registers that answer, with what they may mean, and the blocks that do not; at most 2,000 at a time. A page may end early where the device is slow: ask on with `nextCursor`.',
  tags,
  errors: ['not-found', 'unavailable'],
  timeoutMs: BROWSE_TIMEOUT_MS,
  examples: {
    body: { nodeId: 'nsu=urn:plc:boiler;s=Boiler', limit: 200 },
    response: { items: [node] },
  },
});

export const makeDeviceSensors = route({
  operationId: 'makeDeviceSensors',
  method: 'POST',
  path: '/devices/{device}/sensors',
  permission: 'device:update',
  params: DeviceParams,
  body: SensorsOfNodes,
  response: SensorsOfNodesResult,
  summary: 'Make sensors of nodes of a device, and points that read them',
  description:
    'All or nothing: with any fault nothing changes, and each names the node by its index. A sensor that the unit lacks is made with name, type, unit of measure, range and description as the device has them; one that is there stays as it is, and gets the point. Points that the device has stay.',
  tags,
  errors: ['not-found', 'unavailable'],
  timeoutMs: SENSORS_TIMEOUT_MS,
  examples: {
    body: { unit: 'boiler-1', nodes: [{ nodeId: node.nodeId, sensor: 'supply-temperature' }] },
    response: {
      applied: true,
      points: [{ unit: 'boiler-1', sensor: 'supply-temperature', nodeId: node.nodeId, created: true }],
      faults: 0,
      firstFaults: [],
    },
  },
});

export const deviceRoutes = [
  listDevices,
  getDevice,
  createDevice,
  updateDevice,
  deleteDevice,
  enableDevice,
  disableDevice,
  cloneDevice,
  testDevice,
  getDeviceStatus,
  listDeviceStatuses,
  getDevicePoints,
  setDevicePoints,
  browseDevice,
  makeDeviceSensors,
] as const;
