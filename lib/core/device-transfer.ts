import { z } from 'zod';

/** Devices as a CSV file: a line a point, or a device without points. */
export const MAX_DEVICE_LINES = 10_000;
/** A file that is wrong is often wrong everywhere; nobody reads more at once. */
export const MAX_SHOWN_FAULTS = 100;

export const DeviceFileFault = z
  .object({
    line: z.int().describe('Of the file; its first line is 1'),
    column: z.string().describe('Header of the column, empty where the whole line is meant'),
    value: z.string().describe('What stands there, at most 200 characters'),
    reason: z.string().describe('What is wrong with it, and what to do'),
  })
  .meta({ id: 'DeviceFileFault' });
export type DeviceFileFault = z.output<typeof DeviceFileFault>;

export const DeviceImportResult = z
  .object({
    applied: z.boolean().describe('False after a dry run, and where anything is wrong: then nothing changed'),
    lines: z.int().describe('Lines read, without the header'),
    created: z.int().describe('Devices that are new'),
    updated: z.int().describe('Devices that were there: they and their points are as the file says'),
    points: z.int(),
    faults: z.int().describe('How much is wrong'),
    firstFaults: z.array(DeviceFileFault).max(MAX_SHOWN_FAULTS),
  })
  .meta({ id: 'DeviceImportResult' });
export type DeviceImportResult = z.output<typeof DeviceImportResult>;
