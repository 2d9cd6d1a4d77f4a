import assert from 'node:assert/strict';
import { onEveryRung } from '../../../support/database';
import { SECRET_TEXT, useAttacker } from './rooms';

onEveryRung('The application role as tenant Aqua', (rung) => {
  const { refused, role, rooms, run } = useAttacker(rung);

  describe('changes its own rows only', () => {
    it('when it names another tenant’s rows', async () => {
      const { borealis, borealisUnit, borealisSensor } = rooms();
      for (const statement of [
        `update thermacore.units set name = 'mine' where id = ${borealisUnit} returning id`,
        `delete from thermacore.units where id = ${borealisUnit} returning id`,
        `update thermacore.sensors set name = 'mine' where id = ${borealisSensor} returning id`,
        `delete from thermacore.sensors where id = ${borealisSensor} returning id`,
        `update thermacore.users set password_hash = 'mine' where tenant_id = ${borealis} returning id`,
        `update thermacore.sessions set revoked_at = now() returning id`,
        `select id from thermacore.units where id = ${borealisUnit} for update`,
        `update thermacore.retention set keep = interval '7 days' where tenant_id is null returning class`,
        `delete from thermacore.retention where tenant_id is null returning class`,
      ])
        assert.deepEqual(await run(statement), [], statement);
    });

    it('when it makes rows for another tenant, or gives its own away', async () => {
      const { borealis } = rooms();
      for (const owner of [borealis, 'null'])
        for (const statement of [
          `insert into thermacore.users (username, role, tenant_id, password_hash) values ('me', 'admin', ${owner}, 'x')`,
          `update thermacore.users set tenant_id = ${owner}`,
          `insert into thermacore.retention values (${owner}, 'raw', interval '7 days')`,
          `insert into thermacore.audit (tenant_id, actor, action, outcome) values (${owner}, 'me', 'x', 'ok')`,
        ])
          await refused(statement);
      await refused(`update thermacore.units set tenant_id = ${borealis}`);
      await refused(`update thermacore.sensors set tenant_id = ${borealis}`);
      await refused(
        `insert into thermacore.units (tenant_id, key, name, kind) values (${borealis}, 'mine', 'x', 'other')`,
      );
      await refused(
        `insert into thermacore.users (username, role, tenant_id, password_hash)
         values ('admin@borealis', 'admin', ${rooms().aqua}, 'mine')
         on conflict (lower(username)) do update set password_hash = excluded.password_hash`,
      );
      await refused(
        `insert into thermacore.sessions (id, user_id, refresh_hash, created_at, expires_at)
         select 'mine', id, 'x', now(), now() from thermacore.users`,
      );
    });

    it('when it hangs a sensor of its own into another tenant’s unit, which it cannot tell from one that is not there', async () => {
      const insert = (unit: number) =>
        `insert into thermacore.sensors (tenant_id, unit_id, key, name, type, quantity, uom, decimals, stale_after, headline)
         values (${rooms().aqua}, ${unit}, 'mine', 'x', 'number', 'other', '', 1, 60, false)`;
      for (const unit of [rooms().borealisUnit, 1_000_000]) {
        await assert.rejects(run(insert(unit)), { code: '23503' });
        await assert.rejects(run(`update thermacore.sensors set unit_id = ${unit} where key = 'pump'`), {
          code: '23503',
        });
      }
    });
  });

  describe('is believed when it says for whom', () => {
    it('so that SQL which sets app.tenant acts as that tenant: no statement may be built from input', async () => {
      const rows = await run(
        `select set_config('app.tenant', '${rooms().borealis}', true)`,
        'select name from thermacore.units',
      );
      assert.deepEqual(rows, [{ name: SECRET_TEXT }]);
    });

    it('for one transaction only', async () => {
      await role().use(async (client) => {
        await client.query(`begin; set local app.tenant = '${rooms().borealis}'`);
        await client.query('commit');
        assert.deepEqual((await client.query('select * from thermacore.units')).rows, []);
      });
    });

    it('unless what it says is no tenant’s number', async () => {
      await assert.rejects(run(`set local app.tenant = 'aqua'`, 'select * from thermacore.units'), {
        code: '22P02',
      });
    });
  });
});
