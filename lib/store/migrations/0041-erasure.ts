import type { Migration } from './migration';

/**
 * Erasing tenants and people, and what tells of it (ADR 30); what goes through the audit log follows in 0050. The functions are
 * the owner's: the application role may not call them. What holds rows of tenants is asked of the catalogue, so that a new
 * table is covered.
 */
export const erasure: Migration = {
  name: '0041-erasure',
  sql: () => `
-- For the platform only.
create view thermacore.erasure_certificates with (security_barrier) as
  select id, detail from thermacore.audit
  where action in ('tenant:erased', 'person:erased') and tenant_id is null
    and current_setting('app.door', true) = 'platform' and thermacore.current_tenant() is null;

-- Tables with rows of tenants, and what of the rollups lies elsewhere; those that go with the tenant's own row are marked.
create view thermacore.relations_of_tenants as
  select c.oid as relation, format('%I.%I', n.nspname, c.relname) as name,
         exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'f' and k.confdeltype = 'c'
                 and k.confrelid = 'thermacore.tenants'::regclass) as goes_along
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
  where n.nspname = 'thermacore' and c.relkind in ('r', 'p') and not c.relispartition
  union
  select r.rows::regclass::oid, r.rows, false from thermacore.retained r where r.rows not like 'thermacore.%';

create function thermacore.count_of_tenant(p_tenant int) returns jsonb language plpgsql
  set search_path = thermacore, pg_temp as $$
declare
  v_one record;
  v_count bigint;
  v_counts jsonb := '{}';
begin
  perform set_config('app.door', 'platform', true);
  for v_one in select name from thermacore.relations_of_tenants order by name collate "C" loop
    execute format('select count(*) from %s where tenant_id = $1', v_one.name) into v_count using p_tenant;
    v_counts := v_counts || jsonb_build_object(v_one.name, v_count);
  end loop;
  select count(*) into v_count from thermacore.tenants where id = p_tenant;
  return v_counts || jsonb_build_object('thermacore.tenants', v_count);
end $$;

-- Of one relation.
create function thermacore.erase_rows(p_tenant int, p_relation text) returns bigint language plpgsql
  set search_path = thermacore, pg_temp as $$
declare
  v_count bigint;
begin
  if not exists (select from thermacore.relations_of_tenants where name = p_relation) then
    raise exception 'no such relation' using errcode = '22023';
  end if;
  perform set_config('app.door', 'platform', true);
  perform set_config('timescaledb.max_tuples_decompressed_per_dml_transaction', '0', true);
  execute format('delete from %s where tenant_id = $1', p_relation) using p_tenant;
  get diagnostics v_count = row_count;
  return v_count;
end $$;

revoke all on function thermacore.count_of_tenant, thermacore.erase_rows from public;
`,
};
