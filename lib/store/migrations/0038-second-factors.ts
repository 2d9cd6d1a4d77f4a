import type { Migration } from './migration';

/**
 * Second factors, and who users are at identity providers. Both belong to users, who may be of no tenant: only the
 * platform's own door sees them, as it alone sees sessions. Secrets are sealed, recovery codes are hashes.
 */
export const secondFactors: Migration = {
  name: '0038-second-factors',
  sql: () => `
create table thermacore.user_mfa (
  user_id uuid primary key references thermacore.users (id) on delete cascade,
  secret text not null check (length(secret) <= 1000),
  confirmed_at timestamptz,
  last_step bigint not null default 0,
  recovery jsonb not null default '[]' check (jsonb_typeof(recovery) = 'array'),
  created_at timestamptz not null default now()
);

-- A subject names a person for good at one issuer only (OpenID Connect Core 1.0, 5.7).
create table thermacore.user_identities (
  issuer text not null check (length(issuer) between 1 and 500),
  subject text not null check (length(subject) between 1 and 255),
  user_id uuid not null unique references thermacore.users (id) on delete cascade,
  created_at timestamptz not null default now(),
  primary key (issuer, subject)
);

alter table thermacore.user_mfa enable row level security;
alter table thermacore.user_mfa force row level security;
alter table thermacore.user_identities enable row level security;
alter table thermacore.user_identities force row level security;
create policy user_mfa_platform on thermacore.user_mfa using (current_setting('app.door', true) = 'platform');
create policy user_identities_platform on thermacore.user_identities
  using (current_setting('app.door', true) = 'platform');
`,
};
