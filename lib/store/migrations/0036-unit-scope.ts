import type { Migration } from './migration';

/**
 * A transaction may be limited to units of its tenant: \`app.units\` has their numbers and \`app.unit_keys\` their keys, for
 * tables that name units so. Nothing in them is no limit, an empty list is nothing at all. The policies are restrictive: they
 * take away from what those of the tenant allow.
 */
export const unitScope: Migration = {
  name: '0036-unit-scope',
  sql: () => `
create function thermacore.current_units() returns int[] language sql stable parallel safe
  as $$ select nullif(current_setting('app.units', true), '')::int[] $$;
create function thermacore.current_unit_keys() returns text[] language sql stable parallel safe
  as $$ select nullif(current_setting('app.unit_keys', true), '')::text[] $$;
create function thermacore.unit_visible(unit int) returns boolean language sql stable parallel safe
  as $$ select thermacore.current_units() is null or unit = any (thermacore.current_units()) $$;
-- Without a unit it belongs to the whole tenant.
create function thermacore.unit_key_visible(unit text) returns boolean language sql stable parallel safe
  as $$ select thermacore.current_unit_keys() is null or coalesce(unit = any (thermacore.current_unit_keys()), false) $$;

create policy units_scope on thermacore.units as restrictive using (thermacore.unit_visible(id));
create policy sensors_scope on thermacore.sensors as restrictive using (thermacore.unit_visible(unit_id));
${['commands', 'alarm_instances', 'alarm_rules', 'anomalies', 'anomaly_settings', 'anomaly_models']
  .map(
    (table) =>
      `create policy ${table}_scope on thermacore.${table} as restrictive using (thermacore.unit_key_visible(unit));`,
  )
  .join('\n')}
${[
  'alarm_rule_changes',
  'alarm_requests',
  'device_templates',
  'roles',
  'notification_targets',
  'notification_routes',
  'notification_deliveries',
  'notification_plans',
]
  .map(
    (table) =>
      `create policy ${table}_scope on thermacore.${table} as restrictive using (thermacore.current_units() is null);`,
  )
  .join('\n')}
-- The newest reading of a sensor, and a point, are as visible as their sensor; a device as one of its points.
create policy latest_scope on thermacore.latest as restrictive for select
  using (thermacore.current_units() is null or exists (select from thermacore.sensors s where s.id = sensor_id));
create policy device_points_scope on thermacore.device_points as restrictive
  using (thermacore.current_units() is null or exists (select from thermacore.sensors s where s.id = sensor_id));
create policy devices_scope on thermacore.devices as restrictive
  using (thermacore.current_units() is null or exists (
    select from thermacore.device_points p where p.tenant_id = devices.tenant_id and p.device_id = devices.id));
${view('alarm_journal_in_order', 'time, evaluated_at, ordinal, id')}
${view('alarm_journal_newest', 'time desc, evaluated_at desc, ordinal desc, id desc')}
`,
};

const COLUMNS = `time, evaluated_at, id, ordinal, rule, instance, unit, sensor, device, event, from_state, to_state, level,
  priority, class, value, "limit", quality, message, correlation, "user", comment, shelved_until, first_out, corrected,
  withdraws`;

/** As 0024 has it, and within the units. Both limits are looked up once, not for each row. */
const view = (name: string, order: string): string => `
create or replace view thermacore.${name} with (security_barrier) as
  select ${COLUMNS} from thermacore.alarm_journal
  where tenant_id = (select thermacore.current_tenant())
    and ((select thermacore.current_unit_keys()) is null or unit = any ((select thermacore.current_unit_keys())::text[]))
  order by ${order};
`;
