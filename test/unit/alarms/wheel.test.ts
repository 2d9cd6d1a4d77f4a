import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Wheel, WheelTimer } from '../../../lib/alarms/wheel';

const T0 = Date.UTC(2026, 0, 1);

describe('The timer wheel', () => {
  it('fires what a sorted list would, in its order, however time goes on', () => {
    const step = fc.record({
      timer: fc.nat(7),
      // Near and far: each level of the wheel comes in.
      after: fc.oneof(fc.nat(100), fc.nat(10_000), fc.nat(10_000_000), fc.nat(40_000_000_000)),
      clear: fc.nat(5),
      wait: fc.oneof(fc.nat(100), fc.nat(10_000), fc.nat(50_000_000), fc.nat(20_000_000_000)),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const fired: number[] = [];
        const set = new Map<number, number>();
        const timers = Array.from({ length: 8 }, (_, i) => new WheelTimer(() => fired.push(i)));
        const wheel = new Wheel(T0);
        let now = T0;
        for (const { timer, after, clear, wait } of steps) {
          const one = timers[timer] ?? assert.fail();
          if (clear === 0) {
            wheel.clear(one);
            set.delete(timer);
          } else {
            wheel.set(one, now + after);
            set.set(timer, now + after);
          }
          now += wait;
          const due = [...set].filter(([, at]) => at <= now);
          const next = Math.min(...set.values());
          if (set.size > 0) assert.ok((wheel.wakeAt ?? Infinity) <= next, 'it wakes in time');
          else assert.equal(wheel.wakeAt, undefined);
          fired.length = 0;
          wheel.advance(now);
          assert.deepEqual([...fired].sort(), due.map(([i]) => i).sort());
          const times = fired.map((i) => set.get(i) ?? 0);
          assert.deepEqual(
            times,
            [...times].sort((a, b) => a - b),
          );
          for (const [i] of due) set.delete(i);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('comes to each timer in few wake-ups', () => {
    const wheel = new Wheel(T0);
    let fired = 0;
    const at = T0 + 86_400_000;
    wheel.set(new WheelTimer(() => fired++), at);
    let wakes = 0;
    for (let next = wheel.wakeAt; next !== undefined; next = wheel.wakeAt) {
      wheel.advance(next);
      wakes++;
    }
    assert.equal(fired, 1);
    assert.ok(wakes <= 8, `${wakes}`);
  });

  it('fires in the same call what a timer sets for now', () => {
    const wheel = new Wheel(T0);
    const fired: string[] = [];
    const second = new WheelTimer(() => fired.push('second'));
    wheel.set(
      new WheelTimer(() => {
        fired.push('first');
        wheel.set(second, T0 + 5);
      }),
      T0 + 5,
    );
    wheel.advance(T0 + 5);
    assert.deepEqual(fired, ['first', 'second']);
  });

  it('does not fire before a time that is no whole ms', () => {
    const wheel = new Wheel(T0);
    let fired = 0;
    wheel.set(new WheelTimer(() => fired++), T0 + 0.5);
    wheel.advance(T0);
    assert.equal(fired, 0);
    wheel.advance(T0 + 1);
    assert.equal(fired, 1);
  });
});
