import assert from 'node:assert/strict';
import {
  DATABASE,
  TENANT,
  askPlatform,
  configEntries,
  configNodes,
  notFound,
  principalNamed,
} from '../support/ask-platform';
import { runFlow } from '../support/node-red';
import units = require('../../nodes/units/units');

const unit = {
  key: 'boiler-1',
  name: 'Boiler 1',
  kind: 'boiler',
  createdAt: '2026-11-23T09:00:00.000Z',
  sensors: 1,
};
const nodes = [units, ...configNodes];
const flowWith = (settings: object) => [
  ...configEntries,
  { id: 'n', type: 'thermacore-units', database: DATABASE, ...settings, wires: [['out']] },
];

describe('thermacore-units', () => {
  it('lists the units of the user’s tenant, whatever tenant is chosen in the form', async () => {
    const { asked } = askPlatform({ 'plant.listUnits': { items: [unit] } });
    const flow = await runFlow(nodes, flowWith({ operation: 'list', tenant: TENANT }));
    flow.send('n', { principal: principalNamed('viewer@aqua'), query: { limit: '20' } });
    assert.deepEqual((await flow.next('out'))['payload'], { items: [unit] });
    assert.deepEqual(asked, [{ method: 'plant.listUnits', args: ['aqua', { limit: 20 }] }]);
  });

  it('acts for the chosen tenant when the message has no user', async () => {
    const { asked } = askPlatform({ 'plant.getUnit': unit });
    const flow = await runFlow(nodes, flowWith({ operation: 'get', tenant: TENANT }));
    flow.send('n', { params: { unit: 'boiler-1' } });
    await flow.next('out');
    assert.deepEqual(asked, [{ method: 'plant.getUnit', args: ['borealis', 'boiler-1'] }]);
  });

  it('refuses a message without a user when no tenant is chosen, also one that names a tenant itself', async () => {
    const { asked } = askPlatform();
    const flow = await runFlow(nodes, flowWith({ operation: 'list' }));
    flow.send('n', { tenant: 'aqua', payload: { tenant: 'aqua' }, apiRequest: { id: '1' } });
    assert.equal(((await flow.next('out'))['error'] as { code: string }).code, 'unauthenticated');
    assert.deepEqual(asked, []);
  });

  it('refuses a principal that is not one', async () => {
    askPlatform();
    const flow = await runFlow(nodes, flowWith({ operation: 'list' }));
    flow.send('n', { principal: { tenant: 'aqua', role: 'god' }, apiRequest: { id: '1' } });
    assert.equal(((await flow.next('out'))['error'] as { code: string }).code, 'unauthenticated');
  });

  it('asks the permissions table: a viewer may not create', async () => {
    const { asked, audited } = askPlatform();
    const flow = await runFlow(nodes, flowWith({ operation: 'create' }));
    flow.send('n', {
      principal: principalNamed('viewer@aqua'),
      payload: { key: 'x', name: 'X' },
      apiRequest: { id: '1' },
    });
    assert.equal(((await flow.next('out'))['error'] as { code: string }).code, 'forbidden');
    assert.deepEqual([asked, audited], [[], []]);
  });

  it('takes the operation from msg.operation when the form leaves it open, and refuses unknown ones', async () => {
    const { asked } = askPlatform({ 'plant.listUnits': { items: [] } });
    const flow = await runFlow(nodes, flowWith({ operation: '' }));
    const principal = principalNamed('viewer@aqua');
    flow.send('n', { principal, operation: 'constructor', apiRequest: { id: '1' } });
    assert.equal(((await flow.next('out'))['error'] as { field: string }).field, 'msg.operation');
    flow.send('n', { principal, operation: 'list' });
    await flow.next('out');
    assert.equal(asked.length, 1);
  });

  it('checks the unit against the schema, fills defaults in and writes the change to the audit log', async () => {
    const { asked, audited } = askPlatform({ 'plant.createUnit': unit });
    const flow = await runFlow(nodes, flowWith({ operation: 'create' }));
    const principal = principalNamed('admin@aqua');
    flow.send('n', { principal, payload: { key: 'Boiler 1', name: 'B' }, apiRequest: { id: '1' } });
    assert.equal(((await flow.next('out'))['error'] as { field: string }).field, 'msg.payload.key');
    flow.send('n', { principal, payload: { key: 'boiler-1', name: ' Boiler 1 ' } });
    await flow.next('out');
    assert.deepEqual(asked[0]?.args, ['aqua', { key: 'boiler-1', name: 'Boiler 1', kind: 'other' }]);
    assert.deepEqual(audited, [
      { tenant: 'aqua', actor: 'admin@aqua', action: 'unit:create', target: 'boiler-1', outcome: 'ok', detail: { after: unit } },
    ]); // prettier-ignore
  });

  it('shows an error of a flow without a request to catch nodes, and sends nothing on', async () => {
    askPlatform({ 'plant.getUnit': notFound('unit "x"') });
    const flow = await runFlow(nodes, [
      ...flowWith({ operation: 'get', tenant: TENANT }),
      { id: 'c', type: 'catch', scope: null, wires: [['caught']] },
    ]);
    flow.send('n', { params: { unit: 'x' } });
    assert.match(
      String(((await flow.next('caught'))['error'] as { message: string }).message),
      /There is no unit "x"/,
    );
    assert.equal(flow.pending('out'), 0);
    assert.equal(flow.status('n').fill, 'red');
  });

  it('says in its status that the database is away, and answers unavailable', async () => {
    const platform = askPlatform({ 'plant.listUnits': { items: [] } });
    const flow = await runFlow(nodes, flowWith({ operation: 'list' }));
    assert.equal(flow.status('n').text, 'ready');
    platform.database('away');
    assert.equal(flow.status('n').text, 'database away, spooling to disk');
    flow.send('n', { principal: principalNamed('viewer@aqua'), apiRequest: { id: '1' } });
    assert.equal(((await flow.next('out'))['error'] as { code: string }).code, 'unavailable');
    platform.database('ready');
    assert.equal(flow.status('n').text, 'ready');
  });

  it('names the field when no database is chosen', async () => {
    askPlatform();
    const flow = await runFlow(nodes, [{ id: 'n', type: 'thermacore-units', operation: 'list' }]);
    assert.match(flow.errors('n').join(), /^database: is not chosen/);
  });

  describe('overview', () => {
    const shown = {
      key: 'supply',
      name: 'Supply',
      type: 'number',
      quantity: 'temperature',
      uom: '°C',
      decimals: 1,
      staleAfter: 60,
      headline: true,
    };
    const sensor = { ...shown, unit: 'boiler-1', createdAt: '2026-11-23T09:00:00.000Z' };
    const answers = {
      'tenants.list': [
        { key: 'aqua', name: 'Aqua', timezone: 'Europe/Berlin', createdAt: '' },
        { key: 'borealis', name: 'Borealis', timezone: 'Europe/Oslo', createdAt: '' },
      ],
      'plant.listUnits': (_tenant: string, { cursor }: { cursor?: string }) =>
        cursor ? { items: [{ ...unit, key: 'tank-1' }] } : { items: [unit], nextCursor: 'more' },
      'plant.listSensors': { items: [sensor] },
      'readings.latest': [
        {
          unit: 'boiler-1',
          sensor: 'supply',
          timestamp: '2026-11-23T09:00:00.000Z',
          value: 71.3,
          quality: 'good',
        },
      ],
      'readings.recent': [
        {
          unit: 'boiler-1',
          sensor: 'supply',
          points: [
            [1, 71],
            [2, null],
          ],
        },
      ],
    };

    it('puts units, sensors, newest values and trends of one tenant together', async () => {
      const { asked } = askPlatform(answers);
      const flow = await runFlow(nodes, flowWith({ operation: 'overview' }));
      flow.send('n', { principal: principalNamed('admin->aqua') });
      assert.deepEqual((await flow.next('out'))['payload'], {
        type: 'overview',
        tenant: { key: 'aqua', name: 'Aqua', timezone: 'Europe/Berlin' },
        user: { username: 'admin->aqua', role: 'admin', platform: true },
        units: [
          {
            key: 'boiler-1',
            name: 'Boiler 1',
            kind: 'boiler',
            sensors: [
              {
                ...shown,
                latest: { timestamp: '2026-11-23T09:00:00.000Z', value: 71.3, quality: 'good' },
                trend: [
                  [1, 71],
                  [2, null],
                ],
              },
            ],
          },
          { key: 'tank-1', name: 'Boiler 1', kind: 'boiler', sensors: [] },
        ],
      });
      const ofTenant = asked.filter(({ method }) => method !== 'tenants.list');
      assert.deepEqual(new Set(ofTenant.map(({ args }) => args[0])), new Set(['aqua']));
    });

    it('thins a long trend out, but keeps the newest point and every gap', async () => {
      const points = Array.from({ length: 600 }, (_, i) => [i, i === 101 ? null : i]);
      askPlatform({ ...answers, 'readings.recent': [{ unit: 'boiler-1', sensor: 'supply', points }] });
      const flow = await runFlow(nodes, flowWith({ operation: 'overview', tenant: TENANT }));
      flow.send('n', {});
      const { units: drawn } = (await flow.next('out'))['payload'] as {
        units: { sensors: { trend: number[][] }[] }[];
      };
      const trend = drawn[0]?.sensors[0]?.trend ?? [];
      assert.equal(trend.length, 151);
      assert.deepEqual(trend.at(-1), [599, 599]);
      assert.ok(trend.some(([at, value]) => at === 101 && value === null));
    });

    it('lets a platform user choose a tenant first, and asks for no readings', async () => {
      const { asked } = askPlatform(answers);
      const flow = await runFlow(nodes, flowWith({ operation: 'overview' }));
      flow.send('n', { principal: principalNamed('admin') });
      assert.deepEqual((await flow.next('out'))['payload'], {
        type: 'choose-tenant',
        tenants: [
          { key: 'aqua', name: 'Aqua' },
          { key: 'borealis', name: 'Borealis' },
        ],
      });
      assert.deepEqual(
        asked.map(({ method }) => method),
        ['tenants.list'],
      );
    });

    it('does not list tenants to a platform user who may not switch', async () => {
      askPlatform(answers);
      const flow = await runFlow(nodes, flowWith({ operation: 'overview' }));
      flow.send('n', { principal: principalNamed('viewer'), apiRequest: { id: '1' } });
      assert.equal(((await flow.next('out'))['error'] as { code: string }).code, 'forbidden');
    });
  });
});
