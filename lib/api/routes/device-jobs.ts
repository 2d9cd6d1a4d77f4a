import { z } from 'zod';
import { DeviceJob, DeviceJobInput, DeviceJobList } from '../../core/device-job';
import { route } from '../contract';

const tags = ['Devices'] as const;

const JobParams = z.object({ job: z.string().min(1).max(64).describe('`id` of the job') }).strict();

const job = {
  id: 'mP3cVZkq8w0Zp8gq3b8c1A',
  action: 'disable' as const,
  state: 'running' as const,
  requestedBy: 'admin@aqua',
  createdAt: '2026-11-23T09:00:00.000Z',
  startedAt: '2026-11-23T09:00:00.000Z',
  devices: 40,
  done: 12,
  failed: 1,
  failures: [{ device: 'plc-7', reason: 'There is no device "plc-7".' }],
};

export const startDeviceJob = route({
  operationId: 'startDeviceJob',
  method: 'POST',
  path: '/device-jobs',
  permission: 'device:update',
  body: DeviceJobInput,
  response: DeviceJob,
  status: 202,
  location: '/device-jobs/{id}',
  summary: 'Do the same to many devices: switch on or off, test, delete, give a template',
  description:
    'Of those named, or of all that fit a filter now, at most 1,000. Runs in the background; what does not work with a device is told, and keeps no other from it. `delete` needs the permission `device:delete` too, `test` needs `device:test`. Each device stands in the audit log.',
  tags,
  errors: ['rate-limited'],
  examples: { body: { action: 'disable', filter: { search: 'north' } }, response: job },
});

export const listDeviceJobs = route({
  operationId: 'listDeviceJobs',
  method: 'GET',
  path: '/device-jobs',
  permission: 'device:update',
  response: DeviceJobList,
  summary: 'The jobs for devices with their progress, newest first; kept for a day',
  tags,
  examples: { response: { items: [job] } },
});

export const getDeviceJob = route({
  operationId: 'getDeviceJob',
  method: 'GET',
  path: '/device-jobs/{job}',
  permission: 'device:update',
  params: JobParams,
  response: DeviceJob,
  summary: 'One job for devices with its progress',
  tags,
  errors: ['not-found'],
  examples: { response: job },
});

export const removeDeviceJob = route({
  operationId: 'removeDeviceJob',
  method: 'DELETE',
  path: '/device-jobs/{job}',
  permission: 'device:update',
  params: JobParams,
  summary: 'Cancel a job that waits or runs, or remove one that is over; what was done stays',
  tags,
  errors: ['not-found'],
});

export const deviceJobRoutes = [startDeviceJob, listDeviceJobs, getDeviceJob, removeDeviceJob] as const;
