import { z } from 'zod';
import { ThermaCoreError } from './errors';
import { KEY_PATTERN } from './ids';

/** Taking readings out and bringing history in: what is asked for, and how far it has come. */
export const EXPORT_FORMATS = ['csv', 'ndjson', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The columns of CSV, and the members of each object in the other formats. */
export const EXPORT_COLUMNS = ['unit', 'sensor', 'timestamp', 'value', 'quality', 'flags'] as const;

export const MAX_SENSORS_PER_EXPORT = 1000;

/** `unit/sensor`; neither key contains a slash. */
export const SensorPlace = z
  .string()
  .refine((text) => {
    const keys = text.split('/');
    return keys.length === 2 && keys.every((key) => KEY_PATTERN.test(key));
  }, 'must be unit/sensor, e.g. boiler-1/supply-temperature')
  .describe('`unit/sensor`, e.g. `boiler-1/supply-temperature`');

/** Which readings: of the named units and sensors, of all the tenant's if none is named; `from` ≤ time < `to`. */
export interface ExportSelection {
  readonly units?: readonly string[] | undefined;
  readonly sensors?: readonly string[] | undefined;
  /** Epoch ms, inclusive. */
  readonly from: number;
  /** Epoch ms, exclusive. */
  readonly to: number;
}

/**
 * The last complete row that a client has: its first three columns, and how many rows with the same three stand before
 * it. Whatever was cut goes on after it, without a gap and without a repeat.
 */
export interface RowPlace {
  readonly unit: string;
  readonly sensor: string;
  /** Epoch ms. */
  readonly timestamp: number;
  readonly position: number;
}

const MAX_POSITION = 32_767;

/** Reads `unit/sensor/timestamp[/position]`. Throws `invalid` that names the field. */
export function readPlace(text: string): RowPlace {
  const [unit = '', sensor = '', at = '', position = '0', ...rest] = text.split('/');
  const timestamp = Date.parse(at);
  const fits =
    rest.length === 0 &&
    [unit, sensor].every((key) => KEY_PATTERN.test(key)) &&
    z.iso.datetime({ offset: true }).safeParse(at).success &&
    Number.isSafeInteger(timestamp) &&
    /^\d{1,5}$/.test(position) &&
    Number(position) <= MAX_POSITION;
  if (fits) return { unit, sensor, timestamp, position: Number(position) };
  throw new ThermaCoreError('invalid', '"after" does not name a row.', {
    field: 'after',
    advice:
      'Write the last complete row that you have as unit/sensor/timestamp, and behind a further "/" how many rows with these three stand before it.',
  });
}

export const JOB_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;
export type JobState = (typeof JOB_STATES)[number];

const Instant = z.iso.datetime({ offset: true });

const jobFields = {
  id: z.string(),
  state: z.enum(JOB_STATES),
  percent: z.number().min(0).max(100).describe('By the place reached in sensors and time, not by counting'),
  bytes: z.int().describe('Size of the file so far'),
  requestedBy: z.string(),
  createdAt: Instant,
  startedAt: Instant.optional(),
  finishedAt: Instant.optional(),
  expiresAt: Instant.optional().describe('When it is removed by itself'),
  error: z.string().optional().describe('Why it failed, and what to do'),
};

export const ExportJob = z
  .object({
    ...jobFields,
    fileName: z.string(),
    format: z.enum(EXPORT_FORMATS),
    gzip: z.boolean(),
    sensors: z.int().describe('Number of sensors'),
    from: Instant,
    to: Instant,
    rows: z.int().describe('Rows written so far; exact when done'),
    estimatedRows: z.int().optional().describe('What `rows` will come to, as far as can be told now'),
  })
  .meta({ id: 'ExportJob', description: 'An export that runs in the background into a file' });
export type ExportJob = z.output<typeof ExportJob>;

export const ImportError = z
  .object({
    line: z.int().describe('Line of the file, the first is 1'),
    field: z.string().describe('`timestamp`, `value`, `quality`, `unit`, `sensor` or `line`'),
    reason: z.string(),
  })
  .meta({ id: 'ImportError' });
export type ImportError = z.output<typeof ImportError>;

export const ImportJob = z
  .object({
    ...jobFields,
    fileName: z.string().optional(),
    dryRun: z.boolean().describe('Nothing is stored; all is checked'),
    read: z.int().describe('Lines read, without the header'),
    accepted: z.int().describe('Lines that are a reading of a sensor of this tenant'),
    stored: z.int().describe('New rows; 0 in a dry run'),
    repeated: z.int().describe('Readings that were there already'),
    rejected: z.int().describe('Lines refused; the error report says why'),
    firstErrors: z.array(ImportError).describe('The first of the error report'),
    waiting: z.string().optional().describe('Why it pauses just now'),
  })
  .meta({ id: 'ImportJob', description: 'A file of history on its way into the database' });
export type ImportJob = z.output<typeof ImportJob>;

export const Ticket = z
  .object({
    url: z.string().describe('Downloads the file, once, without a further login'),
    expiresAt: Instant,
  })
  .meta({ id: 'Ticket' });
export type Ticket = z.output<typeof Ticket>;
