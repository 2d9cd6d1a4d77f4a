import { z } from 'zod';
import { BackgroundTask, InstallationHealth } from '../../core/operations';
import { route } from '../contract';

const tags = ['Operations'] as const;

export const BackgroundTaskList = z
  .object({ items: z.array(BackgroundTask) })
  .meta({ id: 'BackgroundTaskList' });

const task: BackgroundTask = {
  task: 'rollups',
  running: false,
  runs: 812,
  lastStart: '2026-11-28T09:00:00.000Z',
  durationMs: 41,
  outcome: 'ok',
  lagSeconds: 3,
  backlog: 0,
};

export const getInstallationHealth = route({
  operationId: 'getInstallationHealth',
  method: 'GET',
  path: '/operations/health',
  permission: 'operations:read',
  response: InstallationHealth,
  summary: 'How the installation is: parts, memory, event loop, connections, spool',
  description: 'For people. `GET /metrics` has the same and more for a monitoring system.',
  tags,
  examples: {
    response: {
      status: 'ok',
      version: '0.1.0',
      node: 'v24.11.1',
      startedAt: '2026-11-27T06:00:00.000Z',
      uptimeSeconds: 97_200,
      parts: [{ name: 'database', status: 'ok', detail: 'ready: TimescaleDB 2.19.3' }],
      process: { memoryMiB: 312.4, heapMiB: 140.2, eventLoopP99Ms: 11.2, eventLoopUtilization: 0.08 },
      database: {
        engine: 'TimescaleDB 2.19.3 (TSL)',
        pools: [{ lane: 'read', size: 10, inUse: 1, waiting: 0 }],
      },
      recorder: {
        state: 'storing',
        stored: 18_000_000,
        buffered: 12,
        spoolBytes: 0,
        spoolLimitBytes: 1_073_741_824,
        commitMs: 4,
      },
      liveSockets: 14,
    },
  },
});

export const listBackgroundTasks = route({
  operationId: 'listBackgroundTasks',
  method: 'GET',
  path: '/operations/tasks',
  permission: 'operations:read',
  response: BackgroundTaskList,
  summary: 'What the store does in the background: when it last ran, how long, how it ended',
  tags,
  examples: { response: { items: [task] } },
});

export const runBackgroundTask = route({
  operationId: 'runBackgroundTask',
  method: 'POST',
  path: '/operations/tasks/{task}/run',
  permission: 'operations:run',
  params: z.object({ task: z.string().min(1).max(64).describe('Name of the task') }).strict(),
  response: BackgroundTask,
  status: 200,
  summary: 'Run a background task now, unless it runs already',
  tags,
  errors: ['not-found'],
  examples: { response: { ...task, running: true } },
});

export const operationRoutes = [getInstallationHealth, listBackgroundTasks, runBackgroundTask] as const;
