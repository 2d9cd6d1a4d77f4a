import type { Migration } from './migration';

/**
 * A sensor belongs to the tenant of its unit. Row-level security does not say so: it sees each row alone, and keys look
 * past it. The unique key names the tenant, else a conflict would tell which sensors another tenant's unit has.
 */
export const oneTenantPerUnit: Migration = {
  name: '0005-one-tenant-per-unit',
  sql: () => `
alter table thermacore.units add constraint units_id_tenant unique (id, tenant_id);
alter table thermacore.sensors
  drop constraint sensors_unit_id_fkey,
  add constraint sensors_unit foreign key (unit_id, tenant_id) references thermacore.units (id, tenant_id) on delete cascade,
  drop constraint sensors_unit_id_key_key,
  add constraint sensors_key unique (unit_id, key, tenant_id);
`,
};
