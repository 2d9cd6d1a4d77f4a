import assert from 'node:assert/strict';
import { Refusals } from '../../../../lib/platform/audit/refusals';
import type { AuditEntry, Refusal } from '../../../../lib/tenancy';
import { FakeClock } from '../../../support/fake-clock';

describe('refusals on their way into the audit log', () => {
  let clock: FakeClock;
  let written: AuditEntry[];
  let refusals: Refusals;
  const refusal: Refusal = { tenant: 'aqua', actor: 'eve@aqua', action: 'unit:delete', target: 'boiler-1' };

  beforeEach(() => {
    clock = new FakeClock();
    written = [];
    refusals = new Refusals(clock, (entry) => void written.push(entry));
  });

  it('are written at once, the first of a kind', () => {
    refusals.add(refusal);
    assert.deepEqual(written, [{ ...refusal, outcome: 'refused' }]);
  });

  it('of whoever goes on trying are one more entry a minute, which says how often', () => {
    for (let i = 0; i < 1000; i++) refusals.add({ ...refusal, target: `unit-${i}` });
    assert.equal(written.length, 1);
    clock.advance(60_000);
    assert.deepEqual(written.at(-1)?.detail, { times: 999, withinSeconds: 60 });
    assert.equal(written.length, 2);
    clock.advance(600_000);
    refusals.add(refusal);
    assert.equal(written.length, 3);
  });

  it('of another user, action or tenant are another kind', () => {
    refusals.add(refusal);
    refusals.add({ ...refusal, actor: 'mallory@aqua' });
    refusals.add({ ...refusal, action: 'unit:create' });
    refusals.add({ ...refusal, tenant: null });
    refusals.add({ ...refusal, actor: 'EVE@aqua' });
    assert.equal(written.length, 4);
  });

  it('are not lost by a stop, nor kept without bound', () => {
    for (let i = 0; i < 3000; i++)
      for (let n = 0; n < 2; n++) refusals.add({ ...refusal, actor: `user ${i}` });
    assert.equal(written.length, 3000 + 2000);
    refusals.close();
    assert.equal(written.length, 6000);
  });
});
