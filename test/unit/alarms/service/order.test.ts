import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PRIORITIES } from '../../../../lib/alarms/condition';
import type { AlarmInstance } from '../../../../lib/alarms/ports';
import { listOf } from '../../../../lib/alarms/service/board';
import { ALARM_SORTS, type AlarmSort } from '../../../../lib/alarms/service/order';
import type { SortKey } from '../../../../lib/core/sort';

const alarm = (id: string, more: Partial<AlarmInstance> = {}): AlarmInstance => ({
  id, rule: 'r', source: { unit: 'u', sensor: id }, state: 'unacknowledged', since: 0, active: true, level: 'active',
  priority: 'medium', class: 'process', message: id, quality: 'good', firstOut: false, correlation: undefined, ...more,
}); // prettier-ignore

const ALL = [
  alarm('a', { since: 3, priority: 'low' }),
  alarm('b', { since: 1, priority: 'critical', state: 'acknowledged' }),
  alarm('c', { since: 2, source: { device: 'plc' } }),
  alarm('d', { since: 2, source: { unit: 't', sensor: 'x' } }),
];
const up = (field: AlarmSort): SortKey<AlarmSort> => ({ field, descending: false });
const down = (field: AlarmSort): SortKey<AlarmSort> => ({ field, descending: true });
const QUERY = { view: 'all', limit: 100 } as const;

/** Ids page by page. */
function pages(
  alarms: readonly AlarmInstance[],
  sort: readonly SortKey<AlarmSort>[] | undefined,
  limit: number,
) {
  const ids: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = listOf(alarms, { ...QUERY, sort, limit, cursor }, false);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
    if (cursor === undefined) return ids;
  }
}

describe('The list of alarms', () => {
  const ids = (...sort: SortKey<AlarmSort>[]) => pages(ALL, sort, 100).join('');

  it('has first what waits for somebody, then the most urgent, then the newest', () => {
    assert.equal(ids(), 'cdab');
  });

  it('is ordered by what is asked for, and in the usual order where that is equal', () => {
    assert.equal(ids(up('since')), 'bcda');
    assert.equal(ids(down('since')), 'acdb');
    assert.equal(ids(up('priority')), 'bcda', 'the most urgent first');
    assert.equal(ids(up('unit'), down('sensor')), 'cdba', 'alarms of devices are of no unit');
    assert.equal(ids(down('device')), 'cdab');
  });

  it('comes whole and once in pages of any size, in any order', () => {
    const some = fc.array(
      fc.record({
        since: fc.nat(3),
        priority: fc.constantFrom(...PRIORITIES),
        unit: fc.constantFrom('a', 'b'),
        state: fc.constantFrom('unacknowledged' as const, 'acknowledged' as const),
      }),
      { maxLength: 30 },
    );
    const key = fc.record({ field: fc.constantFrom(...ALARM_SORTS), descending: fc.boolean() });
    fc.assert(
      fc.property(some, fc.array(key, { maxLength: 3 }), fc.integer({ min: 1, max: 7 }), (parts, sort, limit) => {
        const all = parts.map(({ unit, ...more }, i) => alarm(`i${i}`, { ...more, source: { unit, sensor: `s${i}` } }));
        assert.deepEqual(pages(all, sort, limit), pages(all, sort, 1000));
        assert.equal(new Set(pages(all, sort, limit)).size, all.length);
      }),
      { numRuns: 300 },
    ); // prettier-ignore
  });

  it('refuses a cursor of another order, or of nothing', () => {
    const { nextCursor } = listOf(ALL, { ...QUERY, sort: [up('since')], limit: 1 }, false);
    for (const [sort, cursor] of [[[down('since')], nextCursor], [undefined, nextCursor], [undefined, 'nonsense']] as const)
      assert.throws(() => listOf(ALL, { ...QUERY, sort, cursor }, false), { code: 'invalid', field: 'cursor' });
  }); // prettier-ignore
});
