import assert from 'node:assert/strict';
import { SensorInput, UnitInput, type Page } from '../../../lib/core/plant';
import { onEveryRung, onEveryServer, useDatabase, type StoreParts } from '../../support/database';
import { eventually } from '../../support/product';
import { PLANT, reading } from './fixture';

const unit = (key: string): UnitInput => UnitInput.parse({ key, name: `Unit ${key}` });
const sensor = (key: string): SensorInput => SensorInput.parse({ key, name: `Sensor ${key}` });

/** All keys of a list, page by page. */
async function keys<T extends { key: string }>(
  list: (page: { limit: number; cursor?: string | undefined }) => Promise<Page<T>>,
  limit: number,
): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ limit, cursor });
    assert.ok(page.items.length <= limit);
    found.push(...page.items.map(({ key }) => key));
    cursor = page.nextCursor;
  } while (cursor);
  return found;
}

onEveryRung('Plant', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    for (const tenant of ['aqua', 'borealis']) await store.tenants.ensure(tenant, tenant, 'UTC');
  });
  beforeEach(async () => {
    await database().owner.query('delete from thermacore.units');
    await store.plant.ensure('aqua', [PLANT]);
  });

  it('gives a unit as it was made, without the fields that were left out', async () => {
    const input = { ...unit('tank-1'), area: 'Yard', description: 'Ölkessel „Süd“' };
    const { createdAt, ...made } = await store.plant.createUnit('aqua', input);
    assert.deepEqual(made, { ...input, sensors: 0 });
    assert.ok(Math.abs(Date.now() - Date.parse(createdAt)) < 60_000, createdAt);
    assert.deepEqual(await store.plant.getUnit('aqua', 'tank-1'), { ...made, createdAt });
    assert.ok(!('area' in (await store.plant.createUnit('aqua', unit('tank-2')))));
  });

  it('gives a sensor as it was made', async () => {
    const [input] = PLANT.sensors;
    const { createdAt, ...found } = await store.plant.getSensor('aqua', 'boiler-1', 'supply');
    assert.deepEqual(found, { ...input, unit: 'boiler-1' });
    assert.match(createdAt, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it('changes the fields that a patch names, and no others', async () => {
    const before = await store.plant.getSensor('aqua', 'boiler-1', 'supply');
    assert.deepEqual(
      await store.plant.updateSensor('aqua', 'boiler-1', 'supply', { name: 'Flow', rangeHigh: 120.5 }),
      { ...before, name: 'Flow', rangeHigh: 120.5 },
    );
    const { name, ...rest } = await store.plant.getUnit('aqua', 'boiler-1');
    assert.notEqual(name, 'Kessel');
    assert.deepEqual(await store.plant.updateUnit('aqua', 'boiler-1', { name: 'Kessel' }), {
      ...rest,
      name: 'Kessel',
    });
  });

  it('keeps fields that are no columns out of SQL', async () => {
    const patch = { name: 'x', 'name = 1; drop table thermacore.units; --': 'x', tenant_id: 2, key: 'y' };
    const before = await store.plant.getUnit('aqua', 'boiler-1');
    assert.deepEqual(await store.plant.updateUnit('aqua', 'boiler-1', patch), { ...before, name: 'x' });
  });

  for (const limit of [1, 2, 3, 4, 5])
    it(`lists units and sensors in pages of ${limit}, each once, in the order of their keys`, async () => {
      for (const key of ['b', 'a-2', 'a.1', 'a_3']) await store.plant.createUnit('aqua', unit(key));
      await store.plant.createSensor('aqua', 'b', sensor('mode'));
      const units = await keys((page) => store.plant.listUnits('aqua', page), limit);
      assert.deepEqual(units.toSorted(), ['a-2', 'a.1', 'a_3', 'b', 'boiler-1'].sort());
      assert.deepEqual(await keys((page) => store.plant.listSensors('aqua', page), limit), [
        'mode',
        'mode',
        'pump',
        'supply',
      ]);
      assert.deepEqual(
        await keys((page) => store.plant.listSensors('aqua', { ...page, unit: 'boiler-1' }), limit),
        ['mode', 'pump', 'supply'],
      );
    });

  it('counts the sensors of a unit', async () => {
    assert.equal((await store.plant.getUnit('aqua', 'boiler-1')).sensors, 3);
    await store.plant.deleteSensor('aqua', 'boiler-1', 'pump');
    assert.equal((await store.plant.getUnit('aqua', 'boiler-1')).sensors, 2);
  });

  it('deletes a unit with its sensors and their latest readings', async () => {
    await store.directory.refresh();
    await store.sink.write([reading()]);
    assert.equal((await store.readings.latest('aqua')).length, 1);
    await store.plant.deleteUnit('aqua', 'boiler-1');
    assert.deepEqual(await store.readings.latest('aqua'), []);
    assert.deepEqual((await store.plant.listSensors('aqua', { limit: 10 })).items, []);
  });

  it('says which key is taken', async () => {
    await assert.rejects(store.plant.createUnit('aqua', unit('boiler-1')), {
      code: 'conflict',
      field: 'key',
      message: 'The unit "boiler-1" exists already.',
    });
    await assert.rejects(store.plant.createSensor('aqua', 'boiler-1', sensor('pump')), {
      code: 'conflict',
      field: 'key',
      message: /sensor "pump" exists already in unit "boiler-1"/,
    });
  });

  it('refuses a key that no topic could hold, though nobody checked it before', async () => {
    await assert.rejects(store.plant.createUnit('aqua', { ...unit('x'), key: 'Boiler/#' }), {
      code: 'invalid',
    });
  });

  it('ensures: makes what is missing and leaves the rest as it is', async () => {
    await store.plant.updateUnit('aqua', 'boiler-1', { name: 'Renamed' });
    const more = [...PLANT.sensors, sensor('extra')];
    const plan = [
      { ...PLANT, sensors: more },
      { unit: unit('tank-1'), sensors: [sensor('level')] },
    ];
    assert.deepEqual(await store.plant.ensure('aqua', plan), { created: 3 });
    assert.deepEqual(await store.plant.ensure('aqua', plan), { created: 0 });
    assert.equal((await store.plant.getUnit('aqua', 'boiler-1')).name, 'Renamed');
  });

  it('has the same keys in two tenants, and each sees its own', async () => {
    await store.plant.ensure('borealis', [{ ...PLANT, unit: { ...PLANT.unit, name: 'North' } }]);
    assert.equal((await store.plant.getUnit('borealis', 'boiler-1')).name, 'North');
    assert.equal((await store.plant.getUnit('aqua', 'boiler-1')).name, 'Boiler 1');
    await store.plant.deleteUnit('borealis', 'boiler-1');
    assert.equal((await store.plant.getUnit('aqua', 'boiler-1')).sensors, 3);
  });

  describe('does not find', () => {
    const absent = 'nowhere';
    const asks: Record<string, () => Promise<unknown>> = {
      'a unit that is not there': () => store.plant.getUnit('aqua', absent),
      'a unit to change': () => store.plant.updateUnit('aqua', absent, { name: 'x' }),
      'a unit to delete': () => store.plant.deleteUnit('aqua', absent),
      'a unit for a new sensor': () => store.plant.createSensor('aqua', absent, sensor('a')),
      'a sensor that is not there': () => store.plant.getSensor('aqua', 'boiler-1', absent),
      'a sensor to change': () => store.plant.updateSensor('aqua', 'boiler-1', absent, { name: 'x' }),
      'a sensor to delete': () => store.plant.deleteSensor('aqua', 'boiler-1', absent),
      'another tenant’s unit': () => store.plant.getUnit('borealis', 'boiler-1'),
      'another tenant’s unit to delete': () => store.plant.deleteUnit('borealis', 'boiler-1'),
      'another tenant’s unit for a new sensor': () => store.plant.createSensor('borealis', 'boiler-1', sensor('a')),
      'a tenant that is not there': () => store.plant.listUnits(absent, { limit: 1 }),
    }; // prettier-ignore
    for (const [what, ask] of Object.entries(asks))
      it(what, () => assert.rejects(ask, { name: 'ThermaCoreError', code: 'not-found' }));
  });

  describe('as the directory has it', () => {
    it('knows type and range of each sensor, and units without any', async () => {
      await store.plant.createUnit('aqua', unit('empty'));
      await store.directory.refresh();
      const { id, ...supply } = store.directory.find('aqua', 'boiler-1', 'supply') ?? { id: 0 };
      assert.ok(id > 0);
      assert.deepEqual(supply, { type: 'number', rangeLow: 0, rangeHigh: 200 });
      assert.equal(store.directory.find('aqua', 'boiler-1', 'mode')?.type, 'text');
      assert.ok(store.directory.hasUnit('aqua', 'empty'));
      for (const [tenant, unitKey] of [
        ['aqua', 'nowhere'],
        ['borealis', 'boiler-1'],
        ['nowhere', 'boiler-1'],
      ] as const)
        // prettier-ignore
        assert.ok(!store.directory.hasUnit(tenant, unitKey));
      assert.equal(store.directory.find('borealis', 'boiler-1', 'supply'), undefined);
    });

    it('is as new as the last call of refresh, also when another was under way', async () => {
      const first = store.directory.refresh();
      await store.plant.createUnit('aqua', unit('late'));
      await Promise.all([store.directory.refresh(), first]);
      assert.ok(store.directory.hasUnit('aqua', 'late'));
    });
  });
});

onEveryServer('Plant changes', (rung) => {
  const database = useDatabase(rung);

  it('reach every other instance, also after its listening connection was cut', async function () {
    this.timeout(60_000);
    const [ours, theirs] = [await database().open(), await database().open()];
    await ours.tenants.ensure('aqua', 'Aqua', 'UTC');
    const seen = (key: string) =>
      eventually(`unit ${key} in the other directory`, () =>
        Promise.resolve(theirs.directory.hasUnit('aqua', key)),
      );
    await ours.plant.createUnit('aqua', unit('first'));
    await seen('first');

    await database().owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'thermacore listen'`,
    );
    await ours.plant.createUnit('aqua', unit('meanwhile'));
    await seen('meanwhile');
    await ours.plant.createUnit('aqua', unit('afterwards'));
    await seen('afterwards');

    await ours.plant.deleteUnit('aqua', 'first');
    await eventually('the deletion in the other directory', () =>
      Promise.resolve(!theirs.directory.hasUnit('aqua', 'first')),
    );
  });
});
