import type { Migration } from './migration';

/**
 * Anomalies: how sensors are watched and what people said of the results, what the models have learnt, and what they
 * found.
 *
 * Settings of a unit have no sensor, those of the tenant no unit; an empty text rather than null, so that there is one row
 * for each. Units and sensors are named by key, as in readings: an anomaly outlives its sensor. A model is bytes that only
 * the version that wrote them reads; what it cannot read begins anew.
 */
export const anomalies: Migration = {
  name: '0034-anomalies',
  sql: () => `
create table thermacore.anomaly_settings (
  tenant_id int not null references thermacore.tenants (id) on delete cascade,
  unit text not null,
  sensor text not null check (sensor = '' or unit <> ''),
  settings jsonb not null check (jsonb_typeof(settings) = 'object'),
  feedback jsonb not null check (jsonb_typeof(feedback) = 'object'),
  updated_at timestamptz not null default now(),
  updated_by text,
  primary key (tenant_id, unit, sensor)
);

create table thermacore.anomaly_models (
  tenant_id int not null references thermacore.tenants (id) on delete cascade,
  unit text not null,
  sensor text not null,
  uom text,
  state bytea not null check (octet_length(state) <= 1048576),
  saved_at timestamptz not null default now(),
  primary key (tenant_id, unit, sensor)
);

create table thermacore.anomalies (
  tenant_id int not null references thermacore.tenants (id) on delete cascade,
  id text not null check (length(id) between 1 and 64),
  unit text not null,
  sensor text not null,
  began_at timestamptz not null,
  ended_at timestamptz not null check (ended_at >= began_at),
  open boolean not null,
  confidence float8 not null check (confidence between 0 and 1),
  detector text not null,
  strength float8 not null,
  observed float8 not null,
  expected_low float8 not null,
  expected_high float8 not null,
  readings int not null check (readings > 0),
  scan text,
  judgement text check (judgement in ('true', 'false')),
  judged_by text,
  judged_at timestamptz,
  comment text check (length(comment) <= 1000),
  primary key (tenant_id, id)
);
create index anomalies_newest on thermacore.anomalies (tenant_id, began_at desc, id desc);
create index anomalies_of_sensor on thermacore.anomalies (tenant_id, unit, sensor, began_at desc);
create index anomalies_open on thermacore.anomalies (tenant_id) where open;
create index anomalies_ended on thermacore.anomalies (ended_at);

alter table thermacore.anomaly_settings enable row level security;
alter table thermacore.anomaly_settings force row level security;
alter table thermacore.anomaly_models enable row level security;
alter table thermacore.anomaly_models force row level security;
alter table thermacore.anomalies enable row level security;
alter table thermacore.anomalies force row level security;
create policy anomaly_settings_visible on thermacore.anomaly_settings using (thermacore.visible(tenant_id));
create policy anomaly_models_visible on thermacore.anomaly_models using (thermacore.visible(tenant_id));
create policy anomalies_visible on thermacore.anomalies using (thermacore.visible(tenant_id));

create function thermacore.announce_anomaly_settings() returns trigger language plpgsql
  as $$ begin perform pg_notify('thermacore_anomaly_settings', ''); return null; end $$;
create trigger anomaly_settings_announce after insert or update or delete on thermacore.anomaly_settings
  for each statement execute function thermacore.announce_anomaly_settings();

-- What ended more than 400 days ago goes, some at a time; so do models whose sensor has been silent for as long.
create function thermacore.delete_old_anomalies(p_rows int) returns int language plpgsql security definer
  set search_path = thermacore, pg_temp as $$
declare v_count int;
begin
  -- Row-level security is forced on an owner too, unless it is a superuser.
  perform set_config('app.door', 'platform', true);
  delete from thermacore.anomaly_models where saved_at < now() - interval '400 days';
  delete from thermacore.anomalies where (tenant_id, id) in (
    select tenant_id, id from thermacore.anomalies where ended_at < now() - interval '400 days' limit p_rows);
  get diagnostics v_count = row_count;
  return v_count;
end $$;
revoke all on function thermacore.delete_old_anomalies from public;
`,
};
