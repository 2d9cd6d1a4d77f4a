import assert from 'node:assert/strict';
import type { AlarmFilter, InstanceRecord, ListedAlarm } from '../../../../lib/alarms/ports';
import { onEveryRung, onEveryServer, useDatabase, type StoreParts } from '../../../support/database';
import { PLANT } from '../fixture';
import { BY, T0, alarm, batch, line, rule } from './fixture';

const furnish = async (store: StoreParts): Promise<void> => {
  for (const tenant of ['aqua', 'borealis']) await store.tenants.ensure(tenant, tenant, 'UTC');
  await store.plant.ensure('aqua', [PLANT]);
};
const on = (sensor: string, more: Partial<InstanceRecord['shown']> = {}): InstanceRecord =>
  alarm({ id: `supply-high:boiler-1/${sensor}`, source: { unit: 'boiler-1', sensor }, ...more });

onEveryRung('Alarms', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    await furnish(store);
  });
  beforeEach(() =>
    database().owner.query(
      'delete from thermacore.alarm_instances; delete from thermacore.alarm_journal; delete from thermacore.alarm_rules',
    ),
  );
  const keep = async (...records: InstanceRecord[]): Promise<void> =>
    (await store.alarms.open('aqua')).keep(batch([], records));
  const kept = async (tenant = 'aqua'): Promise<readonly InstanceRecord[]> =>
    (await store.alarms.open(tenant)).records;
  const list = async (filter: Partial<AlarmFilter> = {}): Promise<readonly ListedAlarm[]> =>
    (await store.alarms.list('aqua', { list: 'all', limit: 100, ...filter })).items;
  const lines = async (): Promise<number> =>
    (await store.alarmJournal.list('aqua', { limit: 1000 })).items.length;

  for (const memory of [{ a: [1, null, 'x\0y', '\ud800'], b: { c: 1e-300 } }, null, 'text', 7, []])
    it(`come back as they were, with what the engine remembers: ${JSON.stringify(memory)}`, async () => {
      const record = alarm({ message: 'a\0b', shelvedUntil: T0 + 1.5, state: 'shelved' }, memory);
      await keep(record);
      assert.deepEqual(await kept(), [record]);
    });

  it('are replaced by what is kept later, and gone when removed', async () => {
    const keeper = await store.alarms.open('aqua');
    await keeper.keep(batch([], [on('supply'), on('pump')]));
    await keeper.keep(batch([], [on('supply', { state: 'acknowledged' })]));
    await keeper.keep(
      batch([], [on('supply', { state: 'normal', active: false })], ['supply-high:boiler-1/pump']),
    );
    assert.deepEqual(await kept(), [on('supply', { state: 'normal', active: false })]);
    await keeper.keep(batch([], [], ['supply-high:boiler-1/supply', 'never:there']));
    assert.deepEqual(await kept(), []);
    await keeper.keep(batch([], [on('supply')]));
    assert.deepEqual(await kept(), [on('supply')]);
  });

  it('of one condition are one, whatever their id', async () => {
    await keep(alarm());
    await assert.rejects(keep(alarm({ id: 'another' })), { code: 'conflict' });
    assert.deepEqual(await kept(), [alarm()]);
  });

  it('are kept with their lines of the journal or not at all', async () => {
    const keeper = await store.alarms.open('aqua');
    await keeper.keep(batch([line(), line()], [on('supply')]));
    assert.equal(await lines(), 2);
    await assert.rejects(keeper.keep(batch([line(), line({ message: null as never })], [on('pump')])), {
      code: 'invalid',
    });
    assert.equal(await lines(), 2);
    assert.deepEqual(await kept(), [on('supply')]);
  });

  it('may be kept again when the answer was lost: the lines are there once', async () => {
    const keeper = await store.alarms.open('aqua');
    const first = batch([line()], [on('supply')]);
    await keeper.keep(first);
    await keeper.keep(first);
    assert.equal(await lines(), 1);
    // The same as above, for a writer that does not even know that the first one went through.
    const lost = await store.alarms.open('aqua');
    const second = batch([line()], [on('supply', { state: 'acknowledged' })]);
    await lost.keep(second);
    (lost as unknown as { revisions: Map<string, number> }).revisions.set(on('supply').id, 1);
    await lost.keep(second);
    assert.equal(await lines(), 2);
  });

  it('belong to the writer who came last: another one is told, and has kept nothing', async () => {
    const [mine, theirs] = [await store.alarms.open('aqua'), await store.alarms.open('aqua')];
    await mine.keep(batch([], [on('supply')]));
    await assert.rejects(
      theirs.keep(batch([line()], [on('mode'), on('supply', { state: 'acknowledged' })])),
      {
        code: 'conflict',
        message: /Another process keeps the alarms/,
      },
    );
    assert.deepEqual(await kept(), [on('supply')]);
    assert.equal(await lines(), 0);

    const later = await store.alarms.open('aqua');
    await later.keep(batch([], [on('supply', { state: 'acknowledged' })]));
    for (const stale of [batch([], [on('supply')]), batch([], [], [on('supply').id])])
      await assert.rejects(mine.keep(stale), { code: 'conflict' });
    assert.deepEqual(await kept(), [on('supply', { state: 'acknowledged' })]);
  });

  it('are listed newest first, with the names of rule, unit, sensor and device', async () => {
    await store.alarmRules.add('aqua', rule(), BY);
    await keep(
      on('supply'),
      on('gone', { since: T0 + 1 }),
      alarm({ id: 'offline:plc', rule: 'offline', source: { device: 'plc' }, since: T0 - 1 }),
    );
    assert.deepEqual(
      (await list()).map(({ id, ruleName, unitName, sensorName, deviceName, uom, decimals }) => [
        id, ruleName, unitName, sensorName, deviceName, uom, decimals,
      ]), // prettier-ignore
      [
        [
          'supply-high:boiler-1/gone',
          'Supply too hot',
          'Boiler 1',
          undefined,
          undefined,
          undefined,
          undefined,
        ],
        ['supply-high:boiler-1/supply', 'Supply too hot', 'Boiler 1', 'Supply', undefined, '°C', 1],
        ['offline:plc', undefined, undefined, undefined, undefined, undefined, undefined],
      ],
    );
    assert.equal((await store.alarms.get('aqua', 'offline:plc')).rule, 'offline');
    for (const [tenant, id] of [
      ['aqua', 'none'],
      ['borealis', 'offline:plc'],
    ] as const)
      await assert.rejects(store.alarms.get(tenant, id), { code: 'not-found' });
  });

  it('are listed by what an operator looks for', async () => {
    const states = [
      'normal', 'unacknowledged', 'acknowledged', 'returned-unacknowledged', 'latched-unacknowledged', 'latched-acknowledged',
      'shelved', 'suppressed-by-design', 'out-of-service',
    ] as const; // prettier-ignore
    const holds = new Set(['unacknowledged', 'acknowledged', 'shelved']);
    await keep(
      ...states.map((state, i) => on(`s${i}`, { state, active: holds.has(state), since: T0 + i })),
      on('quiet', { priority: 'journal', state: 'acknowledged' }),
    );
    const listed = async (filter: Partial<AlarmFilter>) => (await list(filter)).map(({ state }) => state);
    assert.deepEqual(await listed({ list: 'all' }), states.slice(1).reverse());
    assert.deepEqual(await listed({ list: 'announced' }), states.slice(1, 6).reverse());
    assert.deepEqual(await listed({ list: 'active' }), ['acknowledged', 'unacknowledged']);
    assert.deepEqual(await listed({ list: 'unacknowledged' }), [
      'latched-unacknowledged',
      'returned-unacknowledged',
      'unacknowledged',
    ]);
    assert.deepEqual(await listed({ list: 'shelved' }), ['shelved']);
    assert.deepEqual(await listed({ list: 'suppressed' }), ['suppressed-by-design']);
    assert.deepEqual(await listed({ list: 'out-of-service' }), ['out-of-service']);
    assert.deepEqual((await list({ priorities: ['journal'] })).length, 1);
    for (const none of [
      { unit: 'other' },
      { rule: 'other' },
      { class: 'other' },
      { priorities: ['low'] },
    ] as const)
      assert.deepEqual(await list(none), []);
    assert.equal((await list({ unit: 'boiler-1', rule: 'supply-high', class: 'process' })).length, 8);
  });

  it('are listed while they wait for an acknowledgement, also one that became a matter of the journal', async () => {
    await keep(on('waits', { priority: 'journal', state: 'returned-unacknowledged' }));
    assert.equal((await list({ list: 'unacknowledged' })).length, 1);
    assert.equal((await list({ list: 'unacknowledged', priorities: ['high', 'low'] })).length, 0);
  });

  it('are listed page by page, each once', async () => {
    await keep(...Array.from({ length: 23 }, (_, i) => on(`s${i}`, { since: T0 + (i % 3) })));
    const whole = (await list()).map(({ id }) => id);
    assert.equal(whole.length, 23);
    for (const limit of [1, 5, 22, 23]) {
      const paged: string[] = [];
      for (let cursor: string | undefined; ;) {
        const page = await store.alarms.list('aqua', { list: 'all', limit, cursor });
        paged.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
        if (cursor === undefined) break;
      }
      assert.deepEqual(paged, whole);
    }
  });

  it('are one tenant’s: the same id of two is two alarms', async () => {
    await keep(alarm());
    const theirs = await store.alarms.open('borealis');
    assert.deepEqual(theirs.records, []);
    await theirs.keep(batch([], [alarm({ message: 'theirs' })]));
    await theirs.keep(batch([], [], [alarm().id]));
    assert.deepEqual(await kept(), [alarm()]);
  });
});

onEveryServer('Two writers of alarms at the same moment', (rung) => {
  const database = useDatabase(rung);

  it('of one alarm: one keeps all of its batch, the other nothing and is told, whatever the order', async function () {
    this.timeout(60_000);
    const store = await database().open();
    await furnish(store);
    for (let round = 0; round < 20; round++) {
      const record = on(`s${round}`);
      const writers = [await store.alarms.open('aqua'), await store.alarms.open('aqua')];
      const ends = await Promise.allSettled(
        writers.map((writer, i) =>
          writer.keep(batch([line({ user: `${round}-${i}` })], [record, on(`own-${round}-${i}`)])),
        ),
      );
      const [won] = ends.flatMap(({ status }, i) => (status === 'fulfilled' ? [i] : []));
      assert.equal(ends.filter(({ status }) => status === 'fulfilled').length, 1);
      for (const i of [0, 1]) {
        const { items } = await store.alarmJournal.list('aqua', { limit: 9, user: `${round}-${i}` });
        assert.equal(items.length, i === won ? 1 : 0);
      }
      const lost = ends.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
      assert.equal((lost.reason as { code: string }).code, 'conflict');
    }
  });
});
