import type { SqlClient } from '../sql-client';

/** What a policy leaves to real-time aggregation: `SETTLED_MS` of continuous.ts. */
const END_OFFSET = `interval '10 minutes'`;
/** How often, and how many buckets a transaction: the server's own choice of one would be thousands of them. */
const POLICIES: Readonly<Record<string, { readonly every: string; readonly batch: number }>> = {
  '1m': { every: `interval '1 minute'`, batch: 1440 },
  '1h': { every: `interval '10 minutes'`, batch: 720 },
  '1d': { every: `interval '1 hour'`, batch: 365 },
};
const CHUNKS_A_RUN = 20;

/**
 * Whether this database has TimescaleDB's scheduler at work. Not a question of settings: `max_background_workers` may
 * allow it and nothing run. The name is what a role without rights sees; the type what an older server tells.
 */
export async function hasWorkers(client: SqlClient): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    `select exists (select from pg_stat_activity where datname = current_database()
       and (application_name ilike 'timescaledb%scheduler%' or backend_type ilike 'timescaledb%scheduler%')) as found`,
  );
  return rows[0]?.found === true;
}

/**
 * One refresh policy a level, whose window reaches back over late readings, but never to where raw readings or the
 * partials below may have been deleted: there a refresh would make the rollups forget them.
 */
export async function ensurePolicies(client: SqlClient): Promise<void> {
  const { rows } = await client.query<{ days: number }>(
    `select floor(least(
       extract(epoch from (select min(keep) from (
         select keep from thermacore.retention_by_tenant where class in ('raw', '1m', '1h')
         union all select keep from thermacore.retention where tenant_id is null and class in ('raw', '1m', '1h')) k)) / 86400 - 2,
       extract(epoch from now() - nullif((select max(sealed) from thermacore.rollup_state), '-infinity')) / 86400 - 1))::int as days`,
  );
  const days = rows[0]?.days ?? 0;
  const batches = await takesBatches(client);
  for (const [level, { every, batch }] of Object.entries(POLICIES)) {
    const known = await client.query<{ days: number }>(
      `select round(extract(epoch from (config ->> 'start_offset')::interval) / 86400)::int as days
       from timescaledb_information.jobs j
       where proc_name = 'policy_refresh_continuous_aggregate'
         and (config ->> 'mat_hypertable_id')::int = (
           select h.id from _timescaledb_catalog.hypertable h
           join timescaledb_information.continuous_aggregates c
             on c.materialization_hypertable_schema = h.schema_name and c.materialization_hypertable_name = h.table_name
           where c.view_schema = 'thermacore' and c.view_name = $1)`,
      [`continuous_${level}`],
    );
    if (known.rows[0]?.days === days) continue;
    const name = `thermacore.continuous_${level}`;
    await client.query('select remove_continuous_aggregate_policy($1, if_exists => true)', [name]);
    // Two buckets at least, which TimescaleDB wants.
    if (days >= 3)
      await client.query(
        `select add_continuous_aggregate_policy($1, start_offset => make_interval(days => $2), end_offset => ${END_OFFSET},
           schedule_interval => ${every}, if_not_exists => true${batches ? `, buckets_per_batch => ${batch}` : ''})`,
        [name, days],
      );
  }
}

/** Older versions refresh the whole window in one transaction. */
async function takesBatches(client: SqlClient): Promise<boolean> {
  const { rows } = await client.query<{ takes: boolean }>(
    `select bool_or('buckets_per_batch' = any (proargnames)) as takes from pg_proc where proname = 'add_continuous_aggregate_policy'`,
  );
  return rows[0]?.takes === true;
}

/** Oldest first; also chunks that got late rows beside their compressed ones. */
export async function compressOldChunks(client: SqlClient, signal: AbortSignal): Promise<void> {
  const { rows } = await client.query<{ chunk: string }>(
    `select format('%I.%I', c.chunk_schema, c.chunk_name) as chunk
     from timescaledb_information.chunks c
     join _timescaledb_catalog.chunk k on k.schema_name = c.chunk_schema and k.table_name = c.chunk_name
     where c.hypertable_schema = 'thermacore' and c.hypertable_name in ('readings', 'texts', 'alarm_journal')
       and c.range_end < now() - interval '7 days' and (not c.is_compressed or k.status & 8 > 0)
     order by c.range_start limit ${CHUNKS_A_RUN}`,
  );
  for (const { chunk } of rows) {
    if (signal.aborted) return;
    await client.query('select compress_chunk($1::regclass, if_not_compressed => true)', [chunk]);
  }
}
