import assert from 'node:assert/strict';
import {
  axesOf,
  csvOf,
  kept,
  panned,
  periodsOf,
  tableOf,
  valueAt,
  zoomed,
  type History,
  type Pen,
} from '../../../lib/dashboard/browser/trend-model';

const T0 = Date.UTC(2026, 10, 27, 9);
const MINUTE = 60_000;
const pen = (sensor: string, more: Partial<Pen> = {}): Pen => ({
  unit: 'boiler-1', sensor, name: sensor, unitName: 'Boiler 1', uom: '°C', decimals: 1, type: 'number', staleAfter: 90, ...more,
}); // prettier-ignore

/** Buckets of a minute; `null`: bad readings only, `undefined`: none at all. */
function history(values: Record<string, (number | null | undefined)[]>): History {
  const length = Math.max(...Object.values(values).map((list) => list.length));
  const timestamps = Array.from({ length }, (_, i) => T0 + i * MINUTE);
  return {
    from: T0,
    to: T0 + length * MINUTE,
    end: T0 + length * MINUTE,
    timestamps,
    series: Object.entries(values).map(([sensor, list]) => ({
      unit: 'boiler-1',
      sensor,
      values: {
        mean: list.map((value) => value ?? null),
        min: list.map((value) => (value == null ? null : value - 1)),
        max: list.map((value) => (value == null ? null : value + 1)),
        total: list.map((value) => (value === undefined ? 0 : 4)),
        good: list.map((value) => (value == null ? null : value === 50 ? 0.5 : 1)),
      },
    })),
  };
}
const NO_LIVE = new Map();
const drawn = (column: (number | null | undefined)[]) => column.filter((value) => value !== undefined);

describe('what a plot of trends shows', () => {
  it('breaks a line where nothing was measured, and draws on where only a bucket is empty', () => {
    const answer = history({ a: [1, undefined, 3, undefined, undefined, undefined, 7] });
    const { curves } = tableOf([pen('a')], answer, NO_LIVE, T0);
    assert.deepEqual(drawn(curves[0]?.mean ?? []), [1, 3, null, 7]);
    const later = tableOf([pen('a')], answer, NO_LIVE, T0 + 60 * MINUTE);
    assert.deepEqual(drawn(later.curves[0]?.mean ?? []), [1, 3, null, 7, null]);
  });

  it('says which times had nothing but bad readings, and which some that were not good', () => {
    const answer = history({ a: [1, null, null, 50, 5] });
    const [curve] = tableOf([pen('a')], answer, NO_LIVE, T0).curves;
    assert.deepEqual(curve?.bad, [{ from: T0 + MINUTE, to: T0 + 3 * MINUTE }]);
    assert.deepEqual(curve?.doubtful, [{ from: T0 + 3 * MINUTE, to: T0 + 4 * MINUTE }]);
    assert.deepEqual(drawn(curve?.mean ?? []), [1, null, null, 50, 5]);
  });

  it('goes on with live readings after the history, each once, and breaks at a bad one', () => {
    const answer = history({ a: [1, 2], b: [5, 6] });
    const live = new Map([
      ['boiler-1/a', [{ at: T0, value: 9 }, { at: T0 + 130_000, value: 3 }, { at: T0 + 140_000, value: null }]],
    ]); // prettier-ignore
    const { xs, curves } = tableOf([pen('a'), pen('b')], answer, live, T0 + 150_000);
    assert.deepEqual(xs, [T0, T0 + MINUTE, T0 + 130_000, T0 + 140_000].map((at) => at / 1000)); // prettier-ignore
    assert.deepEqual(curves[0]?.mean, [1, 2, 3, null]);
    assert.deepEqual(curves[1]?.mean, [5, 6, undefined, undefined]);
    assert.deepEqual(curves[0]?.bad, [{ from: T0 + 140_000, to: T0 + 150_000 }]);
  });

  it('has one axis for each unit of measure, and one for what is on or off', () => {
    const pens = [pen('a'), pen('b', { uom: 'bar' }), pen('c'), pen('d', { type: 'boolean' })];
    assert.deepEqual(
      axesOf(pens).map(({ label, pens: of }) => [label, of]),
      [['°C', [0, 2]], ['bar', [1]], ['off / on', [3]]],
    ); // prettier-ignore
  });

  it('zooms about a time, pans, and stays within bounds', () => {
    const view = { from: T0, to: T0 + 100_000 };
    const now = T0 + 1_000_000;
    assert.deepEqual(zoomed(view, 0.5, T0 + 20_000, now), { from: T0 + 10_000, to: T0 + 60_000 });
    assert.deepEqual(zoomed(view, 1e-9, T0, now), { from: T0, to: T0 + 10_000 });
    assert.deepEqual(panned(view, -5_000, now), { from: T0 - 5_000, to: T0 + 95_000 });
    const far = panned(view, 1e12, now);
    assert.deepEqual(far, { from: now + 5_000 - 100_000, to: now + 5_000 });
    assert.equal(kept({ from: 0, to: 100_000 }, now).from, Date.UTC(2000, 0, 1));
  });

  it('shows when alarms of a sensor were active, also those that began before and go on', () => {
    const line = (alarm: string, event: string, minute: number, sensor = 'a') => ({
      alarm, event, sensor, unit: 'boiler-1', at: new Date(T0 + minute * MINUTE).toISOString(), priority: 'high', message: alarm,
    }); // prettier-ignore
    const lines = [
      line('two', 'active', 8),
      line('one', 'return', 5),
      line('one', 'acknowledge', 4),
      line('one', 'active', 3),
      line('other', 'active', 3, 'b'),
      line('old', 'return', 1),
    ];
    const view = { from: T0, to: T0 + 10 * MINUTE };
    assert.deepEqual(
      periodsOf(pen('a'), lines, view).map(({ message, from, to }) => [message, (from - T0) / MINUTE, (to - T0) / MINUTE]),
      [['old', 0, 1], ['one', 3, 5], ['two', 8, 10]],
    ); // prettier-ignore
  });

  it('tells the value at a time, and none where the line is broken', () => {
    const table = tableOf([pen('a')], history({ a: [1, 2, null, undefined, 5] }), NO_LIVE, T0);
    assert.deepEqual(valueAt(table, 0, T0 + 90_000), { at: T0 + MINUTE, mean: 2, min: 1, max: 3 });
    assert.equal(valueAt(table, 0, T0 + 130_000), undefined);
    assert.equal(valueAt(table, 0, T0 - 1), undefined);
    assert.equal(valueAt(table, 3, T0), undefined);
  });

  it('becomes CSV of what is in the picture, without breaks, and without formulas', () => {
    const pens = [pen('a', { name: 'Supply, "hot"', unitName: '=1+1' })];
    const table = tableOf(pens, history({ a: [1, undefined, undefined, undefined, -2, 3] }), NO_LIVE, T0);
    assert.equal(
      csvOf(table, pens, { from: T0, to: T0 + 4 * MINUTE }),
      [
        `time,"'=1+1 / Supply, ""hot"" (°C)","'=1+1 / Supply, ""hot"" (°C) min","'=1+1 / Supply, ""hot"" (°C) max"`,
        '2026-11-27T09:00:00.000Z,1,0,2',
        '2026-11-27T09:04:00.000Z,-2,-3,-1',
        '',
      ].join('\r\n'),
    );
  });
});
