import { z } from 'zod';
import { Key, pageOf } from '../core/plant';
import { JOB_STATES } from '../core/transfer';

/** One making of a report, and the files that came of it. */
export const REPORT_FORMATS = ['html', 'csv'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];
export const REPORT_TYPES: Readonly<Record<ReportFormat, string>> = {
  html: 'text/html',
  csv: 'text/csv',
};

const Instant = z.iso.datetime({ offset: true });

export const ReportRun = z
  .object({
    id: z.string(),
    report: Key,
    name: z.string().describe('Title of the report when it was made'),
    state: z.enum(JOB_STATES),
    percent: z.int().min(0).max(100),
    trigger: z.enum(['schedule', 'request']),
    requestedBy: z.string().optional().describe('Absent of one that its schedule began'),
    from: Instant.describe('Begin of the time that is reported on'),
    to: Instant,
    timezone: z.string(),
    createdAt: Instant,
    startedAt: Instant.optional(),
    finishedAt: Instant.optional(),
    expiresAt: Instant.describe('When it is removed by itself'),
    attempts: z.int().describe('More than 1: the process that made it went away meanwhile'),
    bytes: z.record(z.enum(REPORT_FORMATS), z.int()).optional().describe('Size of each file'),
    summary: z.array(z.string()).describe('What stands at the top of the report'),
    error: z.string().optional().describe('Why it failed, and what to do'),
  })
  .meta({ id: 'ReportRun' });
export type ReportRun = z.output<typeof ReportRun>;
export const ReportRunList = pageOf(ReportRun, 'ReportRunList');
