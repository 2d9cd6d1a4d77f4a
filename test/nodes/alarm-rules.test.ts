import assert from 'node:assert/strict';
import type { AlarmChange } from '../../lib/platform';
import { AlarmRuleInput } from '../../lib/platform';
import { runFlow } from '../support/node-red';
import { AQUA, DATABASE, reading, realStore, tenantEntries, useRealPlatform } from '../support/real-platform';
import alarmRules = require('../../nodes/alarm-rules/alarm-rules');
import database = require('../../nodes/database/database');
import tenant = require('../../nodes/tenant/tenant');

const rule = (more: object = {}) => ({
  key: 'node-hot',
  name: 'Too hot',
  appliesTo: { to: 'sensor', unit: 'alarm-boiler', sensor: 'supply' },
  condition: { kind: 'limit', limits: [{ level: 'high', value: 90 }] },
  ...more,
});

const run = (fields: object = {}) =>
  runFlow(
    [alarmRules, database, tenant],
    [
      ...tenantEntries,
      {
        id: 'n', type: 'thermacore-alarm-rules', database: DATABASE, tenant: AQUA,
        rules: JSON.stringify([rule()]), wires: [['passed'], ['transitions'], ['updates']], ...fields,
      },
    ],
  ); // prettier-ignore
const hot = (value: number) =>
  reading({ unit: 'alarm-boiler', sensor: 'supply', value, timestamp: Date.now() });
const changes = (message: Record<string, unknown>) => message['payload'] as AlarmChange[];

describe('thermacore-alarm-rules', () => {
  useRealPlatform();

  before(async () => {
    const { plant, tenants } = await realStore();
    await tenants.ensure('aqua', 'Aqua', 'UTC');
    await plant.createUnit('aqua', { key: 'alarm-boiler', name: 'Boiler', kind: 'boiler' });
    await plant.createSensor('aqua', 'alarm-boiler', {
      key: 'supply', name: 'Supply', type: 'number', quantity: 'temperature', uom: '°C', decimals: 1, staleAfter: 60,
      headline: false,
    }); // prettier-ignore
  });

  it('passes readings on untouched, and says what comes and goes', async () => {
    const flow = await run();
    await flow.shows('n', /0 active/);
    const readings = [hot(95)];
    flow.send('n', { payload: readings, delivery: { id: '7' } });
    const passed = await flow.next('passed');
    assert.deepEqual([passed['payload'], passed['delivery']], [readings, { id: '7' }]);
    let came = await flow.next('transitions');
    // What an earlier test left goes when its rule does.
    while (changes(came)[0]?.event === 'removed') came = await flow.next('transitions');
    assert.deepEqual([came['tenant'], came['topic']], ['aqua', 'alarms']);
    assert.deepEqual(
      changes(came).map(({ id, event, state }) => [id, event, state]),
      [['node-hot:alarm-boiler/supply', 'active', 'unacknowledged']],
    );
    type Update = { type: string; alarms: AlarmChange[]; counts: Record<string, { active: number }> };
    let update: Update;
    do update = (await flow.next('updates'))['payload'] as Update;
    while (update.alarms.every(({ event }) => event === 'removed'));
    assert.equal(update.type, 'alarms');
    assert.ok(update.alarms.some(({ rule: of }) => of === 'node-hot'));
    assert.ok((update.counts['medium']?.active ?? 0) >= 1);
    flow.send('n', { payload: [hot(20)] });
    assert.equal(changes(await flow.next('transitions'))[0]?.state, 'returned-unacknowledged');
  });

  it('takes a rule of the registry without a deploy', async () => {
    const { alarmRules: rules } = await realStore();
    const flow = await run({ rules: '[]' });
    await flow.shows('n', /0 active/);
    const by = { user: 'admin@aqua', reason: 'Test' };
    await rules.add('aqua', AlarmRuleInput.parse(rule({ key: 'registry-hot' })), by);
    try {
      let raised: AlarmChange | undefined;
      while (!raised) {
        flow.send('n', { payload: [hot(95)] });
        await flow.next('passed');
        await new Promise((resolve) => setImmediate(resolve));
        if (flow.pending('transitions') > 0)
          raised = changes(await flow.next('transitions')).find(({ event }) => event === 'active');
      }
      assert.equal(raised.rule, 'registry-hot');
    } finally {
      await rules.remove('aqua', 'registry-hot', by);
    }
  });

  it('refuses a second node for the same tenant', async () => {
    const entry = {
      type: 'thermacore-alarm-rules',
      database: DATABASE,
      tenant: '',
      rules: '[]',
      wires: [[], [], []],
    };
    const flow = await runFlow(
      [alarmRules, database, tenant],
      [...tenantEntries, { ...entry, id: 'a' }, { ...entry, id: 'b' }],
    );
    await flow.shows('b', /evaluated by another node already/);
  });

  for (const [text, message] of [
    ['[{', /rules: this is not JSON/],
    ['{}', /rules: this is not a list/],
    [JSON.stringify([rule({ priority: 'urgent' })]), /rules\.0\.priority/],
    [JSON.stringify([rule(), rule()]), /the key node-hot is used twice/],
  ] as const)
    it(`names what is wrong with the rules ${text.slice(0, 12)}…`, async () => {
      const flow = await run({ rules: text });
      assert.match(flow.errors('n').join(), message);
    });

  it('names the field that is wrong', async () => {
    const flow = await run({ maxPerSecond: '50' });
    assert.match(flow.errors('n').join(), /^maxPerSecond: /);
  });
});
