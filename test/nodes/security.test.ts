import assert from 'node:assert/strict';
import { askPlatform } from '../support/ask-platform';
import { runFlow } from '../support/node-red';
import security = require('../../nodes/security/security');

const NODE = { id: 'd5a0000000000003', type: 'thermacore-security' };
const PROVIDER = {
  oidcIssuer: 'https://login.example.com',
  oidcClientId: 'scada',
  oidcGroups: 'scada = admins = *:admin\nOperators = aqua:operator\n',
};

describe('thermacore-security', () => {
  it('sets how long logins last and passwords are, with defaults for what the form leaves open', async () => {
    const { configured } = askPlatform();
    await runFlow(security, [
      { id: 'c0a0000000000003', type: 'thermacore-security', accessTokenMinutes: '5', sessionDays: '' },
    ]);
    const rates = { tenant: 6000, user: 3000, address: 600 };
    assert.deepEqual(configured, [
      { accessTokenMinutes: 5, sessionDays: 7, passwordLength: 12, rates, corsOrigins: [], mfaRoles: [], mfaTenants: [],
        intrusion: { autoBlock: true, neverBlock: [], workingHours: undefined } },
    ]); // prettier-ignore
  });

  it('names the web origins that may use the API', async () => {
    const { configured } = askPlatform();
    const corsOrigins = 'https://hmi.example.com:8443, http://panel.plant.local';
    await runFlow(security, [{ ...NODE, corsOrigins }]);
    assert.deepEqual((configured[0] as { corsOrigins: string[] }).corsOrigins, [
      'https://hmi.example.com:8443',
      'http://panel.plant.local',
    ]);
  });

  it('sets how often the API may be called, and refuses never', async () => {
    const { configured } = askPlatform();
    const calls = { tenantCallsPerMinute: '100', userCallsPerMinute: 50, addressCallsPerMinute: 20 };
    await runFlow(security, [{ ...NODE, ...calls }]);
    assert.deepEqual((configured[0] as { rates: object }).rates, { tenant: 100, user: 50, address: 20 });
    const flow = await runFlow(security, [{ ...NODE, ...calls, userCallsPerMinute: 0 }]);
    assert.match(flow.errors().join(), /^userCallsPerMinute: /);
    assert.equal(configured.length, 1);
  });

  it('says who is never kept out, and in which hours configuration is changed', async () => {
    const { configured } = askPlatform();
    const intruders = { blockIntruders: false, neverBlock: '10.0.0.5, 10.1.0.0/16' };
    await runFlow(security, [
      { ...NODE, ...intruders, hoursFrom: '06:30', hoursTo: '20:00', hoursZone: 'Europe/Vienna' },
    ]);
    assert.deepEqual((configured[0] as { intrusion: object }).intrusion, {
      autoBlock: false,
      neverBlock: ['10.0.0.5', '10.1.0.0/16'],
      workingHours: { from: 390, to: 1200, days: [1, 2, 3, 4, 5], timeZone: 'Europe/Vienna' },
    });
    for (const [field, wrong] of Object.entries({
      neverBlock: 'proxy',
      hoursFrom: '6',
      hoursZone: 'Mars/Base',
    })) {
      const flow = await runFlow(security, [{ ...NODE, [field]: wrong }]);
      assert.match(flow.errors().join(), new RegExp(`^${field}`));
    }
  });

  it('says whose login needs a second factor', async () => {
    const { configured } = askPlatform();
    await runFlow(security, [{ ...NODE, mfaRoles: 'admin, operator', mfaTenants: 'aqua' }]);
    const [{ mfaRoles, mfaTenants }] = configured as [{ mfaRoles: string[]; mfaTenants: string[] }];
    assert.deepEqual([mfaRoles, mfaTenants], [['admin', 'operator'], ['aqua']]);
  });

  it('names an identity provider, with a place for each of its groups', async () => {
    const { configured } = askPlatform();
    await runFlow(security, [{ ...NODE, ...PROVIDER }], { [NODE.id]: { oidcClientSecret: 'secret' } });
    assert.deepEqual((configured[0] as { oidc: unknown }).oidc, {
      issuer: 'https://login.example.com',
      clientId: 'scada',
      clientSecret: 'secret',
      scopes: 'openid profile email',
      groupsClaim: 'groups',
      groups: [
        { group: 'scada = admins', tenant: null, role: 'admin' },
        { group: 'Operators', tenant: 'aqua', role: 'operator' },
      ],
      label: 'single sign-on',
    });
  });

  for (const [what, change, field] of [
    ['an unknown role', { mfaRoles: 'boss' }, 'mfaRoles'],
    ['a tenant that is no key', { mfaTenants: 'Aqua Heat!' }, 'mfaTenants'],
    ['a provider without TLS', { ...PROVIDER, oidcIssuer: 'http://login.example.com' }, 'oidcIssuer'],
    ['a provider without a client id', { ...PROVIDER, oidcClientId: '' }, 'oidcClientId'],
    ['a group without a place', { ...PROVIDER, oidcGroups: 'Operators' }, 'oidcGroups'],
    ['a group with an unknown role', { ...PROVIDER, oidcGroups: 'Operators = aqua:boss' }, 'oidcGroups'],
  ] as const)
    it(`refuses ${what}, and changes nothing`, async () => {
      const { configured } = askPlatform();
      const flow = await runFlow(security, [{ ...NODE, ...change }]);
      assert.deepEqual(configured, []);
      assert.match(flow.errors().join(), new RegExp(`^${field}`));
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
