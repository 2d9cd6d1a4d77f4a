import assert from 'node:assert/strict';
import { onEveryRung } from '../../../support/database';
import { SECRET_TEXT, useAttacker } from './rooms';

onEveryRung('The application role as tenant Aqua', (rung) => {
  const { database, refused, role, rooms, run } = useAttacker(rung);

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
        `update thermacore.devices set name = 'mine' where tenant_id = ${borealis} returning id`,
        `update thermacore.device_templates set name = 'mine' where tenant_id = ${borealis} returning id`,
        `delete from thermacore.device_templates where tenant_id = ${borealis} returning id`,
        `delete from thermacore.device_points where tenant_id = ${borealis} returning sensor_id`,
        `update thermacore.alarm_rules set rule = rule where tenant_id = ${borealis} returning id`,
        `delete from thermacore.alarm_rules where tenant_id = ${borealis} returning id`,
        `update thermacore.alarm_instances set state = 'normal' where tenant_id = ${borealis} returning id`,
        `delete from thermacore.alarm_instances where tenant_id = ${borealis} returning id`,
        `update thermacore.alarm_requests set answer = '[]' where tenant_id = ${borealis} returning id`,
        `delete from thermacore.alarm_requests where tenant_id = ${borealis} returning id`,
        `update thermacore.commands set outcome = 'verified' where tenant_id = ${borealis} returning id`,
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
          `insert into thermacore.commands (id, tenant_id, unit, sensor, device, value, mode, state, outcome, detail, requested_by, requested_at, ended_at)
           values ('mine', ${owner}, 'u', 's', 'd', '1', 'direct', 'done', 'verified', '', 'me', now(), now())`,
          `insert into thermacore.device_templates (tenant_id, key, name, protocol, settings, points) values (${owner}, 'mine', 'x', 'modbus', '{}', '[]')`,
          `update thermacore.device_templates set tenant_id = ${owner}`,
          `insert into thermacore.alarm_rules (tenant_id, key, rule, version) select ${owner}, key, rule, 1 from thermacore.alarm_rules`,
          `update thermacore.alarm_rules set tenant_id = ${owner}`,
          `insert into thermacore.alarm_rule_changes (tenant_id, key, version, reason) values (${owner}, 'mine', 1, 'x')`,
          `insert into thermacore.alarm_instances (tenant_id, id, rule, device, state, active, priority, class, since, shown, memory, revision, writer)
           values (${owner}, 'mine', 'r', 'd', 'normal', false, 'low', 'c', now(), '', '', 1, gen_random_uuid())`,
          `update thermacore.alarm_instances set tenant_id = ${owner}`,
          `insert into thermacore.alarm_requests (tenant_id, id, request) values (${owner}, gen_random_uuid(), '{}')`,
          `update thermacore.alarm_requests set tenant_id = ${owner}`,
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

    it('when it gives a device of its own another tenant’s template or unit', async () => {
      const { rows } = await database().owner.query<{ id: number }>(
        'select id from thermacore.device_templates where tenant_id = $1',
        [rooms().borealis],
      );
      for (const change of [`template_id = ${rows[0]?.id}`, `template_unit_id = ${rooms().borealisUnit}`])
        await assert.rejects(
          // Else it would be seen at the end of the transaction only.
          run('set constraints all immediate', `update thermacore.devices set ${change}`),
          { code: '23503' },
          change,
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
