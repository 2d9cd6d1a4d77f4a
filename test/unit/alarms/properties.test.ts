import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AlarmRuleDraft, AlarmRuleInput } from '../../../lib/alarms';
import type { Reading } from '../../../lib/core/reading';
import { isThermaCoreError } from '../../../lib/core/errors';
import { Bench, T0, reading, rule } from './fixture';
import { model, type ModelDeed } from './model';

type When = NonNullable<AlarmRuleDraft['enable']>['when'];

const delay = fc.constantFrom(0, 0, 1, 3, 5);
const deadband = fc.constantFrom({ value: 0 }, { value: 4 });

const condition: fc.Arbitrary<AlarmRuleDraft['condition']> = fc.oneof(
  fc.record({
    kind: fc.constant('limit' as const),
    deadband,
    limits: fc.subarray(
      [
        { level: 'high-high' as const, value: 90, priority: 'critical' as const },
        { level: 'high' as const, value: 80 },
        { level: 'low' as const, value: 40, priority: 'journal' as const },
        { level: 'low-low' as const, value: 30 },
      ],
      { minLength: 1 },
    ),
  }),
  fc.record({
    kind: fc.constant('deviation' as const),
    deadband,
    limit: fc.constant(20),
    from: fc.constantFrom(
      { kind: 'fixed' as const, value: 60 },
      { kind: 'sensor' as const, sensor: 'other' },
    ),
  }),
  fc.record({
    kind: fc.constant('rate-of-change' as const),
    deadband,
    limit: fc.constant(300),
    windowSeconds: fc.constantFrom(2, 8),
  }),
  fc.constant<AlarmRuleDraft['condition']>({ kind: 'digital', states: [80, 90] }),
  fc.record({ kind: fc.constant('stale' as const), afterSeconds: fc.constantFrom(4, 11) }),
  fc.constant({ kind: 'bad-quality' as const }),
);

const rules: fc.Arbitrary<AlarmRuleInput> = fc
  .record({
    condition,
    onDelaySeconds: delay,
    offDelaySeconds: delay,
    latch: fc.boolean(),
    reAlarmSeconds: fc.option(fc.constantFrom(4, 9), { nil: undefined }),
    enable: fc.option(
      fc.record({
        when: fc.constant<When>({ kind: 'state', sensor: 'pump', states: [true] }),
        delaySeconds: fc.constantFrom(0, 3),
      }),
      { nil: undefined },
    ),
  })
  .map(rule);

interface Came {
  readonly reading: Reading;
  /** Seconds from T0. */
  readonly arrives: number;
}

/** Seconds in halves; each reading comes up to ten seconds after it was measured, so any two may swap within the window. */
const came: fc.Arbitrary<Came> = fc
  .record({
    at: fc.integer({ min: 0, max: 80 }),
    late: fc.integer({ min: 0, max: 20 }),
    value: fc.constantFrom(20, 35, 38, 42, 60, 78, 80, 82, 88, 95),
    sensor: fc.constantFrom('main', 'main', 'main', 'other', 'pump'),
    quality: fc.constantFrom(
      'good' as const,
      'good' as const,
      'good' as const,
      'uncertain' as const,
      'bad' as const,
    ),
    lost: fc.nat(5),
    ordinal: fc.constantFrom(0, 0, 1),
  })
  .map(({ at, late, value, sensor, quality, lost, ordinal }) => ({
    reading: reading(at / 2, sensor === 'pump' ? value > 60 : value, {
      sensor,
      quality,
      ordinal,
      ...(lost === 0 ? { flags: ['comm-lost' as const] } : {}),
    }),
    arrives: (at + late) / 2,
  }));

const deeds = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: 100 }).map((half) => half / 2),
    action: fc.constantFrom('acknowledge', 'acknowledge', 'reset', 'shelve', 'un-shelve', 'out-of-service', 'back-in-service'),
    seconds: fc.constantFrom(3, 12),
  }),
  { maxLength: 8 },
); // prettier-ignore

/** A second one of the same sensor, time and ordinal is a repeat, whatever it says. */
const withoutContradictions = (all: readonly Came[]): Came[] => {
  const named = new Map<string, Came>();
  for (const one of all) {
    const { sensor, timestamp, ordinal } = one.reading;
    const name = `${sensor} ${timestamp} ${ordinal}`;
    if (!named.has(name)) named.set(name, one);
  }
  return [...named.values()];
};

const END = 200;
/** Wide enough for every reading above, also of a sensor that comes late as a whole. */
const WINDOW_MS = 10_000;

interface Run {
  readonly rule: AlarmRuleInput;
  readonly parent?: AlarmRuleInput;
  readonly all: readonly Came[];
  readonly deeds: readonly { at: number; action: string; seconds: number }[];
  readonly restarts: readonly number[];
}

/** How late the newest reading of the sensor came, in ms. */
function lagOf(all: readonly Came[], sensor: string): number {
  const own = all.filter(({ reading: { sensor: one } }) => one === sensor);
  const [newest] = own.sort(
    ({ reading: a, arrives: first }, { reading: b, arrives: second }) =>
      b.timestamp - a.timestamp || (b.ordinal ?? 0) - (a.ordinal ?? 0) || first - second,
  );
  return newest ? newest.arrives * 1000 + T0 - newest.reading.timestamp : 0;
}

/** Drives the engine through it; what people could do comes back with its place in the field's time. */
function drive({ rule: one, parent, all, deeds: wanted, restarts }: Run): {
  bench: Bench;
  done: ModelDeed[];
  lag: number;
} {
  const bench = new Bench(parent ? [one, parent] : [one], undefined, WINDOW_MS);
  const done: ModelDeed[] = [];
  const steps = [
    ...all.map((came) => ({ at: came.arrives, came, deed: undefined })),
    ...wanted.map((deed) => ({ at: deed.at, came: undefined, deed })),
    ...restarts.map((at) => ({ at, came: undefined, deed: undefined })),
  ].sort((a, b) => a.at - b.at);
  for (const { at, came: arrived, deed } of steps) {
    if (arrived) {
      bench.see(arrived.reading.timestamp / 1000 - T0 / 1000, arrived.reading.value, arrived.reading, at);
    } else if (deed) {
      const before = bench.journal.length;
      try {
        bench.act(at, deed.action as 'reset', deed);
      } catch (error) {
        assert(isThermaCoreError(error));
        continue;
      }
      const line =
        bench.journal.slice(before).find(({ user, event }) => user === 'ann' && event === deed.action) ??
        assert.fail();
      done.push({ time: line.at, action: deed.action, user: 'ann', until: line.at + deed.seconds * 1000 });
    } else bench.restart(at);
  }
  bench.wake(END);
  return { bench, done, lag: lagOf(all, 'main') };
}

const short = (lines: readonly { at: number; event: string; from: string; to: string; level: string; value?: unknown }[]) =>
  lines
    .map(({ at, event, from, to, level, value }) => `${(at - T0) / 1000} ${event}: ${from} -> ${to} (${level}, ${String(value)})`)
    .sort(); // prettier-ignore

const runs = (numRuns: number) => ({ numRuns: Number(process.env['ALARM_RUNS'] ?? numRuns) });

describe('The alarm engine against the slow model', () => {
  const inOrder = fc.array(came, { maxLength: 60 }).map((all) =>
    withoutContradictions(all)
      .map(({ reading: one }) => ({ reading: one, arrives: (one.timestamp - T0) / 1000 }))
      .sort((a, b) => a.arrives - b.arrives || (a.reading.ordinal ?? 0) - (b.reading.ordinal ?? 0)),
  );
  const anyOrder = fc.array(came, { maxLength: 60 }).map(withoutContradictions);
  const repeated = fc
    .tuple(anyOrder, fc.integer({ min: 1, max: 20 }))
    .map(([all, later]) => all.flatMap((one) => [one, { ...one, arrives: one.arrives + later / 2 }]));

  const agree = ({ rule: one, all, deeds: wanted, restarts }: Run): void => {
    const { bench, done, lag } = drive({ rule: one, all, deeds: wanted, restarts });
    const expected = model({
      rule: one,
      readings: all.map((came) => came.reading),
      deeds: done,
      begins: T0 - WINDOW_MS,
      born: T0,
      until: T0 + END * 1000 - lag,
    });
    assert.deepEqual(short(bench.valid), short(expected.lines));
    assert.deepEqual(
      [bench.state(), bench.engine.get('r:u/main')?.priority],
      [expected.state, expected.priority],
    );
  };

  it('agrees on every transition of readings in order', () => {
    fc.assert(
      fc.property(rules, inOrder, deeds, (one, all, wanted) =>
        agree({ rule: one, all, deeds: wanted, restarts: [] }),
      ),
      runs(400),
    );
  });

  it('agrees where readings come in any order within the window, late and with gaps', () => {
    fc.assert(
      fc.property(rules, anyOrder, deeds, (one, all, wanted) =>
        agree({ rule: one, all, deeds: wanted, restarts: [] }),
      ),
      runs(600),
    );
  });

  it('agrees where each reading comes a second time, sooner or later', () => {
    fc.assert(
      fc.property(rules, repeated, deeds, (one, all, wanted) =>
        agree({ rule: one, all, deeds: wanted, restarts: [] }),
      ),
      runs(200),
    );
  });

  it('agrees over restarts at any moment', () => {
    const restarts = fc.array(
      fc.integer({ min: 0, max: 120 }).map((half) => half / 2),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(rules, anyOrder, deeds, restarts, (one, all, wanted, at) =>
        agree({ rule: one, all, deeds: wanted, restarts: at }),
      ),
      runs(400),
    );
  });

  it('agrees on a child that its parent suppresses, in any order and over restarts', () => {
    const child = rules.map((one): AlarmRuleInput => ({ ...one, parent: 'parent' }));
    const parents = fc.record({ onDelaySeconds: delay, offDelaySeconds: delay }).map((more) =>
      rule({
        key: 'parent',
        condition: { kind: 'limit', limits: [{ level: 'high', value: 70 }] },
        appliesTo: { to: 'sensor', unit: 'u', sensor: 'other' },
        ...more,
      }),
    );
    const restarts = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 2 });
    fc.assert(
      fc.property(child, parents, anyOrder, deeds, restarts, (one, parent, all, wanted, at) => {
        const { bench, done, lag } = drive({ rule: one, parent, all, deeds: wanted, restarts: at });
        const times = { begins: T0 - WINDOW_MS, born: T0 };
        const others = all.map((came) => came.reading).filter(({ sensor }) => sensor === 'other');
        const { edges } = model({
          ...times,
          rule: parent,
          readings: others.map((reading) => ({ ...reading, sensor: 'main' })),
          deeds: [],
          until: T0 + END * 1000 - lagOf(all, 'other'),
        });
        const expected = model({
          ...times,
          rule: one,
          readings: all.map((came) => came.reading),
          deeds: done,
          parentEdges: edges,
          until: T0 + END * 1000 - lag,
        });
        assert.deepEqual(short(bench.valid.filter((line) => line.rule === 'r')), short(expected.lines));
        assert.deepEqual(
          [bench.state(), bench.engine.get('r:u/main')?.priority],
          [expected.state, expected.priority],
        );
      }),
      runs(300),
    );
  });
});
