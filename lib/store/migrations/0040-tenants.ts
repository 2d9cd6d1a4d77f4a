import type { Migration } from './migration';

/** First half of an advisory lock; the second is the tenant. */
const QUOTA_LOCK = 74_382_040;

const counted = ['units', 'sensors', 'devices', 'users'] as const;

/**
 * What a tenant may use, whether it is suspended, and how much it has (ADR 30).
 *
 * What is counted is counted by the database, in the transaction that adds: imports, templates and whatever comes later are
 * held to it without knowing of it.
 */
export const tenants: Migration = {
  name: '0040-tenants',
  sql: () => `
alter table thermacore.tenants
  add column quotas jsonb not null default '{}' check (jsonb_typeof(quotas) = 'object'),
  add column suspended_at timestamptz,
  add column suspended_by text,
  add column suspended_reason text,
  -- Hash of the token that confirms, from when and until when it does, and who asked.
  add column erasure jsonb check (jsonb_typeof(erasure) = 'object');
-- Nobody raises a quota from within a tenant.
create policy tenants_changed_by_platform on thermacore.tenants as restrictive for update
  using (current_setting('app.door', true) = 'platform');

create table thermacore.tenant_defaults (
  only_one boolean primary key default true check (only_one),
  quotas jsonb not null default '{}' check (jsonb_typeof(quotas) = 'object')
);
insert into thermacore.tenant_defaults default values;
alter table thermacore.tenant_defaults enable row level security;
alter table thermacore.tenant_defaults force row level security;
create policy tenant_defaults_read on thermacore.tenant_defaults for select
  using (current_setting('app.door', true) = 'platform' or thermacore.current_tenant() is not null);
create policy tenant_defaults_changed on thermacore.tenant_defaults for update
  using (current_setting('app.door', true) = 'platform');

create table thermacore.tenant_storage (
  tenant_id int primary key references thermacore.tenants (id) on delete cascade,
  bytes bigint not null,
  measured_at timestamptz not null default now()
);
alter table thermacore.tenant_storage enable row level security;
alter table thermacore.tenant_storage force row level security;
create policy tenant_storage_visible on thermacore.tenant_storage using (thermacore.visible(tenant_id));

-- Devices too: those of a suspended tenant stop.
create function thermacore.announce_tenants() returns trigger language plpgsql
  as $$ begin perform pg_notify('thermacore_tenants', ''), pg_notify('thermacore_devices', ''); return null; end $$;
create trigger tenants_announce after insert or update or delete on thermacore.tenants
  for each statement execute function thermacore.announce_tenants();
create trigger tenant_defaults_announce after update on thermacore.tenant_defaults
  for each statement execute function thermacore.announce_tenants();

-- Null: no limit.
create function thermacore.quota_of(p_tenant int, p_name text) returns numeric language sql stable as $$
  select (case when t.quotas ? p_name then t.quotas ->> p_name else d.quotas ->> p_name end)::numeric
  from thermacore.tenants t cross join thermacore.tenant_defaults d where t.id = p_tenant
$$;

create function thermacore.keep_quota() returns trigger language plpgsql as $$
declare
  v_tenant int;
  v_limit numeric;
  v_used bigint;
begin
  -- The owner copies what was there already (lib/store/lift), and is not asked.
  if (select r.rolname from pg_class c join pg_roles r on r.oid = c.relowner where c.oid = tg_relid) = current_user then
    return null;
  end if;
  for v_tenant in select distinct tenant_id from added where tenant_id is not null order by 1 loop
    v_limit := thermacore.quota_of(v_tenant, tg_table_name::text);
    continue when v_limit is null;
    -- One after the other: who comes second counts what the first has added.
    perform pg_advisory_xact_lock(${QUOTA_LOCK}, v_tenant);
    execute format('select count(*) from thermacore.%I where tenant_id = $1', tg_table_name) into v_used using v_tenant;
    if v_used > v_limit then
      raise exception 'quota exceeded' using errcode = 'TC001', detail = json_build_object('quota', tg_table_name,
        'limit', v_limit, 'used', v_used - (select count(*) from added where tenant_id = v_tenant))::text;
    end if;
  end loop;
  return null;
end $$;
${counted
  .map(
    (table) => `create trigger ${table}_keep_quota after insert on thermacore.${table}
  referencing new table as added for each statement execute function thermacore.keep_quota();`,
  )
  .join('\n')}

-- Bytes by tenant: those of each relation on disk, with its indexes, shared out by rows, of which as many are looked at as lie
-- on p_pages pages. Of compressed chunks a row is a batch.
create function thermacore.measure_storage(p_pages int) returns int language plpgsql
  set search_path = thermacore, pg_temp as $$
declare
  v_parts text;
  v_count int;
begin
  perform set_config('app.door', 'platform', true);
  select string_agg(format(
    'select tenant_id, count(*)::float8 / sum(count(*)) over () * %s as bytes from %s%s where tenant_id is not null group by tenant_id',
    total, name, case when pages > p_pages then format(' tablesample system (%s)', 100.0 * p_pages / pages) else '' end), ' union all ')
  into v_parts
  from (
    select format('%I.%I', n.nspname, c.relname) as name, pg_total_relation_size(c.oid) as total,
           pg_relation_size(c.oid) / current_setting('block_size')::int as pages
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
    where c.relkind = 'r' and n.nspname in ('thermacore', '_timescaledb_internal')
  ) relations where pages > 0;
  execute format('insert into thermacore.tenant_storage as known (tenant_id, bytes)
    select t.id, coalesce(sum(bytes), 0) from thermacore.tenants t left join (%s) parts on parts.tenant_id = t.id group by t.id
    on conflict (tenant_id) do update set bytes = excluded.bytes, measured_at = now()',
    coalesce(v_parts, 'select null::int as tenant_id, 0::float8 as bytes'));
  get diagnostics v_count = row_count;
  perform pg_notify('thermacore_tenants', '');
  return v_count;
end $$;
revoke all on function thermacore.measure_storage from public;
`,
};
