import assert from 'node:assert/strict';
import {
  DATABASE,
  TENANT,
  askPlatform,
  configEntries,
  configNodes,
  principalNamed,
} from '../support/ask-platform';
import { runFlow } from '../support/node-red';
import history = require('../../nodes/history/history');

const run = (operation: string, tenant = '') =>
  runFlow(
    [history, ...configNodes],
    [
      ...configEntries,
      { id: 'n', type: 'thermacore-history', database: DATABASE, tenant, operation, wires: [['out']] },
    ],
  );

describe('thermacore-history', () => {
  it('gives the latest readings, narrowed to a unit', async () => {
    const reading = {
      unit: 'boiler-1',
      sensor: 'supply',
      timestamp: '2026-11-23T09:00:00.000Z',
      value: 1,
      quality: 'good',
    };
    const { asked } = askPlatform({ 'readings.latest': [reading] });
    const flow = await run('latest');
    flow.send('n', { principal: principalNamed('viewer@aqua'), query: { unit: 'boiler-1' } });
    assert.deepEqual((await flow.next('out'))['payload'], { items: [reading] });
    assert.deepEqual(asked[0]?.args, ['aqua', { unit: 'boiler-1' }]);
  });

  it('gives a range up to now, for a scheduled flow of the chosen tenant', async () => {
    const { asked } = askPlatform({ 'readings.range': { items: [] } });
    const flow = await run('range', TENANT);
    const before = Date.now();
    flow.send('n', { query: { unit: 'boiler-1', sensor: 'supply', from: '2026-11-23T10:00:00+01:00' } });
    assert.deepEqual((await flow.next('out'))['payload'], { items: [] });
    const [tenant, query] = asked[0]?.args as [string, { from: number; to: number; limit: number }];
    assert.equal(tenant, 'borealis');
    assert.equal(query.from, Date.UTC(2026, 10, 23, 9));
    assert.ok(query.to >= before && query.to <= Date.now());
    assert.equal(query.limit, 1000);
  });

  it('names the field of a query that lacks one, and does not ask the store', async () => {
    const { asked } = askPlatform();
    const flow = await run('range');
    flow.send('n', {
      principal: principalNamed('viewer@aqua'),
      query: { sensor: 'supply', from: '2026-11-23T10:00:00Z' },
      apiRequest: { id: '1' },
    });
    assert.equal(((await flow.next('out'))['error'] as { field: string }).field, 'msg.query.unit');
    assert.deepEqual(asked, []);
  });

  it('refuses a platform user that acts in no tenant', async () => {
    askPlatform();
    const flow = await run('latest');
    flow.send('n', { principal: principalNamed('admin'), apiRequest: { id: '1' } });
    assert.deepEqual((await flow.next('out'))['error'], {
      code: 'forbidden',
      message: 'You act in no tenant.',
      advice: 'Switch to a tenant first (POST /api/v1/auth/tenant).',
    });
  });
});
