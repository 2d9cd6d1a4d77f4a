import assert from 'node:assert/strict';
import { shortIdOf } from '../../../../lib/alarms/short-id';
import { onEveryRung, useDatabase, type StoreParts } from '../../../support/database';
import { alarm, batch, line } from './fixture';

const on = (sensor: string, more: Parameters<typeof alarm>[0] = {}) =>
  alarm({ id: `supply-high:boiler-1/${sensor}`, source: { unit: 'boiler-1', sensor }, ...more });

onEveryRung('What changed of alarms', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    for (const tenant of ['aqua', 'borealis']) await store.tenants.ensure(tenant, tenant, 'UTC');
  });
  beforeEach(() =>
    database().owner.query('delete from thermacore.alarm_instances; delete from thermacore.alarm_journal'),
  );
  const idsOf = ({ alarms }: Awaited<ReturnType<StoreParts['alarms']['changes']>>): string[] =>
    alarms.map(({ alarm: { id, state } }) => `${id} ${state}`);

  it('is at first all that is not normal, then what was written since, with its last line', async () => {
    const keeper = await store.alarms.open('aqua');
    await keeper.keep(batch([line()], [on('supply'), on('calm', { state: 'normal' })]));
    const first = await store.alarms.changes('aqua');
    assert.deepEqual([idsOf(first), first.open], [['supply-high:boiler-1/supply unacknowledged'], 1]);
    assert.equal(first.alarms[0]?.line?.event, 'active');

    const last = line({ event: 'acknowledge', to: 'acknowledged', user: 'kim@aqua' });
    await keeper.keep(batch([line({ event: 'level-up' }), last], [on('supply', { state: 'acknowledged' })]));
    const second = await store.alarms.changes('aqua', first.cursor);
    assert.deepEqual(idsOf(second), ['supply-high:boiler-1/supply acknowledged']);
    assert.deepEqual(second.alarms[0]?.line, last);

    // What the engine remembers changed, nothing that anybody would be told of.
    await keeper.keep(batch([], [on('supply', { state: 'acknowledged', comment: 'x' })]));
    const third = await store.alarms.changes('aqua', second.cursor);
    assert.deepEqual(third.alarms[0]?.line, last);
    assert.deepEqual(idsOf(await store.alarms.changes('aqua', third.cursor)), []);
  });

  it('is told by their number where some were removed', async () => {
    const keeper = await store.alarms.open('aqua');
    await keeper.keep(batch([], [on('supply'), on('pump')]));
    const { cursor, open } = await store.alarms.changes('aqua');
    await keeper.keep(batch([], [], ['supply-high:boiler-1/pump']));
    assert.deepEqual([open, (await store.alarms.changes('aqua', cursor)).open], [2, 1]);
  });

  it('is one tenant’s', async () => {
    const { cursor } = await store.alarms.changes('borealis');
    await (await store.alarms.open('aqua')).keep(batch([line()], [on('supply')]));
    assert.deepEqual(idsOf(await store.alarms.changes('borealis', cursor)), []);
    assert.deepEqual((await store.alarms.changes('borealis')).open, 0);
  });

  it('can be looked up by the short id of an alarm, and by the long one', async () => {
    await (await store.alarms.open('aqua')).keep(batch([], [on('supply'), on('pump')]));
    const id = 'supply-high:boiler-1/pump';
    assert.equal((await store.alarms.get('aqua', shortIdOf(id))).id, id);
    assert.equal((await store.alarms.get('aqua', id)).id, id);
    await assert.rejects(store.alarms.get('borealis', shortIdOf(id)), { code: 'not-found' });
  });
});
