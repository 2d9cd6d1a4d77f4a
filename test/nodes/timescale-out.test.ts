import assert from 'node:assert/strict';
import { setCurrentPlatform } from '../../lib/platform';
import { runFlow, stopFlow } from '../support/node-red';
import {
  DATABASE,
  databaseEntry,
  reading,
  realStore,
  storedValues,
  useRealPlatform,
  withoutTenant,
} from '../support/real-platform';
import database = require('../../nodes/database/database');
import timescaleOut = require('../../nodes/timescale-out/timescale-out');

async function run() {
  const sink = {
    id: 'sink',
    type: 'thermacore-timescale-out',
    database: DATABASE,
    wires: [['refused'], ['spool']],
  };
  const flow = await runFlow([database, timescaleOut], [databaseEntry, sink]);
  await flow.shows('sink', /^ready/);
  return flow;
}

/** A delivery, and whether it was settled as stored. */
function delivery(platform: ReturnType<ReturnType<typeof useRealPlatform>>) {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  return { id: platform.deliveries.open(resolve), settled: promise };
}

describe('thermacore-timescale-out', () => {
  const platform = useRealPlatform();

  it('stores readings, then confirms them', async () => {
    const flow = await run();
    const readings = [1, 2, 3].map((value) => reading({ value, timestamp: Date.UTC(2026, 3, 1) + value }));
    const { id, settled } = delivery(platform());
    flow.send('sink', { payload: readings, delivery: { id } });
    assert.equal(await settled, true);
    const [first] = readings;
    assert.ok(first);
    assert.deepEqual(await storedValues(first, Date.UTC(2026, 3, 1), Date.UTC(2026, 3, 2)), [1, 2, 3]);
    await flow.shows('sink', /^3\/min, commit \d+ ms$/);
  });

  it('confirms a batch that was filtered down to nothing', async () => {
    const flow = await run();
    const { id, settled } = delivery(platform());
    flow.send('sink', { payload: [], delivery: { id } });
    assert.equal(await settled, true);
  });

  it('keeps what comes before the database is there, and stores it then', async () => {
    const real = platform();
    const { promise: opened, resolve: open } = Promise.withResolvers<void>();
    let isOpen = false;
    setCurrentPlatform({
      ...real,
      database: (options) => {
        const lease = real.database(options);
        const status = () => (isOpen ? lease.status() : { state: 'starting' as const, text: 'starting' });
        const current = () => (isOpen ? lease.current() : undefined);
        return { ...lease, status, current, ready: () => opened.then(() => lease.ready()) };
      },
    });
    const sink = { id: 'sink', type: 'thermacore-timescale-out', database: DATABASE, wires: [] };
    const flow = await runFlow([database, timescaleOut], [databaseEntry, sink]);
    assert.equal(flow.status('sink').text, 'starting');
    const early = reading({ timestamp: Date.UTC(2026, 5, 1), value: 5 });
    const { id, settled } = delivery(real);
    flow.send('sink', { payload: [early], delivery: { id } });
    flow.send('sink', { payload: Array.from({ length: 50_000 }, () => reading()) });
    await flow.shows('sink', /^The database is not there yet: starting/);
    isOpen = true;
    open();
    assert.equal(await settled, true);
    assert.deepEqual(await storedValues(early, early.timestamp, early.timestamp + 1), [5]);
  });

  it('never stores a reading without a tenant, stores the others and confirms them', async () => {
    const flow = await run();
    const { id, settled } = delivery(platform());
    const stray = withoutTenant(reading());
    flow.send('sink', { payload: [stray, reading()], delivery: { id } });
    assert.equal(await settled, true);
    const refused = await flow.next('refused');
    assert.deepEqual(refused['payload'], [{ reading: stray, reason: 'no-tenant' }]);
    assert.match(
      flow.errors('sink').join(),
      /^1 of 2 readings were not stored: no-tenant\. Put a "scope" node in front/,
    );
  });

  it('is not held up by what no column can hold', async () => {
    const flow = await run();
    const broken = [
      null,
      7,
      { tenant: 'aqua' },
      reading({ value: NaN }),
      reading({ timestamp: Infinity }),
      reading({ ordinal: 1e9 }),
      reading({ value: {} as never }),
    ];
    flow.send('sink', { payload: broken });
    flow.send('sink', { payload: 'nonsense' });
    const { id, settled } = delivery(platform());
    flow.send('sink', { payload: [reading()], delivery: { id } });
    assert.equal(await settled, true);
    assert.equal(((await flow.next('refused'))['payload'] as unknown[]).length, broken.length);
  });

  it('gives back what the database refuses: a sensor that does not exist', async () => {
    const flow = await run();
    const { id, settled } = delivery(platform());
    const unknown = reading({ sensor: 'deleted-meanwhile' });
    flow.send('sink', { payload: [unknown], delivery: { id } });
    assert.equal(await settled, true);
    assert.deepEqual((await flow.next('refused'))['payload'], [
      { reading: unknown, reason: 'unknown-sensor' },
    ]);
  });

  it('warns each tenant that it stores for before the spool is full', async () => {
    let tell = (_fill: number): void => undefined;
    const real = platform();
    setCurrentPlatform({
      ...real,
      database: (options) => {
        const lease = real.database(options);
        // Filling a spool for real takes the database away from all other tests.
        void lease.ready().then(({ recorder }) => {
          recorder.onSpoolLevel = (listener) => {
            tell = listener;
            return () => undefined;
          };
        });
        return lease;
      },
    });
    const flow = await run();
    const { id, settled } = delivery(platform());
    flow.send('sink', { payload: [reading()], delivery: { id } });
    assert.equal(await settled, true);
    tell(0.8);
    const message = await flow.next('spool');
    assert.equal(message['tenant'], 'aqua');
    const [alarm] = message['payload'] as Record<string, unknown>[];
    assert.deepEqual(
      { ...alarm, timestamp: 0 },
      { tenant: 'aqua', unit: 'scada', sensor: 'spool-fill', timestamp: 0, value: 80, quality: 'good' },
    );
  });

  it('stores what was on its way when its flow was deployed anew', async () => {
    const flow = await run();
    const last = reading({ timestamp: Date.UTC(2026, 4, 1), value: 42 });
    const { id, settled } = delivery(platform());
    flow.send('sink', { payload: [last], delivery: { id } });
    await stopFlow();
    assert.equal(await settled, true);
    assert.deepEqual(await storedValues(last, last.timestamp, last.timestamp + 1), [42]);
    assert.ok(await realStore());
  });

  it('names the field when no database is chosen', async () => {
    const flow = await runFlow(timescaleOut, [
      { id: 'sink', type: 'thermacore-timescale-out', database: '', wires: [] },
    ]);
    assert.match(flow.status('sink').text ?? '', /^database: is not chosen/);
  });
});
