import { z } from 'zod';

const Moment = z.iso.datetime({ offset: true });

/** `degraded`: it serves, but a part does not keep up or is away. */
export const HealthState = z.enum(['ok', 'degraded', 'unavailable']);

const Part = z.object({
  name: z.enum(['database', 'spool', 'tasks', 'process']),
  status: HealthState,
  detail: z.string().describe('In words'),
});

/** How the installation is, with the figures an administrator asks for first. */
export const InstallationHealth = z
  .object({
    status: HealthState,
    version: z.string(),
    node: z.string().describe('Version of Node.js'),
    startedAt: Moment,
    uptimeSeconds: z.int(),
    parts: z.array(Part),
    process: z.object({
      memoryMiB: z.number().describe('Resident memory'),
      heapMiB: z.number(),
      eventLoopP99Ms: z.number().describe('How late work began in the last minute'),
      eventLoopUtilization: z.number().describe('Share of the last minute in which the process was busy, 0 to 1'),
    }),
    database: z.object({
      engine: z.string().describe('What it is, and what a better one would add'),
      pools: z.array(
        z.object({ lane: z.string(), size: z.int(), inUse: z.int(), waiting: z.int() }),
      ),
    }),
    recorder: z.object({
      state: z.enum(['storing', 'spooling', 'replaying', 'full']),
      stored: z.int().describe('Readings stored since the start'),
      buffered: z.int(),
      spoolBytes: z.int(),
      spoolLimitBytes: z.int(),
      commitMs: z.number().describe('Of the last batch, from acceptance to commit'),
    }),
    liveSockets: z.int(),
  })
  .meta({ id: 'InstallationHealth' }); // prettier-ignore
export type InstallationHealth = z.output<typeof InstallationHealth>;

/** What the store does in the background. */
export const BackgroundTask = z
  .object({
    task: z.string(),
    running: z.boolean(),
    runs: z.int().describe('Since the start'),
    lastStart: Moment.optional(),
    durationMs: z.number().optional(),
    outcome: z.enum(['ok', 'failed', 'timeout']).optional(),
    reason: z.string().optional().describe('Why the last run did not get through'),
    lagSeconds: z
      .number()
      .optional()
      .describe('Seconds by which the newest data is not worked off yet'),
    backlog: z.number().optional().describe('Pieces of work that wait'),
  })
  .meta({ id: 'BackgroundTask' }); // prettier-ignore
export type BackgroundTask = z.output<typeof BackgroundTask>;
