import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  AGGREGATES,
  HistorySeries,
  HistoryStatistics,
  HistoryTable,
  QUALITY_FILTERS,
  ValuesAt,
  type QualityFilter,
  type SeriesQuestion,
} from '../../../lib/core/history';
import type { QualityClass } from '../../../lib/core/quality';
import type { Reading } from '../../../lib/core/reading';
import { onEveryRung, useDatabase, type StoreParts } from '../../support/database';
import { DAY, HOUR, MINUTE, SENSORS, address, assertSame, furnish, labelOf, materialise, naive, used, type SensorKey } from './history-fixture'; // prettier-ignore

const ZONES = ['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/St_Johns'];
const NOW = Date.now();
/** Where readings are: over both changes of the clocks of this year, some months without any, and up to now. */
const SPANS: readonly (readonly [number, number, number])[] = [
  [Date.UTC(2026, 2, 27), Date.UTC(2026, 3, 7), 500],
  [Date.UTC(2026, 9, 23), Date.UTC(2026, 10, 3), 500],
  [NOW - 3 * HOUR, NOW, 400],
];
const FROM = Date.UTC(2026, 2, 26);

const QUALITIES: readonly QualityClass[] = ['good', 'good', 'good', 'uncertain', 'bad'];
const quality = fc.constantFrom(...QUALITY_FILTERS);
const zone = fc.constantFrom(...ZONES);
/** Moments at which something may go wrong: at readings, at the changes of the clocks, anywhere. */
const moment = fc.oneof(
  fc.integer({ min: FROM, max: NOW + HOUR }),
  fc.integer({ min: 0, max: 270 }).map((day) => FROM + day * DAY),
  fc.integer({ min: 0, max: 200 }).map((minutes) => NOW - minutes * MINUTE),
);

onEveryRung('History', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;
  // The WebAssembly engine is an order of magnitude slower than a server.
  const runs = (count: number): number =>
    rung.names.length === 1 && rung.names[0] === 'timescale-tsl' ? Math.ceil(count / 8) : count;
  const written: Record<string, Reading[]> = {};
  const of = (sensor: string, tenant = 'aqua'): Reading[] => written[`${tenant} ${sensor}`] ?? [];

  /** In the order of time per sensor, so that of two at one time the second is the later one. */
  async function write(readings: readonly Reading[]): Promise<void> {
    const { refused } = await store.sink.write(readings);
    assert.deepEqual(refused, []);
    for (const one of readings) (written[`${one.tenant} ${one.sensor}`] ??= []).push(one);
  }

  const scaleOf = (sensor: string): number =>
    Math.max(1, ...of(sensor).map(({ value }) => Math.abs(Number(value))));

  let seed = 11;
  const next = (): number => (seed = (seed * 1_664_525 + 1_013_904_223) % 4_294_967_296) / 4_294_967_296;
  function draw(
    tenant: string,
    sensor: SensorKey,
    [from, to, count]: readonly [number, number, number],
  ): Reading[] {
    const times = Array.from({ length: count }, () => {
      const grain = next() < 0.3 ? MINUTE : 1;
      return Math.floor((from + next() * (to - from)) / grain) * grain;
    });
    return [...new Set(times)].map((timestamp) => ({
      tenant, unit: 'boiler-1', sensor, timestamp,
      value: sensor === 'pump' ? next() < 0.5 : Math.round((next() * 200 - 50) * 1000) / 1000 + (tenant === 'borealis' ? 1e6 : 0),
      quality: QUALITIES[Math.floor(next() * QUALITIES.length)] ?? 'good',
    })); // prettier-ignore
  }

  before(async function () {
    this.timeout(120_000);
    store = await database().open();
    await furnish(store);
    for (const tenant of ['aqua', 'borealis'])
      for (const sensor of SENSORS) for (const span of SPANS) await write(draw(tenant, sensor, span));
  });

  async function compareSeries(question: SeriesQuestion): Promise<void> {
    const { from, to, quality: filter = 'usable' } = question;
    const asked = Date.now();
    const answer = await store.history.series('aqua', question);
    HistorySeries.parse(answer);
    const { timestamps = [], end = 0, bucket = '', timezone } = answer;
    const label = labelOf(bucket, timezone);
    for (const { sensor, values } of answer.series) {
      let counted = 0;
      timestamps.forEach((start, i) => {
        const stop = timestamps[i + 1] ?? end;
        const span = { from: Math.max(start, from), to, holdsTo: Math.min(stop, to, asked) };
        const expected = naive(of(sensor), span, filter, (time) =>
          label ? label(time) === label(start) : time >= start && time < stop,
        );
        counted += expected.total ?? 0;
        const found = Object.fromEntries(AGGREGATES.map((name) => [name, values[name]?.[i]]));
        // While now is inside a bucket the last value holds a little longer with every question.
        if (stop > asked && span.holdsTo > span.from) found.twa = expected.twa;
        assertSame(
          found,
          expected,
          scaleOf(sensor),
          `${sensor} ${bucket} ${timezone} ${new Date(start).toISOString()}`,
        );
      });
      const inside = of(sensor).filter(({ timestamp }) => timestamp >= from && timestamp < to);
      assert.equal(counted, inside.length, 'every reading is in one bucket');
    }
  }

  const states: [string, () => Promise<void>][] = [
    ['when nothing is materialised', async () => undefined],
    ['when all is materialised', () => materialise(database().owner, store.rung)],
    ['with late readings', async () => {
      for (const sensor of SENSORS)
        for (const span of SPANS) await write(draw('aqua', sensor, [span[0] - DAY, span[1], 40]));
    }],
  ]; // prettier-ignore
  for (const [title, reach] of states)
    describe(`${title}, equals what the raw readings say`, function () {
      this.timeout(240_000);
      before(reach);

      const sensors = SENSORS.map(address);

      it('in buckets of any width, zone and quality over any span', async () => {
        const width = fc.constantFrom('7s', '1m', '15m', '90m', '1h', '7h', '1d', '1w', '1mo');
        const length = (text: string): number =>
          ({ s: 1000, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY, mo: 30 * DAY })[text.replace(/\d+/, '')] ?? 0;
        await fc.assert(
          fc.asyncProperty(moment, fc.double({ min: 0.1, max: 60, noNaN: true }), width, zone, quality, async (from, n, bucket, timezone, filter) => {
            const to = from + Math.ceil(n * length(bucket) * parseInt(bucket, 10));
            await compareSeries({ sensors, from, to, bucket, timezone, quality: filter, aggregates: AGGREGATES });
          }),
          { numRuns: runs(40), examples: [[Date.UTC(2026, 2, 28), 5, '1d', 'Europe/Berlin', 'usable'], [Date.UTC(2026, 3, 3), 3, '1d', 'Australia/Lord_Howe', 'usable'],
            [Date.UTC(2026, 9, 20), 14, '1d', 'Asia/Kathmandu', 'usable'], [Date.UTC(2026, 9, 31), 3, '1d', 'America/St_Johns', 'good'], [FROM, 10, '1mo', 'UTC', 'any']] },
        ); // prettier-ignore
      });

      it('in as many buckets as a plot has pixels, and the answer keeps to them', async () => {
        await fc.assert(
          fc.asyncProperty(moment, fc.integer({ min: 1000, max: 250 * DAY }), fc.integer({ min: 2, max: 300 }), async (from, span, points) => {
            const question = { sensors: [address('temp')], from, to: from + span, points, aggregates: AGGREGATES };
            await compareSeries(question);
            const { timestamps = [] } = await store.history.series('aqua', question);
            assert.ok(timestamps.length <= points);
          }),
          { numRuns: runs(25) },
        ); // prettier-ignore
      });

      it('as statistics over any span', async () => {
        await fc.assert(
          fc.asyncProperty(moment, moment, quality, async (a, b, filter) => {
            const [from, to] = [Math.min(a, b), Math.max(a, b)];
            const asked = Date.now();
            const answer = await store.history.statistics('aqua', { sensors, from, to, quality: filter });
            HistoryStatistics.parse(answer);
            for (const { sensor, values } of answer.items) {
              if (from === to) continue;
              const expected = naive(of(sensor), { from, to, holdsTo: Math.min(to, asked) }, filter);
              if (to > asked && asked > from) values.twa = expected.twa;
              assertSame(values, expected, scaleOf(sensor), `${sensor} ${from} ${to} ${filter}`);
            }
          }),
          { numRuns: runs(40) },
        ); // prettier-ignore
      });

      it('as the value at any time', async () => {
        await fc.assert(
          fc.asyncProperty(moment, quality, async (time, filter) => {
            const answer = await store.history.at('aqua', { time, sensors, quality: filter });
            ValuesAt.parse(answer);
            for (const sensor of SENSORS) {
              const expected = used(of(sensor), filter).filter(({ timestamp }) => timestamp <= time).at(-1);
              const found = answer.items.find((item) => item.sensor === sensor);
              assert.equal(found?.value, expected?.value);
              assert.equal(found && Date.parse(found.timestamp), expected?.timestamp);
              assert.equal(found?.quality, expected?.quality);
              assert.equal(found?.age, expected && time - expected.timestamp);
              assert.equal(answer.missing.some((one) => one.sensor === sensor), expected === undefined);
            }
          }),
          { numRuns: runs(40) },
        ); // prettier-ignore
      });

      it('as raw pages of several sensors', async () => {
        await fc.assert(
          fc.asyncProperty(moment, fc.integer({ min: 1, max: 20 * DAY }), quality, fc.integer({ min: 1, max: 300 }), async (from, span, filter, limit) => {
            const to = from + span;
            const order = ['pump', 'temp'];
            const found: string[] = [];
            let cursor: string | undefined;
            do {
              const page = await store.history.raw('aqua', { sensors: order.map(address), from, to, limit, quality: filter, cursor });
              assert.ok(page.items.length <= limit);
              found.push(...page.items.map((item) => `${item.timestamp} ${item.sensor} ${String(item.value)}`));
              cursor = page.nextCursor;
            } while (cursor);
            const expected = used(order.flatMap((sensor) => of(sensor)), filter)
              .filter(({ timestamp }) => timestamp >= from && timestamp < to)
              .sort((a, b) => a.timestamp - b.timestamp || order.indexOf(a.sensor) - order.indexOf(b.sensor))
              .map(({ timestamp, sensor, value }) => `${new Date(timestamp).toISOString()} ${sensor} ${String(value)}`);
            assert.deepEqual(found, expected);
          }),
          { numRuns: runs(20) },
        ); // prettier-ignore
      });
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

    it('explain how they were read', async () => {
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
      for (const settle of [false, true]) {
        if (settle) await materialise(database().owner, store.rung);
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
