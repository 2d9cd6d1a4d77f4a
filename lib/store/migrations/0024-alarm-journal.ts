import type { RungName } from '../rung';
import type { Migration } from './migration';

/** Shared with the other makers of partitions: they ask for the same kind of locks. */
const PARTITIONS_LOCK = 7_438_201_267;

/**
 * The journal of alarms: every transition, by the time of the field. It only grows: the application role reads it through
 * two views and adds to it through one function, and nothing of it can be changed or taken out but by retention.
 *
 * A line is told by its own id, so that writing it twice is harmless. `ordinal` is its place in the batch that it came
 * with, for lines that were found in one millisecond. Values are JSON as text, because `jsonb` cannot hold every text
 * of the field (U+0000).
 */
export const alarmJournal: Migration = {
  name: '0024-alarm-journal',
  sql: (rung) => `
create table thermacore.alarm_journal (
  time timestamptz not null,
  evaluated_at timestamptz not null,
  tenant_id int not null,
  id text not null,
  ordinal int not null,
  rule text not null,
  instance text not null,
  unit text,
  sensor text,
  device text,
  event text not null,
  from_state text not null,
  to_state text not null,
  level text not null,
  priority text not null,
  class text not null,
  value text,
  "limit" double precision,
  quality text not null,
  message text not null,
  correlation text not null,
  "user" text,
  comment text,
  shelved_until timestamptz,
  first_out boolean not null,
  corrected boolean not null,
  withdraws text,
  primary key (tenant_id, time, id)
)${rung === 'plain' ? ' partition by range (time)' : ''};
create index alarm_journal_of_rule on thermacore.alarm_journal (tenant_id, rule, time);
create index alarm_journal_of_unit on thermacore.alarm_journal (tenant_id, unit, time);
create index alarm_journal_of_occurrence on thermacore.alarm_journal (tenant_id, correlation, time);
${rung === 'plain' ? partitions : chunks(rung)}
-- The order within, because a security barrier keeps the planner from pushing one in; the tenant is looked up once.
${view('alarm_journal_in_order', 'time, evaluated_at, ordinal, id')}
${view('alarm_journal_newest', 'time desc, evaluated_at desc, ordinal desc, id desc')}
${writer}
`,
};

const COLUMNS = `time, evaluated_at, id, ordinal, rule, instance, unit, sensor, device, event, from_state, to_state, level,
  priority, class, value, "limit", quality, message, correlation, "user", comment, shelved_until, first_out, corrected,
  withdraws`;

const view = (name: string, order: string): string => `
create view thermacore.${name} with (security_barrier) as
  select ${COLUMNS} from thermacore.alarm_journal
  where tenant_id = (select thermacore.current_tenant())
  order by ${order};
`;

const chunks = (rung: RungName): string => `
select create_hypertable('thermacore.alarm_journal', 'time', chunk_time_interval => interval '30 days', create_default_indexes => false);
${
  rung === 'timescale-tsl'
    ? `alter table thermacore.alarm_journal set (timescaledb.compress, timescaledb.compress_segmentby = 'tenant_id', timescaledb.compress_orderby = 'time, id');
select add_compression_policy('thermacore.alarm_journal', compress_after => interval '7 days');`
    : ''
}
create function thermacore.make_journal_months(p_months int) returns int language sql as $$ select 0 $$;
`;

/**
 * Monthly partitions, made ahead. What lies outside them lands in the default partition, so that no line is ever refused
 * for want of one; a month that has lines there already stays there.
 */
const partitions = `
create table thermacore.alarm_journal_other partition of thermacore.alarm_journal default;

create function thermacore.make_journal_months(p_months int) returns int language plpgsql security definer
  set search_path = thermacore, pg_temp as $$
declare
  v_month date;
  v_name text;
  v_made int := 0;
begin
  -- Two instances may come at once.
  perform pg_advisory_xact_lock(${PARTITIONS_LOCK});
  perform set_config('lock_timeout', '2000', true);
  for i in -1 .. least(p_months, 24) loop
    v_month := date_trunc('month', now() at time zone 'UTC') + make_interval(months => i);
    v_name := 'alarm_journal_' || to_char(v_month, 'YYYYMM');
    continue when to_regclass('thermacore.' || v_name) is not null;
    begin
      execute format('create table thermacore.%I partition of thermacore.alarm_journal for values from (%L) to (%L)',
        v_name, v_month::timestamp at time zone 'UTC', (v_month + interval '1 month') at time zone 'UTC');
      v_made := v_made + 1;
    exception when check_violation then
      null; -- the default partition holds lines of that month
    end;
  end loop;
  return v_made;
end $$;
revoke all on function thermacore.make_journal_months from public;
select thermacore.make_journal_months(3);
`;

/** Gives how many lines were new. The names of the members are those of a line in lib/alarms/ports.ts. */
const writer = `
create function thermacore.write_alarm_journal(p_lines json) returns int language plpgsql security definer
  set search_path = thermacore, pg_temp as $$
declare
  v_tenant int := thermacore.current_tenant();
  v_added int;
begin
  if v_tenant is null or not exists (select from thermacore.tenants where id = v_tenant) then
    raise exception 'no tenant' using errcode = '42501';
  end if;
  -- A correction may be of a time whose lines are compressed.
  perform set_config('timescaledb.max_tuples_decompressed_per_dml_transaction', '0', true);
  insert into thermacore.alarm_journal (tenant_id, ${COLUMNS})
  select v_tenant, to_timestamp(l.at / 1000), to_timestamp(l."evaluatedAt" / 1000), l.id, l.ordinal, l.rule, l.instance,
         l.unit, l.sensor, l.device, l.event, l."from", l."to", l.level, l.priority, l.class, l.value, l."limit", l.quality,
         l.message, l.correlation, l."user", l.comment, to_timestamp(l."shelvedUntil" / 1000), coalesce(l."firstOut", false),
         coalesce(l.corrected, false), l.withdraws
  from rows from (json_to_recordset(p_lines) as (
    at float8, "evaluatedAt" float8, id text, rule text, instance text, unit text, sensor text, device text, event text,
    "from" text, "to" text, level text, priority text, class text, value text, "limit" float8, quality text, message text,
    correlation text, "user" text, comment text, "shelvedUntil" float8, "firstOut" boolean, corrected boolean, withdraws text
  )) with ordinality as l (
    at, "evaluatedAt", id, rule, instance, unit, sensor, device, event, "from", "to", level, priority, class, value, "limit",
    quality, message, correlation, "user", comment, "shelvedUntil", "firstOut", corrected, withdraws, ordinal
  )
  on conflict do nothing;
  get diagnostics v_added = row_count;
  return v_added;
end $$;
revoke all on function thermacore.write_alarm_journal from public;
`;
