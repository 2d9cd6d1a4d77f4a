import { sleep, type Clock } from '../core/clock';
import { ThermaCoreError } from '../core/errors';
import type { Logger } from '../core/logger';
import { ensureApplicationRole, type ApplicationRole } from './application-role';
import { roomFor } from './lanes';
import { migrate } from './migrate';
import { asOwner } from './owner';
import { findRung, type Rung } from './rung';
import type { SqlClient } from './sql-client';

interface Surroundings {
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Prepared {
  readonly rung: Rung;
  readonly role: ApplicationRole;
  /** Connections that the application may open. */
  readonly room: number;
}

/** What the owner does at a start: find the rung, migrate, make the application role. */
export const prepare = (url: string, surroundings: Surroundings): Promise<Prepared> =>
  asOwner(url, (client) => prepareWith(client, url, surroundings));

/** Any number will do, as long as every ThermaCore uses the same. */
export const PREPARE_LOCK = 7_438_201_266;
export const LOCK_TIMEOUT_MS = 60_000;
const POLL_MS = 200;
const FINISHED = 'it has just finished';

/** One instance of a database at a time, so that several may start at once: roles and grants allow no two writers. */
export async function prepareWith(
  client: SqlClient,
  url: string,
  { clock, logger }: Surroundings,
): Promise<Prepared> {
  await takeLock(client, { clock, logger });
  try {
    const rung = await findRung(client);
    await migrate(client, rung, logger);
    const role = await ensureApplicationRole(client, url);
    return { rung, role, room: await roomFor(client, role) };
  } finally {
    await client.query('select pg_advisory_unlock($1)', [PREPARE_LOCK]).catch(() => undefined);
  }
}

/** Polls, because a statement that waits for the lock could not say for whom. */
async function takeLock(client: SqlClient, { clock, logger }: Surroundings): Promise<void> {
  const from = clock.monotonic();
  for (let told = false; ; told = true) {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
      PREPARE_LOCK,
    ]);
    if (rows[0]?.taken) return;
    if (!told)
      logger.info(
        `Waiting for another instance that prepares the database: ${(await holder(client)) ?? FINISHED}`,
      );
    if (clock.monotonic() - from >= LOCK_TIMEOUT_MS)
      throw new ThermaCoreError(
        'unavailable',
        `Another instance has been preparing the database for ${LOCK_TIMEOUT_MS / 1000} s: ${(await holder(client)) ?? FINISHED}.`,
        {
          advice:
            'Let it finish (a large migration may take long), or end that process or its database connection.',
        },
      );
    await sleep(clock, POLL_MS);
  }
}

/** Who holds the lock. A 64-bit key stands in pg_locks as two halves: table 53.13 of the PostgreSQL documentation. */
export async function holder(client: SqlClient): Promise<string | undefined> {
  const { rows } = await client.query<{
    pid: number;
    name: string | null;
    address: string | null;
    since: number | null;
  }>(
    `select l.pid, nullif(a.application_name, '') as name, host(a.client_addr) as address,
            extract(epoch from clock_timestamp() - a.backend_start)::int as since
     from pg_locks l left join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.granted and l.objsubid = 1
       and l.database = (select oid from pg_database where datname = current_database())
       and (l.classid::bigint << 32 | l.objid::bigint) = $1`,
    [PREPARE_LOCK],
  );
  const [one] = rows;
  if (!one) return undefined;
  return [
    `"${one.name ?? 'unnamed'}", server process ${one.pid}`,
    ...(one.address === null ? [] : [`from ${one.address}`]),
    ...(one.since === null ? [] : [`connected for ${one.since} s`]),
  ].join(', ');
}
