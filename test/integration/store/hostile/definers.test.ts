import assert from 'node:assert/strict';
import { onEveryRung } from '../../../support/database';
import { assertNoSecret, useAttacker } from './rooms';

onEveryRung('The application role as tenant Aqua', (rung) => {
  const { refused, rooms, run } = useAttacker(rung);

  describe('may call as the owner', () => {
    const writeTo = (sensor: number) =>
      `select * from thermacore.write_readings(array[${sensor}], array[now()], array[0::smallint], array[0::smallint], array[1::float8])`;

    it('the writer, which refuses another tenant’s sensor', async () => {
      assert.deepEqual(await run(writeTo(rooms().borealisSensor)), [
        { stored: 0, refused: [rooms().borealisSensor] },
      ]);
    });

    it('the writer, which is not fooled by tables of the caller’s', async () => {
      const rows = await run(
        `create temp table sensors as select ${rooms().borealisSensor} as id, ${rooms().aqua} as tenant_id`,
        `create temp table readings (like pg_temp.sensors)`,
        'set local search_path = pg_temp, thermacore',
        writeTo(rooms().borealisSensor),
      );
      assert.deepEqual(rows, [{ stored: 0, refused: [rooms().borealisSensor] }]);
    });

    it('the writer, which needs a tenant', () =>
      refused(`set local app.tenant = ''`, writeTo(rooms().borealisSensor)));

    it('nothing that a tenant which is none gets an answer from', async () => {
      for (const forged of ['', '0', '-1', '999999', '2147483647'])
        assert.deepEqual(
          await run(`set local app.tenant = '${forged}'`, 'select * from thermacore.readings_of_tenant'),
          [],
          forged,
        );
      for (const forged of ['1 or true', '1; select 2', '2147483648', '1e9', "1''", '{1,2}', 'null', '١'])
        for (const statement of [
          'select * from thermacore.readings_of_tenant',
          writeTo(rooms().borealisSensor),
        ])
          await assert.rejects(
            run(`set local app.tenant = $t$${forged}$t$`, statement),
            { code: /^22(P02|003)$/ },
            `${forged}: ${statement}`,
          );
    });

    it('the writer, whatever the caller calls like its parts', async () => {
      const { aqua, borealisSensor } = rooms();
      const shadows = [
        `create function pg_temp.current_tenant() returns int language sql as $$ select ${rooms().borealis} $$`,
        `create function pg_temp.unnest(anyarray) returns setof int language sql as $$ select ${borealisSensor} $$`,
        `create function pg_temp.yes(int, int) returns boolean language sql immutable as $$ select true $$`,
        `create operator pg_temp.= (leftarg = int, rightarg = int, function = pg_temp.yes)`,
        `create operator pg_temp.<> (leftarg = int, rightarg = int, function = pg_temp.yes)`,
        `create domain pg_temp.int4 as int`,
        `create temp table units as select ${aqua} as tenant_id`,
        `create temp table latest as select * from thermacore.latest`,
        `create temp table tenants as select ${aqua} as id`,
      ];
      for (const path of ['pg_temp, thermacore, pg_catalog', 'pg_temp', 'pg_catalog, pg_temp, thermacore']) {
        const lead = [...shadows, `set local search_path = ${path}`];
        assert.deepEqual(
          await run(...lead, writeTo(borealisSensor)),
          [{ stored: 0, refused: [borealisSensor] }],
          path,
        );
        assertNoSecret(await run(...lead, 'select * from thermacore.units'), path);
        assertNoSecret(await run(...lead, 'select * from thermacore.readings_of_tenant'), path);
        assertNoSecret(
          await run(...lead, 'select * from thermacore.units where tenant_id operator(pg_temp.=) 1'),
          path,
        );
      }
    });

    it('the writer, which takes no arrays that do not fit together', async () => {
      const before = await run('select count(*) from thermacore.readings_of_tenant');
      for (const statement of [
        `select * from thermacore.write_readings(null, null, null, null, null)`,
        `select * from thermacore.write_readings('{}', '{}', '{}', '{}', '{}')`,
        `select * from thermacore.write_readings(array[1, null], array[now()], array[0::smallint], array[0::smallint], array[1::float8])`,
        `select * from thermacore.write_readings(array[[1, 2]], array[now()], array[0::smallint], array[0::smallint], array['NaN'::float8])`,
        `select * from thermacore.write_readings(array[${rooms().borealisSensor}], array['infinity'::timestamptz], array[0::smallint], array[0::smallint], array[1::float8])`,
      ])
        await run(statement).catch((error: { code: string }) =>
          assert.match(error.code, /^(22|23)/, statement),
        );
      assert.deepEqual(await run('select count(*) from thermacore.readings_of_tenant'), before);
    });

    const writeLine = (more = '') =>
      `select thermacore.write_alarm_journal(json_build_array(json_build_object('id', 'mine', 'at', 0, 'evaluatedAt', 0, 'rule', 'r',
         'instance', 'r:d', 'device', 'd', 'event', 'active', 'from', 'normal', 'to', 'normal', 'level', 'high', 'priority', 'low',
         'class', 'c', 'quality', 'good', 'message', 'm', 'correlation', 'o'${more}))) as added`;

    it('the writer of the journal, into its own tenant’s only, whatever the line says', async () => {
      const { aqua, borealis } = rooms();
      const forged = `, 'tenant_id', ${borealis}, 'tenantId', ${borealis}, 'tenant', 'borealis'`;
      for (const path of ['pg_catalog', 'pg_temp, thermacore', 'pg_temp'])
        assert.deepEqual(
          await run(
            `create function pg_temp.current_tenant() returns int language sql as $$ select ${borealis} $$`,
            `create temp table alarm_journal (x int)`,
            `create temp table tenants as select ${borealis} as id`,
            `set local search_path = ${path}`,
            writeLine(forged),
            `set local search_path = pg_catalog`,
            `select count(*)::int as n from thermacore.alarm_journal_in_order where id = 'mine' and thermacore.current_tenant() = ${aqua}`,
          ),
          [{ n: 1 }],
        );
    });

    it('the writer of the journal, which changes no line that is there', async () => {
      const rows = await run(
        `select thermacore.write_alarm_journal((select json_agg(json_build_object('id', id, 'at', extract(epoch from time) * 1000,
           'evaluatedAt', 0, 'rule', 'mine', 'instance', 'r:d', 'device', 'd', 'event', 'active', 'from', 'normal', 'to', 'normal',
           'level', 'high', 'priority', 'low', 'class', 'c', 'quality', 'good', 'message', 'mine', 'correlation', 'o'))
           from thermacore.alarm_journal_in_order)) as added`,
        `select count(*)::int as n from thermacore.alarm_journal_in_order where message = 'mine'`,
      );
      assert.deepEqual(rows, [{ n: 0 }]);
    });

    it('the writer of the journal, which needs a tenant that there is', async () => {
      for (const forged of ['', '0', '-1', '999999'])
        await refused(`set local app.tenant = '${forged}'`, writeLine());
    });

    it('the writer of the journal, which takes nothing that is not a list of lines', async () => {
      for (const given of [
        'null',
        '1',
        '{}',
        '[1]',
        '[[]]',
        '[{}]',
        '[{"id":"x","at":1e300}]',
        '[{"at":"x"}]',
      ])
        await run(`select thermacore.write_alarm_journal('${given}'::json)`).then(
          (rows) => assert.deepEqual(rows, [{ write_alarm_journal: 0 }]),
          (error: { code: string }) => assert.match(error.code, /^(22|23)/, given),
        );
    });

    it('retention of the journal, which lets go of nothing that is kept', async () => {
      const before = await run('select count(*) from thermacore.alarm_journal_in_order');
      await run('select thermacore.apply_journal_retention(2147483647)');
      assert.deepEqual(await run('select count(*) from thermacore.alarm_journal_in_order'), before);
      await assert.rejects(run('select thermacore.apply_journal_retention(0)'), { code: '22023' });
    });

    it('the maker of partitions, a bounded number of them however many it asks for', async () => {
      await run('select thermacore.make_partitions(-2147483648)');
      await run('select thermacore.make_partitions(null)');
      const [made] = await run('select thermacore.make_partitions(100000) as made');
      assert.ok((made as { made: number }).made <= 124);
      await run('select thermacore.make_journal_months(null)');
      const [months] = await run('select thermacore.make_journal_months(100000) as made');
      assert.ok((months as { made: number }).made <= 26);
    });
  });
});
