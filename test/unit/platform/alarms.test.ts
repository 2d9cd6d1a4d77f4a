import assert from 'node:assert/strict';
import type { AlarmRuleDraft } from '../../../lib/alarms/rule';
import { isThermaCoreError } from '../../../lib/core/errors';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { changesOf, type AlarmChange } from '../../../lib/platform';
import { Alarms, type AlarmsStore } from '../../../lib/platform/alarms';
import { Downloads } from '../../../lib/platform/downloads';
import { FakeClock } from '../../support/fake-clock';
import { MemoryDatabase, process, rule, turn } from '../alarms/service/fixture';

/** High-high is for operators, high for the journal alone. */
const limits: AlarmRuleDraft['condition'] = {
  kind: 'limit',
  limits: [
    { level: 'high-high', value: 95, priority: 'high' },
    { level: 'high', value: 90, priority: 'journal' },
  ],
};

/** What clients are told, as `event state priority`. */
async function watched() {
  const database = new MemoryDatabase();
  database.setRules('aqua', rule({ condition: limits, priority: 'high' }));
  const { service, reading } = process(database);
  const told: AlarmChange[] = [];
  const lease = service.feed({
    tenant: 'aqua',
    rules: [],
    onNotices: (_, notices, gone) => told.push(...changesOf(notices, gone)),
    onStatus: () => undefined,
  });
  await turn();
  return {
    database,
    service,
    rise: async (value: number, at: number) => {
      lease.readings([reading(value, { timestamp: reading(0).timestamp + at })]);
      await turn();
    },
    said: () => told.splice(0).map(({ event, state, priority }) => `${event} ${state} ${priority}`),
  };
}

describe('what clients are told of alarms', () => {
  it('is nothing of an alarm that is for the journal alone, also when it goes', async () => {
    const { database, rise, said } = await watched();
    await rise(92, 0);
    await rise(20, 1);
    await rise(92, 2);
    database.setRules('aqua');
    await turn();
    assert.deepEqual(said(), []);
  });

  it('is that an alarm came down to a limit that is for the journal alone, and all of it until it is acknowledged', async () => {
    const { rise, said, service } = await watched();
    await rise(97, 0);
    assert.deepEqual(said(), ['active unacknowledged high']);
    await rise(92, 1);
    assert.deepEqual(said(), ['level-down unacknowledged high']);
    await rise(20, 2);
    assert.deepEqual(said(), ['return returned-unacknowledged high']);
    await rise(92, 3);
    assert.deepEqual(said(), ['active unacknowledged high'], 'it is not the journal that acknowledges it');
    const { items, counts } = await service.list('aqua', { view: 'unacknowledged', limit: 9 });
    assert.deepEqual([items.length, counts.high.unacknowledged], [1, 1]);
    await service.act({ tenant: 'aqua', principal: undefined }, 'hot:boiler-1/supply', {
      action: 'acknowledge',
    });
    assert.deepEqual(said(), ['acknowledge acknowledged journal']);
    assert.deepEqual((await service.list('aqua', { view: 'announced', limit: 9 })).items, []);
    await rise(20, 4);
    assert.deepEqual(said(), []);
  });

  it('is of one that was acknowledged before it came down, that it did, and nothing from then on', async () => {
    const { rise, said, service } = await watched();
    await rise(97, 0);
    await service.act({ tenant: 'aqua', principal: undefined }, 'hot:boiler-1/supply', {
      action: 'acknowledge',
    });
    said();
    await rise(92, 1);
    assert.deepEqual(said(), ['level-down acknowledged journal']);
    await rise(20, 2);
    assert.deepEqual(said(), []);
  });

  it('is all of one that comes back from there', async () => {
    const { rise, said } = await watched();
    await rise(92, 0);
    await rise(97, 1);
    assert.deepEqual(said(), ['level-up unacknowledged high']);
  });
});

describe('metrics of alarms', () => {
  const DAY_MS = 86_400_000;
  const clock = new FakeClock();
  const downloads = new Downloads(clock, (ticket) => `/downloads/${ticket}`);
  const alarms = new Alarms<AlarmsStore>({
    clock,
    logger: silentLogger,
    meter: nullMeter,
    live: { publishAlarms: () => undefined },
    fleets: { reach: () => [].values(), onReach: () => undefined },
    conditions: { watch: () => () => undefined },
    operators: 3,
    isOwn: () => true,
    downloads,
  });
  const store = { alarmJournal: { async *read() {} } } as unknown as AlarmsStore;

  it('are counted for as many operators as the installation says, or as is asked for', async () => {
    const [asSaid, asAsked] = [
      await alarms.metrics(store, 'aqua', {}),
      await alarms.metrics(store, 'aqua', { operators: 4 }),
    ];
    assert.deepEqual([asSaid.operators, asAsked.operators], [3, 4]);
  });

  it('has a link to the journal for a browser, good once and for a minute', async () => {
    const idOf = ({ url }: { url: string }): string => url.replace('/downloads/', '');
    const late = idOf(alarms.journalTicket(store, 'aqua', {}));
    clock.advance(61_000);
    await assert.rejects(downloads.redeem(late), { code: 'not-found' });
    const ticket = idOf(alarms.journalTicket(store, 'aqua', {}));
    assert.equal((await downloads.redeem(ticket)).fileName, 'alarm-journal-aqua.csv');
    await assert.rejects(downloads.redeem(ticket), { code: 'not-found' });
  });

  it('are those of a year at most, also where the end is left out', async () => {
    const year = { from: clock.now() - 366 * DAY_MS, operators: 1 };
    assert.equal((await alarms.metrics(store, 'aqua', year)).alarms, 0);
    await assert.rejects(
      alarms.metrics(store, 'aqua', { ...year, from: year.from - 1 }),
      (error) =>
        isThermaCoreError(error) &&
        error.field === 'from' &&
        error.sentence === 'The time is longer than 366 days. Ask for less.',
    );
  });
});
