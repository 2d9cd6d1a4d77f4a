import assert from 'node:assert/strict';
import { runAlarms } from '../support/alarm-plant';
import { principalNamed } from '../support/ask-platform';
import { useRealPlatform } from '../support/real-platform';
import notifications = require('../../nodes/notifications/notifications');

const admin = principalNamed('admin@aqua');
const operator = principalNamed('operator@aqua');
const settings = { channel: 'webhook', url: 'https://example.test/hook' };
const secrets = { secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };

async function run() {
  const flow = await runAlarms(
    [notifications],
    [{ id: 'n', type: 'thermacore-notifications', operation: '', wires: [['out']] }],
  );
  return async <T>(operation: string, more: object = {}): Promise<T> => {
    flow.send('n', { operation, principal: admin, apiRequest: { id: '1' }, ...more });
    const { payload, error } = await flow.next('out');
    if (error) throw new Error(JSON.stringify(error));
    return payload as T;
  };
}

describe('thermacore-notifications', () => {
  useRealPlatform();

  it('targets: adds, changes and deletes; a secret never comes back', async () => {
    const ask = await run();
    const payload = { key: 'hook', name: 'Hook', settings, secrets };
    const made = await ask<object>('create-target', { payload });
    assert.ok(!JSON.stringify(made).includes('whsec_'));
    const params = { target: 'hook' };
    const change = { version: 1, change: { name: 'New', secrets: { authorization: 'Bearer x' } } };
    const changed = await ask<{ secrets: string[]; version: number }>('update-target', {
      params,
      payload: change,
    });
    assert.deepEqual([changed.secrets, changed.version], [['authorization', 'secret'], 2]);
    await assert.rejects(ask('update-target', { params, payload: change }), /conflict.*changed meanwhile/);
    await ask('delete-target', { params });
    await assert.rejects(ask('get-target', { params }), /not-found/);
  });

  for (const [what, payload, field] of [
    ['no secret', { settings }, 'secrets.secret'],
    ['a secret of another form', { settings, secrets: { secret: 'short' } }, 'secrets.secret'],
    [
      'a secret that the channel does not take',
      { settings: { channel: 'dashboard' }, secrets },
      'secrets.secret',
    ],
    ['an address inside', { settings: { ...settings, url: 'http://10.0.0.1/' }, secrets }, 'settings.url'],
    [
      'a login without a password',
      {
        settings: {
          channel: 'email',
          host: 'mail.example.test',
          username: 'kim',
          from: 'a@example.test',
          to: ['b@example.test'],
        },
      },
      'secrets.password',
    ],
    ['a topic with a wildcard', { settings: { channel: 'mqtt', topic: 'a/#' } }, 'settings.topic'],
  ] as const)
    it(`refuses a target with ${what}, and names the field`, async () => {
      const ask = await run();
      await assert.rejects(
        ask('create-target', { payload: { key: 'wrong', name: 'Wrong', ...payload } }),
        (error: Error) => error.message.includes('"invalid"') && error.message.includes(field),
      );
    });

  it('routes: need targets that are there, and steps that come one after the other', async () => {
    const ask = await run();
    const route = { key: 'r', name: 'R', steps: [{ afterSeconds: 0, targets: ['dashboards'] }] };
    assert.equal((await ask<{ version: number }>('create-route', { payload: route })).version, 1);
    const nobody = { ...route, key: 's', steps: [{ afterSeconds: 0, targets: ['nobody'] }] };
    await assert.rejects(ask('create-route', { payload: nobody }), /steps\.0\.targets\.0/);
    const late = { ...route, key: 's', steps: [{ afterSeconds: 5, targets: ['dashboards'] }] };
    await assert.rejects(ask('create-route', { payload: late }), /first step must come after 0 s/);
    await assert.rejects(
      ask('create-route', { payload: { ...route, key: 's', subject: '{nothing}' } }),
      /nobody fills in/,
    );
    await assert.rejects(ask('delete-target', { params: { target: 'dashboards' } }), /conflict.*on-duty/);
    await ask('delete-route', { params: { route: 'r' } });
  });

  it('says in words what a draft of a route would do, and what is wrong with it, and keeps nothing', async () => {
    const ask = await run();
    const draft = {
      key: 'draft',
      name: 'Draft',
      steps: [{ afterSeconds: 0, targets: ['dashboards', 'nobody'] }],
    };
    const verdict = await ask<{ sound: boolean; faults: object[]; words: string[] }>('validate-route', {
      payload: draft,
    });
    assert.equal(verdict.sound, false);
    assert.deepEqual(verdict.faults, [
      { field: 'steps.0.targets.1', reason: 'There is no notification target "nobody". Add it first.' },
    ]);
    assert.ok(verdict.words.includes('At once: On the dashboards and nobody.'), verdict.words.join(' '));
    await assert.rejects(ask('get-route', { params: { route: 'draft' } }), /not-found/);
  });

  it('tells whether notifications work, and what each route does', async () => {
    const ask = await run();
    const { health, words } = await ask<{
      health: { verdict: string; targets: { target: string; state: string }[] };
      words: Record<string, string[]>;
    }>('overview');
    assert.equal(health.verdict, 'unfed', 'no notify node runs here');
    assert.ok(health.targets.some(({ target, state }) => target === 'dashboards' && state === 'unproven'));
    assert.ok(words['on-duty']?.includes('After 10 min: On the dashboards, unless the alarm is acknowledged, shelved or returned by then.')); // prettier-ignore
    assert.deepEqual(await ask('health'), health);
  });

  it('lets operators look and send again, and nobody but administrators change', async () => {
    const ask = await run();
    const as = { principal: operator };
    const { mayUpdate } = await ask<{ mayUpdate: boolean }>('overview', as);
    assert.equal(mayUpdate, false);
    await ask('deliveries', as);
    await assert.rejects(ask('test', { ...as, params: { target: 'dashboards' } }), /forbidden/);
    await assert.rejects(ask('resend', { ...as, params: { delivery: 'none' } }), /not-found/);
    await assert.rejects(ask('routes', { principal: principalNamed('viewer@aqua') }), /forbidden/);
  });
});
