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
    assert.deepEqual(configured, [{ accessTokenMinutes: 5, sessionDays: 7, corsOrigins: [] }]);
  });

  it('names the web origins that may use the API', async () => {
    const { configured } = askPlatform();
    const corsOrigins = 'https://hmi.example.com:8443, http://panel.plant.local';
    await runFlow(security, [{ id: 'c0a0000000000003', type: 'thermacore-security', corsOrigins }]);
    assert.deepEqual(configured, [
      {
        accessTokenMinutes: 15,
        sessionDays: 7,
        corsOrigins: ['https://hmi.example.com:8443', 'http://panel.plant.local'],
      },
    ]);
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
