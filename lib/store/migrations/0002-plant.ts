import type { Migration } from './migration';

/** Units and sensors. A change is announced, so that every process refreshes its directory. */
export const plant: Migration = {
  name: '0002-plant',
  sql: () => `
create table thermacore.units (
  id int generated always as identity primary key,
  tenant_id int not null references thermacore.tenants (id) on delete cascade,
  key text not null check (key ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  name text not null,
  kind text not null,
  area text,
  description text,
  created_at timestamptz not null default now(),
  unique (tenant_id, key)
);

create table thermacore.sensors (
  id int generated always as identity primary key,
  tenant_id int not null references thermacore.tenants (id) on delete cascade,
  unit_id int not null references thermacore.units (id) on delete cascade,
  key text not null check (key ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  name text not null,
  type text not null check (type in ('number', 'boolean', 'text')),
  quantity text not null,
  uom text not null,
  decimals smallint not null,
  range_low float8, range_high float8,
  normal_low float8, normal_high float8,
  stale_after int not null,
  headline boolean not null,
  description text,
  created_at timestamptz not null default now(),
  unique (unit_id, key)
);
create index sensors_tenant on thermacore.sensors (tenant_id);

alter table thermacore.units enable row level security;
alter table thermacore.units force row level security;
alter table thermacore.sensors enable row level security;
alter table thermacore.sensors force row level security;
create policy units_visible on thermacore.units using (thermacore.visible(tenant_id));
create policy sensors_visible on thermacore.sensors using (thermacore.visible(tenant_id));

create function thermacore.announce_plant() returns trigger language plpgsql
  as $$ begin perform pg_notify('thermacore_plant', ''); return null; end $$;
create trigger units_announce after insert or update or delete on thermacore.units
  for each statement execute function thermacore.announce_plant();
create trigger sensors_announce after insert or update or delete on thermacore.sensors
  for each statement execute function thermacore.announce_plant();
`,
};
