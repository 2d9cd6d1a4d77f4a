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
import apiIn = require('../../nodes/api-in/api-in');
import apiOut = require('../../nodes/api-out/api-out');
import commands = require('../../nodes/commands/commands');
import security = require('../../nodes/security/security');

const SECURITY = 'c0a0000000000009';
const command = {
  id: 'c1', unit: 'boiler-1', sensor: 'setpoint', device: 'plc-1', value: 72, mode: 'direct', state: 'running',
  detail: 'On its way to the field.', requestedBy: 'operator@aqua', requestedAt: '2026-11-23T09:00:00.000Z',
}; // prettier-ignore
const operator = principalNamed('operator@aqua');
const payload = { unit: 'boiler-1', sensor: 'setpoint', value: 72 };

const run = (operation: string, tenant = '') =>
  runFlow(
    [commands, ...configNodes],
    [
      ...configEntries,
      { id: 'n', type: 'thermacore-commands', database: DATABASE, tenant, operation, wires: [['out']] },
    ],
  );

describe('thermacore-commands', () => {
  it('create: hands the order and who asks to the service, which audits', async () => {
    const { asked, audited } = askPlatform({ 'commands.request': command });
    const flow = await run('create', TENANT);
    flow.send('n', { principal: operator, payload });
    assert.deepEqual((await flow.next('out'))['payload'], command);
    const [by, input] = asked[0]?.args as [{ tenant: string; principal: unknown }, unknown];
    assert.deepEqual([by.tenant, by.principal, input], ['aqua', operator, { ...payload, mode: 'direct' }]);
    assert.deepEqual(audited, []);
  });

  it('list and get: ask for the user’s tenant', async () => {
    const { asked } = askPlatform({ 'commands.list': { items: [command] }, 'commands.get': command });
    const flow = await run('', TENANT);
    const viewer = principalNamed('viewer@aqua');
    flow.send('n', { principal: viewer, operation: 'list', query: { state: 'running' } });
    assert.deepEqual((await flow.next('out'))['payload'], { items: [command] });
    flow.send('n', { principal: viewer, operation: 'get', params: { command: 'c1' } });
    assert.deepEqual((await flow.next('out'))['payload'], command);
    assert.deepEqual(asked, [
      { method: 'commands.list', args: ['aqua', { state: 'running', limit: 50 }] },
      { method: 'commands.get', args: ['aqua', 'c1'] },
    ]);
  });

  it('writable: names the sensors that can be written, to who may see commands', async () => {
    const items = [{ unit: 'boiler-1', sensor: 'setpoint' }];
    const { asked } = askPlatform({ 'devices.writable': items });
    const flow = await run('writable', TENANT);
    flow.send('n', { principal: principalNamed('viewer@borealis') });
    assert.deepEqual((await flow.next('out'))['payload'], { items });
    assert.deepEqual(asked, [{ method: 'devices.writable', args: ['borealis'] }]);
  });

  it('confirm: takes a user, never a flow', async () => {
    const { asked } = askPlatform({ 'commands.confirm': command });
    const flow = await run('confirm', TENANT);
    flow.send('n', { principal: operator, params: { command: 'c1' } });
    await flow.next('out');
    assert.deepEqual(asked, [{ method: 'commands.confirm', args: [operator, 'c1'] }]);
    flow.send('n', { params: { command: 'c1' }, apiRequest: { id: '1' } });
    assert.match(((await flow.next('out'))['error'] as { message: string }).message, /flow cannot confirm/);
    assert.equal(asked.length, 1);
  });

  for (const [operation, message] of [
    ['create', { payload }],
    ['confirm', { params: { command: 'c1' } }],
    ['cancel', { params: { command: 'c1' } }],
  ] as const)
    it(`${operation}: a viewer may not`, async () => {
      const { asked } = askPlatform();
      const flow = await run(operation);
      flow.send('n', { ...message, principal: principalNamed('viewer@aqua'), apiRequest: { id: '1' } });
      assert.equal(((await flow.next('out'))['error'] as { code: string }).code, 'forbidden');
      assert.deepEqual(asked, []);
    });

  for (const [what, value, field] of [
    ['no value', { unit: 'u', sensor: 's' }, 'msg.payload.value'],
    ['an object as value', { ...payload, value: {} }, 'msg.payload.value'],
    ['a tenant', { ...payload, tenant: 'borealis' }, 'msg.payload'],
    ['an unknown mode', { ...payload, mode: 'force' }, 'msg.payload.mode'],
  ] as const)
    it(`names the field of an order with ${what}`, async () => {
      const { asked } = askPlatform();
      const flow = await run('create');
      flow.send('n', { principal: operator, payload: value, apiRequest: { id: '1' } });
      assert.equal(((await flow.next('out'))['error'] as { field: string }).field, field);
      assert.deepEqual(asked, []);
    });

  it('answers all five operations between "api in" and "api out"', async () => {
    const { request } = askPlatform({
      'commands.list': { items: [command] },
      'commands.get': notFound('command'),
      'commands.request': command,
      'commands.confirm': command,
      'commands.cancel': command,
    });
    const row = (operation: string, api: string) => [
      {
        id: `${operation}-in`,
        type: 'thermacore-api-in',
        security: SECURITY,
        operation: api,
        wires: [[operation]],
      },
      {
        id: operation,
        type: 'thermacore-commands',
        database: DATABASE,
        tenant: '',
        operation,
        wires: [['o']],
      },
    ];
    await runFlow(
      [commands, apiIn, apiOut, security, ...configNodes],
      [
        ...configEntries,
        { id: SECURITY, type: 'thermacore-security', accessTokenMinutes: 15, sessionDays: 7 },
        ...row('list', 'listCommands'),
        ...row('get', 'getCommand'),
        ...row('create', 'createCommand'),
        ...row('confirm', 'confirmCommand'),
        ...row('cancel', 'cancelCommand'),
        { id: 'o', type: 'thermacore-api-out', wires: [] },
      ],
    );
    const status = async (method: string, path: string, body?: unknown, user = 'operator@aqua') =>
      (await request(user, method, `/api/v1/commands${path}`, body)).status;
    assert.equal(await status('GET', '?state=running'), 200);
    assert.equal(await status('GET', '?state=lost'), 400);
    assert.equal(await status('GET', '/c1'), 404);
    assert.equal(await status('POST', '', payload), 202);
    assert.equal(await status('POST', '', { ...payload, value: null }), 400);
    assert.equal(await status('POST', '/c1/confirm'), 202);
    assert.equal(await status('POST', '/c1/cancel'), 200);
    assert.equal(await status('POST', '', payload, 'viewer@aqua'), 403);
  });
});
