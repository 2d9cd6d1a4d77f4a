import assert from 'node:assert/strict';
import type { TenantState } from '../../../lib/alarms/service/state';
import type { Claim } from '../../../lib/core/claiming';
import { behindAlarms } from '../../../lib/platform/anomaly-ownership';

const CLAIM: Claim = { onLost: () => undefined, release: async () => undefined };

describe('Who scores the readings of a tenant', () => {
  let state: TenantState;
  let asked: string[];
  const ownership = () =>
    behindAlarms(
      {
        async claim(tenant) {
          asked.push(tenant);
          return CLAIM;
        },
      },
      () => state,
    );
  beforeEach(() => {
    asked = [];
  });

  for (const own of ['running', 'keeping', 'stopped', 'away'] as const)
    it(`asks at once where its alarms are ${own} here`, async () => {
      state = own;
      assert.equal(await ownership().claim('aqua'), CLAIM);
    });

  it('lets the process that evaluates the rules go first, and asks when that does not want it', async () => {
    state = 'elsewhere';
    const one = ownership();
    for (let i = 0; i < 3; i++) assert.equal(await one.claim('aqua'), undefined);
    assert.deepEqual(asked, []);
    assert.equal(await one.claim('aqua'), CLAIM);
    assert.equal(await one.claim('aqua'), undefined, 'the next time it begins anew');
    assert.equal(await one.claim('borealis'), undefined, 'each tenant on its own');
  });

  it('asks as soon as it turns out that the rules are evaluated here', async () => {
    state = 'starting';
    const one = ownership();
    assert.equal(await one.claim('aqua'), undefined);
    state = 'running';
    assert.equal(await one.claim('aqua'), CLAIM);
  });
});
