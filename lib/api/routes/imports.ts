import { z } from 'zod';
import { Key } from '../../core/plant';
import { ImportJob, Ticket } from '../../core/transfer';
import { route } from '../contract';
import { flag } from '../fields';
import { showAs } from '../json-schema';
import { Stream, Upload } from '../stream';

const tags = ['Imports'] as const;

const MAX_FILE_BYTES = 1024 ** 3;
/** A gigabyte in an hour is a slow line; one that stalls for a minute is cut before. */
const UPLOAD_TIMEOUT_MS = 3_600_000;

const column = (usual: string, what: string) =>
  z
    .string()
    .min(1)
    .max(100)
    .default(usual)
    .describe(`Column of the ${what}: its header, or its number from 1`);

/** Words, so that nobody has to percent-encode a tab. */
const DELIMITERS = ['comma', 'semicolon', 'tab', 'pipe'] as const;
const DECIMALS = ['point', 'comma'] as const;
const STAMPS = ['iso', 'epoch-ms', 'epoch-s'] as const;

export const ImportQuery = z
  .object({
    dryRun: flag().describe('Check all, store nothing'),
    fileName: z.string().max(200).describe('Shown in the list').optional(),
    delimiter: z.enum(DELIMITERS).default('comma').describe('Between the columns'),
    decimal: z.enum(DECIMALS).default('point').describe('Between whole number and fraction'),
    header: showAs(
      z
        .preprocess(
          (value) => (value === 'true' || value === 'false' ? value === 'true' : value),
          z.boolean(),
        )
        .default(true),
      { type: 'boolean', default: true },
    ).describe('The first line names the columns'),
    timestamp: column('timestamp', 'time'),
    value: column('value', 'value'),
    quality: column('quality', 'quality; `good` if there is none'),
    flags: column('flags', 'flags, separated by spaces; none if there is none'),
    unit: column('unit', 'unit'),
    sensor: column('sensor', 'sensor'),
    fixedUnit: Key.describe('Unit of all lines, in place of a column').optional(),
    fixedSensor: Key.describe('Sensor of all lines, in place of a column').optional(),
    stamps: z.enum(STAMPS).default('iso').describe('How times are written'),
    timeZone: z.string().max(64).default('UTC').describe('IANA time zone of times without an offset'),
  })
  .strict();

export const ImportList = z.object({ items: z.array(ImportJob) }).meta({ id: 'ImportList' });
const ImportParams = z.object({ import: z.string().max(64).describe('`id` of the import') }).strict();

const job = {
  id: 'x5kq8w0Zp8gq3b8c1AmP3c',
  state: 'running' as const,
  fileName: 'boiler-2024.csv',
  dryRun: false,
  read: 400_000,
  accepted: 399_990,
  stored: 399_000,
  repeated: 990,
  rejected: 10,
  firstErrors: [{ line: 17, field: 'value', reason: '"n/a" is not a number' }],
  percent: 40.1,
  bytes: 38_000_000,
  requestedBy: 'admin@aqua',
  createdAt: '2026-11-24T09:00:00.000Z',
  startedAt: '2026-11-24T09:00:00.100Z',
};

export const startImport = route({
  operationId: 'startImport',
  method: 'POST',
  path: '/imports',
  permission: 'reading:import',
  query: ImportQuery,
  body: Upload,
  upload: { contentTypes: ['text/csv'], maxBytes: MAX_FILE_BYTES },
  response: ImportJob,
  status: 202,
  location: '/imports/{id}',
  summary: 'Bring history in from a CSV file of up to 1 GiB',
  description:
    'UTF-8, a line a reading. Try it with `dryRun=true` first. The file of `GET /readings/export` comes in as it is. Repeats change nothing, so a file may come again. It is stored in the background, behind live readings.',
  tags,
  timeoutMs: UPLOAD_TIMEOUT_MS,
  errors: ['rate-limited', 'over-quota'],
  examples: { response: job },
});

export const listImports = route({
  operationId: 'listImports',
  method: 'GET',
  path: '/imports',
  permission: 'reading:import',
  response: ImportList,
  summary: 'The imports of the tenant with their progress, newest first',
  tags,
  examples: { response: { items: [job] } },
});

export const getImport = route({
  operationId: 'getImport',
  method: 'GET',
  path: '/imports/{import}',
  permission: 'reading:import',
  params: ImportParams,
  response: ImportJob,
  summary: 'One import with its progress',
  tags,
  errors: ['not-found'],
  examples: { response: job },
});

export const removeImport = route({
  operationId: 'removeImport',
  method: 'DELETE',
  path: '/imports/{import}',
  permission: 'reading:import',
  params: ImportParams,
  summary:
    'Cancel an import that waits or runs (what is stored stays), or remove one that is over from the list',
  tags,
  errors: ['not-found'],
});

export const getImportErrors = route({
  operationId: 'getImportErrors',
  method: 'GET',
  path: '/imports/{import}/errors',
  permission: 'reading:import',
  params: ImportParams,
  response: Stream,
  stream: ['text/csv'],
  summary: 'The first 1,000 lines that were refused, with the reason, as CSV',
  tags,
  errors: ['not-found'],
});

export const createImportTicket = route({
  operationId: 'createImportTicket',
  method: 'POST',
  path: '/imports/ticket',
  permission: 'reading:import',
  body: ImportQuery,
  response: Ticket,
  status: 201,
  summary: 'A link to which a browser sends one file within a minute',
  tags,
  examples: {
    body: { dryRun: true, delimiter: 'semicolon' },
    response: { url: '/api/v1/uploads/qVJ0m3x2Rk2a7Qz1n8sYtA', expiresAt: '2026-11-24T09:01:00.000Z' },
  },
});

/** Served by the platform itself. */
export const uploadImport = route({
  operationId: 'uploadImport',
  method: 'POST',
  path: '/uploads/{ticket}',
  permission: 'public',
  params: z.object({ ticket: z.string().max(64) }).strict(),
  body: Upload,
  upload: { contentTypes: ['text/csv'], maxBytes: MAX_FILE_BYTES },
  response: ImportJob,
  status: 202,
  location: '/imports/{id}',
  summary: 'The file that a ticket is for; the ticket is the permission, and good once',
  tags,
  timeoutMs: UPLOAD_TIMEOUT_MS,
  errors: ['not-found', 'rate-limited', 'over-quota'],
  examples: { response: job },
});

export const importRoutes = [
  startImport,
  listImports,
  getImport,
  removeImport,
  getImportErrors,
  createImportTicket,
] as const;
