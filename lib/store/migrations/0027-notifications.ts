import type { Migration } from './migration';

/**
 * Who is told of alarms: routes and targets. Both are written and read as a whole, as validated JSON; what is asked for
 * stands in columns beside it. Secrets of targets come sealed and leave sealed.
 */
export const notifications: Migration = {
  name: '0027-notifications',
  sql: () => `
create table thermacore.notification_targets (
  tenant_id int not null references thermacore.tenants (id) on delete cascade,
  key text not null check (key ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  target jsonb not null check (jsonb_typeof(target) = 'object' and target ->> 'key' = key),
  secrets jsonb not null default '{}' check (jsonb_typeof(secrets) = 'object'),
  version int not null default 1 check (version > 0),
  created_at timestamptz not null default now(),
  created_by text,
  updated_at timestamptz not null default now(),
  updated_by text,
  primary key (tenant_id, key)
);

create table thermacore.notification_routes (
  tenant_id int not null references thermacore.tenants (id) on delete cascade,
  key text not null check (key ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  route jsonb not null check (jsonb_typeof(route) = 'object' and route ->> 'key' = key),
  version int not null default 1 check (version > 0),
  created_at timestamptz not null default now(),
  created_by text,
  updated_at timestamptz not null default now(),
  updated_by text,
  primary key (tenant_id, key)
);

alter table thermacore.notification_targets enable row level security;
alter table thermacore.notification_targets force row level security;
alter table thermacore.notification_routes enable row level security;
alter table thermacore.notification_routes force row level security;
create policy notification_targets_visible on thermacore.notification_targets using (thermacore.visible(tenant_id));
create policy notification_routes_visible on thermacore.notification_routes using (thermacore.visible(tenant_id));

create function thermacore.announce_notifications() returns trigger language plpgsql
  as $$ begin perform pg_notify('thermacore_notifications', ''); return null; end $$;
create trigger notification_targets_announce after insert or update or delete on thermacore.notification_targets
  for each statement execute function thermacore.announce_notifications();
create trigger notification_routes_announce after insert or update or delete on thermacore.notification_routes
  for each statement execute function thermacore.announce_notifications();
`,
};
