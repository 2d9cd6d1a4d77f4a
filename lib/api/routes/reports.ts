import { z } from 'zod';
import { Key } from '../../core/plant';
import { Ticket } from '../../core/transfer';
import {
  REPORT_FORMATS,
  REPORT_TYPES,
  Report,
  ReportInput,
  ReportList,
  ReportPatch,
  ReportRun,
  ReportRunList,
} from '../../reports';
import { route } from '../contract';
import { Cursor, integer, limit } from '../fields';
import { Stream } from '../stream';

const tags = ['Reports'] as const;
const ReportParams = z.object({ report: Key }).strict();
const RunParams = z.object({ run: z.string().min(1).max(100) }).strict();
const page = { cursor: Cursor, limit: limit(100, 500) };
const Format = z
  .enum(REPORT_FORMATS)
  .default('html')
  .describe('A page to read and print, or all figures as a table');

export const ReportChange = z
  .object({
    change: ReportPatch,
    version: z.int().min(1).describe('`version` that the change is made on; another one meanwhile: 409'),
  })
  .strict()
  .meta({ id: 'ReportChange' });

const input = {
  key: 'daily-plant',
  name: 'Daily plant report',
  kind: 'daily-plant' as const,
  period: 'day' as const,
  schedule: '0 6 * * *',
  recipients: ['plant-manager'],
};
const example = {
  ...ReportInput.parse(input),
  scheduleText: 'Every day at 06:00',
  nextAt: '2026-11-28T05:00:00.000Z',
  version: 1,
  createdAt: '2026-11-27T09:00:00.000Z',
  createdBy: 'admin@aqua',
  updatedAt: '2026-11-27T09:00:00.000Z',
  updatedBy: 'admin@aqua',
};
const runExample = {
  id: 'mP3cVZkq8w0Zp8gq3b8c1A',
  report: 'daily-plant',
  name: 'Daily plant report',
  state: 'done' as const,
  percent: 100,
  trigger: 'schedule' as const,
  from: '2026-11-25T23:00:00.000Z',
  to: '2026-11-26T23:00:00.000Z',
  timezone: 'Europe/Berlin',
  createdAt: '2026-11-27T05:00:01.000Z',
  startedAt: '2026-11-27T05:00:01.100Z',
  finishedAt: '2026-11-27T05:00:03.400Z',
  expiresAt: '2028-01-01T05:00:01.000Z',
  attempts: 1,
  bytes: { html: 88_000, csv: 52_000 },
  summary: ['3 alarms unacknowledged for more than 1 h.', 'Availability of measurements 99.2 %.'],
};

export const listReports = route({
  operationId: 'listReports',
  method: 'GET',
  path: '/reports',
  permission: 'report:read',
  query: z.object(page).strict(),
  response: ReportList,
  summary: 'Reports: what is in them, when they are made, who gets them',
  tags,
  examples: { response: { items: [example] } },
});

export const getReport = route({
  operationId: 'getReport',
  method: 'GET',
  path: '/reports/{report}',
  permission: 'report:read',
  params: ReportParams,
  response: Report,
  summary: 'One report',
  tags,
  errors: ['not-found'],
  examples: { response: example },
});

export const createReport = route({
  operationId: 'createReport',
  method: 'POST',
  path: '/reports',
  permission: 'report:update',
  body: ReportInput,
  response: Report,
  status: 201,
  summary: 'Add a report',
  description:
    'It is made by the clock of the tenant. What was missed while nothing ran is made once after the next start; several processes on one database make each report once. Recipients are notification targets of the channel email; without any, it is only kept.',
  tags,
  errors: ['conflict', 'over-quota'],
  examples: { body: input, response: example },
});

export const updateReport = route({
  operationId: 'updateReport',
  method: 'PATCH',
  path: '/reports/{report}',
  permission: 'report:update',
  params: ReportParams,
  body: ReportChange,
  response: Report,
  summary: 'Change a report',
  description: 'Fields that are left out stay; `null` as `schedule` takes the schedule away.',
  tags,
  errors: ['not-found', 'conflict'],
  examples: {
    body: { change: { schedule: '0 7 * * 1-5' }, version: 1 },
    response: { ...example, schedule: '0 7 * * 1-5', scheduleText: 'Monday to Friday at 07:00', version: 2 },
  },
});

export const deleteReport = route({
  operationId: 'deleteReport',
  method: 'DELETE',
  path: '/reports/{report}',
  permission: 'report:update',
  params: ReportParams,
  query: z.object({ version: integer({ min: 1, max: 2 ** 31 - 1 }).optional() }).strict(),
  summary: 'Delete a report with all its runs',
  tags,
  errors: ['not-found', 'conflict'],
});

export const runReport = route({
  operationId: 'runReport',
  method: 'POST',
  path: '/reports/{report}/run',
  permission: 'report:run',
  params: ReportParams,
  response: ReportRun,
  status: 202,
  location: '/report-runs/{id}',
  summary: 'Have a report made now, of the last period that is over',
  tags,
  errors: ['not-found', 'rate-limited'],
  examples: {
    response: {
      ...runExample, state: 'queued', percent: 0, trigger: 'request', requestedBy: 'operator@aqua', summary: [], bytes: undefined,
      startedAt: undefined, finishedAt: undefined, attempts: 0,
    },
  }, // prettier-ignore
});

export const listReportRuns = route({
  operationId: 'listReportRuns',
  method: 'GET',
  path: '/report-runs',
  permission: 'report:read',
  query: z.object({ report: Key.optional(), ...page }).strict(),
  response: ReportRunList,
  summary: 'Reports that were made or are being made, newest first',
  tags,
  examples: { response: { items: [runExample] } },
});

export const getReportRun = route({
  operationId: 'getReportRun',
  method: 'GET',
  path: '/report-runs/{run}',
  permission: 'report:read',
  params: RunParams,
  response: ReportRun,
  summary: 'One run: how far it is, or what came of it',
  tags,
  errors: ['not-found'],
  examples: { response: runExample },
});

export const removeReportRun = route({
  operationId: 'removeReportRun',
  method: 'DELETE',
  path: '/report-runs/{run}',
  permission: 'report:run',
  params: RunParams,
  summary: 'Cancel a run that waits or goes on, or remove one that is over',
  tags,
  errors: ['not-found'],
});

export const getReportFile = route({
  operationId: 'getReportFile',
  method: 'GET',
  path: '/report-runs/{run}/file',
  permission: 'report:read',
  params: RunParams,
  query: z.object({ format: Format }).strict(),
  response: Stream,
  stream: Object.values(REPORT_TYPES),
  summary: 'The report itself: one page of HTML for screen and paper, or CSV',
  description:
    'The page needs nothing else: no script, no picture, no address that is fetched. Printed in A4 it has page numbers, and its charts can be told in black and white. In CSV a text that a spreadsheet would run as a formula has an apostrophe before it.',
  tags,
  errors: ['not-found', 'conflict'],
});

export const createReportTicket = route({
  operationId: 'createReportTicket',
  method: 'POST',
  path: '/report-runs/{run}/ticket',
  permission: 'report:read',
  params: RunParams,
  body: z.object({ format: Format }).strict(),
  response: Ticket,
  status: 201,
  summary: 'A link that downloads the file once within a minute, for a browser',
  tags,
  errors: ['not-found', 'conflict'],
  examples: {
    body: { format: 'csv' },
    response: { url: '/api/v1/downloads/qVJ0m3x2Rk2a7Qz1n8sYtA', expiresAt: '2026-11-27T09:01:00.000Z' },
  },
});

export const reportRoutes = [
  listReports,
  getReport,
  createReport,
  updateReport,
  deleteReport,
  runReport,
  listReportRuns,
  getReportRun,
  removeReportRun,
  getReportFile,
  createReportTicket,
] as const;
