import { z } from 'zod';
import { TenantExportJob } from '../../core/tenant';
import { Ticket } from '../../core/transfer';
import { route } from '../contract';
import { Stream } from '../stream';

const tags = ['Tenants'] as const;

/** As lib/platform/tenant-exports.ts gives it. */
const FILE_TYPES = ['application/x-tar'] as const;
const PART = { 206: 'The bytes that the Range header asks for' };

const ExportParams = z.object({ export: z.string().max(64).describe('`id` of the export') }).strict();

const job = {
  id: 'mP3cVZkq8w0Zp8gq3b8c1A',
  state: 'running' as const,
  fileName: 'aqua-2026-11-27.tar',
  percent: 44.9,
  bytes: 13_800_000,
  parts: 22,
  rows: 310_000,
  requestedBy: 'admin@aqua',
  createdAt: '2026-11-27T09:00:00.000Z',
  startedAt: '2026-11-27T09:00:00.100Z',
};

export const startTenantExport = route({
  operationId: 'startTenantExport',
  method: 'POST',
  path: '/tenant/exports',
  permission: 'tenant:export',
  response: TenantExportJob,
  status: 202,
  location: '/tenant/exports/{id}',
  summary: 'Write all that there is of the tenant into one file',
  description:
    'A tar archive: JSON lines of each table, readings as CSV, both in gzip files of some megabytes, `manifest.json` with the rows of each, and `SHA256SUMS`. Passwords, secrets and tokens are left out. The file is kept for a day.',
  tags,
  errors: ['rate-limited', 'over-quota'],
  examples: { response: { ...job, state: 'queued', percent: 0, bytes: 0, parts: 0, rows: 0 } },
});

export const listTenantExports = route({
  operationId: 'listTenantExports',
  method: 'GET',
  path: '/tenant/exports',
  permission: 'tenant:export',
  response: z.object({ items: z.array(TenantExportJob) }).meta({ id: 'TenantExportList' }),
  summary: 'The exports of the whole tenant with their progress, newest first',
  tags,
  examples: { response: { items: [job] } },
});

export const getTenantExport = route({
  operationId: 'getTenantExport',
  method: 'GET',
  path: '/tenant/exports/{export}',
  permission: 'tenant:export',
  params: ExportParams,
  response: TenantExportJob,
  summary: 'One export of the whole tenant with its progress',
  tags,
  errors: ['not-found'],
  examples: { response: job },
});

export const removeTenantExport = route({
  operationId: 'removeTenantExport',
  method: 'DELETE',
  path: '/tenant/exports/{export}',
  permission: 'tenant:export',
  params: ExportParams,
  summary: 'Cancel an export of the tenant that waits or runs, or remove one that is over',
  tags,
  errors: ['not-found'],
});

export const getTenantExportFile = route({
  operationId: 'getTenantExportFile',
  method: 'GET',
  path: '/tenant/exports/{export}/file',
  permission: 'tenant:export',
  params: ExportParams,
  response: Stream,
  stream: FILE_TYPES,
  statuses: PART,
  summary: 'The file of an export of the tenant that is done; resumable with Range',
  tags,
  errors: ['not-found', 'conflict'],
});

export const createTenantExportTicket = route({
  operationId: 'createTenantExportTicket',
  method: 'POST',
  path: '/tenant/exports/{export}/ticket',
  permission: 'tenant:export',
  params: ExportParams,
  response: Ticket,
  status: 201,
  summary: 'A link that downloads the archive once within a minute, for a browser',
  tags,
  errors: ['not-found', 'conflict'],
  examples: {
    response: { url: '/api/v1/downloads/qVJ0m3x2Rk2a7Qz1n8sYtA', expiresAt: '2026-11-24T09:01:00.000Z' },
  },
});

export const tenantExportRoutes = [
  startTenantExport,
  listTenantExports,
  getTenantExport,
  removeTenantExport,
  getTenantExportFile,
  createTenantExportTicket,
] as const;
