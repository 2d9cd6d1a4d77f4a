import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  AGGREGATES,
  HistorySeries,
  HistoryStatistics,
  QUALITY_FILTERS,
  ValuesAt,
  type SeriesQuestion,
} from '../../../lib/core/history';
import { onEveryRung, useDatabase, type StoreParts } from '../../support/database';
import { settle } from '../../support/settle';
import { DAY, HOUR, MINUTE, SENSORS, address, assertSame, labelOf, naive, used } from './history-fixture';
import { FROM, NOW, SPANS, writer } from './history-plant';

const ZONES = ['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/St_Johns'];
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
  const { of, write, scaleOf, draw, fill } = writer(() => store);

  before(async function () {
    this.timeout(240_000);
    store = await database().open();
    await fill();
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
    ['when all is materialised', async () => void (await settle(store, 'rollups'))],
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
});
