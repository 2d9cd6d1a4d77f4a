import { z } from 'zod';
import { patchOf } from './patch';
import { Key, Tenant, pageOf } from './plant';
import { TimeZone } from './time-zone';
import { JOB_STATES } from './transfer';

const Instant = z.iso.datetime({ offset: true });
const most = (what: string, max: number) =>
  z.int().min(0).max(max).nullable().optional().describe(`${what}; null: no limit`);

const MAX_COUNT = 10_000_000;

/** A number limits, null does not, and what is left out follows the installation's default. */
export const TenantQuotas = z
  .object({
    units: most('Units', MAX_COUNT),
    sensors: most('Sensors', MAX_COUNT),
    devices: most('Devices', MAX_COUNT),
    users: most('Users', MAX_COUNT),
    readingsPerSecond: z
      .number()
      .min(0.01)
      .max(1_000_000)
      .nullable()
      .optional()
      .describe('Readings per second over time; as many as in two seconds may come at once. null: no limit'),
    apiCallsPerMinute: z.int().min(1).max(1_000_000).nullable().optional().describe('Calls of the HTTP API; null: no limit'), // prettier-ignore
    storageMiB: most('MiB of readings, rollups and journal in the database', 1_000_000_000),
  })
  .strict()
  .meta({ id: 'TenantQuotas' });
export type TenantQuotas = z.output<typeof TenantQuotas>;

/** The same in an answer, which may grow. */
export const TenantLimits = TenantQuotas.strip().meta({ id: 'TenantLimits' });

export const TENANT_STATES = ['active', 'suspended', 'erasing'] as const;

export const TenantUsage = z
  .object({
    units: z.int(),
    sensors: z.int(),
    devices: z.int(),
    users: z.int(),
    storageMiB: z.number().optional().describe('Measured every ten minutes; absent until it was'),
  })
  .meta({ id: 'TenantUsage' });
export type TenantUsage = z.output<typeof TenantUsage>;

export const TenantShown = Tenant.extend({
  state: z.enum(TENANT_STATES).describe('`erasing` is suspended too, and waits for its erasure'),
  suspendedAt: Instant.optional(),
  suspendedBy: z.string().optional(),
  suspendedReason: z.string().optional(),
  eraseFrom: Instant.optional().describe('From then on the erasure may be confirmed'),
  quotas: TenantLimits,
  limits: TenantLimits,
  usage: TenantUsage,
}).meta({
  id: 'TenantShown',
  description:
    '`quotas` are its own; `limits` are what applies: its own, else the defaults of the installation',
});
export type TenantShown = z.output<typeof TenantShown>;

export const TenantPage = pageOf(TenantShown, 'TenantPage');

const ZoneName = z
  .string()
  .max(64)
  .refine((name) => TimeZone.find(name) !== undefined, 'is not an IANA time zone such as Europe/Berlin')
  .describe('IANA time zone of the plant');
const tenantFields = {
  name: z.string().trim().min(1).max(200).describe('Name shown to people'),
  timezone: ZoneName.default('UTC'),
  quotas: TenantQuotas.default({}),
};

export const TenantInput = z
  .object({
    key: Key,
    ...tenantFields,
    admin: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .describe('User name of its first administrator; the answer has a password for the first login'),
  })
  .strict()
  .meta({ id: 'TenantInput' });
export type TenantInput = z.output<typeof TenantInput>;

export const TenantPatch = patchOf(z.object(tenantFields)).meta({ id: 'TenantPatch', minProperties: 1 });
export type TenantPatch = z.output<typeof TenantPatch>;

export const TenantMade = TenantShown.extend({
  admin: z.object({ username: z.string(), temporaryPassword: z.string().describe('Shown once') }).optional(),
}).meta({ id: 'TenantMade' });
export type TenantMade = z.output<typeof TenantMade>;

export const SuspensionInput = z
  .object({ reason: z.string().trim().min(1).max(500).describe('Kept with the tenant, for administrators') })
  .strict()
  .meta({ id: 'SuspensionInput' });

const MAX_GRACE_MINUTES = 90 * 24 * 60;
export const ErasureInput = z
  .object({
    graceMinutes: z
      .int()
      .min(0)
      .max(MAX_GRACE_MINUTES)
      .default(24 * 60)
      .describe('From now until the erasure may be confirmed'),
  })
  .strict()
  .meta({ id: 'ErasureInput' });

export const ErasureRequest = z
  .object({
    tenant: Key,
    token: z.string().describe('Confirms the erasure. Shown once'),
    from: Instant.describe('From then on it may be confirmed'),
    until: Instant.describe('After that it has to be requested again'),
  })
  .meta({ id: 'ErasureRequest' });
export type ErasureRequest = z.output<typeof ErasureRequest>;

export const ErasureConfirmation = z
  .object({ token: z.string().min(1).max(200) })
  .strict()
  .meta({ id: 'ErasureConfirmation' });

const Counts = z.record(z.string(), z.int()).describe('Rows by relation');

export const ErasureCertificate = z
  .object({
    kind: z.enum(['tenant', 'person']),
    subject: z.string().describe('Key of the tenant; of a person only the pseudonym'),
    tenant: Key,
    by: z.string(),
    at: Instant,
    before: Counts,
    after: Counts,
    files: z.int().optional().describe('Files and folders that were removed'),
    sha256: z.string().describe('Of the other members, as JSON with names in order'),
  })
  .meta({ id: 'ErasureCertificate', description: 'What was erased, counted before and after' });
export type ErasureCertificate = z.output<typeof ErasureCertificate>;

export const ErasureJob = z
  .object({
    tenant: Key,
    state: z.enum(JOB_STATES),
    done: z.int().describe('Steps that are done'),
    steps: z.int(),
    error: z.string().optional(),
    certificate: ErasureCertificate.optional(),
  })
  .meta({ id: 'ErasureJob' });
export type ErasureJob = z.output<typeof ErasureJob>;

export const PersonErasureInput = z
  .object({ username: z.string().trim().min(1).max(200), confirm: z.literal(true) })
  .strict()
  .meta({ id: 'PersonErasureInput' });

export const TenantExportJob = z
  .object({
    id: z.string(),
    state: z.enum(JOB_STATES),
    fileName: z.string(),
    percent: z.number().min(0).max(100),
    bytes: z.int().describe('Size of the file so far'),
    parts: z.int().describe('Files in the archive so far'),
    rows: z.int().describe('Rows written so far'),
    requestedBy: z.string(),
    createdAt: Instant,
    startedAt: Instant.optional(),
    finishedAt: Instant.optional(),
    expiresAt: Instant.optional(),
    error: z.string().optional(),
  })
  .meta({ id: 'TenantExportJob' });
export type TenantExportJob = z.output<typeof TenantExportJob>;
