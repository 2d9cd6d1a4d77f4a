import assert from 'node:assert/strict';
import { MemoryDatabase, facts, process, rule, turn } from './fixture';

describe('AlarmService in a flood', () => {
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
