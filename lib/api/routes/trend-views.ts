import { z } from 'zod';
import { TrendView, TrendViewInput, TrendViewList, TrendViewPatch } from '../../core/trend-view';
import { route } from '../contract';
import { Cursor, limit } from '../fields';

const tags = ['Trends'] as const;
const ViewParams = z.object({ view: z.string().min(1).max(64).describe('`id` of the view') }).strict();

const input = {
  name: 'Boiler house, last shift',
  sensors: [
    { unit: 'boiler-1', sensor: 'supply-temperature' },
    { unit: 'boiler-1', sensor: 'steam-pressure' },
  ],
  span: { kind: 'last' as const, ms: 8 * 3_600_000 },
  shared: true,
};
const example = {
  ...input,
  id: 'mP3cVZkq8w0Zp8gq3b8c1A',
  own: true,
  createdBy: 'operator@aqua',
  createdAt: '2026-11-27T09:00:00.000Z',
  updatedAt: '2026-11-27T09:00:00.000Z',
};

export const listTrendViews = route({
  operationId: 'listTrendViews',
  method: 'GET',
  path: '/trends/views',
  permission: 'trend-view:own',
  query: z.object({ cursor: Cursor, limit: limit(100, 500) }).strict(),
  response: TrendViewList,
  summary: 'Views of trends by name: one’s own, and those that others share',
  tags,
  examples: { response: { items: [example] } },
});

export const getTrendView = route({
  operationId: 'getTrendView',
  method: 'GET',
  path: '/trends/views/{view}',
  permission: 'trend-view:own',
  params: ViewParams,
  response: TrendView,
  summary: 'One view',
  tags,
  errors: ['not-found'],
  examples: { response: example },
});

export const createTrendView = route({
  operationId: 'createTrendView',
  method: 'POST',
  path: '/trends/views',
  permission: 'trend-view:own',
  body: TrendViewInput,
  response: TrendView,
  status: 201,
  location: '/trends/views/{id}',
  summary: 'Save a view',
  description: 'To share one takes the permission `trend-view:share`.',
  tags,
  errors: ['over-quota', 'conflict'],
  examples: { body: input, response: example },
});

export const updateTrendView = route({
  operationId: 'updateTrendView',
  method: 'PATCH',
  path: '/trends/views/{view}',
  permission: 'trend-view:own',
  params: ViewParams,
  body: TrendViewPatch,
  response: TrendView,
  summary: 'Change one of one’s own views',
  description: 'Fields that are left out stay. The view of somebody else is changed by nobody but him.',
  tags,
  errors: ['not-found'],
  examples: { body: { shared: false }, response: { ...example, shared: false } },
});

export const deleteTrendView = route({
  operationId: 'deleteTrendView',
  method: 'DELETE',
  path: '/trends/views/{view}',
  permission: 'trend-view:own',
  params: ViewParams,
  summary: 'Delete one of one’s own views',
  tags,
  errors: ['not-found'],
});

export const trendViewRoutes = [
  listTrendViews,
  getTrendView,
  createTrendView,
  updateTrendView,
  deleteTrendView,
] as const;
