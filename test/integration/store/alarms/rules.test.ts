import assert from 'node:assert/strict';
import { isReadable, type AlarmRuleFilter, type KeptRule } from '../../../../lib/alarms/ports';
import type { AlarmRuleDraft } from '../../../../lib/alarms/rule';
import { onEveryRung, useDatabase, type StoreParts } from '../../../support/database';
import { BY, T0, alarm, batch, line, rule } from './fixture';

const WHOLE: Partial<AlarmRuleDraft> = {
  condition: {
    kind: 'limit', limits: [{ level: 'high', value: 90, priority: 'low' }, { level: 'high-high', value: 95.5 }],
    deadband: { value: 0.5, as: 'absolute' },
  },
  enable: { when: { kind: 'state', sensor: 'pump', states: [true, 1, 'ON'] }, delaySeconds: 5 },
  schedule: { days: ['monday'], from: '06:00', to: '18:00' },
  link: 'https://example.test/procedure', responseSeconds: 600, reAlarmSeconds: 60, parent: 'other', firstOutGroup: 'burner',
  latch: true, cause: 'Pump "A"\nstands still – Störung',
}; // prettier-ignore

onEveryRung('Alarm rules', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    for (const tenant of ['aqua', 'borealis']) await store.tenants.ensure(tenant, tenant, 'UTC');
  });
  beforeEach(() =>
    database().owner.query('delete from thermacore.alarm_rules; delete from thermacore.alarm_rule_changes'),
  );
  const add = (more: Partial<AlarmRuleDraft> = {}, tenant = 'aqua') =>
    store.alarmRules.add(tenant, rule(more), BY);
  const input = (kept: KeptRule) => {
    assert.ok(isReadable(kept));
    const history = ['version', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy'];
    return Object.fromEntries(Object.entries(kept).filter(([name]) => !history.includes(name)));
  };
  const keys = async (filter: Partial<AlarmRuleFilter>): Promise<string[]> =>
    (await store.alarmRules.list('aqua', { limit: 100, ...filter })).items.map(({ key }) => key);

  for (const [what, more] of [
    ['few', {}],
    ['all', WHOLE],
  ] as const)
    it(`come back as they were kept, with ${what} settings`, async () => {
      const added = await add(more);
      assert.deepEqual(input(added), rule(more));
      assert.deepEqual(await store.alarmRules.get('aqua', 'supply-high'), added);
      assert.deepEqual(await store.alarmRules.all('aqua'), [added]);
      const { version, createdBy, updatedBy, createdAt, updatedAt } = added;
      assert.deepEqual(
        { version, createdBy, updatedBy },
        { version: 1, createdBy: BY.user, updatedBy: BY.user },
      );
      assert.ok(Math.abs(createdAt - Date.now()) < 60_000 && createdAt === updatedAt);
    });

  it('get the defaults of settings that came later', async () => {
    await add();
    await database().owner.query(
      `update thermacore.alarm_rules set rule = rule - 'commentRequired' - 'latch'`,
    );
    assert.deepEqual(input(await store.alarmRules.get('aqua', 'supply-high')), rule());
  });

  it('of which one cannot be read any more are there, that one with what is wrong with it', async () => {
    await add();
    await add({ key: 'whole' });
    await database().owner.query(
      `update thermacore.alarm_rules set rule = jsonb_set(rule, '{condition,limits,0,value}', '"hot"') || '{"colour": "red"}'
       where key = 'supply-high'`,
    );
    const whole = await store.alarmRules.get('aqua', 'whole');
    const broken = await store.alarmRules.get('aqua', 'supply-high');
    assert.ok(isReadable(whole) && !isReadable(broken));
    assert.deepEqual(await store.alarmRules.all('aqua'), [broken, whole]);
    assert.deepEqual((await store.alarmRules.list('aqua', { limit: 9 })).items, [broken, whole]);
    assert.deepEqual(
      [broken.key, broken.name, broken.enabled, broken.version, broken.fault.field],
      ['supply-high', 'Supply too hot', true, 1, 'condition.limits.0.value'],
    );
    const repaired = await store.alarmRules.update(
      'aqua',
      'supply-high',
      { condition: rule().condition },
      1,
      BY,
    );
    assert.deepEqual(input(repaired), rule());
  });

  it('of which one cannot be read any more are refused a change that leaves it so, and that one can be removed', async () => {
    await add();
    await database().owner.query(`update thermacore.alarm_rules set rule = rule || '{"priority": "urgent"}'`);
    await assert.rejects(store.alarmRules.update('aqua', 'supply-high', { name: 'x' }, 1, BY), {
      code: 'invalid',
      field: 'priority',
    });
    await store.alarmRules.remove('aqua', 'supply-high', BY);
    assert.deepEqual(await store.alarmRules.all('aqua'), []);
  });

  it('change by what is given; null clears', async () => {
    await add(WHOLE);
    const after = await store.alarmRules.update('aqua', 'supply-high', { name: 'New', schedule: null, link: null, latch: false }, 1, { user: 'lee', reason: 'Noise' }); // prettier-ignore
    const rest = Object.fromEntries(
      Object.entries(WHOLE).filter(([name]) => name !== 'schedule' && name !== 'link'),
    );
    assert.deepEqual(input(after), rule({ ...rest, name: 'New', latch: false }));
    assert.deepEqual([after.version, after.createdBy, after.updatedBy], [2, BY.user, 'lee']);
  });

  it('are not changed or removed by who saw an older version', async () => {
    await add();
    await store.alarmRules.update('aqua', 'supply-high', { name: 'Two' }, 1, BY);
    for (const version of [1, 3])
      await assert.rejects(store.alarmRules.update('aqua', 'supply-high', { name: 'x' }, version, BY), {
        code: 'conflict',
        advice: 'Look at it as it is now (version 2), and change that.',
      });
    await assert.rejects(store.alarmRules.remove('aqua', 'supply-high', BY, 1), { code: 'conflict' });
    assert.equal((await store.alarmRules.get('aqua', 'supply-high')).name, 'Two');
  });

  it('have one key each in a tenant, and the same in two tenants', async () => {
    await add();
    await assert.rejects(add(), { code: 'conflict', field: 'key' });
    await add({ name: 'Theirs' }, 'borealis');
    assert.equal((await store.alarmRules.get('aqua', 'supply-high')).name, 'Supply too hot');
    await assert.rejects(add({}, 'nobody'), { code: 'not-found' });
  });

  it('are copied under another key, as they are but for what is given', async () => {
    await add(WHOLE);
    const copy = await store.alarmRules.clone('aqua', 'supply-high', { key: 'copy', enabled: false }, BY);
    assert.deepEqual(input(copy), rule({ ...WHOLE, key: 'copy', enabled: false }));
    assert.equal(copy.version, 1);
    await assert.rejects(store.alarmRules.clone('aqua', 'supply-high', { key: 'copy' }, BY), {
      code: 'conflict',
    });
    await assert.rejects(store.alarmRules.clone('aqua', 'none', { key: 'x' }, BY), { code: 'not-found' });
  });

  it('take their alarms with them when they go, and leave the journal', async () => {
    await add();
    await add({ key: 'other' });
    const other = alarm({ id: 'other:boiler-1/supply', rule: 'other' });
    await (await store.alarms.open('aqua')).keep(batch([line()], [alarm(), other]));
    await store.alarmRules.remove('aqua', 'supply-high', BY);
    assert.deepEqual((await store.alarms.open('aqua')).records, [other]);
    assert.equal((await store.alarmJournal.list('aqua', { limit: 9, from: T0 })).items.length, 1);
    assert.deepEqual(await keys({}), ['other']);
  });

  it('tell who changed them and why, also when they are gone and come again', async () => {
    await add();
    await store.alarmRules.update('aqua', 'supply-high', { name: 'Two' }, 1, {
      user: 'lee',
      reason: ' Noise ',
    });
    await store.alarmRules.remove('aqua', 'supply-high', { user: undefined, reason: 'Not needed' });
    const again = await add({ name: 'Again' });
    assert.equal(again.version, 4);
    const { items, nextCursor } = await store.alarmRules.changes('aqua', 'supply-high', { limit: 3 });
    assert.deepEqual(
      items.map(({ version, user, reason, rule: as }) => [version, user, reason, as?.name]),
      [
        [4, BY.user, BY.reason, 'Again'],
        [3, undefined, 'Not needed', undefined],
        [2, 'lee', 'Noise', 'Two'],
      ],
    );
    const rest = await store.alarmRules.changes('aqua', 'supply-high', { limit: 3, cursor: nextCursor });
    assert.deepEqual(
      rest.items.map(({ version }) => version),
      [1],
    );
    assert.deepEqual((await store.alarmRules.changes('borealis', 'supply-high', { limit: 3 })).items, []);
  });

  it('change for a reason only', async () => {
    await assert.rejects(store.alarmRules.add('aqua', rule(), { user: 'kim', reason: ' ' }), {
      code: 'invalid',
      field: 'reason',
    });
    assert.deepEqual(await store.alarmRules.all('aqua'), []);
  });

  it('are kept only as their schema has them', async () => {
    await assert.rejects(store.alarmRules.add('aqua', { ...rule(), onDelaySeconds: -1 }, BY), {
      code: 'invalid',
      field: 'onDelaySeconds',
    });
    await add();
    await assert.rejects(store.alarmRules.update('aqua', 'supply-high', { priority: 'x' as 'low' }, 1, BY), {
      code: 'invalid',
      field: 'priority',
    });
  });

  it('are listed by key, page by page, and by what they are', async () => {
    await add({ key: 'b', priority: 'critical', class: 'safety' });
    await add({ key: 'a', enabled: false, name: 'Größe' });
    await add({
      key: 'c',
      condition: { kind: 'stale' },
      appliesTo: { to: 'sensors', sensor: 'p*', unit: '*' },
    });
    await add({
      key: 'd',
      condition: { kind: 'device-offline' },
      appliesTo: { to: 'device', device: 'plc' },
    });
    await add({ key: 'e' }, 'borealis');
    assert.deepEqual(await keys({}), ['a', 'b', 'c', 'd']);
    const first = await store.alarmRules.list('aqua', { limit: 3 });
    assert.deepEqual(await keys({ cursor: first.nextCursor }), ['d']);
    for (const [filter, expected] of [
      [{ enabled: false }, ['a']],
      [{ enabled: true }, ['b', 'c', 'd']],
      [{ kind: 'stale' }, ['c']],
      [{ priority: 'critical' }, ['b']],
      [{ class: 'safety' }, ['b']],
      [{ template: true }, ['c']],
      [{ template: false }, ['a', 'b', 'd']],
      [{ unit: 'boiler-1' }, ['a', 'b']],
      [{ search: 'größe' }, ['a']],
    ] as const)
      assert.deepEqual(await keys(filter), expected, JSON.stringify(filter));
  });

  it('of another tenant are not there', async () => {
    await add({}, 'borealis');
    const rules = store.alarmRules;
    for (const attempt of [
      () => rules.get('aqua', 'supply-high'),
      () => rules.update('aqua', 'supply-high', { name: 'x' }, 1, BY),
      () => rules.remove('aqua', 'supply-high', BY),
      () => rules.clone('aqua', 'supply-high', { key: 'x' }, BY),
    ])
      await assert.rejects(attempt, { code: 'not-found', field: 'rule' });
  });
});
