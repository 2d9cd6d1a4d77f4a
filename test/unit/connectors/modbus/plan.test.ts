import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Planner, RETRY_REFUSED_MS, type Block, type Span } from '../../../../lib/connectors/modbus/plan';

const LIMITS = { maxRegisters: 125, maxBits: 2000, maxGap: 16 };
const span = (first: number, length = 1, more: Partial<Span> = {}): Span => ({
  table: 'holding',
  first,
  length,
  intervalMs: 1000,
  ...more,
});
const shape = (blocks: readonly Block[]): string[] =>
  blocks.map(({ table, start, count }) => `${table} ${start}+${count}`);

/** Polls until the device refuses nothing new; returns the blocks that are read then. */
function learned(planner: Planner, spans: readonly Span[], hole: ReadonlySet<number>): Block[] {
  for (let round = 0; round < 200; round++) {
    const known = planner.refused;
    const refused = planner.plan().filter(({ start, count, spans: own }) => {
      const dead = Array.from({ length: count }, (_, i) => start + i).some((address) => hole.has(address));
      return dead && !(own.length === 1 && known.has(own[0] ?? -1));
    });
    const [first] = refused;
    if (!first) return planner.plan();
    planner.learn(first);
  }
  throw new Error(`never learned ${[...hole].join(', ')} of ${spans.length} spans`);
}

describe('The plan of Modbus reads', () => {
  it('joins neighbours and what lies behind a small gap', () => {
    const planner = new Planner([span(30), span(0, 2), span(2, 2), span(20)], LIMITS);
    assert.deepEqual(shape(planner.plan()), ['holding 0+31']);
  });

  it('does not join over a large gap, over tables or over intervals', () => {
    const spans = [span(0), span(18), span(1, 1, { table: 'input' }), span(2, 1, { intervalMs: 5000 })];
    assert.deepEqual(shape(new Planner(spans, LIMITS).plan()), [
      'holding 0+1',
      'holding 18+1',
      'input 1+1',
      'holding 2+1',
    ]);
  });

  it('reads no more at once than the limit, and never cuts a value', () => {
    const spans = Array.from({ length: 64 }, (_, i) => span(2 * i, 2));
    assert.deepEqual(shape(new Planner(spans, LIMITS).plan()), ['holding 0+124', 'holding 124+4']);
    const bits = Array.from({ length: 2100 }, (_, i) => span(i, 1, { table: 'coil' }));
    assert.deepEqual(shape(new Planner(bits, LIMITS).plan()), ['coil 0+2000', 'coil 2000+100']);
  });

  it('takes spans that lie over each other', () => {
    assert.deepEqual(shape(new Planner([span(0, 4), span(1), span(2, 4)], LIMITS).plan()), ['holding 0+6']);
  });

  it('cuts where nobody asked first, when a device refuses a block', () => {
    const planner = new Planner([span(0), span(1), span(5), span(6)], LIMITS);
    planner.learn(planner.plan()[0] as Block);
    assert.deepEqual(shape(planner.plan()), ['holding 0+2', 'holding 5+2']);
  });

  it('finds the guilty one, joins the others again around it, and asks it rarely', () => {
    const spans = Array.from({ length: 60 }, (_, i) => span(i));
    const planner = new Planner(spans, LIMITS);
    const blocks = learned(planner, spans, new Set([37]));
    assert.deepEqual(shape(blocks), ['holding 0+37', 'holding 37+1', 'holding 38+22']);
    assert.deepEqual([...planner.refused], [37]);
    assert.equal(blocks.find(({ start }) => start === 37)?.intervalMs, RETRY_REFUSED_MS);
  });

  it('reads an address again that was refused, once the device has it', () => {
    const spans = Array.from({ length: 10 }, (_, i) => span(i));
    const planner = new Planner(spans, LIMITS);
    const [, lone] = learned(planner, spans, new Set([4]));
    assert.equal(planner.relearn(lone as Block), true);
    assert.deepEqual(shape(planner.plan()), ['holding 0+10']);
  });

  it('plans every span once whatever they are, within the limits', () => {
    const anySpan = fc.record({
      table: fc.constantFrom('coil', 'discrete', 'input', 'holding'),
      first: fc.nat(400),
      length: fc.constantFrom(1, 2, 4),
      intervalMs: fc.constantFrom(100, 1000),
    }) as fc.Arbitrary<Span>;
    const holes = fc.uniqueArray(fc.nat(400), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(anySpan, { maxLength: 80 }), holes, (spans, hole) => {
        const planner = new Planner(spans, { maxRegisters: 20, maxBits: 40, maxGap: 3 });
        const dead = new Set(hole);
        const blocks = learned(planner, spans, dead);
        const seen = blocks.flatMap((block) => block.spans).sort((a, b) => a - b);
        assert.deepEqual(
          seen,
          spans.map((_, i) => i),
        );
        for (const { start, count, spans: own, table } of blocks) {
          assert.ok(count <= (table === 'coil' || table === 'discrete' ? 40 : 20));
          for (const index of own) {
            const { first, length } = spans[index] as Span;
            assert.ok(first >= start && first + length <= start + count);
          }
        }
        // What the device has is read, whatever lies beside it.
        spans.forEach(({ first, length }, index) => {
          const sound = Array.from({ length }, (_, i) => first + i).every((address) => !dead.has(address));
          assert.equal(planner.refused.has(index), !sound, `span ${index}`);
        });
      }),
    );
  });
});
