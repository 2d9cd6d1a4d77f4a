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
import devices = require('../../nodes/devices/devices');

const params = { device: 'plc-1' };
const input = { key: 'plc-1', name: 'PLC', protocol: 'modbus', settings: { host: 'plc' } };
const points = { points: [{ unit: 'boiler-1', sensor: 'a', settings: { address: 1 } }] };

const nodes = { unit: 'boiler-1', nodes: [{ nodeId: 'nsu=urn:plc;s=Supply', sensor: 'supply' }] };

const wanted = { points: [{ unit: 'boiler-1', sensor: 'a' }] };

const run = (operation: string, tenant = '') =>
  runFlow(
    [devices, ...configNodes],
    [
      ...configEntries,
      { id: 'n', type: 'thermacore-devices', database: DATABASE, tenant, operation, wires: [['out']] },
    ],
  );

describe('thermacore-devices', () => {
  const cases: [operation: string, message: object, method: string, args: unknown[], audited?: string][] = [
    ['list', { query: { enabled: 'true' } }, 'list', [{ enabled: true, limit: 100 }]],
    ['get', { params }, 'get', ['plc-1']],
    ['create', { payload: input }, 'create', [{ ...input, enabled: true }], 'device:create plc-1'],
    ['update', { params, payload: { name: 'x' } }, 'update', ['plc-1', { name: 'x' }], 'device:update plc-1'],
    ['delete', { params }, 'delete', ['plc-1'], 'device:delete plc-1'],
    ['enable', { params }, 'enable', ['plc-1', true], 'device:update plc-1'],
    ['disable', { params }, 'enable', ['plc-1', false], 'device:update plc-1'],
    ['test', { params }, 'test', ['plc-1'], 'device:test plc-1'],
    ['status', { params }, 'status', ['plc-1']],
    ['statuses', {}, 'statuses', [{ limit: 100 }]],
    ['points', { params }, 'points', ['plc-1']],
    [
      'set-points',
      { params, payload: points },
      'replacePoints',
      ['plc-1', points.points],
      'device:update plc-1',
    ],
    ['browse', { params, payload: { nodeId: 'i=85' } }, 'browse', ['plc-1', { nodeId: 'i=85', limit: 200 }]],
    ['read', { params, payload: wanted }, 'readNow', ['plc-1', wanted]],
    ['make-sensors', { params, payload: nodes }, 'makeSensors', ['plc-1', nodes], 'device:update plc-1'],
  ];
  for (const [operation, message, method, args, entry] of cases)
    it(`${operation}: asks for the user’s tenant${entry ? ' and audits it' : ''}`, async () => {
      const { asked, audited } = askPlatform({ [`devices.${method}`]: { answered: operation, points: [] } });
      const flow = await run(operation);
      flow.send('n', { ...message, principal: principalNamed('admin@aqua') });
      await flow.next('out');
      // The first argument is the store; before a change the node looks at what is there, for the audit log.
      assert.deepEqual(
        asked.slice(-1).map((call) => ({ method: call.method, args: call.args.slice(1) })),
        [{ method: `devices.${method}`, args: ['aqua', ...args] }],
      );
      assert.deepEqual(
        audited.map(({ action, target }) => `${action} ${target}`),
        entry ? [entry] : [],
      );
    });

  for (const [operation, message, method, args] of [
    ['jobs', {}, 'list', ['aqua']],
    ['job', { params: { job: 'j' } }, 'get', ['aqua', 'j']],
    ['end-job', { params: { job: 'j' } }, 'remove', ['aqua', 'j']],
  ] as const)
    it(`${operation}: asks for the jobs of the user’s tenant`, async () => {
      const { asked } = askPlatform({ [`deviceJobs.${method}`]: {} });
      const flow = await run(operation);
      flow.send('n', { ...message, principal: principalNamed('admin@aqua') });
      await flow.next('out');
      assert.deepEqual(asked.slice(-1), [{ method: `deviceJobs.${method}`, args: [...args] }]);
    });

  it('topics: listens for the tenant of the user', async () => {
    const { asked } = askPlatform({ 'topicLooks.look': { items: [] } });
    const flow = await run('topics');
    flow.send('n', { payload: { seconds: 2 }, principal: principalNamed('operator@aqua') });
    await flow.next('out');
    assert.deepEqual(asked.at(-1)?.args, ['aqua', { filter: '#', seconds: 2 }]);
  });

  it('start-job: begins in the tenant and the name of the user', async () => {
    const { asked } = askPlatform({ 'deviceJobs.start': { id: 'j' } });
    const flow = await run('start-job');
    const payload = { action: 'disable', devices: ['plc-1'] };
    flow.send('n', { payload, principal: principalNamed('admin@aqua') });
    assert.deepEqual((await flow.next('out')).payload, { id: 'j' });
    const [acting, body] = asked.at(-1)?.args ?? [];
    const { tenant, by } = acting as { tenant: string; by: string };
    assert.deepEqual([tenant, by, body], ['aqua', 'admin@aqua', payload]);
  });

  it('protocols: tells a viewer what devices there may be', async () => {
    askPlatform({ 'devices.protocols': { items: [{ protocol: 'modbus' }] } });
    const flow = await run('protocols');
    flow.send('n', { principal: principalNamed('viewer@aqua') });
    assert.deepEqual((await flow.next('out')).payload, { items: [{ protocol: 'modbus' }] });
  });

  it('never writes a secret to the audit log', async () => {
    const { audited } = askPlatform({ 'devices.create': {} });
    const flow = await run('create');
    flow.send('n', {
      payload: { ...input, secrets: { key: 'hunter2' } },
      principal: principalNamed('admin@aqua'),
    });
    await flow.next('out');
    assert.ok(!JSON.stringify(audited).includes('hunter2'));
  });

  it('acts for the chosen tenant when the message has no user', async () => {
    const { asked } = askPlatform({ 'devices.get': {} });
    const flow = await run('get', TENANT);
    flow.send('n', { params });
    await flow.next('out');
    assert.equal(asked[0]?.args[1], 'borealis');
  });

  for (const [who, operation, payload] of [
    ['viewer@aqua', 'test', undefined],
    ['operator@aqua', 'create', input],
    ['operator@aqua', 'disable', undefined],
    ['operator@aqua', 'make-sensors', nodes],
  ] as const)
    it(`${operation}: is refused to ${who}`, async () => {
      const { asked } = askPlatform();
      const flow = await run(operation);
      flow.send('n', { params, payload, principal: principalNamed(who), apiRequest: { id: '1' } });
      assert.equal(((await flow.next('out'))['error'] as { code: string }).code, 'forbidden');
      assert.deepEqual(asked, []);
    });
});
