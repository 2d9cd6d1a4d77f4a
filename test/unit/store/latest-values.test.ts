import assert from 'node:assert/strict';
import { LatestValues, type LatestRow } from '../../../lib/store/latest-values';
import { FakeClock } from '../../support/fake-clock';

const row = (sensor: string, ms: number, value: number, unit = 'boiler-1'): LatestRow => ({
  unit,
  sensor,
  ms,
  value,
  quality: 0,
});

describe('The newest values in memory', () => {
  let clock: FakeClock;
  let stored: LatestRow[];
  let reads: number;
  /** While set, the database takes its time. */
  let hold: PromiseWithResolvers<void> | undefined;
  let values: LatestValues;
  const read = async (filter = {}): Promise<unknown[]> =>
    (await values.of('aqua', filter)).map(({ sensor, value }) => `${sensor} ${value}`);

  beforeEach(() => {
    clock = new FakeClock();
    stored = [row('flow', 10, 1), row('supply', 10, 2), row('level', 10, 3, 'tank-1')];
    reads = 0;
    hold = undefined;
    values = new LatestValues(clock, async () => {
      reads++;
      const rows = [...stored];
      await hold?.promise;
      return rows;
    });
  });

  it('are read once for all who ask together, and anew after a second', async () => {
    hold = Promise.withResolvers();
    const asked = Promise.all([
      read(),
      read({ unit: 'boiler-1' }),
      read({ unit: 'boiler-1', sensor: 'flow' }),
    ]);
    hold.resolve();
    assert.deepEqual(await asked, [['flow 1', 'supply 2', 'level 3'], ['flow 1', 'supply 2'], ['flow 1']]);
    assert.deepEqual(await read({ unit: 'none' }), []);
    assert.equal(reads, 1);
    stored[0] = row('flow', 20, 9);
    clock.advance(499);
    assert.deepEqual(await read({ sensor: 'flow', unit: 'boiler-1' }), ['flow 1']);
    assert.equal(reads, 1);
    clock.advance(501);
    assert.deepEqual(await read({ sensor: 'flow', unit: 'boiler-1' }), ['flow 9'], 'of another process');
    assert.equal(reads, 2);
  });

  it('keep nobody waiting who asks steadily: after half a second they are read behind the answer', async () => {
    await read();
    stored[0] = row('flow', 20, 9);
    hold = Promise.withResolvers();
    clock.advance(500);
    assert.deepEqual(await read({ sensor: 'flow', unit: 'boiler-1' }), ['flow 1'], 'at once');
    assert.equal(reads, 2);
    values.stored('aqua', [row('supply', 20, 6)]);
    assert.deepEqual(await read({ unit: 'boiler-1' }), ['flow 1', 'supply 6'], 'stored while it is read');
    hold.resolve();
    await new Promise(setImmediate);
    clock.advance(499);
    assert.deepEqual(await read({ unit: 'boiler-1' }), ['flow 9', 'supply 6']);
    assert.equal(reads, 2);
  });

  it('have a first reading also where it came while they were read behind an answer', async () => {
    await read();
    hold = Promise.withResolvers();
    clock.advance(500);
    await read();
    stored.splice(1, 0, row('pump', 20, 7));
    values.stored('aqua', [row('pump', 20, 7)]);
    const asked = read({ unit: 'boiler-1' });
    hold.resolve();
    assert.deepEqual(await asked, ['flow 1', 'pump 7', 'supply 2']);
  });

  it('fail for who has to wait for them, and not for who was answered before', async () => {
    await read();
    hold = Promise.withResolvers();
    clock.advance(500);
    assert.equal((await read()).length, 3);
    hold.reject(new Error('away'));
    await new Promise(setImmediate);
    hold = undefined;
    assert.equal((await read()).length, 3);
  });

  it('have what this process stored at once; older readings that come late change nothing', async () => {
    await read();
    values.stored('aqua', [row('flow', 20, 5), row('supply', 5, 6)]);
    assert.deepEqual(await read({ unit: 'boiler-1' }), ['flow 5', 'supply 2']);
    assert.equal(reads, 1);
  });

  it('ask the database for what only it knows: a first reading, and several of one time', async () => {
    await read();
    stored.splice(1, 0, row('pump', 20, 7));
    values.stored('aqua', [row('pump', 20, 7)]);
    assert.deepEqual(await read({ unit: 'boiler-1' }), ['flow 1', 'pump 7', 'supply 2']);
    values.stored('aqua', [row('flow', 10, 8)]);
    assert.deepEqual(await read({ unit: 'boiler-1', sensor: 'flow' }), ['flow 1']);
    assert.equal(reads, 3);
  });

  it('lose nothing that is stored while the database is being asked', async () => {
    hold = Promise.withResolvers();
    const asked = read({ unit: 'boiler-1', sensor: 'flow' });
    values.stored('aqua', [row('flow', 20, 5)]);
    hold.resolve();
    assert.deepEqual(await asked, ['flow 5']);
  });

  it('are forgotten when sensors go, when the database fails, and when nobody asks for a minute', async () => {
    await read();
    values.forget('aqua');
    await read();
    values.forget();
    await read();
    assert.equal(reads, 3);
    clock.advance(60_001);
    values.stored('aqua', [row('flow', 20, 5)]);
    assert.deepEqual(await read({ unit: 'boiler-1', sensor: 'flow' }), ['flow 1']);
    hold = Promise.withResolvers();
    values.forget();
    const failed = assert.rejects(read(), /away/);
    hold.reject(new Error('away'));
    await failed;
    hold = undefined;
    assert.equal((await read()).length, 3);
  });

  it('are each asker’s own, and each tenant’s own', async () => {
    const [first] = await values.of('aqua', {});
    first!.value = 'changed by a flow';
    const [again] = await values.of('aqua', {});
    assert.equal(again!.value, 1);
    values.stored('borealis', [row('flow', 30, 99)]);
    assert.deepEqual(await read({ unit: 'boiler-1', sensor: 'flow' }), ['flow 1']);
  });
});
