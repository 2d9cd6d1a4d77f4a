import type { SqlClient } from '../sql-client';
import { int4Array } from '../binary-array';
import { LEVELS, LEVEL_MS, type Level, type Rollup } from './cover';

/** Since when rows of a level are kept, epoch ms. Older ones may be there still, or not. */
export interface Kept extends Readonly<Record<Level, number>> {
  /**
   * Until when rollups are materialised. Undefined where late readings of the sensors wait for them: then only the views
   * that compute what is missing are right, at their price.
   */
  readonly ready?: Readonly<Record<Rollup, number>> | undefined;
}

export const ALL_KEPT: Kept = { raw: -Infinity, '1m': -Infinity, '1h': -Infinity, '1d': -Infinity };

/** The relation to read a level from, up to a time: the materialised rows where they are all that there is. */
export const relationOf = (level: Rollup, { ready }: Pick<Kept, 'ready'>, to: number): string =>
  `thermacore.rollup_${level}_${ready && ready[level] >= to ? 'ready' : 'of_tenant'}`;

/** What there is for these sensors: what the tenant's retention lets one count on, and how far the rollups are. */
export async function findKept(client: SqlClient, sensors: readonly number[], now: number): Promise<Kept> {
  const kept = await findRetained(client, now);
  const { rows } = await client.query<{ level: Rollup; ms: number; waiting: boolean }>(
    `select level, (extract(epoch from ready) * 1000)::float8 as ms,
            exists (select from thermacore.rollup_waiting w
                    where w.bucket < (select max(ready) from thermacore.rollup_horizon) and w.sensor_ids && $1::int[]) as waiting
     from thermacore.rollup_horizon`,
    [int4Array(sensors)],
  );
  if (rows.some(({ waiting }) => waiting)) return kept;
  const ready = Object.fromEntries(rows.map(({ level, ms }) => [level, ms])) as Record<Rollup, number>;
  return { ...kept, ready };
}

async function findRetained(client: SqlClient, now: number): Promise<Kept> {
  const { rows } = await client.query<{ class: Level; ms: number }>(
    `select d.class, (extract(epoch from coalesce(o.keep, d.keep)) * 1000)::float8 as ms
     from thermacore.retention d
     left join thermacore.retention o on o.class = d.class and o.tenant_id = thermacore.current_tenant()
     where d.tenant_id is null and d.class <> 'text'`,
  );
  return { ...ALL_KEPT, ...Object.fromEntries(rows.map((row) => [row.class, now - row.ms])) };
}

/** Since when texts are kept, epoch ms. */
export async function findTextsKept(client: SqlClient, now: number): Promise<number> {
  const { rows } = await client.query<{ ms: number }>(
    `select (extract(epoch from keep) * 1000)::float8 as ms from thermacore.retention
     where class = 'text' and (tenant_id is null or tenant_id = thermacore.current_tenant())
     order by tenant_id nulls last limit 1`,
  );
  return rows[0] ? now - rows[0].ms : -Infinity;
}

/** The finest level that is kept at a time; days, when none is. */
export const finestAt = (kept: Kept, time: number): Level =>
  LEVELS.find((level) => kept[level] <= time) ?? '1d';

/** The nearest boundary between rows of the finest level that is kept there; the time itself where readings are. */
export function roundedTo(kept: Kept, time: number): number {
  const length = LEVEL_MS[finestAt(kept, time)];
  return length === 0 ? time : Math.round(time / length) * length;
}
