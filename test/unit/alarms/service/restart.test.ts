import assert from 'node:assert/strict';
import { MemoryDatabase, process, rule, turn } from './fixture';

const SILENT = 'silent:boiler-1/supply';
const silent = rule({
  key: 'silent',
  name: 'Silent',
  condition: { kind: 'stale', afterSeconds: 60 },
});

const HOUR = Array.from({ length: 360 }, () => 20);

/** A process that got a reading every ten seconds for an hour, and stopped. */
async function stopped(values: readonly (number | undefined)[] = HOUR, watched = silent) {
  const database = new MemoryDatabase();
  database.setRules('aqua', watched);
  const one = process(database);
  const lease = one.feed('aqua');
  await turn();
  for (const value of values) {
    one.clock.advance(10_000);
    if (value !== undefined) lease.readings([one.reading(value)]);
  }
  await turn();
  await one.service.stop();
  return one;
}

describe('AlarmService after a restart', () => {
  it('calls no sensor silent that reported until the stop, before its time is over again', async () => {
    const { database, clock } = await stopped();
    const next = process(database, clock);
    next.feed('aqua');
    await turn();
    clock.advance(59_000);
    assert.deepEqual(next.told, []);
    clock.advance(2_000);
    assert.deepEqual(await next.states(), [`${SILENT} unacknowledged`]);
  });

  it('calls none silent because the process was down', async () => {
    const { database, clock } = await stopped();
    clock.advance(3_600_000);
    const next = process(database, clock);
    const lease = next.feed('aqua');
    await turn();
    clock.advance(30_000);
    lease.readings([next.reading(20)]);
    clock.advance(59_000);
    assert.deepEqual(next.told, []);
  });

  it('calls none silent because another sensor, which switches its rule, reports first', async () => {
    const when = { kind: 'state', unit: 'pump-1', sensor: 'state', states: ['RUN'] } as const;
    const { database, clock } = await stopped(
      HOUR,
      rule({ ...silent, enable: { when: { ...when, states: ['RUN'] } } }),
    );
    const next = process(database, clock);
    const lease = next.feed('aqua');
    await turn();
    lease.readings([next.reading('RUN', { unit: 'pump-1', sensor: 'state' })]);
    clock.advance(59_000);
    assert.deepEqual(next.told, []);
    database.setRules('aqua', { ...silent, cause: 'Radio' });
    await turn();
    assert.deepEqual(next.told, []);
  });

  it('knows one that was silent before', async () => {
    const { database, clock } = await stopped([20, ...Array.from({ length: 10 }, () => undefined)]);
    const next = process(database, clock);
    const lease = next.feed('aqua');
    await turn();
    assert.deepEqual(await next.states(), [`${SILENT} unacknowledged`]);
    lease.readings([next.reading(20)]);
    assert.deepEqual(await next.states(), [`${SILENT} returned-unacknowledged`]);
  });
});
