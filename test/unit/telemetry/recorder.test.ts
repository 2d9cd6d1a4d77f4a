import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Reading } from '../../../lib/core/reading';
import { temporaryFolder } from './fixture';
import { House, closingHouses } from './recorder-house';

describe('Recorder', () => {
  closingHouses();

  it('stores at once, and settles the delivery after the commit', async () => {
    const house = await House.build();
    house.database.hangs = true;
    house.deliver(house.readings(3));
    await house.run();
    assert.equal(house.database.writing, 1, 'without waiting for a timer');
    assert.deepEqual(house.settled, []);
    house.database.release();
    await house.run();
    assert.deepEqual(house.settled, [{ id: 0, stored: true }]);
    assert.equal(house.meter.read('thermacore_readings_stored_total'), 3);
  });

  it('collects while both writers are busy, and never has more than two', async () => {
    const house = await House.build({ maxBatch: 100 });
    house.database.hangs = true;
    for (let i = 0; i < 50; i++) house.deliver(house.readings(10));
    await house.run();
    assert.equal(house.database.writing, 2);
    house.database.release();
    await house.until(() => house.settled.length === 50);
    assert.equal(house.database.mostWriting, 2);
    assert.ok(house.database.batches.length <= 8, `${house.database.batches.length} statements`);
    assert.ok(Math.max(...house.database.batches) <= 100);
    assert.equal(house.database.rows.length, 500);
  });

  it('splits what is larger than a statement may be', async () => {
    const house = await House.build({ maxBatch: 100 });
    house.deliver(house.readings(950));
    await house.until(() => house.settled.length === 1);
    assert.equal(Math.max(...house.database.batches), 100);
    assert.equal(house.database.rows.length, 950);
    assert.deepEqual(house.settled, [{ id: 0, stored: true }]);
  });

  it('settles an empty delivery as stored: a flow may filter everything out', async () => {
    const house = await House.build();
    house.deliver([]);
    assert.deepEqual(house.settled, [{ id: 0, stored: true }]);
  });

  it('settles a delivery in parts only when all of them are safe', async () => {
    const house = await House.build();
    house.database.hangs = true;
    const settled: boolean[] = [];
    const id = house.deliveries.open((stored) => settled.push(stored));
    house.recorder.accept(house.readings(1), id);
    house.recorder.accept([], id);
    house.recorder.accept(house.readings(1), id);
    await house.run();
    assert.deepEqual(settled, []);
    house.database.release();
    await house.until(() => settled.length > 0);
    assert.deepEqual(settled, [true]);
    assert.equal(house.database.rows.length, 2);
  });

  it('spools while the database is away, settles as stored, and replays in order when it is back', async () => {
    const house = await House.build();
    house.database.up = false;
    for (let i = 0; i < 20; i++) {
      house.deliver(house.readings(5));
      await house.until(() => house.settled.length > i);
    }
    assert.ok(house.settled.every(({ stored }) => stored));
    assert.equal(house.recorder.status.state, 'spooling');
    assert.equal(house.database.rows.length, 0);
    house.database.up = true;
    house.recorder.databaseUp();
    // Newcomers go behind what waits.
    house.deliver(house.readings(5));
    await house.until(() => house.recorder.status.state === 'storing' && house.settled.length === 21);
    const times = house.database.rows.map(({ timestamp }) => timestamp);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
    assert.equal(times.length, 105);
    assert.equal(house.log.lines.filter(({ level }) => level === 'warn').length, 1, 'says so once');
  });

  it('gets out of the spool again under a load that never pauses', async () => {
    const house = await House.build({ maxBatch: 20 });
    house.database.up = false;
    let open = 0;
    let stop = false;
    const keepSending = (): void => {
      open++;
      house.recorder.accept(
        house.readings(10),
        house.deliveries.open(() => {
          open--;
          if (!stop) keepSending();
        }),
      );
    };
    for (let i = 0; i < 12; i++) keepSending();
    await house.until(() => house.spool.bytes > 10_000);
    house.database.up = true;
    await house.until(() => house.recorder.status.state === 'storing');
    const spooled = house.meter.read('thermacore_readings_spooled_total');
    const rows = house.database.rows.length;
    await house.until(() => house.database.rows.length > rows + 2000);
    assert.equal(house.meter.read('thermacore_readings_spooled_total'), spooled);
    stop = true;
    await house.until(() => open === 0);
  });

  it('notices by itself that the database is back', async () => {
    const house = await House.build();
    house.database.up = false;
    house.deliver(house.readings(5));
    await house.until(() => house.settled.length === 1);
    house.database.up = true;
    await house.until(() => house.database.rows.length === 5 && house.recorder.status.state === 'storing');
  });

  it('stores first what an earlier run left in the spool', async () => {
    const folder = temporaryFolder();
    const before = await House.build({ folder });
    before.database.up = false;
    before.deliver(before.readings(5));
    await before.until(() => before.settled.length === 1);
    const house = await House.build({ folder });
    await house.until(() => house.database.rows.length === 5);
  });

  it('goes to the spool before memory fills up', async () => {
    const house = await House.build({ maxBuffered: 100, maxBatch: 50 });
    house.database.hangs = true;
    for (let i = 0; i < 40; i++) house.deliver(house.readings(10));
    await house.run();
    house.database.release();
    await house.until(() => house.settled.length === 40 && house.recorder.status.state === 'storing');
    assert.equal(house.database.rows.length, 400);
    assert.ok(house.meter.read('thermacore_readings_spooled_total') > 0);
  });

  it('does not let one poisonous reading hold up the others', async () => {
    const house = await House.build();
    const refused: unknown[] = [];
    house.recorder.onRefused((some) => refused.push(...some.map(({ reading: one }) => one)));
    const poison = house.readings(1, { sensor: 'mode', value: 'poison' });
    house.deliver([...house.readings(37), ...poison, ...house.readings(25)]);
    await house.until(() => house.settled.length === 1);
    assert.equal(house.database.rows.length, 62);
    assert.deepEqual(refused, poison);
    assert.equal(house.meter.read('thermacore_readings_refused_total'), 1);
    assert.deepEqual(house.settled, [{ id: 0, stored: true }]);
  });

  it('gets a poisonous reading out of the spool, too', async () => {
    const house = await House.build();
    house.database.up = false;
    house.deliver([...house.readings(3), ...house.readings(1, { value: 'poison' })]);
    house.deliver(house.readings(3));
    await house.until(() => house.settled.length === 2);
    house.database.up = true;
    await house.until(() => house.recorder.status.state === 'storing');
    assert.equal(house.database.rows.length, 6);
  });

  it('hands on and counts readings of sensors that are gone', async () => {
    const house = await House.build();
    house.database.unknownSensors.add('gone');
    const refused: string[] = [];
    const stop = house.recorder.onRefused((some) => refused.push(...some.map(({ reason }) => reason)));
    house.deliver([...house.readings(2), ...house.readings(1, { sensor: 'gone' })]);
    await house.until(() => house.settled.length === 1);
    assert.deepEqual(refused, ['unknown-sensor']);
    assert.deepEqual(house.settled, [{ id: 0, stored: true }]);
    stop();
  });

  it('counts repeats apart', async () => {
    const house = await House.build();
    const same = house.readings(4);
    house.deliver(same);
    house.deliver(same);
    await house.until(() => house.settled.length === 2);
    assert.equal(house.meter.read('thermacore_readings_stored_total'), 4);
    assert.equal(house.meter.read('thermacore_readings_repeated_total'), 4);
  });

  it('with database and spool closed: confirms nothing, counts what is lost, and says so once', async () => {
    const house = await House.build({ limitBytes: 500 });
    house.database.up = false;
    for (let i = 0; i < 10; i++) house.deliver(house.readings(5));
    house.recorder.accept(house.readings(7));
    house.recorder.accept(house.readings(7));
    await house.until(() => house.settled.length === 10 && house.recorder.status.buffered === 0);
    assert.ok(house.settled.every(({ stored }) => !stored));
    assert.equal(house.meter.read('thermacore_readings_lost_total'), 14);
    assert.equal(house.recorder.status.state, 'full');
    const errors = house.log.lines.filter(({ level }) => level === 'error');
    assert.equal(errors.length, 2, JSON.stringify(errors));
    assert.match(errors[0]?.message ?? '', /spool is full.*raise the limit/);
    assert.match(errors[1]?.message ?? '', /lost/);
  });

  it('stores out of turn rather than losing when a full spool is being replayed', async () => {
    const house = await House.build({ limitBytes: 1500 });
    house.database.up = false;
    const before = house.deliver(house.readings(6));
    await house.until(() => house.settled.length === 1);
    house.database.up = true;
    house.recorder.databaseUp();
    house.recorder.accept(house.readings(50));
    await house.until(() => house.database.rows.length === 56);
    assert.equal(house.meter.read('thermacore_readings_lost_total'), 0);
    assert.equal(before, 0);
  });

  describe('stop', () => {
    const stopped = async (house: House): Promise<void> => {
      let done = false;
      void house.recorder.stop().then(() => (done = true));
      while (!done) {
        house.clock.advance(5);
        await new Promise(setImmediate);
      }
    };

    it('stores what is in memory', async () => {
      const house = await House.build({ maxBatch: 10 });
      for (let i = 0; i < 30; i++) house.deliver(house.readings(10));
      await stopped(house);
      assert.equal(house.database.rows.length, 300);
      assert.equal(house.settled.length, 30);
    });

    it('leaves it to the spool when the database hangs', async () => {
      const folder = temporaryFolder();
      const house = await House.build({ folder, maxBatch: 10 });
      house.database.hangs = true;
      const all = house.readings(100);
      for (let i = 0; i < 100; i += 10) house.recorder.accept(all.slice(i, i + 10));
      await stopped(house);
      const next = await House.build({ folder });
      await next.until(() => all.every((one) => next.database.has(one)));
    });
  });

  it('loses nothing that it confirmed, whatever the database does', async () => {
    const act = fc.oneof(
      { weight: 6, arbitrary: fc.record({ kind: fc.constant('deliver' as const), count: fc.nat(12) }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('down' as const) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('up' as const), told: fc.boolean() }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('hang' as const) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('release' as const) }) },
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(1500) }) },
    );
    let spooled = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { minLength: 20, maxLength: 60, size: 'max' }),
        fc.constantFrom(800, 1e6),
        async (acts, limitBytes) => {
          const house = await House.build({ limitBytes, maxBatch: 20, maxBuffered: 60 });
          const { database, recorder } = house;
          const delivered: Reading[][] = [];
          let most = 0;
          for (const step of acts) {
            if (step.kind === 'deliver') {
              delivered.push(house.readings(step.count));
              house.deliver(delivered.at(-1) ?? []);
            }
            if (step.kind === 'down') database.up = false;
            if (step.kind === 'up') {
              database.up = true;
              if (step.told) recorder.databaseUp();
            }
            if (step.kind === 'hang') database.hangs = true;
            if (step.kind === 'release') database.release();
            if (step.kind === 'wait') {
              house.clock.advance(step.ms);
              await house.run();
            }
            most = Math.max(most, house.spool.bytes);
          }
          database.up = true;
          database.release();
          await house.until(
            () => house.deliveries.size === 0 && recorder.status.buffered === 0 && house.spool.isEmpty,
          );
          assert.ok(most <= limitBytes, `${most} bytes in a spool of ${limitBytes}`);
          assert.equal(house.settled.length, delivered.length, 'each is settled once');
          for (const { id, stored } of house.settled)
            if (stored)
              assert.ok(
                delivered[id]?.every((one) => database.has(one)),
                `delivery ${id} is lost`,
              );
          assert.equal(house.meter.read('thermacore_readings_lost_total'), 0);
          spooled += house.meter.read('thermacore_readings_spooled_total');
          await house.spool.close();
        },
      ),
      { numRuns: 60 },
    );
    assert.ok(spooled > 500, `only ${spooled} readings saw the spool`);
  }).timeout(60_000);
});
