import { z } from 'zod';
import { Key } from '../../core/plant';
import { BLOCK_KINDS, SEVERITIES } from '../../security/intrusion/detector';
import { EVENT_KINDS, PROTOCOLS } from '../../security/intrusion/event';
import { route } from '../contract';
import { Cursor, Instant as InstantText, limit } from '../fields';

const tags = ['Security'] as const;
const Instant = z.iso.datetime();
const WHOSE =
  'Of the tenant in which the user acts; for a user of the platform who acts in none, or asks for it by `of`, of the installation: what concerns no tenant, or several.';
const Of = z
  .enum(['tenant', 'installation'])
  .describe('`installation`: not of the tenant in which the user acts; for users of the platform')
  .optional();
const LONGEST_BLOCK_MINUTES = 365 * 24 * 60;

export const SecurityIncident = z
  .object({
    id: z.string(),
    tenant: Key.nullable(),
    detector: z.string().describe('What found it, such as `brute-force-address`'),
    severity: z.enum(SEVERITIES),
    title: z.string(),
    summary: z.string().describe('What happened, in a sentence'),
    advice: z.string().describe('What to do about it'),
    account: z.string().optional(),
    address: z.string().optional(),
    protocol: z.string(),
    done: z.string().optional().describe('What was done about it by itself'),
    acknowledgedBy: z.string().optional().describe('Who has acknowledged its alarm'),
    count: z.int().describe('Events since it began'),
    firstAt: Instant,
    lastAt: Instant,
  })
  .meta({ id: 'SecurityIncident' });

export const SecurityBlock = z
  .object({
    id: z.string(),
    tenant: Key.nullable(),
    kind: z.enum(BLOCK_KINDS),
    value: z.string(),
    reason: z.string(),
    createdBy: z.string().describe('`intrusion` for what is kept out by itself'),
    createdAt: Instant,
    expiresAt: Instant,
  })
  .meta({ id: 'SecurityBlock' });

export const SecurityBlockInput = z
  .object({
    kind: z
      .enum(BLOCK_KINDS)
      .describe(
        '`address`: an IP address or network, for all tenants and only by the platform; `client`: an MQTT client id',
      ),
    value: z.string().trim().min(1).max(200),
    reason: z.string().trim().min(1).max(500).describe('For those who see the list later'),
    minutes: z
      .int('must be whole minutes')
      .min(1)
      .max(LONGEST_BLOCK_MINUTES)
      .default(60)
      .describe('Minutes until it ends by itself'),
  })
  .strict()
  .meta({ id: 'SecurityBlockInput' });

const ShownEvent = z
  .object({
    at: Instant,
    kind: z.enum(EVENT_KINDS),
    account: z.string().optional(),
    address: z.string().optional(),
    protocol: z.enum(PROTOCOLS),
    outcome: z.enum(['ok', 'refused', 'failed']),
    detail: z.string().optional(),
  })
  .meta({ id: 'SecurityEventShown' });

const incident = {
  id: 'qVJ0m3x2Rk2a7Qz1n8sYtA',
  tenant: 'aqua',
  detector: 'brute-force-account',
  severity: 'high' as const,
  title: 'An account is being guessed at',
  summary: '12 logins as operator@aqua failed, the last from 198.51.100.7.',
  advice: 'Ask the user. Where it was somebody else, have the password changed and a second factor set up.',
  account: 'operator@aqua',
  address: '198.51.100.7',
  protocol: 'http',
  count: 12,
  firstAt: '2026-11-27T09:00:00.000Z',
  lastAt: '2026-11-27T09:04:00.000Z',
};
const input = { kind: 'account' as const, value: 'operator@aqua', reason: 'Left the company', minutes: 60 };
const block = {
  id: 'pW3mN0b2TqyBzvJ0k3Qx7A',
  tenant: 'aqua',
  kind: input.kind,
  value: input.value,
  reason: input.reason,
  createdBy: 'admin@aqua',
  createdAt: '2026-11-27T09:05:00.000Z',
  expiresAt: '2026-11-27T10:05:00.000Z',
};

export const listSecurityIncidents = route({
  operationId: 'listSecurityIncidents',
  method: 'GET',
  path: '/security/incidents',
  permission: 'security:read',
  query: z
    .object({
      of: Of,
      severity: z.enum(SEVERITIES).optional(),
      detector: z.string().min(1).max(64).optional(),
      from: InstantText.describe('Those of which something was heard since then').optional(),
      cursor: Cursor,
      limit: limit(100, 500),
    })
    .strict(),
  response: z
    .object({ items: z.array(SecurityIncident), nextCursor: z.string().optional() })
    .meta({ id: 'SecurityIncidentList' }),
  summary: 'What looked like an intrusion, newest first',
  description: WHOSE,
  tags,
  examples: { response: { items: [incident] } },
});

export const listSecurityEvents = route({
  operationId: 'listSecurityEvents',
  method: 'GET',
  path: '/security/events',
  permission: 'security:read',
  query: z.object({ of: Of, limit: limit(100, 1000) }).strict(),
  response: z.object({ items: z.array(ShownEvent) }).meta({ id: 'SecurityEventList' }),
  summary: 'What happened lately at the doors of this process, newest first',
  description: `Logins, refusals, commands, changes, new devices, garbage: what incidents are made of. Kept in memory only; the audit log has what lasts. ${WHOSE}`,
  tags,
  examples: {
    response: {
      items: [
        {
          at: '2026-11-27T09:04:00.000Z',
          kind: 'login' as const,
          account: 'operator@aqua',
          address: '198.51.100.7',
          protocol: 'http' as const,
          outcome: 'refused' as const,
        },
      ],
    },
  },
});

export const listSecurityBlocks = route({
  operationId: 'listSecurityBlocks',
  method: 'GET',
  path: '/security/blocks',
  permission: 'security:read',
  query: z.object({ of: Of }).strict(),
  response: z.object({ items: z.array(SecurityBlock) }).meta({ id: 'SecurityBlockList' }),
  summary: 'Who is kept out now, newest first',
  description: `${WHOSE} There are a thousand at most.`,
  tags,
  examples: { response: { items: [block] } },
});

export const createSecurityBlock = route({
  operationId: 'createSecurityBlock',
  method: 'POST',
  path: '/security/blocks',
  permission: 'security:manage',
  query: z.object({ of: Of }).strict(),
  body: SecurityBlockInput,
  response: SecurityBlock,
  status: 201,
  summary: 'Keep an account, an MQTT client or an address out for a time',
  description:
    'Holds in all processes within a second. An address that a user of the platform keeps out is the installation’s wherever he acts. One on the same value takes the place of the one before. This machine and the addresses of the `security` node’s list are never kept out.',
  tags,
  errors: ['conflict', 'not-found'],
  examples: { body: input, response: block },
});

export const removeSecurityBlock = route({
  operationId: 'removeSecurityBlock',
  method: 'DELETE',
  path: '/security/blocks/{block}',
  permission: 'security:manage',
  params: z.object({ block: z.string().min(1).max(64) }).strict(),
  query: z.object({ of: Of }).strict(),
  summary: 'Let somebody in again before the time is over',
  tags,
  errors: ['not-found'],
});

export const securityRoutes = [
  listSecurityIncidents,
  listSecurityEvents,
  listSecurityBlocks,
  createSecurityBlock,
  removeSecurityBlock,
] as const;
