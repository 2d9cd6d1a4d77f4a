import type { Migration } from './migration';

/**
 * Tenants, users, sessions, audit. `thermacore.visible` is the one policy of all relational tables: the tenant of the
 * transaction, or anything for the platform's own door (lib/store/tenant-transaction.ts).
 */
export const identity: Migration = {
  name: '0001-identity',
  sql: () => `
create function thermacore.current_tenant() returns int language sql stable parallel safe
  as $$ select nullif(current_setting('app.tenant', true), '')::int $$;

create function thermacore.visible(tenant int) returns boolean language sql stable parallel safe
  as $$ select tenant = thermacore.current_tenant() or current_setting('app.door', true) = 'platform' $$;

create table thermacore.tenants (
  id int generated always as identity primary key,
  key text not null unique check (key ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  name text not null,
  timezone text not null default 'UTC',
  created_at timestamptz not null default now()
);

create table thermacore.users (
  id uuid primary key default gen_random_uuid(),
  username text not null check (length(username) between 1 and 200),
  role text not null check (role in ('admin', 'operator', 'viewer')),
  tenant_id int references thermacore.tenants (id) on delete cascade,
  password_hash text not null,
  disabled boolean not null default false,
  created_at timestamptz not null default now()
);
create unique index users_username on thermacore.users (lower(username));

create table thermacore.sessions (
  id text primary key,
  user_id uuid not null references thermacore.users (id) on delete cascade,
  acting_tenant int references thermacore.tenants (id) on delete set null,
  refresh_hash text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index sessions_user on thermacore.sessions (user_id);
create index sessions_expiry on thermacore.sessions (expires_at);

create table thermacore.audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  tenant_id int,
  actor text not null,
  action text not null,
  target text,
  outcome text not null check (outcome in ('ok', 'refused', 'failed')),
  from_address text,
  detail jsonb
);
create index audit_tenant_at on thermacore.audit (tenant_id, at);

alter table thermacore.tenants enable row level security;
alter table thermacore.tenants force row level security;
alter table thermacore.users enable row level security;
alter table thermacore.users force row level security;
alter table thermacore.sessions enable row level security;
alter table thermacore.sessions force row level security;
alter table thermacore.audit enable row level security;
alter table thermacore.audit force row level security;

create policy tenants_visible on thermacore.tenants using (thermacore.visible(id));
create policy users_visible on thermacore.users using (thermacore.visible(tenant_id));
create policy sessions_platform on thermacore.sessions using (current_setting('app.door', true) = 'platform');
create policy audit_visible on thermacore.audit using (thermacore.visible(tenant_id));
`,
};
