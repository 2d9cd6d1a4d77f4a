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
import retention = require('../../nodes/retention/retention');
import security = require('../../nodes/security/security');

const SECURITY = 'c0a0000000000009';

const run = (operation: string, tenant = '') =>
  runFlow(
    [retention, ...configNodes],
    [
      ...configEntries,
      { id: 'n', type: 'thermacore-retention', database: DATABASE, tenant, operation, wires: [['out']] },
    ],
  );

const before = { days: 400, default: 400 };
const longer = { days: 730, default: 400, own: 730 };
const params = { class: '1m' };
const admin = principalNamed('admin@aqua');

describe('thermacore-retention', () => {
  it('get: asks for the user’s tenant, and audits nothing', async () => {
    const { asked, audited } = askPlatform({ 'retention.get': { '1m': before } });
    const flow = await run('get', TENANT);
    flow.send('n', { principal: principalNamed('viewer@aqua') });
    assert.deepEqual((await flow.next('out'))['payload'], { '1m': before });
    assert.deepEqual(asked, [{ method: 'retention.get', args: ['aqua'] }]);
    assert.deepEqual(audited, []);
  });

  for (const [operation, payload, days, change] of [
    ['set', { days: 730 }, 730, { before, after: longer }],
    ['reset', undefined, null, { before: longer, after: before }],
  ] as const)
    it(`${operation}: answers with the class as it is now, and audits what was before and after`, async () => {
      const { asked, audited } = askPlatform({ 'retention.set': change });
      const flow = await run(operation);
      flow.send('n', { principal: admin, params, payload });
      assert.deepEqual((await flow.next('out'))['payload'], change.after);
      assert.deepEqual(asked, [{ method: 'retention.set', args: ['aqua', '1m', days] }]);
      assert.deepEqual(audited, [
        {
          tenant: 'aqua',
          actor: 'admin@aqua',
          action: 'retention:update',
          target: '1m',
          outcome: 'ok',
          detail: change,
        },
      ]);
    });

  it('acts for the chosen tenant when the message has no user', async () => {
    const { asked, audited } = askPlatform({ 'retention.set': { before, after: longer } });
    const flow = await run('set', TENANT);
    flow.send('n', { params, payload: { days: 730 } });
    await flow.next('out');
    assert.deepEqual(asked[0]?.args, ['borealis', '1m', 730]);
    assert.deepEqual([audited[0]?.tenant, audited[0]?.actor], ['borealis', 'flow']);
  });

  const faults: [what: string, operation: string, message: object, field: string, text: RegExp][] = [
    ['days out of range', 'set', { params, payload: { days: 6 } }, 'msg.payload.days', /from 7 to 36500/],
    ['half a day', 'set', { params, payload: { days: 7.5 } }, 'msg.payload.days', /whole days/],
    ['days as text', 'set', { params, payload: { days: '30' } }, 'msg.payload.days', /whole days/],
    ['no days', 'set', { params }, 'msg.payload.days', /whole days/],
    ['an unknown class', 'set', { params: { class: '1w' }, payload: { days: 30 } }, 'msg.params.class', /raw, text, 1m, 1h, 1d, journal, notifications/], // prettier-ignore
    ['no class', 'reset', {}, 'msg.params.class', /raw, text, 1m, 1h, 1d, journal, notifications/],
  ];
  for (const [what, operation, message, field, text] of faults)
    it(`names the field of a message with ${what}, and what to do`, async () => {
      const { asked, audited } = askPlatform();
      const flow = await run(operation);
      flow.send('n', { ...message, principal: admin, apiRequest: { id: '1' } });
      const error = (await flow.next('out'))['error'] as Record<string, string>;
      assert.equal(error['field'], field);
      assert.match(error['message'] ?? '', text);
      assert.match(error['advice'] ?? '', /help of this node/);
      assert.deepEqual([asked, audited], [[], []]);
    });

  for (const operation of ['set', 'reset'])
    it(`${operation}: an operator may not`, async () => {
      const { asked } = askPlatform();
      const flow = await run(operation);
      flow.send('n', {
        principal: principalNamed('operator@aqua'),
        params,
        payload: { days: 730 },
        apiRequest: { id: '1' },
      });
      assert.equal(((await flow.next('out'))['error'] as { code: string }).code, 'forbidden');
      assert.deepEqual(asked, []);
    });

  it('hands the store’s refusal on, and audits nothing', async () => {
    const { audited } = askPlatform({ 'retention.set': notFound('tenant "aqua"') });
    const flow = await run('set');
    flow.send('n', { principal: admin, params, payload: { days: 730 }, apiRequest: { id: '1' } });
    assert.equal(((await flow.next('out'))['error'] as { code: string }).code, 'not-found');
    assert.deepEqual(audited, []);
  });

  it('answers PUT and DELETE between "api in" and "api out"', async () => {
    const { request } = askPlatform({
      'retention.set': (_tenant: string, _class: string, days: number | null) =>
        days === null ? { before: longer, after: before } : { before, after: longer },
    });
    const row = (id: string, operation: string, api: string) => [
      { id: `${id}-in`, type: 'thermacore-api-in', security: SECURITY, operation: api, wires: [[id]] },
      { id, type: 'thermacore-retention', database: DATABASE, tenant: '', operation, wires: [['o']] },
    ];
    await runFlow(
      [retention, apiIn, apiOut, security, ...configNodes],
      [
        ...configEntries,
        { id: SECURITY, type: 'thermacore-security', accessTokenMinutes: 15, sessionDays: 7 },
        ...row('set', 'set', 'setRetention'),
        ...row('reset', 'reset', 'resetRetention'),
        { id: 'o', type: 'thermacore-api-out', wires: [] },
      ],
    );
    const put = await request('admin@aqua', 'PUT', '/api/v1/retention/1m', { days: 730 });
    assert.deepEqual([put.status, put.body], [200, longer]);
    const gone = await request('admin@aqua', 'DELETE', '/api/v1/retention/1m');
    assert.deepEqual([gone.status, gone.body], [200, before]);
    assert.equal((await request('viewer@aqua', 'DELETE', '/api/v1/retention/1m')).status, 403);
  });
});
