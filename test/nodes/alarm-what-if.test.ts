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
import alarmWhatIf = require('../../nodes/alarm-what-if/alarm-what-if');

const run = (operation: string, tenant = '') =>
  runFlow(
    [alarmWhatIf, ...configNodes],
    [
      ...configEntries,
      { id: 'n', type: 'thermacore-alarm-what-if', database: DATABASE, tenant, operation, wires: [['out']] },
    ],
  );

const RULE = {
  key: 'draft',
  name: 'Draft',
  appliesTo: { to: 'sensor', unit: 'boiler-1', sensor: 'supply' },
  condition: { kind: 'limit', limits: [{ level: 'high', value: 80 }] },
};

describe('thermacore-alarm-what-if', () => {
  it('starts one for the tenant and in the name of the user', async () => {
    const { asked, audited } = askPlatform({ 'whatIfs.start': { id: 'x' } });
    const flow = await run('start');
    flow.send('n', { principal: principalNamed('admin@aqua'), payload: { rule: RULE, days: 7 } });
    assert.deepEqual((await flow.next('out'))['payload'], { id: 'x' });
    const [acting, input] = asked[0]?.args as [{ tenant: string; by: string }, { days: number }];
    assert.deepEqual([acting.tenant, acting.by, input.days], ['aqua', 'admin@aqua', 7]);
    assert.deepEqual(audited, [], 'nothing is changed');
  });

  it('runs one for a flow of the chosen tenant and goes on with its answer', async () => {
    const { asked } = askPlatform({ 'whatIfs.answered': { id: 'x', state: 'done' } });
    const flow = await run('run', TENANT);
    flow.send('n', { payload: { rule: RULE } });
    assert.deepEqual((await flow.next('out'))['payload'], { id: 'x', state: 'done' });
    const [acting] = asked[0]?.args as [{ tenant: string; by: string }];
    assert.deepEqual([acting.tenant, acting.by], ['borealis', 'flow']);
  });

  it('lists, shows and cancels', async () => {
    const { asked } = askPlatform({ 'whatIfs.list': [{ id: 'x' }], 'whatIfs.get': { id: 'x' } });
    for (const [operation, answer] of [
      ['list', { items: [{ id: 'x' }] }],
      ['get', { id: 'x' }],
      ['cancel', undefined],
    ] as const) {
      const flow = await run(operation);
      flow.send('n', { principal: principalNamed('admin@aqua'), params: { whatIf: 'x' } });
      assert.deepEqual((await flow.next('out'))['payload'], answer);
    }
    assert.deepEqual(
      asked.map(({ method }) => method),
      ['whatIfs.list', 'whatIfs.get', 'whatIfs.remove'],
    );
  });

  it('is for those who may change rules', async () => {
    const { asked } = askPlatform();
    for (const operation of ['start', 'run', 'list', 'get', 'cancel']) {
      const flow = await run(operation);
      const message = { payload: { rule: RULE }, params: { whatIf: 'x' }, apiRequest: { id: '1' } };
      flow.send('n', { ...message, principal: principalNamed('viewer@aqua') });
      assert.equal(((await flow.next('out'))['error'] as { code: string }).code, 'forbidden', operation);
    }
    assert.deepEqual(asked, []);
  });

  it('names the field of a question that is wrong', async () => {
    const { asked } = askPlatform();
    for (const [payload, field] of [
      [{ rule: RULE, days: 91 }, 'msg.payload.days'],
      [{ rule: { ...RULE, key: 'No key' } }, 'msg.payload.rule.key'],
      [{ rule: RULE, days: 3, from: '2026-11-01T00:00:00Z' }, 'msg.payload.days'],
      [{ rule: RULE, from: '2026-11-02T00:00:00Z', to: '2026-11-01T00:00:00Z' }, 'msg.payload.from'],
    ] as const) {
      const flow = await run('start');
      flow.send('n', { principal: principalNamed('admin@aqua'), payload, apiRequest: { id: '1' } });
      assert.equal(((await flow.next('out'))['error'] as { field: string }).field, field);
    }
    assert.deepEqual(asked, []);
  });
});
