import type { Client } from 'pg';

const REFRESH_TIMEOUT_MS = 180_000;

/** Waits until no late minute waits for the product's maintenance any more. */
export async function refreshedRollups(owner: Client): Promise<void> {
  for (const deadline = Date.now() + REFRESH_TIMEOUT_MS; ;) {
    const { rows } = await owner.query<{ late: number }>(
      'select count(*)::int as late from thermacore.rollup_late',
    );
    if (rows[0]?.late === 0) return;
    if (Date.now() > deadline) throw new Error(`${rows[0]?.late} late minutes are still not refreshed`);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

/** Buckets in which the rollups of a tenant, as its readers see them, differ from what the raw readings give. */
export async function rollupFaults(owner: Client, tenant: string): Promise<unknown[]> {
  await owner.query(
    `select set_config('app.tenant', id::text, false) from thermacore.tenants where key = $1`,
    [tenant],
  );
  const faults: unknown[] = [];
  for (const [level, width] of [
    ['1m', '1 minute'],
    ['1h', '1 hour'],
    ['1d', '1 day'],
  ] as const) {
    // Readings that arrive between the two halves would differ: only what is a minute old is compared.
    const { rows } = await owner.query(
      `with raw as (
         select sensor_id, date_bin($1, time, 'epoch') as bucket, count(*) as total,
                sum(value) filter (where quality & 3 <> 2) as sum, max(value) filter (where quality & 3 <> 2) as max
         from thermacore.readings where tenant_id = thermacore.current_tenant() group by 1, 2)
       select coalesce(raw.sensor_id, kept.sensor_id) as sensor, coalesce(raw.bucket, kept.bucket) as bucket,
              raw.total as raw, kept.total as kept
       from raw full join thermacore.rollup_${level}_of_tenant kept using (sensor_id, bucket)
       where (raw.total is distinct from kept.total or raw.max is distinct from kept.max
              or abs(raw.sum - kept.sum) > 1e-9 * abs(raw.sum))
         and coalesce(raw.bucket, kept.bucket) + $1::interval < now() - interval '1 minute'
       limit 5`,
      [width],
    );
    faults.push(...rows.map((row: object) => ({ level, ...row })));
  }
  return faults;
}
