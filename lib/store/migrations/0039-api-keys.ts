import type { Migration } from './migration';

/** API keys: of a user, for a tenant (none: for what is the platform's). Of the secret only a hash. */
export const apiKeys: Migration = {
  name: '0039-api-keys',
  sql: () => `
create table thermacore.api_keys (
  id text primary key check (length(id) between 1 and 64),
  user_id uuid not null references thermacore.users (id) on delete cascade,
  tenant_id int references thermacore.tenants (id) on delete cascade,
  name text not null check (length(name) between 1 and 100),
  hash text not null check (length(hash) <= 100),
  permissions jsonb not null check (jsonb_typeof(permissions) = 'array'),
  units jsonb check (jsonb_typeof(units) = 'array'),
  created_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > created_at),
  last_used_at timestamptz
);
create index api_keys_user on thermacore.api_keys (user_id, created_at desc);
create index api_keys_tenant on thermacore.api_keys (tenant_id, created_at desc, id desc);

alter table thermacore.api_keys enable row level security;
alter table thermacore.api_keys force row level security;
create policy api_keys_platform on thermacore.api_keys using (current_setting('app.door', true) = 'platform');
`,
};
