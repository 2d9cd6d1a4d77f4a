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
import tenants = require('../../nodes/tenants/tenants');

const run = (operation: string, tenant = '') =>
  runFlow(
    [tenants, ...configNodes],
    [
      ...configEntries,
      { id: 'n', type: 'thermacore-tenants', database: DATABASE, tenant, operation, wires: [['out']] },
    ],
  );

const root = principalNamed('admin');
const admin = principalNamed('admin@aqua');
const params = { tenant: 'acme' };
const acme = { key: 'acme', state: 'active', quotas: { units: 1 } };
interface Fault {
  readonly code: string;
  readonly field?: string;
}

describe('thermacore-tenants', () => {
  it('list: asks the store page by page, for a user of the platform', async () => {
    const { asked, audited } = askPlatform({ 'tenants.page': { items: [acme] } });
    const flow = await run('list');
    flow.send('n', { principal: root, query: { limit: '2' } });
    assert.deepEqual((await flow.next('out'))['payload'], { items: [acme] });
    assert.deepEqual(asked, [{ method: 'tenants.page', args: [{ limit: 2 }] }]);
    assert.deepEqual(audited, []);
  });

  it('own: answers for the tenant of the user, or the chosen one', async () => {
    const { asked } = askPlatform({ 'tenants.own': acme });
    const flow = await run('own', TENANT);
    flow.send('n', { principal: admin });
    await flow.next('out');
    flow.send('n', {});
    await flow.next('out');
    assert.deepEqual(
      asked.map(({ args }) => args),
      [['aqua'], ['borealis']],
    );
  });

  it('create: passes on what was checked, and audits the quotas but no password', async () => {
    const made = { ...acme, admin: { username: 'admin@acme', temporaryPassword: 'secret-password' } };
    const { asked, audited } = askPlatform({ 'tenantsOf.create': made });
    const flow = await run('create');
    flow.send('n', {
      principal: root,
      payload: { key: 'acme', name: ' Acme ', quotas: { units: 1 }, admin: 'admin@acme' },
    });
    assert.deepEqual((await flow.next('out'))['payload'], made);
    const [call] = asked;
    assert.deepEqual(call?.args[1], { key: 'acme', name: 'Acme', timezone: 'UTC', quotas: { units: 1 }, admin: 'admin@acme' }); // prettier-ignore
    assert.deepEqual(
      audited.map(({ tenant, actor, action, target, detail }) => [tenant, actor, action, target, detail]),
      [[null, 'admin', 'tenant:create', 'acme', { quotas: { units: 1 }, admin: 'admin@acme' }]],
    );
    assert.ok(!JSON.stringify(audited).includes('secret-password'));
  });

  it('update: audits the quotas before and after', async () => {
    const after = { ...acme, quotas: { units: 2 } };
    const { audited } = askPlatform({ 'tenants.get': acme, 'tenants.update': after });
    const flow = await run('update');
    flow.send('n', { principal: root, params, payload: { quotas: { units: 2 } } });
    assert.deepEqual((await flow.next('out'))['payload'], after);
    assert.deepEqual(audited[0]?.detail, { before: { units: 1 }, after: { units: 2 } });
  });

  it('suspend and request-erasure: say who asked, and keep the token out of the audit log', async () => {
    const { asked, audited } = askPlatform({ 'tenantsOf.requestErasure': { token: 'secret-token' } });
    for (const [operation, payload] of [
      ['suspend', { reason: 'unpaid' }],
      ['request-erasure', { graceMinutes: 5 }],
    ] as const) {
      const flow = await run(operation);
      flow.send('n', { principal: root, params, payload });
      await flow.next('out');
    }
    assert.deepEqual(
      asked.map(({ method, args }) => [method, ...args.slice(1)]),
      [
        ['tenantsOf.suspend', 'acme', 'unpaid', 'admin'],
        ['tenantsOf.requestErasure', 'acme', { graceMinutes: 5, by: 'admin' }],
      ],
    );
    assert.deepEqual(
      audited.map(({ action, detail }) => [action, detail]),
      [
        ['tenant:suspend', { reason: 'unpaid' }],
        ['tenant:erase', { graceMinutes: 5 }],
      ],
    );
    assert.ok(!JSON.stringify(audited).includes('secret-token'));
  });

  it('erase-person and the exports are the tenant’s own, and write their own lines of the audit log', async () => {
    const { asked, audited } = askPlatform({ 'tenantExports.list': [] });
    for (const [operation, payload] of [
      ['erase-person', { username: 'anna@aqua', confirm: true }],
      ['export', undefined],
    ] as const) {
      const flow = await run(operation);
      flow.send('n', { principal: admin, payload });
      await flow.next('out');
    }
    assert.deepEqual(asked[0]?.args.slice(1), ['aqua', 'anna@aqua', 'admin@aqua', admin]);
    const { tenant, by } = asked[1]?.args[0] as { tenant: string; by: string };
    assert.deepEqual([asked[1]?.method, tenant, by], ['tenantExports.start', 'aqua', 'admin@aqua']);
    assert.deepEqual(audited, []);
  });

  for (const [operation, who, code] of [
    ['list', admin, 'forbidden'],
    ['create', admin, 'forbidden'],
    ['confirm-erasure', principalNamed('admin@aqua'), 'forbidden'],
    ['own', principalNamed('operator@aqua'), 'forbidden'],
    ['erase-person', root, 'forbidden'],
    ['export', principalNamed('viewer@aqua'), 'forbidden'],
    ['list', undefined, 'unauthenticated'],
  ] as const)
    it(`${operation}: is refused to ${who?.username ?? 'a message without a user'}`, async () => {
      const { asked } = askPlatform();
      const flow = await run(operation, TENANT);
      flow.send('n', { principal: who, params, payload: {}, apiRequest: { id: 'x' } });
      assert.equal(((await flow.next('out'))['error'] as Fault).code, code);
      assert.deepEqual(asked, []);
    });

  for (const [what, operation, payload, field] of [
    ['a key that is none', 'create', { key: 'No Key', name: 'x' }, 'msg.payload.key'],
    [
      'a quota that is unknown',
      'create',
      { key: 'x', name: 'x', quotas: { boats: 1 } },
      'msg.payload.quotas',
    ],
    ['a quota below nothing', 'update', { quotas: { units: -1 } }, 'msg.payload.quotas.units'],
    [
      'a time zone that is none',
      'create',
      { key: 'x', name: 'x', timezone: 'Mars/Base' },
      'msg.payload.timezone',
    ],
    ['no reason', 'suspend', {}, 'msg.payload.reason'],
    ['no confirmation', 'erase-person', { username: 'anna@aqua' }, 'msg.payload.confirm'],
    ['a time of grace of years', 'request-erasure', { graceMinutes: 1e9 }, 'msg.payload.graceMinutes'],
  ] as const)
    it(`names the field of ${what}`, async () => {
      const { asked } = askPlatform();
      const flow = await run(operation);
      flow.send('n', {
        principal: operation === 'erase-person' ? admin : root,
        params,
        payload,
        apiRequest: { id: 'x' },
      });
      const { code, field: named } = (await flow.next('out'))['error'] as Fault;
      assert.deepEqual([code, named], ['invalid', field]);
      assert.deepEqual(asked, []);
    });

  it('passes on that there is no such tenant', async () => {
    askPlatform({ 'tenants.get': notFound('tenant "acme"') });
    const flow = await run('get');
    flow.send('n', { principal: root, params, apiRequest: { id: 'x' } });
    assert.equal(((await flow.next('out'))['error'] as Fault).code, 'not-found');
  });
});
