import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MAX_KEPT } from '../../../../lib/notifications/plan/lane';
import { MAX_OPEN } from '../../../../lib/notifications/plan/route-planner';
import { Line, MINUTE, SECOND, T0, item, route } from '../fixture';

const ENDS = ['acknowledged', 'shelved', 'returned'] as const;

interface Act {
  readonly wait: number;
  readonly alarm: number;
  readonly event: 'raised' | (typeof ENDS)[number];
}
const acts = fc.array(
  fc.record({
    wait: fc.nat({ max: 400 }),
    alarm: fc.nat({ max: 4 }),
    event: fc.constantFrom('raised' as const, ...ENDS),
  }),
  { maxLength: 30 },
);

/** What anybody would write who looks at the clock each second: who is told of which alarm when. */
function slowModel(
  given: readonly Act[],
  afters: readonly number[],
  endsOn: readonly string[],
  until: number,
): string[] {
  const moments = new Map<number, Act[]>();
  let at = 0;
  for (const act of given) {
    at += act.wait;
    moments.set(at, [...(moments.get(at) ?? []), act]);
  }
  const open = new Map<number, number>();
  const said: string[] = [];
  for (let second = 0; second <= until; second++) {
    for (const [alarm, since] of open)
      if (afters.slice(1).includes(second - since))
        said.push(`${second} ${alarm} ${afters.indexOf(second - since)}`);
    for (const { alarm, event } of moments.get(second) ?? []) {
      if (event === 'raised') {
        open.set(alarm, second);
        said.push(`${second} ${alarm} 0`);
      } else if (endsOn.includes(event)) open.delete(alarm);
    }
  }
  return said.sort();
}

describe('A route of notifications, whatever happens', () => {
  it('tells each step of each alarm exactly when one who looks each second would', () => {
    fc.assert(
      fc.property(
        acts,
        fc.uniqueArray(fc.integer({ min: 1, max: 900 }), { maxLength: 3 }),
        fc.subarray([...ENDS], { minLength: 1 }),
        (given, later, endsOn) => {
          const afters = [0, ...later.sort((a, b) => a - b)];
          const steps = afters.map((afterSeconds) => ({ afterSeconds, targets: ['lead'] }));
          const line = new Line([route({ steps, endsOn })]);
          // Each announcement is one of its own: the engine gives each another time.
          given.forEach(({ wait, alarm, event }, i) =>
            line.pass(wait * SECOND).tell(alarm, event, { at: T0 + i }),
          );
          const end = given.reduce((sum, { wait }) => sum + wait, 0) + 1000;
          line.pass(1000 * SECOND);
          const said = line.said.flatMap(({ at, step, items }) =>
            items.map(({ id }) => `${(at - T0) / SECOND} ${/-(\d+)\//.exec(id)?.[1]} ${step}`),
          );
          assert.deepEqual(said.sort(), slowModel(given, afters, endsOn, end));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('never sends more than its limit, and counts every alarm once', () => {
    const limits = fc.record({
      messages: fc.integer({ min: 1, max: 5 }),
      perSeconds: fc.integer({ min: 1, max: 120 }),
    });
    const waits = fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(waits, limits, fc.nat({ max: 20 }), (given, rateLimit, groupSeconds) => {
        const line = new Line([route({ rateLimit, groupSeconds })]);
        given.forEach((wait, i) => line.pass(wait * SECOND).take(item(i)));
        line.pass(60 * MINUTE);
        const times = line.said.map(({ at }) => at);
        for (const [i, at] of times.entries()) {
          const before = times.slice(0, i + 1).filter((other) => other > at - rateLimit.perSeconds * SECOND);
          assert.ok(before.length <= rateLimit.messages, `${before.length} within ${rateLimit.perSeconds} s`);
        }
        assert.equal(
          line.said.reduce((sum, { count }) => sum + count, 0),
          given.length,
        );
      }),
      { numRuns: 200 },
    );
  });

  it('goes on the same after a kill at any moment', () => {
    fc.assert(
      fc.property(acts, fc.array(fc.nat({ max: 29 }), { maxLength: 4 }), (given, kills) => {
        const steps = [0, 60, 300].map((afterSeconds) => ({ afterSeconds, targets: ['lead'] }));
        const routes = [
          route({
            steps,
            groupSeconds: 20,
            rateLimit: { messages: 2, perSeconds: 90 },
            quietHours: { from: '09:05', to: '09:20' },
          }),
        ];
        const run = (killed: readonly number[]): string[] => {
          const line = new Line(routes);
          given.forEach(({ wait, alarm, event }, i) => {
            line.pass(wait * SECOND).tell(alarm, event, { at: T0 + i });
            if (killed.includes(i)) line.restart(routes);
          });
          return line.pass(60 * MINUTE).heard();
        };
        assert.deepEqual(run(kills), run([]));
      }),
      { numRuns: 150 },
    );
  });

  it('tells a flood of 10,000 alarms in a few messages, and keeps a bounded part of it in mind', () => {
    const steps = [0, 300].map((afterSeconds) => ({ afterSeconds, targets: ['lead'] }));
    const line = new Line([route({ steps, groupSeconds: 10, rateLimit: { messages: 6, perSeconds: 300 } })]);
    for (let i = 0; i < 10_000; i++) line.take(item(i, { at: T0 + i })).pass(10);
    const kept = JSON.stringify(line.planner.snapshot().routes);
    assert.ok(kept.length < 1_500_000, `${kept.length} characters`);
    assert.equal(line.planner.escalating, MAX_OPEN);
    line.pass(4 * MINUTE);
    const first = line.said.filter(({ step }) => step === 0);
    assert.ok(first.length <= 8, `${first.length} messages`);
    assert.equal(
      first.reduce((sum, { count }) => sum + count, 0),
      10_000,
    );
    assert.ok(first.every(({ items }) => items.length <= MAX_KEPT));
  });
});
