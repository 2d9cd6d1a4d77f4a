import { z } from 'zod';
import { Key } from './plant';
import { JOB_STATES } from './transfer';

/** A job that looks for anomalies in history. */
export const AnomalyScan = z
  .object({
    id: z.string(),
    state: z.enum(JOB_STATES),
    from: z.string().describe('ISO 8601, UTC'),
    to: z.string(),
    units: z.array(Key).optional().describe('Absent: all units of the tenant'),
    sensors: z.int().describe('Sensors that are looked at'),
    readings: z.int().describe('Readings so far'),
    found: z.int().describe('Anomalies so far; list them with `scan`'),
    percent: z.number(),
    requestedBy: z.string(),
    createdAt: z.string(),
    startedAt: z.string().optional(),
    finishedAt: z.string().optional(),
    expiresAt: z.string().optional().describe('When the job is forgotten; what it found is not'),
    error: z.string().optional(),
  })
  .meta({ id: 'AnomalyScan' });
export type AnomalyScan = z.output<typeof AnomalyScan>;
