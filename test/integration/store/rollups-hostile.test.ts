import assert from 'node:assert/strict';
import type { SqlSource } from '../../../lib/store/sql-client';
import { onEveryRung, useDatabase } from '../../support/database';
import { settle } from '../../support/settle';
import { LEVEL_NAMES } from '../../support/partials';
import { DAY, MINUTE, SENSORS, asTenant, furnish, tenantNumber } from './rollups-fixture';

const SECRET = 424_242.5;

onEveryRung('The application role as tenant Aqua, and the rollups', (rung) => {
  const database = useDatabase(rung);
  let role: SqlSource;
  let aqua: number;
  let borealis: number;

  before(async function () {
    this.timeout(60_000);
    const store = await database().open();
    await furnish(store);
    const now = Date.now();
    const write = (times: readonly number[]) =>
      store.sink.write(
        times.flatMap((timestamp) =>
          SENSORS.flatMap((sensor) => [
            { tenant: 'aqua', unit: 'u', sensor, timestamp, value: 1, quality: 'good' as const },
            { tenant: 'borealis', unit: 'u', sensor, timestamp, value: SECRET, quality: 'good' as const },
          ]),
        ),
      );
    // Materialised, live, and late without a refresh after it: every branch of the views.
    await write([now - 2 * DAY, now - DAY]);
    await settle(store, 'rollups');
    await write([now - 3 * DAY, now - MINUTE]);
    await store.retention.set('borealis', 'raw', 4242);
    role = await database().application();
    aqua = await tenantNumber(database().owner, 'aqua');
    borealis = await tenantNumber(database().owner, 'borealis');
  });

  const run = (...statements: string[]): Promise<unknown[]> =>
    asTenant(role, aqua, async (client) => {
      let rows: unknown[] = [];
      for (const statement of statements) ({ rows } = await client.query(statement));
      return rows;
    });
  const refused = async (...statements: string[]): Promise<void> => {
    const code = await run(...statements).then(
      () => 'not refused',
      (error: { code: string }) => error.code,
    );
    assert.equal(code, '42501', statements.join('; '));
  };

  for (const view of LEVEL_NAMES.flatMap((level) => [`rollup_${level}_of_tenant`, `rollup_${level}_ready`]))
    it(`sees its own partials in ${view} only`, async () => {
      const rows = await run(`select * from thermacore.${view}`);
      // What is not materialised yet is in the complete view only.
      const least = view.endsWith('_ready') ? 1 : 3 * SENSORS.length;
      assert.ok(rows.length >= least, `${rows.length} of its own`);
      assert.ok(!JSON.stringify(rows).includes(String(SECRET)));
      assert.deepEqual(await run(`set local app.tenant = ''`, `select * from thermacore.${view}`), []);
    });

  it('sees nothing more by a function that looks at rows before they are filtered', async () => {
    for (const view of LEVEL_NAMES.flatMap((level) => [
      `rollup_${level}_of_tenant`,
      `rollup_${level}_ready`,
    ])) {
      const seen = await run(
        'create temp table seen (what text) on commit drop',
        `create function pg_temp.look(what text) returns boolean language plpgsql cost 0.0000001
         as $$ begin insert into seen values (what); return true; end $$`,
        `select count(*) from thermacore.${view} where pg_temp.look(max::text)`,
        'select * from seen',
      );
      assert.ok(seen.length > 0, 'it saw its own');
      assert.ok(!JSON.stringify(seen).includes(String(SECRET)), view);
    }
  });

  it('has no right on what the views are made of, be it table, partition, chunk or view', async function () {
    this.timeout(60_000);
    const { rows } = await database().owner.query<{ name: string; kind: string }>(
      `with recursive below (oid) as (
         select c.oid from pg_class c where c.relkind in ('r', 'p', 'v', 'm') and (
           c.relnamespace = 'thermacore'::regnamespace and c.relname ~ '^(rollup|continuous|retained|retention_by)' and c.relname !~ '_of_tenant$|^rollup_([0-9][a-z]_ready|horizon|waiting)$'
           or c.relname ~ '^(_materialized_hypertable|_partial_view|_direct_view)')
         union select inhrelid from pg_inherits join below on inhparent = below.oid)
       select format('%I.%I', relnamespace::regnamespace, relname) as name, relkind::text as kind from below join pg_class using (oid)`,
    );
    assert.ok(rows.length >= 10, `${rows.length} relations`);
    for (const { name, kind } of rows) {
      await refused(`select * from ${name}`);
      // Of a view it is not even a question.
      if (kind === 'r' || kind === 'p') await refused(`delete from ${name}`);
    }
  });

  it('calls only the functions that are meant for it', async () => {
    await refused(`select thermacore.recompute_rollups('{1}', '{1}', array[now()])`);
    const { rows } = await database().owner.query<{ name: string }>(
      `select proname::text as name from pg_proc where pronamespace = 'thermacore'::regnamespace
       and proname in ('make_rollup_months', 'settle_day')`,
    );
    for (const { name } of rows)
      await refused(name === 'settle_day' ? `select thermacore.settle_day('readings', now()::date)` : `select thermacore.make_rollup_months(now(), now())`); // prettier-ignore
    await assert.rejects(
      run(`select * from thermacore.apply_retention('x; drop table thermacore.tenants', 1)`),
      { code: '22023' },
    );
  });

  it('changes its own retention only', async () => {
    assert.deepEqual(
      await run(`select tenant_id from thermacore.retention where tenant_id = ${borealis}`),
      [],
    );
    assert.ok(!JSON.stringify(await run('select * from thermacore.retention')).includes('4242'));
    assert.deepEqual(
      await run(
        `update thermacore.retention set keep = '7 days' where tenant_id = ${borealis} returning class`,
      ),
      [],
    );
    assert.deepEqual(
      await run(`update thermacore.retention set keep = '7 days' where tenant_id is null returning class`),
      [],
    );
    assert.deepEqual(
      await run(`delete from thermacore.retention where tenant_id is null returning class`),
      [],
    );
    await refused(`insert into thermacore.retention values (${borealis}, '1m', '7 days')`);
    await refused(`insert into thermacore.retention values (null, '1m', '7 days')`);
    await refused(
      `insert into thermacore.retention values (${aqua}, 'raw', '30 days')`,
      `update thermacore.retention set tenant_id = ${borealis} where tenant_id = ${aqua}`,
    );
    await assert.rejects(run(`insert into thermacore.retention values (${aqua}, '1m', '1 hour')`), {
      code: '23514',
    });
  });
});
