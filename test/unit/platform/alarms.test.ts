import assert from 'node:assert/strict';
import type { AlarmRuleDraft } from '../../../lib/alarms/rule';
import { isThermaCoreError } from '../../../lib/core/errors';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { changesOf, type AlarmChange } from '../../../lib/platform';
import { Alarms, type AlarmsStore } from '../../../lib/platform/alarms';
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
    rise: (value: number, at: number) =>
      lease.readings([reading(value, { timestamp: reading(0).timestamp + at })]),
    said: () => told.splice(0).map(({ event, state, priority }) => `${event} ${state} ${priority}`),
  };
}

describe('what clients are told of alarms', () => {
  it('is nothing of an alarm that is for the journal alone, also when it goes', async () => {
    const { database, rise, said } = await watched();
    rise(92, 0);
    rise(20, 1);
    rise(92, 2);
    database.setRules('aqua');
    await turn();
    assert.deepEqual(said(), []);
  });

  it('is that an alarm came down to a limit that is for the journal alone, and nothing from then on', async () => {
    const { rise, said } = await watched();
    rise(97, 0);
    assert.deepEqual(said(), ['active unacknowledged high']);
    rise(92, 1);
    assert.deepEqual(said(), ['level-down unacknowledged journal']);
    rise(20, 2);
    assert.deepEqual(said(), []);
  });

  it('is all of one that comes back from there', async () => {
    const { rise, said } = await watched();
    rise(92, 0);
    rise(97, 1);
    assert.deepEqual(said(), ['level-up unacknowledged high']);
  });
});

describe('metrics of alarms', () => {
  const DAY_MS = 86_400_000;
  const clock = new FakeClock();
  const alarms = new Alarms<AlarmsStore>({
    clock,
    logger: silentLogger,
    meter: nullMeter,
    live: { publishAlarms: () => undefined },
    fleets: { reach: () => [].values(), onReach: () => undefined },
    conditions: { watch: () => () => undefined },
  });
  const store = { alarmJournal: { async *read() {} } } as unknown as AlarmsStore;

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
