import assert from 'node:assert/strict';
import { mock } from 'node:test';
import fc from 'fast-check';
import { AlarmClock } from '../../../../lib/dnp3/io/alarm-clock';

describe('One timer for all that wait', () => {
  let clock: AlarmClock;
  let now = 0;
  const pass = (ms: number): void => {
    for (let i = 0; i < ms; i++) {
      now++;
      mock.timers.tick(1);
    }
  };

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    now = 0;
    clock = new AlarmClock(() => now);
  });
  afterEach(() => mock.timers.reset());

  it('rings in the order of the times, each once', () => {
    const rung: string[] = [];
    for (const [name, at] of Object.entries({ c: 30, a: 10, b: 20 }))
      clock.set(
        clock.alarm(() => void rung.push(`${name}@${now}`)),
        at,
      );
    pass(100);
    assert.deepEqual(rung, ['a@10', 'b@20', 'c@30']);
  });

  it('moves an alarm to sooner and to later, and takes it out', () => {
    const rung: string[] = [];
    const [sooner, later, never] = ['sooner', 'later', 'never'].map((name) =>
      clock.alarm(() => void rung.push(`${name}@${now}`)),
    );
    assert.ok(sooner && later && never);
    for (const alarm of [sooner, later, never]) clock.set(alarm, 50);
    clock.set(sooner, 5);
    clock.set(later, 70);
    clock.set(never, undefined);
    pass(100);
    assert.deepEqual(rung, ['sooner@5', 'later@70']);
  });

  it('lets others come between when an alarm sets itself for a time that has passed', () => {
    let rung = 0;
    const alarm = clock.alarm(() => {
      rung++;
      clock.set(alarm, now - 1);
    });
    clock.set(alarm, 1);
    pass(1);
    assert.equal(rung, 1);
    pass(3);
    assert.ok(rung > 1 && rung < 10);
    clock.set(alarm, undefined);
  });

  it('does not ring what another alarm of the same moment took out', () => {
    const rung: string[] = [];
    const second = clock.alarm(() => void rung.push('second'));
    const first = clock.alarm(() => {
      rung.push('first');
      clock.set(second, 20);
    });
    clock.set(first, 10);
    clock.set(second, 10);
    pass(15);
    assert.deepEqual(rung, ['first']);
    pass(10);
    assert.deepEqual(rung, ['first', 'second']);
  });

  it('rings as a list that is searched would, whatever is set and moved', () => {
    const steps = fc.array(fc.tuple(fc.nat(7), fc.option(fc.nat(60), { nil: undefined }), fc.nat(10)));
    fc.assert(
      fc.property(steps, (script) => {
        const rung: [number, number][] = [];
        const alarms = Array.from({ length: 8 }, (_, i) => clock.alarm(() => void rung.push([i, now])));
        const model = new Map<number, number>();
        const expected: [number, number][] = [];
        const both = (ms: number): void => {
          for (let i = 0; i < ms; i++) {
            pass(1);
            for (const [who, at] of [...model].filter(([, at]) => at <= now)) {
              expected.push([who, Math.max(at, now)]);
              model.delete(who);
            }
          }
        };
        for (const [who, after, wait] of script) {
          clock.set(alarms[who] ?? assert.fail(), after === undefined ? undefined : now + 1 + after);
          if (after === undefined) model.delete(who);
          else model.set(who, now + 1 + after);
          both(wait);
        }
        both(100);
        const sorted = (list: [number, number][]): [number, number][] =>
          list.toSorted(([a, at], [b, bt]) => at - bt || a - b);
        assert.deepEqual(sorted(rung), sorted(expected));
      }),
    );
  });
});
