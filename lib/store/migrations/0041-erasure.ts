import type { Migration } from './migration';
import { REFRESHER_LOCK } from './rollup-sql';

/**
 * Erasing tenants and people, and what an export of a tenant reads beside the rest (ADR 30). The functions are the owner's: the
 * application role may not call them. What holds rows of tenants is asked of the catalogue, so that a new table is covered.
 */
export const erasure: Migration = {
  name: '0041-erasure',
  sql: () => `
create view thermacore.audit_of_tenant with (security_barrier) as
  select at, actor, action, target, outcome, from_address, detail from thermacore.audit
  where tenant_id = thermacore.current_tenant();

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

-- All that is left, the tenant's own row, and its name in the platform's lines of the audit log.
create function thermacore.erase_tenant(p_tenant int, p_pseudonym text) returns void language plpgsql
  set search_path = thermacore, pg_temp as $$
declare
  v_one record;
  v_key text;
begin
  perform set_config('app.door', 'platform', true);
  perform set_config('lock_timeout', '60000', true);
  -- Rollups of readings that go away meanwhile must not come after them.
  perform pg_advisory_xact_lock(${REFRESHER_LOCK});
  select key into v_key from thermacore.tenants where id = p_tenant for update;
  if v_key is null then
    raise exception 'no such tenant' using errcode = '22023';
  end if;
  for v_one in select name from thermacore.relations_of_tenants where not goes_along loop
    perform thermacore.erase_rows(p_tenant, v_one.name);
  end loop;
  delete from thermacore.tenants where id = p_tenant;
  update thermacore.audit set target = p_pseudonym
  where tenant_id is null and split_part(target, '/', 1) = v_key and action <> 'tenant:erased';
  update thermacore.audit set detail = replace(detail::text, to_json(v_key)::text, to_json(p_pseudonym)::text)::jsonb
  where tenant_id is null and strpos(detail::text, to_json(v_key)::text) > 0 and action not in ('tenant:erased', 'person:erased');
end $$;

-- A user's name (and number) wherever a text or JSON of the tenant has it, and the user. Gives how many rows of each column had
-- it, before or after.
create function thermacore.erase_person(p_tenant int, p_user uuid, p_pseudonym text) returns jsonb language plpgsql
  set search_path = thermacore, pg_temp as $$
declare
  v_name text;
  v_before jsonb;
begin
  perform set_config('app.door', 'platform', true);
  perform set_config('timescaledb.max_tuples_decompressed_per_dml_transaction', '0', true);
  select username into v_name from thermacore.users where id = p_user and tenant_id = p_tenant for update;
  if v_name is null then
    raise exception 'no such user' using errcode = '22023';
  end if;
  v_before := thermacore.replace_name(p_tenant, v_name, p_pseudonym);
  perform thermacore.replace_name(p_tenant, p_user::text, p_pseudonym);
  delete from thermacore.users where id = p_user;
  return jsonb_build_object('before', v_before || '{"thermacore.users": 1}',
    'after', thermacore.replace_name(p_tenant, v_name, p_pseudonym) || jsonb_build_object('thermacore.users',
      (select count(*) from thermacore.users where lower(username) = lower(v_name))));
end $$;

-- As a whole word, in upper and lower case. Keys, generated columns and columns of few fixed words hold no names.
create function thermacore.replace_name(p_tenant int, p_name text, p_pseudonym text) returns jsonb language plpgsql
  set search_path = thermacore, pg_temp as $$
declare
  v_one record;
  v_text text;
  v_count bigint;
  v_counts jsonb := '{}';
begin
  for v_one in
    select r.name, quote_ident(a.attname) as column, a.atttypid = 'jsonb'::regtype as is_json,
           case when r.name = 'thermacore.audit' then 'coalesce(tenant_id, $1) = $1' else 'tenant_id = $1' end as own
    from thermacore.relations_of_tenants r join pg_attribute a on a.attrelid = r.relation
    where a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.atttypid in ('text'::regtype, 'jsonb'::regtype)
      and r.name <> 'thermacore.users'
      and not exists (select from pg_constraint k where k.conrelid = r.relation and a.attnum = any (k.conkey)
        and (k.contype in ('p', 'u', 'f') or k.contype = 'c' and pg_get_constraintdef(k.oid) ~ ('ARRAY\\[|' || a.attname || ' ~ ')))
    order by r.name collate "C", a.attnum
  loop
    v_text := case when v_one.is_json then trim(both '"' from to_json(p_name)::text) else p_name end;
    execute format(
      'update %1$s set %2$s = regexp_replace(%2$s::text, $2, $3, ''gi'')%3$s where %4$s and %2$s::text ~* $2',
      v_one.name, v_one.column, case when v_one.is_json then '::jsonb' else '' end, v_one.own)
      using p_tenant, '(?<![[:alnum:]_.@+-])' || regexp_replace(v_text, '([^[:alnum:]])', '\\\\\\1', 'g') || '(?![[:alnum:]_@-])',
            p_pseudonym;
    get diagnostics v_count = row_count;
    v_counts := v_counts || jsonb_build_object(v_one.name || '.' || v_one.column, v_count);
  end loop;
  return v_counts;
end $$;
revoke all on function thermacore.count_of_tenant, thermacore.erase_rows, thermacore.erase_tenant, thermacore.erase_person,
  thermacore.replace_name from public;
`,
};
