import assert from 'node:assert/strict';
import type { FakeClock } from '../../../support/fake-clock';
import { MemoryDatabase, facts, process, rule, turn } from './fixture';

/** Eleven boilers that get too hot at once. */
async function flooded(operators = 1) {
  const database = new MemoryDatabase();
  database.setRules('aqua', rule({ appliesTo: { to: 'sensors', sensor: 'supply' } }));
  const units = Array.from({ length: 11 }, (_, i) => `boiler-${i + 1}`);
  const start = async (clock?: FakeClock) => {
    const one = process(database, clock, operators);
    one.plants.sensors = units.map((unit) => facts(unit, 'supply'));
    const lease = one.feed('aqua');
    await turn();
    return { ...one, lease };
  };
  const first = await start();
  first.lease.readings(units.map((unit) => first.reading(95, { unit })));
  await turn();
  return { first, start };
}

describe('AlarmService in a flood', () => {
  it('knows of it after a restart, and of its end', async () => {
    const { first, start } = await flooded();
    assert.equal(first.lease.summary('aqua').flood, true);
    await first.service.stop();
    first.clock.advance(60_000);
    const second = await start(first.clock);
    assert.equal(second.lease.summary('aqua').flood, true);
    assert.equal(second.told.length, 0);
    second.clock.advance(541_000);
    await turn();
    assert.equal(second.lease.summary('aqua').flood, false);
    await second.service.stop();
    const third = await start(first.clock);
    assert.equal(third.lease.summary('aqua').flood, false);
  });

  it('is known where another process evaluates, from its beginning or later, and so is its end', async () => {
    const { first, start } = await flooded();
    const second = await start(first.clock);
    assert.equal(second.lease.status().state, 'elsewhere');
    assert.equal(second.lease.summary('aqua').flood, true, 'it began before this process did');
    first.clock.advance(601_000);
    await turn();
    assert.equal(second.lease.summary('aqua').flood, false);
    const units = second.plants.sensors.map(({ unit }) => unit);
    for (const value of [20, 95]) {
      first.lease.readings(units.map((unit) => first.reading(value, { unit })));
      first.clock.advance(1000);
      await turn();
    }
    assert.equal(second.lease.summary('aqua').flood, true);
  });

  it('is in none where two operators share the alarms', async () => {
    const { first } = await flooded(2);
    assert.equal(first.lease.summary('aqua').flood, false);
  });

  it('tells the node when it is over, though no alarm changes then', async () => {
    const database = new MemoryDatabase();
    database.setRules('aqua', rule({ appliesTo: { to: 'sensors', sensor: 'supply' } }));
    const { service, plants, clock, reading } = process(database);
    const units = Array.from({ length: 11 }, (_, i) => `boiler-${i + 1}`);
    plants.sensors = units.map((unit) => facts(unit, 'supply'));
    const told: boolean[] = [];
    const lease = service.feed({
      tenant: 'aqua',
      rules: [],
      onNotices: (tenant) => told.push(lease.summary(tenant).flood),
      onStatus: () => undefined,
    });
    await turn();
    lease.readings(units.map((unit) => reading(95, { unit })));
    await turn();
    assert.deepEqual(told, [true]);
    clock.advance(601_000);
    await turn();
    assert.deepEqual(told, [true, false]);
  });
});
