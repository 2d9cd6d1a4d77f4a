import { z } from 'zod';
import { Key } from '../../core/plant';
import { EXPORT_FORMATS, ExportJob, MAX_SENSORS_PER_EXPORT, SensorPlace, Ticket } from '../../core/transfer';
import { REPORT_TYPES } from '../../reports';
import { route } from '../contract';
import { Instant, flag, listOf } from '../fields';
import { Stream } from '../stream';

const tags = ['Exports'] as const;

/** As lib/platform/exports.ts gives them. */
const FILE_TYPES = ['text/csv', 'application/x-ndjson', 'application/json', 'application/gzip'] as const;
const PART = { 206: 'The bytes that the Range header asks for' };

const MAX_SPAN_DAYS = 3660;
const DAY_MS = 24 * 60 * 60 * 1000;

const Format = z.enum(EXPORT_FORMATS).default('csv').describe('One line a reading, or one JSON document');
const From = Instant.describe('First point in time, inclusive');
const To = Instant.describe('Last point in time, exclusive; now if left out').optional();
const Units = z.array(Key).min(1).max(MAX_SENSORS_PER_EXPORT);
const Sensors = z.array(SensorPlace).min(1).max(MAX_SENSORS_PER_EXPORT);

/** A span that begins after its end, or a mistyped year. */
function checkSpan({ from, to }: { from: number; to?: number | undefined }, issues: z.RefinementCtx): void {
  if (to === undefined) return;
  if (from > to) issues.addIssue({ code: 'custom', path: ['from'], message: 'must not be later than `to`' });
  else if (to - from > MAX_SPAN_DAYS * DAY_MS)
    issues.addIssue({
      code: 'custom',
      path: ['to'],
      message: `must be at most ${MAX_SPAN_DAYS} days after \`from\``,
    });
}

export const ExportInput = z
  .object({
    units: Units.describe('All sensors of these units').optional(),
    sensors: Sensors.describe('These sensors, as `unit/sensor`').optional(),
    from: From,
    to: To,
    format: Format,
    gzip: z.boolean().default(false).describe('Compress the file'),
  })
  .strict()
  .superRefine(checkSpan)
  .meta({ id: 'ExportInput', description: 'Without units and sensors: all sensors of the tenant' });

export const ExportList = z.object({ items: z.array(ExportJob) }).meta({ id: 'ExportList' });
const ExportParams = z.object({ export: z.string().max(64).describe('`id` of the export') }).strict();

const job = {
  id: 'mP3cVZkq8w0Zp8gq3b8c1A',
  state: 'running' as const,
  fileName: 'readings-2026-11-23T0900Z-to-2026-11-24T0900Z.csv',
  format: 'csv' as const,
  gzip: false,
  sensors: 8,
  from: '2026-11-23T09:00:00.000Z',
  to: '2026-11-24T09:00:00.000Z',
  rows: 310_000,
  estimatedRows: 690_000,
  percent: 44.9,
  bytes: 13_800_000,
  requestedBy: 'operator@aqua',
  createdAt: '2026-11-24T09:00:00.000Z',
  startedAt: '2026-11-24T09:00:00.100Z',
};

export const exportReadings = route({
  operationId: 'exportReadings',
  method: 'GET',
  path: '/readings/export',
  permission: 'reading:read',
  cost: 10,
  query: z
    .object({
      units: listOf(Units).describe('All sensors of these units, separated by commas').optional(),
      sensors: listOf(Sensors).describe('These sensors, `unit/sensor`, separated by commas').optional(),
      from: From,
      to: To,
      format: Format,
      gzip: flag().describe('A gzip file, rather than gzip on the way'),
      after: z
        .string()
        .max(250)
        .describe(
          'Go on behind this row, the last complete one of a download that was cut: `unit/sensor/timestamp`, and behind a further `/` how many rows with these three stand before it (0 if left out). Give `to` as well, so that both parts mean the same rows.',
        )
        .optional(),
    })
    .strict()
    .superRefine(checkSpan),
  response: Stream,
  stream: FILE_TYPES,
  summary: 'Readings as a file, sent while it is read',
  description:
    'In the order of unit, sensor, time. Without `units` and `sensors`: all sensors of the tenant. CSV has the columns unit, sensor, timestamp (UTC), value, quality, flags; a text that a spreadsheet would run as a formula has an apostrophe before it. A download that breaks off is not complete: the connection is cut rather than ended.',
  tags,
  timeoutMs: 60_000,
  errors: ['not-found', 'rate-limited'],
});

export const startExport = route({
  operationId: 'startExport',
  method: 'POST',
  path: '/exports',
  permission: 'reading:read',
  cost: 10,
  body: ExportInput,
  response: ExportJob,
  status: 202,
  location: '/exports/{id}',
  summary: 'Write readings to a file in the background',
  description: 'One export of a tenant runs at a time; the file is kept for a day.',
  tags,
  errors: ['not-found', 'rate-limited', 'over-quota'],
  examples: {
    body: { units: ['boiler-1'], from: '2026-11-23T09:00:00Z', to: '2026-11-24T09:00:00Z', format: 'csv' },
    response: { ...job, state: 'queued', rows: 0, percent: 0, bytes: 0, estimatedRows: undefined },
  },
});

export const listExports = route({
  operationId: 'listExports',
  method: 'GET',
  path: '/exports',
  permission: 'reading:read',
  response: ExportList,
  summary: 'The exports of the tenant with their progress, newest first',
  tags,
  examples: { response: { items: [job] } },
});

export const getExport = route({
  operationId: 'getExport',
  method: 'GET',
  path: '/exports/{export}',
  permission: 'reading:read',
  params: ExportParams,
  response: ExportJob,
  summary: 'One export with its progress',
  tags,
  errors: ['not-found'],
  examples: { response: job },
});

export const removeExport = route({
  operationId: 'removeExport',
  method: 'DELETE',
  path: '/exports/{export}',
  permission: 'reading:read',
  params: ExportParams,
  summary: 'Cancel an export that waits or runs, or remove one that is over',
  tags,
  errors: ['not-found'],
});

export const getExportFile = route({
  operationId: 'getExportFile',
  method: 'GET',
  path: '/exports/{export}/file',
  permission: 'reading:read',
  params: ExportParams,
  response: Stream,
  stream: FILE_TYPES,
  statuses: PART,
  summary: 'The file of an export that is done; resumable with Range',
  tags,
  errors: ['not-found', 'conflict'],
});

export const createExportTicket = route({
  operationId: 'createExportTicket',
  method: 'POST',
  path: '/exports/{export}/ticket',
  permission: 'reading:read',
  params: ExportParams,
  response: Ticket,
  status: 201,
  summary: 'A link that downloads the file once within a minute, for a browser',
  tags,
  errors: ['not-found', 'conflict'],
  examples: {
    response: { url: '/api/v1/downloads/qVJ0m3x2Rk2a7Qz1n8sYtA', expiresAt: '2026-11-24T09:01:00.000Z' },
  },
});

/** Served by the platform itself. */
export const downloadExport = route({
  operationId: 'downloadExport',
  method: 'GET',
  path: '/downloads/{ticket}',
  permission: 'public',
  params: z.object({ ticket: z.string().max(64) }).strict(),
  response: Stream,
  stream: [...FILE_TYPES, REPORT_TYPES.html, 'application/x-tar'],
  statuses: PART,
  summary: 'The file that a ticket stands for; the ticket is the permission, and good once',
  tags,
  errors: ['not-found', 'conflict'],
});

export const exportRoutes = [
  exportReadings,
  startExport,
  listExports,
  getExport,
  removeExport,
  getExportFile,
  createExportTicket,
] as const;
