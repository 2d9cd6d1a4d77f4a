import assert from 'node:assert/strict';
import fc from 'fast-check';
import { REJECTION_REASONS, type Reading, type RejectionReason } from '../../../lib/core/reading';
import { Scope, type Quota } from '../../../lib/telemetry';
import { FakeClock } from '../../support/fake-clock';
import { T0, directory, reading } from './fixture';

const createScope = (quota?: Quota): { scope: Scope; clock: FakeClock } => {
  const clock = new FakeClock(T0);
  return { clock, scope: new Scope({ tenant: 'aqua', directory, clock, quota }) };
};
const DAY = 24 * 60 * 60 * 1000;

describe('Scope', () => {
  it('passes on the array itself when all is well', () => {
    const { scope } = createScope();
    const readings = [
      reading(),
      reading({ sensor: 'pump', value: true }),
      reading({ sensor: 'pump', value: 0 }),
      reading({ sensor: 'mode', value: 'auto', quality: 'uncertain', flags: ['stale'], ordinal: 1 }),
    ];
    const { accepted, rejected } = scope.apply(readings);
    assert.equal(accepted, readings);
    assert.deepEqual(rejected, []);
  });

  it('stamps its tenant on readings without one, and leaves the message itself unchanged', () => {
    const { scope } = createScope();
    const { tenant, ...without } = reading();
    const input = [reading(), without];
    const { accepted } = scope.apply(input);
    assert.deepEqual(
      accepted.map((one) => one.tenant),
      [tenant, 'aqua'],
    );
    assert.deepEqual(input, [reading(), without]);
  });

  const cases: [string, unknown, RejectionReason][] = [
    ['another tenant', reading({ tenant: 'borealis' }), 'foreign-tenant'],
    ['a tenant that is no text', { ...reading(), tenant: ['aqua'] }, 'foreign-tenant'],
    ['a tenant of null', { ...reading(), tenant: null }, 'foreign-tenant'],
    ['nothing', null, 'malformed-reading'],
    ['undefined', undefined, 'malformed-reading'],
    ['a text', '71.5', 'malformed-reading'],
    ['a number', 71.5, 'malformed-reading'],
    ['a list', [reading()], 'malformed-reading'],
    ['an empty object', {}, 'malformed-reading'],
    ['no unit', { ...reading(), unit: undefined }, 'malformed-reading'],
    ['a unit that is no text', { ...reading(), unit: 1 }, 'malformed-reading'],
    ['a negative ordinal', reading({ ordinal: -1 }), 'malformed-reading'],
    ['an ordinal that the database cannot hold', reading({ ordinal: 40_000 }), 'malformed-reading'],
    ['no timestamp', { ...reading(), timestamp: undefined }, 'missing-timestamp'],
    ['a Date', { ...reading(), timestamp: new Date(T0) }, 'bad-timestamp'],
    ['an ISO text', { ...reading(), timestamp: '2026-11-23T09:00:00Z' }, 'bad-timestamp'],
    ['NaN as timestamp', reading({ timestamp: NaN }), 'bad-timestamp'],
    ['the year 1970', reading({ timestamp: 0 }), 'timestamp-too-old'],
    ['seconds for milliseconds', reading({ timestamp: T0 / 1000 }), 'timestamp-too-old'],
    ['the year 2200', reading({ timestamp: Date.UTC(2200, 0) }), 'timestamp-in-future'],
    ['more than a day ahead', reading({ timestamp: T0 + DAY + 1 }), 'timestamp-in-future'],
    ['no value', { ...reading(), value: undefined }, 'missing-value'],
    ['null as value', { ...reading(), value: null }, 'missing-value'],
    ['NaN', reading({ value: NaN }), 'not-finite'],
    ['infinity', reading({ value: -Infinity }), 'not-finite'],
    ['an object as value', { ...reading(), value: {} }, 'wrong-type'],
    ['a text for a number', reading({ value: '71.5' }), 'wrong-type'],
    ['a number for a text', reading({ sensor: 'mode', value: 1 }), 'wrong-type'],
    ['2 for a boolean', reading({ sensor: 'pump', value: 2 }), 'wrong-type'],
    ['a text of 5,000 characters', reading({ sensor: 'mode', value: 'x'.repeat(5000) }), 'payload-too-large'],
    ['no quality', { ...reading(), quality: undefined }, 'bad-quality'],
    ['an unknown quality', { ...reading(), quality: 'GOOD' }, 'bad-quality'],
    ['an unknown flag', { ...reading(), flags: ['tired'] }, 'bad-quality'],
    ['flags that are no list', { ...reading(), flags: 'stale' }, 'bad-quality'],
    ['an unknown unit', reading({ unit: 'boiler-9' }), 'unknown-unit'],
    ['an unknown sensor', reading({ sensor: 'return' }), 'unknown-sensor'],
  ];
  for (const [what, candidate, reason] of cases)
    it(`refuses ${what}: ${reason}`, () => {
      const { scope } = createScope();
      const good = reading({ timestamp: T0 + DAY });
      const { accepted, rejected } = scope.apply([good, candidate, good]);
      assert.deepEqual(accepted, [good, good]);
      assert.deepEqual(
        rejected.map((one) => one.reason),
        [reason],
      );
      assert.equal(rejected[0]?.reading, candidate);
      assert.match(rejected[0]?.detail ?? '', /\w+ \w+/);
    });

  it('never throws and never lets anything of another tenant through, whatever comes', () => {
    const { scope } = createScope();
    const likely = fc.record(
      {
        tenant: fc.constantFrom<unknown>('aqua', 'borealis', null),
        unit: fc.constantFrom<unknown>('boiler-1', 'x', 7),
        sensor: fc.constantFrom<unknown>('supply', 'pump', 'mode', 'x'),
        timestamp: fc.oneof(fc.constant(T0), fc.anything()),
        value: fc.oneof(fc.double(), fc.boolean(), fc.string(), fc.anything()),
        quality: fc.oneof(fc.constant('good'), fc.anything()),
        flags: fc.oneof(fc.constant(undefined), fc.anything()),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 3, arbitrary: likely }, fc.anything())), (candidates) => {
        const { accepted, rejected } = scope.apply(candidates);
        assert.equal(accepted.length + rejected.length, candidates.length);
        for (const one of accepted) {
          assert.equal(one.tenant, 'aqua');
          assert.ok(directory.find(one.tenant, one.unit, one.sensor));
          assert.ok(Number.isFinite(one.timestamp));
        }
        for (const { reason } of rejected) assert.ok(REJECTION_REASONS.includes(reason));
      }),
      { numRuns: 500 },
    );
  });

  it('does not trip over an object that fights back', () => {
    const { scope } = createScope();
    const trap = new Proxy({}, { get: () => { throw new Error('no'); } }); // prettier-ignore
    const { accepted, rejected } = scope.apply([trap, reading()]);
    assert.equal(accepted.length, 1);
    assert.deepEqual(
      rejected.map(({ reason }) => reason),
      ['malformed-reading'],
    );
  });

  describe('with a quota', () => {
    const many = (count: number): Reading[] => Array.from({ length: count }, () => reading());

    it('lets a burst through and then the rate', () => {
      const { scope, clock } = createScope({ readingsPerSecond: 10, burst: 50 });
      const first = scope.apply(many(60));
      assert.equal(first.accepted.length, 50);
      assert.ok(first.rejected.every(({ reason }) => reason === 'over-quota'));
      clock.advance(1000);
      assert.equal(scope.apply(many(60)).accepted.length, 10);
      clock.advance(3_600_000);
      assert.equal(scope.apply(many(60)).accepted.length, 50, 'what is unused does not pile up');
    });

    it('does not charge for what is refused for another reason', () => {
      const { scope } = createScope({ readingsPerSecond: 1, burst: 2 });
      scope.apply([reading({ tenant: 'borealis' }), reading({ sensor: 'return' }), null]);
      assert.equal(scope.apply(many(2)).accepted.length, 2);
    });

    it('holds over any pattern: never more than burst + rate × time', () => {
      fc.assert(
        fc.property(fc.array(fc.tuple(fc.nat(2000), fc.nat(30))), (steps) => {
          const { scope, clock } = createScope({ readingsPerSecond: 5, burst: 8 });
          let passed = 0;
          let elapsed = 0;
          for (const [ms, count] of steps) {
            clock.advance(ms);
            elapsed += ms;
            passed += scope.apply(many(count)).accepted.length;
            assert.ok(passed <= 8 + (5 * elapsed) / 1000 + 1e-6);
          }
        }),
      );
    });
  });

  it('shares the quota of its tenant with others, below its own', () => {
    const clock = new FakeClock(T0);
    let left = 3;
    const gauge = { take: () => left-- > 0 };
    const [one, other] = [{ readingsPerSecond: 1, burst: 2 }, undefined].map(
      (quota) => new Scope({ tenant: 'aqua', directory, clock, quota, gauge: () => gauge }),
    );
    const passes = (scope: Scope | undefined) =>
      scope?.apply(Array.from({ length: 5 }, () => reading())).accepted.length;
    assert.deepEqual([passes(one), passes(other)], [2, 1]);
  });

  for (const reason of ['tenant-suspended', 'storage-quota'] as const)
    it(`lets nothing pass while its tenant is held (${reason}), and says so`, () => {
      let held: RejectionReason | undefined = reason;
      const scope = new Scope({ tenant: 'aqua', directory, clock: new FakeClock(T0), hold: () => held });
      const {
        accepted,
        rejected,
        held: why,
      } = scope.apply([reading(), null, reading({ sensor: 'pump', value: true })]);
      assert.deepEqual(accepted, []);
      assert.deepEqual(rejected.map((one) => one.reason), [reason, reason, reason]); // prettier-ignore
      assert.match(rejected[0]?.detail ?? '', /administrator of the platform/);
      assert.equal(why, reason);
      held = undefined;
      assert.deepEqual(Object.keys(scope.apply([reading()])), ['accepted', 'rejected']);
    });
});
