import assert from 'node:assert/strict';
import { isThermaCoreError } from '../../../../lib/core/errors';
import { MemoryDatabase, facts, process, rule, turn, user } from './fixture';

const HOT = 'hot:boiler-1/supply';
const operator = { tenant: 'aqua', principal: user('operator@aqua') };
const refusedWith = (code: string, message: RegExp) => (error: unknown) =>
  isThermaCoreError(error) && error.code === code && message.test(error.sentence);

async function running(database = new MemoryDatabase(), ...rules: ReturnType<typeof rule>[]) {
  if (rules.length > 0) database.setRules('aqua', ...rules);
  const one = process(database);
  const lease = one.feed('aqua');
  await turn();
  return { ...one, lease };
}

describe('AlarmService', () => {
  it('raises the alarm of a reading, and tells the listener when it is kept', async () => {
    const { lease, told, reading } = await running(undefined, rule());
    lease.readings([reading(95)]);
    await turn();
    assert.deepEqual(
      told.map(({ tenant, alarm }) => `${tenant} ${alarm.id} ${alarm.state}`),
      [`aqua ${HOT} unacknowledged`],
    );
  });

  it('evaluates readings that came while rules and alarms were loaded', async () => {
    const database = new MemoryDatabase();
    database.setRules('aqua', rule());
    const { feed, reading, states } = process(database);
    feed('aqua').readings([reading(95)]);
    await turn();
    assert.deepEqual(await states(), [`${HOT} unacknowledged`]);
  });

  it('raises after the on-delay without another reading, by one timer', async () => {
    const { lease, clock, told, reading } = await running(undefined, rule({ onDelaySeconds: 5 }));
    lease.readings([reading(95)]);
    clock.advance(4900);
    assert.equal(told.length, 0);
    clock.advance(200);
    await turn();
    assert.equal(told.length, 1);
  });

  it('takes a rule that changed without losing what people did', async () => {
    const { lease, database, service, reading, states } = await running(undefined, rule());
    lease.readings([reading(95)]);
    await service.act(operator, HOT, { action: 'acknowledge' });
    database.setRules('aqua', rule({ cause: 'Flow too low' }));
    await turn();
    assert.deepEqual(await states(), [`${HOT} acknowledged`]);
  });

  it('takes a sensor that is new to the plant, and names rules that make no sense any more', async () => {
    const wide = rule({ appliesTo: { to: 'sensors', sensor: 'supply' } });
    const { lease, plants, reading, states } = await running(undefined, wide);
    plants.sensors.push(facts('boiler-2', 'supply'));
    plants.changed();
    lease.readings([reading(95, { unit: 'boiler-2' })]);
    assert.deepEqual(await states(), ['hot:boiler-2/supply unacknowledged']);
    plants.sensors = [];
    plants.changed();
    assert.deepEqual(await states(), []);
    assert.deepEqual(lease.status().brokenRules, ['aqua: hot']);
  });

  it('keeps the alarms of a template where a new unit has not all that it looks at, and names the rule', async () => {
    const enabled = rule({
      appliesTo: { to: 'sensors', sensor: 'supply' },
      enable: { when: { kind: 'state', sensor: 'run', states: [1] } },
    });
    const { lease, database, plants, reading, states } = await running(undefined, enabled);
    plants.sensors.push(facts('boiler-1', 'run'));
    database.setRules('aqua', enabled);
    await turn();
    lease.readings([reading(95)]);
    plants.sensors.push(facts('boiler-2', 'supply'));
    plants.changed();
    assert.deepEqual(await states(), [`${HOT} unacknowledged`]);
    assert.deepEqual(lease.status().brokenRules, ['aqua: hot']);
  });

  for (const [name, before, after] of [
    ['unacknowledged', undefined, 'unacknowledged'],
    ['acknowledged', { action: 'acknowledge' }, 'acknowledged'],
    ['shelved', { action: 'shelve', seconds: 3600 }, 'shelved'],
    ['out of service', { action: 'out-of-service' }, 'out-of-service'],
  ] as const)
    it(`comes back ${name} after a restart`, async () => {
      const first = await running(undefined, rule());
      first.lease.readings([first.reading(95)]);
      if (before) await first.service.act(operator, HOT, before);
      await first.service.stop();
      const second = process(first.database, first.clock);
      second.feed('aqua');
      await turn();
      assert.deepEqual(await second.states(), [`${HOT} ${after}`]);
      assert.equal(second.told.length, 0, 'tells nothing anew');
    });

  it('goes on with an on-delay and with a shelf time over a restart', async () => {
    const rules = [rule({ onDelaySeconds: 60 }), rule({ key: 'warm', name: 'Warm' })];
    const first = await running(undefined, ...rules);
    first.lease.readings([first.reading(95)]);
    await first.service.act(operator, 'warm:boiler-1/supply', { action: 'shelve', seconds: 120 });
    await first.service.stop();
    const second = process(first.database, first.clock);
    second.feed('aqua');
    await turn();
    second.clock.advance(61_000);
    await turn();
    assert.deepEqual(
      second.told.filter(({ again }) => !again).map(({ alarm, entry }) => `${alarm.id} ${entry.event}`),
      [`${HOT} active`],
    );
    second.clock.advance(61_000);
    await turn();
    assert.equal(second.told.at(-1)?.entry.event, 'shelve-time-out');
  });

  it('never lets two processes evaluate one tenant; the second takes over when the first ends', async () => {
    const first = await running(undefined, rule());
    const second = process(first.database, first.clock);
    const lease = second.feed('aqua');
    await turn();
    first.lease.readings([first.reading(95)]);
    lease.readings([second.reading(96)]);
    assert.match(lease.status().text, /another process/);
    assert.deepEqual(await second.states(), [`${HOT} unacknowledged`], 'shows what the other wrote');
    await first.service.stop();
    second.clock.advance(2_000);
    await turn();
    assert.equal(lease.status().state, 'running', 'within seconds');
    await second.service.act(operator, HOT, { action: 'acknowledge' });
    assert.deepEqual(await second.states(), [`${HOT} acknowledged`]);
    assert.equal(first.database.linesOf('aqua').filter((line) => line.startsWith('active')).length, 1);
  });

  it('loads anew when another process turns out to have written: what is written counts', async () => {
    const { lease, store, reading, states } = await running(undefined, rule());
    lease.readings([reading(95)]);
    await turn();
    await store.instances.open('aqua');
    lease.readings([reading(20)]);
    await turn();
    assert.equal(lease.status().state, 'running');
    assert.deepEqual(await states(), [`${HOT} unacknowledged`]);
  });

  it('goes on when its claim is lost, and claims again', async () => {
    const { lease, clock, database, ownership, reading, states } = await running(undefined, rule());
    lease.readings([reading(95)]);
    await turn();
    ownership.lose();
    clock.advance(1000);
    lease.readings([reading(20)]);
    await turn();
    assert.deepEqual(await states(), [`${HOT} returned-unacknowledged`]);
    assert.equal(database.owners.size, 1);
    assert.equal(lease.status().dropped, 0);
  });

  it('evaluates on while the database is away, and writes what came out when it is back', async () => {
    const { lease, clock, database, ownership, reading, states } = await running(undefined, rule());
    database.away = true;
    ownership.lose();
    await turn();
    assert.equal(lease.status().state, 'keeping');
    lease.readings([reading(95)]);
    clock.advance(250);
    assert.deepEqual(await states(), [`${HOT} unacknowledged`]);
    assert.deepEqual(database.linesOf('aqua'), []);
    database.away = false;
    clock.advance(10_000);
    await turn();
    assert.equal(lease.status().state, 'running');
    assert.deepEqual(database.linesOf('aqua'), ['active: normal → unacknowledged']);
    assert.equal(lease.status().dropped, 0);
  });

  it('leaves off when another process took the claim while the database was away', async () => {
    const { lease, clock, database, ownership, reading } = await running(undefined, rule());
    lease.readings([reading(95)]);
    await turn();
    database.owners.set('aqua', {});
    ownership.lose();
    await turn();
    clock.advance(1000);
    await turn();
    assert.equal(lease.status().state, 'elsewhere');
  });

  describe('of a device that does not answer', () => {
    const offline = rule({
      key: 'away',
      name: 'Device away',
      appliesTo: { to: 'devices', device: '*' },
      condition: { kind: 'device-offline' },
    });

    it('are raised when that is found, and return when it answers', async () => {
      const { service, states } = await running(undefined, offline);
      service.device('aqua', 'plc-1', false);
      assert.deepEqual(await states(), ['away:plc-1 unacknowledged']);
      service.device('aqua', 'plc-1', true);
      assert.deepEqual(await states(), ['away:plc-1 returned-unacknowledged']);
    });

    it('are raised of one that was away before rules and alarms were loaded', async () => {
      const database = new MemoryDatabase();
      database.setRules('aqua', offline);
      const { feed, reach, states } = process(database);
      reach.set('plc-1', false);
      feed('aqua');
      await turn();
      assert.deepEqual(await states(), ['away:plc-1 unacknowledged']);
    });
  });

  it('writes into the journal that an alarm went while nobody evaluated', async () => {
    const first = await running(undefined, rule());
    first.lease.readings([first.reading(95)]);
    await first.service.stop();
    first.database.setRules('aqua');
    process(first.database, first.clock).feed('aqua');
    await turn();
    assert.deepEqual(first.database.linesOf('aqua'), [
      'active: normal → unacknowledged',
      'removed: unacknowledged → normal',
    ]);
  });

  it('waits for a database that is away', async () => {
    const database = new MemoryDatabase();
    database.setRules('aqua', rule());
    database.away = true;
    const { feed, clock, reading, states } = process(database);
    const lease = feed('aqua');
    await turn();
    assert.equal(lease.status().state, 'away');
    lease.readings([reading(95)]);
    assert.equal(lease.status().dropped, 1);
    database.away = false;
    clock.advance(5_000);
    await turn();
    lease.readings([reading(96)]);
    assert.deepEqual(await states(), [`${HOT} unacknowledged`]);
  });

  it('keeps tenants apart: another tenant’s alarm is not there', async () => {
    const database = new MemoryDatabase();
    database.setRules('aqua', rule());
    database.setRules('borealis', rule());
    const { feed, service, reading, states } = process(database);
    const lease = feed();
    await turn();
    lease.readings([reading(95, { tenant: 'borealis' }), reading(20), reading(96, { tenant: 'borealis' })]);
    assert.deepEqual(await states('borealis'), [`${HOT} unacknowledged`]);
    assert.deepEqual(await states('aqua'), []);
    assert.equal((await service.get('aqua', HOT)).state, 'normal');
    const stranger = { tenant: 'cirrus', principal: user('operator@cirrus') };
    await assert.rejects(service.get('cirrus', HOT), refusedWith('not-found', /There is no alarm/));
    await assert.rejects(
      service.act(stranger, HOT, { action: 'acknowledge' }),
      refusedWith('unavailable', /No flow/),
    );
  });

  it('audits what people do, also what is refused', async () => {
    const { lease, database, service, reading } = await running(undefined, rule());
    await assert.rejects(
      service.act(operator, HOT, { action: 'acknowledge' }),
      refusedWith('conflict', /is not active/),
    );
    lease.readings([reading(95)]);
    await service.act(operator, HOT, { action: 'acknowledge', comment: 'On my way' });
    assert.deepEqual(
      database.audited.map(({ actor, action, target, outcome, detail }) => [
        actor,
        action,
        target,
        outcome,
        detail?.['comment'],
      ]),
      [
        ['operator@aqua', 'alarm:acknowledge', HOT, 'refused', undefined],
        ['operator@aqua', 'alarm:acknowledge', HOT, 'ok', 'On my way'],
      ],
    );
  });

  it('acknowledges a group: what is refused for one does not hold up the others', async () => {
    const { lease, service, reading } = await running(undefined, rule(), rule({ key: 'warm', name: 'Warm' }));
    lease.readings([reading(95)]);
    const { done, refused } = await service.actAll(operator, [HOT, 'nothing:u/s', 'warm:boiler-1/supply'], {
      action: 'acknowledge',
    });
    assert.deepEqual(
      done.map(({ state, acknowledgedBy }) => [state, acknowledgedBy]),
      [
        ['acknowledged', 'operator@aqua'],
        ['acknowledged', 'operator@aqua'],
      ],
    );
    assert.deepEqual(
      refused.map(({ alarm }) => alarm),
      ['nothing:u/s'],
    );
  });

  it('audits a group: which ones, which not, and also where none could be', async () => {
    const { lease, database, service, reading } = await running(undefined, rule());
    lease.readings([reading(95)]);
    await service.actAll(operator, [HOT, 'nothing:u/s'], { action: 'acknowledge' });
    await service.actAll(operator, [HOT], { action: 'acknowledge' });
    const stranger = { tenant: 'cirrus', principal: user('operator@cirrus') };
    await assert.rejects(service.actAll(stranger, [HOT], { action: 'acknowledge' }));
    assert.deepEqual(
      database.audited.map(({ tenant, outcome, detail }) => [
        tenant,
        outcome,
        detail?.['alarms'],
        detail?.['refusedAlarms'],
      ]),
      [
        ['aqua', 'ok', [HOT], ['nothing:u/s']],
        ['aqua', 'refused', [], [HOT]],
        ['cirrus', 'refused', [], [HOT]],
      ],
    );
  });

  describe('the nodes that bring readings', () => {
    it('may bring very many at once while rules and alarms are loaded', async () => {
      const database = new MemoryDatabase();
      database.setRules('aqua', rule());
      const { feed, reading, states } = process(database);
      const lease = feed('aqua');
      lease.readings([...Array.from({ length: 200_000 }, () => reading(20)), reading(95, { ordinal: 1 })]);
      await turn();
      assert.deepEqual(await states(), [`${HOT} unacknowledged`]);
      assert.equal(lease.status().dropped, 180_001);
    });

    it('refuses a second one for the same tenant', () => {
      const { feed } = process();
      feed('aqua');
      feed('borealis');
      assert.throws(
        () => feed('aqua'),
        refusedWith('configuration', /tenant aqua are evaluated by another node/),
      );
      feed();
      assert.throws(() => feed(), refusedWith('configuration', /all tenants/));
    });

    it('lets a node for one tenant go before the one for all, and back when it is gone', async () => {
      const database = new MemoryDatabase();
      database.setRules('aqua', rule());
      const { feed, reading, states, clock } = process(database);
      const [all, own] = [feed(), feed('aqua', [rule({ key: 'flow' })])];
      await turn();
      all.readings([reading(95)]);
      assert.deepEqual(await states(), [], 'its readings are not evaluated twice');
      own.readings([reading(95)]);
      assert.deepEqual(await states(), ['flow:boiler-1/supply unacknowledged', `${HOT} unacknowledged`]);
      own.release();
      clock.advance(31_000);
      assert.deepEqual(await states(), [`${HOT} unacknowledged`]);
      all.readings([reading(20)]);
      assert.deepEqual(await states(), [`${HOT} returned-unacknowledged`]);
    });

    it('brings rules of its own, unless the registry has the key', async () => {
      const database = new MemoryDatabase();
      database.setRules('aqua', rule());
      const { feed, reading, states } = process(database);
      const lease = feed('aqua', [
        rule({ name: 'Other', condition: { kind: 'limit', limits: [{ level: 'high', value: 10 }] } }),
        rule({ key: 'flow', condition: { kind: 'limit', limits: [{ level: 'high', value: 40 }] } }),
      ]);
      await turn();
      lease.readings([reading(50)]);
      assert.deepEqual(await states(), ['flow:boiler-1/supply unacknowledged']);
    });

    it('goes on over a deploy, and ends when the node does not come back', async () => {
      const { lease, feed, clock, database, reading, told } = await running(
        undefined,
        rule({ onDelaySeconds: 20 }),
      );
      lease.readings([reading(95)]);
      lease.release();
      clock.advance(21_000);
      await turn();
      assert.deepEqual(
        told.map(({ entry }) => entry.event),
        ['active', 'active'],
        'time went on: told, and again when it was kept',
      );
      const again = feed('aqua');
      clock.advance(60_000);
      await turn();
      assert.equal(again.status().state, 'running');
      again.release();
      clock.advance(31_000);
      await turn();
      assert.equal(database.owners.size, 0);
    });
  });

  it('leaves no timer behind', async () => {
    const { lease, clock, service, reading } = await running(undefined, rule({ onDelaySeconds: 5 }));
    lease.readings([reading(95)]);
    await service.stop();
    assert.equal(clock.timers, 0);
  });
});
