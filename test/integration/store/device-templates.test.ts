import assert from 'node:assert/strict';
import type { PointInput } from '../../../lib/core/device';
import type { DeviceTemplateInput, TemplatePoint } from '../../../lib/core/device-template';
import { SensorInput } from '../../../lib/core/plant';
import { onEveryRung, useDatabase, type StoreParts } from '../../support/database';
import { PLANT } from './fixture';

const template = (more: Partial<DeviceTemplateInput> = {}): DeviceTemplateInput => ({
  key: 'type-a',
  name: 'Type A',
  protocol: 'modbus',
  settings: { port: 502, unitId: 3 },
  points: [],
  ...more,
});
const device = (key: string, more: object = {}) => ({
  key,
  name: `PLC ${key}`,
  protocol: 'modbus',
  enabled: true,
  settings: { host: key },
  ...more,
});
const at = (unit: string) => ({ template: 'type-a', templateUnit: unit });
const point = (sensor: string, address: number, more: object = {}): TemplatePoint => ({
  sensor,
  settings: { address },
  ...more,
});
const own = (unit: string, sensor: string, address: number): PointInput => ({
  unit,
  sensor,
  settings: { address },
});
const given = (unit: string, sensor: string, address: number) => ({
  ...own(unit, sensor, address),
  origin: 'template',
});

onEveryRung('Device templates', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;

  const points = (key: string) => store.devices.points('aqua', key);
  const version = async (key: string) => (await store.devices.whole('aqua', key)).version;
  const change = (patch: object) => store.templates.update('aqua', 'type-a', patch);

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    for (const tenant of ['aqua', 'borealis']) await store.tenants.ensure(tenant, tenant, 'UTC');
  });
  beforeEach(async () => {
    for (const table of ['devices', 'device_templates', 'units'])
      await database().owner.query(`delete from thermacore.${table}`);
    const units = ['boiler-1', 'boiler-2'].map((key) => ({ ...PLANT, unit: { ...PLANT.unit, key } }));
    for (const tenant of ['aqua', 'borealis']) await store.plant.ensure(tenant, units);
  });

  describe('of their own', () => {
    it('are as they were made', async () => {
      const input = template({
        description: 'The old ones',
        points: [point('supply', 7, { name: 'Supply' })],
      });
      const { createdAt, updatedAt, ...made } = await store.templates.create('aqua', input);
      assert.deepEqual(made, { ...input, devices: 0 });
      assert.match(createdAt, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
      assert.deepEqual(await store.templates.get('aqua', 'type-a'), { ...made, createdAt, updatedAt });
      await assert.rejects(store.templates.create('aqua', input), {
        code: 'conflict',
        message: 'The device template "type-a" exists already.',
      });
    });

    it('are listed by key, page by page, with numbers of points and devices', async () => {
      for (const key of ['c', 'type-a', 'b'])
        await store.templates.create('aqua', template({ key, points: [point('supply', 7)] }));
      await store.templates.create('aqua', template({ key: 'd', protocol: 'dnp3', name: 'Pumping station' }));
      await store.devices.create('aqua', device('plc-1', at('boiler-1')), {});
      const list = (query: object) => store.templates.list('aqua', { limit: 100, ...query });
      const keys = async (query: object) => (await list(query)).items.map(({ key }) => key);
      assert.deepEqual(await keys({}), ['b', 'c', 'd', 'type-a']);
      assert.deepEqual(await keys({ protocol: 'dnp3' }), ['d']);
      assert.deepEqual(await keys({ search: 'PUMP' }), ['d']);
      const { items, nextCursor } = await list({ limit: 3 });
      assert.equal(items.length, 3);
      const [last] = (await list({ cursor: nextCursor })).items;
      assert.deepEqual([last?.key, last?.points, last?.devices], ['type-a', 1, 1]);
    });

    it('change in what a patch names; null clears the description', async () => {
      const before = await store.templates.create('aqua', template({ description: 'x' }));
      const after = await change({ name: 'New' });
      assert.deepEqual(after, { ...before, name: 'New', updatedAt: after.updatedAt });
      assert.ok(!('description' in (await change({ description: null }))));
      await assert.rejects(store.templates.update('aqua', 'nothing', { name: 'x' }), { code: 'not-found' });
    });

    it('cannot be deleted while devices use them, and tell how many', async () => {
      await store.templates.create('aqua', template());
      for (const [key, unit] of [['plc-1', 'boiler-1'], ['plc-2', 'boiler-2']] as const)
        await store.devices.create('aqua', device(key, at(unit)), {}); // prettier-ignore
      const used = { code: 'conflict', field: 'template', message: /used by 2 devices/ };
      await assert.rejects(store.templates.delete('aqua', 'type-a'), used);
      await store.devices.update('aqua', 'plc-1', { template: null });
      await store.devices.delete('aqua', 'plc-2');
      await store.templates.delete('aqua', 'type-a');
      await assert.rejects(store.templates.delete('aqua', 'type-a'), { code: 'not-found' });
    });
  });

  describe('give a device', () => {
    it('settings where it has none, and points at the sensors of its unit', async () => {
      await store.templates.create('aqua', template({ points: [point('pump', 3), point('supply', 7)] }));
      const made = await store.devices.create(
        'aqua',
        device('plc-1', { ...at('boiler-2'), settings: { host: 'plc-1', unitId: 9 } }),
        {},
      );
      assert.deepEqual([made.template, made.templateUnit, made.points], ['type-a', 'boiler-2', 2]);
      const { settings, effective } = await store.devices.whole('aqua', 'plc-1');
      assert.deepEqual(settings, { host: 'plc-1', unitId: 9 });
      assert.deepEqual(effective, { host: 'plc-1', unitId: 9, port: 502 });
      assert.deepEqual(await points('plc-1'), [given('boiler-2', 'pump', 3), given('boiler-2', 'supply', 7)]);
      assert.equal((await store.devices.find('aqua', 'boiler-2', 'pump'))?.device, 'plc-1');
      const { items } = await store.devices.list('aqua', { limit: 9, template: 'type-a' });
      assert.deepEqual(
        items.map(({ key }) => key),
        ['plc-1'],
      );
      assert.deepEqual((await store.devices.list('aqua', { limit: 9, template: 'other' })).items, []);
    });

    it('rules for writing, whose interlock looks at its own unit', async () => {
      const write = {
        interlock: 'sensor("{unit}","pump") == 1 && sensor("main","mode") == 2',
        maxPerMinute: 6,
      };
      await store.templates.create('aqua', template({ points: [point('supply', 7, { write })] }));
      await store.devices.create('aqua', device('plc-1', at('boiler-2')), {});
      const { write: rules } = (await store.devices.find('aqua', 'boiler-2', 'supply')) ?? {};
      assert.deepEqual(rules, {
        ...write,
        interlock: 'sensor("boiler-2","pump") == 1 && sensor("main","mode") == 2',
      });
    });

    it('points beside its own, which win for the same sensor and come in addition for others', async () => {
      await store.templates.create('aqua', template({ points: [point('pump', 3), point('supply', 7)] }));
      await store.devices.create('aqua', device('plc-1', at('boiler-1')), {});
      await store.devices.replacePoints('aqua', 'plc-1', [
        own('boiler-1', 'supply', 70),
        own('boiler-2', 'mode', 5),
      ]);
      const mixed = [given('boiler-1', 'pump', 3), own('boiler-1', 'supply', 70), own('boiler-2', 'mode', 5)];
      assert.deepEqual(await points('plc-1'), mixed);
      await change({ points: [point('supply', 8), point('pump', 3)] });
      assert.deepEqual(await points('plc-1'), mixed);
      // Without its own, the template's is there again.
      await store.devices.replacePoints('aqua', 'plc-1', []);
      assert.deepEqual(await points('plc-1'), [given('boiler-1', 'supply', 8), given('boiler-1', 'pump', 3)]);
    });

    it('nothing any more when it leaves them, and that of another when it changes', async () => {
      await store.templates.create('aqua', template({ points: [point('supply', 7)] }));
      await store.templates.create(
        'aqua',
        template({ key: 'type-b', points: [point('pump', 1)], settings: {} }),
      );
      await store.devices.create('aqua', device('plc-1', at('boiler-1')), {});
      await store.devices.update('aqua', 'plc-1', { templateUnit: 'boiler-2' });
      assert.deepEqual(await points('plc-1'), [given('boiler-2', 'supply', 7)]);
      await store.devices.update('aqua', 'plc-1', { template: 'type-b' });
      assert.deepEqual(await points('plc-1'), [given('boiler-2', 'pump', 1)]);
      const { template: none, templateUnit, points: left } = await store.devices.update('aqua', 'plc-1', { template: null }); // prettier-ignore
      assert.deepEqual([none, templateUnit, left], [undefined, undefined, 0]);
      assert.deepEqual((await store.devices.whole('aqua', 'plc-1')).effective, { host: 'plc-1' });
    });

    it('a copy of the points at another unit when it is cloned', async () => {
      await store.templates.create('aqua', template({ points: [point('supply', 7)] }));
      await store.devices.create('aqua', device('plc-1', at('boiler-1')), {});
      const copy = (key: string, unit: string) =>
        store.devices.clone('aqua', 'plc-1', ({ template: of, settings }) => ({
          input: { ...device(key), settings, template: of, templateUnit: unit },
          secrets: {},
          points: [own(unit, 'pump', 1)],
        }));
      assert.equal((await copy('plc-2', 'boiler-2')).template, 'type-a');
      assert.deepEqual(await points('plc-2'), [given('boiler-2', 'supply', 7), own('boiler-2', 'pump', 1)]);
      // All or nothing: its own point could be, that of the template could not.
      await store.devices.replacePoints('aqua', 'plc-2', []);
      await assert.rejects(copy('plc-3', 'boiler-2'), { code: 'conflict', message: /plc-2/ });
      await assert.rejects(store.devices.get('aqua', 'plc-3'), { code: 'not-found' });
    });
  });

  describe('are refused to a device', () => {
    const refusals: [what: string, more: object, field: string, words: RegExp][] = [
      ['that do not exist', { template: 'none', templateUnit: 'boiler-1' }, 'template', /no device template "none"/],
      ['at no unit', { template: 'type-a' }, 'templateUnit', /missing/],
      ['at a unit that does not exist', at('nowhere'), 'templateUnit', /no unit "nowhere"/],
      ['of another protocol', { ...at('boiler-1'), protocol: 'dnp3' }, 'template', /speak modbus, not dnp3/],
      ['whose unit alone is named', { templateUnit: 'boiler-1' }, 'templateUnit', /without a template/],
    ]; // prettier-ignore
    for (const [what, more, field, message] of refusals)
      it(what, async () => {
        await store.templates.create('aqua', template());
        const made = store.devices.create('aqua', device('plc-1', more), {});
        await assert.rejects(made, { code: 'invalid', field, message });
        await assert.rejects(store.devices.get('aqua', 'plc-1'), { code: 'not-found' });
      });

    it('whose sensor the unit lacks, and name it', async () => {
      await store.templates.create('aqua', template({ points: [point('supply', 7), point('flue', 9)] }));
      await assert.rejects(store.devices.create('aqua', device('plc-1', at('boiler-1')), {}), {
        code: 'invalid',
        field: 'templateUnit',
        message: /"plc-1".*no sensor "flue" in unit "boiler-1"/,
      });
    });

    it('whose sensor another device has, own or of a template', async () => {
      await store.templates.create('aqua', template({ points: [point('supply', 7)] }));
      await store.devices.create('aqua', device('plc-1', at('boiler-1')), {});
      await store.devices.create('aqua', device('plc-2'), {});
      await store.devices.replacePoints('aqua', 'plc-2', [own('boiler-2', 'supply', 1)]);
      for (const [unit, owner] of [['boiler-1', /plc-1/], ['boiler-2', /plc-2/]] as const)
        await assert.rejects(store.devices.create('aqua', device('plc-3', at(unit)), {}), {
          code: 'conflict', message: owner,
        }); // prettier-ignore
      const taken = store.devices.replacePoints('aqua', 'plc-2', [own('boiler-1', 'supply', 1)]);
      await assert.rejects(taken, { code: 'conflict', message: /plc-1/ });
    });

    it('that keeps its sensor from others: the database has one point of it, whoever writes', async () => {
      await store.templates.create('aqua', template({ points: [point('supply', 7)] }));
      await store.devices.create('aqua', device('plc-1', at('boiler-1')), {});
      await store.devices.create('aqua', device('plc-2'), {});
      const twice = database().owner.query(
        `insert into thermacore.device_points (tenant_id, device_id, sensor_id, position, settings)
         select d.tenant_id, d.id, p.sensor_id, 0, '{}'
         from thermacore.devices d, thermacore.device_points p where d.key = 'plc-2'`,
      );
      await assert.rejects(twice, { code: '23505' });
    });
  });

  describe('that change', () => {
    beforeEach(async () => {
      await store.templates.create('aqua', template({ points: [point('supply', 7)] }));
      for (const [key, unit] of [['plc-1', 'boiler-1'], ['plc-2', 'boiler-2']] as const)
        await store.devices.create('aqua', device(key, at(unit)), {}); // prettier-ignore
      await store.devices.create('aqua', device('apart'), {});
    });
    const versions = () => Promise.all(['plc-1', 'plc-2', 'apart'].map(version));

    it('change all their devices at once, and no other', async () => {
      const before = await versions();
      await change({ settings: { port: 502, unitId: 4 } });
      const between = await versions();
      await change({ points: [point('supply', 8)] });
      const after = await versions();
      for (const i of [0, 1]) assert.equal(new Set([before[i], between[i], after[i]]).size, 3);
      assert.deepEqual([between[2], after[2]], [before[2], before[2]]);
    });

    it('in name only, or in what a device has otherwise, change no device', async () => {
      await store.devices.update('aqua', 'plc-1', { settings: { host: 'plc-1', port: 1502 } });
      const before = await versions();
      await change({ name: 'New', description: 'Better' });
      assert.deepEqual(await versions(), before);
      await change({ settings: { port: 503, unitId: 3 } });
      const after = await versions();
      assert.equal(after[0], before[0]);
      assert.notEqual(after[1], before[1]);
    });

    it('are as they were if one device cannot have the new points', async () => {
      await store.plant.createSensor('aqua', 'boiler-1', SensorInput.parse({ key: 'flue', name: 'Flue' }));
      const before = await versions();
      await assert.rejects(change({ points: [point('supply', 7), point('flue', 9)] }), {
        code: 'invalid',
        field: 'points.1.sensor',
        message: /"plc-2".*"flue" in unit "boiler-2"/,
      });
      assert.deepEqual(await versions(), before);
      assert.equal((await store.templates.get('aqua', 'type-a')).points.length, 1);
    });

    it('make the sensors of new points if asked to', async () => {
      const flue = SensorInput.parse({ key: 'flue', name: 'Flue gas', uom: '°C', rangeHigh: 400 });
      const wanted = [point('supply', 7), point('flue', 9)];
      await store.templates.update('aqua', 'type-a', { points: wanted }, () => ({ sensors: [flue] }));
      const made = await store.plant.getSensor('aqua', 'boiler-2', 'flue');
      assert.deepEqual(made, { ...flue, unit: 'boiler-2', createdAt: made.createdAt });
      assert.deepEqual(await points('plc-2'), [given('boiler-2', 'supply', 7), given('boiler-2', 'flue', 9)]);
    });

    it('are refused by whoever judges their devices', async () => {
      const seen: unknown[] = [];
      const refused = store.templates.update('aqua', 'type-a', { settings: {} }, () => ({
        judge: ({ key, effective }) => {
          seen.push([key, effective]);
          if (key === 'plc-2') throw new Error('no');
        },
      }));
      await assert.rejects(refused);
      assert.deepEqual(seen, [
        ['plc-1', { host: 'plc-1' }],
        ['plc-2', { host: 'plc-2' }],
      ]);
      assert.deepEqual((await store.templates.get('aqua', 'type-a')).settings, { port: 502, unitId: 3 });
    });

    it('keep their unit: it cannot be deleted from under their devices', async () => {
      await assert.rejects(store.plant.deleteUnit('aqua', 'boiler-2'), {
        code: 'conflict',
        message: /"boiler-2", such as "plc-2"/,
      });
      await store.devices.delete('aqua', 'plc-2');
      await store.plant.deleteUnit('aqua', 'boiler-2');
    });

    it('lose a point with its sensor; other points of the device can still be set', async () => {
      await store.plant.deleteSensor('aqua', 'boiler-1', 'supply');
      assert.deepEqual(await points('plc-1'), []);
      await store.devices.replacePoints('aqua', 'plc-1', [own('boiler-1', 'pump', 1)]);
      assert.deepEqual(await points('plc-1'), [own('boiler-1', 'pump', 1)]);
    });
  });

  it('are made of a device, which does as before', async () => {
    await store.devices.create('aqua', device('plc-1', { settings: { host: 'h', intervalMs: 500 } }), {});
    const interlock = 'sensor("boiler-1","pump") == 1';
    await store.devices.replacePoints('aqua', 'plc-1', [
      { ...own('boiler-1', 'supply', 7), write: { interlock } as never },
      own('boiler-2', 'mode', 2),
    ]);
    const before = await version('plc-1');
    const made = await store.templates.ofDevice('aqua', 'plc-1', ({ points: [first] }, sensors) => {
      const { key, ...fields } = sensors.get('boiler-1/supply') ?? assert.fail();
      const write = { interlock: 'sensor("{unit}","pump") == 1' } as never;
      return {
        template: template({
          settings: { intervalMs: 500 },
          points: [{ ...fields, sensor: key, settings: { ...first?.settings }, write }],
        }),
        unit: 'boiler-1',
        settings: { host: 'h' },
      };
    });
    assert.deepEqual(
      [made.template, made.templateUnit, made.settings],
      ['type-a', 'boiler-1', { host: 'h' }],
    );
    assert.equal(await version('plc-1'), before);
    assert.deepEqual((await points('plc-1')).map(({ sensor, origin }) => [sensor, origin]), [['supply', 'template'], ['mode', undefined]]); // prettier-ignore
    const [stored] = (await store.templates.get('aqua', 'type-a')).points;
    assert.deepEqual([stored?.name, stored?.uom, stored?.rangeHigh], ['Supply', '°C', 200]);
  });

  it('are one tenant’s: another sees, uses and changes none', async () => {
    await store.templates.create('borealis', template({ points: [point('supply', 7)] }));
    await store.devices.create('borealis', device('plc-1', at('boiler-1')), {});
    assert.deepEqual((await store.templates.list('aqua', { limit: 10 })).items, []);
    assert.deepEqual(await store.templates.defaults('aqua'), []);
    for (const attempt of [
      () => store.templates.get('aqua', 'type-a'),
      () => change({ name: 'x' }),
      () => store.templates.delete('aqua', 'type-a'),
      () => store.templates.apply('aqua', 'type-a', () => ({ devices: [], faults: [] })),
      () => store.templates.ofDevice('aqua', 'plc-1', () => assert.fail()),
    ])
      await assert.rejects(attempt, { code: 'not-found' });
    const use = store.devices.create('aqua', device('plc-1', at('boiler-1')), {});
    await assert.rejects(use, { code: 'invalid', field: 'template' });
    // Nor does one of the same key touch the other's devices.
    await store.templates.create('aqua', template());
    await change({ settings: { port: 1 }, points: [point('pump', 1)] });
    const { effective, points: theirs } = await store.devices.whole('borealis', 'plc-1');
    assert.deepEqual([effective['port'], theirs.length], [502, 1]);
  });
});
