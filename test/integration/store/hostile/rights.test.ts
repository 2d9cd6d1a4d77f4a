import assert from 'node:assert/strict';
import { onEveryRung } from '../../../support/database';
import { REFUSED, useAttacker } from './rooms';

onEveryRung('The application role as tenant Aqua', (rung) => {
  const { database, readable, refused, role, rooms, run } = useAttacker(rung);

  describe('has no right to', () => {
    it('any partition, chunk, materialised rollup or other table behind the views, to read or to write', async function () {
      this.timeout(60_000);
      const open = new Set((await readable()).map(({ name }) => name));
      const { rows } = await database().owner.query<{ name: string; kind: string }>(
        `select format('%I.%I', n.nspname, c.relname) as name, c.relkind as kind
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname in ('thermacore', '_timescaledb_internal') and c.relkind in ('r', 'p', 'v', 'm')
           and not exists (select from pg_depend where objid = c.oid and classid = 'pg_class'::regclass and deptype = 'e')`,
      );
      const closed = rows.filter(({ name }) => !open.has(name));
      const holdsReadings = closed.filter(({ name }) => /readings|texts|alarm_journal|_hyper_/.test(name));
      assert.ok(holdsReadings.length >= 6, `${holdsReadings.length} relations hold readings`);
      for (const { name, kind } of closed) {
        await refused(`select * from ${name}`);
        await refused(`create temp view mine as select * from ${name}; select * from mine`);
        if (kind === 'v' || kind === 'm') continue;
        // Of some of its own tables TimescaleDB says first that nobody may.
        for (const statement of [
          `insert into ${name} overriding system value select * from ${name}`,
          `delete from ${name}`,
          `truncate ${name}`,
          `lock table ${name}`,
        ])
          await assert.rejects(run(statement), { code: /^(42501|0A000)$/ }, statement);
      }
      for (const { name } of holdsReadings.filter(
        (one) => one.kind !== 'v' && !/_compressed_|compress_/.test(one.name),
      )) {
        await refused(`insert into ${name} (tenant_id) values (${rooms().borealis})`);
        await refused(`create temp table copy (like ${name})`);
      }
    });

    const statements: Record<string, string[]> = {
      'read what it only writes': [
        'select * from thermacore.audit',
        'select * from thermacore.migrations',
        'select last_value from thermacore.units_id_seq',
        `select setval('thermacore.units_id_seq', 1)`,
      ],
      'rewrite the past': [
        'update thermacore.audit set actor = $$me$$',
        'update thermacore.alarm_journal set message = $$mine$$',
        'delete from thermacore.alarm_journal',
        'truncate thermacore.alarm_journal',
        'insert into thermacore.alarm_journal select * from thermacore.alarm_journal',
        'update thermacore.alarm_journal_in_order set message = $$mine$$',
        'delete from thermacore.alarm_journal_newest',
        'insert into thermacore.alarm_journal_newest select * from thermacore.alarm_journal_newest',
        'update thermacore.alarm_rule_changes set reason = $$mine$$',
        'delete from thermacore.alarm_rule_changes',
        'delete from thermacore.audit',
        'delete from thermacore.sessions',
        'update thermacore.latest set value = 1',
        'insert into thermacore.latest select * from thermacore.latest',
        'truncate thermacore.units cascade',
        'update thermacore.migrations set checksum = $$x$$',
      ],
      'change the schema': [
        'alter table thermacore.units disable row level security',
        'alter table thermacore.units no force row level security',
        'alter table thermacore.units owner to current_user',
        'alter table thermacore.readings add column mine int',
        'drop policy units_visible on thermacore.units',
        'create policy mine on thermacore.units using (true)',
        'create or replace view thermacore.readings_of_tenant as select * from thermacore.readings',
        'alter view thermacore.readings_of_tenant set (security_barrier = false)',
        'create or replace function thermacore.visible(tenant int) returns boolean language sql as $$ select true $$',
        'create function thermacore.mine() returns int language sql as $$ select 1 $$',
        'alter function thermacore.current_tenant() security definer',
        'drop function thermacore.current_tenant()',
        'create trigger mine after insert on thermacore.units for each row execute function thermacore.announce_plant()',
        'create rule mine as on insert to thermacore.units do instead nothing',
        'create temp table mine () inherits (thermacore.units)',
        'create table thermacore.mine (x int)',
        'create table public.mine (x int)',
        'create schema mine',
        'drop schema thermacore cascade',
        'grant all on thermacore.readings to public',
      ],
      'become more than it is': [
        'alter role current_user superuser',
        'alter role current_user bypassrls',
        'alter role current_user createrole',
        'create role mine superuser',
        `set session_replication_role = 'replica'`,
      ],
      'reach the machine': [
        `select pg_read_file('/etc/passwd')`,
        `select pg_read_file('pg_hba.conf')`,
        `select pg_stat_file('PG_VERSION')`,
        `select pg_read_file(setting) from pg_settings where name = 'hba_file'`,
        `select pg_ls_logdir()`,
        `select pg_ls_waldir()`,
        `select pg_current_logfile()`,
        `select pg_reload_conf()`,
        `select pg_switch_wal()`,
        `load '/tmp/mine.so'`,
        `select pg_read_binary_file('PG_VERSION')`,
        `select pg_ls_dir('.')`,
        `select lo_import('/etc/passwd')`,
        `copy thermacore.units to program 'cat'`,
        `copy (select 1) to program 'id'`,
        `copy thermacore.units (name) from program 'id'`,
        `copy thermacore.units to '/tmp/units'`,
        `copy (select 1) to '/tmp/units'`,
        `copy thermacore.units (name) from '/etc/passwd'`,
        `create function pg_temp.mine() returns int language c as 'libc', 'getpid'`,
        `create function pg_temp.mine() returns int language internal as 'pg_backend_pid'`,
        'create language mine handler plpgsql_call_handler',
        'create foreign data wrapper mine',
      ],
    };
    it('change what the platform says of its tenant', async () => {
      // A row that the policy does not show for an update is not there, which is no error.
      const changed = await run(`update thermacore.tenants set name = $$mine$$, quotas = '{}' returning key`);
      assert.deepEqual(changed, []);
    });

    for (const [what, list] of Object.entries(statements))
      it(what, async () => {
        for (const statement of list) await refused(statement);
      });

    it('change the server’s settings', async () => {
      // ALTER SYSTEM runs outside of transactions only.
      const alter = role().use((client) => client.query(`alter system set fsync = 'off'`));
      await assert.rejects(alter, REFUSED);
    });

    it('let TimescaleDB do it', async function () {
      const { name } = (await database().prepare()).rung;
      // Plain PostgreSQL has nothing of it: not on this rung.
      if (name === 'plain') this.skip();
      await refused(`select drop_chunks('thermacore.readings', older_than => interval '0 days')`);
      await refused(`select set_chunk_time_interval('thermacore.readings', interval '1 hour')`);
      if (name === 'timescale-apache') return;
      await refused(`select add_retention_policy('thermacore.readings', interval '0 days')`);
      await refused(`select compress_chunk(c) from show_chunks('thermacore.readings') c`);
      await refused(
        `create materialized view public.mine with (timescaledb.continuous) as
         select time_bucket('1 hour', time) as t, max(value) from thermacore.readings group by 1 with no data`,
      );
    });
  });
});
