import assert from 'node:assert/strict';
import type { BackgroundTask, InstallationHealth } from '../../lib/core/operations';
import { principalNamed } from '../support/ask-platform';
import { runFlow } from '../support/node-red';
import { DATABASE, databaseEntry, useRealPlatform } from '../support/real-platform';
import database = require('../../nodes/database/database');
import operations = require('../../nodes/operations/operations');

async function run(operation: string) {
  const node = { id: 'n', type: 'thermacore-operations', database: DATABASE, operation, wires: [['out']] };
  const flow = await runFlow([database, operations], [databaseEntry, node]);
  await flow.shows('n', /^ready/);
  return flow;
}
const request = { principal: principalNamed('admin'), apiRequest: { id: '1' } };

describe('thermacore-operations', () => {
  useRealPlatform();

  it('tells an administrator of the platform how the installation is', async () => {
    const flow = await run('health');
    flow.send('n', request);
    const health = (await flow.next('out'))['payload'] as InstallationHealth;
    assert.deepEqual(
      health.parts.map(({ name }) => name),
      ['database', 'spool', 'tasks', 'process'],
    );
    assert.match(health.database.engine, /PostgreSQL/);
    assert.deepEqual(
      health.database.pools.map(({ lane }) => lane),
      ['write', 'read', 'bulk', 'upkeep'],
    );
  });

  it('lists the background tasks, and begins one', async () => {
    const list = await run('tasks');
    list.send('n', request);
    const { items } = (await list.next('out'))['payload'] as { items: BackgroundTask[] };
    const names = items.map(({ task }) => task);
    assert.ok(names.includes('rollups'), names.join());
    const begin = await run('run');
    begin.send('n', { ...request, params: { task: 'rollups' } });
    const { task, running } = (await begin.next('out'))['payload'] as BackgroundTask;
    assert.deepEqual([task, running], ['rollups', true]);
  });

  it('refuses a tenant’s administrator, and a task that is not there', async () => {
    const flow = await run('run');
    const fault = async () => ((await flow.next('out'))['error'] as { code: string }).code;
    flow.send('n', { ...request, principal: principalNamed('admin@aqua'), params: { task: 'rollups' } });
    assert.equal(await fault(), 'forbidden');
    flow.send('n', { ...request, params: { task: 'none' } });
    assert.equal(await fault(), 'not-found');
  });
});
