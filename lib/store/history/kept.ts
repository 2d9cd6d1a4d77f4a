import type { SqlClient } from '../sql-client';
import { LEVELS, LEVEL_MS, type Level } from './cover';

/** Since when rows of a level are kept, epoch ms. Older ones may be there still, or not. */
export type Kept = Readonly<Record<Level, number>>;

export const ALL_KEPT: Kept = { raw: -Infinity, '1m': -Infinity, '1h': -Infinity, '1d': -Infinity };

/** What the tenant's retention lets one count on. */
export async function findKept(client: SqlClient, now: number): Promise<Kept> {
  const { rows } = await client.query<{ class: Level; ms: number }>(
    `select d.class, (extract(epoch from coalesce(o.keep, d.keep)) * 1000)::float8 as ms
     from thermacore.retention d
     left join thermacore.retention o on o.class = d.class and o.tenant_id = thermacore.current_tenant()
     where d.tenant_id is null and d.class <> 'text'`,
  );
  return { ...ALL_KEPT, ...Object.fromEntries(rows.map((row) => [row.class, now - row.ms])) };
}

/** The finest level that is kept at a time; days, when none is. */
export const finestAt = (kept: Kept, time: number): Level =>
  LEVELS.find((level) => kept[level] <= time) ?? '1d';

/** The nearest boundary between rows of the finest level that is kept there; the time itself where readings are. */
export function roundedTo(kept: Kept, time: number): number {
  const length = LEVEL_MS[finestAt(kept, time)];
  return length === 0 ? time : Math.round(time / length) * length;
}
