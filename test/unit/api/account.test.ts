import assert from 'node:assert/strict';
import { Secret, TOTP } from 'otpauth';
import { PASSWORD } from '../tenancy/fixture';
import { ask, makeApi, type ApiWorld } from './fixture';

const login = (world: ApiWorld, body: object) =>
  ask(world.api, 'POST', '/api/v1/auth/login', {
    body: { username: 'operator@aqua', password: PASSWORD, ...body },
  });

describe('account routes', () => {
  let world: ApiWorld;
  beforeEach(async () => {
    world = await makeApi();
  });

  it('ask for a code with a problem of its own kind, which has a page', async () => {
    const token = await world.token('operator@aqua');
    const { body } = await ask(world.api, 'POST', '/api/v1/me/mfa', { token });
    const code = new TOTP({ secret: Secret.fromBase32(body.secret) }).generate({
      timestamp: world.clock.now(),
    });
    const on = await ask(world.api, 'POST', '/api/v1/me/mfa/confirm', { token, body: { code } });
    assert.deepEqual([on.status, on.body.recoveryCodes.length], [200, 10]);

    const asked = await login(world, {});
    assert.deepEqual([asked.status, asked.body.type, asked.body.errors[0].field], [401, '/api/v1/problems/mfa-required', 'code']); // prettier-ignore
    assert.match(asked.headers['www-authenticate'] ?? '', /^Bearer/);
    assert.equal((await ask(world.api, 'GET', asked.body.type)).body.status, 401);
    assert.equal((await login(world, { code: on.body.recoveryCodes[0] })).status, 200);
    const { body: status } = await ask(world.api, 'GET', '/api/v1/me/mfa', { token });
    assert.deepEqual(status, { enabled: true, required: false, recoveryCodes: 9 });
  });

  it('are all that a session may use that has to set up a second factor', async () => {
    world.mfa.policy = { roles: ['operator'], tenants: [] };
    const token = await world.token('operator@aqua');
    assert.equal((await ask(world.api, 'GET', '/api/v1/me/mfa', { token })).body.required, true);
    for (const path of ['/units', '/api-keys', '/notification-routes'])
      assert.equal((await ask(world.api, 'GET', `/api/v1${path}`, { token })).status, 403, path);
    assert.deepEqual((await ask(world.api, 'GET', '/api/v1/auth/me', { token })).body.permissions, [
      'session:read',
    ]);
  });

  it('show accounts that are guessed at to administrators, who unlock them', async () => {
    for (let i = 0; i < 20; i++)
      await assert.rejects(
        world.auth.login({ username: 'operator@aqua', password: 'wrong password', from: `198.51.100.${i}` }),
      );
    const limited = await login(world, {});
    assert.deepEqual([limited.status, limited.headers['retry-after']], [429, '5']);
    assert.equal((await ask(world.api, 'GET', '/api/v1/locked-users', { token: await world.token('viewer@aqua') })).status, 403); // prettier-ignore
    const token = await world.token('admin@aqua');
    const now = new Date(world.clock.now()).toISOString();
    const { body } = await ask(world.api, 'GET', '/api/v1/locked-users', { token });
    assert.deepEqual(body.items, [
      { username: 'operator@aqua', tenant: 'aqua', failures: 20, since: now, until: new Date(world.clock.now() + 5000).toISOString() },
    ]); // prettier-ignore
    const path = `/api/v1/locked-users/${encodeURIComponent('operator@aqua')}`;
    assert.equal((await ask(world.api, 'DELETE', path, { token })).status, 204);
    assert.equal((await ask(world.api, 'DELETE', path, { token })).status, 404);
    assert.equal((await login(world, {})).status, 200);
  });

  it('show the signing keys to administrators of the platform', async () => {
    const token = await world.token('root');
    const { body } = await ask(world.api, 'POST', '/api/v1/operations/signing-keys/rotate', { token });
    assert.deepEqual(body.items.map(({ signs }: { signs: boolean }) => signs), [true, false]); // prettier-ignore
    const { body: jwks } = await ask(world.api, 'GET', '/.well-known/jwks.json');
    assert.deepEqual(jwks.keys.map(({ kid }: { kid: string }) => kid), body.items.map(({ kid }: { kid: string }) => kid)); // prettier-ignore
    assert.equal((await ask(world.api, 'GET', '/api/v1/operations/signing-keys', { token })).status, 200);
    const other = await world.token('admin@aqua');
    assert.equal(
      (await ask(world.api, 'GET', '/api/v1/operations/signing-keys', { token: other })).status,
      403,
    );
  });
});
