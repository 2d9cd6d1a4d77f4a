import assert from 'node:assert/strict';
import { ModbusBuses, modbusSpec } from '../../../lib/connectors/modbus';
import { SensorInput, UnitInput } from '../../../lib/core/plant';
import { DeviceFiles } from '../../../lib/platform/device-files';
import type { Store } from '../../../lib/store';
import { onEveryServer, useDatabase } from '../../support/database';

const SENSORS = 420;
const files = new DeviceFiles(new Map([['modbus', modbusSpec(new ModbusBuses())]]));
const HEADER = 'device,name,protocol,settings.host,unit,sensor,point.address';

const upload = (text: string) => ({
  contentType: 'text/csv',
  size: text.length,
  async *read() {
    yield Buffer.from(text);
  },
});

/** `count` points of one device; `change` edits single lines, which count from 1 with the header. */
function file(count: number, change: Record<number, string> = {}): string {
  const lines = Array.from({ length: count }, (_, i) => {
    const first = i === 0 ? 'PLC 1,modbus,10.0.0.1' : ',,';
    return `plc-1,${first},boiler-1,s-${i},${i}`;
  });
  return [HEADER, ...lines].map((line, i) => change[i + 1] ?? line).join('\n');
}

onEveryServer('Device files', (rung) => {
  const database = useDatabase(rung);
  let store: Store;

  const bring = (text: string, dryRun = false, tenant = 'aqua') =>
    files.import(store, tenant, upload(text), { dryRun, delimiter: 'comma' });
  const keys = async (tenant = 'aqua') =>
    (await store.devices.list(tenant, { limit: 100 })).items.map(({ key }) => key);
  async function exported(tenant = 'aqua'): Promise<string> {
    const chunks: Buffer[] = [];
    await files
      .export(store, tenant)
      .pipe({ signal: new AbortController().signal, write: (chunk) => void chunks.push(chunk) });
    return Buffer.concat(chunks).toString();
  }

  before(async function () {
    this.timeout(60_000);
    // On a server the parts are those of a whole store.
    store = (await database().open()) as Store;
    const sensors = Array.from({ length: SENSORS }, (_, i) =>
      SensorInput.parse({ key: `s-${i}`, name: `Sensor ${i}` }),
    );
    for (const tenant of ['aqua', 'borealis']) {
      await store.tenants.ensure(tenant, tenant, 'UTC');
      await store.plant.ensure(tenant, [{ unit: UnitInput.parse({ key: 'boiler-1', name: 'B' }), sensors }]);
    }
  });
  beforeEach(() => database().owner.query('delete from thermacore.devices'));

  it('makes the devices of a file, with their points in order', async () => {
    const result = await bring(file(400));
    assert.deepEqual(result, {
      applied: true,
      lines: 400,
      created: 1,
      updated: 0,
      points: 400,
      faults: 0,
      firstFaults: [],
    });
    const points = await store.devices.points('aqua', 'plc-1');
    assert.deepEqual(
      points.map(({ sensor, settings }) => [sensor, settings['address']]),
      Array.from({ length: 400 }, (_, i) => [`s-${i}`, i]),
    );
    assert.deepEqual(await keys('borealis'), []);
  });

  it('changes nothing for one sensor that is not there in line 17 of 400, and names it', async () => {
    await bring(file(3));
    const before = await store.devices.get('aqua', 'plc-1');
    const result = await bring(file(400, { 17: 'plc-1,,,,boiler-1,nowhere,15' }));
    assert.equal(result.applied, false);
    assert.deepEqual(
      result.firstFaults.map(({ line, column, value }) => [line, column, value]),
      [[17, 'sensor', 'nowhere']],
    );
    assert.match(
      result.firstFaults[0]?.reason ?? '',
      /no sensor "nowhere" in unit "boiler-1"; make it first/,
    );
    assert.deepEqual(await store.devices.get('aqua', 'plc-1'), before);
    assert.equal((await store.devices.points('aqua', 'plc-1')).length, 3);
  });

  it('a dry run says what would be and changes nothing', async () => {
    const { applied, created, faults } = await bring(file(5), true);
    assert.deepEqual([applied, created, faults], [false, 1, 0]);
    assert.deepEqual(await keys(), []);
  });

  it('a dry run finds what only the database knows', async () => {
    await bring(file(2));
    const other = `${HEADER}\nplc-2,,modbus,h,boiler-1,s-5,1\nplc-2,,,,boiler-1,s-1,2`;
    const { firstFaults } = await bring(other, true);
    assert.deepEqual(
      firstFaults.map(({ line, column, value }) => [line, column, value]),
      [[3, 'sensor', 's-1']],
    );
    assert.match(firstFaults[0]?.reason ?? '', /a point of device "plc-1" already/);
  });

  it('finds a sensor twice in the file, and another protocol of a device that is there', async () => {
    const twice = await bring(`${HEADER}\nplc-1,,modbus,h,boiler-1,s-1,1\nplc-2,,modbus,h,boiler-1,s-1,2`);
    assert.deepEqual([twice.applied, twice.firstFaults[0]?.line], [false, 3]);
    await store.devices.create(
      'aqua',
      { key: 'plc-9', name: 'x', protocol: 'dnp3', enabled: true, settings: {} },
      {},
    );
    const { firstFaults } = await bring(`${HEADER}\nplc-9,,modbus,h,,,`);
    assert.deepEqual([firstFaults[0]?.line, firstFaults[0]?.column], [2, 'protocol']);
  });

  it('changes a device that is there: its points are those of the file, its secrets stay', async () => {
    await bring(file(4));
    await store.devices.update('aqua', 'plc-1', {}, { key: 'v1.sealed' });
    const { version } = await store.devices.whole('aqua', 'plc-1');
    const { created, updated } = await bring(file(2, { 2: 'plc-1,New,modbus,10.0.0.9,boiler-1,s-7,70' }));
    assert.deepEqual([created, updated], [0, 1]);
    const now = await store.devices.whole('aqua', 'plc-1');
    assert.deepEqual(now.secrets, { key: 'v1.sealed' });
    assert.deepEqual(now.settings, { host: '10.0.0.9' });
    assert.deepEqual(
      now.points.map(({ sensor }) => sensor),
      ['s-7', 's-1'],
    );
    assert.notEqual(now.version, version);
  });

  it('moves a point from one device of the file to another', async () => {
    await bring(`${HEADER}\nplc-1,,modbus,h,boiler-1,s-1,1\nplc-2,,modbus,h,boiler-1,s-2,2`);
    const { applied } = await bring(
      `${HEADER}\nplc-1,,modbus,h,boiler-1,s-2,1\nplc-2,,modbus,h,boiler-1,s-1,2`,
    );
    assert.ok(applied);
    assert.equal((await store.devices.find('aqua', 'boiler-1', 's-1'))?.device, 'plc-2');
  });

  it('takes back in what it gave out, without a secret and for another tenant too', async () => {
    await bring(file(10));
    await store.devices.update('aqua', 'plc-1', { description: 'by the "door", left' }, { key: 'v1.sealed' });
    await store.devices.replacePoints('aqua', 'plc-1', [
      { unit: 'boiler-1', sensor: 's-3', settings: { address: 3, invalid: [32767] }, write: { max: 9, maxPerMinute: 5, confirm: 'second-user', verify: false, timeoutSeconds: 3, interlock: 'sensor("boiler-1","s-1") == 0' } },
    ]); // prettier-ignore
    const text = await exported();
    assert.ok(!text.includes('sealed'));
    assert.ok((await bring(text, false, 'borealis')).applied, text);
    const ours = await store.devices.whole('aqua', 'plc-1');
    const theirs = await store.devices.whole('borealis', 'plc-1');
    assert.deepEqual(theirs, { ...ours, secrets: {}, version: theirs.version });
    assert.equal(await exported('borealis'), text);
  });

  it('gives a tenant without devices the header to fill in', async () => {
    const text = await exported();
    assert.equal(text.split('\r\n').length, 2);
    assert.match(text, /^device,name,protocol,.*settings\.host.*point\.address.*write\.timeoutSeconds\r\n$/);
  });

  it('takes 10,000 lines and not one more', async function () {
    this.timeout(60_000);
    const many = Array.from({ length: 10_000 }, (_, i) => `plc-${i},,modbus,10.0.0.1,,,`);
    const { applied, created } = await bring([HEADER, ...many].join('\n'));
    assert.deepEqual([applied, created], [true, 10_000]);
    await assert.rejects(bring([HEADER, ...many, 'plc-x,,modbus,h,,,'].join('\n')), { code: 'too-large' });
  });

  it('says which line is no CSV, and that a file is empty', async () => {
    await assert.rejects(bring(''), { code: 'invalid', message: /empty/ });
    await assert.rejects(bring(`${HEADER}\nplc-1,"open,modbus,h,,,`), { code: 'invalid', message: /quote/ });
  });
});
