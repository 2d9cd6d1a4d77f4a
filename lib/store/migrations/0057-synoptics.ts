import type { Migration } from './migration';

/** Drawings of units, one for each at most: gone with their unit, and seen by those who see the unit. */
export const synoptics: Migration = {
  name: '0057-synoptics',
  sql: () => `
create table thermacore.synoptics (
  tenant_id int not null references thermacore.tenants (id) on delete cascade,
  unit_id int not null references thermacore.units (id) on delete cascade,
  svg text not null check (octet_length(svg) between 1 and 524288),
  bindings jsonb not null check (jsonb_typeof(bindings) = 'array'),
  updated_by text not null,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, unit_id)
);
create index synoptics_unit on thermacore.synoptics (unit_id);

alter table thermacore.synoptics enable row level security;
alter table thermacore.synoptics force row level security;
create policy synoptics_visible on thermacore.synoptics using (thermacore.visible(tenant_id));
create policy synoptics_scope on thermacore.synoptics as restrictive using (thermacore.unit_visible(unit_id));
`,
};
