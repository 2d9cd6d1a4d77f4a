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
import apiIn = require('../../nodes/api-in/api-in');
import apiOut = require('../../nodes/api-out/api-out');
import imports = require('../../nodes/imports/imports');
import security = require('../../nodes/security/security');

const SECURITY = 'c0a0000000000009';
const JOB = {
  id: 'x', state: 'queued', dryRun: true, read: 0, accepted: 0, stored: 0, repeated: 0, rejected: 0, firstErrors: [],
  percent: 0, bytes: 4, requestedBy: 'admin@aqua', createdAt: '2026-11-23T09:00:00.000Z',
}; // prettier-ignore

const run = (operation: string, tenant = '') =>
  runFlow(
    [imports, ...configNodes],
    [
      ...configEntries,
      { id: 'n', type: 'thermacore-imports', database: DATABASE, tenant, operation, wires: [['out']] },
    ],
  );

describe('thermacore-imports', () => {
  it('reads the body of a request, though messages are cloned on the way', async () => {
    let text = '';
    const { asked, upload } = askPlatform({
      'imports.start': async (_acting: unknown, _order: unknown, body: { read(): AsyncIterable<Buffer> }) => {
        for await (const chunk of body.read()) text += chunk.toString();
        return JOB;
      },
    });
    await runFlow(
      [imports, apiIn, apiOut, security, ...configNodes],
      [
        ...configEntries,
        { id: SECURITY, type: 'thermacore-security', accessTokenMinutes: 15, sessionDays: 7 },
        {
          id: 'in',
          type: 'thermacore-api-in',
          security: SECURITY,
          operation: 'startImport',
          wires: [['n', 'seen']],
        },
        {
          id: 'n',
          type: 'thermacore-imports',
          database: DATABASE,
          tenant: '',
          operation: 'start',
          wires: [['out', 'copy']],
        },
        { id: 'out', type: 'thermacore-api-out', wires: [] },
      ],
    );
    const answer = await upload(
      'admin@aqua',
      '/api/v1/imports?dryRun=true&delimiter=tab&fixedUnit=boiler-1',
      'a\tb\n',
    );
    assert.equal(answer.status, 202, JSON.stringify(answer));
    assert.equal(text, 'a\tb\n');
    const [acting, order] = asked[0]?.args as [{ tenant: string; by: string }, Record<string, unknown>];
    assert.deepEqual([acting.tenant, acting.by], ['aqua', 'admin@aqua']);
    assert.deepEqual(
      [
        order['delimiter'],
        order['decimal'],
        order['dryRun'],
        order['header'],
        order['fixedUnit'],
        order['timestamp'],
      ],
      ['tab', 'point', true, true, 'boiler-1', 'timestamp'],
    );
    assert.equal((await upload('operator@aqua', '/api/v1/imports', '')).status, 403);
    assert.equal((await upload('admin@aqua', '/api/v1/imports?delimiter=x', '')).status, 400);
  });

  it('lists, shows and cancels', async () => {
    const { asked, audited } = askPlatform({ 'imports.list': [JOB], 'imports.get': JOB });
    for (const [operation, answer] of [
      ['list', { items: [JOB] }],
      ['get', JOB],
      ['cancel', undefined],
    ] as const) {
      const flow = await run(operation);
      flow.send('n', { principal: principalNamed('admin@aqua'), params: { import: 'x' } });
      assert.deepEqual((await flow.next('out'))['payload'], answer);
    }
    assert.deepEqual(
      asked.map(({ method }) => method),
      ['imports.list', 'imports.get', 'imports.remove'],
    );
    assert.deepEqual(audited, [], 'the service writes the audit log itself');
  });

  it('refuses who may only read', async () => {
    const { asked } = askPlatform();
    const flow = await run('list');
    flow.send('n', { principal: principalNamed('operator@aqua'), apiRequest: { id: '1' } });
    assert.equal(((await flow.next('out'))['error'] as { code: string }).code, 'forbidden');
    assert.deepEqual(asked, []);
  });

  it('needs the body of a request to start', async () => {
    const { asked } = askPlatform();
    const flow = await run('start', TENANT);
    flow.send('n', { payload: 'unit,sensor' });
    await flow.shows('n', /msg\.payload/);
    assert.deepEqual(asked, []);
  });
});
