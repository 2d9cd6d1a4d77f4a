import assert from 'node:assert/strict';
import { askPlatform } from '../support/ask-platform';
import { runFlow } from '../support/node-red';
import security = require('../../nodes/security/security');

describe('thermacore-security', () => {
  it('sets how long logins last and passwords are, with defaults for what the form leaves open', async () => {
    const { configured } = askPlatform();
    await runFlow(security, [
      { id: 'c0a0000000000003', type: 'thermacore-security', accessTokenMinutes: '5', sessionDays: '' },
    ]);
    assert.deepEqual(configured, [{ accessTokenMinutes: 5, sessionDays: 7, passwordLength: 12 }]);
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
