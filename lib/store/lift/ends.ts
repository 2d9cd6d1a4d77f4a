import { Client } from 'pg';
import { ThermaCoreError } from '../../core/errors';
import { connectFault } from '../errors';
import { pendingMigrations } from '../migrate';
import { lookAtRung } from '../rung';

/** One of the two databases, as its owner. */
export interface End {
  readonly client: Client;
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** Counting and hashing a large table is one statement. */
const STATEMENT_TIMEOUT_MS = 4 * 3600 * 1000;
const LOCK_TIMEOUT_MS = 60_000;

/** What rows look like as text must not depend on a server's configuration, since their hashes are compared. */
const SETTINGS = `
  set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres'; set extra_float_digits = 1;
  set bytea_output = 'hex'; set client_encoding = 'UTF8'; set search_path = pg_catalog;
  set statement_timeout = ${STATEMENT_TIMEOUT_MS}; set lock_timeout = ${LOCK_TIMEOUT_MS};
  set app.door = 'platform'; set timescaledb.max_tuples_decompressed_per_dml_transaction = 0`;

async function connect(url: string, setting: string): Promise<End> {
  const client = new Client({
    connectionString: url,
    application_name: 'thermacore-lift',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(SETTINGS);
  } catch (error) {
    throw connectFault(error, url, setting);
  }
  return { client, close: () => client.end().catch(() => undefined) };
}

const fault = (field: '--from' | '--to', message: string, advice: string): ThermaCoreError =>
  new ThermaCoreError('configuration', message, { field, advice });

/**
 * Only read, and all of it as it was at one moment: a snapshot that lasts as long as the lift. Partitions are locked
 * before it is taken, against the source's own maintenance: rows that move into a new partition later would be seen
 * neither there, where the snapshot does not reach, nor where they were, where the planner no longer looks.
 */
export async function openSource(url: string): Promise<End> {
  const end = await connect(url, '--from');
  try {
    const { rows } = await end.client.query<{ made: boolean }>(
      `select to_regclass('thermacore.migrations') is not null as made`,
    );
    if (!rows[0]?.made)
      throw fault(
        '--from',
        'The source holds nothing of ThermaCore.',
        'Give the database that ThermaCore uses now.',
      );
    await end.client.query('begin transaction isolation level repeatable read read only');
    await end.client.query(
      'lock table thermacore.readings, thermacore.texts, thermacore.alarm_journal in access share mode',
    );
    const { rung } = await lookAtRung(end.client);
    if (rung.name === 'timescale-tsl')
      throw fault(
        '--from',
        'The source is a TimescaleDB with all features already.',
        'Move it with pg_dump and pg_restore.',
      );
    const [pending] = await pendingMigrations(end.client, rung.name);
    if (pending)
      throw fault(
        '--from',
        `The source lacks the migration ${pending.name}.`,
        'Start this version of ThermaCore on it once; a lift only reads it.',
      );
    return end;
  } catch (error) {
    await end.close();
    throw error;
  }
}

const LIFT_LOCK = 7_438_201_275;

/** After `prepare` made its schema. */
export async function openTarget(url: string): Promise<End> {
  const end = await connect(url, '--to');
  try {
    const { rows } = await end.client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [
      LIFT_LOCK,
    ]);
    if (!rows[0]?.mine)
      throw fault(
        '--to',
        'Another lift fills the target right now.',
        'Let it finish, or end it; the next one goes on where it was.',
      );
    if ((await usersOf(end)).length > 0)
      throw fault(
        '--to',
        'ThermaCore runs on the target.',
        'Stop it: nobody may work on the target until it is filled.',
      );
    return end;
  } catch (error) {
    await end.close();
    throw error;
  }
}

/** Connections of a running ThermaCore, by what they are for. */
export async function usersOf({ client }: End): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select distinct application_name as name from pg_stat_activity
     where datname = current_database() and application_name like 'thermacore %' order by 1`,
  );
  return rows.map(({ name }) => name);
}

/** Tells databases apart, whatever the address that leads to them. */
export async function identityOf({ client }: End): Promise<string> {
  const { rows } = await client.query<{ identity: string }>(
    `select system_identifier || '/' || current_database() as identity from pg_control_system()`,
  );
  return rows[0]?.identity ?? '';
}
