import assert from 'node:assert/strict';
import { continueRaw, readRaw } from '../../../../../lib/connectors/opcua/server/history-raw';
import { Continuations } from '../../../../../lib/connectors/opcua/server/continuations';
import type { Asked } from '../../../../../lib/connectors/opcua/server/history-values';
import type { RawReading } from '../../../../../lib/core/history';

/** A historian in memory that counts its questions. */
function historian(times: readonly number[]): Asked & { questions: number } {
  const asked = {
    tenant: 'aqua',
    unit: 'u',
    sensor: 's',
    type: 'number' as const,
    questions: 0,
    history: {
      raw: async (
        _tenant: string,
        question: { from: number; to: number; limit: number; cursor?: string | undefined },
      ) => {
        asked.questions++;
        const { from, to, limit, cursor = '0' } = question;
        const all = times.map((time, value): RawReading => ({ timestamp: new Date(time).toISOString(), value, quality: 'good' }))
          .filter(({ timestamp }) => Date.parse(timestamp) >= from && Date.parse(timestamp) < to); // prettier-ignore
        const begin = Number(cursor);
        const items = all.slice(begin, begin + limit);
        return { items, ...(begin + limit < all.length ? { nextCursor: String(begin + limit) } : {}) };
      },
      series: () => Promise.reject(new Error('not asked for')),
      statistics: () => Promise.reject(new Error('not asked for')),
    },
  };
  return asked;
}

const T0 = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;

async function all(
  asked: Asked,
  start: number | undefined,
  end: number | undefined,
  limit: number,
): Promise<number[]> {
  const values: number[] = [];
  let page = await readRaw(asked, { start, end, bounds: false }, limit);
  for (;;) {
    assert.ok(page.values.length <= limit);
    values.push(...page.values.map(({ value }) => value.value as number));
    if (!page.next) return values;
    page = await continueRaw(asked, page.next, limit);
  }
}

describe('Raw history of an OPC UA server', () => {
  it('goes back over many readings of one millisecond, without losing or doubling one', async () => {
    const times = [0, 1, 1, 1, 1, 1, 2, 5].map((ms) => T0 + ms);
    const asked = historian(times);
    for (const limit of [1, 2, 3, 8, 100])
      assert.deepEqual(await all(asked, T0 + 10, T0 - 1, limit), [7, 6, 5, 4, 3, 2, 1, 0], `limit ${limit}`);
  });

  it('goes back over a gap of years, and through a busy second, with few questions', async () => {
    const sparse = historian([T0 - 3000 * DAY]);
    const { values } = await readRaw(sparse, { start: undefined, end: T0, bounds: false }, 1);
    assert.equal(values.length, 1);
    assert.ok(sparse.questions <= 12, `${sparse.questions} questions`);
    const busy = historian(Array.from({ length: 20_000 }, (_, i) => T0 + Math.floor(i / 20)));
    const page = await readRaw(busy, { start: undefined, end: T0 + 1000, bounds: false }, 100);
    assert.equal(page.values[0]?.value.value, 19_999);
    assert.equal(page.values.length, 100);
    assert.ok(busy.questions <= 20, `${busy.questions} questions`);
  });

  it('leaves room for bounds on pages of one', async () => {
    const asked = historian([T0, T0 + 10, T0 + 20]);
    const values: (number | null)[] = [];
    let page = await readRaw(asked, { start: T0 + 5, end: T0 + 15, bounds: true }, 1);
    for (;;) {
      values.push(...page.values.map(({ value }) => value.value as number));
      if (!page.next) break;
      page = await continueRaw(asked, page.next, 1);
    }
    assert.deepEqual(values, [0, 1, 2]);
  });
});

describe('Continuation points', () => {
  it('are their session’s and their node’s, for one use, and bounded', () => {
    const points = new Continuations<number>(2);
    const [one, other] = [{}, {}];
    const point = points.keep(one, 'a', 1);
    assert.ok(point);
    assert.equal(points.take(other, 'a', point), undefined);
    assert.equal(points.take(one, 'b', point), undefined);
    assert.ok(points.keep(one, 'a', 2));
    assert.equal(points.keep(one, 'a', 3), undefined, 'full');
    assert.ok(points.keep(other, 'a', 3));
    assert.equal(points.take(one, 'a', point), 1);
    assert.equal(points.take(one, 'a', point), undefined);
    assert.ok(points.keep(one, 'a', 4));
  });
});
