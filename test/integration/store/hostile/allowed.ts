/**
 * All that the application role may do, whatever else the schema holds. A new table, view or function that it should
 * reach gets a line here: a decision about what keeps tenants apart, never a formality.
 */

/** Rights on relations of the schema thermacore; on relations of any other schema it has none but those of everybody. */
export const RELATIONS: Readonly<Record<string, string>> = {
  tenants: 'INSERT SELECT UPDATE',
  users: 'DELETE INSERT SELECT UPDATE',
  roles: 'DELETE INSERT SELECT UPDATE',
  sessions: 'INSERT SELECT UPDATE',
  audit_of_tenant: 'SELECT',
  user_mfa: 'DELETE INSERT SELECT UPDATE',
  user_identities: 'INSERT SELECT',
  api_keys: 'DELETE INSERT SELECT UPDATE',
  units: 'DELETE INSERT SELECT UPDATE',
  sensors: 'DELETE INSERT SELECT UPDATE',
  devices: 'DELETE INSERT SELECT UPDATE',
  device_points: 'DELETE INSERT SELECT',
  device_templates: 'DELETE INSERT SELECT UPDATE',
  latest: 'SELECT',
  readings_of_tenant: 'SELECT',
  texts_of_tenant: 'SELECT',
  readings_in_order: 'SELECT',
  texts_in_order: 'SELECT',
  rollup_1m_of_tenant: 'SELECT',
  rollup_1h_of_tenant: 'SELECT',
  rollup_1d_of_tenant: 'SELECT',
  rollup_1m_ready: 'SELECT',
  rollup_1h_ready: 'SELECT',
  rollup_1d_ready: 'SELECT',
  rollup_horizon: 'SELECT',
  rollup_waiting: 'SELECT',
  retention: 'DELETE INSERT SELECT UPDATE',
  commands: 'INSERT SELECT UPDATE',
  alarm_rules: 'DELETE INSERT SELECT UPDATE',
  alarm_rule_changes: 'INSERT SELECT',
  alarm_requests: 'DELETE INSERT SELECT UPDATE',
  alarm_instances: 'DELETE INSERT SELECT UPDATE',
  notification_targets: 'DELETE INSERT SELECT UPDATE',
  notification_routes: 'DELETE INSERT SELECT UPDATE',
  notification_deliveries: 'INSERT SELECT UPDATE',
  notification_plans: 'INSERT SELECT UPDATE',
  anomaly_settings: 'INSERT SELECT UPDATE',
  anomaly_models: 'INSERT SELECT UPDATE',
  anomalies: 'INSERT SELECT UPDATE',
  reports: 'DELETE INSERT SELECT UPDATE',
  report_runs: 'DELETE INSERT SELECT UPDATE',
  idempotency_keys: 'DELETE INSERT SELECT UPDATE',
  security_incidents: 'DELETE INSERT SELECT UPDATE',
  security_blocks: 'DELETE INSERT SELECT UPDATE',
  trend_views: 'DELETE INSERT SELECT UPDATE',
  sparkplug_proposals: 'DELETE INSERT SELECT UPDATE',
  sparkplug_rules: 'DELETE INSERT SELECT UPDATE',
  synoptics: 'DELETE INSERT SELECT UPDATE',
  alarm_journal_in_order: 'SELECT',
  alarm_journal_newest: 'SELECT',
  tenant_defaults: 'SELECT UPDATE',
  tenant_storage: 'SELECT',
  // Without the platform's door it shows nothing.
  erasure_certificates: 'SELECT',
};

/** Of those the ones without any tenant's data, so that nothing needs to keep tenants apart in them. */
export const OF_NO_TENANT: readonly string[] = ['rollup_horizon'];

/**
 * Functions of the schema thermacore; those that run as their owner are marked. On the rungs that are named in brackets
 * there is nothing for an owner to do.
 */
export const FUNCTIONS: Readonly<Record<string, string>> = {
  announce_plant: 'caller',
  announce_devices: 'caller',
  announce_alarm_rules: 'caller',
  announce_alarms: 'caller',
  announce_alarm_requests: 'caller',
  announce_notifications: 'caller',
  announce_anomaly_settings: 'caller',
  announce_tenants: 'caller',
  announce_security: 'caller',
  quota_of: 'caller',
  keep_quota: 'caller',
  current_tenant: 'caller',
  visible: 'caller',
  // They only look at what the transaction says of itself.
  current_units: 'caller',
  current_unit_keys: 'caller',
  unit_visible: 'caller',
  unit_key_visible: 'caller',
  make_partitions: 'owner [timescale-apache timescale-tsl]',
  settle_days: 'owner [timescale-apache timescale-tsl]',
  write_readings: 'owner',
  write_texts: 'owner',
  // They set `app.tenant`, which the role may do anyway, and call the two above.
  write_readings_for: 'caller',
  write_texts_for: 'caller',
  // Rollups, of all tenants at once: they take bounds for their work, give counts, and show nothing.
  advance_rollups: 'owner [timescale-tsl]',
  refresh_rollups: 'owner',
  // They delete what the rules of the table retention say, whoever asks.
  apply_retention: 'owner',
  delete_ended_sessions: 'owner',
  delete_old_commands: 'owner',
  delete_old_anomalies: 'owner',
  delete_old_reports: 'owner',
  delete_old_idempotency_keys: 'owner',
  delete_old_security: 'owner',
  apply_journal_retention: 'owner',
  apply_notification_retention: 'owner',
  make_journal_months: 'owner [timescale-apache timescale-tsl]',
  // It adds, and only to the journal of the caller's tenant.
  write_alarm_journal: 'owner',
  // It appends, through the platform's door alone; the other tells where each chain stands, through the same door.
  write_audit: 'owner',
  audit_heads: 'owner',
  // Arithmetic on what the caller has.
  instant: 'caller',
  micros: 'caller',
  tame: 'caller',
  audit_part: 'caller',
  audit_content: 'caller',
  audit_hash: 'caller',
  trace: 'caller',
  trace_merge: 'caller',
  trace_merge_step: 'caller',
  trace_step: 'caller',
};
