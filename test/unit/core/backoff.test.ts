import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Backoff } from '../../../lib/core/backoff';

const take = (backoff: Backoff, count: number): number[] =>
  Array.from({ length: count }, () => backoff.next());

describe('the wait between attempts', () => {
  it('doubles up to its ceiling when chance gives the most', () => {
    const backoff = new Backoff({ first: 500, ceiling: 5000, random: () => 1 });
    assert.deepEqual(take(backoff, 6), [500, 1000, 2000, 4000, 5000, 5000]);
  });

  it('is the floor when chance gives the least, so that nobody hammers', () => {
    assert.deepEqual(take(new Backoff({ floor: 100, random: () => 0 }), 4), [100, 100, 100, 100]);
  });

  it('begins anew after a success', () => {
    const backoff = new Backoff({ first: 500, random: () => 1 });
    take(backoff, 5);
    backoff.reset();
    assert.equal(backoff.next(), 500);
  });

  it('stays within its bounds however long the other side is away', () => {
    const options = fc.record({
      first: fc.integer({ min: 1, max: 10_000 }),
      ceiling: fc.integer({ min: 1000, max: 3_600_000 }),
      floor: fc.integer({ min: 0, max: 1000 }),
    });
    fc.assert(
      fc.property(options, fc.nat({ max: 5000 }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (bounds, failures, chance) => {
          const backoff = new Backoff({ ...bounds, random: () => chance });
          take(backoff, failures);
          const wait = backoff.next();
          assert.ok(Number.isInteger(wait) && wait >= bounds.floor && wait <= bounds.ceiling, String(wait));
        }),
    ); // prettier-ignore
  });

  it('spreads a fleet that lost its server at one moment over the whole span', () => {
    const waits = Array.from({ length: 2000 }, () => {
      const backoff = new Backoff({ first: 10_000, floor: 0 });
      return backoff.next();
    });
    const tenths = new Set(waits.map((wait) => Math.min(9, Math.floor(wait / 1000))));
    assert.equal(tenths.size, 10);
    assert.ok(Math.max(...waits) <= 10_000);
  });

  it('has defaults from a tenth of a second to half a minute', () => {
    assert.deepEqual(take(new Backoff({ random: () => 0 }), 1), [100]);
    assert.deepEqual(take(new Backoff({ random: () => 1 }), 8).slice(-2), [30_000, 30_000]);
  });
});
