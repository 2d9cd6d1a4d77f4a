import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SpoolShares } from '../../../lib/telemetry/spool-shares';

describe('shares of the spool', () => {
  it('are no matter to a tenant alone', () => {
    const shares = new SpoolShares();
    assert.ok(shares.mayAdd('aqua', 100, 100));
    shares.add('aqua', 100);
    assert.equal(shares.fullest(0), 0);
  });

  it('leave one of two three quarters, and say how full the fuller one is before it is refused', () => {
    const limit = 1000;
    const shares = new SpoolShares();
    shares.meet('borealis');
    let held = 0;
    const told: number[] = [];
    while (shares.mayAdd('aqua', 10, limit - held)) {
      shares.add('aqua', 10);
      held += 10;
      told.push(shares.fullest(limit - held));
    }
    assert.equal(held, 750);
    assert.deepEqual([told[0], told.at(-1)], [10 / 750, 1]);
    assert.ok(told.every((fill, i) => i === 0 || fill > (told[i - 1] ?? 0)));
    assert.ok(shares.mayAdd('borealis', 10, limit - held));
  });

  it('never say that there is room where there is none, nor the other way', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 300 }), (order) => {
        const limit = 1000;
        const shares = new SpoolShares();
        for (const tenant of ['a', 'b', 'c']) shares.meet(tenant);
        let held = 0;
        for (const tenant of order) {
          if (!shares.mayAdd(tenant, 10, limit - held)) {
            assert.ok(shares.fullest(limit - held) > 0.95);
            continue;
          }
          shares.add(tenant, 10);
          held += 10;
          const fill = shares.fullest(limit - held);
          assert.ok(fill > 0 && fill <= 1);
        }
        assert.ok(held <= limit);
      }),
    );
  });
});
