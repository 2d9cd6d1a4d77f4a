import { z } from 'zod';
import { Ticket } from '../../core/transfer';
import { AUDIT_OUTCOMES, AuditRecord } from '../../tenancy/audit';
import { route } from '../contract';
import { Cursor, Instant, limit } from '../fields';
import { Stream } from '../stream';

const tags = ['Audit'] as const;
const TIMEOUT_MS = 60_000;
const VERIFY_TIMEOUT_MS = 120_000;

const choice = {
  from: Instant.describe('First point in time, inclusive').optional(),
  to: Instant.describe('Last point in time, exclusive').optional(),
  actor: z.string().min(1).max(200).optional().describe('User name; upper and lower case are the same'),
  action: z
    .string()
    .regex(
      /^[a-z][a-z-]*:[a-z-]*$/,
      'is no action such as session:login, nor the begin of one such as session:',
    )
    .max(100)
    .optional()
    .describe('An action such as `unit:delete`, or all of an object: `unit:`'),
  target: z.string().min(1).max(500).optional(),
  outcome: z.enum(AUDIT_OUTCOMES).optional(),
};

function checkOrder(
  { from, to }: { from?: number | undefined; to?: number | undefined },
  issues: z.RefinementCtx,
): void {
  if (from !== undefined && to !== undefined && from > to)
    issues.addIssue({ code: 'custom', path: ['from'], message: 'must not be later than `to`' });
}

const HASH = '9c1185a5c5e9fc54612808977ee8f548b2258d31a5a2b0c2d4f3a6f7b8c9d0e1';
const entry = {
  seq: 42,
  at: '2026-11-27T09:00:00.000Z',
  actor: 'admin@aqua',
  action: 'unit:update',
  target: 'boiler-1',
  outcome: 'ok' as const,
  from: '192.0.2.7',
  detail: { before: { name: 'Boiler' }, after: { name: 'Boiler 1' } },
  hash: HASH,
};

const WHICH =
  'The log is that of the tenant in which the user acts; for a user of the platform who acts in none it is that of the installation.';

export const listAudit = route({
  operationId: 'listAudit',
  method: 'GET',
  path: '/audit',
  permission: 'audit:read',
  query: z
    .object({ ...choice, cursor: Cursor, limit: limit(100, 1000) })
    .strict()
    .superRefine(checkOrder),
  response: z
    .object({ items: z.array(AuditRecord), nextCursor: z.string().optional() })
    .meta({ id: 'AuditList' }),
  summary: 'Who did what, newest first',
  description: `Every change, login, command and refusal. ${WHICH}`,
  tags,
  timeoutMs: TIMEOUT_MS,
  examples: { response: { items: [entry] } },
});

export const exportAudit = route({
  operationId: 'exportAudit',
  method: 'GET',
  path: '/audit.csv',
  permission: 'audit:read',
  query: z.object(choice).strict().superRefine(checkOrder),
  response: Stream,
  stream: ['text/csv'],
  summary: 'The audit log as CSV, oldest first',
  description: `A text that a spreadsheet would run as a formula has an apostrophe before it. ${WHICH}`,
  tags,
  timeoutMs: TIMEOUT_MS,
});

export const createAuditTicket = route({
  operationId: 'createAuditTicket',
  method: 'POST',
  path: '/audit/ticket',
  permission: 'audit:read',
  query: z.object(choice).strict().superRefine(checkOrder),
  response: Ticket,
  status: 201,
  summary: 'A link that downloads the audit log as CSV once within a minute, for a browser',
  tags,
  examples: {
    response: { url: '/api/v1/downloads/qVJ0m3x2Rk2a7Qz1n8sYtA', expiresAt: '2026-11-27T09:01:00.000Z' },
  },
});

const Place = z.object({ seq: z.int(), hash: z.string() });

export const verifyAudit = route({
  operationId: 'verifyAudit',
  method: 'POST',
  path: '/audit/verify',
  permission: 'audit:read',
  response: z
    .object({
      intact: z.boolean().describe('True when nothing was changed, taken out, put in or cut off'),
      entries: z.int().describe('Entries in the log'),
      erased: z.int().describe('Those from which a name was erased, by an entry that accounts for it'),
      anchors: z.int().describe('Notes of the log outside the database that it agrees with'),
      head: Place.optional().describe('The newest entry: keep it elsewhere, and compare'),
      broken: z
        .object({ seq: z.int(), reason: z.string() })
        .optional()
        .describe('The first place that is not as it was written'),
    })
    .meta({ id: 'AuditCheck' }),
  summary: 'Check that nothing of the audit log was changed',
  description: `Goes over the chain of hashes from the first entry to the last. ${WHICH}`,
  tags,
  timeoutMs: VERIFY_TIMEOUT_MS,
  errors: ['rate-limited'],
  examples: { response: { intact: true, entries: 42, erased: 0, anchors: 3, head: { seq: 42, hash: HASH } } },
});

export const auditRoutes = [listAudit, exportAudit, createAuditTicket, verifyAudit] as const;
