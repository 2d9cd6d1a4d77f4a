import assert from 'node:assert/strict';
import fc from 'fast-check';
import { House, closingHouses } from './recorder-house';

describe('Recorder between tenants', () => {
  closingHouses();
  const aqua = { tenant: 'aqua' };
  const borealis = { tenant: 'borealis' };
  const rowsOf = (house: House, tenant: string): number =>
    house.database.rows.filter((row) => row.tenant === tenant).length;

  it('commits the readings of a calm one after two batches of the one that floods', async () => {
    const house = await House.build({ maxBatch: 10 });
    house.database.hangs = true;
    for (let i = 0; i < 200; i++) house.deliver(house.readings(10, aqua));
    const calm = house.deliver(house.readings(3, borealis));
    house.database.release();
    await house.until(() => house.settled.some(({ id }) => id === calm));
    const before = house.settled.findIndex(({ id }) => id === calm);
    assert.ok(before <= 3, `${before} deliveries of the other came before`);
    await house.until(() => house.settled.length === 201);
    assert.equal(rowsOf(house, 'aqua'), 2000);
  });

  it('stores what comes in one message of several tenants, and settles it once', async () => {
    const house = await House.build({ maxBatch: 10 });
    const mixed = Array.from({ length: 25 }, (_, i) => house.readings(1, i % 2 ? aqua : borealis)).flat();
    house.deliver(mixed);
    await house.until(() => house.settled.length > 0);
    assert.deepEqual(house.settled, [{ id: 0, stored: true }]);
    assert.deepEqual([rowsOf(house, 'aqua'), rowsOf(house, 'borealis')], [12, 13]);
  });

  it('lets one that floods memory go to the spool, and the other straight to the database', async () => {
    const house = await House.build({ maxBuffered: 100, maxBatch: 50 });
    house.database.hangs = true;
    for (let i = 0; i < 40; i++) house.deliver(house.readings(10, aqua));
    const calm = house.deliver(house.readings(5, borealis));
    await house.run();
    house.database.release();
    await house.until(() => house.settled.some(({ id }) => id === calm));
    assert.equal(rowsOf(house, 'borealis'), 5);
    const before = house.settled.findIndex(({ id }) => id === calm);
    assert.ok(before <= 10, `${before} deliveries of the other came before`);
    await house.until(() => house.recorder.status.state === 'storing' && house.settled.length === 41);
    assert.equal(rowsOf(house, 'aqua'), 400);
    const spooled = house.meter.read('thermacore_readings_spooled_total');
    assert.ok(spooled > 0 && spooled <= 400, `${spooled} spooled, none of the calm one`);
  });

  it('keeps room in the spool: the one that floods is refused, the other is not', async () => {
    const house = await House.build({ limitBytes: 40_000, maxBatch: 10 });
    house.recorder.accept(house.readings(1, borealis));
    await house.run();
    house.database.up = false;
    for (let i = 0; i < 60; i++) house.deliver(house.readings(10, aqua));
    await house.until(() => house.settled.length === 60);
    assert.ok(house.settled.some(({ stored }) => !stored));
    assert.ok(house.spool.bytes <= 30_000 && house.spool.bytes > 25_000, `${house.spool.bytes} bytes`);
    const calm = house.deliver(house.readings(10, borealis));
    await house.until(() => house.settled.length === 61);
    assert.deepEqual(house.settled.at(-1), { id: calm, stored: true });
    assert.notEqual(house.recorder.status.state, 'full');
    const told = house.log.lines.filter(({ message }) => message.includes('as it may'));
    assert.equal(told.length, 1, 'says so once');
  });

  it('starves nobody and loses nothing, whoever floods and however the database comes and goes', async () => {
    const step = fc.oneof(
      fc.record({
        tenant: fc.constantFrom('aqua', 'borealis', 'cedar'),
        count: fc.integer({ min: 1, max: 30 }),
      }),
      fc.constant('toggle' as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const house = await House.build({ maxBatch: 10, maxBuffered: 60 });
        let sent = 0;
        for (const one of steps) {
          if (one === 'toggle') house.database.up = !house.database.up;
          else {
            sent += one.count;
            house.deliver(house.readings(one.count, { tenant: one.tenant }));
          }
          await house.run();
        }
        house.database.up = true;
        await house.until(() => house.database.rows.length === sent && house.recorder.status.buffered === 0);
        assert.ok(house.settled.every(({ stored }) => stored));
      }),
      { numRuns: 15 },
    );
  });
});
