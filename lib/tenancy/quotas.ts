import { ThermaCoreError } from '../core/errors';

/** What a tenant may use of the installation; undefined: no limit. */
export interface Quotas {
  readonly units?: number | undefined;
  readonly sensors?: number | undefined;
  readonly devices?: number | undefined;
  readonly users?: number | undefined;
  /** Over time; as many as in two seconds may come at once. */
  readonly readingsPerSecond?: number | undefined;
  readonly apiCallsPerMinute?: number | undefined;
  /** Of readings, rollups and journal in the database. */
  readonly storageMiB?: number | undefined;
}

export type QuotaName = keyof Quotas;

export const QUOTA_NAMES = [
  'units', 'sensors', 'devices', 'users', 'readingsPerSecond', 'apiCallsPerMinute', 'storageMiB',
] as const satisfies readonly QuotaName[]; // prettier-ignore

/** Where those look who have to answer at once: what was last read from the database. */
export interface QuotaSource {
  quotasOf(tenant: string): Quotas;
}

/** A quota that is used up, as the API shows it beside the sentence. */
export interface QuotaState {
  readonly quota: QuotaName;
  readonly used: number;
  readonly limit: number;
}

/** Something more would be more than the tenant may have. Trying again does not help, so it is no `rate-limited`. */
export class QuotaExceeded extends ThermaCoreError {
  constructor(
    readonly state: QuotaState,
    cause?: unknown,
  ) {
    const { quota, used, limit } = state;
    super('quota-exceeded', `The tenant has ${used} of the ${limit} ${quota} that its quota allows.`, {
      advice: `Delete ${quota} that are not needed, or ask an administrator of the platform to raise the quota "${quota}".`,
      cause,
    });
  }
}
