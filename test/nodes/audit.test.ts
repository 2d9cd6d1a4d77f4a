import assert from 'node:assert/strict';
import {
  DATABASE,
  askPlatform,
  configEntries,
  configNodes,
  principalNamed,
  type Answers,
} from '../support/ask-platform';
import { runFlow } from '../support/node-red';
import audit = require('../../nodes/audit/audit');

const run = (operation: string) =>
  runFlow(
    [audit, ...configNodes],
    [
      ...configEntries,
      { id: 'n', type: 'thermacore-audit', database: DATABASE, operation, wires: [['out']] },
    ],
  );
const ask = async (user: string | undefined, operation: string, query = {}, answers: Answers = {}) => {
  const platform = askPlatform(answers);
  const flow = await run(operation);
  const principal = user === undefined ? {} : { principal: principalNamed(user) };
  flow.send('n', { ...principal, query, apiRequest: { id: '1' } });
  const { payload, error } = await flow.next('out');
  // The first argument is the store.
  const args = platform.asked.map((call) => call.args.slice(1));
  return { ...platform, args, payload, error: error as { code: string; field?: string } | undefined };
};

describe('thermacore-audit', () => {
  const page = { items: [] };

  for (const [user, tenant] of [['admin@aqua', 'aqua'], ['admin->aqua', 'aqua'], ['admin', null]] as const)
    it(`list: shows ${user} the log of ${tenant ?? 'the installation'}, and writes nothing into it`, async () => {
      const { payload, args, audited } = await ask(user, 'list', { action: 'session:' }, { 'audit.list': page });
      assert.deepEqual(payload, page);
      assert.deepEqual(args, [[tenant, { action: 'session:', limit: 100 }]]);
      assert.deepEqual(audited, []);
    }); // prettier-ignore

  it('verify: gives the report, and writes nothing', async () => {
    const report = { intact: true, entries: 3, erased: 0, anchors: 1 };
    const { payload, args, audited } = await ask('admin@aqua', 'verify', {}, { 'audit.verify': report });
    assert.deepEqual([payload, args, audited], [report, [['aqua']], []]);
  });

  it('ticket: gives a link', async () => {
    const link = { url: '/x', expiresAt: '2026-11-27T09:00:00.000Z' };
    const { payload } = await ask('admin@aqua', 'ticket', {}, { 'audit.ticket': link });
    assert.deepEqual(payload, link);
  });

  for (const user of ['viewer@aqua', 'operator@aqua'])
    it(`is closed to ${user}, whose try is written down`, async () => {
      const { error, refused, asked } = await ask(user, 'list');
      assert.equal(error?.code, 'forbidden');
      assert.deepEqual(refused, [{ tenant: 'aqua', actor: user, action: 'audit:read', target: 'audit' }]);
      assert.deepEqual(asked, []);
    });

  it('needs a user', async () => {
    assert.equal((await ask(undefined, 'list')).error?.code, 'unauthenticated');
  });

  it('names what is wrong in the question', async () => {
    const { error } = await ask('admin@aqua', 'list', { action: 'session' });
    assert.deepEqual([error?.code, error?.field], ['invalid', 'msg.query.action']);
  });
});
