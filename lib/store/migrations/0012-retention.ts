import type { RungName } from '../rung';
import type { Migration } from './migration';
import { REFRESHER_LOCK } from './rollup-sql';

/**
 * How long each class of data is kept, for all and by tenant, and the function that lets go of the rest (ADR 9).
 *
 * Two rules keep rollups whole when readings go: nothing is deleted that is not materialised, and what lies below
 * \`sealed\` is never materialised anew from what is left.
 */
export const retention: Migration = {
  name: '0012-retention',
  sql: (rung) => `
create table thermacore.retention (
  tenant_id int references thermacore.tenants (id) on delete cascade,
  class text not null check (class in ('raw', 'text', '1m', '1h', '1d')),
  keep interval not null check (keep >= interval '7 days')
);
create unique index retention_of on thermacore.retention (coalesce(tenant_id, 0), class);
insert into thermacore.retention (class, keep) values
  ('raw', interval '90 days'), ('text', interval '90 days'), ('1m', interval '400 days'),
  ('1h', interval '1830 days'), ('1d', interval '7305 days');
alter table thermacore.retention enable row level security;
alter table thermacore.retention force row level security;
create policy retention_defaults on thermacore.retention for select using (tenant_id is null);
create policy retention_own on thermacore.retention using (thermacore.visible(tenant_id));

-- What applies to each tenant; the owner asks, through the functions below.
create view thermacore.retention_by_tenant as
select t.id as tenant_id, d.class, coalesce(o.keep, d.keep) as keep
from thermacore.tenants t
join thermacore.retention d on d.tenant_id is null
left join thermacore.retention o on o.tenant_id = t.id and o.class = d.class;

${tablesOf(rung)}
${applyRetention(rung)}
${rung === 'plain' ? partitions : 'create function thermacore.settle_days() returns int language sql as $$ select 0 $$;'}
-- Sessions that ended more than a week ago, some at a time.
create function thermacore.delete_ended_sessions(p_rows int) returns int language plpgsql security definer
  set search_path = thermacore, pg_temp as $$
declare v_count int;
begin
  delete from thermacore.sessions where id in (
    select id from thermacore.sessions where expires_at < now() - interval '7 days' limit p_rows);
  get diagnostics v_count = row_count;
  return v_count;
end $$;
revoke all on function thermacore.apply_retention, thermacore.delete_ended_sessions, thermacore.settle_days from public;
`,
};

const TABLES: readonly (readonly [string, string, string])[] = [
  ['raw', 'readings', 'time'],
  ['text', 'texts', 'time'],
  ['1m', 'rollup_1m', 'bucket'],
  ['1h', 'rollup_1h', 'bucket'],
  ['1d', 'rollup_1d', 'bucket'],
];

/** Which relations hold a class: where rows are deleted, and what drop_chunks is called with. */
const tablesOf = (rung: RungName): string => `
create view thermacore.retained as
select class, 'thermacore.' || name as rows, 'thermacore.' || name as chunks, column_name
from (values ${TABLES.map(([kind, name, column]) => `('${kind}', '${name}', '${column}')`).join(', ')})
  as t (class, name, column_name)${
    rung === 'timescale-tsl'
      ? `
union all
select right(view_name, 2), format('%I.%I', materialization_hypertable_schema, materialization_hypertable_name),
       'thermacore.' || view_name, 'bucket'
from timescaledb_information.continuous_aggregates
where view_schema = 'thermacore' and view_name in ('continuous_1m', 'continuous_1h', 'continuous_1d')`
      : ''
  };
`;

const DROP_CHUNKS = `
    execute format('select count(*) from %I.show_chunks(%L, older_than => %L::timestamptz)', v_extension, v_table.chunks, v_all)
      into v_count;
    if v_count > 0 then
      -- Nobody writes meanwhile, so that what is looked up in the late log holds.
      if p_class = 'raw' then
        lock table thermacore.readings in share row exclusive mode;
      end if;
      if p_class <> 'raw' or not exists (select from thermacore.rollup_late where bucket < v_all) then
        execute format('select count(*) from %I.drop_chunks(%L, older_than => %L::timestamptz)', v_extension, v_table.chunks, v_all)
          into v_count;
        dropped := dropped + v_count;
      end if;
    end if;`;

const ENDED = `case when p_class = '1m' then to_date(right(relname, 6), 'YYYYMM') + interval '1 month'
                   else to_date(right(relname, 8), 'YYYYMMDD') + interval '1 day' end <= v_all at time zone 'UTC'`;

const FIND_PARTITIONS = `
        select relname from pg_inherits join pg_class c on c.oid = inhrelid
        where inhparent = v_table.chunks::regclass and relname ~ '_[0-9]{6,8}$'
          and ${ENDED}
        order by relname limit 30`;

/** The table's own ones first: a server may ask any table of the database for the date in its name, and it may have none. */
export const FIND_OWN_PARTITIONS = `
        with own as materialized (
          select relname from pg_inherits join pg_class c on c.oid = inhrelid
          where inhparent = v_table.chunks::regclass and relname ~ '_[0-9]{6,8}$')
        select relname from own
        where ${ENDED}
        order by relname limit 30`;

/** Daily ones of readings and texts, monthly ones of minutes. The others are not partitioned: their rows are deleted. */
const dropPartitions = (find: string): string => `
    if p_class in ('raw', 'text', '1m') then
      for v_name in${find}
      loop
        execute format('lock table only %s in access exclusive mode', v_table.chunks);
        if p_class = 'raw' then
          execute format('lock table thermacore.%I in access exclusive mode', v_name);
          continue when exists (select from thermacore.rollup_late where bucket < v_all);
        end if;
        execute format('drop table thermacore.%I', v_name);
        dropped := dropped + 1;
      end loop;
      execute format('delete from %1$s_other where ctid = any (array(
        select o.ctid from %1$s_other o where %2$I < %3$L::timestamptz %4$s limit %5$s))',
        v_table.rows, v_table.column_name, v_all,
        case when p_class = 'raw' then 'and not exists (select from thermacore.rollup_late l where l.tenant_id = o.tenant_id
          and l.bucket = date_bin(interval ''1 minute'', o.time, timestamptz ''1970-01-01 00:00:00+00'') and o.sensor_id = any (l.sensor_ids))' else '' end,
        p_rows);
      get diagnostics v_count = row_count;
      deleted := deleted + v_count;
    end if;`;

/** Partials of sensors that are gone, where no partition is dropped with them in it; found by hopping along the key. */
const ORPHANS = `
      union all
      select null, gone.id, v_all from (
        with recursive known (id, class) as (
          select case p_class when '1h' then (select min(sensor_id) from thermacore.rollup_1h)
                              when '1d' then (select min(sensor_id) from thermacore.rollup_1d) end, p_class
          union all
          select case class when '1h' then (select min(sensor_id) from thermacore.rollup_1h where sensor_id > id)
                            else (select min(sensor_id) from thermacore.rollup_1d where sensor_id > id) end, class
          from known where id is not null
        )
        select id from known where id is not null and not exists (select from thermacore.sensors s where s.id = known.id)
      ) gone`;

/**
 * One bounded step for a class: chunks or partitions beyond the longest retention of all tenants, then up to p_rows
 * rows of tenants with a shorter one, sensor by sensor. \`waiting\` says that the rollups have to catch up first.
 * \`before\` is what a later migration does first with each table.
 */
export const applyRetention = (
  rung: RungName,
  { create = 'create', before = '', find = FIND_PARTITIONS } = {},
): string => `
${create} function thermacore.apply_retention(
  p_class text, p_rows int, out dropped int, out deleted int, out more boolean, out waiting boolean
) language plpgsql security definer set search_path = thermacore, pg_temp as $$
declare
  -- What is above it must be materialised before this class may lose anything.
  v_above text := case p_class when 'raw' then '1m' when '1m' then '1h' when '1h' then '1d' end;
  v_extension name := (select extnamespace::regnamespace::text from pg_extension where extname = 'timescaledb');
  v_all timestamptz; v_latest timestamptz; v_bound timestamptz;
  v_table record; v_one record;
  v_name text;
  v_count int;
begin
  dropped := 0; deleted := 0; more := false; waiting := false;
  if p_class not in ('raw', 'text', '1m', '1h', '1d') or p_rows < 1 then
    raise exception 'no such class' using errcode = '22023';
  end if;
  -- The refresher stands still meanwhile: what it reads must not go under its hands.
  if not pg_try_advisory_xact_lock(${REFRESHER_LOCK}) then
    waiting := true;
    return;
  end if;
  perform set_config('lock_timeout', '2000', true);
  perform set_config('timescaledb.max_tuples_decompressed_per_dml_transaction', '0', true);

  select now() - coalesce(max(keep), (select keep from thermacore.retention where tenant_id is null and class = p_class)),
         now() - min(keep)
  into v_all, v_latest from thermacore.retention_by_tenant where class = p_class;
  v_latest := coalesce(v_latest, v_all);
  if v_above is not null then
    if (select ready from thermacore.rollup_state where level = v_above) < v_latest + interval '1 day'
      or p_class = 'raw' and exists (select from thermacore.rollup_late where bucket < v_latest) then
      waiting := true;
      return;
    end if;
    -- Whole days, so that no hour or day is half below it.
    update thermacore.rollup_state
    set sealed = greatest(sealed, date_bin(interval '1 day', v_latest + interval '1 day', timestamptz '1970-01-01 00:00:00+00'))
    where level = '1m';
    insert into thermacore.rollup_final as known (tenant_id, class, before, at)
    select tenant_id, class, now() - keep, clock_timestamp() from thermacore.retention_by_tenant where class = p_class
    on conflict (tenant_id, class) do update set before = greatest(known.before, excluded.before), at = excluded.at;
  end if;

  for v_table in select * from thermacore.retained where class = p_class loop
    ${before}${rung === 'plain' ? dropPartitions(find) : DROP_CHUNKS}
    for v_one in
      select s.tenant_id, s.id as sensor, now() - r.keep as cutoff
      from thermacore.retention_by_tenant r join thermacore.sensors s on s.tenant_id = r.tenant_id
      where r.class = p_class and (now() - r.keep > v_all${rung === 'plain' ? ` or p_class in ('1h', '1d')` : ''})${rung === 'plain' ? ORPHANS : ''}
    loop
      exit when deleted >= p_rows;
      v_bound := null;
      execute format('select %1$I from %2$s where ($1 is null or tenant_id = $1) and sensor_id = $2 and %1$I < $3 order by %1$I offset $4 limit 1',
        v_table.column_name, v_table.rows)
        into v_bound using v_one.tenant_id, v_one.sensor, v_one.cutoff, p_rows - deleted;
      execute format('delete from %1$s o where ($1 is null or tenant_id = $1) and sensor_id = $2 and %2$I < $3 %3$s',
        v_table.rows, v_table.column_name,
        case when p_class = 'raw' then 'and not exists (select from thermacore.rollup_late l where l.tenant_id = $1
          and l.bucket = date_bin(interval ''1 minute'', o.time, timestamptz ''1970-01-01 00:00:00+00'') and $2 = any (l.sensor_ids))' else '' end)
        using v_one.tenant_id, v_one.sensor, coalesce(v_bound, v_one.cutoff);
      get diagnostics v_count = row_count;
      deleted := deleted + v_count;
    end loop;
  end loop;
  more := deleted >= p_rows or dropped >= 30;
exception when lock_not_available then
  -- Undone, and tried again the next time.
  dropped := 0; deleted := 0; more := false; waiting := true;
end $$;
`;

const PARTITIONS_LOCK = 7_438_201_267;

/** A day of more rows than this stays in the default partition: moving it would hold writers up for too long. */
const MOVABLE_ROWS = 250_000;
const LOOKED_AT_ROWS = 1_000_000;

/**
 * Late readings land in the default partition, where they could only be deleted row by row. Once an hour days found
 * there get a partition of their own. The table is locked first and as a whole: who planned a query without the new
 * partition would miss the rows that moved, and who held a part while asking for the whole could wait for ever.
 */
const partitions = `
create function thermacore.settle_day(p_base text, p_day date) returns boolean language plpgsql
  set search_path = thermacore, pg_temp as $$
declare
  v_name text := p_base || '_' || to_char(p_day, 'YYYYMMDD');
  v_from timestamptz := p_day::timestamp at time zone 'UTC';
  v_to timestamptz := (p_day + 1)::timestamp at time zone 'UTC';
  v_rows int;
begin
  execute format('select count(*) from (select from thermacore.%I where time >= $1 and time < $2 limit ${MOVABLE_ROWS + 1}) x', p_base || '_other')
    into v_rows using v_from, v_to;
  if v_rows > ${MOVABLE_ROWS} then return false; end if;
  execute format('lock table only thermacore.%I in access exclusive mode', p_base);
  execute format('create table thermacore.%I (like thermacore.%I including all)', v_name, p_base);
  execute format('with moved as (delete from thermacore.%I where time >= $1 and time < $2 returning *)
    insert into thermacore.%I select * from moved', p_base || '_other', v_name) using v_from, v_to;
  execute format('alter table thermacore.%I attach partition thermacore.%I for values from (%L) to (%L)',
    p_base, v_name, v_from, v_to);
  return true;
end $$;
revoke all on function thermacore.settle_day from public;

create or replace function thermacore.make_partitions(days int) returns int language plpgsql security definer
  set search_path = thermacore, pg_temp as $$
declare
  v_base text;
  v_day date;
  v_name text;
  v_made int := 0;
begin
  -- Two instances may come at once.
  perform pg_advisory_xact_lock(${PARTITIONS_LOCK});
  perform set_config('lock_timeout', '2000', true);
  foreach v_base in array array['readings', 'texts'] loop
    for i in -1 .. least(days, 60) loop
      v_day := (now() at time zone 'UTC')::date + i;
      v_name := v_base || '_' || to_char(v_day, 'YYYYMMDD');
      continue when to_regclass('thermacore.' || v_name) is not null;
      begin
        execute format('create table thermacore.%I partition of thermacore.%I for values from (%L) to (%L)',
          v_name, v_base, v_day::timestamp at time zone 'UTC', (v_day + 1)::timestamp at time zone 'UTC');
        v_made := v_made + 1;
      exception when check_violation then
        -- The default partition holds readings of that day.
        v_made := v_made + thermacore.settle_day(v_base, v_day)::int;
      end;
    end loop;
  end loop;
  return v_made;
end $$;

-- Gives a day found among the first rows of a default partition its own, the newest first; one a call, for the lock.
create function thermacore.settle_days() returns int language plpgsql security definer
  set search_path = thermacore, pg_temp as $$
declare
  v_base text;
  v_today date := (now() at time zone 'UTC')::date;
  v_first date;
  v_day date;
begin
  perform pg_advisory_xact_lock(${PARTITIONS_LOCK});
  perform set_config('lock_timeout', '2000', true);
  foreach v_base in array array['readings', 'texts'] loop
    select v_today - extract(day from max(keep))::int into v_first from thermacore.retention_by_tenant
    where class = case v_base when 'readings' then 'raw' else 'text' end;
    for v_day in execute format(
      'select distinct (time at time zone ''UTC'')::date from (select time from thermacore.%I limit ${LOOKED_AT_ROWS}) x
       where time >= $1 and time < $2 order by 1 desc', v_base || '_other')
      using v_first::timestamp at time zone 'UTC', v_today::timestamp at time zone 'UTC'
    loop
      if thermacore.settle_day(v_base, v_day) then return 1; end if;
    end loop;
  end loop;
  return 0;
end $$;
`;
