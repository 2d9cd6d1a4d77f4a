import type { Migration } from './migration';

/**
 * Device templates. What a template says stands in its own row, as a whole, because it is written and read as a whole.
 *
 * The points that it gives stand in device_points beside a device's own, one row a sensor, and are written anew in the
 * transaction that changes the template, or the template or unit of a device. Derived at each question instead, they would
 * stand in no table, and nothing could promise that a sensor has at most one point: device_points' primary key does, for
 * points of whatever origin. Who runs a device or looks for a sensor's point asks one table as before.
 *
 * What a device refers to is checked at the end of a transaction, so that a tenant can go with all that it has.
 */
export const deviceTemplates: Migration = {
  name: '0021-device-templates',
  sql: () => `
create table thermacore.device_templates (
  id int generated always as identity primary key,
  tenant_id int not null references thermacore.tenants (id) on delete cascade,
  key text not null check (key ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  name text not null,
  protocol text not null,
  description text,
  settings jsonb not null check (jsonb_typeof(settings) = 'object'),
  points jsonb not null check (jsonb_typeof(points) = 'array'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (tenant_id, key),
  unique (tenant_id, id, protocol)
);

alter table thermacore.device_templates enable row level security;
alter table thermacore.device_templates force row level security;
create policy device_templates_visible on thermacore.device_templates using (thermacore.visible(tenant_id));

alter table thermacore.devices
  add column template_id int,
  add column template_unit_id int,
  add constraint devices_template_with_unit check ((template_id is null) = (template_unit_id is null)),
  -- With the protocol: a device speaks that of its template.
  add constraint devices_template foreign key (tenant_id, template_id, protocol)
    references thermacore.device_templates (tenant_id, id, protocol) deferrable initially deferred,
  add constraint devices_template_unit foreign key (template_unit_id, tenant_id)
    references thermacore.units (id, tenant_id) deferrable initially deferred;
create index devices_of_template on thermacore.devices (tenant_id, template_id) where template_id is not null;
create index devices_at_unit on thermacore.devices (template_unit_id) where template_unit_id is not null;

alter table thermacore.device_points
  add column origin text not null default 'own' check (origin in ('own', 'template'));

create trigger device_templates_announce after insert or update or delete on thermacore.device_templates
  for each statement execute function thermacore.announce_devices();
`,
};
