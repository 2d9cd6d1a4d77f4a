import assert from 'node:assert/strict';
import { readingsOfBlocks } from '../../../lib/core/reading-blocks';
import type { Reading } from '../../../lib/core/reading';
import type { PastPlan, PastSlice } from '../../../lib/store/history/past-readings';
import { onEveryRung, useDatabase, type StoreParts } from '../../support/database';
import { PLANT, T0, reading } from './fixture';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const SUPPLY = { unit: 'boiler-1', sensor: 'supply' };
const PUMP = { unit: 'boiler-1', sensor: 'pump' };
const MODE = { unit: 'boiler-1', sensor: 'mode' };
const SPAN = { from: T0, to: T0 + 2 * DAY };

async function slicesOf(store: StoreParts, plan: PastPlan): Promise<PastSlice[]> {
  const found: PastSlice[] = [];
  for await (const slice of store.past.read(plan, new AbortController().signal)) found.push(slice);
  return found;
}

/** As the engine would get them, without the ordinal where it is 0. */
const readingsOf = ({ tenant, sensors }: PastPlan, slices: readonly PastSlice[]): Reading[] =>
  slices.flatMap(({ blocks }) =>
    [...readingsOfBlocks(tenant, sensors, blocks)].flat().map(({ ordinal, ...rest }) => ({
      ...rest,
      ...(ordinal ? { ordinal } : {}),
    })),
  );

onEveryRung('every reading of a span', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;
  const kept: Reading[] = [];

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    for (const tenant of ['aqua', 'borealis']) {
      await store.tenants.ensure(tenant, tenant, 'UTC');
      await store.plant.ensure(tenant, [PLANT]);
    }
    await store.directory.refresh();
    for (let i = 0; i < 300; i++)
      kept.push(
        reading({
          timestamp: T0 + i * 9 * MINUTE,
          value: i / 8,
          ...(i % 50 === 0 ? { quality: 'bad', flags: ['comm-lost', 'stale'] as const } : {}),
        }),
      );
    for (let i = 1; i < 4; i++) kept.push(reading({ timestamp: T0 + 9 * MINUTE, value: -i, ordinal: i }));
    kept.push(
      reading({ sensor: 'pump', value: true, timestamp: T0 + MINUTE }),
      reading({ sensor: 'pump', value: false, timestamp: T0 + DAY }),
      reading({ sensor: 'mode', value: 'AUTO', timestamp: T0 }),
      reading({ sensor: 'mode', value: 'Handbetrieb “ü”', timestamp: T0 + DAY, quality: 'uncertain' }),
      reading({ sensor: 'mode', value: '', timestamp: T0 + DAY + 1 }),
    );
    const others = [
      reading({ timestamp: T0 - 3 * DAY, value: 1 }),
      reading({ timestamp: T0 - 2 * DAY, value: 2, quality: 'bad' }),
      reading({ sensor: 'mode', value: 'OFF', timestamp: T0 - DAY }),
      reading({ timestamp: T0 + 2 * DAY, value: 3 }),
      reading({ tenant: 'borealis', timestamp: T0 + MINUTE, value: 666 }),
    ];
    const written = [...kept, ...others];
    // Half of them late, so that the table does not have them in the order of time.
    for (const half of [1, 0]) {
      const part = written.filter((_, i) => i % 2 === half);
      assert.equal((await store.sink.write(part)).stored, part.length);
    }
  });

  it('come in the order of time, with quality, flags and ordinals, switches and texts too', async () => {
    const plan = await store.past.plan('aqua', { sensors: [SUPPLY, PUMP, MODE], ...SPAN });
    const order = [SUPPLY, PUMP, MODE].map(({ sensor }) => sensor);
    const wanted = kept
      .filter(({ timestamp }) => timestamp < SPAN.to)
      .sort(
        (a, b) =>
          a.timestamp - b.timestamp ||
          order.indexOf(a.sensor) - order.indexOf(b.sensor) ||
          (a.ordinal ?? 0) - (b.ordinal ?? 0),
      );
    assert.deepEqual(readingsOf(plan, await slicesOf(store, plan)), wanted);
  });

  it('come in slices that follow each other without a gap', async () => {
    // As if there were many: the slices are shorter.
    const plan = { ...(await store.past.plan('aqua', { sensors: [SUPPLY, MODE], ...SPAN })), readings: 1e7 };
    const slices = await slicesOf(store, plan);
    assert.ok(slices.length > 3, `${slices.length} slices`);
    slices.forEach(({ from, to }, i) => {
      assert.equal(from, slices[i - 1]?.to ?? SPAN.from);
      assert.ok(to > from);
    });
    assert.equal(slices.at(-1)?.to, SPAN.to);
    const whole = await store.past.plan('aqua', { sensors: [SUPPLY, MODE], ...SPAN });
    assert.deepEqual(readingsOf(plan, slices), readingsOf(whole, await slicesOf(store, whole)));
  });

  it('come with what was last before, bad ones too', async () => {
    const plan = await store.past.plan('aqua', { sensors: [SUPPLY, PUMP, MODE], ...SPAN });
    const before = [...readingsOfBlocks('aqua', plan.sensors, plan.before)].flat();
    assert.deepEqual(
      before.map(({ sensor, timestamp, value, quality }) => [sensor, timestamp - T0, value, quality]),
      [
        ['supply', -2 * DAY, 2, 'bad'],
        ['mode', -DAY, 'OFF', 'good'],
      ],
    );
  });

  it('are none of another tenant’s, whatever the plan says', async () => {
    const own = await store.past.plan('borealis', { sensors: [SUPPLY], ...SPAN });
    assert.deepEqual(
      readingsOf(own, await slicesOf(store, own)).map(({ value }) => value),
      [666],
    );
    assert.deepEqual(readingsOf(own, await slicesOf(store, { ...own, tenant: 'aqua' })), []);
    await assert.rejects(
      store.past.plan('aqua', { sensors: [{ unit: 'boiler-1', sensor: 'nothing' }], ...SPAN }),
      { code: 'not-found', field: 'sensors' },
    );
  });

  it('are there as far as retention keeps them', async () => {
    await store.retention.set('aqua', 'raw', 7);
    try {
      const from = Date.now() - 20 * DAY;
      const plan = await store.past.plan('aqua', { sensors: [SUPPLY], from, to: Date.now() });
      assert.ok(Math.abs(plan.keptFrom - (Date.now() - 7 * DAY)) < MINUTE);
      assert.equal(plan.from, plan.keptFrom);
      const old = await store.past.plan('aqua', { sensors: [SUPPLY], from, to: from + DAY });
      assert.deepEqual([old.from, old.to], [from + DAY, from + DAY], 'nothing is left of it');
      assert.deepEqual(await slicesOf(store, old), []);
      const texts = await store.past.plan('aqua', { sensors: [MODE], from, to: Date.now() });
      assert.equal(texts.from, from, 'texts have a class of their own');
    } finally {
      await store.retention.set('aqua', 'raw', null);
    }
  });

  it('stop when they are told to, with the reason', async () => {
    const plan = { ...(await store.past.plan('aqua', { sensors: [SUPPLY], ...SPAN })), readings: 1e7 };
    const abort = new AbortController();
    const reason = new Error('enough');
    await assert.rejects(async () => {
      for await (const slice of store.past.read(plan, abort.signal)) if (slice) abort.abort(reason);
    }, reason);
    const early = store.past.read(plan, AbortSignal.abort(reason));
    await assert.rejects(early.next(), reason);
    // Nothing is held on to: whoever comes next is served.
    assert.ok((await slicesOf(store, plan)).length > 0);
  });
});
