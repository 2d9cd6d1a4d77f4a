import type { Migration } from './migration';

/**
 * For processes that do not evaluate: what changed of a tenant's alarms since they looked, with the line of the journal
 * that made it so, and what their users want done, which the process that evaluates does.
 *
 * `changed_in` is the transaction of the last change. What is at or above the oldest one that was under way at the last
 * look may be new; no clock and no sequence could say that without gaps. `short_id` is an alarm's name in addresses.
 */
export const alarmsElsewhere: Migration = {
  name: '0029-alarms-elsewhere',
  sql: () => `
alter table thermacore.alarm_instances add column line text, add column short_id text,
  add column changed_in xid8 not null default pg_current_xact_id();
create index alarm_instances_changed on thermacore.alarm_instances (tenant_id, changed_in);
create index alarm_instances_short on thermacore.alarm_instances (tenant_id, short_id);

create function thermacore.announce_alarms() returns trigger language plpgsql
  as $$ begin perform pg_notify('thermacore_alarms', ''); return null; end $$;
create trigger alarm_instances_announce after insert or update or delete on thermacore.alarm_instances
  for each statement execute function thermacore.announce_alarms();

create table thermacore.alarm_requests (
  tenant_id int not null references thermacore.tenants (id) on delete cascade,
  id uuid not null,
  asked_at timestamptz not null default clock_timestamp(),
  request text not null check (length(request) <= 1000000),
  taken_at timestamptz,
  answer text,
  primary key (tenant_id, id)
);
alter table thermacore.alarm_requests enable row level security;
alter table thermacore.alarm_requests force row level security;
create policy alarm_requests_visible on thermacore.alarm_requests using (thermacore.visible(tenant_id));

create function thermacore.announce_alarm_requests() returns trigger language plpgsql
  as $$ begin perform pg_notify('thermacore_alarm_requests', ''); return null; end $$;
create trigger alarm_requests_announce after insert or update of answer on thermacore.alarm_requests
  for each statement execute function thermacore.announce_alarm_requests();
`,
};
