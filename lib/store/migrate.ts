import { createHash } from 'node:crypto';
import { ThermaCoreError } from '../core/errors';
import type { Logger } from '../core/logger';
import { migrations, type Migration } from './migrations';
import type { Rung, RungName } from './rung';
import type { SqlClient } from './sql-client';

/** Of one statement for a table that somebody reads or writes. */
const LOCK_TIMEOUT_MS = 30_000;
const LOCK_NOT_AVAILABLE = '55P03';

export const checksum = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Brings the schema up to date: forward only, each migration in a transaction of its own; the caller holds the lock
 * (`prepareWith`). Refused are a migration that changed after it ran, one from a newer version, and one that is older
 * than what the database has already: what it builds on is no longer what it was written for.
 */
export async function migrate(client: SqlClient, rung: Rung, logger: Logger): Promise<void> {
  await client.query(`
    create schema if not exists thermacore;
    create table if not exists thermacore.migrations (
      name text primary key,
      checksum text not null,
      applied_at timestamptz not null default now()
    )`);
  for (const migration of await pendingMigrations(client, rung.name))
    await apply(client, migration, rung, logger);
}

/** What a start would run on a database that has the table of migrations. Throws what a start would refuse. */
export async function pendingMigrations(client: SqlClient, rung: RungName): Promise<readonly Migration[]> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from thermacore.migrations order by name collate "C"',
  );
  const applied = new Map(rows.map((row) => [row.name, row.checksum]));
  refuseUnknown(applied);
  refuseLate(applied);
  for (const migration of migrations) {
    const before = applied.get(migration.name);
    if (before !== undefined && before !== checksum(migration.sql(rung))) throw changed(migration.name);
  }
  return migrations.filter(({ name }) => !applied.has(name));
}

function refuseUnknown(applied: ReadonlyMap<string, string>): void {
  const known = new Set(migrations.map((migration) => migration.name));
  const newer = [...applied.keys()].find((name) => !known.has(name));
  if (newer)
    throw new ThermaCoreError(
      'configuration',
      `The database was upgraded by a newer ThermaCore (${newer}).`,
      {
        advice: 'Start that version, or restore a backup from before the upgrade.',
      },
    );
}

function refuseLate(applied: ReadonlyMap<string, string>): void {
  const newest = [...applied.keys()].at(-1);
  const late = migrations.find(({ name }) => newest !== undefined && name < newest && !applied.has(name));
  if (late)
    throw new ThermaCoreError(
      'configuration',
      `The migration ${late.name} comes too late: the database has ${newest} already.`,
      {
        advice: 'Reinstall the version that made the database, or give the migration the next number.',
      },
    );
}

const changed = (name: string): ThermaCoreError =>
  new ThermaCoreError('configuration', `The migration ${name} differs from the one the database has.`, {
    advice: 'Reinstall the version that made the database, or restore a backup.',
  });

async function apply(client: SqlClient, migration: Migration, rung: Rung, logger: Logger): Promise<void> {
  const sql = migration.sql(rung.name);
  await client.query(`begin; set local lock_timeout = ${LOCK_TIMEOUT_MS}`);
  try {
    await client.query(sql);
    await client.query('insert into thermacore.migrations (name, checksum) values ($1, $2)', [
      migration.name,
      checksum(sql),
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) throw busy(migration.name, error);
    throw error;
  }
  logger.info(`Database schema: ${migration.name}`);
}

const busy = (name: string, cause: unknown): ThermaCoreError =>
  new ThermaCoreError(
    'unavailable',
    `The migration ${name} cannot have a table that another program keeps locked.`,
    {
      advice: 'Stop other instances of the older version and long queries; it is tried again.',
      cause,
    },
  );
