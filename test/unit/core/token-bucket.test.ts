import assert from 'node:assert/strict';
import { TokenBucket } from '../../../lib/core/token-bucket';
import { FakeClock } from '../../support/fake-clock';

describe('A token bucket', () => {
  it('lets one second’s worth through at once, then as many as the time brings', () => {
    const clock = new FakeClock();
    const pace = new TokenBucket(clock, 10);
    const taken = (): number => Array.from({ length: 30 }, () => pace.take()).filter(Boolean).length;
    assert.equal(taken(), 10);
    clock.advance(500);
    assert.equal(taken(), 5);
    clock.advance(60_000);
    assert.equal(taken(), 10);
  });
});
