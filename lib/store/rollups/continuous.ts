import type { Clock } from '../../core/clock';
import type { Progress } from '../maintenance';
import type { AsOwner } from '../owner';
import type { SqlClient } from '../sql-client';
import { compressOldChunks, ensurePolicies, hasWorkers } from './policies';
import type { RollupRefresher } from './refresher';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Writers log what is older than 5 minutes (migration 0011); with this distance nothing slips between the two. */
export const SETTLED_MS = 10 * MINUTE_MS;
/** How often the whole is looked after where the server's own jobs do the work, and where they do not. */
const WITH_WORKERS_MS = 10 * MINUTE_MS;
const WITHOUT_WORKERS_MS = MINUTE_MS;
const LATE_ROWS_A_STEP = 5_000;

interface Level {
  readonly name: '1m' | '1h' | '1d';
  readonly widthMs: number;
  /** Materialised in one go when much is to be caught up. */
  readonly sliceMs: number;
}

const LEVELS: readonly Level[] = [
  { name: '1m', widthMs: MINUTE_MS, sliceMs: DAY_MS },
  { name: '1h', widthMs: HOUR_MS, sliceMs: 30 * DAY_MS },
  { name: '1d', widthMs: DAY_MS, sliceMs: 365 * DAY_MS },
];

interface State {
  /** Epoch ms; null for "never". */
  readonly ready: Record<Level['name'], number | null>;
  readonly sealed: number | null;
}

const floor = (ms: number, width: number): number => Math.floor(ms / width) * width;
const ceil = (ms: number, width: number): number => Math.ceil(ms / width) * width;

/**
 * Keeps the continuous aggregates of TSL up. The server's policy jobs do it where it runs any; in any case what they
 * left is refreshed here, oldest first: beyond a first gap a real-time aggregate would show nothing of older readings.
 * Late readings are refreshed as soon as they are seen, and until then the views compute their buckets from the raw
 * ones. What is older than `sealed` is not refreshed, because raw readings may be missing there.
 */
export class ContinuousRollups {
  private lastWhole = -Infinity;
  private workers = false;

  constructor(
    private readonly asOwner: AsOwner,
    private readonly refresher: RollupRefresher,
    private readonly clock: Clock,
  ) {}

  async run(signal: AbortSignal, budgetMs: number): Promise<Progress> {
    const progress = await this.refresher.run(signal, budgetMs);
    const pause = this.workers ? WITH_WORKERS_MS : WITHOUT_WORKERS_MS;
    const whole = this.clock.monotonic() >= this.lastWhole + pause;
    if (!whole && (progress.backlog ?? 0) === 0) return progress;
    return this.asOwner(async (client) => {
      if (whole) {
        await this.materialise(client, signal);
        this.workers = await hasWorkers(client);
        if (this.workers && !signal.aborted) await ensurePolicies(client);
        this.lastWhole = this.clock.monotonic();
      }
      await this.refreshLate(client, signal);
      const { ready } = await stateOf(client);
      const { rows } = await client.query<{ backlog: number }>(
        'select count(*)::int as backlog from thermacore.rollup_late',
      );
      const lagSeconds = ready['1m'] === null ? undefined : (this.clock.now() - ready['1m']) / SECOND_MS;
      return { lagSeconds, backlog: rows[0]?.backlog ?? 0 };
    });
  }

  /** Compresses what is old, where the server has no worker that does. */
  async compress(signal: AbortSignal): Promise<undefined> {
    await this.asOwner(async (client) => {
      if (!(await hasWorkers(client))) await compressOldChunks(client, signal);
    });
    return undefined;
  }

  private async materialise(client: SqlClient, signal: AbortSignal): Promise<void> {
    const end = (await databaseTime(client)) - SETTLED_MS;
    for (const { name, widthMs, sliceMs } of LEVELS) {
      const { ready, sealed } = await stateOf(client);
      const to = floor(end, widthMs);
      let from = ready[name] ?? floor((await firstReading(client)) ?? to, DAY_MS);
      if (sealed !== null) from = Math.max(from, sealed);
      // Once at least, so that a level without anything to do is ready too.
      do {
        const next = Math.min(to, floor(from, sliceMs) + sliceMs);
        await refresh(client, name, from, next);
        await client.query(
          `update thermacore.rollup_state set ready = to_timestamp($2::float8 / 1000)
           where level = $1 and ready < to_timestamp($2::float8 / 1000)`,
          [name, next],
        );
        from = next;
      } while (from < to && !signal.aborted);
    }
  }

  private async refreshLate(client: SqlClient, signal: AbortSignal): Promise<void> {
    for (;;) {
      const { ready, sealed } = await stateOf(client);
      if (ready['1m'] === null) return;
      const { rows } = await client.query<{ ids: string[] | null; first: number; last: number }>(
        `select array_agg(id::text) as ids, (extract(epoch from min(bucket)) * 1000)::float8 as first,
                (extract(epoch from max(bucket)) * 1000)::float8 as last
         from (select id, bucket from thermacore.rollup_late
               where bucket < to_timestamp($1::float8 / 1000)
                 and ($2::float8 is null or bucket >= to_timestamp($2::float8 / 1000))
               order by bucket limit ${LATE_ROWS_A_STEP}) oldest`,
        [ready['1m'], sealed],
      );
      const [found] = rows;
      if (!found?.ids || signal.aborted) return;
      for (const { name, widthMs } of LEVELS) {
        const to = Math.min(ceil(found.last + 1, widthMs), ready[name] ?? -Infinity);
        await refresh(client, name, floor(found.first, widthMs), to);
      }
      await client.query('delete from thermacore.rollup_late where id = any ($1::bigint[])', [
        `{${found.ids.join(',')}}`,
      ]);
    }
  }
}

/** Whole buckets of [from, to); outside of any transaction. Only what was invalidated is computed anew. */
async function refresh(client: SqlClient, name: Level['name'], from: number, to: number): Promise<void> {
  if (from >= to) return;
  await client.query(
    `call refresh_continuous_aggregate('thermacore.continuous_${name}', to_timestamp($1::float8 / 1000), to_timestamp($2::float8 / 1000))`,
    [from, to],
  );
}

async function stateOf(client: SqlClient): Promise<State> {
  const { rows } = await client.query<{ level: Level['name']; ready: number | null; sealed: number | null }>(
    `select level, (extract(epoch from nullif(ready, '-infinity')) * 1000)::float8 as ready,
            (extract(epoch from nullif(sealed, '-infinity')) * 1000)::float8 as sealed
     from thermacore.rollup_state`,
  );
  const of = (name: Level['name']) => rows.find(({ level }) => level === name);
  return {
    ready: { '1m': of('1m')?.ready ?? null, '1h': of('1h')?.ready ?? null, '1d': of('1d')?.ready ?? null },
    sealed: of('1m')?.sealed ?? null,
  };
}

async function databaseTime(client: SqlClient): Promise<number> {
  const { rows } = await client.query<{ now: number }>(
    'select (extract(epoch from now()) * 1000)::float8 as now',
  );
  return rows[0]?.now ?? 0;
}

/** By the key of readings, which begins with the sensor: no scan of the table. */
async function firstReading(client: SqlClient): Promise<number | null> {
  const { rows } = await client.query<{ first: number | null }>(
    `select (extract(epoch from min(r.time)) * 1000)::float8 as first
     from thermacore.sensors s cross join lateral (
       select time from thermacore.readings where sensor_id = s.id order by time limit 1) r`,
  );
  return rows[0]?.first ?? null;
}
