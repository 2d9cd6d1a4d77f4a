import { z } from 'zod';
import { Unit, UnitInput, UnitPatch, pageOf } from '../../core/plant';
import { route } from '../contract';
import { Cursor, UnitParams, limit, sortBy } from '../fields';

const tags = ['Units'] as const;

const input = { key: 'boiler-1', name: 'Boiler 1', kind: 'boiler', area: 'Boiler house' };
const example = { ...input, createdAt: '2026-11-23T09:00:00.000Z', sensors: 8 };

export const UnitList = pageOf(Unit, 'UnitList');

export const listUnits = route({
  operationId: 'listUnits',
  method: 'GET',
  path: '/units',
  permission: 'unit:read',
  query: z
    .object({
      sort: sortBy(['key', 'name', 'kind', 'area', 'createdAt']),
      cursor: Cursor,
      limit: limit(100, 500),
    })
    .strict(),
  response: UnitList,
  summary: 'The units of the tenant, by key',
  tags,
  examples: { response: { items: [example] } },
});

export const getUnit = route({
  operationId: 'getUnit',
  method: 'GET',
  path: '/units/{unit}',
  permission: 'unit:read',
  params: UnitParams,
  response: Unit,
  summary: 'One unit',
  tags,
  errors: ['not-found'],
  examples: { response: example },
});

export const createUnit = route({
  operationId: 'createUnit',
  method: 'POST',
  path: '/units',
  permission: 'unit:create',
  body: UnitInput,
  response: Unit,
  status: 201,
  summary: 'Add a unit',
  tags,
  errors: ['conflict', 'over-quota'],
  examples: { body: input, response: { ...example, sensors: 0 } },
});

export const updateUnit = route({
  operationId: 'updateUnit',
  method: 'PATCH',
  path: '/units/{unit}',
  permission: 'unit:update',
  params: UnitParams,
  body: UnitPatch,
  response: Unit,
  summary: 'Change a unit; fields that are left out stay as they are',
  tags,
  errors: ['not-found'],
  examples: { body: { name: 'Boiler 1 (north)' }, response: { ...example, name: 'Boiler 1 (north)' } },
});

export const deleteUnit = route({
  operationId: 'deleteUnit',
  method: 'DELETE',
  path: '/units/{unit}',
  permission: 'unit:delete',
  params: UnitParams,
  summary: 'Delete a unit with its sensors',
  tags,
  errors: ['not-found'],
});

export const unitRoutes = [listUnits, getUnit, createUnit, updateUnit, deleteUnit] as const;
