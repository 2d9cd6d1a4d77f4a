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

/** Where those look who have to answer at once: what was last read from the database. */
export interface QuotaSource {
  quotasOf(tenant: string): Quotas;
}
