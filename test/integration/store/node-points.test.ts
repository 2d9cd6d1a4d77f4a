import assert from 'node:assert/strict';
import { SensorInput } from '../../../lib/core/plant';
import { onEveryRung, useDatabase, type StoreParts } from '../../support/database';
import { PLANT } from './fixture';

const DEVICE = {
  key: 'plc',
  name: 'PLC',
  protocol: 'opcua',
  enabled: true,
  settings: { endpoint: 'opc.tcp://plc' },
};
const node = (key: string, more: object = {}) => ({
  sensor: SensorInput.parse({ key, name: `The ${key}`, ...more }),
  settings: { nodeId: `nsu=urn:plc;s=${key}` },
});

onEveryRung('Points made of nodes', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    for (const tenant of ['aqua', 'borealis']) await store.tenants.ensure(tenant, tenant, 'UTC');
  });
  beforeEach(async () => {
    for (const table of ['devices', 'sensors', 'units'])
      await database().owner.query(`delete from thermacore.${table}`);
    for (const tenant of ['aqua', 'borealis']) {
      await store.plant.ensure(tenant, [PLANT]);
      await store.devices.create(tenant, DEVICE, {});
    }
  });

  const points = async (tenant = 'aqua'): Promise<string[]> =>
    (await store.devices.points(tenant, 'plc')).map(({ sensor }) => sensor);
  const sensors = async (tenant = 'aqua'): Promise<number> =>
    (await store.plant.listSensors(tenant, { unit: 'boiler-1', limit: 1000 })).items.length;

  it('are there with the sensors that were missing, as they were described', async () => {
    const before = await sensors();
    const wanted = node('flow', { uom: 'm³/h', quantity: 'flow', rangeLow: 0, rangeHigh: 120, decimals: 2, description: 'By the pump' }); // prettier-ignore
    const { created, faults } = await store.devices.addPoints('aqua', 'plc', 'boiler-1', [
      node('supply'),
      wanted,
    ]);
    assert.deepEqual([[...created], faults], [['flow'], []]);
    assert.equal(await sensors(), before + 1);
    const made = await store.plant.getSensor('aqua', 'boiler-1', 'flow');
    assert.deepEqual(made, { ...wanted.sensor, unit: 'boiler-1', createdAt: made.createdAt });
    assert.deepEqual(await store.devices.points('aqua', 'plc'), [
      { unit: 'boiler-1', sensor: 'supply', settings: { nodeId: 'nsu=urn:plc;s=supply' } },
      { unit: 'boiler-1', sensor: 'flow', settings: wanted.settings },
    ]);
    assert.notEqual((await store.plant.getSensor('aqua', 'boiler-1', 'supply')).name, 'The supply');
  });

  it('stand behind those that are there, which stay', async () => {
    await store.devices.addPoints('aqua', 'plc', 'boiler-1', [node('b'), node('a')]);
    await store.devices.addPoints('aqua', 'plc', 'boiler-1', [node('d'), node('c')]);
    assert.deepEqual(await points(), ['b', 'a', 'd', 'c']);
    assert.equal((await store.devices.get('aqua', 'plc')).points, 4);
  });

  it('are all there or none, and each fault has its index', async () => {
    await store.devices.create('aqua', { ...DEVICE, key: 'other' }, {});
    await store.devices.addPoints('aqua', 'other', 'boiler-1', [node('supply')]);
    const before = await sensors();
    const { created, faults } = await store.devices.addPoints('aqua', 'plc', 'boiler-1', [
      node('new'),
      node('supply'),
      node('pump', { type: 'text' }),
      node('new'),
    ]);
    assert.deepEqual([created.size, faults.map(({ index }) => index)], [0, [1, 2, 3]]);
    assert.match(faults[0]?.reason ?? '', /boiler-1\/supply is a point of device "other" already/);
    assert.match(faults[1]?.reason ?? '', /boiler-1\/pump is there and has type boolean/);
    assert.match(faults[2]?.reason ?? '', /in the list already, at 0/);
    assert.deepEqual(await points(), []);
    assert.equal(await sensors(), before);
  });

  it('need a device and a unit of the same tenant', async () => {
    await store.plant.createUnit('borealis', { key: 'their-unit', name: 'x', kind: 'other' });
    await assert.rejects(store.devices.addPoints('aqua', 'plc', 'their-unit', [node('a')]), {
      code: 'invalid',
      field: 'unit',
    });
    await assert.rejects(store.devices.addPoints('aqua', 'nothing', 'boiler-1', [node('a')]), {
      code: 'not-found',
    });
    await store.devices.addPoints('aqua', 'plc', 'boiler-1', [node('a')]);
    assert.deepEqual(await points('borealis'), []);
  });

  it('are no more than a device may have', async () => {
    const many = Array.from({ length: 10_001 }, (_, i) => node(`n${i}`));
    await assert.rejects(store.devices.addPoints('aqua', 'plc', 'boiler-1', many), {
      code: 'invalid',
      field: 'nodes',
    });
  });
});
