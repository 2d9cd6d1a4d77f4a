import type { RungName } from '../rung';
import type { Migration } from './migration';

/**
 * The class of data `journal`, five years of it by default, and the function that lets go of the rest: whole chunks or
 * partitions beyond the longest retention of all tenants, then lines of tenants with a shorter one. No rollup is made of
 * the journal, so nothing has to be waited for but locks.
 */
export const journalRetention: Migration = {
  name: '0025-journal-retention',
  sql: (rung) => `
alter table thermacore.retention drop constraint retention_class_check;
alter table thermacore.retention add constraint retention_class_check
  check (class in ('raw', 'text', '1m', '1h', '1d', 'journal'));
-- Row-level security is forced on an owner too, unless it is a superuser; what is no tenant's is the platform's.
set local app.door = 'platform';
insert into thermacore.retention (class, keep) values ('journal', interval '1830 days');
set local app.door = '';
${applyJournalRetention(rung)}revoke all on function thermacore.apply_journal_retention from public;
`,
};

const DROP_CHUNKS = `
  execute format('select count(*) from %I.drop_chunks(%L, older_than => %L::timestamptz)', v_extension, 'thermacore.alarm_journal', v_all)
    into dropped;`;

const ENDED = `to_date(right(relname, 6), 'YYYYMM') + interval '1 month' <= v_all at time zone 'UTC'`;

const FIND_PARTITIONS = `
    select relname from pg_inherits join pg_class c on c.oid = inhrelid
    where inhparent = 'thermacore.alarm_journal'::regclass and relname ~ '_[0-9]{6}$'
      and ${ENDED}
    order by relname limit 30`;

/** Its own ones first, as in 0012-retention.ts. */
export const FIND_OWN_JOURNALS = `
    with own as materialized (
      select relname from pg_inherits join pg_class c on c.oid = inhrelid
      where inhparent = 'thermacore.alarm_journal'::regclass and relname ~ '_[0-9]{6}$')
    select relname from own where ${ENDED}
    order by relname limit 30`;

const dropPartitions = (find: string): string => `
  for v_name in${find}
  loop
    execute 'lock table only thermacore.alarm_journal in access exclusive mode';
    execute format('drop table thermacore.%I', v_name);
    dropped := dropped + 1;
  end loop;`;

export const applyJournalRetention = (
  rung: RungName,
  { create = 'create', find = FIND_PARTITIONS } = {},
): string => `
${create} function thermacore.apply_journal_retention(
  p_rows int, out dropped int, out deleted int, out more boolean, out waiting boolean
) language plpgsql security definer set search_path = thermacore, pg_temp as $$
declare
  v_extension name := (select extnamespace::regnamespace::text from pg_extension where extname = 'timescaledb');
  v_all timestamptz;
  v_bound timestamptz;
  v_one record;
  v_name text;
  v_count int;
begin
  dropped := 0; deleted := 0; more := false; waiting := false;
  if p_rows < 1 then
    raise exception 'no rows' using errcode = '22023';
  end if;
  perform set_config('lock_timeout', '2000', true);
  perform set_config('timescaledb.max_tuples_decompressed_per_dml_transaction', '0', true);
  select now() - coalesce(max(keep), (select keep from thermacore.retention where tenant_id is null and class = 'journal'))
  into v_all from thermacore.retention_by_tenant where class = 'journal';
${rung === 'plain' ? dropPartitions(find) : DROP_CHUNKS}
  for v_one in
    select tenant_id, now() - keep as cutoff from thermacore.retention_by_tenant
    where class = 'journal' and now() - keep > v_all${rung === 'plain' ? '\n    union all select null, v_all' : ''}
  loop
    exit when deleted >= p_rows;
    -- Lines of one time go together, however many they are.
    select j.time into v_bound from thermacore.alarm_journal j
    where (v_one.tenant_id is null or j.tenant_id = v_one.tenant_id) and j.time < v_one.cutoff
    order by j.time offset p_rows - deleted - 1 limit 1;
    delete from thermacore.alarm_journal j
    where (v_one.tenant_id is null or j.tenant_id = v_one.tenant_id) and j.time < v_one.cutoff and j.time <= coalesce(v_bound, v_one.cutoff);
    get diagnostics v_count = row_count;
    deleted := deleted + v_count;
  end loop;
  more := deleted >= p_rows or dropped >= 30;
exception when lock_not_available then
  -- Undone, and tried again the next time.
  dropped := 0; deleted := 0; more := false; waiting := true;
end $$;
`;
