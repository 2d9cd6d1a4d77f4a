import { z } from 'zod';
import { DeviceImportResult } from '../../core/device-transfer';
import { route } from '../contract';
import { flag } from '../fields';
import { Stream, Upload } from '../stream';

const tags = ['Devices'] as const;

/** Ten thousand lines of a kilobyte. */
const MAX_FILE_BYTES = 10 * 1024 * 1024;
const TIMEOUT_MS = 120_000;

const result = {
  applied: false,
  lines: 400,
  created: 12,
  updated: 3,
  points: 399,
  faults: 1,
  firstFaults: [
    {
      line: 17,
      column: 'point.address',
      value: '4000l',
      reason: 'Invalid input: expected number, received NaN',
    },
  ],
};

export const exportDevices = route({
  operationId: 'exportDevices',
  method: 'GET',
  path: '/devices.csv',
  permission: 'device:read',
  response: Stream,
  stream: ['text/csv'],
  summary: 'All devices with their points as CSV, without secrets',
  description:
    'A line a point. What belongs to the device stands in its first line. A tenant without devices gets the header only.',
  tags,
});

export const importDevices = route({
  operationId: 'importDevices',
  method: 'POST',
  path: '/devices.csv',
  permission: 'device:import',
  query: z
    .object({
      dryRun: flag().describe('Check all, change nothing'),
      delimiter: z.enum(['comma', 'semicolon', 'tab']).default('comma').describe('Between the columns'),
    })
    .strict(),
  body: Upload,
  upload: { contentTypes: ['text/csv'], maxBytes: MAX_FILE_BYTES },
  response: DeviceImportResult,
  summary: 'Add and change devices with their points from a CSV file of up to 10,000 lines',
  description:
    'All or nothing: if `faults` is not 0 nothing changed, and each fault has its line, column, value and what to do. A device of the file becomes what the file says, with exactly its points; secrets and devices that are not in it stay. The file of `GET /devices.csv` comes in as it is.',
  tags,
  timeoutMs: TIMEOUT_MS,
  errors: ['too-large'],
  examples: { response: result },
});

export const deviceFileRoutes = [exportDevices, importDevices] as const;
