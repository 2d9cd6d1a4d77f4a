import assert from 'node:assert/strict';
import { onEveryRung } from '../../../support/database';
import { OF_NO_TENANT } from './allowed';
import { SECRET_NUMBER, assertNoSecret, useAttacker } from './rooms';

onEveryRung('The application role as tenant Aqua', (rung) => {
  const { database, readable, refused, rooms, run } = useAttacker(rung);

  describe('sees its own rows only', () => {
    const own = [
      'tenants', 'users', 'units', 'sensors', 'devices', 'device_points', 'device_templates', 'latest',
      'readings_of_tenant', 'texts_of_tenant', 'readings_in_order', 'texts_in_order', 'alarm_rules', 'alarm_rule_changes',
      'alarm_instances', 'alarm_requests', 'alarm_journal_in_order', 'alarm_journal_newest',
    ]; // prettier-ignore
    it('in every relation that it may read', async () => {
      const names = (await readable())
        .filter(({ schema }) => schema === 'thermacore')
        .map(({ name }) => name);
      for (const name of names) {
        const rows = await run(`select * from ${name}`);
        assertNoSecret(rows, name);
        if (own.includes(name.slice('thermacore.'.length)))
          assert.ok(rows.length > 0, `${name}: its own rows are there`);
      }
      for (const name of own) assert.ok(names.includes(`thermacore.${name}`), name);
    });

    it('in no relation of the whole database, be it table, view, partition, chunk or catalogue', async function () {
      this.timeout(60_000);
      const { rows: relations } = await database().owner.query<{ name: string }>(
        `select format('%I.%I', nspname, relname) as name from pg_class c join pg_namespace n on n.oid = relnamespace
         where relkind in ('r', 'p', 'v', 'm', 'f') and nspname <> 'pg_toast'`,
      );
      assert.ok(relations.some(({ name }) => name === 'thermacore.readings'));
      let readable = 0;
      for (const { name } of relations) {
        const rows = await run(`select to_jsonb(x) from ${name} x`).catch((error: unknown) => {
          assert.ok(error instanceof Error);
          return undefined;
        });
        if (!rows) continue;
        readable++;
        // What an attacker's own statements look like is in pg_stat_activity and the like; rows of others are not.
        assertNoSecret(rows, name);
      }
      assert.ok(readable > 50, `${readable} relations are readable: the catalogues at least`);
    });

    it('in statistics that the planner keeps', async () => {
      assertNoSecret(await run('select * from pg_stats'), 'pg_stats');
      await refused('select * from pg_statistic');
    });

    it('when a function of its own looks at rows before they are filtered', async () => {
      let looked = 0;
      for (const { schema, name } of await readable()) {
        if (schema !== 'thermacore') continue;
        const seen = await run(
          'create temp table seen (what text) on commit drop',
          `create function pg_temp.look(what text) returns boolean language plpgsql cost 0.0000001
           as $$ begin insert into seen values (what); return true; end $$`,
          `select count(*) from ${name} x where pg_temp.look(x::text)`,
          'select * from seen',
        );
        looked += seen.length;
        assertNoSecret(seen, name);
      }
      assert.ok(looked > 10, 'it saw its own');
    });

    it('when it casts values so that the error shows what they are', async () => {
      let told = 0;
      for (const { schema, name, columns } of await readable()) {
        if (schema !== 'thermacore') continue;
        for (const column of columns) {
          const shown = await run(
            `select count(*) from ${name} where ('x' || ${column}::text)::int = 0`,
          ).then(
            (rows) => rows,
            ({ message, detail, where, hint }: Record<string, unknown>) => ({ message, detail, where, hint }),
          );
          if (!Array.isArray(shown)) told++;
          assertNoSecret(shown, `${name}.${column}`);
        }
      }
      assert.ok(told > 10, 'errors did show its own');
    });

    it('when EXPLAIN tells how it found them', async () => {
      for (const { schema, name } of await readable()) {
        if (schema !== 'thermacore') continue;
        const plan = await run(
          `explain (analyze, verbose, settings) select * from ${name} x where x::text like '%s%'`,
        );
        assert.ok(plan.length > 0);
        assertNoSecret(plan, `the plan for ${name}`);
      }
    });

    it('when an error names the row that it breaks', async () => {
      const { borealisUnit, borealisSensor } = rooms();
      const tell = (error: Record<string, unknown>) =>
        JSON.stringify({ ...error, message: error['message'] });
      for (const statement of [
        `insert into thermacore.units (tenant_id, key, name, kind) values (thermacore.current_tenant(), 'boiler-1', 'x', 'x')`,
        `insert into thermacore.users (username, role, tenant_id, password_hash)
         values ('ADMIN@borealis', 'admin', thermacore.current_tenant(), 'x')`,
        `update thermacore.sensors set unit_id = ${borealisUnit}`,
        `insert into thermacore.units overriding system value
         select ${borealisUnit}, thermacore.current_tenant(), 'x', 'x', 'x'`,
        `insert into thermacore.sensors overriding system value select ${borealisSensor}, s.* from thermacore.sensors s`,
        `select * from thermacore.write_texts(array[${borealisSensor}], array[null::timestamptz], array[0::smallint], array[0::smallint], array['x'])`,
        `select * from thermacore.write_texts(array[id], array[null::timestamptz], array[0::smallint], array[0::smallint], array['x'])
         from thermacore.sensors where key = 'mode'`,
      ]) {
        const told = await run(statement).then((rows) => JSON.stringify(rows), tell);
        assertNoSecret(told, statement);
      }
    });

    it('when an error would tell which values there are', async () => {
      const rows = await run(
        `select count(*)::int as n from thermacore.readings_of_tenant where 1 / (value - ${SECRET_NUMBER}) is not null`,
      );
      assert.deepEqual(rows, [{ n: 3 }]);
    });

    it('when an error would tell which lines of the journal there are', async () => {
      const rows = await run(
        `select count(*)::int as n from thermacore.alarm_journal_in_order where 1 / (value::float8 - ${SECRET_NUMBER}) is not null`,
      );
      assert.deepEqual(rows, [{ n: 3 }]);
    });

    it('when it switches row security off: then the statement is refused', () =>
      refused('set local row_security = off', 'select * from thermacore.units'));

    it('and none at all without a tenant', async () => {
      for (const { schema, name } of await readable())
        if (schema === 'thermacore' && !OF_NO_TENANT.includes(name.slice('thermacore.'.length)))
          assert.deepEqual(
            // The platform's own rows, such as what is kept by default, say that they are no tenant's.
            (await run(`set local app.tenant = ''`, `select * from ${name}`)).filter(
              (row) => (row as { tenant_id?: unknown }).tenant_id !== null,
            ),
            [],
            name,
          );
    });
  });
});
