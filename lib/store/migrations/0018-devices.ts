import type { Migration } from './migration';

/**
 * Devices of the field and where their sensors stand in them. A sensor has at most one point. A change of either is
 * announced, so that whoever runs a device looks again.
 */
export const devices: Migration = {
  name: '0018-devices',
  sql: () => `
create table thermacore.devices (
  id int generated always as identity primary key,
  tenant_id int not null references thermacore.tenants (id) on delete cascade,
  key text not null check (key ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  name text not null,
  protocol text not null,
  enabled boolean not null,
  settings jsonb not null check (jsonb_typeof(settings) = 'object'),
  secrets jsonb not null default '{}' check (jsonb_typeof(secrets) = 'object'),
  description text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (tenant_id, key),
  unique (tenant_id, id)
);

create table thermacore.device_points (
  tenant_id int not null,
  device_id int not null,
  sensor_id int primary key references thermacore.sensors (id) on delete cascade,
  position int not null,
  settings jsonb not null check (jsonb_typeof(settings) = 'object'),
  write jsonb,
  foreign key (tenant_id, device_id) references thermacore.devices (tenant_id, id) on delete cascade
);
create index device_points_of on thermacore.device_points (tenant_id, device_id, position);

alter table thermacore.devices enable row level security;
alter table thermacore.devices force row level security;
alter table thermacore.device_points enable row level security;
alter table thermacore.device_points force row level security;
create policy devices_visible on thermacore.devices using (thermacore.visible(tenant_id));
create policy device_points_visible on thermacore.device_points using (thermacore.visible(tenant_id));

create function thermacore.announce_devices() returns trigger language plpgsql
  as $$ begin perform pg_notify('thermacore_devices', ''); return null; end $$;
create trigger devices_announce after insert or update or delete on thermacore.devices
  for each statement execute function thermacore.announce_devices();

-- Also when a sensor is deleted, which takes its point with it.
create trigger device_points_announce after insert or update or delete on thermacore.device_points
  for each statement execute function thermacore.announce_devices();
`,
};
