import assert from 'node:assert/strict';
import type { JournalEntry, JournalFilter } from '../../../../lib/alarms/ports';
import { onEveryRung, useDatabase, type StoreParts } from '../../../support/database';
import { PLANT } from '../fixture';
import { T0, line } from './fixture';

const without = <T extends object, K extends keyof T>(name: K, whole: T): Omit<T, K> => {
  const { [name]: left, ...rest } = whole;
  assert.notEqual(left, undefined);
  return rest;
};

const MINUTE_MS = 60_000;

onEveryRung('The journal of alarms', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    for (const tenant of ['aqua', 'borealis']) await store.tenants.ensure(tenant, tenant, 'UTC');
    await store.plant.ensure('aqua', [PLANT]);
  });
  beforeEach(() => database().owner.query('delete from thermacore.alarm_journal'));

  const all = async (filter: Partial<JournalFilter> = {}, tenant = 'aqua'): Promise<JournalEntry[]> => [
    ...(await store.alarmJournal.list(tenant, { limit: 1000, ...filter })).items,
  ];
  const ids = async (filter: Partial<JournalFilter>): Promise<string[]> =>
    (await all(filter)).map(({ id }) => id);

  for (const value of [1.5, 0.1 + 0.2, 1e300, true, false, '', 'null', 'Störung "zu"', undefined])
    it(`gives back what it was given, with the value ${JSON.stringify(value) ?? 'left out'}`, async () => {
      const bare = without('value', line({ user: 'kim', comment: 'why', shelvedUntil: T0 + 1, firstOut: true, corrected: true, withdraws: 'x' })); // prettier-ignore
      const given = value === undefined ? bare : { ...bare, value };
      await store.alarmJournal.append('aqua', [given]);
      assert.deepEqual(await all(), [given]);
    });

  it('keeps lines of devices, and those without limit, user or comment', async () => {
    const bare = without(
      'limit',
      line({
        source: { device: 'plc-1' },
        instance: 'offline:plc-1',
        rule: 'offline',
      }),
    );
    await store.alarmJournal.append('aqua', [bare]);
    assert.deepEqual(await all({ device: 'plc-1' }), [bare]);
  });

  it('refuses no line for a character that PostgreSQL cannot hold', async () => {
    await store.alarmJournal.append('aqua', [line({ message: 'a\0b', comment: '\ud800', value: 'c\0d' })]);
    const [kept] = await all();
    assert.equal(kept?.message, 'a␀b');
    assert.equal(kept?.comment, '\ufffd');
    assert.equal(kept?.value, 'c\0d');
  });

  it('has a line once, however often it is written', async () => {
    const first = line();
    await store.alarmJournal.append('aqua', [first, first]);
    await store.alarmJournal.append('aqua', [line({ at: T0 - 1 }), first, { ...first, message: 'other' }]);
    assert.deepEqual(
      (await all()).map(({ message }) => message),
      [first.message, first.message],
    );
  });

  it('takes lines of any time: years ago, and a clock that is far ahead', async () => {
    for (const at of [Date.UTC(1971, 0, 1), Date.UTC(2019, 5, 1), Date.now(), Date.UTC(2099, 0, 1)])
      await store.alarmJournal.append('aqua', [line({ at })]);
    assert.equal((await all()).length, 4);
  });

  it('is found by time, rule, instance, unit, sensor, priority, state, event, user and occurrence', async () => {
    const odd = line({
      rule: 'other', instance: 'other:unit-2/flow', source: { unit: 'unit-2', sensor: 'flow' }, at: T0 + MINUTE_MS,
      event: 'acknowledge', from: 'unacknowledged', to: 'acknowledged', priority: 'low', user: 'lee', correlation: 'two',
    }); // prettier-ignore
    const even = line({ user: 'kim' });
    await store.alarmJournal.append('aqua', [even, odd]);
    for (const filter of [
      { from: T0 + MINUTE_MS },
      { rule: 'other' },
      { instance: 'other:unit-2/flow' },
      { unit: 'unit-2' },
      { sensor: 'flow' },
      { priorities: ['low', 'medium'] },
      { states: ['acknowledged'] },
      { events: ['acknowledge'] },
      { user: 'lee' },
      { correlation: 'two' },
    ] as const)
      // prettier-ignore
      assert.deepEqual(await ids(filter), [odd.id], JSON.stringify(filter));
    assert.deepEqual(await ids({ to: T0 + MINUTE_MS }), [even.id]);
    assert.deepEqual(await ids({ priorities: [] }), []);
  });

  it('is read page by page and as a whole in one order, many lines of one moment too', async () => {
    const lines = Array.from({ length: 120 }, (_, i) =>
      line({ at: T0 + (i % 4) * 1000, evaluatedAt: T0 + 9000 + (i % 3), message: String(i) }),
    );
    await store.alarmJournal.append('aqua', lines.slice(0, 70));
    await store.alarmJournal.append('aqua', lines.slice(70));
    const whole = await all();
    assert.equal(whole.length, lines.length);
    for (const limit of [1, 7, 30, 119, 120]) {
      const paged: JournalEntry[] = [];
      for (let cursor: string | undefined; ;) {
        const page = await store.alarmJournal.list('aqua', { limit, cursor });
        assert.ok(page.items.length <= limit);
        paged.push(...page.items);
        cursor = page.nextCursor;
        if (cursor === undefined) break;
      }
      assert.deepEqual(paged, whole, `pages of ${limit}`);
    }
    const inOrder: JournalEntry[] = [];
    for await (const one of store.alarmJournal.read('aqua', {})) inOrder.push(one);
    assert.deepEqual(inOrder, [...whole].reverse());
  });

  it('gives lines of one moment in the order in which they were written', async () => {
    const lines = ['c', 'a', 'b'].map((id) => line({ id }));
    await store.alarmJournal.append('aqua', lines);
    assert.deepEqual(await ids({}), ['b', 'a', 'c']);
  });

  it('counts announcements in 10 minutes and by rule, without those that were withdrawn or are only kept', async () => {
    const wrong = line({ at: T0 + 2 * MINUTE_MS });
    await store.alarmJournal.append('aqua', [
      line(),
      line({ at: T0 + MINUTE_MS }),
      wrong,
      line({ event: 'withdrawn', withdraws: wrong.id, at: wrong.at }),
      line({ priority: 'journal' }),
      line({ event: 'acknowledge', from: 'unacknowledged', to: 'acknowledged' }),
      line({ at: T0 + 25 * MINUTE_MS, rule: 'other', instance: 'other:u/s' }),
      line({ at: T0 + 60 * MINUTE_MS }),
    ]);
    const span = { from: T0 - MINUTE_MS, to: T0 + 60 * MINUTE_MS };
    assert.deepEqual(await store.alarmJournal.rate('aqua', span), [
      { at: T0, alarms: 2 },
      { at: T0 + 20 * MINUTE_MS, alarms: 1 },
    ]);
    assert.deepEqual(await store.alarmJournal.badActors('aqua', span, 10), [
      { rule: 'supply-high', alarms: 2, instances: 1 },
      { rule: 'other', alarms: 1, instances: 1 },
    ]);
    assert.equal((await store.alarmJournal.badActors('aqua', span, 1)).length, 1);
    assert.deepEqual(await store.alarmJournal.rate('borealis', span), []);
    await assert.rejects(store.alarmJournal.rate('aqua', { from: 0, to: T0 }), { code: 'invalid' });
  });

  it('counts announcements by unit and priority, and gives the newest of them in order', async () => {
    const wrong = line({ at: T0 + 2 * MINUTE_MS });
    await store.alarmJournal.append('aqua', [
      line(),
      line({ at: T0 + MINUTE_MS, priority: 'critical' }),
      wrong,
      line({ event: 'withdrawn', withdraws: wrong.id, at: wrong.at }),
      line({
        at: T0 + 3 * MINUTE_MS,
        source: { device: 'plc-1' },
        instance: 'offline:plc-1',
        rule: 'offline',
      }),
      line({ event: 'acknowledge', from: 'unacknowledged', to: 'acknowledged' }),
    ]);
    const span = { from: T0 - MINUTE_MS, to: T0 + 60 * MINUTE_MS };
    const { source, priority, instance } = line();
    assert.deepEqual(
      new Set(await store.alarmJournal.byUnit('aqua', span)),
      new Set([
        { unit: source.unit, priority: 'critical', alarms: 1 },
        { unit: source.unit, priority, alarms: 1 },
      ]),
    );
    assert.deepEqual(await store.alarmJournal.announcements('aqua', span, 2), [
      { instance, at: T0 + MINUTE_MS },
      { instance: 'offline:plc-1', at: T0 + 3 * MINUTE_MS },
    ]);
    assert.deepEqual(await store.alarmJournal.byUnit('borealis', span), []);
    assert.deepEqual(await store.alarmJournal.announcements('borealis', span, 9), []);
  });

  it('is of one tenant', async () => {
    const ours = line({ id: 'same' });
    await store.alarmJournal.append('aqua', [ours]);
    await store.alarmJournal.append('borealis', [{ ...ours, message: 'theirs' }]);
    assert.deepEqual(
      (await all({}, 'borealis')).map(({ message }) => message),
      ['theirs'],
    );
    assert.deepEqual(await all(), [ours]);
    await assert.rejects(store.alarmJournal.append('nobody', [ours]), { code: 'not-found' });
  });

  it('refuses a cursor that it did not give', () =>
    assert.rejects(store.alarmJournal.list('aqua', { limit: 1, cursor: 'x' }), { code: 'invalid' }));

  it('keeps a flood of 10,000 lines of one second whole', async function () {
    this.timeout(60_000);
    const lines = Array.from({ length: 10_000 }, (_, i) =>
      line({ at: T0 + (i % 1000), instance: `supply-high:boiler-1/s${i}`, correlation: `flood-${i}` }),
    );
    await store.alarmJournal.append('aqua', lines);
    await store.alarmJournal.append('aqua', lines);
    const read: string[] = [];
    for await (const { id } of store.alarmJournal.read('aqua', {})) read.push(id);
    assert.deepEqual(read.sort(), lines.map(({ id }) => id).sort());
  });
});
