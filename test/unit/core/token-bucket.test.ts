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

  it('takes several at once or none, and says what is left and how long the rest takes', () => {
    const clock = new FakeClock();
    const bucket = new TokenBucket(clock, 2, 10);
    assert.equal(bucket.take(8), true);
    assert.equal(bucket.take(4), false);
    assert.deepEqual([bucket.left, bucket.waitFor(2), bucket.waitFor(4)], [2, 0, 1000]);
    assert.equal(bucket.waitFor(1000), 4000, 'more than ever fit: until it is full');
    clock.advance(1000);
    assert.equal(bucket.take(4), true);
  });

  it('follows another pace: more is there at once, of less no more than fits', () => {
    const clock = new FakeClock();
    const bucket = new TokenBucket(clock, 1, 10);
    bucket.take(4);
    bucket.setPace(10, 100);
    assert.equal(bucket.left, 96);
    clock.advance(200);
    assert.equal(bucket.left, 98);
    bucket.setPace(1, 5);
    assert.equal(bucket.left, 5);
  });
});
