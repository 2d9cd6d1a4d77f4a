import type { Clock } from '../core/clock';
import { ThermaCoreError } from '../core/errors';
import type { Logger } from '../core/logger';
import type { Meter } from '../core/meter';
import type { ApplicationRole } from './application-role';
import { Lane } from './lane';
import { openPool } from './pool';
import type { SqlClient } from './sql-client';
import { STATEMENT_TIMEOUT_MS } from './statement-watch';

/**
 * Connections by purpose, so that none can starve another: `write` is ingest, `read` answers people, `bulk` is what
 * runs for minutes (exports, imports, long questions about history, maintenance).
 */
export const LANES = ['write', 'read', 'bulk'] as const;
export type LaneName = (typeof LANES)[number];
export type LaneSizes = Readonly<Record<LaneName, number>>;

/** Below these nothing works: two for ingest, since one of them answers whether the database is there. */
const FEWEST: LaneSizes = { write: 2, read: 1, bulk: 1 };
const SUM_OF_FEWEST = 4;
/** For the listener, another instance that migrates, maintenance, and an administrator. */
const LEFT_TO_OTHERS = 5;

const WAITING: Readonly<Record<LaneName, { maxWaiting: number; acquireTimeoutMs: number }>> = {
  write: { maxWaiting: 64, acquireTimeoutMs: 5_000 },
  read: { maxWaiting: 256, acquireTimeoutMs: 5_000 },
  bulk: { maxWaiting: 16, acquireTimeoutMs: 30_000 },
};

/** Of a pool of `poolSize` connections for questions. */
export const wantedSizes = (poolSize: number): LaneSizes => ({
  write: Math.min(8, Math.max(3, Math.ceil(poolSize / 4))),
  read: poolSize,
  bulk: Math.max(1, Math.round(poolSize / 4)),
});

const sum = (sizes: LaneSizes): number => LANES.reduce((total, lane) => total + sizes[lane], 0);

/**
 * How many connections the server has for us: its `max_connections` without those it reserves for superusers and those
 * we leave to others, and what limits role and database set.
 */
export async function roomFor(client: SqlClient, { user }: ApplicationRole): Promise<number> {
  const { rows } = await client.query<{ room: number }>(
    `select least(
       current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
         - coalesce(nullif(current_setting('reserved_connections', true), '')::int, 0) - $2::int,
       (select nullif(rolconnlimit, -1) - 1 from pg_roles where rolname = $1),
       (select nullif(datconnlimit, -1) - $2::int from pg_database where datname = current_database())) as room`,
    [user, LEFT_TO_OTHERS],
  );
  return rows[0]?.room ?? 0;
}

/** Fits the lanes into the room there is, and says so. Throws `configuration` when not even the fewest fit. */
export function fitSizes(poolSize: number, room: number, logger: Logger): LaneSizes {
  const wanted = wantedSizes(poolSize);
  if (sum(wanted) <= room) return wanted;
  if (room < SUM_OF_FEWEST)
    throw new ThermaCoreError(
      'configuration',
      `The database has ${Math.max(0, room)} connections left for ThermaCore, which needs ${SUM_OF_FEWEST} at least.`,
      {
        field: 'THERMACORE_DATABASE_URL',
        advice: 'Raise max_connections of the server, or the connection limit of the database or the role.',
      },
    );
  const sizes: Record<LaneName, number> = { ...wanted };
  while (sum(sizes) > room) {
    const spare = (lane: LaneName): number => (sizes[lane] - FEWEST[lane]) / wanted[lane];
    sizes[LANES.reduce((most, lane) => (spare(lane) > spare(most) ? lane : most))]--;
  }
  logger.warn(
    `The database has ${room} connections for ThermaCore, not ${sum(wanted)}: ${describe(sizes)} instead of ` +
      `${describe(wanted)}. Raise max_connections of the server, or lower the pool size of the database node.`,
  );
  return sizes;
}

const describe = (sizes: LaneSizes): string => LANES.map((lane) => `${sizes[lane]} ${lane}`).join(', ');

export interface LanesOptions {
  readonly url: string;
  readonly role: ApplicationRole;
  readonly sizes: LaneSizes;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
}

export type Lanes = Readonly<Record<LaneName, Lane>>;

/** Opens nothing yet: connections are made when they are needed. */
export function openLanes({ url, role, sizes, clock, logger, meter }: LanesOptions): Lanes {
  const open = (name: LaneName): Lane => {
    const size = sizes[name];
    const pool = openPool({
      url,
      ...role,
      name: `thermacore ${name}`,
      size,
      ...(name === 'write' ? { statementTimeoutMs: STATEMENT_TIMEOUT_MS.write } : {}),
      logger,
    });
    const lane = new Lane(pool, { name, size, ...WAITING[name], clock });
    const labels = { lane: name };
    meter.gauge('thermacore_pool_connections', 'Connections that a lane may have', () => lane.size, labels);
    meter.gauge('thermacore_pool_in_use', 'Connections of a lane that are busy', () => lane.inUse, labels);
    meter.gauge('thermacore_pool_waiting', 'Who waits for a connection', () => lane.waiting, labels);
    return lane;
  };
  return { write: open('write'), read: open('read'), bulk: open('bulk') };
}
