import { z } from 'zod';
import { patchOf } from './patch';
import { Key, pageOf } from './plant';

/**
 * A device of the field and its points. The registry (lib/store/devices) keeps them; the fleet (lib/connectors/fleet)
 * runs a connector for each enabled one. `settings` are a protocol's own: its spec's schema validates them.
 */
const Settings = z.record(z.string(), z.unknown());

const Name = z.string().trim().min(1).max(200).describe('Name shown to people');
const Instant = z.iso.datetime({ offset: true }).describe('ISO 8601 date and time with offset');

/** More points than this want a second device, or a gateway of their own. */
export const MAX_POINTS_PER_DEVICE = 10_000;

export const WriteRules = z
  .object({
    min: z.number().optional().describe('Least value that may be written, in the sensor’s unit of measure'),
    max: z
      .number()
      .optional()
      .describe('Greatest value that may be written, in the sensor’s unit of measure'),
    maxPerMinute: z.int().min(1).max(6000).default(30).describe('Writes that are let through in a minute'),
    interlock: z
      .string()
      .max(1000)
      .optional()
      .describe(
        'Expression that must be true for a write, with sensor(unit, sensor), value, arithmetic, comparisons, && and ||, e.g. sensor("boiler-1","pump-state") == 0 && value <= 80',
      ),
    confirm: z
      .enum(['none', 'second-user'])
      .default('none')
      .describe('Whether another user must confirm before the write goes out'),
    verify: z.boolean().default(true).describe('Read the value back and compare'),
    timeoutSeconds: z.int().min(1).max(300).default(10).describe('Seconds until the outcome is timed-out'),
  })
  .strict()
  .meta({ id: 'WriteRules', description: 'What a command must pass before it reaches the field' });
export type WriteRules = z.output<typeof WriteRules>;

export const PointInput = z
  .object({
    unit: Key,
    sensor: Key,
    settings: Settings.describe('Address and type, by the schema of the device’s protocol'),
    write: WriteRules.optional().describe('Absent: the point cannot be written'),
  })
  .strict()
  .meta({ id: 'PointInput', description: 'A sensor’s place in a device; a sensor has at most one' });
export type PointInput = z.output<typeof PointInput>;

export const DeviceInput = z
  .object({
    key: Key,
    name: Name,
    protocol: z.string().min(1).max(32).describe('modbus, opcua, dnp3, …'),
    enabled: z.boolean().default(true).describe('Whether the platform talks to it'),
    settings: Settings.describe('Host, port and so on, by the schema of the protocol'),
    secrets: z
      .record(z.string(), z.string().max(16_384))
      .optional()
      .describe('Passwords and keys: kept encrypted, never answered'),
    description: z.string().max(2000).optional(),
    template: Key.optional().describe(
      'Device template; its settings and points hold where the device has none',
    ),
    templateUnit: Key.optional().describe(
      'Unit whose sensors the points of the template are; with `template`, and only with it',
    ),
  })
  .strict()
  .meta({ id: 'DeviceInput' });
export type DeviceInput = z.output<typeof DeviceInput>;

/** A change of secrets replaces those it names, and removes those it gives as an empty text. */
export const DevicePatch = patchOf(DeviceInput.omit({ key: true, protocol: true }), [
  'description',
  'template',
  'templateUnit',
]).meta({ id: 'DevicePatch', minProperties: 1 });
export type DevicePatch = z.output<typeof DevicePatch>;

export const Device = DeviceInput.omit({ secrets: true })
  .extend({
    points: z.int().describe('Number of points, with those of the template'),
    secrets: z.array(z.string()).describe('Names of the secrets that are set'),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .strip()
  .meta({ id: 'Device' });
export type Device = z.output<typeof Device>;

export const DeviceList = pageOf(Device, 'DeviceList');

/** As answers have them: with every default filled in. */
export const WriteRulesShown = z.object({
  min: z.number().optional(),
  max: z.number().optional(),
  maxPerMinute: z.int(),
  interlock: z.string().optional(),
  confirm: z.enum(['none', 'second-user']),
  verify: z.boolean(),
  timeoutSeconds: z.int(),
});

const FromTemplate = z
  .literal('template')
  .optional()
  .describe('template: the point comes from the device’s template; absent: it is the device’s own');

const PointShown = z
  .object({
    unit: Key,
    sensor: Key,
    settings: Settings,
    write: WriteRulesShown.optional().describe('Absent: the point cannot be written'),
    origin: FromTemplate,
  })
  .meta({ id: 'Point' });

export const DevicePoints = z
  .object({ points: z.array(PointShown) })
  .meta({ id: 'DevicePoints', description: 'All points of a device, in their order' });

/** A point of a device, whoever gave it. */
export interface DevicePoint extends PointInput {
  readonly origin?: 'template' | undefined;
}

export const PointList = z
  .object({
    points: z
      .array(
        PointInput.extend({ origin: FromTemplate })
          .strict()
          .meta({ id: 'PointListItem', description: 'With origin "template" it is left to the template' }),
      )
      .max(MAX_POINTS_PER_DEVICE),
  })
  .strict()
  .meta({ id: 'PointList', description: 'All points of a device; those of its template need not be there' });
export type PointList = z.output<typeof PointList>;

export const DeviceClone = z
  .object({
    key: Key,
    name: Name,
    settings: Settings.optional().describe('Settings that are other than those of the original'),
    unit: Key.optional().describe(
      'Unit whose sensors of the same keys get the points; left out: no points. A device with a template needs it',
    ),
  })
  .strict()
  .meta({ id: 'DeviceClone' });
export type DeviceClone = z.output<typeof DeviceClone>;

export const DeviceTest = z
  .object({ ok: z.boolean(), answer: z.string().describe('One sentence for the engineer') })
  .meta({ id: 'DeviceTest' });
export type DeviceTest = z.output<typeof DeviceTest>;

export const DEVICE_STATES = [
  'disabled',
  'connecting',
  'connected',
  'degraded',
  'error',
  'not-running',
] as const;

export const DeviceStatus = z
  .object({
    device: Key,
    state: z
      .enum(DEVICE_STATES)
      .describe('not-running: enabled, but no flow runs its protocol for the tenant'),
    text: z.string().describe('In words, with the last exception'),
    since: Instant.optional(),
    lastSuccess: Instant.optional().describe('When it last answered as asked'),
    responseMs: z
      .object({ p50: z.number(), p95: z.number() })
      .optional()
      .describe('Response time of its last answers, in milliseconds'),
    granted: z
      .array(
        z.object({
          name: z.string().describe('e.g. publishing interval'),
          asked: z.number(),
          granted: z.number(),
          unit: z.string().describe('Of both numbers'),
          points: z.int().optional().describe('Of how many points; the numbers are those of the first'),
        }),
      )
      .optional()
      .describe('What the device serves otherwise than its settings ask for'),
    requests: z.int().describe('Requests since the connector started'),
    failures: z.int().describe('Those of them that failed'),
  })
  .meta({ id: 'DeviceStatus' });
export type DeviceStatus = z.output<typeof DeviceStatus>;

export const DeviceStatusList = pageOf(DeviceStatus, 'DeviceStatusList');

/** A device as the fleet runs it: with its secrets, and the points of its template. */
export interface DeviceToRun {
  readonly tenant: string;
  readonly key: string;
  readonly protocol: string;
  /** Settings and secrets together: what the protocol's `config` schema parses. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly points: readonly PointInput[];
  /** Changes with each change of the device or its points: a fleet restarts what has another one. */
  readonly version: string;
  /** Why it cannot run, in words; only this device is then in error. */
  readonly fault?: string;
}

/** Where a fleet finds its devices; the registry fills this port. */
export interface DeviceSource {
  /** The enabled devices of a protocol. */
  enabled(tenant: string, protocol: string): Promise<readonly DeviceToRun[]>;
  /** Called soon after any device of the tenant changed, also by another process. Returns the way to stop listening. */
  onChange(tenant: string, listener: () => void): () => void;
}
