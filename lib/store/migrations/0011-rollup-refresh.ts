import type { RungName } from '../rung';
import { writer } from './0004-write-function';
import { REPLACE, raise } from './0006-latest-of-one-time';
import type { Migration } from './migration';
import {
  COARSER, COLUMNS, FROM_PARTIALS, FROM_READINGS, LEVELS, MINUTE, REFRESHER_LOCK, WRITERS_LOCK, binned, columns,
  type Level,
} from './rollup-sql'; // prettier-ignore

/**
 * How partials are kept up. Writers log what is older than the threshold, and nothing for live data; one refresher
 * works in bounded steps, each a transaction of its own (lib/store/rollups).
 */
export const rollupRefresh: Migration = {
  name: '0011-rollup-refresh',
  sql: (rung) =>
    [
      writer(
        'write_readings',
        'readings',
        'double precision',
        'value, null',
        REPLACE,
        raise('readings', 'kept.value, null') + logLate(rung),
        rung === 'timescale-tsl' ? UNLIMITED : SHARED,
      ),
      rung === 'timescale-tsl'
        ? writer('write_texts', 'texts', 'text', 'null, value', REPLACE, raise('texts', 'null, kept.value'), UNLIMITED)
        : '',
      rung === 'timescale-tsl' ? advanceNothing : advance,
      recompute(rung),
      rung === 'timescale-tsl' ? refreshSealed : refresh(rung),
      'revoke all on function thermacore.advance_rollups, thermacore.refresh_rollups from public;',
    ].join('\n'), // prettier-ignore
};

/** Before the threshold is read, so that it stays what it is until the readings are committed. */
export const SHARED = `
  perform pg_advisory_xact_lock_shared(${WRITERS_LOCK});
`;

/** A batch may meet compressed segments of every sensor; each is unpacked in part to look for the same key. */
export const UNLIMITED = `
  perform set_config('timescaledb.max_tuples_decompressed_per_dml_transaction', '0', true);
`;

/** Of TSL: the policies never materialise what is younger than 10 minutes, so half of that needs no lock. */
const threshold = (rung: RungName): string =>
  rung === 'timescale-tsl'
    ? `now() - interval '5 minutes'`
    : `(select threshold from thermacore.rollup_state where level = '1m')`;

export const logLate = (rung: RungName): string => `
  if stored > 0 then
    insert into thermacore.rollup_late (tenant_id, bucket, sensor_ids)
    select v_tenant, ${binned(MINUTE, 'time')}, array_agg(distinct sensor)
    from unnest(p_sensor, p_time) as new (sensor, time)
    where time < ${threshold(rung)} and (refused is null or sensor <> all (refused))
    group by 2;
  end if;
`;

const EPOCH = `timestamptz '1970-01-01 00:00:00+00'`;

/**
 * Moves the threshold to two minutes ago. It waits for the writers under way, and they for it, but not long: false
 * says that it did not get through. When it is committed, whoever did not see it has committed too.
 */
const advance = `
create function thermacore.advance_rollups() returns boolean language plpgsql security definer
  set search_path = thermacore, pg_temp as $$
declare
  v_next timestamptz := date_bin(interval '1 minute', clock_timestamp() - interval '2 minutes', ${EPOCH});
begin
  if exists (select from thermacore.rollup_state where level = '1m' and threshold >= v_next) then
    return true;
  end if;
  perform set_config('lock_timeout', '250', true);
  perform pg_advisory_xact_lock(${WRITERS_LOCK});
  update thermacore.rollup_state set threshold = v_next where level = '1m' and threshold < v_next;
  return true;
exception when lock_not_available then
  return false;
end $$;
`;

const advanceNothing = `
create function thermacore.advance_rollups() returns boolean language sql as $$ select true $$;
`;

/**
 * Readings are only ever added, so a row computed anew contains the one there is. Where retention has taken what that
 * was made from it does not: then what there is stays.
 */
const contains = (next: string, old: string): string => `${next}.total > ${old}.total
      and (${old}.trace is null or ${next}.trace[1] <= ${old}.trace[1] and ${next}.trace[3] >= ${old}.trace[3]
           and ${next}.min <= ${old}.min and ${next}.max >= ${old}.max)`;

const final = ({ from }: Level, tenant: string, bucket: string, more = ''): string =>
  `exists (select from thermacore.rollup_final f
           where f.tenant_id = ${tenant} and f.class = '${from ?? 'raw'}' and ${bucket} < f.before ${more})`;

const upsert = (level: Level, select: string): string => `
  insert into thermacore.rollup_${level.name} as known (tenant_id, bucket, sensor_id, ${columns()})
  ${select}
  on conflict (sensor_id, bucket) do update
    set ${COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')}, made = clock_timestamp()
    where ${contains('excluded', 'known')}
      and not ${final(level, 'known.tenant_id', 'known.bucket', 'and known.made < f.at')};`;

const complete = (rung: RungName, level: Level, bucket: string): string =>
  rung === 'timescale-tsl'
    ? `and not exists (select from thermacore.continuous_${level.name} c
                       where c.sensor_id = d.sensor_id and c.bucket = ${bucket}
                         and (not (${contains('p', 'c')}) or ${final(level, 'd.tenant_id', bucket)}))`
    : '';

/** Computes minutes of sensors anew, and the hours and days around them that are materialised. */
const recompute = (rung: RungName): string => `
create function thermacore.recompute_rollups(p_tenant int[], p_sensor int[], p_bucket timestamptz[]) returns void
  language plpgsql set search_path = thermacore, pg_temp as $$
begin
  ${upsert(
    MINUTE,
    `select d.tenant_id, d.bucket, d.sensor_id, ${columns('p')}
  from (select distinct * from unnest(p_tenant, p_sensor, p_bucket) as u (tenant_id, sensor_id, bucket)) d
  cross join lateral (
    select ${FROM_READINGS} from thermacore.readings
    where sensor_id = d.sensor_id and time >= d.bucket and time < d.bucket + interval '1 minute') p
  where p.total > 0 ${complete(rung, MINUTE, 'd.bucket')}`,
  )}
${COARSER.map((level) =>
  upsert(
    level,
    `select d.tenant_id, d.bin, d.sensor_id, ${columns('p')}
  from (select distinct tenant_id, sensor_id, ${binned(level, 'bucket')} as bin
        from unnest(p_tenant, p_sensor, p_bucket) as u (tenant_id, sensor_id, bucket)) d
  cross join lateral (
    select ${FROM_PARTIALS} from thermacore.rollup_${level.from ?? '1m'}${rung === 'timescale-tsl' ? '_all' : ''}
    where sensor_id = d.sensor_id and bucket >= d.bin and bucket < d.bin + ${level.width}) p
  where p.total > 0 ${
    rung === 'timescale-tsl'
      ? complete(rung, level, 'd.bin')
      : `and d.bin < (select ready from thermacore.rollup_state where level = '${level.name}')`
  }`,
  ),
).join('\n')}
end $$;
revoke all on function thermacore.recompute_rollups from public;
`;

/** All of a level within [from, to), sensor by sensor, because the key of readings and of partials begins with it. */
const slice = (level: Level, from: string, to: string): string =>
  upsert(
    level,
    `select s.tenant_id, p.bin, s.id, ${columns('p')}
  from thermacore.sensors s cross join lateral (
    select ${
      level.from
        ? `${binned(level, 'bucket')} as bin, ${FROM_PARTIALS} from thermacore.rollup_${level.from}
    where sensor_id = s.id and bucket >= ${from} and bucket < ${to}`
        : `${binned(level, 'time')} as bin, ${FROM_READINGS} from thermacore.readings
    where sensor_id = s.id and time >= ${from} and time < ${to}`
    } group by 1) p`,
  );

const month = `
create function thermacore.make_rollup_months(p_from timestamptz, p_to timestamptz) returns void language plpgsql
  set search_path = thermacore, pg_temp as $$
declare
  v_month timestamp := date_trunc('month', greatest(p_from, '2000-01-01 00:00:00+00') at time zone 'UTC');
  v_name text;
begin
  while v_month < least(p_to, '2100-01-01 00:00:00+00') at time zone 'UTC' loop
    v_name := 'rollup_1m_' || to_char(v_month, 'YYYYMM');
    if to_regclass('thermacore.' || v_name) is null then
      perform set_config('lock_timeout', '2000', true);
      execute format('create table thermacore.%I partition of thermacore.rollup_1m for values from (%L) to (%L)',
        v_name, v_month at time zone 'UTC', (v_month + interval '1 month') at time zone 'UTC');
    end if;
    v_month := v_month + interval '1 month';
  end loop;
end $$;
revoke all on function thermacore.make_rollup_months from public;
`;

/** Late rows of what is materialised, counted up to a bound. */
const BACKLOG = `backlog := (
    select count(*) from (
      select from thermacore.rollup_late
      where bucket < (select ready from thermacore.rollup_state where level = '1m') limit 100000) waiting);`;

/** Up to about p_pairs, but always a whole row. */
const takeLate = (condition: string): string => `
  with taken as (
    select id from (
      select id, sum(cardinality(sensor_ids)) over (order by id) - cardinality(sensor_ids) as before
      from (select * from thermacore.rollup_late where ${condition} order by id limit least(p_pairs, 5000)) next
    ) counted where before < p_pairs
  ), gone as (
    delete from thermacore.rollup_late l using taken where l.id = taken.id returning l.tenant_id, l.bucket, l.sensor_ids
  )
  select array_agg(tenant_id), array_agg(sensor_id), array_agg(bucket), count(distinct bucket)
  into v_tenants, v_sensors, v_buckets, late
  from gone cross join lateral unnest(sensor_ids) as sensor_id;`;

/**
 * One step: late readings first, up to about p_pairs minutes of sensors, then up to p_span of what is not materialised
 * yet, oldest first. Late rows are deleted before readings are read: what commits in between stays logged.
 */
const refresh = (rung: RungName): string => `
${rung === 'plain' ? month : ''}
create function thermacore.refresh_rollups(
  p_span interval, p_pairs int, out busy boolean, out late int, out moved boolean, out lag float8, out backlog int
) language plpgsql security definer set search_path = thermacore, pg_temp as $$
declare
  v_threshold timestamptz;
  ${LEVELS.map(({ name }) => `v_${name} timestamptz; v_to_${name} timestamptz;`).join(' ')}
  v_tenants int[]; v_sensors int[]; v_buckets timestamptz[];
begin
  busy := not pg_try_advisory_xact_lock(${REFRESHER_LOCK});
  late := 0;
  moved := false;
  if busy then return; end if;
  -- A partition that is new has no statistics yet; and what would be compiled is over before that.
  perform set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true);

  ${LEVELS.map(({ name }) => `select ready into v_${name} from thermacore.rollup_state where level = '${name}';`).join('\n  ')}
  select threshold into v_threshold from thermacore.rollup_state where level = '1m';
  if v_threshold = '-infinity' then return; end if;

  if v_1m = '-infinity' then
    select min(r.time) into v_1m from thermacore.sensors s cross join lateral (
      select time from thermacore.readings where sensor_id = s.id order by time limit 1) r;
    v_1m := date_bin(interval '1 day', least(v_1m, v_threshold), ${EPOCH});
    v_1h := v_1m;
    v_1d := v_1m;
  end if;

  ${takeLate('bucket < v_1m')}
  if late > 0 then
    ${rung === 'plain' ? MONTHS_OF_LATE : ''}
    perform thermacore.recompute_rollups(v_tenants, v_sensors, v_buckets);
  end if;

  v_to_1m := least(v_threshold, date_bin(interval '1 minute', v_1m + p_span, ${EPOCH}));
  if v_to_1m > v_1m then
    moved := true;
    ${rung === 'plain' ? 'perform thermacore.make_rollup_months(v_1m, v_to_1m);' : ''}
    delete from thermacore.rollup_late where bucket >= v_1m and bucket < v_to_1m;
    ${slice(MINUTE, 'v_1m', 'v_to_1m')}
    ${COARSER.map((level) => {
      const to = `v_to_${level.name}`;
      return `
    ${to} := ${binned(level, `v_to_${level.from ?? '1m'}`)};
    if ${to} > v_${level.name} then
      ${slice(level, `v_${level.name}`, to)}
    else
      ${to} := v_${level.name};
    end if;`;
    }).join('\n')}
    update thermacore.rollup_state
    set ready = case level ${LEVELS.map(({ name }) => `when '${name}' then v_to_${name}`).join(' ')} end;
  end if;
  lag := extract(epoch from clock_timestamp() - v_to_1m);
  ${BACKLOG}
end $$;
`;

/**
 * On TSL: what is late by more than a continuous aggregate may be refreshed for, since it would no longer see all the
 * readings, goes to the tables.
 */
const refreshSealed = `
create function thermacore.refresh_rollups(
  p_span interval, p_pairs int, out busy boolean, out late int, out moved boolean, out lag float8, out backlog int
) language plpgsql security definer set search_path = thermacore, pg_temp as $$
declare
  v_sealed timestamptz := (select sealed from thermacore.rollup_state where level = '1m');
  v_tenants int[]; v_sensors int[]; v_buckets timestamptz[];
begin
  busy := not pg_try_advisory_xact_lock(${REFRESHER_LOCK});
  late := 0;
  moved := false;
  if busy then return; end if;
  ${takeLate('bucket < v_sealed')}
  if late > 0 then
    perform thermacore.recompute_rollups(v_tenants, v_sensors, v_buckets);
  end if;
  lag := (select extract(epoch from clock_timestamp() - nullif(ready, '-infinity')) from thermacore.rollup_state where level = '1m');
  ${BACKLOG}
end $$;
`;

const MONTHS_OF_LATE = `
    perform thermacore.make_rollup_months(bucket, bucket + interval '1 minute')
    from (select distinct bucket from unnest(v_buckets) as u (bucket)
          where to_regclass('thermacore.rollup_1m_' || to_char(bucket at time zone 'UTC', 'YYYYMM')) is null) missing;`;
