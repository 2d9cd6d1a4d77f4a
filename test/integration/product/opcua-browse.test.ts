import assert from 'node:assert/strict';
import type { BrowsePage, SensorsOfNodesResult } from '../../../lib/core/browse';
import { OpcuaField } from '../../support/opcua-field';
import { analog } from '../../support/opcua-plant';
import { Product, eventually, type Client } from '../../support/product';

const DEVICES = '/api/v1/devices';
const at = (name: string): string => `nsu=urn:test:plant;s=${name}`;

describe('An OPC UA device over the API of the running product', function () {
  this.timeout(120_000);
  let product: Product;
  let field: OpcuaField;
  let aqua: Client;

  before(async () => {
    field = await OpcuaField.start();
    analog(field, 'Supply', 71.3, { low: 0, high: 140, code: 'CEL', text: 'degree Celsius' });
    analog(field, 'Flow', 12, { low: 0, high: 50, text: 'm3/h', description: 'Behind the pump' });
    field.variable('Running', 'Boolean', { dataType: 'Boolean', value: true });
    product = await Product.start();
    aqua = await product.login('admin@aqua');
    await eventually('the flow serves devices', async () => (await aqua.request('GET', DEVICES)).ok);
    await aqua.json('POST', '/api/v1/units', { key: 'plc', name: 'PLC', kind: 'other' });
    const settings = { endpoint: field.url, trust: 'any' };
    const device = { key: 'plc', name: 'PLC', protocol: 'opcua', enabled: false, settings };
    await aqua.json('POST', DEVICES, device);
    const modbus = { key: 'meter', name: 'Meter', protocol: 'modbus', enabled: false, settings: { host: '127.0.0.1' } }; // prettier-ignore
    await aqua.json('POST', DEVICES, modbus);
  });
  after(async () => {
    await product?.dispose();
    await field?.stop();
  });

  const problem = async (path: string, body: object): Promise<[number, string]> => {
    const response = await aqua.request('POST', `${DEVICES}/${path}`, body);
    return [response.status, JSON.stringify(await response.json())];
  };

  it('is browsed page by page', async () => {
    const roots = await aqua.json<BrowsePage>('POST', `${DEVICES}/plc/browse`, {});
    const plant = roots.items.find(({ browseName }) => browseName === 'Plant');
    assert.ok(plant);
    const first = await aqua.json<BrowsePage>('POST', `${DEVICES}/plc/browse`, {
      nodeId: plant.nodeId,
      limit: 2,
    });
    const second = await aqua.json<BrowsePage>('POST', `${DEVICES}/plc/browse`, {
      cursor: first.nextCursor,
      limit: 2,
    });
    assert.deepEqual(
      [...first.items, ...second.items].map(({ nodeId, value }) => [nodeId, value]),
      [[at('Supply'), '71.3'], [at('Flow'), '12'], [at('Running'), 'true']],
    ); // prettier-ignore
    assert.equal(second.nextCursor, undefined);
  });

  it('says what is wrong with a question', async () => {
    const cases: [string, object, number, RegExp][] = [
      ['plc/browse', { nodeId: at('Nowhere') }, 400, /no such node/],
      ['plc/browse', { limit: 1001 }, 400, /limit/],
      ['nothing/browse', {}, 404, /no device/],
      ['meter/browse', { nodeId: 'nowhere' }, 400, /no nowhere/],
      ['plc/sensors', { unit: 'nowhere', nodes: [{ nodeId: at('Flow') }] }, 400, /no unit/],
    ];
    for (const [path, body, status, words] of cases) {
      const [found, text] = await problem(path, body);
      assert.equal(found, status, text);
      assert.match(text, words);
    }
    const viewer = await product.login('viewer@aqua');
    assert.equal((await viewer.request('POST', `${DEVICES}/plc/browse`, {})).status, 200);
    const wanted = { unit: 'plc', nodes: [{ nodeId: at('Flow') }] };
    assert.equal((await viewer.request('POST', `${DEVICES}/plc/sensors`, wanted)).status, 403);
    const borealis = await product.login('admin@borealis');
    assert.equal((await borealis.request('POST', `${DEVICES}/plc/browse`, {})).status, 404);
  });

  it('gives sensors with unit of measure, range and description, or none at all', async () => {
    const make = (nodes: object[]) =>
      aqua.json<SensorsOfNodesResult>('POST', `${DEVICES}/plc/sensors`, { unit: 'plc', nodes });
    const refused = await make([{ nodeId: at('Supply') }, { nodeId: at('Plant') }]);
    assert.deepEqual([refused.applied, refused.faults, refused.firstFaults[0]?.index], [false, 1, 1]);
    assert.equal((await aqua.json<{ points: number }>('GET', `${DEVICES}/plc`)).points, 0);

    const made = await make([
      { nodeId: at('Supply'), sensor: 'supply-temperature' },
      { nodeId: at('Flow') },
      { nodeId: at('Running') },
    ]);
    assert.deepEqual(
      made.points.map(({ sensor, created }) => [sensor, created]),
      [['supply-temperature', true], ['flow', true], ['running', true]],
    ); // prettier-ignore
    const sensor = await aqua.json<Record<string, unknown>>('GET', '/api/v1/units/plc/sensors/flow');
    const { uom, quantity, rangeLow, rangeHigh, description } = sensor;
    assert.deepEqual([uom, quantity, rangeLow, rangeHigh, description], ['m³/h', 'flow', 0, 50, 'Behind the pump']); // prettier-ignore
    const { points } = await aqua.json<{ points: { settings: object }[] }>('GET', `${DEVICES}/plc/points`);
    assert.deepEqual(points[1]?.settings, { nodeId: at('Flow') });
    const again = await make([{ nodeId: at('Flow') }]);
    assert.match(again.firstFaults[0]?.reason ?? '', /is a point of device "plc" already/);
  });
});
