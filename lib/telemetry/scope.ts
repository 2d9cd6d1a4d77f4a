import type { Clock } from '../core/clock';
import { isQualityClass, isQualityFlag } from '../core/quality';
import {
  timestampFault,
  valueFault,
  type Reading,
  type Rejection,
  type RejectionReason,
} from '../core/reading';
import { TokenBucket } from '../core/token-bucket';
import type { SensorDirectory, SensorEntry } from './ports';

export interface Quota {
  /** Readings per second over time. */
  readonly readingsPerSecond: number;
  /** Readings that may come at once; default two seconds' worth. */
  readonly burst?: number | undefined;
}

/** Whether one more reading may pass. */
export interface Gauge {
  take(): boolean;
}

export interface ScopeOptions {
  /** The tenant that everything passing here belongs to: from configuration. */
  readonly tenant: string;
  readonly directory: SensorDirectory;
  readonly clock: Clock;
  /** Of this scope alone. */
  readonly quota?: Quota | undefined;
  /** Of the tenant, shared with others who let its readings in; asked for each message. */
  readonly gauge?: () => Gauge | undefined;
  /** Why nothing of the tenant may pass now. */
  readonly hold?: () => RejectionReason | undefined;
}

export interface RejectedReading extends Rejection {
  readonly reading: unknown;
}

export interface ScopeResult {
  readonly accepted: Reading[];
  readonly rejected: RejectedReading[];
  /** Why nothing may pass now: the field must not be told that it was taken. */
  readonly held?: RejectionReason;
}

/** What anything on a wire might be; flows are edited by people. */
type Candidate = Partial<Record<keyof Reading, unknown>>;

const DETAILS: Partial<Record<RejectionReason, string>> = {
  'foreign-tenant': 'tenant is not the one this scope is configured for',
  'unknown-unit': 'unit is not known: create it, or correct the topic',
  'unknown-sensor': 'sensor is not known in this unit: create it, or correct the topic',
  'missing-value': 'value is missing',
  'not-finite': 'value is NaN or infinite',
  'wrong-type': "value is not of the sensor's type",
  'payload-too-large': 'value is a text longer than 4096 characters',
  'missing-timestamp': 'timestamp is missing: give epoch milliseconds',
  'bad-timestamp': 'timestamp is not a number: give epoch milliseconds',
  'timestamp-too-old': 'timestamp is before the year 2000: is the clock of the device set?',
  'timestamp-in-future': 'timestamp is more than a day ahead: is the clock of the device set?',
  'bad-quality': 'quality is not good, uncertain or bad, or a flag is unknown',
  'over-quota': "the tenant's quota of readings per second is used up",
  'storage-quota':
    "the tenant's quota of storage is used up: ask an administrator of the platform to raise it",
  'tenant-suspended': 'the tenant is suspended: ask an administrator of the platform',
  'malformed-reading': 'it is not a reading: it needs unit, sensor, timestamp, value and quality',
};

/**
 * The gate of a tenant: whatever comes along the wire leaves it as readings of that tenant's known sensors, or not at
 * all. Never throws. When all are accepted the array itself is passed on, uncopied.
 */
export class Scope {
  private readonly bucket: TokenBucket | undefined;
  /** The tenant's, for the present message. */
  private gauge: Gauge | undefined;

  constructor(private readonly options: ScopeOptions) {
    const { quota, clock } = options;
    if (quota)
      this.bucket = new TokenBucket(
        clock,
        quota.readingsPerSecond,
        quota.burst ?? quota.readingsPerSecond * 2,
      );
  }

  apply(candidates: readonly unknown[]): ScopeResult {
    const held = this.options.hold?.();
    if (held !== undefined)
      return { accepted: [], rejected: candidates.map((one) => refused(held, one)), held };
    const now = this.options.clock.now();
    this.gauge = this.options.gauge?.();
    const rejected: RejectedReading[] = [];
    let accepted: Reading[] | undefined;
    for (let i = 0; i < candidates.length; i++) {
      const candidate = candidates[i];
      const reason = this.safeFault(candidate, now);
      const stamped = reason === undefined ? this.stamped(candidate as Reading) : undefined;
      // The first one that is not passed on as it is starts the copy.
      if (reason !== undefined || stamped !== candidate) accepted ??= candidates.slice(0, i) as Reading[];
      if (reason === undefined) accepted?.push(stamped as Reading);
      else rejected.push(refused(reason, candidate));
    }
    return { accepted: accepted ?? (candidates as Reading[]), rejected };
  }

  private takes(): boolean {
    return (this.bucket?.take() ?? true) && (this.gauge?.take() ?? true);
  }

  private stamped(reading: Reading): Reading {
    return reading.tenant === undefined ? { ...reading, tenant: this.options.tenant } : reading;
  }

  /** Function nodes can send objects whose very properties throw. */
  private safeFault(candidate: unknown, now: number): RejectionReason | undefined {
    try {
      return this.fault(candidate, now);
    } catch {
      return 'malformed-reading';
    }
  }

  private fault(candidate: unknown, now: number): RejectionReason | undefined {
    if (typeof candidate !== 'object' || candidate === null) return 'malformed-reading';
    const { tenant, unit, sensor, timestamp, value, quality, flags, ordinal } = candidate as Candidate;
    if (tenant !== undefined && tenant !== this.options.tenant) return 'foreign-tenant';
    if (typeof unit !== 'string' || typeof sensor !== 'string') return 'malformed-reading';
    if (timestamp === undefined || timestamp === null) return 'missing-timestamp';
    if (typeof timestamp !== 'number') return 'bad-timestamp';
    if (!isQualityClass(quality)) return 'bad-quality';
    if (flags !== undefined && !(Array.isArray(flags) && flags.every(isQualityFlag))) return 'bad-quality';
    if (ordinal !== undefined && !isOrdinal(ordinal)) return 'malformed-reading';
    return (
      timestampFault(timestamp, now) ??
      valueFault(value) ??
      admissionFault(this.options.directory, this.options.tenant, unit, sensor, value) ??
      (this.takes() ? undefined : 'over-quota')
    );
  }
}

function refused(reason: RejectionReason, reading: unknown): RejectedReading {
  return {
    reason,
    detail: DETAILS[reason] ?? reason,
    reading,
    ...(isHeld(reason) ? {} : address(reading as Candidate)),
  };
}

/** Nothing was looked at, or nothing to be found. */
const isHeld = (reason: RejectionReason): boolean =>
  ['malformed-reading', 'storage-quota', 'tenant-suspended'].includes(reason);

/** Whether the sensor exists and can hold the value. Connectors ask the same at their own door. */
export function admissionFault(
  directory: SensorDirectory,
  tenant: string,
  unit: string,
  sensor: string,
  value: unknown,
): RejectionReason | undefined {
  const entry = directory.find(tenant, unit, sensor);
  if (entry) return typeFits(entry, value) ? undefined : 'wrong-type';
  return directory.hasUnit(tenant, unit) ? 'unknown-sensor' : 'unknown-unit';
}

/** Numbers and booleans are kept as numbers, so each will do for the other if it is 0 or 1. */
function typeFits({ type }: SensorEntry, value: unknown): boolean {
  if (type === 'text') return typeof value === 'string';
  if (type === 'boolean') return typeof value === 'boolean' || value === 0 || value === 1;
  return typeof value === 'number' || typeof value === 'boolean';
}

const MAX_ORDINAL = 32_767;
const isOrdinal = (value: unknown): boolean =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_ORDINAL;

function address({ unit, sensor }: Candidate): { address?: string } {
  return typeof unit === 'string' && typeof sensor === 'string' ? { address: `${unit}/${sensor}` } : {};
}
