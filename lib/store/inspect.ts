import type { Clock } from '../core/clock';
import { isThermaCoreError } from '../core/errors';
import { roleName } from './application-role';
import { roomFor } from './lanes';
import { migrations } from './migrations';
import { pendingMigrations } from './migrate';
import { asOwner } from './owner';
import { holder } from './prepare';
import { lookAtRung, type RungName } from './rung';
import type { SqlClient } from './sql-client';

/** What a start would find and do, asked without writing anything. */
export interface Inspection {
  /** The line that a start prints. */
  readonly sentence: string;
  readonly rung: RungName;
  /** A TimescaleDB that a start would try to switch on. */
  readonly offers: string | undefined;
  /** False: a new database, where a start makes everything. */
  readonly hasSchema: boolean;
  /** Migrations that a start would run, by name. */
  readonly pending: readonly string[];
  /** Why a start would not begin, in a sentence. */
  readonly refusal: string | undefined;
  /** Rights that the user lacks. */
  readonly lacking: readonly string[];
  /** How far the database's clock is ahead of ours, in ms, known to `clockUncertainty` ms. */
  readonly clockAhead: number;
  readonly clockUncertainty: number;
  readonly databaseBytes: number;
  /** Where the server keeps its data, if it tells this user. */
  readonly dataFolder: string | undefined;
  /** Connections that the application may open. */
  readonly room: number;
  readonly workers: Workers | undefined;
  /** Another instance that prepares the database right now. */
  readonly preparing: string | undefined;
}

/** Background workers of TimescaleDB: one per database with it, and one per job that runs. */
export interface Workers {
  readonly timescale: number;
  readonly server: number;
  /** A newer version that the server has installed. */
  readonly newer: string | undefined;
}

const TIMEOUT_MS = 10_000;

/** Rejects with one sentence when the database cannot be reached. */
export const inspectDatabase = (url: string, clock: Clock): Promise<Inspection> =>
  asOwner(url, (client) => inspectWith(client, clock));

export async function inspectWith(client: SqlClient, clock: Clock): Promise<Inspection> {
  // Whatever we do below: the server would refuse to write.
  await client.query(`begin transaction read only; set local statement_timeout = ${TIMEOUT_MS}`);
  try {
    const { rung, offers } = await lookAtRung(client);
    const facts = await look(client);
    const { hasSchema, database } = facts;
    return {
      sentence: rung.sentence,
      rung: rung.name,
      offers,
      hasSchema,
      ...(await plan(client, rung.name, hasSchema)),
      lacking: lackingRights(facts),
      ...(await clockAhead(client, clock)),
      databaseBytes: Number(facts.bytes),
      dataFolder: facts.folder ?? undefined,
      room: await roomFor(client, { user: roleName(database), password: '' }),
      workers: rung.name === 'plain' ? undefined : await workers(client),
      preparing: await holder(client),
    };
  } finally {
    await client.query('rollback').catch(() => undefined);
  }
}

interface Facts {
  readonly database: string;
  readonly hasSchema: boolean;
  readonly bytes: string;
  readonly folder: string | null;
  readonly mayCreate: boolean;
  readonly mayMakeRoles: boolean;
  readonly user: string;
}

async function look(client: SqlClient): Promise<Facts> {
  const { rows } = await client.query<Facts>(
    `select current_database()::text as database, current_user::text as user,
            to_regclass('thermacore.migrations') is not null as "hasSchema",
            pg_database_size(current_database())::text as bytes,
            (select setting from pg_settings where name = 'data_directory') as folder,
            has_database_privilege(current_database(), 'create') as "mayCreate",
            (select rolsuper or rolcreaterole from pg_roles where rolname = current_user) as "mayMakeRoles"`,
  );
  if (!rows[0]) throw new Error('no answer');
  return rows[0];
}

const lackingRights = ({ mayCreate, mayMakeRoles, hasSchema, database, user }: Facts): string[] => [
  ...(mayMakeRoles
    ? []
    : [`The user may not create roles. Let a superuser run: ALTER ROLE "${user}" CREATEROLE;`]),
  ...(mayCreate || hasSchema
    ? []
    : [
        `The user may not create a schema. Let a superuser run: GRANT CREATE ON DATABASE "${database}" TO "${user}";`,
      ]),
];

async function plan(
  client: SqlClient,
  rung: RungName,
  hasSchema: boolean,
): Promise<{ pending: readonly string[]; refusal: string | undefined }> {
  if (!hasSchema) return { pending: migrations.map(({ name }) => name), refusal: undefined };
  try {
    const pending = await pendingMigrations(client, rung);
    return { pending: pending.map(({ name }) => name), refusal: undefined };
  } catch (error) {
    if (isThermaCoreError(error)) return { pending: [], refusal: error.sentence };
    throw error;
  }
}

/** The answer was made between asking and hearing it: half of that time is what we cannot know. */
async function clockAhead(
  client: SqlClient,
  clock: Clock,
): Promise<{ clockAhead: number; clockUncertainty: number }> {
  const before = clock.now();
  const { rows } = await client.query<{ ms: number }>(
    'select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms',
  );
  const after = clock.now();
  return {
    clockAhead: Math.round((rows[0]?.ms ?? before) - (before + after) / 2),
    clockUncertainty: (after - before) / 2,
  };
}

async function workers(client: SqlClient): Promise<Workers> {
  const { rows } = await client.query<{ timescale: string | null; server: string; newer: string | null }>(
    `select current_setting('timescaledb.max_background_workers', true) as timescale,
            current_setting('max_worker_processes') as server,
            (select nullif(default_version, installed_version) from pg_available_extensions
             where name = 'timescaledb') as newer`,
  );
  return {
    timescale: Number(rows[0]?.timescale ?? 0),
    server: Number(rows[0]?.server ?? 0),
    newer: rows[0]?.newer ?? undefined,
  };
}
