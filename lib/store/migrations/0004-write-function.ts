import type { Migration } from './migration';

/**
 * The one way to write readings. Columns come as arrays of one batch of one tenant.
 *
 * A repeat (same sensor, time, value and quality) changes nothing. A *different* value for a time that is taken gets the
 * next free ordinal, so that two events with one source time are both kept; which of the two happened is found only
 * for rows that conflicted, so the usual batch costs one INSERT.
 */
export const writeFunction: Migration = {
  name: '0004-write-function',
  sql: () =>
    [
      writer('write_readings', 'readings', 'double precision', 'value, null'),
      writer('write_texts', 'texts', 'text', 'null, value'),
    ].join('\n'),
};

/** Inserts a batch, and counts what was added into `stored`. `how` ends the statement. */
export const insertBatch = (
  table: string,
  how: string,
): string => `  insert into thermacore.${table} (time, tenant_id, sensor_id, ordinal, quality, value)
  select time, v_tenant, sensor, ordinal, quality, value
  from unnest(p_sensor, p_time, p_ordinal, p_quality, p_value) as new (sensor, time, ordinal, quality, value)
  where refused is null or sensor <> all (refused)
  ${how};
  get diagnostics stored = row_count;
`;

/** Adds what is new of a batch. */
export const insertNew = (table: string): string => insertBatch(table, 'on conflict do nothing');

/** `before` runs before anything, `after` when all is written. */
export const writer = (
  name: string,
  table: string,
  type: string,
  latestValues: string,
  create = 'create',
  after = '',
  before = '',
  insert = insertNew(table),
): string => `
${create} function thermacore.${name}(
  p_sensor int[], p_time timestamptz[], p_ordinal smallint[], p_quality smallint[], p_value ${type}[],
  out stored int, out refused int[]
) language plpgsql security definer set search_path = thermacore, pg_temp as $$
declare
  v_tenant int := thermacore.current_tenant();
  v_more int;
begin
${before}  if v_tenant is null then
    raise exception 'no tenant' using errcode = '42501';
  end if;

  -- Sensors that are gone, or another tenant's.
  select array_agg(s) into refused from (
    select distinct unnest(p_sensor) as s
    except select id from thermacore.sensors where tenant_id = v_tenant
  ) foreign_sensors;

${insert}
  -- Another value for a time that is taken. Two writers may choose the same next ordinal; then one tries again.
  if stored < cardinality(p_sensor) then
    for attempt in 1 .. 5 loop
      insert into thermacore.${table} (time, tenant_id, sensor_id, ordinal, quality, value)
      select time, v_tenant, sensor,
             (select max(old.ordinal) from thermacore.${table} old where old.sensor_id = sensor and old.time = missing.time)
               + row_number() over (partition by sensor, time order by ordinal, value),
             quality, value
      from (
        select sensor, time, min(ordinal) as ordinal, quality, value
        from unnest(p_sensor, p_time, p_ordinal, p_quality, p_value) as new (sensor, time, ordinal, quality, value)
        where (refused is null or sensor <> all (refused))
          and not exists (
            select from thermacore.${table} old
            where old.sensor_id = new.sensor and old.time = new.time and old.value = new.value and old.quality = new.quality)
        group by sensor, time, quality, value
      ) missing
      on conflict do nothing;
      get diagnostics v_more = row_count;
      stored := stored + v_more;
      exit when v_more = 0;
    end loop;
  end if;

  -- In the order of sensors, so that two writers cannot deadlock.
  insert into thermacore.latest as known (sensor_id, tenant_id, time, ordinal, quality, value, text)
  select distinct on (sensor) sensor, v_tenant, time, ordinal, quality, ${latestValues}
  from unnest(p_sensor, p_time, p_ordinal, p_quality, p_value) as new (sensor, time, ordinal, quality, value)
  where refused is null or sensor <> all (refused)
  order by sensor, time desc, ordinal desc
  on conflict (sensor_id) do update
    set time = excluded.time, ordinal = excluded.ordinal, quality = excluded.quality,
        value = excluded.value, text = excluded.text
    where (excluded.time, excluded.ordinal) > (known.time, known.ordinal);
${after}end $$;
`;
