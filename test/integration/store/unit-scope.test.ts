import assert from 'node:assert/strict';
import { SensorInput } from '../../../lib/core/plant';
import { onEveryRung, useDatabase, type StoreParts } from '../../support/database';
import type { SqlClient } from '../../../lib/store/sql-client';
import { Transactions } from '../../../lib/store/tenant-transaction';
import { PlantRepository } from '../../../lib/store/plant-repository';
import { T0 } from './fixture';

/** Tables and views whose rows are of units, and what of a row says which; `null`: of the whole tenant, so nothing is left. */
const PLACED: Readonly<Record<string, string | null>> = {
  reports: null,
  trend_views: null,
  sparkplug_proposals: null,
  sparkplug_rules: null,
  report_runs: null,
  units: 'key',
  sensors: 'key',
  latest: 'sensor_id::text',
  device_points: 'settings::text',
  devices: 'key',
  device_templates: null,
  commands: 'unit',
  alarm_instances: 'unit',
  alarm_rules: 'unit',
  alarm_rule_changes: null,
  alarm_requests: null,
  anomalies: 'unit',
  anomaly_settings: 'unit',
  anomaly_models: 'unit',
  alarm_journal_in_order: 'unit',
  alarm_journal_newest: 'unit',
  notification_targets: null,
  notification_routes: null,
  notification_deliveries: null,
  notification_plans: null,
  roles: null,
  security_incidents: null,
  security_blocks: null,
  synoptics: 'unit_id::text',
};

onEveryRung('A transaction that is limited to units', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;
  let whole: Transactions;
  let limited: Transactions;

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    await store.tenants.ensure('aqua', 'Aqua', 'UTC');
    await store.tenants.ensure('borealis', 'Borealis', 'UTC');
    const sensor = SensorInput.parse({ key: 'level', name: 'Level' });
    for (const tenant of ['aqua', 'borealis'])
      for (const key of ['tank-1', 'boiler-1']) {
        await store.plant.createUnit(tenant, { key, name: key, kind: 'other' });
        await store.plant.createSensor(tenant, key, sensor);
      }
    for (const key of ['tank-1', 'boiler-1']) {
      const device = { key, name: key, protocol: 'modbus', enabled: true, settings: {} };
      await store.devices.create('aqua', device, {});
      await store.devices.replacePoints('aqua', key, [{ unit: key, sensor: 'level', settings: { of: key } }]);
    }
    await store.anomalySettings.put('aqua', {}, { enabled: true }, 'kim');
    for (const unit of ['tank-1', 'boiler-1'])
      await store.anomalySettings.put('aqua', { unit }, { enabled: true }, 'kim');
    const source = await database().application();
    whole = new Transactions(source);
    limited = whole.limitedTo(['tank-1', 'gone']);
    await writeRows(whole);
  });

  const rowsOf = (transactions: Transactions, table: string, column: string): Promise<string[]> =>
    transactions.forTenant('aqua', 'lookup', async (client) => {
      const { rows } = await client.query<{ of: string }>(`select ${column} as of from thermacore.${table}`);
      return rows.map((row) => row.of);
    });

  for (const [table, column] of Object.entries(PLACED))
    it(`sees of ${table} ${column === null ? 'nothing' : 'what is of its units'}`, async () => {
      const seen = await rowsOf(limited, table, column ?? "'something'");
      if (column === null) return assert.deepEqual(seen, []);
      assert.ok(!JSON.stringify(seen).includes('boiler-1'));
      const all = await rowsOf(whole, table, column);
      if (all.some((of) => of?.includes('tank-1'))) assert.ok(seen.some((of) => of?.includes('tank-1')));
      if (['units', 'sensors', 'latest', 'devices', 'device_points'].includes(table))
        assert.deepEqual([seen.length, all.length], [1, 2]);
    });

  it('looks at every table with a tenant, so that a new one is thought about', async () => {
    const { rows } = await database().owner.query<{ name: string }>(
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
       where n.nspname = 'thermacore' and c.relkind = 'r' and c.relrowsecurity and not c.relispartition`,
    );
    // Identity has no door for somebody limited to units; how long data is kept, and how much, says nothing of units.
    const other = ['users', 'audit', 'api_keys', 'idempotency_keys', 'retention', 'tenant_storage'];
    const missing = rows.map(({ name }) => name).filter((name) => !(name in PLACED) && !other.includes(name));
    assert.deepEqual(missing, []);
  });

  it('changes nothing outside of them, and adds nothing there', async () => {
    const plant = new PlantRepository(limited);
    await plant.updateUnit('aqua', 'tank-1', { name: 'Mine' });
    const other = { code: 'not-found' };
    await assert.rejects(plant.updateUnit('aqua', 'boiler-1', { name: 'Mine' }), other);
    await assert.rejects(plant.deleteSensor('aqua', 'boiler-1', 'level'), other);
    await assert.rejects(
      plant.createSensor('aqua', 'boiler-1', SensorInput.parse({ key: 'x', name: 'x' })),
      other,
    );
    await assert.rejects(plant.createUnit('aqua', { key: 'new', name: 'new', kind: 'other' }));
    assert.equal((await store.plant.getUnit('aqua', 'boiler-1')).name, 'boiler-1');
  });

  it('sees nothing at all without a unit, and nothing of another tenant’s unit of the same key', async () => {
    for (const units of [[], ['gone']])
      assert.deepEqual(await rowsOf(whole.limitedTo(units), 'units', 'key'), []);
    const { items } = await new PlantRepository(limited).listUnits('borealis', { limit: 10 });
    assert.deepEqual(
      items.map(({ key, name }) => [key, name]),
      [['tank-1', 'tank-1']],
    );
  });

  it('leaves its connection as it was: the next transaction sees all again', async () => {
    for (let i = 0; i < 3; i++) {
      assert.equal((await rowsOf(limited, 'sensors', 'key')).length, 1);
      assert.equal((await rowsOf(whole, 'sensors', 'key')).length, 2);
    }
  });

  it('writes no readings', async () => {
    await assert.rejects(limited.callForTenant('aqua', { name: 'x', text: 'select $1' }, []), {
      code: 'forbidden',
    });
  });

  /** Of both units, in tables that have no shorter way here. */
  async function writeRows(transactions: Transactions): Promise<void> {
    await store.directory.refresh();
    await store.sink.write(
      ['tank-1', 'boiler-1'].map((unit) => ({
        tenant: 'aqua', unit, sensor: 'level', timestamp: T0, value: 1, quality: 'good' as const,
        origin: { protocol: 'test', device: 'd', address: 'a', receivedAt: T0 },
      })),
    ); // prettier-ignore
    await transactions.forTenant('aqua', 'write', async (client: SqlClient) => {
      for (const unit of ['tank-1', 'boiler-1']) {
        await client.query(
          `insert into thermacore.commands (id, tenant_id, unit, sensor, device, value, mode, state, outcome, detail, requested_by,
             requested_at, ended_at)
           values ($1, thermacore.current_tenant(), $2, 'level', 'd', '1', 'direct', 'done', 'rejected', '', 'kim', now(), now())`,
          [`c-${unit}`, unit],
        );
        await client.query(
          `insert into thermacore.anomalies (tenant_id, id, unit, sensor, began_at, ended_at, open, confidence, detector, strength,
             observed, expected_low, expected_high, readings)
           values (thermacore.current_tenant(), $1, $2, 'level', now(), now(), false, 1, 'd', 1, 1, 1, 1, 1)`,
          [`a-${unit}`, unit],
        );
        await client.query(
          `insert into thermacore.alarm_instances (tenant_id, id, rule, unit, sensor, state, active, priority, class, since, shown,
             memory, revision, writer)
           values (thermacore.current_tenant(), $1, 'r', $2, 'level', 'normal', false, 'low', 'c', now(), '{}', '{}', 1,
             gen_random_uuid())`,
          [`i-${unit}`, unit],
        );
        await client.query(
          `insert into thermacore.alarm_rules (tenant_id, key, rule, version)
           values (thermacore.current_tenant(), $1, jsonb_build_object('key', $1::text, 'name', 'n', 'enabled', true,
             'condition', '{"kind": "stale"}'::jsonb, 'priority', 'low', 'class', 'c',
             'appliesTo', jsonb_build_object('to', 'unit', 'unit', $1::text)), 1)`,
          [unit],
        );
      }
      await client.query(
        `insert into thermacore.roles (tenant_id, key, name, permissions)
         values (thermacore.current_tenant(), 'r', 'R', '["unit:read"]')`,
      );
    });
  }
});
