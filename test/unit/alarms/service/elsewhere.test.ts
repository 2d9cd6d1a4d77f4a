import assert from 'node:assert/strict';
import type { AlarmInstance, AlarmNotice } from '../../../../lib/alarms/ports';
import { ANSWER_MS, DONE_MS } from '../../../../lib/alarms/service/forwarding';
import { isThermaCoreError } from '../../../../lib/core/errors';
import { MemoryDatabase, process, rule, turn, user } from './fixture';

const HOT = 'hot:boiler-1/supply';
const operator = { tenant: 'aqua', principal: user('operator@aqua') };
const acknowledge = { action: 'acknowledge', comment: 'On my way' } as const;
const refusedWith = (code: string, message: RegExp) => (error: unknown) =>
  isThermaCoreError(error) && error.code === code && message.test(error.sentence);

/** Two processes on one database: the first evaluates, at the second people look and act. */
async function two() {
  const database = new MemoryDatabase();
  database.setRules('aqua', rule());
  const first = process(database);
  const lease = first.feed('aqua');
  await turn();
  const second = process(database, first.clock);
  const told: string[] = [];
  const there = second.service.feed({
    tenant: 'aqua',
    rules: [],
    onNotices: (
      _: string,
      notices: readonly AlarmNotice[],
      gone: readonly AlarmInstance[],
      elsewhere = false,
    ) =>
      told.push(
        ...notices.map(
          ({ entry, alarm }) => `${entry.event} ${alarm.state}${elsewhere ? ', decided elsewhere' : ''}`,
        ),
        ...gone.map(({ id }) => `${id} is gone`),
      ),
    onStatus: () => undefined,
  });
  await turn();
  assert.equal(there.status().state, 'elsewhere');
  return { database, first, second, lease, there, told, clock: first.clock };
}

describe('AlarmService where another process evaluates', () => {
  it('shows alarms as they change there: told, listed and counted, for people and not for flows to act on', async () => {
    const { first, second, lease, there, told } = await two();
    lease.readings([first.reading(95)]);
    await turn();
    assert.deepEqual(told, ['active unacknowledged, decided elsewhere']);
    assert.deepEqual(await second.states(), [`${HOT} unacknowledged`]);
    assert.equal(there.summary('aqua').counts.medium.unacknowledged, 1);
    assert.equal((await second.service.get('aqua', HOT)).state, 'unacknowledged');
  });

  it('tells that an alarm went with its rule', async () => {
    const { database, first, second, lease, told } = await two();
    lease.readings([first.reading(95)]);
    await turn();
    database.setRules('aqua');
    await turn();
    assert.deepEqual(told.slice(1), [`${HOT} is gone`]);
    assert.deepEqual(await second.states(), []);
  });

  it('tells each change once, also where the database announces nothing', async () => {
    const { database, first, lease, told, clock } = await two();
    lease.readings([first.reading(95)]);
    await turn();
    for (let i = 0; i < 3; i++) {
      clock.advance(5_000);
      await turn();
    }
    assert.equal(told.length, 1);
    database.away = true;
    clock.advance(5_000);
    await turn();
    database.away = false;
    database.keeping.tell();
    await turn();
    assert.equal(told.length, 1);
  });

  it('has actions done there, under the name of who acts, and audits them here', async () => {
    const { database, first, second, lease } = await two();
    lease.readings([first.reading(95)]);
    await turn();
    const { state, acknowledgedBy, comment } = await second.service.act(operator, HOT, acknowledge);
    assert.deepEqual([state, acknowledgedBy, comment], ['acknowledged', 'operator@aqua', 'On my way']);
    assert.deepEqual(await first.states(), [`${HOT} acknowledged`]);
    assert.deepEqual(
      database.audited.map(({ actor, action, target, outcome }) => [actor, action, target, outcome]),
      [['operator@aqua', 'alarm:acknowledge', HOT, 'ok']],
    );
  });

  it('says why an action was refused there, alone and in a group', async () => {
    const { first, second, lease } = await two();
    await assert.rejects(
      second.service.act(operator, HOT, acknowledge),
      refusedWith('conflict', /is not active, so it cannot be acknowledged/),
    );
    lease.readings([first.reading(95)]);
    const { done, refused } = await second.service.actAll(operator, [HOT, 'nothing:u/s'], acknowledge);
    assert.deepEqual([done.length, refused[0]?.alarm], [1, 'nothing:u/s']);
  });

  it('has actions done from a process without any node for alarms', async () => {
    const { database, first, lease, clock } = await two();
    lease.readings([first.reading(95)]);
    await turn();
    const { service } = process(database, clock);
    assert.equal((await service.act(operator, HOT, acknowledge)).state, 'acknowledged');
  });

  it('gives up after some seconds where nobody takes it, and it is never done then', async () => {
    const { first, second, lease, clock } = await two();
    lease.readings([first.reading(95)]);
    await turn();
    Object.assign(first.store.requests, { take: async () => [] });
    const acting = second.service.act(operator, HOT, acknowledge);
    const refused = assert.rejects(
      acting,
      refusedWith('unavailable', /evaluates the alarm rules.*try again/),
    );
    for (let waited = 0; waited <= ANSWER_MS; waited += 500) {
      await turn();
      clock.advance(500);
    }
    await refused;
    assert.deepEqual(await first.states(), [`${HOT} unacknowledged`]);
  });

  it('says that the outcome is not known where it was taken and not answered', async () => {
    const { first, second, lease, clock } = await two();
    lease.readings([first.reading(95)]);
    await turn();
    Object.assign(first.store.requests, { answer: async () => undefined });
    const refused = assert.rejects(
      second.service.act(operator, HOT, acknowledge),
      refusedWith('timeout', /has not said what it did. Look at the alarm/),
    );
    for (let waited = 0; waited <= ANSWER_MS + DONE_MS; waited += 500) {
      await turn();
      clock.advance(500);
    }
    await refused;
  });

  it('leaves no timer and no listener behind', async () => {
    const { first, second, clock } = await two();
    await second.service.stop();
    await first.service.stop();
    assert.equal(clock.timers, 0);
  });
});
