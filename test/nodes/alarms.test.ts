import assert from 'node:assert/strict';
import type { AlarmChange } from '../../lib/platform';
import { HOT, hotRule, makeAlarmPlants, raise, runAlarms } from '../support/alarm-plant';
import { principalNamed } from '../support/ask-platform';
import { useRealPlatform } from '../support/real-platform';
import alarms = require('../../nodes/alarms/alarms');

const admin = principalNamed('admin@aqua');
const operator = principalNamed('operator@aqua');

async function run() {
  const flow = await runAlarms(
    [alarms],
    [{ id: 'n', type: 'thermacore-alarms', operation: '', wires: [['out']] }],
  );
  /** As `api in` would ask: the answer, or the error. */
  const ask = async <T>(operation: string, more: object = {}): Promise<T> => {
    flow.send('n', { operation, principal: operator, apiRequest: { id: '1' }, ...more });
    const { payload, error } = await flow.next('out');
    if (error) throw new Error(JSON.stringify(error));
    return payload as T;
  };
  return { flow, ask };
}
type List = { items: AlarmChange[]; counts: Record<string, { unacknowledged: number }> };
const params = { alarm: HOT };

describe('thermacore-alarms', () => {
  useRealPlatform();
  before(makeAlarmPlants);

  it('list, get and the actions: follow an alarm to its end', async () => {
    const { flow, ask } = await run();
    await raise(flow);
    const list = await ask<List>('list', { query: { view: 'unacknowledged', unit: 'alarm-test' } });
    assert.deepEqual(
      list.items.map(({ id, state }) => [id, state]),
      [[HOT, 'unacknowledged']],
    );
    assert.ok((list.counts['medium']?.unacknowledged ?? 0) >= 1);
    const steps: [string, object, string][] = [
      ['acknowledge', { comment: 'On my way' }, 'acknowledged'],
      ['shelve', { seconds: 60, comment: 'Calibration' }, 'shelved'],
      ['unshelve', {}, 'unacknowledged'],
    ];
    for (const [operation, payload, state] of steps)
      assert.equal((await ask<AlarmChange>(operation, { params, payload })).state, state);
    const service = { principal: admin, params };
    assert.equal(
      (await ask<AlarmChange>('out-of-service', { ...service, payload: { comment: 'Gone' } })).state,
      'out-of-service',
    );
    assert.equal((await ask<AlarmChange>('return', { ...service, payload: {} })).state, 'unacknowledged');
    assert.equal((await ask<AlarmChange>('get', { params })).id, HOT);
  });

  it('acknowledge-all: acknowledges those that can be, and names the others', async () => {
    const { flow, ask } = await run();
    await raise(flow);
    const answer = await ask<object>('acknowledge-all', { payload: { alarms: [HOT, 'nothing:u/s'] } });
    assert.equal((answer as { acknowledged: number }).acknowledged, 1);
    assert.equal((answer as { refused: unknown[] }).refused.length, 1);
  });

  it('refuses an operator what is the administrator’s, in words', async () => {
    const { flow, ask } = await run();
    await raise(flow);
    await assert.rejects(ask('out-of-service', { params, payload: { comment: 'x' } }), /forbidden/);
    await assert.rejects(
      ask('create-rule', { payload: { rule: hotRule({ key: 'k' }), reason: 'x' } }),
      /forbidden/,
    );
    await assert.rejects(ask('acknowledge', { params: { alarm: 'nothing:u/s' }, payload: {} }), /not-found/);
  });

  it('keeps tenants apart: the alarm of another tenant is not there', async () => {
    const { flow, ask } = await run();
    await raise(flow, 'aqua');
    const stranger = { principal: principalNamed('admin@borealis') };
    const list = await ask<List>('list', { ...stranger, query: { view: 'all', rule: 'test-hot' } });
    assert.deepEqual(list.items, []);
    assert.equal(
      (await ask<AlarmChange>('get', { ...stranger, params })).state,
      'normal',
      'their own of that name',
    );
    await assert.rejects(ask('acknowledge', { ...stranger, params, payload: {} }), /conflict/);
  });

  it('journal: has every transition once it is written', async () => {
    const { flow, ask } = await run();
    const { line } = await raise(flow);
    await ask('acknowledge', { params, payload: { comment: 'Seen' } });
    interface Line {
      id: string;
      event: string;
      user?: string;
      comment?: string;
    }
    let lines: Line[] = [];
    while (lines[0]?.comment !== 'Seen')
      ({ items: lines } = await ask<{ items: Line[] }>('journal', { query: { alarm: HOT, limit: 2 } }));
    assert.deepEqual([lines[0].event, lines[0].user], ['acknowledge', 'operator@aqua']);
    assert.deepEqual([lines[1]?.event, lines[1]?.id], ['active', line]);
  });

  it('journal-ticket: gives a viewer a link to the journal of the own tenant', async () => {
    const { ask } = await run();
    const viewer = { principal: principalNamed('viewer@aqua') };
    const { url } = await ask<{ url: string }>('journal-ticket', { ...viewer, query: { events: 'active' } });
    assert.match(url, /^\/api\/v1\/downloads\/[\w-]{22}$/);
    await assert.rejects(ask('journal-ticket', { ...viewer, query: { from: 'soon' } }), /msg\.query\.from/);
  });

  it('metrics: says how the alarm system does, with targets', async () => {
    const { flow, ask } = await run();
    await raise(flow);
    let alarms = 0;
    let figures: { id: string; rating: string }[] = [];
    while (alarms === 0)
      ({ alarms, figures } = await ask<{ alarms: number; figures: typeof figures }>('metrics', {
        query: { unit: 'alarm-test', operators: '2' },
      }));
    assert.equal(figures.find(({ id }) => id === 'per-day')?.rating, 'good');
  });

  it('rules: adds, changes, switches and deletes, each with a reason, and refuses what makes no sense', async () => {
    const { ask } = await run();
    const rule = hotRule({ key: 'test-crud', name: 'Crud' });
    const as = { principal: admin, params: { rule: 'test-crud' } };
    type Rule = { version: number; enabled: boolean; source: string; onDelaySeconds: number };
    assert.equal((await ask<Rule>('create-rule', { ...as, payload: { rule, reason: 'Study' } })).version, 1);
    const change = { change: { onDelaySeconds: 5 }, version: 1, reason: 'Chatters' };
    assert.equal((await ask<Rule>('update-rule', { ...as, payload: change })).onDelaySeconds, 5);
    await assert.rejects(ask('update-rule', { ...as, payload: change }), /conflict.*changed meanwhile/);
    assert.equal((await ask<Rule>('disable-rule', { ...as, payload: { reason: 'Off' } })).enabled, false);
    assert.equal((await ask<Rule>('enable-rule', { ...as, payload: { reason: 'On' } })).enabled, true);
    const { items } = await ask<{ items: Rule[] }>('rules', { query: { search: 'test-' } });
    assert.deepEqual(
      items.map(({ source }) => source),
      ['flow', 'registry'],
    );
    const fromFlow = { ...as, params: { rule: 'test-hot' }, payload: { reason: 'x' } };
    await assert.rejects(ask('disable-rule', fromFlow), /conflict.*comes from a flow/);
    const wrong = hotRule({ key: 'wrong', appliesTo: { to: 'sensor', unit: 'alarm-test', sensor: 'gone' } });
    await assert.rejects(
      ask('create-rule', { ...as, payload: { rule: wrong, reason: 'x' } }),
      /rule\.appliesTo/,
    );
    const verdict = await ask<{ sound: boolean; faults: { field: string }[] }>('validate-rule', {
      payload: wrong,
    });
    assert.deepEqual([verdict.sound, verdict.faults[0]?.field], [false, 'appliesTo']);
    await ask('delete-rule', { ...as, query: { reason: 'Test is over' } });
    await assert.rejects(ask('get-rule', as), /not-found/);
    type Changes = { items: { reason: string; user: string }[] };
    const { items: changes } = await ask<Changes>('rule-changes', { ...as, query: { limit: 10 } });
    assert.deepEqual(
      changes.map(({ reason, user }) => [reason, user]),
      [
        ['Test is over', 'admin@aqua'],
        ['On', 'admin@aqua'],
        ['Off', 'admin@aqua'],
        ['Chatters', 'admin@aqua'],
        ['Study', 'admin@aqua'],
      ],
    );
  });

  it('clone-rule: copies a rule under another key, switched off, also one of a flow', async () => {
    const { ask } = await run();
    type Rule = { key: string; name: string; enabled: boolean; source: string };
    const as = { principal: admin, params: { rule: 'test-hot' } };
    const payload = { key: 'test-copy', name: 'Copy', reason: 'Same for the return' };
    const { key, name, enabled, source } = await ask<Rule>('clone-rule', { ...as, payload });
    assert.deepEqual([key, name, enabled, source], ['test-copy', 'Copy', false, 'registry']);
    await assert.rejects(ask('clone-rule', { ...as, payload }), /conflict/);
    const again = { ...payload, key: 'test-copy-2', name: undefined, enabled: true };
    const second = await ask<Rule>('clone-rule', { ...as, params: { rule: 'test-copy' }, payload: again });
    assert.deepEqual([second.key, second.name, second.enabled], ['test-copy-2', 'Copy', true]);
    for (const rule of ['test-copy', 'test-copy-2'])
      await ask('delete-rule', { ...as, params: { rule }, query: { reason: 'Test is over' } });
    await assert.rejects(ask('clone-rule', { ...as, params: { rule: 'none' }, payload }), /not-found/);
  });
});
