import assert from 'node:assert/strict';
import { askPlatform } from '../support/ask-platform';
import { runFlow } from '../support/node-red';
import security = require('../../nodes/security/security');

describe('thermacore-security', () => {
  it('sets how long logins last, with defaults for what the form leaves open', async () => {
    const { configured } = askPlatform();
    await runFlow(security, [
      { id: 'c0a0000000000003', type: 'thermacore-security', accessTokenMinutes: '5', sessionDays: '' },
    ]);
    const rates = { tenant: 6000, user: 3000, address: 600 };
    assert.deepEqual(configured, [{ accessTokenMinutes: 5, sessionDays: 7, rates }]);
  });

  it('sets how often the API may be called, and refuses never', async () => {
    const { configured } = askPlatform();
    const form = { id: 'c0a0000000000003', type: 'thermacore-security' };
    const calls = { tenantCallsPerMinute: '100', userCallsPerMinute: 50, addressCallsPerMinute: 20 };
    await runFlow(security, [{ ...form, ...calls }]);
    assert.deepEqual(configured, [
      { accessTokenMinutes: 15, sessionDays: 7, rates: { tenant: 100, user: 50, address: 20 } },
    ]);
    const flow = await runFlow(security, [{ ...form, ...calls, userCallsPerMinute: 0 }]);
    assert.match(flow.errors().join(), /^userCallsPerMinute: /);
    assert.equal(configured.length, 1);
  });

  it('refuses a token that would outlive a revoked user by more than an hour, and changes nothing', async () => {
    const { configured } = askPlatform();
    const flow = await runFlow(security, [
      { id: 'c0a0000000000003', type: 'thermacore-security', accessTokenMinutes: 61 },
    ]);
    assert.deepEqual(configured, []);
    assert.match(flow.errors().join(), /^accessTokenMinutes: /);
  });
});
