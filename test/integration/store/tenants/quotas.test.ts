import assert from 'node:assert/strict';
import { SensorInput, UnitInput } from '../../../../lib/core/plant';
import { QuotaExceeded } from '../../../../lib/tenancy';
import { onEveryRung, useDatabase, type StoreParts } from '../../../support/database';
import { PLANT, T0, reading } from '../fixture';

const unit = (key: string) => UnitInput.parse({ key, name: key });
const sensor = (key: string) => SensorInput.parse({ key, name: key });
const device = (key: string) => ({ key, name: key, protocol: 'modbus', enabled: true, settings: {} });
const exceeded = (quota: string, used: number, limit: number) => (error: unknown) => {
  assert.ok(error instanceof QuotaExceeded, String(error));
  assert.equal(error.code, 'quota-exceeded');
  assert.deepEqual(error.state, { quota, used, limit });
  assert.match(
    error.sentence,
    new RegExp(`${used} of the ${limit} ${quota} .* ask an administrator of the platform`),
  );
  return true;
};
const tenant = (key: string, quotas = {}) => ({ key, name: key, timezone: 'UTC', quotas });
const PASSWORD = { passwordHash: 'scrypt$…' };

onEveryRung('Tenants and their quotas', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
  });

  it('are made with their first administrator, or not at all', async () => {
    const made = await store.tenants.create(tenant('acme', { units: 7 }), {
      ...PASSWORD,
      username: 'admin@acme',
    });
    assert.deepEqual(
      [made.key, made.state, made.quotas, made.usage],
      ['acme', 'active', { units: 7 }, { units: 0, sensors: 0, devices: 0, users: 1 }],
    );
    assert.deepEqual((await store.users.findByUsername('admin@acme'))?.tenant, 'acme');
    const again = store.tenants.create(tenant('acme'));
    await assert.rejects(again, { code: 'conflict', field: 'key' });
    const taken = store.tenants.create(tenant('other'), { ...PASSWORD, username: 'ADMIN@acme' });
    await assert.rejects(taken, { code: 'conflict', field: 'admin' });
    assert.equal(await store.tenants.exists('other'), false);
  });

  it('limit units, sensors, devices and users where each is added, and say what is used up', async () => {
    await store.tenants.create(tenant('small', { units: 1, sensors: 2, devices: 1, users: 1 }));
    await store.plant.createUnit('small', unit('u1'));
    await assert.rejects(store.plant.createUnit('small', unit('u2')), exceeded('units', 1, 1));
    await store.plant.createSensor('small', 'u1', sensor('s1'));
    await store.plant.createSensor('small', 'u1', sensor('s2'));
    await assert.rejects(store.plant.createSensor('small', 'u1', sensor('s3')), exceeded('sensors', 2, 2));
    await store.devices.create('small', device('d1'), {});
    await assert.rejects(store.devices.create('small', device('d2'), {}), exceeded('devices', 1, 1));
    const user = (username: string) =>
      store.users.create({ username, role: 'viewer', tenant: 'small', ...PASSWORD });
    await user('one@small');
    await assert.rejects(user('two@small'), exceeded('users', 1, 1));
    assert.deepEqual((await store.tenants.get('small')).usage, {
      units: 1,
      sensors: 2,
      devices: 1,
      users: 1,
    });
  });

  it('hold for sensors that come with a whole plant and with nodes of a device, all or nothing', async () => {
    await store.tenants.create(tenant('bulk', { sensors: 2 }));
    await assert.rejects(store.plant.ensure('bulk', [PLANT]), exceeded('sensors', 0, 2));
    assert.deepEqual((await store.plant.listUnits('bulk', { limit: 5 })).items, []);
    await store.plant.createUnit('bulk', unit('u1'));
    await store.devices.create('bulk', device('d1'), {});
    const nodes = ['a', 'b', 'c'].map((key) => ({ sensor: sensor(key), settings: {} }));
    await assert.rejects(store.devices.addPoints('bulk', 'd1', 'u1', nodes), exceeded('sensors', 0, 2));
    await store.devices.addPoints('bulk', 'd1', 'u1', nodes.slice(0, 2));
  });

  it('of tenants that have none of their own are the defaults; null is no limit', async () => {
    await store.tenants.setDefaults({ units: 1, sensors: 9 });
    try {
      await store.tenants.create(tenant('plain'));
      await store.tenants.create(tenant('free', { units: null }));
      assert.deepEqual((await store.tenants.get('free')).limits, { units: null, sensors: 9 });
      for (const key of ['plain', 'free']) await store.plant.createUnit(key, unit('u1'));
      await assert.rejects(store.plant.createUnit('plain', unit('u2')), exceeded('units', 1, 1));
      await store.plant.createUnit('free', unit('u2'));
      const states = await store.tenants.states();
      assert.deepEqual(
        states.flatMap(({ key, quotas, used }) => (key === 'free' ? [[quotas, used.units]] : [])),
        [[{ sensors: 9 }, 2]],
      );
    } finally {
      await store.tenants.setDefaults({});
    }
  });

  it('below what there is take nothing away, and let nothing more in', async () => {
    await store.tenants.create(tenant('lowered'));
    for (const key of ['u1', 'u2']) await store.plant.createUnit('lowered', unit(key));
    const { limits } = await store.tenants.update('lowered', { quotas: { units: 1 } });
    assert.deepEqual(limits, { units: 1 });
    await assert.rejects(store.plant.createUnit('lowered', unit('u3')), exceeded('units', 2, 1));
    await store.plant.updateUnit('lowered', 'u1', { name: 'still changes' });
    assert.equal((await store.plant.listUnits('lowered', { limit: 5 })).items.length, 2);
  });

  it('are raised from within no tenant', async () => {
    const application = await database().application();
    const raised = application.use(async (client) => {
      await client.query(`begin; set local app.door = ''; set local app.tenant = '1'`);
      const { rowCount } = await client.query(`update thermacore.tenants set quotas = '{}' where id = 1`);
      await client.query('rollback');
      return rowCount ?? 0;
    });
    assert.equal(await raised.catch(() => 0), 0);
  });

  it('of storage are measured from what lies on disk, shared out by rows', async () => {
    for (const key of ['large', 'tiny']) {
      await store.tenants.create(tenant(key));
      await store.plant.ensure(key, [PLANT]);
    }
    await store.directory.refresh();
    const write = (key: string, count: number) =>
      store.sink.write(
        Array.from({ length: count }, (_, i) => reading({ tenant: key, timestamp: T0 + i * 1000, value: i })),
      );
    await write('large', 6000);
    await write('tiny', 60);
    const { outcome, reason } = await store.maintenance.runNow('storage');
    assert.equal(outcome, 'ok', reason);
    const used = async (key: string) => (await store.tenants.get(key)).usage.storageMiB ?? -1;
    const [large, tiny] = [await used('large'), await used('tiny')];
    assert.ok(large > 0.3 && large < 3, `${large} MiB of 6,000 readings`);
    assert.ok(large > tiny * 10 && tiny >= 0, `${large} MiB beside ${tiny} MiB`);
  });

  it('a page has what each has and may have, and goes on where it ended', async () => {
    const { items, nextCursor } = await store.tenants.page({ limit: 3 });
    assert.equal(items.length, 3);
    const rest = await store.tenants.page({ limit: 200, cursor: nextCursor });
    const all = [...items, ...rest.items].map(({ key }) => key);
    assert.deepEqual(
      all,
      (await store.tenants.list()).map(({ key }) => key),
    );
    const own = await store.tenants.own('small');
    assert.deepEqual([own.key, own.usage.sensors], ['small', 2]);
  });

  describe('a suspended one', () => {
    before(async () => {
      await store.tenants.create(tenant('late'), { ...PASSWORD, username: 'admin@late' });
      await store.plant.ensure('late', [PLANT]);
      await store.devices.create('late', device('plc'), {});
    });

    it('has its sessions ended and its devices not run, and keeps its data', async () => {
      const user = await store.users.findByUsername('admin@late');
      const session = { id: 's-late', userId: user?.id ?? '', actingTenant: null, refreshHash: 'x', createdAt: T0, expiresAt: T0 }; // prettier-ignore
      await store.sessions.create(session);
      const { tenant: shown, sessions } = await store.tenants.suspend('late', 'unpaid', 'admin');
      assert.deepEqual(sessions, ['s-late']);
      assert.deepEqual(
        [shown.state, shown.suspendedBy, shown.suspendedReason],
        ['suspended', 'admin', 'unpaid'],
      );
      assert.notEqual((await store.sessions.find('s-late'))?.revokedAt, null);
      assert.equal(await store.tenants.suspended('late'), true);
      assert.deepEqual(await store.devices.enabled('late', 'modbus'), []);
      assert.equal((await store.plant.listUnits('late', { limit: 5 })).items.length, 1);
    });

    it('comes back as it was, unless it waits for its erasure', async () => {
      const back = await store.tenants.resume('late');
      assert.equal(back.state, 'active');
      assert.equal((await store.devices.enabled('late', 'modbus')).length, 1);
      await store.tenants.requestErasure('late', { tokenHash: 'h', from: T0, until: T0 + 1, by: 'admin' });
      assert.equal((await store.tenants.get('late')).state, 'erasing');
      await assert.rejects(store.tenants.resume('late'), { code: 'conflict' });
      assert.equal((await store.tenants.withdrawErasure('late')).state, 'suspended');
      assert.equal((await store.tenants.resume('late')).state, 'active');
    });
  });
});
