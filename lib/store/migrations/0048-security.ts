import type { Migration } from './migration';

/** What the detection of intrusions found, and who is kept out. `tenant_id` null: of the installation. */
export const security: Migration = {
  name: '0048-security',
  sql: () => `
-- An id is one of its tenant's: an insert that meets another tenant's row would fail, and so tell that it is there.
create table thermacore.security_incidents (
  id text not null check (length(id) between 1 and 64),
  tenant_id int references thermacore.tenants (id) on delete cascade,
  detector text not null check (length(detector) between 1 and 64),
  severity text not null check (severity in ('low', 'medium', 'high', 'critical')),
  title text not null check (length(title) <= 200),
  summary text not null check (length(summary) <= 1000),
  advice text not null check (length(advice) <= 1000),
  account text check (length(account) <= 200),
  address text check (length(address) <= 200),
  protocol text not null check (length(protocol) <= 64),
  done text check (length(done) <= 1000),
  acknowledged_by text check (length(acknowledged_by) <= 200),
  count int not null check (count > 0),
  first_at timestamptz not null,
  last_at timestamptz not null
);
create unique index security_incidents_id on thermacore.security_incidents (coalesce(tenant_id, 0), id);
create index security_incidents_place on thermacore.security_incidents (coalesce(tenant_id, 0), last_at desc, id desc);
create index security_incidents_age on thermacore.security_incidents (last_at);

create table thermacore.security_blocks (
  id text primary key check (length(id) between 1 and 64),
  tenant_id int references thermacore.tenants (id) on delete cascade,
  kind text not null check (kind in ('address', 'account', 'client')),
  value text not null check (length(value) between 1 and 200),
  reason text not null check (length(reason) <= 1000),
  created_by text not null check (length(created_by) <= 200),
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create unique index security_blocks_value on thermacore.security_blocks (coalesce(tenant_id, 0), kind, value);
create index security_blocks_expiry on thermacore.security_blocks (expires_at);

alter table thermacore.security_incidents enable row level security;
alter table thermacore.security_incidents force row level security;
create policy security_incidents_visible on thermacore.security_incidents using (thermacore.visible(tenant_id));
create policy security_incidents_scope on thermacore.security_incidents as restrictive using (thermacore.current_units() is null);
alter table thermacore.security_blocks enable row level security;
alter table thermacore.security_blocks force row level security;
create policy security_blocks_visible on thermacore.security_blocks using (thermacore.visible(tenant_id));
create policy security_blocks_scope on thermacore.security_blocks as restrictive using (thermacore.current_units() is null);

create function thermacore.announce_security() returns trigger language plpgsql
  as $$ begin perform pg_notify('thermacore_security', ''); return null; end $$;
create trigger security_blocks_announce after insert or update or delete on thermacore.security_blocks
  for each statement execute function thermacore.announce_security();

-- Incidents stay for 400 days, blocks until they are over.
create function thermacore.delete_old_security(p_rows int) returns int language plpgsql security definer
  set search_path = thermacore, pg_temp as $$
declare
  v_incidents int;
  v_blocks int;
begin
  perform set_config('app.door', 'platform', true);
  delete from thermacore.security_incidents where ctid in (
    select ctid from thermacore.security_incidents where last_at < now() - interval '400 days' limit p_rows);
  get diagnostics v_incidents = row_count;
  delete from thermacore.security_blocks where ctid in (
    select ctid from thermacore.security_blocks where expires_at <= now() limit p_rows - v_incidents);
  get diagnostics v_blocks = row_count;
  return v_incidents + v_blocks;
end $$;
revoke all on function thermacore.delete_old_security from public;
`,
};
