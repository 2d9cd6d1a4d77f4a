import type { Migration } from './migration';

/**
 * Alarm rules, how they were changed and why (ISA-18.2 §13, management of change), and the alarm of each condition as it
 * is now.
 *
 * A rule and an alarm are written and read as a whole: a rule as validated JSON, an alarm as the text that its engine
 * gave, because `jsonb` cannot hold every text of the field (U+0000). What is asked for stands in columns beside it.
 *
 * Alarms name rules, units, sensors and devices by key: a rule of a flow is in no table, and what was deleted may leave
 * an alarm behind that somebody has to see to its end.
 */
export const alarms: Migration = {
  name: '0023-alarms',
  sql: () => `
create table thermacore.alarm_rules (
  id int generated always as identity primary key,
  tenant_id int not null references thermacore.tenants (id) on delete cascade,
  key text not null check (key ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  rule jsonb not null check (jsonb_typeof(rule) = 'object' and rule ->> 'key' = key),
  name text not null generated always as (rule ->> 'name') stored,
  enabled boolean not null generated always as ((rule ->> 'enabled')::boolean) stored,
  kind text not null generated always as (rule -> 'condition' ->> 'kind') stored,
  priority text not null generated always as (rule ->> 'priority') stored,
  class text not null generated always as (rule ->> 'class') stored,
  applies_to text not null generated always as (rule -> 'appliesTo' ->> 'to') stored,
  unit text generated always as (rule -> 'appliesTo' ->> 'unit') stored,
  sensor text generated always as (rule -> 'appliesTo' ->> 'sensor') stored,
  device text generated always as (rule -> 'appliesTo' ->> 'device') stored,
  version int not null check (version > 0),
  created_at timestamptz not null default now(),
  created_by text,
  updated_at timestamptz not null default now(),
  updated_by text,
  unique (tenant_id, key)
);

-- One line a change; the last one of a rule that was deleted has no rule.
create table thermacore.alarm_rule_changes (
  tenant_id int not null references thermacore.tenants (id) on delete cascade,
  key text not null,
  version int not null,
  changed_at timestamptz not null default now(),
  changed_by text,
  reason text not null check (reason <> ''),
  rule jsonb,
  primary key (tenant_id, key, version)
);

create table thermacore.alarm_instances (
  tenant_id int not null references thermacore.tenants (id) on delete cascade,
  id text not null check (length(id) between 1 and 300),
  rule text not null,
  unit text,
  sensor text,
  device text,
  state text not null,
  active boolean not null,
  priority text not null,
  class text not null,
  since timestamptz not null,
  shelved_until timestamptz,
  shown text not null,
  memory text not null,
  -- Who wrote it last: another writer's change is not to be overwritten by one who did not see it.
  revision bigint not null check (revision > 0),
  writer uuid not null,
  primary key (tenant_id, id),
  check ((unit is null) = (sensor is null) and (unit is null) <> (device is null))
) with (fillfactor = 70);
-- There is one alarm per condition, whatever the engine calls it.
create unique index alarm_instances_one_per_condition on thermacore.alarm_instances
  (tenant_id, rule, coalesce(unit, ''), coalesce(sensor, ''), coalesce(device, ''));
create index alarm_instances_newest on thermacore.alarm_instances (tenant_id, since, id) where state <> 'normal';

alter table thermacore.alarm_rules enable row level security;
alter table thermacore.alarm_rules force row level security;
alter table thermacore.alarm_rule_changes enable row level security;
alter table thermacore.alarm_rule_changes force row level security;
alter table thermacore.alarm_instances enable row level security;
alter table thermacore.alarm_instances force row level security;
create policy alarm_rules_visible on thermacore.alarm_rules using (thermacore.visible(tenant_id));
create policy alarm_rule_changes_visible on thermacore.alarm_rule_changes using (thermacore.visible(tenant_id));
create policy alarm_instances_visible on thermacore.alarm_instances using (thermacore.visible(tenant_id));

create function thermacore.announce_alarm_rules() returns trigger language plpgsql
  as $$ begin perform pg_notify('thermacore_alarm_rules', ''); return null; end $$;
create trigger alarm_rules_announce after insert or update or delete on thermacore.alarm_rules
  for each statement execute function thermacore.announce_alarm_rules();
`,
};
