import assert from 'node:assert/strict';
import type { AlarmOrder } from '../../../../lib/alarms/ports';
import { onEveryRung, useDatabase, type StoreParts } from '../../../support/database';
import { alarm } from './fixture';

const order = (more: Partial<AlarmOrder> = {}): AlarmOrder => ({
  alarms: ['supply-high:boiler-1/supply'],
  action: 'shelve',
  user: 'kim@aqua',
  comment: 'a\0b "c"',
  seconds: 60,
  ...more,
});

onEveryRung('Actions on alarms for another process', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    for (const tenant of ['aqua', 'borealis']) await store.tenants.ensure(tenant, tenant, 'UTC');
  });
  beforeEach(() => database().owner.query('delete from thermacore.alarm_requests'));

  it('are taken once and answered once, as they were asked for', async () => {
    const { alarmRequests } = store;
    const id = await alarmRequests.ask('aqua', order());
    assert.equal(await alarmRequests.fetch('aqua', id), undefined);
    assert.deepEqual(await alarmRequests.take('aqua'), [{ id, order: order() }]);
    assert.deepEqual(await alarmRequests.take('aqua'), []);
    const answer = [
      { id: 'a', alarm: alarm().shown },
      { id: 'b', refused: { code: 'conflict' as const, message: 'It is not active.' } },
    ];
    await alarmRequests.answer('aqua', id, answer);
    assert.deepEqual(await alarmRequests.fetch('aqua', id), answer);
    assert.equal(await alarmRequests.fetch('aqua', id), undefined);
  });

  it('are taken back while nobody has them, and by nobody after that', async () => {
    const { alarmRequests } = store;
    const back = await alarmRequests.ask('aqua', order());
    assert.equal(await alarmRequests.withdraw('aqua', back), true);
    assert.deepEqual(await alarmRequests.take('aqua'), []);
    const taken = await alarmRequests.ask('aqua', order());
    await alarmRequests.take('aqua');
    assert.equal(await alarmRequests.withdraw('aqua', taken), false);
  });

  it('are not done when nobody waits any more, and go when nobody fetched them', async () => {
    const { alarmRequests } = store;
    await alarmRequests.ask('aqua', order());
    await database().owner.query(
      `update thermacore.alarm_requests set asked_at = now() - interval '11 seconds'`,
    );
    assert.deepEqual(await alarmRequests.take('aqua'), []);
    await database().owner.query(
      `update thermacore.alarm_requests set asked_at = now() - interval '11 minutes'`,
    );
    await alarmRequests.take('aqua');
    const { rows } = await database().owner.query('select id from thermacore.alarm_requests');
    assert.deepEqual(rows, []);
  });

  it('are a hundred at most that wait, in one tenant', async () => {
    const { alarmRequests } = store;
    for (let i = 0; i < 100; i++) await alarmRequests.ask('aqua', order());
    await assert.rejects(alarmRequests.ask('aqua', order()), { code: 'unavailable' });
    await alarmRequests.ask('borealis', order());
  });

  it('of another tenant are not there', async () => {
    const { alarmRequests } = store;
    const id = await alarmRequests.ask('aqua', order());
    assert.deepEqual(await alarmRequests.take('borealis'), []);
    assert.equal(await alarmRequests.withdraw('borealis', id), false);
    await alarmRequests.take('aqua');
    await alarmRequests.answer('borealis', id, []);
    assert.equal(await alarmRequests.fetch('aqua', id), undefined);
    await assert.rejects(alarmRequests.ask('nobody', order()), { code: 'not-found' });
  });
});
