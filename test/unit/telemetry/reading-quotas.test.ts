import assert from 'node:assert/strict';
import { ReadingQuotas, Scope } from '../../../lib/telemetry';
import { FakeClock } from '../../support/fake-clock';
import { directory, reading } from './fixture';

describe('Quotas of readings', () => {
  const quotas: Record<string, number | undefined> = {};
  let clock: FakeClock;
  let of: ReadingQuotas;
  const gate = () => new Scope({ tenant: 'aqua', directory, clock, left: () => of.of('aqua') });
  const accepted = (scope: Scope, count: number): number =>
    scope.apply(Array.from({ length: count }, () => reading())).accepted.length;

  beforeEach(() => {
    quotas['aqua'] = 10;
    clock = new FakeClock();
    of = new ReadingQuotas((tenant) => quotas[tenant], clock);
  });

  it('hold over all gates of a tenant: two seconds’ worth at once, then as many as the time brings', () => {
    const [first, second] = [gate(), gate()];
    assert.deepEqual([accepted(first, 15), accepted(second, 15), accepted(first, 15)], [15, 5, 0]);
    clock.advance(1000);
    assert.deepEqual([accepted(second, 15), accepted(first, 15)], [10, 0]);
  });

  it('count from the next message on when they change, and not at all where there is none', () => {
    const scope = gate();
    assert.equal(accepted(scope, 100), 20);
    quotas['aqua'] = 100;
    assert.equal(accepted(scope, 300), 180);
    quotas['aqua'] = undefined;
    assert.equal(accepted(scope, 300), 300);
    assert.equal(of.of('borealis'), undefined);
  });

  it('let something through at once even when they are tiny', () => {
    quotas['aqua'] = 0.1;
    const scope = gate();
    assert.deepEqual([accepted(scope, 3), accepted(scope, 3)], [1, 0]);
    clock.advance(10_000);
    assert.equal(accepted(scope, 3), 1);
  });
});
