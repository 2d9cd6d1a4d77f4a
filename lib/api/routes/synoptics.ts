import { Synoptic, SynopticInput } from '../../core/synoptic';
import { route } from '../contract';
import { UnitParams } from '../fields';

const tags = ['Units'] as const;

const input = {
  svg: '<svg viewBox="0 0 100 60"><rect id="tank" x="20" y="10" width="60" height="40"/><text id="t" x="50" y="34"/></svg>',
  bindings: [
    { element: 'tank', sensor: 'level', shows: 'level' as const },
    { element: 't', sensor: 'level', shows: 'text' as const },
  ],
};
const example = { ...input, updatedBy: 'admin@aqua', updatedAt: '2026-11-28T09:00:00.000Z' };

export const getSynoptic = route({
  operationId: 'getSynoptic',
  method: 'GET',
  path: '/units/{unit}/synoptic',
  permission: 'unit:read',
  params: UnitParams,
  response: Synoptic,
  entityTag: true,
  summary: 'The drawing of a unit, and which of its elements show which sensors',
  tags,
  errors: ['not-found'],
  examples: { response: example },
});

export const putSynoptic = route({
  operationId: 'putSynoptic',
  method: 'PUT',
  path: '/units/{unit}/synoptic',
  permission: 'unit:update',
  params: UnitParams,
  body: SynopticInput,
  response: Synoptic,
  summary: 'Give a unit a drawing',
  description:
    'An SVG of 512 KiB at most. Kept is what draws: scripts, links, pictures, styles that load and whatever else could act are left out, and elements without an `id` get one. The answer has the drawing as it is kept.',
  tags,
  errors: ['not-found'],
  examples: { body: input, response: example },
});

export const deleteSynoptic = route({
  operationId: 'deleteSynoptic',
  method: 'DELETE',
  path: '/units/{unit}/synoptic',
  permission: 'unit:update',
  params: UnitParams,
  summary: 'Take the drawing of a unit away',
  tags,
  errors: ['not-found'],
});

export const synopticRoutes = [getSynoptic, putSynoptic, deleteSynoptic] as const;
