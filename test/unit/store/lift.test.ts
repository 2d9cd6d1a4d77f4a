import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Progress } from '../../../lib/store/lift/progress';
import { byDay, partsOf, slicesOf } from '../../../lib/store/lift/series';
import { inOrder, type Contents, type Table } from '../../../lib/store/lift/tables';
import { FakeClock } from '../../support/fake-clock';

const DAY = 86_400;

describe('The order in which a lift copies tables', () => {
  const table = (name: string, ...needs: string[]): Table => ({
    name,
    needs,
    columns: [],
    key: [],
    changeable: [],
  });

  it('has before each what it refers to, whatever order they come in', () => {
    const tables = [table('a', 'c', 'elsewhere'), table('b', 'a'), table('c'), table('d', 'a', 'b', 'c')];
    fc.assert(
      fc.property(fc.shuffledSubarray(tables, { minLength: 4 }), (shuffled) => {
        const names = inOrder(shuffled).map(({ name }) => name);
        assert.deepEqual(names, ['c', 'a', 'b', 'd']);
      }),
    );
  });

  it('is refused when there is none', () => {
    assert.throws(() => inOrder([table('a', 'b'), table('b', 'a')]), { code: 'internal' });
  });
});

describe('What a lift copies at once', () => {
  const days = fc.uniqueArray(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 50 })), {
    selector: ([day]) => day,
  });
  const wanted = (list: readonly (readonly [number, number])[]): Map<number, Contents> =>
    new Map(list.map(([day, rows]) => [day * DAY, { rows, checksum: 0n }]));

  it('is every day that is not done, once, oldest first, within the bound unless one day is more', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 60 }), fc.func(fc.boolean()), (list, most, isDone) => {
        const contents = wanted(list);
        const slices = slicesOf(contents, isDone, most);
        const open = [...contents.keys()].filter((day) => !isDone(day)).sort((a, b) => a - b);
        assert.deepEqual(
          slices.flatMap((slice) => slice.days),
          open,
        );
        for (const { days: some, rows } of slices) {
          assert.ok(rows <= most || some.length === 1);
          assert.equal(
            rows,
            some.reduce((sum, day) => sum + (contents.get(day)?.rows ?? 0), 0),
          );
          const [from = 0, to = 0] = [some[0], some.at(-1)];
          const between = [...contents.keys()].filter((day) => day > from && day < to && isDone(day));
          assert.deepEqual(between, [], 'no day that is done lies within');
        }
      }),
    );
  });

  it('falls into parts that follow each other without gap', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.nat(5000),
        fc.integer({ min: 1, max: 500 }),
        (length, rows, most) => {
          const slice = { days: Array.from({ length }, (_, i) => i * DAY), rows };
          const parts = partsOf(slice, most);
          assert.equal(parts.length, Math.max(1, Math.ceil(rows / most)));
          assert.equal(parts[0]?.[0], 0);
          assert.equal(parts.at(-1)?.[1], length * DAY);
          for (const [i, [from, to]] of parts.entries()) {
            assert.ok(Number.isInteger(from) && from <= to);
            if (i > 0) assert.equal(from, parts[i - 1]?.[1]);
          }
        },
      ),
    );
  });

  it('is compared by the sums of all tenants', () => {
    const census = [
      { day: 0, tenant: 1, rows: 2, checksum: 5n },
      { day: 0, tenant: 2, rows: 3, checksum: -7n },
      { day: DAY, tenant: 1, rows: 1, checksum: 1n },
    ];
    assert.deepEqual([...byDay(census)], [[0, { rows: 5, checksum: -2n }], [DAY, { rows: 1, checksum: 1n }]]); // prettier-ignore
  });
});

describe('The progress of a lift', () => {
  it('is said every two seconds, and in the end', () => {
    const clock = new FakeClock();
    const lines: string[] = [];
    const progress = new Progress(10_000, clock, (line) => lines.push(line));
    for (let i = 0; i < 10; i++) {
      clock.advance(1_000);
      progress.add(1_000, 'readings of 2026-11-23');
    }
    assert.deepEqual(lines, [
      'readings of 2026-11-23: 2,000 of 10,000 rows (20.0 %), 1,000 rows/s, about 8 s left',
      'readings of 2026-11-23: 4,000 of 10,000 rows (40.0 %), 1,000 rows/s, about 6 s left',
      'readings of 2026-11-23: 6,000 of 10,000 rows (60.0 %), 1,000 rows/s, about 4 s left',
      'readings of 2026-11-23: 8,000 of 10,000 rows (80.0 %), 1,000 rows/s, about 2 s left',
      'readings of 2026-11-23: 10,000 of 10,000 rows (100.0 %), 1,000 rows/s',
    ]);
  });

  it('tells minutes and hours', () => {
    const clock = new FakeClock();
    const lines: string[] = [];
    const progress = new Progress(1_000_000, clock, (line) => lines.push(line));
    for (const rows of [10_000, 90]) {
      clock.advance(10_000);
      progress.add(rows, 'x');
    }
    assert.match(lines.join(), /about 17 min left.*about 33 min left/);
    const slow = new Progress(1_000_000, clock, (line) => lines.push(line));
    clock.advance(10_000);
    slow.add(500, 'x');
    assert.match(lines.at(-1)!, /50 rows\/s, about 5\.6 h left/);
  });
});
