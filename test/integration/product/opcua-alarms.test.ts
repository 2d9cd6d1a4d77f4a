import assert from 'node:assert/strict';
import { AlarmField, type FieldAlarm } from '../../support/opcua-alarm-field';
import { Product, eventually, type Client } from '../../support/product';

interface Alarm {
  readonly id: string;
  readonly state: string;
  readonly device?: string;
  readonly quality: string;
  readonly acknowledgedBy?: string;
}
interface List {
  readonly items: readonly Alarm[];
  readonly counts: Readonly<Record<string, { readonly unacknowledged: number }>>;
}

const DEVICES = '/api/v1/devices';
/** The tenant of the shipped flows. */
const flow = (tenant: string): object => ({
  label: 'opcua',
  nodes: [
    {
      id: 'f1a0d00000000011', type: 'thermacore-opcua-in', name: '', source: 'registry', tenant, endpoint: '', points: [],
      x: 100, y: 100, wires: [[], [], [], []],
    },
  ],
}); // prettier-ignore

describe('The alarms of an OPC UA server in the running product', function () {
  this.timeout(180_000);
  let product: Product;
  let plant: AlarmField;
  let tank: FieldAlarm;
  let aqua: Client;

  before(async () => {
    plant = await AlarmField.start();
    tank = plant.alarm('Tank');
    product = await Product.start();
    aqua = await product.login('admin@aqua');
    await eventually('the flow serves devices', async () => (await aqua.request('GET', DEVICES)).ok);
    const settings = { endpoint: plant.url, trust: 'any', publishingIntervalMs: 100, alarms: 'acknowledge' };
    await aqua.json('POST', DEVICES, { key: 'tank', name: 'Tank', protocol: 'opcua', settings });
    const platform = await product.login('admin');
    const flows = await platform.get<{ id: string; type: string; key?: string }[]>('/flows');
    const tenant = flows.find(({ type, key }) => type === 'thermacore-tenant' && key === 'aqua');
    assert.ok(tenant);
    await platform.json('POST', '/flow', flow(tenant.id));
  });
  after(async () => {
    await product?.dispose();
    await plant?.stop();
  });

  const listed = (what: string, holds: (alarm: Alarm) => boolean): Promise<Alarm> =>
    eventually(
      what,
      async () => {
        const { items } = await aqua.get<List>('/api/v1/alarms?view=announced&limit=100');
        return items.find((one) => one.device === 'tank' && holds(one));
      },
      30_000,
    );

  it('stand in the banner’s list, are acknowledged over the API, and are acknowledged at the server then', async () => {
    tank.set(95);
    const { id } = await listed('the alarm', ({ state }) => state === 'unacknowledged');
    const { counts } = await aqua.get<List>('/api/v1/alarms?limit=1');
    assert.ok((counts['low']?.unacknowledged ?? 0) >= 1);
    assert.equal(tank.state.acknowledged, false);
    const operator = await product.login('operator@aqua');
    const done = await operator.json<Alarm>('POST', `/api/v1/alarms/${encodeURIComponent(id)}/acknowledge`, {
      comment: 'On my way',
    });
    assert.deepEqual([done.state, done.acknowledgedBy], ['acknowledged', 'operator@aqua']);
    assert.equal(tank.state.acknowledged, true);
    const journal = await aqua.get<{ items: { event: string; user?: string }[] }>(
      '/api/v1/alarm-journal?device=tank&limit=10',
    );
    assert.deepEqual(
      journal.items.map(({ event, user }) => [event, user]),
      [['acknowledge', 'operator@aqua'], ['active', undefined]],
    ); // prettier-ignore
    const stranger = await product.login('admin@borealis');
    assert.equal((await stranger.request('GET', `/api/v1/alarms/${encodeURIComponent(id)}`)).status, 404);
  });

  it('stay through a kill of the product, and follow the server afterwards', async () => {
    await product.kill9();
    tank.set(50);
    await product.launch();
    aqua = await product.login('admin@aqua');
    const back = await listed('the alarm, to be confirmed', ({ state }) => state === 'latched-acknowledged');
    assert.equal(back.acknowledgedBy, 'operator@aqua');
  });
});
