import type { RungName } from '../rung';
import type { Migration } from './migration';

/**
 * Readings: narrow rows, one table for numbers (booleans are 0 and 1) and one for texts, unique by (sensor, time,
 * ordinal). No row-level security here, because TimescaleDB does not combine it with compression: the application role
 * has no right on these tables, their partitions or chunks; it reads `*_of_tenant` and writes through one function.
 */
export const readings: Migration = {
  name: '0003-readings',
  sql: (rung) => `
${table('readings', 'value double precision not null', rung)}
${table('texts', 'value text not null', rung)}
${rung === 'plain' ? partitions : chunks}

create view thermacore.readings_of_tenant with (security_barrier) as
  select time, sensor_id, ordinal, value, quality from thermacore.readings where tenant_id = thermacore.current_tenant();
create view thermacore.texts_of_tenant with (security_barrier) as
  select time, sensor_id, ordinal, value, quality from thermacore.texts where tenant_id = thermacore.current_tenant();

-- The newest reading of each sensor by the field's time, kept by the write function.
create table thermacore.latest (
  sensor_id int primary key references thermacore.sensors (id) on delete cascade,
  tenant_id int not null,
  time timestamptz not null,
  ordinal smallint not null,
  value double precision,
  text text,
  quality smallint not null
) with (fillfactor = 50);
create index latest_tenant on thermacore.latest (tenant_id);
alter table thermacore.latest enable row level security;
alter table thermacore.latest force row level security;
create policy latest_visible on thermacore.latest using (thermacore.visible(tenant_id));
`,
};

const table = (name: string, value: string, rung: RungName): string => `
create table thermacore.${name} (
  time timestamptz not null,
  tenant_id int not null,
  sensor_id int not null,
  ordinal smallint not null,
  quality smallint not null,
  ${value},
  primary key (sensor_id, time, ordinal)
)${rung === 'plain' ? ' partition by range (time)' : ''};
`;

const chunks = `
select create_hypertable('thermacore.readings', 'time', chunk_time_interval => interval '1 day', create_default_indexes => false);
select create_hypertable('thermacore.texts', 'time', chunk_time_interval => interval '7 days', create_default_indexes => false);
-- A role with SELECT on a hypertable may read its chunks directly; ours has it on neither. The schema of the chunks
-- stays open to all roles: TimescaleDB 2.19 looks into it for every query of a connection, whoever asks.

create function thermacore.make_partitions(days int) returns int language sql as $$ select 0 $$;
`;

/**
 * Daily partitions for numbers and texts, made ahead. What lies outside them (late data from before, or a clock a day
 * ahead) lands in the default partition, so that no reading is ever refused for want of a partition.
 */
const partitions = `
create table thermacore.readings_other partition of thermacore.readings default;
create table thermacore.texts_other partition of thermacore.texts default;

create function thermacore.make_partitions(days int) returns int language plpgsql security definer
  set search_path = thermacore, pg_temp as $$
declare
  base text;
  day date;
  made int := 0;
begin
  -- Two instances may come at once.
  perform pg_advisory_xact_lock(7438201267);
  foreach base in array array['readings', 'texts'] loop
    for i in -1 .. least(days, 60) loop
      day := (now() at time zone 'UTC')::date + i;
      if to_regclass(format('thermacore.%I', base || '_' || to_char(day, 'YYYYMMDD'))) is null then
        begin
          execute format('create table thermacore.%I partition of thermacore.%I for values from (%L) to (%L)',
            base || '_' || to_char(day, 'YYYYMMDD'), base, day::timestamp at time zone 'UTC', (day + 1)::timestamp at time zone 'UTC');
          made := made + 1;
        exception when check_violation then
          null; -- the default partition already holds rows of that day; they stay there
        end;
      end if;
    end loop;
  end loop;
  return made;
end $$;
select thermacore.make_partitions(7);
`;
