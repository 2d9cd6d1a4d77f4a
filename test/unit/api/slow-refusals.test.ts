import assert from 'node:assert/strict';
import { SlowRefusals } from '../../../lib/api/slow-refusals';
import { nullMeter } from '../../../lib/core/meter';
import { FakeClock } from '../../support/fake-clock';

describe('Refusals of a quota', () => {
  const settled = async (): Promise<void> => {
    for (let i = 0; i < 10; i++) await Promise.resolve();
  };
  let clock: FakeClock;
  let refusals: SlowRefusals;
  let answered: number;
  const hold = (count: number, signal?: AbortSignal): void => {
    for (let i = 0; i < count; i++) void refusals.hold(signal).then(() => answered++);
  };

  beforeEach(() => {
    clock = new FakeClock();
    refusals = new SlowRefusals(clock, nullMeter);
    answered = 0;
  });

  it('are answered at once as long as they are few', async () => {
    hold(20);
    await settled();
    assert.equal(answered, 20);
    clock.advance(1000);
    hold(20);
    await settled();
    assert.equal(answered, 40);
  });

  it('of a flood wait a quarter of a second', async () => {
    hold(50);
    await settled();
    assert.equal(answered, 20);
    clock.advance(249);
    await settled();
    assert.equal(answered, 20);
    clock.advance(1);
    await settled();
    assert.equal(answered, 50);
  });

  it('are held a thousand at a time at most', async () => {
    hold(1120);
    await settled();
    assert.equal(answered, 120);
  });

  it('do not wait for a client that has left', async () => {
    const leaving = new AbortController();
    hold(20);
    hold(5, leaving.signal);
    leaving.abort();
    await settled();
    assert.equal(answered, 25);
  });
});
