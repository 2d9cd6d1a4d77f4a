import { z } from 'zod';
import { Key } from '../../core/plant';
import { DEFAULT_KEY_DAYS, LONGEST_KEY_DAYS, PERMISSIONS, type Permission } from '../../tenancy';
import { route } from '../contract';
import { Cursor, limit } from '../fields';

const tags = ['API keys'] as const;
const KeyParams = z.object({ key: z.string().min(1).max(64) }).strict();
const Instant = z.iso.datetime();
const days = z
  .int('must be whole days')
  .min(1)
  .max(LONGEST_KEY_DAYS)
  .default(DEFAULT_KEY_DAYS)
  .describe('Days until it ends');

export const ApiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    username: z.string().describe('Whose it is: it never may more than this user may now'),
    tenant: Key.nullable().describe('The tenant that it acts in'),
    permissions: z.array(z.string()),
    units: z.array(Key).optional().describe('Units that it is limited to'),
    createdAt: Instant,
    expiresAt: Instant,
    lastUsedAt: Instant.optional().describe('To the minute'),
  })
  .meta({ id: 'ApiKey' });

export const NewApiKey = ApiKey.extend({
  token: z.string().describe('Shown this once. Send it as `Authorization: Bearer tck_…`'),
}).meta({ id: 'NewApiKey' });

export const ApiKeyInput = z
  .object({
    name: z.string().trim().min(1).max(100).describe('What it is for'),
    permissions: z
      .array(z.enum(Object.keys(PERMISSIONS) as [Permission, ...Permission[]]))
      .min(1)
      .max(100)
      .describe('What it may do: some of what you may'),
    units: z.array(Key).min(1).max(1000).optional().describe('Limits it to these units'),
    days,
  })
  .strict()
  .meta({ id: 'ApiKeyInput' });

const ApiKeyList = z
  .object({ items: z.array(ApiKey), nextCursor: z.string().optional() })
  .meta({ id: 'ApiKeyList' });

const example = {
  id: 'pW3mN0b2TqyBzvJ0k3Qx7A',
  name: 'Energy report',
  username: 'operator@aqua',
  tenant: 'aqua',
  permissions: ['unit:read', 'sensor:read', 'reading:read'],
  createdAt: '2026-11-27T09:00:00.000Z',
  expiresAt: '2027-02-25T09:00:00.000Z',
};
const made = { ...example, token: 'tck_pW3mN0b2TqyBzvJ0k3Qx7A.5kX0…' };

export const createApiKey = route({
  operationId: 'createApiKey',
  method: 'POST',
  path: '/api-keys',
  permission: 'api-key:own',
  body: ApiKeyInput,
  response: NewApiKey,
  status: 201,
  summary: 'Make an API key for a program',
  description:
    'It acts in the tenant that you act in, and may what it is given as long as you may it yourself. It is good for the HTTP API, the live WebSocket (permission `live:subscribe`) and, as the password beside your user name, the embedded MQTT broker. An API key cannot make API keys.',
  tags,
  errors: ['over-quota'],
  examples: {
    body: { name: 'Energy report', permissions: ['unit:read', 'sensor:read', 'reading:read'] },
    response: made,
  },
});

export const listApiKeys = route({
  operationId: 'listApiKeys',
  method: 'GET',
  path: '/api-keys',
  permission: 'api-key:own',
  query: z
    .object({
      of: z
        .enum(['me', 'tenant'])
        .default('me')
        .describe('`tenant`: those of all users, with the permission api-key:manage'),
      cursor: Cursor,
      limit: limit(100, 500),
    })
    .strict(),
  response: ApiKeyList,
  summary: 'API keys, newest first, without their secrets',
  tags,
  examples: { response: { items: [example] } },
});

export const rotateApiKey = route({
  operationId: 'rotateApiKey',
  method: 'POST',
  path: '/api-keys/{key}/rotate',
  permission: 'api-key:own',
  params: KeyParams,
  body: z.object({ days }).strict().meta({ id: 'ApiKeyRotation' }),
  response: NewApiKey,
  status: 200,
  summary: 'Give an own API key a new secret; the old one stops working at once',
  tags,
  errors: ['not-found'],
  examples: { body: { days: 90 }, response: made },
});

export const revokeApiKey = route({
  operationId: 'revokeApiKey',
  method: 'DELETE',
  path: '/api-keys/{key}',
  permission: 'api-key:own',
  params: KeyParams,
  summary: 'End an API key at once: an own one, or with the permission api-key:manage any of the tenant',
  tags,
  errors: ['not-found'],
});

export const apiKeyRoutes = [createApiKey, listApiKeys, rotateApiKey, revokeApiKey] as const;
