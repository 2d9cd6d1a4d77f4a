import assert from 'node:assert/strict';
import fc from 'fast-check';
import { QUALITY_FLAGS } from '../../../lib/core/quality';
import type { Reading, ReadingValue } from '../../../lib/core/reading';
import { onEveryRung, onEveryServer, useDatabase, type StoreParts } from '../../support/database';
import { PLANT, T0, reading } from './fixture';

const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;

/** All that is stored of a sensor, by way of pages of the given size. */
async function everything(
  store: StoreParts,
  { sensor = 'supply', from = 0, to = T0 + 30 * DAY, limit = 1000, tenant = 'aqua' } = {},
) {
  const pages = [];
  let cursor: string | undefined;
  do {
    const page = await store.history.raw(tenant, {
      sensors: [{ unit: 'boiler-1', sensor }], from, to, limit, cursor, quality: 'any',
    }); // prettier-ignore
    assert.ok(page.items.length <= limit);
    pages.push(page.items.map(({ unit: _u, sensor: _s, ...point }) => point));
    cursor = page.nextCursor;
  } while (cursor);
  return { items: pages.flat(), pages: pages.length };
}

const valuesAt = async (store: StoreParts, timestamp: number, sensor = 'supply'): Promise<ReadingValue[]> =>
  (await everything(store, { sensor, from: timestamp, to: timestamp + 1 })).items.map(({ value }) => value);

onEveryRung('Readings', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;
  let moment = T0;

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    for (const tenant of ['aqua', 'borealis']) {
      await store.tenants.ensure(tenant, tenant, 'UTC');
      await store.plant.ensure(tenant, [PLANT]);
    }
    await store.directory.refresh();
  });
  /** A time that no other test here uses. */
  beforeEach(() => void (moment += 60 * SECOND));

  const write = (readings: readonly Reading[]) => store.sink.write(readings);
  const counts = async (readings: readonly Reading[]) => {
    const { stored, repeated, refused } = await write(readings);
    return { stored, repeated, refused: refused.length };
  };

  describe('written', () => {
    const values: { title: string; sensor: string; value: ReadingValue; read?: ReadingValue }[] = [
      { title: 'a number', sensor: 'supply', value: 71.3 },
      { title: 'the smallest number', sensor: 'supply', value: Number.MIN_VALUE },
      { title: 'a number of all bits', sensor: 'supply', value: -0.1 - 0.2 },
      { title: 'a boolean true', sensor: 'pump', value: true },
      { title: 'a boolean false', sensor: 'pump', value: false },
      { title: 'text', sensor: 'mode', value: 'Störung – 40 % 🔥 \'"\\{},' },
      { title: 'empty text', sensor: 'mode', value: '' },
      { title: 'text with U+0000', sensor: 'mode', value: 'a\0b', read: 'a␀b' },
      { title: 'a number for a text sensor', sensor: 'mode', value: 5, read: '5' },
      { title: 'a boolean for a number sensor', sensor: 'supply', value: true, read: 1 },
    ];
    for (const { title, sensor, value, read = value } of values)
      it(`${title} comes back as it was, in history and as the latest`, async () => {
        assert.deepEqual(await counts([reading({ sensor, value, timestamp: moment })]), {
          stored: 1,
          repeated: 0,
          refused: 0,
        });
        assert.deepEqual(await valuesAt(store, moment, sensor), [read]);
        const [latest] = await store.readings.latest('aqua', { unit: 'boiler-1', sensor });
        assert.deepEqual(latest, {
          unit: 'boiler-1',
          sensor,
          timestamp: new Date(moment).toISOString(),
          value: read,
          quality: 'good',
        });
      });

    it('quality and all its flags come back', async () => {
      await write([reading({ timestamp: moment, quality: 'bad', flags: QUALITY_FLAGS })]);
      const { items } = await everything(store, { from: moment, to: moment + 1 });
      assert.deepEqual(items, [
        { timestamp: new Date(moment).toISOString(), value: 71.3, quality: 'bad', flags: [...QUALITY_FLAGS] },
      ]);
    });

    it('every millisecond is kept apart, also long ago and a day ahead', async () => {
      const times = [Date.UTC(2000, 0, 1), Date.UTC(2000, 0, 1) + 1, T0 - 400 * DAY + 999, T0 + 9 * DAY + 1];
      await write(times.map((timestamp, value) => reading({ sensor: 'pump', timestamp, value })));
      for (const timestamp of times)
        assert.equal((await valuesAt(store, timestamp, 'pump')).length, 1, new Date(timestamp).toISOString());
    });

    it('an empty batch is nothing', async () => {
      assert.deepEqual(await counts([]), { stored: 0, repeated: 0, refused: 0 });
    });

    it('ten thousand rows in one batch are stored once', async function () {
      this.timeout(60_000);
      const batch = Array.from({ length: 10_000 }, (_, i) =>
        reading({ tenant: 'borealis', timestamp: T0 + 15 * DAY + i, value: i }),
      );
      assert.deepEqual(await counts(batch), { stored: 10_000, repeated: 0, refused: 0 });
      assert.deepEqual(await counts(batch), { stored: 0, repeated: 10_000, refused: 0 });
      const { items } = await everything(store, { tenant: 'borealis', from: T0 + 15 * DAY, limit: 5000 });
      assert.deepEqual(
        items.map(({ value }) => value),
        batch.map(({ value }) => value),
      );
    });
  });

  describe('that come again', () => {
    const batch = () => [
      reading({ timestamp: moment, value: 1 }),
      reading({ timestamp: moment, sensor: 'mode', value: 'auto' }),
      reading({ timestamp: moment, tenant: 'borealis', value: 2 }),
    ];

    it('change nothing', async () => {
      assert.deepEqual(await counts(batch()), { stored: 3, repeated: 0, refused: 0 });
      assert.deepEqual(await counts(batch()), { stored: 0, repeated: 3, refused: 0 });
      assert.deepEqual(await counts([...batch(), reading({ timestamp: moment + 1 })]), {
        stored: 1,
        repeated: 3,
        refused: 0,
      });
      assert.deepEqual(await valuesAt(store, moment), [1]);
    });

    it('twice in one batch are stored once', async () => {
      assert.deepEqual(await counts([...batch(), ...batch()]), { stored: 3, repeated: 3, refused: 0 });
      assert.deepEqual(await valuesAt(store, moment), [1]);
    });

    it('with another value are a second event of that time', async () => {
      await write([reading({ timestamp: moment, value: 1 })]);
      const other = [2, 3].map((value) => reading({ timestamp: moment, value }));
      assert.deepEqual(await counts(other), { stored: 2, repeated: 0, refused: 0 });
      assert.deepEqual(await counts(other), { stored: 0, repeated: 2, refused: 0 });
      assert.deepEqual(await valuesAt(store, moment), [1, 2, 3]);
    });

    it('with another quality are a second event of that time', async () => {
      await write([reading({ timestamp: moment })]);
      assert.deepEqual(await counts([reading({ timestamp: moment, quality: 'bad' })]), {
        stored: 1,
        repeated: 0,
        refused: 0,
      });
    });

    it('keep the ordinals that the delivery gave', async () => {
      const chatter = [7, 7, 8].map((value, ordinal) => reading({ timestamp: moment, value, ordinal }));
      assert.deepEqual(await counts(chatter), { stored: 3, repeated: 0, refused: 0 });
      assert.deepEqual(await counts(chatter), { stored: 0, repeated: 3, refused: 0 });
      assert.deepEqual(await valuesAt(store, moment), [7, 7, 8]);
    });

    it('in any order and any cut into batches leave the same set', async function () {
      this.timeout(60_000);
      const events = fc.array(fc.record({ at: fc.nat(3), value: fc.nat(2) }), { minLength: 1, maxLength: 8 });
      await fc.assert(
        fc.asyncProperty(events, fc.array(fc.nat(7), { maxLength: 4 }), async (drawn, cuts) => {
          moment += SECOND;
          const readings = drawn.map(({ at, value }) => reading({ timestamp: moment + at, value }));
          const deliveries = [readings, ...cuts.map((cut) => readings.slice(cut)), readings.toReversed()];
          let stored = 0;
          for (const delivery of deliveries) stored += (await write(delivery)).stored;
          const distinct = new Set(drawn.map(({ at, value }) => `${at} ${value}`));
          const { items } = await everything(store, { from: moment, to: moment + 4 });
          const kept = items.map((item) => `${Date.parse(item.timestamp) - moment} ${String(item.value)}`);
          assert.deepEqual(kept.toSorted(), [...distinct].sort());
          assert.equal(stored, distinct.size);
        }),
        { numRuns: 30 },
      );
    });
  });

  describe('that cannot be stored', () => {
    it('of an unknown sensor or unit are refused one by one, the others stored', async () => {
      const good = reading({ timestamp: moment });
      const bad = [
        reading({ timestamp: moment, sensor: 'nowhere' }),
        reading({ timestamp: moment, unit: 'nowhere' }),
        reading({ timestamp: moment, tenant: 'nowhere' }),
      ];
      const result = await write([...bad, good]);
      assert.equal(result.stored, 1);
      assert.equal(result.repeated, 0);
      assert.deepEqual(
        new Set(result.refused),
        new Set(bad.map((one) => ({ reading: one, reason: 'unknown-sensor' }))),
      );
    });

    it('of a sensor deleted a moment ago are refused, the others stored', async () => {
      await store.plant.createSensor('aqua', 'boiler-1', {
        ...PLANT.sensors[0]!,
        key: 'short-lived',
      });
      await store.directory.refresh();
      await store.plant.deleteSensor('aqua', 'boiler-1', 'short-lived');
      const late = reading({ timestamp: moment, sensor: 'short-lived' });
      const result = await write([late, reading({ timestamp: moment }), reading({ timestamp: moment + 1 })]);
      assert.deepEqual(result, {
        stored: 2,
        repeated: 0,
        refused: [{ reading: late, reason: 'unknown-sensor' }],
      });
      await store.directory.refresh();
    });

    const faults: { title: string; bad: Partial<Reading> }[] = [
      { title: 'a time beyond what the database can hold', bad: { timestamp: 1e300 } },
      { title: 'a time that is no number', bad: { timestamp: NaN } },
      { title: 'a value that is no number', bad: { value: NaN } },
      { title: 'an infinite value', bad: { value: Infinity } },
      { title: 'no value', bad: { value: null as unknown as number } },
      { title: 'text for a number', bad: { value: 'hot' } },
      { title: 'an ordinal out of range', bad: { ordinal: 40_000 } },
      { title: 'an ordinal that is no whole number', bad: { ordinal: 0.5 } },
    ];
    for (const { title, bad } of faults)
      it(`for ${title} are refused in words, and nothing of the batch is stored`, async () => {
        await assert.rejects(
          write([reading({ timestamp: moment }), reading({ timestamp: moment + 1, ...bad })]),
          { name: 'ThermaCoreError', code: 'invalid' },
        );
        assert.deepEqual(await valuesAt(store, moment), []);
      });
  });

  describe('latest', () => {
    before(() => write([reading({ sensor: 'pump', value: true, timestamp: T0 + 20 * DAY })]));

    it('is the newest by the field’s time, not by arrival', async () => {
      await write([reading({ timestamp: moment, value: 2 })]);
      await write([reading({ timestamp: moment - SECOND, value: 1 })]);
      const [latest] = await store.readings.latest('aqua', { sensor: 'supply' });
      assert.equal(latest?.value, 2);
    });

    it('can be asked for all, for one unit and for one sensor', async () => {
      const sensors = async (filter: object) =>
        (await store.readings.latest('aqua', filter)).map(({ sensor }) => sensor);
      assert.deepEqual(await sensors({}), ['mode', 'pump', 'supply']);
      assert.deepEqual(await sensors({ unit: 'boiler-1' }), ['mode', 'pump', 'supply']);
      assert.deepEqual(await sensors({ unit: 'boiler-1', sensor: 'pump' }), ['pump']);
      assert.deepEqual(await sensors({ unit: 'nowhere' }), []);
    });

    it('of two at one time is the one with the higher ordinal', async () => {
      await write([5, 6].map((value, ordinal) => reading({ timestamp: moment, value, ordinal })));
      const [latest] = await store.readings.latest('aqua', { sensor: 'supply' });
      assert.equal(latest?.value, 6);
    });

    it('of two at one time is the one that came last, as history orders them', async () => {
      await write([reading({ timestamp: moment, value: 5 })]);
      await write([reading({ timestamp: moment, value: 6 })]);
      const [latest] = await store.readings.latest('aqua', { sensor: 'supply' });
      assert.equal(latest?.value, (await valuesAt(store, moment)).at(-1));
    });
  });

  describe('range', () => {
    let start: number;
    before(async () => {
      start = T0 - 100 * DAY;
      await write(
        Array.from({ length: 10 }, (_, i) => reading({ timestamp: start + Math.floor(i / 2), value: i })),
      );
    });

    for (const limit of [1, 2, 3, 9, 10, 11])
      it(`in pages of ${limit} gives every reading once and in order`, async () => {
        const { items, pages } = await everything(store, { from: start, to: start + 5, limit });
        assert.deepEqual(
          items.map(({ value }) => value),
          [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        );
        assert.equal(pages, Math.ceil(10 / limit));
      });

    it('includes its beginning and excludes its end', async () => {
      const { items } = await everything(store, { from: start + 1, to: start + 2 });
      assert.deepEqual(
        items.map(({ value }) => value),
        [2, 3],
      );
    });

    it('of another tenant’s sensor, or none, is not found', async () => {
      await store.plant.ensure('borealis', [
        { unit: PLANT.unit, sensors: [{ ...PLANT.sensors[0]!, key: 'only-borealis' }] },
      ]);
      for (const sensor of ['only-borealis', 'nowhere'])
        await assert.rejects(everything(store, { sensor }), { code: 'not-found', field: 'sensors' });
      await assert.rejects(everything(store, { tenant: 'nowhere' }), { code: 'not-found', field: 'tenant' });
    });

    const cursors = [
      ['no base64', '***'],
      ['of another list', Buffer.from('["boiler-1", 1, 1]').toString('base64url')],
      ['with an ordinal out of range', Buffer.from('[0,1,99999]').toString('base64url')],
      ['with a time out of range', Buffer.from('[1e300,1,0]').toString('base64url')],
    ] as const;
    for (const [title, cursor] of cursors)
      it(`refuses a cursor ${title}`, async () => {
        await assert.rejects(
          store.history.raw('aqua', {
            sensors: [{ unit: 'boiler-1', sensor: 'supply' }],
            from: start,
            to: start + 5,
            limit: 1,
            cursor,
          }),
          { code: 'invalid' },
        );
      });
  });

  it('recent: the last values of each headline sensor, oldest first, null where the quality is bad', async () => {
    await write([
      reading({ timestamp: moment, value: 1 }),
      reading({ timestamp: moment + 1, value: 2, quality: 'bad' }),
      reading({ timestamp: moment + 2, value: 3, quality: 'uncertain' }),
    ]);
    assert.deepEqual(await store.readings.recent('aqua', { perSensor: 2, since: moment }), [
      {
        unit: 'boiler-1',
        sensor: 'supply',
        points: [
          [moment + 1, null],
          [moment + 2, 3],
        ],
      },
    ]);
    assert.deepEqual(await store.readings.recent('aqua', { perSensor: 2, since: moment + 3 }), [
      { unit: 'boiler-1', sensor: 'supply', points: [] },
    ]);
  });
});

onEveryServer('Readings from several writers', (rung) => {
  const database = useDatabase(rung);

  it('at once are stored exactly once, without a deadlock', async function () {
    this.timeout(60_000);
    const stores = [await database().open(), await database().open()];
    const [first] = stores as [StoreParts];
    for (const tenant of ['aqua', 'borealis']) {
      await first.tenants.ensure(tenant, tenant, 'UTC');
      await first.plant.ensure(tenant, [PLANT]);
    }
    for (const store of stores) await store.directory.refresh();
    const batch = ['aqua', 'borealis'].flatMap((tenant) =>
      Array.from({ length: 200 }, (_, i) =>
        reading({ tenant, sensor: i % 2 ? 'supply' : 'pump', timestamp: T0 + i, value: i % 2 }),
      ),
    );
    const results = await Promise.all(
      [0, 1, 2, 3, 4, 5].map((i) => stores[i % 2]!.sink.write(i % 3 ? batch : batch.toReversed())),
    );
    assert.equal(
      results.reduce((sum, { stored }) => sum + stored, 0),
      batch.length,
    );
  });
});
