import { createHash } from 'node:crypto';
import { ThermaCoreError } from '../core/errors';
import type { Logger } from '../core/logger';
import { migrations, type Migration } from './migrations';
import type { Rung } from './rung';
import type { SqlClient } from './sql-client';

const checksum = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Brings the schema up to date: forward only, each migration in a transaction of its own; the caller holds the lock
 * (`prepareWith`). A migration that changed after it ran, or one from a newer version, is refused.
 */
export async function migrate(client: SqlClient, rung: Rung, logger: Logger): Promise<void> {
  await client.query(`
    create schema if not exists thermacore;
    create table if not exists thermacore.migrations (
      name text primary key,
      checksum text not null,
      applied_at timestamptz not null default now()
    )`);
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from thermacore.migrations order by name',
  );
  const applied = new Map(rows.map((row) => [row.name, row.checksum]));
  refuseUnknown(applied);
  for (const migration of migrations) await apply(client, migration, rung, applied, logger);
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

async function apply(
  client: SqlClient,
  migration: Migration,
  rung: Rung,
  applied: ReadonlyMap<string, string>,
  logger: Logger,
): Promise<void> {
  const sql = migration.sql(rung.name);
  const sum = checksum(sql);
  const before = applied.get(migration.name);
  if (before === sum) return;
  if (before !== undefined)
    throw new ThermaCoreError(
      'configuration',
      `The migration ${migration.name} differs from the one the database has.`,
      {
        advice: 'Reinstall the version that made the database, or restore a backup.',
      },
    );
  await client.query('begin');
  try {
    await client.query(sql);
    await client.query('insert into thermacore.migrations (name, checksum) values ($1, $2)', [
      migration.name,
      sum,
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
  logger.info(`Database schema: ${migration.name}`);
}
