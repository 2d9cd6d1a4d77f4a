import assert from 'node:assert/strict';
import { onTime } from './on-time';

const every = (n: number, at: (i: number) => number): number[] => Array.from({ length: n }, (_, i) => at(i));

describe('The share of polls that are on time', () => {
  it('is whole for a steady poll, wherever its slot lies, with jitter inside the tolerance', () => {
    const times = every(10, (i) => 730 + 1000 * i + (i % 2 ? 40 : -5));
    assert.deepEqual(onTime([times, every(10, (i) => 5 + 1000 * i)], 1000), {
      requests: 20,
      slots: 20,
      met: 20,
    });
  });

  it('counts a slot that was missed, and one that was met late', () => {
    const times = every(10, (i) => 1000 * i + (i === 4 ? 60 : 0)).filter((_, i) => i !== 7);
    assert.deepEqual(onTime([times], 1000), { requests: 9, slots: 10, met: 8 });
  });

  it('does not let a second request in one slot make up for a missed one', () => {
    const times = [0, 1000, 1001, 3000, 4000];
    assert.equal(onTime([times], 1000).met, 4);
  });

  it('sees a poll that drifts, because it waits for its interval after each answer', () => {
    const { slots, met } = onTime([every(100, (i) => 1010 * i)], 1000);
    assert.ok(met / slots < 0.2, `${met} of ${slots}`);
  });
});
