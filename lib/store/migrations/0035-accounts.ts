import type { Migration } from './migration';

/**
 * What administrators say of users, and what people see of their sessions. A custom role is a list of permissions of
 * one tenant; a user has a built-in role or one of these. Units name those that a user is limited to: null is no limit.
 */
export const accounts: Migration = {
  name: '0035-accounts',
  sql: () => `
create table thermacore.roles (
  id int generated always as identity primary key,
  tenant_id int not null references thermacore.tenants (id) on delete cascade,
  key text not null check (key ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  name text not null check (length(name) between 1 and 200),
  description text check (length(description) <= 1000),
  permissions jsonb not null check (jsonb_typeof(permissions) = 'array'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (tenant_id, key),
  unique (tenant_id, id)
);
alter table thermacore.roles enable row level security;
alter table thermacore.roles force row level security;
create policy roles_visible on thermacore.roles using (thermacore.visible(tenant_id));

alter table thermacore.users
  add column display_name text check (length(display_name) <= 200),
  add column email text check (length(email) <= 254),
  add column role_id int,
  add column units jsonb check (jsonb_typeof(units) = 'array'),
  add column must_change_password boolean not null default false,
  add column updated_at timestamptz not null default now(),
  -- Of the user's own tenant; one that users have is not deleted.
  add constraint users_role foreign key (tenant_id, role_id) references thermacore.roles (tenant_id, id)
    deferrable initially deferred,
  add constraint users_of_platform check (tenant_id is not null or (role_id is null and units is null));
create index users_tenant on thermacore.users (tenant_id, lower(username));
create index users_of_role on thermacore.users (tenant_id, role_id) where role_id is not null;

alter table thermacore.sessions
  add column last_seen_at timestamptz,
  add column from_address text check (length(from_address) <= 100),
  add column user_agent text check (length(user_agent) <= 400);
`,
};
