import assert from 'node:assert/strict';
import { ThermaCoreError } from '../../lib/core/errors';
import { DATABASE, askPlatform, configEntries, configNodes, principalNamed } from '../support/ask-platform';
import { runFlow } from '../support/node-red';
import apiIn = require('../../nodes/api-in/api-in');
import apiKeys = require('../../nodes/api-keys/api-keys');
import apiOut = require('../../nodes/api-out/api-out');
import security = require('../../nodes/security/security');

const SECURITY = 'd5a0000000000009';
const KEY = {
  id: 'pW3mN0b2TqyBzvJ0k3Qx7A',
  name: 'Report',
  username: 'operator@aqua',
  tenant: 'aqua',
  permissions: ['unit:read'],
  createdAt: '2026-11-27T09:00:00.000Z',
  expiresAt: '2027-02-25T09:00:00.000Z',
};
const MADE = { ...KEY, token: 'tck_secret' };
const operator = principalNamed('operator@aqua');

const run = (operation = '') =>
  runFlow(
    [apiKeys, ...configNodes],
    [
      ...configEntries,
      { id: 'n', type: 'thermacore-api-keys', database: DATABASE, operation, wires: [['out']] },
    ],
  );

describe('thermacore-api-keys', () => {
  for (const [operation, message, method, args, answer] of [
    [
      'create',
      { payload: { name: 'Report', permissions: ['unit:read'] } },
      'create',
      [{ name: 'Report', permissions: ['unit:read'], days: 90 }],
      MADE,
    ],
    ['list', {}, 'own', [], [KEY]],
    ['rotate', { params: { key: KEY.id }, payload: { days: 30 } }, 'rotate', [KEY.id, 30], MADE],
    ['revoke', { params: { key: KEY.id } }, 'revoke', [KEY.id], undefined],
  ] as const)
    // prettier-ignore
    it(`${operation}: asks for the message’s user, and leaves the audit log to identity`, async () => {
      const { asked, audited } = askPlatform({ [`apiKeys.${method}`]: answer });
      const flow = await run(operation);
      flow.send('n', { principal: operator, ...message });
      const { payload } = await flow.next('out');
      assert.deepEqual(payload, operation === 'list' ? { items: answer } : answer);
      assert.deepEqual(asked, [{ method: `apiKeys.${method}`, args: [operator, ...args] }]);
      assert.deepEqual(audited, []);
    });

  it('lists those of the tenant for who asks for them', async () => {
    const { asked } = askPlatform({ 'apiKeys.all': { items: [KEY] } });
    const flow = await run();
    const admin = principalNamed('admin@aqua');
    flow.send('n', { principal: admin, operation: 'list', query: { of: 'tenant' } });
    assert.deepEqual((await flow.next('out'))['payload'], { items: [KEY] });
    assert.deepEqual(asked, [{ method: 'apiKeys.all', args: [admin, { of: 'tenant', limit: 100 }] }]);
  });

  it('lets nobody in without a user', async () => {
    const { asked } = askPlatform();
    const flow = await run('list');
    flow.send('n', { apiRequest: { id: '1' } });
    assert.equal(((await flow.next('out'))['error'] as { code: string }).code, 'unauthenticated');
    assert.deepEqual(asked, []);
  });

  for (const [what, payload, field] of [
    ['no name', { permissions: ['unit:read'] }, 'msg.payload.name'],
    ['no permission', { name: 'x', permissions: [] }, 'msg.payload.permissions'],
    ['an unknown permission', { name: 'x', permissions: ['all'] }, 'msg.payload.permissions.0'],
    ['more than a year', { name: 'x', permissions: ['unit:read'], days: 366 }, 'msg.payload.days'],
    [
      'a field that there is not',
      { name: 'x', permissions: ['unit:read'], tenant: 'borealis' },
      'msg.payload',
    ],
  ] as const)
    it(`names the field of a key with ${what}`, async () => {
      const { asked } = askPlatform();
      const flow = await run('create');
      flow.send('n', { principal: operator, payload, apiRequest: { id: '1' } });
      const error = (await flow.next('out'))['error'] as Record<string, string>;
      assert.deepEqual([error['code'], error['field']], ['invalid', field]);
      assert.deepEqual(asked, []);
    });

  it('answers between "api in" and "api out"', async () => {
    const { request } = askPlatform({
      'apiKeys.create': MADE,
      'apiKeys.own': [KEY],
      'apiKeys.revoke': new ThermaCoreError('not-found', 'There is no such API key.'),
    });
    const row = (operation: string, api: string) => [
      {
        id: `${operation}-in`,
        type: 'thermacore-api-in',
        security: SECURITY,
        operation: api,
        wires: [[operation]],
      },
      { id: operation, type: 'thermacore-api-keys', database: DATABASE, operation, wires: [['o']] },
    ];
    await runFlow(
      [apiKeys, apiIn, apiOut, security, ...configNodes],
      [
        ...configEntries,
        { id: SECURITY, type: 'thermacore-security' },
        ...row('create', 'createApiKey'),
        ...row('list', 'listApiKeys'),
        ...row('revoke', 'revokeApiKey'),
        { id: 'o', type: 'thermacore-api-out', wires: [] },
      ],
    );
    const body = { name: 'Report', permissions: ['unit:read'] };
    const made = await request('operator@aqua', 'POST', '/api/v1/api-keys', body);
    assert.deepEqual([made.status, made.body], [201, MADE]);
    const listed = await request('viewer@aqua', 'GET', '/api/v1/api-keys');
    assert.deepEqual([listed.status, listed.body], [200, { items: [KEY] }]);
    assert.equal((await request('operator@aqua', 'DELETE', '/api/v1/api-keys/x')).status, 404);
    assert.equal((await request(undefined, 'GET', '/api/v1/api-keys')).status, 401);
  });
});
