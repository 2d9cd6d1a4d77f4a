import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Fleet } from '../../../lib/connectors/fleet';
import { ModbusBuses, modbusSpec } from '../../../lib/connectors/modbus';
import { systemClock } from '../../../lib/core/clock';
import { DeviceTemplateInput, TemplateApply } from '../../../lib/core/device-template';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { SensorInput, UnitInput } from '../../../lib/core/plant';
import type { DatabaseLease } from '../../../lib/platform';
import { DeviceFiles } from '../../../lib/platform/device-files';
import { DeviceRegistry } from '../../../lib/platform/device-registry';
import { DeviceRules } from '../../../lib/platform/device-rules';
import { DeviceSecrets } from '../../../lib/platform/device-secrets';
import { DeviceTemplates } from '../../../lib/platform/device-templates';
import { Fleets } from '../../../lib/platform/fleets';
import { SecretBox } from '../../../lib/security/secret-box';
import type { Store } from '../../../lib/store';
import { Collector } from '../../contract/collector';
import { onEveryServer, useDatabase } from '../../support/database';
import { ModbusField } from '../../support/modbus-field';
import { eventually } from '../../support/product';

const UNITS = 1000;
const POINTS = 20;
const WITHIN_MS = 5_000;

const context = { clock: systemClock, logger: silentLogger, meter: nullMeter };
const spec = modbusSpec(new ModbusBuses());
const specs = new Map([['modbus', spec]]);
const rules = new DeviceRules(specs);
const box = new SecretBox(randomBytes(32));
const secrets = new DeviceSecrets(() => box);
const templates = new DeviceTemplates(rules, secrets);
const files = new DeviceFiles(specs);
const registry = new DeviceRegistry({ rules, secrets, fleets: new Fleets(specs, context), context });

const pointsNamed = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    sensor: `s-${i}`,
    settings: { address: i },
    name: `Sensor ${i}`,
  }));
const typeA = (more: object = {}) =>
  DeviceTemplateInput.parse({
    key: 'type-a',
    name: 'Type A',
    protocol: 'modbus',
    settings: { unitId: 1, intervalMs: 100, timeoutMs: 300 },
    points: pointsNamed(2),
    ...more,
  });
const applied = (devices: readonly object[], createSensors = true) =>
  TemplateApply.parse({ devices, createSensors });
const plc = (i: number, more: object = {}) => ({
  key: `plc-${i}`,
  name: `PLC ${i}`,
  unit: `unit-${i}`,
  settings: { host: '10.0.0.1' },
  ...more,
});

onEveryServer('Devices of a template', (rung) => {
  const database = useDatabase(rung);
  let store: Store;

  const make = (more: object = {}, tenant = 'aqua') => templates.create(store, tenant, typeA(more));
  const apply = (devices: readonly object[], createSensors?: boolean) =>
    templates.apply(store, 'aqua', 'type-a', applied(devices, createSensors));
  const keys = async () => (await store.devices.list('aqua', { limit: 10 })).items.map(({ key }) => key);

  before(async function () {
    this.timeout(60_000);
    // On a server the parts are those of a whole store.
    store = (await database().open()) as Store;
    for (const tenant of ['aqua', 'borealis']) await store.tenants.ensure(tenant, tenant, 'UTC');
    const units = Array.from({ length: UNITS }, (_, i) =>
      UnitInput.parse({ key: `unit-${i}`, name: `Unit ${i}` }),
    );
    for (const tenant of ['aqua', 'borealis'])
      await store.plant.ensure(
        tenant,
        units.map((unit) => ({ unit, sensors: [] })),
      );
  });
  beforeEach(async () => {
    for (const table of ['devices', 'device_templates', 'sensors'])
      await database().owner.query(`delete from thermacore.${table}`);
  });

  it(`are made by the thousand, with ${POINTS} points and sensors each, within ${WITHIN_MS / 1000} s`, async function () {
    this.timeout(60_000);
    await make({ points: pointsNamed(POINTS) });
    const devices = Array.from({ length: UNITS }, (_, i) => plc(i));
    const began = performance.now();
    const result = await apply(devices);
    const took = performance.now() - began;
    assert.deepEqual(result, {
      applied: true, created: UNITS, points: UNITS * POINTS, sensors: UNITS * POINTS, faults: 0, firstFaults: [],
    }); // prettier-ignore
    assert.ok(took < WITHIN_MS, `${Math.round(took)} ms`);
    assert.equal((await store.devices.enabled('aqua', 'modbus')).length, UNITS);
    const changing = performance.now();
    await templates.update(store, 'aqua', 'type-a', { points: pointsNamed(POINTS - 1) });
    assert.ok(performance.now() - changing < WITHIN_MS);
    assert.equal((await store.devices.get('aqua', 'plc-999')).points, POINTS - 1);
  });

  it('make only the sensors that a unit lacks, as the points of the template say', async () => {
    const there = SensorInput.parse({ key: 's-0', name: 'As it was', uom: 'bar' });
    await store.plant.createSensor('aqua', 'unit-1', there);
    await make({
      points: [
        { sensor: 's-0', settings: { address: 0 }, name: 'Other' },
        {
          sensor: 's-1',
          settings: { address: 1 },
          name: 'Pressure',
          quantity: 'pressure',
          uom: 'bar',
          decimals: 2,
        },
      ],
    });
    assert.equal((await apply([plc(1)])).sensors, 1);
    const sensor = (key: string) => store.plant.getSensor('aqua', 'unit-1', key);
    assert.equal((await sensor('s-0')).name, 'As it was');
    const made = await sensor('s-1');
    const asked = { key: 's-1', name: 'Pressure', quantity: 'pressure', uom: 'bar', decimals: 2 };
    assert.deepEqual(made, { ...SensorInput.parse(asked), unit: 'unit-1', createdAt: made.createdAt });
  });

  describe('are all or none, and every fault has its index and field', () => {
    const faulty: [what: string, more: object, field: string, reason: RegExp][] = [
      ['a setting that is missing', { settings: {} }, 'settings.host', /host/],
      ['a setting that is wrong', { settings: { host: 'h', port: 0 } }, 'settings.port', /port/],
      ['a setting that nobody knows', { settings: { host: 'h', prot: 1 } }, 'settings.prot', /not known/],
      ['a secret that is none', { secrets: { password: 'x' } }, 'secrets.password', /no secret of Modbus/],
      ['a key that is taken', { key: 'there' }, 'key', /exists already/],
      ['a key that is in the list', { key: 'plc-0' }, 'key', /in the list already, at 0/],
      ['a unit that is not there', { unit: 'nowhere' }, 'unit', /no unit "nowhere"/],
      [
        'a unit that another has',
        { unit: 'unit-0' },
        'unit',
        /unit-0\/s-0 is a point of device "plc-0" already/,
      ],
    ];
    for (const [what, more, field, reason] of faulty)
      it(what, async () => {
        await make();
        await store.devices.create(
          'aqua',
          { key: 'there', name: 'x', protocol: 'modbus', enabled: true, settings: { host: 'h' } },
          {},
        );
        const result = await apply([plc(0), plc(1), plc(2, more)]);
        assert.deepEqual([result.applied, result.created], [false, 0]);
        assert.deepEqual([result.firstFaults[0]?.index, result.firstFaults[0]?.field], [2, field]);
        assert.match(result.firstFaults[0]?.reason ?? '', reason);
        assert.deepEqual(await keys(), ['there']);
        assert.deepEqual((await store.plant.listSensors('aqua', { limit: 10 })).items, []);
      });

    it('a sensor that is not there and is not to be made', async () => {
      await make();
      const result = await apply([plc(0)], false);
      assert.deepEqual([result.applied, result.faults], [false, 2]);
      assert.match(result.firstFaults[1]?.reason ?? '', /no sensor "s-1" in unit "unit-0"/);
    });

    it('a sensor that is to be made of a point without a name', async () => {
      await make({ points: [{ sensor: 's-9', settings: { address: 1 } }] });
      assert.match((await apply([plc(0)])).firstFaults[0]?.reason ?? '', /"s-9".*has no name/);
    });

    it('more of them than anybody reads are counted, and the first shown', async () => {
      await make({ points: pointsNamed(50) });
      const result = await apply([plc(0), plc(1), plc(2)], false);
      assert.deepEqual([result.faults, result.firstFaults.length], [150, 100]);
    });
  });

  it('keep their secrets sealed, each for itself', async () => {
    await make();
    await apply([plc(0, { secrets: { key: 'PEM' } }), plc(1)]);
    const { secrets: sealed } = await store.devices.whole('aqua', 'plc-0');
    assert.deepEqual(secrets.open('aqua', 'plc-0', sealed), { key: 'PEM' });
    assert.ok(!JSON.stringify(sealed).includes('PEM'));
    assert.deepEqual((await store.devices.whole('aqua', 'plc-1')).secrets, {});
  });

  it('hold back a change of the template that one of them could not be with', async () => {
    await make({ settings: { host: 'gateway', unitId: 1 } });
    await apply([plc(0), plc(1, { settings: { unitId: 2 } })]);
    const refused = templates.update(store, 'aqua', 'type-a', { settings: { unitId: 1 } });
    await assert.rejects(refused, { code: 'invalid', field: 'settings.host', message: /"plc-1"/ });
    assert.deepEqual((await store.templates.get('aqua', 'type-a')).settings, { host: 'gateway', unitId: 1 });
  });

  it('are given to one of two who take the same sensors at once', async () => {
    await make();
    const two = await Promise.allSettled([apply([plc(0)]), apply([plc(1, { unit: 'unit-0' })])]);
    const outcomes = two.map((one) => one.status === 'fulfilled' && one.value.applied);
    assert.deepEqual(outcomes.sort(), [false, true]);
    assert.equal((await keys()).length, 1);
  });

  it('are never left with points of a template that changed at the same moment', async () => {
    await make();
    const changing = async () => {
      for (let i = 0; i < 10; i++)
        await templates.update(
          store,
          'aqua',
          'type-a',
          { points: pointsNamed(2 + (i % 2)) },
          { createSensors: true },
        );
    };
    const applying = async () => {
      for (let i = 0; i < 10; i++) assert.ok((await apply([plc(i)])).applied);
    };
    await Promise.all([changing(), applying()]);
    for (let i = 0; i < 10; i++) assert.equal((await store.devices.get('aqua', `plc-${i}`)).points, 3);
  });

  it('lose no secret when two are set at once', async () => {
    // Modbus has one secret, so the second is put beside it as another protocol would.
    const two = new Map([['modbus', { ...spec, secrets: ['key', 'servername'] }]]);
    const both = new DeviceRegistry({
      rules: new DeviceRules(two),
      secrets,
      fleets: new Fleets(two, context),
      context,
    });
    await both.create(store, 'aqua', {
      key: 'plc', name: 'PLC', protocol: 'modbus', enabled: true, settings: { host: 'h' },
    }); // prettier-ignore
    for (let i = 0; i < 10; i++) {
      await Promise.all(
        ['key', 'servername'].map((name) =>
          both.update(store, 'aqua', 'plc', { secrets: { [name]: `${name} ${i}` } }),
        ),
      );
      const { secrets: sealed } = await store.devices.whole('aqua', 'plc');
      assert.deepEqual(secrets.open('aqua', 'plc', sealed), {
        key: `key ${i}`,
        servername: `servername ${i}`,
      });
    }
  });

  it('go out as CSV and come in again, with template, unit and their own points', async () => {
    const upload = (text: string) => ({
      contentType: 'text/csv',
      size: text.length,
      async *read() {
        yield Buffer.from(text);
      },
    });
    const exported = async (tenant: string): Promise<string> => {
      const chunks: Buffer[] = [];
      await files
        .export(store, tenant)
        .pipe({ signal: new AbortController().signal, write: (chunk) => void chunks.push(chunk) });
      return Buffer.concat(chunks).toString();
    };
    const bring = (text: string, tenant = 'borealis') =>
      files.import(store, tenant, upload(text), { dryRun: false, delimiter: 'comma' });
    await make({ settings: { host: 'gateway' } });
    await apply([plc(0, { settings: { unitId: 7 } }), plc(1)]);
    for (const tenant of ['aqua', 'borealis'])
      await store.plant.createSensor(tenant, 'unit-0', SensorInput.parse({ key: 'own', name: 'Own' }));
    await registry.replacePoints(store, 'aqua', 'plc-0', [
      { unit: 'unit-0', sensor: 'own', settings: { address: 9 } },
    ]);
    const text = await exported('aqua');
    assert.match(text, /plc-0,PLC 0,modbus,true,,type-a,unit-0,/);
    assert.equal(
      text.trim().split('\r\n').length,
      3,
      'a line for the own point, none for those of the template',
    );

    const [missing] = (await bring(text)).firstFaults;
    assert.deepEqual([missing?.line, missing?.column, missing?.value], [2, 'template', 'type-a']);
    await make({ settings: { host: 'gateway' } }, 'borealis');
    const [lacking] = (await bring(text)).firstFaults;
    assert.deepEqual([lacking?.column, lacking?.value], ['templateUnit', 'unit-0']);
    assert.match(lacking?.reason ?? '', /no sensor "s-0"/);
    for (const unit of ['unit-0', 'unit-1'])
      for (const key of ['s-0', 's-1'])
        await store.plant.createSensor('borealis', unit, SensorInput.parse({ key, name: key }));
    assert.deepEqual(await bring(text), {
      applied: true, lines: 2, created: 2, updated: 0, points: 1, faults: 0, firstFaults: [],
    }); // prettier-ignore
    assert.equal(await exported('borealis'), text);
    const of = async (tenant: string) => ({ ...(await store.devices.whole(tenant, 'plc-0')), version: '' });
    assert.deepEqual(await of('borealis'), await of('aqua'));
    // Again, into what is there; and out of the template by an empty cell.
    assert.equal((await bring(text)).updated, 2);
    assert.ok((await bring(text.replace('type-a,unit-1', ','))).applied);
    const { template, points } = await store.devices.get('borealis', 'plc-1');
    assert.deepEqual([template, points], [undefined, 0]);
  });

  it('are made of by a device, but for what tells it from others', async () => {
    await store.plant.createSensor(
      'aqua',
      'unit-0',
      SensorInput.parse({ key: 's-0', name: 'Pump', type: 'boolean' }),
    );
    await store.plant.createSensor('aqua', 'unit-1', SensorInput.parse({ key: 's-1', name: 'Apart' }));
    const settings = { host: 'h', port: 1502, unitId: 7, intervalMs: 500 };
    await registry.create(store, 'aqua', {
      key: 'plc',
      name: 'PLC',
      protocol: 'modbus',
      enabled: true,
      settings,
    });
    const ofDevice = (more = {}) =>
      templates.ofDevice(store, 'aqua', 'plc', { key: 'made', name: 'Made', ...more });
    await assert.rejects(ofDevice(), { code: 'invalid', field: 'unit', message: /no points/ });
    const write = { interlock: `sensor('unit-0', 's-0') == 0 && sensor("unit-1","s-1") < 9`, maxPerMinute: 30, confirm: 'none', verify: true, timeoutSeconds: 10 } as const; // prettier-ignore
    await registry.replacePoints(store, 'aqua', 'plc', [
      { unit: 'unit-0', sensor: 's-0', settings: { address: 1 }, write },
      { unit: 'unit-1', sensor: 's-1', settings: { address: 2 } },
    ]);
    await assert.rejects(ofDevice(), { code: 'invalid', field: 'unit', message: /unit-0, unit-1/ });
    const device = await ofDevice({ unit: 'unit-0' });
    assert.deepEqual([device.template, device.settings], ['made', { host: 'h', port: 1502, unitId: 7 }]);
    const made = await store.templates.get('aqua', 'made');
    assert.deepEqual(made.settings, { intervalMs: 500 });
    assert.equal(
      made.points[0]?.write?.interlock,
      `sensor('{unit}', 's-0') == 0 && sensor("unit-1","s-1") < 9`,
    );
    assert.deepEqual([made.points.length, made.points[0].type, made.points[0].name], [1, 'boolean', 'Pump']);
    const { points } = await store.devices.whole('aqua', 'plc');
    assert.deepEqual(
      points.map(({ sensor, origin, write: rule }) => [sensor, origin, rule?.interlock]),
      [
        ['s-0', 'template', write.interlock],
        ['s-1', undefined, undefined],
      ],
    );
    // What was made can be applied.
    assert.ok((await templates.apply(store, 'aqua', 'made', applied([plc(5)]))).applied);
  });

  it('are restarted when their template changes, and no other device of the fleet is', async function () {
    this.timeout(60_000);
    const fields = await Promise.all(Array.from({ length: 3 }, () => ModbusField.start()));
    const [first, second, apart] = fields.map(({ port }) => ({ host: '127.0.0.1', port }));
    await make();
    await apply([plc(0, { settings: first }), plc(1, { settings: second })]);
    await registry.create(store, 'aqua', {
      key: 'apart', name: 'Apart', protocol: 'modbus', enabled: true, settings: { ...apart, intervalMs: 100 },
    }); // prettier-ignore
    await store.plant.createSensor('aqua', 'unit-2', SensorInput.parse({ key: 's-0', name: 's' }));
    await registry.replacePoints(store, 'aqua', 'apart', [
      { unit: 'unit-2', sensor: 's-0', settings: { address: 0 } },
    ]);
    const collector = new Collector();
    const fleet = new Fleet({
      spec,
      tenant: 'aqua',
      source: registry.source({ ready: async () => ({ store }) } as unknown as DatabaseLease),
      context,
      receiver: collector,
    });
    const places = () => new Set(collector.readings.map(({ unit, sensor }) => `${unit}/${sensor}`));
    const since = () => fleet.statuses().map(({ device, since: at }) => [device, at] as const);
    try {
      fleet.start();
      await eventually('all are read', async () => places().size === 5);
      const before = new Map(since());
      await templates.update(store, 'aqua', 'type-a', { points: pointsNamed(3) }, { createSensors: true });
      await eventually('the new points are read', async () =>
        ['unit-0/s-2', 'unit-1/s-2'].every((place) => places().has(place)),
      );
      const restarted = since().filter(([device, at]) => before.get(device) !== at);
      assert.deepEqual(restarted.map(([device]) => device).sort(), ['plc-0', 'plc-1']);
      assert.deepEqual(fleet.statuses().map(({ state }) => state), ['connected', 'connected', 'connected']); // prettier-ignore
    } finally {
      await fleet.stop();
      await Promise.all(fields.map((field) => field.stop()));
    }
  });
});
