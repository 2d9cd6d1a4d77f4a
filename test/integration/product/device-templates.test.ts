import assert from 'node:assert/strict';
import { Product, eventually, type Client } from '../../support/product';

interface Problem {
  detail: string;
  errors?: { field: string }[];
}
interface Points {
  points: { unit: string; sensor: string; origin?: string; settings: object }[];
}

const TEMPLATES = '/api/v1/device-templates';
const TYPE = {
  key: 'type-a',
  name: 'Type A',
  protocol: 'modbus',
  settings: { unitId: 3 },
  points: [
    { sensor: 'level', settings: { address: 1 }, name: 'Level', quantity: 'level', uom: 'm' },
    {
      sensor: 'valve',
      settings: { address: 2 },
      write: { interlock: 'sensor("{unit}","level") < 3' },
      name: 'Valve',
    },
  ],
};

describe('device templates of the running product', function () {
  this.timeout(120_000);
  let product: Product;
  let aqua: Client;
  let borealis: Client;

  before(async () => {
    product = await Product.start();
    [aqua, borealis] = await Promise.all([product.login('admin@aqua'), product.login('admin@borealis')]);
    await eventually('the flow serves them', async () => (await aqua.request('GET', TEMPLATES)).ok);
    for (const key of ['basin-1', 'basin-2', 'basin-3'])
      await aqua.json('POST', '/api/v1/units', { key, name: key, kind: 'tank' });
  });
  after(() => product?.dispose());

  const problem = async (method: string, path: string, body?: object): Promise<[number, Problem]> => {
    const response = await aqua.request(method, path, body);
    return [response.status, (await response.json()) as Problem];
  };
  const devices = ['basin-1', 'basin-2'].map((unit) => ({
    key: `plc-${unit}`, name: unit, unit, enabled: false, settings: { host: '127.0.0.1' },
  })); // prettier-ignore

  it('are made, applied with their sensors, and seen in the devices', async () => {
    const made = await aqua.json<{ devices: number; points: object[] }>('POST', TEMPLATES, TYPE);
    assert.deepEqual([made.devices, made.points.length], [0, 2]);
    const without = await aqua.json<object>('POST', `${TEMPLATES}/type-a/apply`, { devices });
    assert.deepEqual({ ...without, firstFaults: [] }, { applied: false, created: 0, points: 0, sensors: 0, faults: 4, firstFaults: [] }); // prettier-ignore
    const result = await aqua.json('POST', `${TEMPLATES}/type-a/apply`, { devices, createSensors: true });
    assert.deepEqual(result, {
      applied: true,
      created: 2,
      points: 4,
      sensors: 4,
      faults: 0,
      firstFaults: [],
    });
    const { points } = await aqua.get<Points>('/api/v1/devices/plc-basin-2/points');
    assert.deepEqual(points.map(({ unit, sensor, origin }) => [unit, sensor, origin]), [['basin-2', 'level', 'template'], ['basin-2', 'valve', 'template']]); // prettier-ignore
    assert.match(JSON.stringify(points[1]), /sensor\(\\"basin-2\\",\\"level\\"\) < 3/);
    assert.equal((await aqua.get<{ uom: string }>('/api/v1/units/basin-2/sensors/level')).uom, 'm');
    const { items } = await aqua.get<{ items: object[] }>('/api/v1/devices?template=type-a');
    assert.equal(items.length, 2);
  });

  it('leave points that were read to be written back', async () => {
    const path = '/api/v1/devices/plc-basin-1/points';
    const read = await aqua.get<Points>(path);
    assert.deepEqual(await aqua.json('PUT', path, read), read);
  });

  it('go with a clone, and are made of a device', async () => {
    const [status, { errors }] = await problem('POST', '/api/v1/devices/plc-basin-1/clone', {
      key: 'copy',
      name: 'x',
    });
    assert.deepEqual([status, errors?.[0]?.field], [400, 'unit']);
    for (const key of ['level', 'valve'])
      await aqua.json('POST', '/api/v1/units/basin-3/sensors', { key, name: key });
    const clone = { key: 'copy', name: 'Copy', unit: 'basin-3' };
    const copy = await aqua.json<{ template: string; points: number }>('POST', '/api/v1/devices/plc-basin-1/clone', clone); // prettier-ignore
    assert.deepEqual([copy.template, copy.points], ['type-a', 2]);
    const device = await aqua.json<{ template: string; settings: object }>('POST', '/api/v1/devices/copy/template', { key: 'type-b', name: 'B' }); // prettier-ignore
    assert.deepEqual([device.template, device.settings], ['type-b', { host: '127.0.0.1', unitId: 3 }]);
    const made = await aqua.get<typeof TYPE>(`${TEMPLATES}/type-b`);
    assert.deepEqual(made.points[1]?.write?.interlock, 'sensor("{unit}","level") < 3');
  });

  it('change with what they are for, and say why they cannot', async () => {
    const changed = await aqua.json<{ devices: number; description?: string }>('PATCH', `${TEMPLATES}/type-a`, { description: 'x', settings: { unitId: 4 } }); // prettier-ignore
    assert.deepEqual([changed.devices, changed.description], [2, 'x']);
    const flow = { sensor: 'flow', settings: { address: 9 }, name: 'Flow' };
    const points = [...TYPE.points, flow];
    const [status, { detail, errors }] = await problem('PATCH', `${TEMPLATES}/type-a`, { points });
    assert.deepEqual([status, errors?.[0]?.field], [400, 'points.2.sensor']);
    assert.match(detail, /"plc-basin-1".*"flow" in unit "basin-1"/);
    await aqua.json('PATCH', `${TEMPLATES}/type-a?createSensors=true`, { points });
    assert.equal((await aqua.get<Points>('/api/v1/devices/plc-basin-1/points')).points.length, 3);
    const [used, inUse] = await problem('DELETE', `${TEMPLATES}/type-a`);
    assert.equal(used, 409);
    assert.match(inUse.detail, /used by 2 devices/);
  });

  it('are nobody else’s', async () => {
    // The demo has two of its own there.
    const { items } = await borealis.get<{ items: { key: string }[] }>(TEMPLATES);
    assert.deepEqual(
      items.map(({ key }) => key),
      ['makeup-tank', 'storage-tank'],
    );
    for (const [method, path, body] of [
      ['GET', `${TEMPLATES}/type-a`, undefined],
      ['PATCH', `${TEMPLATES}/type-a`, { name: 'mine' }],
      ['DELETE', `${TEMPLATES}/type-a`, undefined],
      ['POST', `${TEMPLATES}/type-a/apply`, { devices }],
      ['POST', '/api/v1/devices/plc-basin-1/template', { key: 'x', name: 'x' }],
    ] as const)
      assert.equal((await borealis.request(method, path, body)).status, 404, `${method} ${path}`);
    const viewer = await product.login('viewer@aqua');
    assert.equal((await viewer.request('POST', `${TEMPLATES}/type-a/apply`, { devices })).status, 403);
  });
});
