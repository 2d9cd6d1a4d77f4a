import type { Migration } from './migration';

/** Metrics of Sparkplug that wait to become sensors, and rules by which they do by themselves. */
export const sparkplugProposals: Migration = {
  name: '0055-sparkplug-proposals',
  sql: () => `
-- The id is made of the address, which is too long for an index.
create table thermacore.sparkplug_proposals (
  tenant_id int not null references thermacore.tenants (id) on delete cascade,
  id text not null check (length(id) between 1 and 64),
  edge_group text not null check (length(edge_group) <= 256),
  edge_node text not null check (length(edge_node) <= 256),
  device text not null check (length(device) <= 256),
  metric text not null check (length(metric) <= 1024),
  datatype text not null check (length(datatype) <= 64),
  uom text check (length(uom) <= 20),
  range_low double precision,
  range_high double precision,
  sample jsonb,
  unit_key text check (length(unit_key) <= 64),
  sensor_key text check (length(sensor_key) <= 64),
  state text not null check (state in ('pending', 'approved', 'rejected')),
  -- Its place is another one than the host would give it.
  remapped boolean not null default false,
  -- Its place in the birth that named it first.
  place int not null,
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  decided_by text check (length(decided_by) <= 200),
  decided_at timestamptz,
  primary key (tenant_id, id)
);
create index sparkplug_proposals_order on thermacore.sparkplug_proposals (tenant_id, state, first_seen desc, place, id);

create table thermacore.sparkplug_rules (
  tenant_id int not null references thermacore.tenants (id) on delete cascade,
  id text not null check (length(id) between 1 and 64),
  rule jsonb not null check (jsonb_typeof(rule) = 'object'),
  created_by text not null check (length(created_by) <= 200),
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);

-- What is no sensor yet is of no unit: nothing for who is limited to units.
alter table thermacore.sparkplug_proposals enable row level security;
alter table thermacore.sparkplug_proposals force row level security;
create policy sparkplug_proposals_visible on thermacore.sparkplug_proposals using (thermacore.visible(tenant_id));
create policy sparkplug_proposals_scope on thermacore.sparkplug_proposals as restrictive using (thermacore.current_units() is null);
alter table thermacore.sparkplug_rules enable row level security;
alter table thermacore.sparkplug_rules force row level security;
create policy sparkplug_rules_visible on thermacore.sparkplug_rules using (thermacore.visible(tenant_id));
create policy sparkplug_rules_scope on thermacore.sparkplug_rules as restrictive using (thermacore.current_units() is null);
`,
};
