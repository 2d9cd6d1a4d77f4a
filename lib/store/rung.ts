import type { SqlClient } from './sql-client';
import { ThermaCoreError } from '../core/errors';

export type RungName = 'timescale-tsl' | 'timescale-apache' | 'plain';

/** What the database at hand can do (ADR 4), found by asking. */
export interface Rung {
  readonly name: RungName;
  /** Of TimescaleDB, else of PostgreSQL. */
  readonly version: string;
  /** One line for people: what it is, and what a better one would add. */
  readonly sentence: string;
}

const OLDEST_POSTGRESQL = 140_000;

export const isHypertable = (name: RungName): boolean => name !== 'plain';

/**
 * Finds the rung. On a database that has no readings yet TimescaleDB is switched on if the server offers it; one that
 * already holds readings in plain partitions stays plain, whatever the server could do.
 */
export async function findRung(client: SqlClient): Promise<Rung> {
  const server = await serverVersion(client);
  if (await holdsPlainReadings(client)) return plain(server, true);
  await client.query('create extension if not exists timescaledb').catch(() => undefined);
  return (await timescale(client, server)) ?? plain(server, false);
}

/** The same without switching anything on; `offers` is the version of a TimescaleDB that a start would try to switch on. */
export async function lookAtRung(client: SqlClient): Promise<{ rung: Rung; offers: string | undefined }> {
  const server = await serverVersion(client);
  if (await holdsPlainReadings(client)) return { rung: plain(server, true), offers: undefined };
  const present = await timescale(client, server);
  if (present) return { rung: present, offers: undefined };
  const { rows } = await client.query<{ version: string }>(
    `select default_version as version from pg_available_extensions where name = 'timescaledb'`,
  );
  return { rung: plain(server, false), offers: rows[0]?.version };
}

async function timescale(client: SqlClient, server: Server): Promise<Rung | undefined> {
  const { rows } = await client.query<{ extversion: string }>(
    `select extversion from pg_extension where extname = 'timescaledb'`,
  );
  const version = rows[0]?.extversion;
  if (!version) return undefined;
  const license = await client.query<{ license: string }>(
    `select current_setting('timescaledb.license', true) as license`,
  );
  // The licence setting tells which half of the library was built in; the Apache build cannot set it to timescale.
  return license.rows[0]?.license === 'timescale'
    ? {
        name: 'timescale-tsl',
        version,
        sentence: `TimescaleDB ${version} (all features) on PostgreSQL ${server.text}`,
      }
    : {
        name: 'timescale-apache',
        version,
        sentence: `TimescaleDB ${version} (Apache edition: hypertables, without compression and continuous aggregates) on PostgreSQL ${server.text}`,
      };
}

interface Server {
  readonly number: number;
  readonly text: string;
}

async function serverVersion(client: SqlClient): Promise<Server> {
  const { rows } = await client.query<{ number: string; text: string }>(
    `select current_setting('server_version_num') as number, split_part(current_setting('server_version'), ' ', 1) as text`,
  );
  const server = { number: Number(rows[0]?.number ?? 0), text: rows[0]?.text ?? '?' };
  if (server.number < OLDEST_POSTGRESQL)
    throw new ThermaCoreError('configuration', `PostgreSQL ${server.text} is too old.`, {
      field: 'THERMACORE_DATABASE_URL',
      advice: 'Use PostgreSQL 14 or newer, with TimescaleDB for compression and fast history.',
    });
  return server;
}

async function holdsPlainReadings(client: SqlClient): Promise<boolean> {
  const { rows } = await client.query<{ plain: boolean }>(
    `select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where n.nspname = 'thermacore' and c.relname = 'readings' and c.relkind = 'p') as plain`,
  );
  return rows[0]?.plain === true;
}

const plain = (server: Server, settled: boolean): Rung => ({
  name: 'plain',
  version: server.text,
  sentence: settled
    ? `PostgreSQL ${server.text} with daily partitions (TimescaleDB would add compression and continuous aggregates)`
    : `PostgreSQL ${server.text} without TimescaleDB: daily partitions (set THERMACORE_DATABASE_URL to a TimescaleDB for compression and continuous aggregates)`,
});
