import assert from 'node:assert/strict';
import type { PointInput } from '../../../lib/core/device';
import { onEveryRung, useDatabase, type StoreParts } from '../../support/database';
import { PLANT } from './fixture';

const device = (key: string, more: object = {}) => ({
  key,
  name: `PLC ${key}`,
  protocol: 'modbus',
  enabled: true,
  settings: { host: '10.0.4.21', unitId: 3 },
  ...more,
});
const point = (sensor: string, address: number, more: object = {}): PointInput => ({
  unit: 'boiler-1',
  sensor,
  settings: { address },
  ...more,
});

onEveryRung('Devices', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    for (const tenant of ['aqua', 'borealis']) await store.tenants.ensure(tenant, tenant, 'UTC');
    for (const tenant of ['aqua', 'borealis']) await store.plant.ensure(tenant, [PLANT]);
  });
  beforeEach(() => database().owner.query('delete from thermacore.devices'));

  it('gives a device as it was made, with the names of its secrets only', async () => {
    const { createdAt, updatedAt, ...made } = await store.devices.create('aqua', device('plc-1'), {
      key: 'v1.sealed',
    });
    assert.deepEqual(made, { ...device('plc-1'), points: 0, secrets: ['key'] });
    assert.match(createdAt, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.deepEqual(await store.devices.get('aqua', 'plc-1'), { ...made, createdAt, updatedAt });
    assert.ok(!JSON.stringify(made).includes('sealed'));
  });

  it('lists by key, page by page, and by what is asked for', async () => {
    for (const key of ['c', 'a', 'b'])
      await store.devices.create('aqua', device(key, { enabled: key !== 'b' }), {});
    await store.devices.create('aqua', device('d', { protocol: 'dnp3', name: 'Pumping station' }), {});
    const keys = async (query: object): Promise<string[]> =>
      (await store.devices.list('aqua', { limit: 100, ...query })).items.map(({ key }) => key);
    assert.deepEqual(await keys({}), ['a', 'b', 'c', 'd']);
    assert.deepEqual(await keys({ protocol: 'modbus', enabled: true }), ['a', 'c']);
    assert.deepEqual(await keys({ search: 'PUMP' }), ['d']);
    const { items, nextCursor } = await store.devices.list('aqua', { limit: 3 });
    assert.equal(items.length, 3);
    assert.deepEqual(await keys({ cursor: nextCursor }), ['d']);
  });

  it('refuses a key twice, and names it', async () => {
    await store.devices.create('aqua', device('plc-1'), {});
    await assert.rejects(store.devices.create('aqua', device('plc-1'), {}), {
      code: 'conflict',
      message: 'The device "plc-1" exists already.',
    });
  });

  it('changes what a patch names, and no other', async () => {
    const before = await store.devices.create('aqua', device('plc-1'), { key: 'v1.a' });
    const after = await store.devices.update('aqua', 'plc-1', { enabled: false });
    assert.deepEqual(after, { ...before, enabled: false, updatedAt: after.updatedAt });
    assert.deepEqual((await store.devices.update('aqua', 'plc-1', {}, {})).secrets, []);
    const described = await store.devices.update('aqua', 'plc-1', { description: 'By the door' });
    assert.equal(described.description, 'By the door');
    assert.equal((await store.devices.update('aqua', 'plc-1', { enabled: true })).description, 'By the door');
    assert.ok(!('description' in (await store.devices.update('aqua', 'plc-1', { description: null }))));
    await assert.rejects(store.devices.update('aqua', 'plc-9', { name: 'x' }), { code: 'not-found' });
  });

  it('keeps the points of a device in their order, with what may be written', async () => {
    await store.devices.create('aqua', device('plc-1'), {});
    const points = [point('supply', 7, { write: { min: 40, max: 90, maxPerMinute: 6 } }), point('pump', 3)];
    await store.devices.replacePoints('aqua', 'plc-1', points);
    assert.deepEqual(await store.devices.points('aqua', 'plc-1'), points);
    assert.equal((await store.devices.get('aqua', 'plc-1')).points, 2);
    await store.devices.replacePoints('aqua', 'plc-1', [point('pump', 4)]);
    assert.deepEqual(await store.devices.points('aqua', 'plc-1'), [point('pump', 4)]);
  });

  it('refuses points that cannot be, names them, and changes none', async () => {
    for (const key of ['plc-1', 'plc-2']) await store.devices.create('aqua', device(key), {});
    await store.devices.replacePoints('aqua', 'plc-1', [point('supply', 7)]);
    for (const [points, fault] of [
      [
        [point('pump', 1), point('nothing', 2)],
        { code: 'invalid', field: 'points.1.sensor', message: /"nothing"/ },
      ],
      [
        [point('pump', 1), point('pump', 2)],
        { code: 'invalid', field: 'points.1.sensor', message: /1 and 2/ },
      ],
      [[point('supply', 1)], { code: 'conflict', message: /boiler-1\/supply is a point of device "plc-1"/ }],
    ] as const)
      await assert.rejects(store.devices.replacePoints('aqua', 'plc-2', points), fault);
    assert.deepEqual(await store.devices.points('aqua', 'plc-1'), [point('supply', 7)]);
    assert.deepEqual(await store.devices.points('aqua', 'plc-2'), []);
  });

  it('finds where a sensor stands', async () => {
    await store.devices.create('aqua', device('plc-1'), {});
    await store.devices.replacePoints('aqua', 'plc-1', [
      point('supply', 7, { write: { max: 90 } }),
      point('pump', 1),
    ]);
    assert.deepEqual(await store.devices.find('aqua', 'boiler-1', 'supply'), {
      device: 'plc-1',
      protocol: 'modbus',
      enabled: true,
      settings: { address: 7 },
      write: { max: 90 },
    });
    assert.ok(!('write' in ((await store.devices.find('aqua', 'boiler-1', 'pump')) ?? {})));
    assert.equal(await store.devices.find('aqua', 'boiler-1', 'mode'), undefined);
    assert.equal(await store.devices.find('borealis', 'boiler-1', 'supply'), undefined);
    assert.deepEqual(await store.devices.writable('aqua'), [{ unit: 'boiler-1', sensor: 'supply' }]);
    assert.deepEqual(await store.devices.writable('borealis'), []);
  });

  it('gives those who run devices the enabled ones of a protocol, each with a version that a change changes', async () => {
    await store.devices.create('aqua', device('plc-1'), { key: 'v1.sealed' });
    await store.devices.create('aqua', device('off', { enabled: false }), {});
    await store.devices.create('aqua', device('other', { protocol: 'dnp3' }), {});
    const seen = async () => (await store.devices.enabled('aqua', 'modbus'))[0];
    const first = await seen();
    assert.deepEqual(
      { key: first?.key, settings: first?.settings, secrets: first?.secrets, points: first?.points },
      { key: 'plc-1', settings: { host: '10.0.4.21', unitId: 3 }, secrets: { key: 'v1.sealed' }, points: [] },
    );
    assert.equal((await store.devices.enabled('aqua', 'modbus')).length, 1);
    const versions = new Set([first?.version]);
    // A name is nothing that a connector is made of.
    await store.devices.update('aqua', 'plc-1', { name: 'x' });
    assert.equal((await seen())?.version, first?.version);
    await store.devices.update('aqua', 'plc-1', { settings: { host: '10.0.4.21', unitId: 4 } });
    versions.add((await seen())?.version);
    await store.devices.replacePoints('aqua', 'plc-1', [point('supply', 7), point('mode', 1)]);
    versions.add((await seen())?.version);
    // A sensor that goes takes its point with it.
    await store.plant.deleteSensor('aqua', 'boiler-1', 'mode');
    const last = await seen();
    versions.add(last?.version);
    assert.equal(versions.size, 4);
    assert.deepEqual(last?.points, [point('supply', 7)]);
    await store.plant.ensure('aqua', [PLANT]);
  });

  it('shows a tenant nothing of another’s, and lets it change nothing there', async () => {
    await store.devices.create('borealis', device('plc-1'), {});
    await store.devices.replacePoints('borealis', 'plc-1', [point('supply', 7)]);
    assert.deepEqual((await store.devices.list('aqua', { limit: 10 })).items, []);
    for (const attempt of [
      () => store.devices.get('aqua', 'plc-1'),
      () => store.devices.points('aqua', 'plc-1'),
      () => store.devices.replacePoints('aqua', 'plc-1', []),
      () => store.devices.update('aqua', 'plc-1', { name: 'x' }),
      () => store.devices.delete('aqua', 'plc-1'),
    ])
      await assert.rejects(attempt, { code: 'not-found' });
    assert.deepEqual(await store.devices.points('borealis', 'plc-1'), [point('supply', 7)]);
  });

  it('makes a copy with all of its points or none at all', async () => {
    await store.devices.create('aqua', device('plc-1'), { key: 'v1.sealed' });
    const copy = (points: PointInput[]) =>
      store.devices.clone('aqua', 'plc-1', ({ settings, secrets }) => ({
        input: { ...device('plc-2'), settings },
        secrets,
        points,
      }));
    await assert.rejects(copy([point('supply', 7), point('nothing', 1)]), {
      code: 'invalid',
      message: /"nothing"/,
    });
    await assert.rejects(store.devices.get('aqua', 'plc-2'), { code: 'not-found' });
    const { points, secrets } = await copy([point('supply', 7)]);
    assert.deepEqual([points, secrets], [1, ['key']]);
    await assert.rejects(copy([]), { code: 'conflict', message: 'The device "plc-2" exists already.' });
    const none = store.devices.clone('aqua', 'plc-9', () => assert.fail());
    await assert.rejects(none, { code: 'not-found' });
  });

  it('deletes a device with its points, and leaves the sensors', async () => {
    await store.devices.create('aqua', device('plc-1'), {});
    await store.devices.replacePoints('aqua', 'plc-1', [point('supply', 7)]);
    await store.devices.delete('aqua', 'plc-1');
    await assert.rejects(store.devices.delete('aqua', 'plc-1'), { code: 'not-found' });
    assert.equal((await store.plant.getSensor('aqua', 'boiler-1', 'supply')).key, 'supply');
    assert.equal(await store.devices.find('aqua', 'boiler-1', 'supply'), undefined);
  });
});
