import assert from 'node:assert/strict';
import { atOnce, inSlices } from '../../../lib/core/slices';
import { FakeClock } from '../../support/fake-clock';

/** `steps` pieces of work; the clock is that of a machine on which each takes `ms`. */
function work(
  steps: number,
  ms: number,
): { clock: FakeClock; done: number[]; run: () => Generator<undefined, string> } {
  const clock = new FakeClock();
  const done: number[] = [];
  let spent = 0;
  const began = clock.monotonic();
  clock.monotonic = () => began + spent;
  return {
    clock,
    done,
    *run() {
      for (let i = 0; i < steps; i++) {
        done.push(i);
        spent += ms;
        yield;
      }
      return 'all';
    },
  };
}

async function passTurns(clock: FakeClock): Promise<void> {
  for (let i = 0; i < 20; i++) {
    clock.advance(0);
    await Promise.resolve();
  }
}

describe('Work in slices', () => {
  it('is done before the call returns where it is short', async () => {
    const { clock, done, run } = work(3, 1);
    const result = inSlices(clock, run(), { isWanted: () => true });
    assert.deepEqual(done, [0, 1, 2]);
    assert.equal(await result, 'all');
  });

  it('lets others go on after 20 ms, and says so before', async () => {
    const { clock, done, run } = work(5, 10);
    const at: number[] = [];
    const result = inSlices(clock, run(), { onSlice: () => at.push(done.length), isWanted: () => true });
    assert.deepEqual(done, [0, 1]);
    await passTurns(clock);
    assert.equal(await result, 'all');
    assert.deepEqual(at, [2, 4]);
  });

  it('ends where nobody wants it any more', async () => {
    const { clock, done, run } = work(5, 10);
    const result = inSlices(clock, run(), { isWanted: () => false });
    await passTurns(clock);
    assert.equal(await result, undefined);
    assert.equal(done.length, 2);
  });

  it('can be done at one go', () => {
    const { done, run } = work(5, 100);
    assert.equal(atOnce(run()), 'all');
    assert.equal(done.length, 5);
  });
});
