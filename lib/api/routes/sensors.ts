import { z } from 'zod';
import { Key, Sensor, SensorInput, SensorPatch, pageOf } from '../../core/plant';
import { route } from '../contract';
import { Cursor, SensorParams, UnitParams, limit, sortBy } from '../fields';

const tags = ['Sensors'] as const;

const input = {
  key: 'supply-temperature',
  name: 'Supply temperature',
  type: 'number',
  quantity: 'temperature',
  uom: '°C',
  decimals: 1,
  rangeLow: 0,
  rangeHigh: 150,
  normalLow: 65,
  normalHigh: 95,
  staleAfter: 60,
  headline: true,
};
const example = { ...input, unit: 'boiler-1', createdAt: '2026-11-23T09:00:00.000Z' };

export const SensorList = pageOf(Sensor, 'SensorList');

export const listSensors = route({
  operationId: 'listSensors',
  method: 'GET',
  path: '/sensors',
  permission: 'sensor:read',
  query: z
    .object({
      unit: Key.describe('Only those of this unit').optional(),
      sort: sortBy(['unit', 'key', 'name', 'type', 'quantity', 'uom', 'headline', 'createdAt']),
      cursor: Cursor,
      limit: limit(100, 500),
    })
    .strict(),
  response: SensorList,
  summary: 'The sensors of the tenant, by unit and key',
  tags,
  errors: ['not-found'],
  examples: { response: { items: [example] } },
});

export const getSensor = route({
  operationId: 'getSensor',
  method: 'GET',
  path: '/units/{unit}/sensors/{sensor}',
  permission: 'sensor:read',
  params: SensorParams,
  response: Sensor,
  summary: 'One sensor',
  tags,
  errors: ['not-found'],
  examples: { response: example },
});

export const createSensor = route({
  operationId: 'createSensor',
  method: 'POST',
  path: '/units/{unit}/sensors',
  permission: 'sensor:create',
  params: UnitParams,
  body: SensorInput,
  response: Sensor,
  status: 201,
  summary: 'Add a sensor to a unit',
  tags,
  errors: ['not-found', 'conflict', 'over-quota'],
  examples: { body: input, response: example },
});

export const updateSensor = route({
  operationId: 'updateSensor',
  method: 'PATCH',
  path: '/units/{unit}/sensors/{sensor}',
  permission: 'sensor:update',
  params: SensorParams,
  body: SensorPatch,
  response: Sensor,
  summary: 'Change a sensor; fields that are left out stay as they are',
  tags,
  errors: ['not-found'],
  examples: { body: { normalHigh: 90 }, response: { ...example, normalHigh: 90 } },
});

export const deleteSensor = route({
  operationId: 'deleteSensor',
  method: 'DELETE',
  path: '/units/{unit}/sensors/{sensor}',
  permission: 'sensor:delete',
  params: SensorParams,
  summary: 'Delete a sensor',
  tags,
  errors: ['not-found'],
});

export const sensorRoutes = [listSensors, getSensor, createSensor, updateSensor, deleteSensor] as const;
