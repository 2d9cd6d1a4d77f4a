import assert from 'node:assert/strict';
import { BySecond, within } from './by-second';

describe('Values by the second that they are dated in', () => {
  it('are counted whole, in whatever order they come, and reported as often as asked', () => {
    const counter = new BySecond();
    for (const time of [1000, 1999, 2000, 1500, 2999]) counter.add(time);
    assert.deepEqual(counter.counted, { 1: 3, 2: 2 });
    counter.add(2500, 40);
    assert.deepEqual(counter.counted, { 1: 3, 2: 42 });
  });

  it('are summed over a span without its end, and a second without values is none', () => {
    assert.equal(within({ 10: 5, 11: 7, 13: 9, 14: 100 }, 10, 14), 21);
    assert.equal(within({}, 10, 14), 0);
  });
});
