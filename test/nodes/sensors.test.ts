import assert from 'node:assert/strict';
import {
  DATABASE,
  askPlatform,
  configEntries,
  configNodes,
  notFound,
  principalNamed,
} from '../support/ask-platform';
import { runFlow } from '../support/node-red';
import sensors = require('../../nodes/sensors/sensors');

const params = { unit: 'boiler-1', sensor: 'supply' };
const defaults = { type: 'number', quantity: 'other', uom: '', decimals: 1, staleAfter: 60, headline: false };

const run = (operation: string) =>
  runFlow(
    [sensors, ...configNodes],
    [
      ...configEntries,
      { id: 'n', type: 'thermacore-sensors', database: DATABASE, operation, wires: [['out']] },
    ],
  );

describe('thermacore-sensors', () => {
  const cases = [
    {
      operation: 'list',
      message: { query: { unit: 'boiler-1' } },
      method: 'plant.listSensors',
      args: [{ unit: 'boiler-1', limit: 100 }],
    },
    { operation: 'get', message: { params }, method: 'plant.getSensor', args: ['boiler-1', 'supply'] },
    {
      operation: 'create',
      message: { params: { unit: 'boiler-1' }, payload: { key: 'supply', name: 'Supply' } },
      method: 'plant.createSensor',
      args: ['boiler-1', { key: 'supply', name: 'Supply', ...defaults }],
      target: 'boiler-1/supply',
    },
    {
      operation: 'update',
      message: { params, payload: { name: 'Flow' } },
      method: 'plant.updateSensor',
      args: ['boiler-1', 'supply', { name: 'Flow' }],
      target: 'boiler-1/supply',
    },
    {
      operation: 'delete',
      message: { params },
      method: 'plant.deleteSensor',
      args: ['boiler-1', 'supply'],
      target: 'boiler-1/supply',
    },
  ];
  for (const { operation, message, method, args, target } of cases)
    it(`${operation}: asks the store for the user’s tenant${target ? ' and audits the change' : ''}`, async () => {
      const { asked, audited } = askPlatform({ [method]: { answered: operation } });
      const flow = await run(operation);
      flow.send('n', { ...message, principal: principalNamed('admin@aqua') });
      assert.deepEqual((await flow.next('out'))['payload'], { answered: operation });
      // Before a change the node looks at what is there, for the audit log.
      assert.deepEqual(asked.slice(-1), [{ method, args: ['aqua', ...args] }]);
      assert.deepEqual(
        audited.map((entry) => entry.target),
        target ? [target] : [],
      );
    });

  it('never changes key or type of a sensor', async () => {
    const { asked } = askPlatform();
    const flow = await run('update');
    flow.send('n', {
      params,
      payload: { type: 'text' },
      principal: principalNamed('admin@aqua'),
      apiRequest: { id: '1' },
    });
    assert.equal(((await flow.next('out'))['error'] as { code: string }).code, 'invalid');
    assert.deepEqual(
      asked.filter(({ method }) => method !== 'plant.getSensor'),
      [],
    );
  });

  it('hands the store’s refusal to the client, and audits nothing', async () => {
    const { audited } = askPlatform({ 'plant.deleteSensor': notFound('sensor "supply"') });
    const flow = await run('delete');
    flow.send('n', { params, principal: principalNamed('admin@aqua'), apiRequest: { id: '1' } });
    assert.deepEqual((await flow.next('out'))['error'], {
      code: 'not-found',
      message: 'There is no sensor "supply".',
    });
    assert.deepEqual(audited, []);
    assert.deepEqual(flow.errors('n'), []);
  });

  it('tells the client nothing of an unexpected error, and the engineer everything', async () => {
    askPlatform({ 'plant.getSensor': new TypeError('secret innards') });
    const flow = await run('get');
    flow.send('n', { params, principal: principalNamed('admin@aqua'), apiRequest: { id: '1' } });
    const error = (await flow.next('out'))['error'] as { code: string; message: string };
    assert.equal(error.code, 'internal');
    assert.doesNotMatch(error.message, /secret/);
    assert.match(flow.errors('n').join(), /secret innards/);
  });
});
