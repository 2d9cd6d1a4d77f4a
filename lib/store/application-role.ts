import { createHash, createHmac } from 'node:crypto';
import { ThermaCoreError } from '../core/errors';
import type { SqlClient } from './sql-client';

export interface ApplicationRole {
  readonly user: string;
  readonly password: string;
}

/**
 * Rights of the application role, by table. Nothing on readings, texts, the journal of alarms, their partitions and chunks; nor on sequences,
 * which identities do not ask for and which would tell how much all tenants do.
 */
const GRANTS = `
  grant usage on schema thermacore to ROLE;
  grant select, insert on thermacore.tenants to ROLE;
  grant select, insert, update, delete on thermacore.users, thermacore.roles to ROLE;
  grant select, insert, update on thermacore.sessions to ROLE;
  revoke all on thermacore.audit from ROLE;
  grant select on thermacore.audit_of_tenant to ROLE;
  grant execute on function thermacore.write_audit, thermacore.audit_heads to ROLE;
  grant select, insert, update, delete on thermacore.user_mfa, thermacore.api_keys to ROLE;
  grant select, insert on thermacore.user_identities to ROLE;
  grant select, insert, update, delete on thermacore.units, thermacore.sensors to ROLE;
  grant select, insert, update, delete on thermacore.devices, thermacore.device_templates to ROLE;
  grant select, insert, delete on thermacore.device_points to ROLE;
  grant select on thermacore.latest, thermacore.readings_of_tenant, thermacore.texts_of_tenant to ROLE;
  grant select on thermacore.readings_in_order, thermacore.texts_in_order to ROLE;
  grant select on thermacore.rollup_1m_of_tenant, thermacore.rollup_1h_of_tenant, thermacore.rollup_1d_of_tenant to ROLE;
  grant select on thermacore.rollup_1m_ready, thermacore.rollup_1h_ready, thermacore.rollup_1d_ready to ROLE;
  grant select on thermacore.rollup_horizon, thermacore.rollup_waiting to ROLE;
  grant execute on function thermacore.advance_rollups, thermacore.refresh_rollups, thermacore.apply_retention to ROLE;
  grant execute on function thermacore.delete_ended_sessions, thermacore.delete_old_commands, thermacore.delete_old_anomalies,
    thermacore.settle_days to ROLE;
  grant select, insert, update, delete on thermacore.retention to ROLE;
  grant select, insert, update on thermacore.commands to ROLE;
  grant select, insert, update, delete on thermacore.alarm_rules, thermacore.alarm_instances to ROLE;
  grant select, insert, update, delete on thermacore.alarm_requests to ROLE;
  grant select, insert on thermacore.alarm_rule_changes to ROLE;
  grant select, insert, update on thermacore.anomaly_settings, thermacore.anomaly_models, thermacore.anomalies to ROLE;
  grant select on thermacore.alarm_journal_in_order, thermacore.alarm_journal_newest to ROLE;
  grant execute on function thermacore.write_alarm_journal, thermacore.make_journal_months,
    thermacore.apply_journal_retention to ROLE;
  grant select, insert, update, delete on thermacore.notification_targets, thermacore.notification_routes to ROLE;
  grant select, insert, update on thermacore.notification_deliveries, thermacore.notification_plans to ROLE;
  grant execute on function thermacore.apply_notification_retention to ROLE;
  grant select, insert, update, delete on thermacore.reports, thermacore.report_runs to ROLE;
  grant execute on function thermacore.delete_old_reports to ROLE;
  grant update on thermacore.tenants to ROLE;
  grant select, update on thermacore.tenant_defaults to ROLE;
  grant select on thermacore.tenant_storage, thermacore.erasure_certificates to ROLE;
  grant select, insert, update, delete on thermacore.idempotency_keys to ROLE;
  grant execute on function thermacore.delete_old_idempotency_keys to ROLE;
  grant select, insert, update, delete on thermacore.security_incidents, thermacore.security_blocks to ROLE;
  grant execute on function thermacore.delete_old_security to ROLE;
  grant select, insert, update, delete on thermacore.trend_views to ROLE;
  grant select, insert, update, delete on thermacore.sparkplug_proposals, thermacore.sparkplug_rules to ROLE;
  grant select, insert, update, delete on thermacore.synoptics to ROLE;
  revoke all on function thermacore.write_readings, thermacore.write_texts, thermacore.write_readings_for,
    thermacore.write_texts_for, thermacore.make_partitions from public;
  grant execute on function thermacore.write_readings, thermacore.write_texts, thermacore.write_readings_for,
    thermacore.write_texts_for, thermacore.make_partitions to ROLE;
  revoke all on all sequences in schema thermacore from ROLE;
`;

/** PostgreSQL cuts names at 63 bytes, so a long database name is hashed. */
export const roleName = (database: string): string =>
  /^[a-z_][a-z0-9_]{0,40}$/.test(database)
    ? `thermacore_${database}`
    : `thermacore_${createHash('sha256').update(database).digest('hex').slice(0, 16)}`;

/**
 * The role that the application logs in as: not the owner, so that RESET ROLE or a forgotten WHERE gains nothing.
 *
 * Its password is derived from the owner's and the database's name: two instances agree on it without keeping a secret
 * anywhere, and whoever knows the owner's password gains nothing by knowing this one.
 */
export async function ensureApplicationRole(client: SqlClient, ownerUrl: string): Promise<ApplicationRole> {
  const { rows } = await client.query<{ database: string }>('select current_database() as database');
  const database = rows[0]?.database ?? '';
  const user = roleName(database);
  const password = createHmac('sha256', `thermacore ${decodeURIComponent(new URL(ownerUrl).password)}`)
    .update(database)
    .digest('base64url');
  try {
    await ensureLogin(client, user, password);
    // Compiling a query over many chunks takes seconds, running it milliseconds.
    await client.query(`alter role ${user} set jit = off`);
    await client.query(GRANTS.replaceAll('ROLE', user));
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error;
    throw new ThermaCoreError(
      'configuration',
      'The database user may not create the role that ThermaCore works as.',
      {
        field: 'THERMACORE_DATABASE_URL',
        advice: `Let a superuser run: ALTER ROLE "${decodeURIComponent(new URL(ownerUrl).username)}" CREATEROLE;`,
        cause: error,
      },
    );
  }
  return { user, password };
}

/** CREATE and ALTER ROLE take no bind parameters; the name is ours and the password is base64url. */
async function ensureLogin(client: SqlClient, user: string, password: string): Promise<void> {
  const { rows } = await client.query<{ powerful: boolean }>(
    `select rolsuper or rolcreatedb or rolcreaterole or rolbypassrls or rolreplication as powerful
     from pg_roles where rolname = $1`,
    [user],
  );
  const [known] = rows;
  if (!known) await client.query(`create role ${user} with login password '${password}'`);
  else {
    await client.query(`alter role ${user} with login password '${password}'`);
    // Only a superuser may even name these, so an owner who is none must not when there is nothing to take away.
    if (known.powerful)
      await client.query(
        `alter role ${user} with nosuperuser nocreatedb nocreaterole nobypassrls noreplication`,
      );
  }
}
