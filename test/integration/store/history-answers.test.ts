import assert from 'node:assert/strict';
import {
  AGGREGATES,
  HistoryTable,
  QUALITY_FILTERS,
  type QualityFilter,
  type SeriesQuestion,
} from '../../../lib/core/history';
import type { Reading } from '../../../lib/core/reading';
import { onEveryRung, useDatabase, type StoreParts } from '../../support/database';
import { settle } from '../../support/settle';
import {
  DAY,
  HOUR,
  MINUTE,
  SENSORS,
  address,
  assertSame,
  furnishTenant,
  naive,
  used,
} from './history-fixture';
import { FROM, NOW, SPANS, writer } from './history-plant';

onEveryRung('Answers of the history', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;
  const { of, write, draw, fill } = writer(() => store);

  before(async function () {
    this.timeout(240_000);
    store = await database().open();
    await fill();
  });
  beforeEach(function () {
    this.currentTest?.timeout(60_000);
  });

  const ask = (more: Partial<SeriesQuestion> = {}, tenant = 'aqua') =>
    store.history.series(tenant, {
      sensors: [address('temp')],
      from: Date.UTC(2026, 9, 24),
      to: Date.UTC(2026, 9, 27),
      ...more,
    });

  describe('lttb', () => {
    const lttb = { lttb: 50, from: SPANS[0]![0], to: SPANS[0]![1] };
    for (const filter of QUALITY_FILTERS)
      it(`gives readings as they were measured, of quality ${filter}`, async () => {
        const { series } = await ask({ ...lttb, quality: filter });
        const [{ timestamps = [], values } = { values: {} }] = series;
        const readings = used(of('temp'), filter).filter(
          ({ timestamp }) => timestamp >= lttb.from && timestamp < lttb.to,
        );
        assert.ok(timestamps.length <= 50 && timestamps.length >= 40);
        const known = new Set(readings.map(({ timestamp, value }) => `${timestamp} ${String(value)}`));
        timestamps.forEach((time, i) => assert.ok(known.has(`${time} ${values.value?.[i]}`)));
        const all = readings.map(({ value }) => Number(value));
        for (const extreme of [Math.min(...all), Math.max(...all)])
          assert.ok(values.value?.includes(extreme));
        assert.equal(timestamps[0], readings[0]?.timestamp);
        assert.equal(timestamps.at(-1), readings.at(-1)?.timestamp);
      });

    it('of nothing is nothing', async () => {
      const { series } = await ask({ ...lttb, sensors: [address('silent')] });
      assert.deepEqual(series, [{ ...address('silent'), timestamps: [], values: { value: [] } }]);
    });
  });

  describe('answers', () => {
    it('follow the tenant’s own zone unless another is named', async () => {
      const own = await ask({ bucket: '1d' });
      assert.equal(own.timezone, 'Europe/Berlin');
      assert.deepEqual(own.timestamps?.slice(0, 2), [Date.UTC(2026, 9, 23, 22), Date.UTC(2026, 9, 24, 22)]);
      assert.equal((await ask({ bucket: '1d' }, 'borealis')).timezone, 'America/St_Johns');
      assert.equal((await ask({ bucket: '1d', timezone: 'UTC' })).timezone, 'UTC');
    });

    it('carry the last value forward, from before the span on, and not into the future', async () => {
      const from = Date.UTC(2026, 5, 1);
      const { series } = await ask({ from, to: from + 3 * DAY, bucket: '1d', fill: 'locf', timezone: 'UTC' });
      const last = used(of('temp'), 'usable').filter(({ timestamp }) => timestamp < from).at(-1); // prettier-ignore
      assert.deepEqual(series[0]?.values.mean, Array(3).fill(last?.value));
      const ahead = await ask({ from: NOW + DAY, to: NOW + 2 * DAY, bucket: '6h', fill: 'locf' });
      assert.ok(ahead.series[0]?.values.mean?.every((value) => value === null));
    });

    it('interpolate between buckets with readings', async () => {
      const span = { from: Date.UTC(2026, 3, 1), to: Date.UTC(2026, 9, 30), bucket: '1w', timezone: 'UTC' };
      const plain = (await ask(span)).series[0]?.values.mean ?? [];
      const filled = (await ask({ ...span, fill: 'interpolate' })).series[0]?.values.mean ?? [];
      assert.ok(plain.some((value) => value === null));
      assert.ok(filled.every((value) => value !== null));
      plain.forEach((value, i) => assert.ok(value === null || value === filled[i]));
    });

    it('make a table of several sensors', async () => {
      const question = {
        sensors: SENSORS.map(address),
        from: Date.UTC(2026, 9, 24),
        to: Date.UTC(2026, 9, 26),
        bucket: '1h',
      };
      const table = await store.history.table('aqua', question);
      HistoryTable.parse(table);
      const { timestamps = [], series } = await store.history.series('aqua', question);
      assert.equal(table.columns.length, 1 + 3 * 3);
      assert.deepEqual(table.rows.map(([time]) => time), timestamps); // prettier-ignore
      const column = table.columns.findIndex(({ name }) => name === 'boiler-1/flow/max');
      assert.deepEqual(table.rows.map((row) => row[column]), series[1]?.values.max); // prettier-ignore
      await assert.rejects(store.history.table('aqua', { ...question, bucket: undefined, lttb: 10 }), {
        code: 'invalid',
        field: 'lttb',
      });
    });

    it('explain how they were read', async function () {
      this.timeout(60_000);
      await settle(store, 'rollups');
      const { plan } = await ask({ bucket: '1d', explain: true });
      assert.deepEqual(plan?.levels.map(({ level }) => level), ['1h']); // prettier-ignore
      assert.match(plan?.reason ?? '', /Rollups of 1h/);
      const statistics = await store.history.statistics('aqua', {
        unit: 'boiler-1', from: Date.UTC(2026, 9, 1), to: Date.UTC(2026, 9, 20), explain: true,
      }); // prettier-ignore
      assert.deepEqual(statistics.plan?.levels, [{ level: '1d', segments: 1, estimatedRows: 19 * 4 }]);
      const lttb = await ask({ lttb: 10, explain: true });
      assert.match(lttb.plan?.reason ?? '', /take part/);
    });

    it('of an empty span are empty', async () => {
      const at = Date.UTC(2026, 9, 24);
      const { timestamps, series } = await ask({ from: at, to: at });
      assert.deepEqual([timestamps, series[0]?.values.mean], [[], []]);
      const { items } = await store.history.statistics('aqua', {
        from: at,
        to: at,
        aggregates: ['count', 'mean'],
      });
      assert.ok(items.length >= 4);
      assert.ok(items.every(({ values }) => values.mean === null));
    });

    it('take all sensors of a unit or of the tenant, texts aside', async () => {
      const span = { from: Date.UTC(2026, 9, 24), to: Date.UTC(2026, 9, 26), aggregates: ['total'] as const };
      const all = await store.history.statistics('aqua', span);
      assert.deepEqual(all.items.map(({ sensor }) => sensor), ['flow', 'pump', 'silent', 'temp']); // prettier-ignore
      assert.deepEqual(
        (await store.history.statistics('aqua', { ...span, unit: 'boiler-1' })).items,
        all.items,
      );
      assert.ok(
        (await store.history.statistics('borealis', span)).items.some(({ sensor }) => sensor === 'secret'),
      );
    });

    it('survive readings that no sum can hold', async () => {
      const timestamp = Date.UTC(2026, 6, 1);
      const values = [1e300, -1e300, 1e-300, 5];
      await write(values.map((value, i) => ({
        tenant: 'aqua', unit: 'boiler-1', sensor: 'silent', timestamp: timestamp + i * 1000, value, quality: 'good',
      }))); // prettier-ignore
      for (const filter of QUALITY_FILTERS) {
        const { series } = await ask({
          sensors: [address('silent')], from: timestamp, to: timestamp + DAY, bucket: '24h', quality: filter, aggregates: AGGREGATES,
        }); // prettier-ignore
        const found = Object.fromEntries(AGGREGATES.map((name) => [name, series[0]?.values[name]?.[0]]));
        assert.deepEqual(
          { ...found, range: null },
          { mean: null, twa: null, min: -1e300, max: 1e300, range: null, first: 1e300, last: 5, sum: null, count: 4, stddev: null, good: 1, total: 4 },
        ); // prettier-ignore
      }
    });
  });

  describe('at', () => {
    it('knows texts, and what is a year old', async () => {
      const long = Date.UTC(2025, 0, 5, 3);
      await write([
        { tenant: 'aqua', unit: 'boiler-1', sensor: 'mode', timestamp: long, value: 'auto', quality: 'good' },
        {
          tenant: 'borealis',
          unit: 'boiler-1',
          sensor: 'secret',
          timestamp: long,
          value: 7,
          quality: 'uncertain',
        },
      ]);
      for (const settled of [false, true]) {
        if (settled) await settle(store, 'rollups');
        const { items } = await store.history.at('aqua', { time: NOW, sensors: [address('mode')] });
        assert.deepEqual(items, [
          { ...address('mode'), timestamp: new Date(long).toISOString(), value: 'auto', quality: 'good', age: NOW - long },
        ]); // prettier-ignore
        const secret = await store.history.at('borealis', { time: NOW, sensors: [address('secret')] });
        assert.equal(secret.items[0]?.value, 7);
        assert.equal(secret.items[0]?.quality, 'uncertain');
        const good = await store.history.at('borealis', {
          time: NOW,
          sensors: [address('secret')],
          quality: 'good',
        });
        assert.deepEqual(good.missing, [address('secret')]);
      }
    });

    it('of the instant itself counts, of a millisecond before does not', async () => {
      const [first] = used(of('temp'), 'usable');
      const at = (time: number) => store.history.at('aqua', { time, sensors: [address('temp')] });
      assert.equal((await at(first!.timestamp)).items[0]?.age, 0);
      assert.deepEqual((await at(first!.timestamp - 1)).missing, [address('temp')]);
    });
  });

  describe('refuses', () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => address(`s${i}`));
    const refused: [string, Partial<SeriesQuestion>, string, string?][] = [
      ['no sensor', { sensors: [] }, 'sensors'],
      ['ten thousand sensors', { sensors: many(10_000) }, 'sensors'],
      ['a sensor twice', { sensors: [address('temp'), address('temp')] }, 'sensors'],
      ['an unknown sensor', { sensors: [address('temp'), address('nowhere')] }, 'sensors', 'not-found'],
      ['an unknown unit', { sensors: [{ unit: 'nowhere', sensor: 'temp' }] }, 'sensors', 'not-found'],
      ['another tenant’s sensor', { sensors: [address('secret')] }, 'sensors', 'not-found'],
      ['a sensor with texts', { sensors: [address('mode')] }, 'sensors'],
      ['an unknown zone', { timezone: 'Mars/Olympus' }, 'timezone'],
      ['SQL for a zone', { timezone: "UTC'; drop table thermacore.readings; --" }, 'timezone'],
      ['SQL for a sensor', { sensors: [address("temp' or true --")] }, 'sensors', 'not-found'],
      ['U+0000 for a sensor', { sensors: [address('te\0mp')] }, 'sensors', 'not-found'],
      ['a bucket and points', { bucket: '1h', points: 5 }, 'points'],
      ['points and lttb', { points: 5, lttb: 5 }, 'lttb'],
      ['too few points for lttb', { lttb: 4 }, 'lttb'],
      ['too many points for lttb', { lttb: 20_001 }, 'lttb'],
      ['no aggregate', { aggregates: [] }, 'aggregates'],
      ['from after to', { from: NOW, to: NOW - 1 }, 'from'],
      ['no number for a time', { from: NaN }, 'from'],
      ['a time beyond all', { to: 1e300 }, 'to'],
      ['a span of eleven years by hours', { to: Date.UTC(2038, 0, 1), bucket: '12h' }, 'to'],
      ['a span of eleven years for lttb', { to: Date.UTC(2038, 0, 1), lttb: 100 }, 'to'],
      ['a zero bucket', { bucket: '0h' }, 'bucket'],
      ['more points than may be', { bucket: '1s' }, 'bucket'],
    ];
    for (const [title, more, field, code = 'invalid'] of refused)
      it(`${title}, by the name of the field`, async () => {
        await assert.rejects(ask(more), { name: 'ThermaCoreError', code, field });
      });

    it('the same of statistics, at and raw', async () => {
      const span = { from: 0, to: DAY };
      const { history } = store;
      const cases: [() => Promise<unknown>, string, string][] = [
        [() => history.statistics('aqua', { from: DAY, to: 0 }), 'invalid', 'from'],
        [() => history.statistics('aqua', { from: 0, to: 4000 * DAY }), 'invalid', 'to'],
        [() => history.statistics('aqua', { ...span, sensors: [address('mode')] }), 'invalid', 'sensors'],
        [() => history.statistics('aqua', { ...span, sensors: [address('secret')] }), 'not-found', 'sensors'],
        [() => history.statistics('aqua', { ...span, sensors: many(1001) }), 'invalid', 'sensors'],
        [() => history.statistics('aqua', { ...span, unit: 'nowhere' }), 'not-found', 'unit'],
        [() => history.statistics('aqua', { ...span, unit: 'boiler-1', sensors: [address('temp')] }), 'invalid', 'unit'],
        [() => history.statistics('aqua', { ...span, aggregates: [] }), 'invalid', 'aggregates'],
        [() => history.at('aqua', { time: NaN }), 'invalid', 'time'],
        [() => history.at('aqua', { time: NOW, sensors: [address('secret')] }), 'not-found', 'sensors'],
        [() => history.raw('aqua', { ...span, sensors: [address('secret')], limit: 1 }), 'not-found', 'sensors'],
        [() => history.raw('aqua', { ...span, sensors: [address('temp')], limit: 0 }), 'invalid', 'limit'],
        [() => history.raw('aqua', { ...span, sensors: [address('temp')], limit: 1, cursor: '***' }), 'invalid', 'cursor'],
        [() => history.raw('aqua', { ...span, sensors: many(201), limit: 1 }), 'invalid', 'sensors'],
      ];
      for (const [asked, code, field] of cases)
        await assert.rejects(asked(), { name: 'ThermaCoreError', code, field });
    }); // prettier-ignore
  });

  describe('where older readings are no longer kept', () => {
    const day = Math.floor(NOW / DAY) * DAY - 100 * DAY;
    const sensors = [address('temp')];
    const span = { from: day + 8 * HOUR + 10_500, to: day + 2 * DAY + 15 * MINUTE + 20_000 };
    const mine = (): Reading[] => of('temp', 'castor');
    const expected = (from: number, to: number) => naive(mine(), { from, to, holdsTo: to }, 'usable');
    const statistics = (filter: QualityFilter = 'usable') =>
      store.history.statistics('castor', { ...span, sensors, quality: filter });

    before(async function () {
      this.timeout(240_000);
      await furnishTenant(store, 'castor', 'Asia/Kathmandu');
      await store.directory.refresh();
      for (const kind of ['raw', '1m'] as const) await store.retention.set('castor', kind, 36_500);
      await write(
        draw('castor', 'temp', [day - DAY, day + 3 * DAY, 2000]).map((one) => ({ ...one, quality: 'good' })),
      );
      await settle(store, 'rollups');
    });

    it('answers from what is left, by whole rows, and says so', async () => {
      const exact = await statistics();
      assert.equal(exact.note, undefined);
      assertSame(exact.items[0]?.values ?? {}, expected(span.from, span.to), 200, 'all is kept');

      await store.retention.set('castor', 'raw', 30);
      await settle(store, 'retention');
      const minutes = await statistics();
      assert.match(minutes.note ?? '', /whole rollups of 1m/);
      const [from, to] = [day + 8 * HOUR, day + 2 * DAY + 15 * MINUTE];
      assertSame(
        { ...minutes.items[0]?.values, twa: null },
        { ...expected(from, to), twa: null },
        200,
        'by minutes',
      );

      await store.retention.set('castor', '1m', 30);
      await settle(store, 'retention');
      const hours = await statistics();
      assert.match(hours.note ?? '', /whole rollups of 1h/);
      assertSame(
        { ...hours.items[0]?.values, twa: null },
        { ...expected(day + 8 * HOUR, day + 2 * DAY), twa: null },
        200,
        'by hours',
      );
    });

    it('loses no reading between days of a zone with a quarter of an hour', async () => {
      const question = {
        sensors,
        from: day - DAY,
        to: day + 3 * DAY,
        bucket: '1d',
        aggregates: ['total'] as const,
      };
      const { series, note, timezone } = await store.history.series('castor', question);
      assert.equal(timezone, 'Asia/Kathmandu');
      assert.match(note ?? '', /whole rollups of 1h/);
      assert.equal(
        series[0]?.values.total?.reduce((sum: number, value) => sum + (value ?? 0), 0),
        mine().length,
      );
    });

    it('knows the last value from the hour before', async () => {
      const { items } = await store.history.at('castor', { time: day + 12 * HOUR + 1, sensors });
      const last = used(mine(), 'usable').filter(({ timestamp }) => timestamp < day + 12 * HOUR).at(-1); // prettier-ignore
      assert.deepEqual([items[0]?.value, items[0]?.quality], [last?.value, 'good']);
    });

    it('draws a plot from rollups, and says what cannot be told of a quality', async () => {
      const plot = await store.history.series('castor', { sensors, from: day, to: day + DAY, lttb: 50 });
      assert.ok((plot.series[0]?.timestamps?.length ?? 0) >= 40);
      assert.match(
        (await statistics('good')).note ?? '',
        /no longer kept, and rollups do not tell .* "good"/,
      );
    });
  });

  it('keeps tenants apart: the same question of each has its own answer alone', async () => {
    const question = {
      sensors: [address('temp')],
      from: FROM,
      to: NOW,
      bucket: '1mo',
      aggregates: AGGREGATES,
    };
    for (const filter of QUALITY_FILTERS as readonly QualityFilter[]) {
      const aqua = await store.history.series('aqua', { ...question, quality: filter });
      const borealis = await store.history.series('borealis', { ...question, quality: filter });
      assert.ok(aqua.series[0]?.values.max?.every((value) => value === null || value < 1000));
      assert.ok(borealis.series[0]?.values.min?.every((value) => value === null || value > 1000));
      for (const [answer, tenant] of [[aqua, 'aqua'], [borealis, 'borealis']] as const)
        assert.equal(
          answer.series[0]?.values.total?.reduce((sum: number, value) => sum + (value ?? 0), 0),
          of('temp', tenant).filter(({ timestamp }) => timestamp >= FROM && timestamp < NOW).length,
        );
    } // prettier-ignore
  });
});
