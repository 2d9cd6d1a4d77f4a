import type { FieldOutcome } from '../core/field-command';
import type { Command, CommandMode, CommandState } from '../core/command';
import type { WriteRules } from '../core/device';
import type { LatestReading, Page } from '../core/plant';
import type { ReadingValue } from '../core/reading';
import type { SortKey } from '../core/sort';

/** Where a sensor is in the field. */
export interface CommandTarget {
  readonly device: string;
  readonly protocol: string;
  /** Absent: the point cannot be written. */
  readonly write: WriteRules | undefined;
  /** How its protocol can write. Default: direct only. */
  readonly modes?: readonly CommandMode[];
}

/** The registry of devices fills it. */
export interface CommandTargets {
  /** Undefined where no device has a point for the sensor. */
  find(tenant: string, unit: string, sensor: string): Promise<CommandTarget | undefined>;
}

export interface Dispatch {
  readonly unit: string;
  readonly sensor: string;
  readonly value: ReadingValue;
  readonly mode: CommandMode;
  readonly verify: boolean;
  /** Longest time until the outcome, in ms. */
  readonly timeoutMs: number;
}

/** The way to the field; the fleet fills it. */
export interface Dispatcher {
  /** Never rejects: a device that nobody runs is an outcome too. */
  dispatch(
    tenant: string,
    target: Pick<CommandTarget, 'device' | 'protocol'>,
    dispatch: Dispatch,
  ): Promise<FieldOutcome>;
}

export interface SensorPlace {
  readonly unit: string;
  readonly sensor: string;
}

/** What an interlock knows of a sensor. */
export type InterlockReading = LatestReading & {
  /** Seconds after which the value is stale. */
  readonly staleAfter: number;
};

/** The latest readings of sensors; those without a reading are left out. */
export interface InterlockReadings {
  latest(tenant: string, sensors: readonly SensorPlace[]): Promise<readonly InterlockReading[]>;
}

/** A command as it is kept. Times in epoch ms. */
export interface CommandRecord {
  readonly id: string;
  readonly unit: string;
  readonly sensor: string;
  readonly device: string;
  readonly value: ReadingValue;
  readonly mode: CommandMode;
  readonly comment?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly state: CommandState;
  readonly detail: string;
  readonly outcome?: Command['outcome'];
  readonly requestedBy: string;
  /** Undefined: a flow. */
  readonly requestedById?: string | undefined;
  readonly requestedAt: number;
  readonly confirmBefore?: number | undefined;
  readonly confirmedBy?: string | undefined;
  readonly startedAt?: number | undefined;
  /** When the outcome must be there at the latest. */
  readonly deadline?: number | undefined;
  readonly endedAt?: number | undefined;
  readonly readBack?: ReadingValue | undefined;
  /** The installation that runs it. */
  readonly instance?: string | undefined;
}

/** What holds when a command begins to run; checked together with the change itself, across processes. */
export interface StartLimits {
  readonly maxPerMinute: number;
}

/** And when one is kept at all. */
export interface TenantLimits {
  /** Those that wait or run. */
  readonly maxOpen: number;
  /** Those that were asked for within a minute, also refused ones. */
  readonly maxAskedPerMinute: number;
}

/** Why it did not begin: another one runs on the point; too many in a minute; too many open ones of the tenant, or asked for. */
export type StartRefusal = 'busy' | 'rate' | 'full' | 'flood' | 'not-pending';

export interface Start {
  readonly startedAt: number;
  readonly deadline: number;
  readonly instance: string;
  readonly confirmedBy: string;
}

export interface End extends FieldOutcome {
  readonly endedAt: number;
}

export interface CommandFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Fields that the route lists. Left out: newest first. */
  readonly sort?: readonly SortKey[] | undefined;
  readonly state?: CommandState | undefined;
  readonly unit?: string | undefined;
  readonly sensor?: string | undefined;
}

export interface CommandRepository {
  /** Keeps a new one, or answers with the one that has its idempotency key already, or says why it may not begin. */
  add(
    tenant: string,
    command: CommandRecord,
    limits: StartLimits & TenantLimits,
  ): Promise<{ readonly command: CommandRecord; readonly added: boolean } | StartRefusal>;
  /** Rejects `not-found`, also for another tenant's. */
  get(tenant: string, id: string): Promise<CommandRecord>;
  /** Newest first. */
  list(tenant: string, filter: CommandFilter): Promise<Page<CommandRecord>>;
  /** From pending-confirmation to running. */
  start(tenant: string, id: string, start: Start, limits: StartLimits): Promise<CommandRecord | StartRefusal>;
  /** Ends one that is in the state `from`; undefined when it is not any more. */
  end(tenant: string, id: string, from: CommandState, end: End): Promise<CommandRecord | undefined>;
  /** Pending ones whose time is over, running ones past their deadline, and all running ones of `instance`. */
  due(now: number, instance: string): Promise<readonly (CommandRecord & { readonly tenant: string })[]>;
}
