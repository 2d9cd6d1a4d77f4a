import type { Migration } from './migration';

/**
 * Commands and what became of them (ADR 12). They name sensors and devices by key, so that the record outlives what it
 * is about.
 */
export const commands: Migration = {
  name: '0019-commands',
  sql: () => `
create table thermacore.commands (
  id text primary key check (length(id) between 1 and 64),
  tenant_id int not null references thermacore.tenants (id) on delete cascade,
  unit text not null,
  sensor text not null,
  device text not null,
  value jsonb not null,
  mode text not null check (mode in ('direct', 'select')),
  comment text,
  idempotency_key text,
  state text not null check (state in ('pending-confirmation', 'running', 'done')),
  outcome text check (outcome in ('accepted', 'verified', 'rejected', 'failed', 'timed-out')),
  detail text not null,
  read_back jsonb,
  requested_by text not null,
  requested_by_id text,
  requested_at timestamptz not null,
  confirm_before timestamptz,
  confirmed_by text,
  started_at timestamptz,
  deadline timestamptz,
  ended_at timestamptz,
  instance text,
  check ((state = 'done') = (outcome is not null)),
  check ((state = 'done') = (ended_at is not null)),
  check (state <> 'running' or (started_at is not null and deadline is not null and instance is not null)),
  check (state <> 'pending-confirmation' or confirm_before is not null)
);
create index commands_newest on thermacore.commands (tenant_id, requested_at, id);
create index commands_started on thermacore.commands (tenant_id, unit, sensor, started_at);
create index commands_open on thermacore.commands (tenant_id) where state <> 'done';
create unique index commands_one_at_a_time on thermacore.commands (tenant_id, unit, sensor) where state = 'running';
create unique index commands_once on thermacore.commands (tenant_id, idempotency_key) where idempotency_key is not null;

alter table thermacore.commands enable row level security;
alter table thermacore.commands force row level security;
create policy commands_visible on thermacore.commands using (thermacore.visible(tenant_id));
`,
};
