import assert from 'node:assert/strict';
import { Api } from '../../../lib/api';
import { ThermaCoreError } from '../../../lib/core/errors';
import { nullMeter } from '../../../lib/core/meter';
import { PASSWORD } from '../tenancy/fixture';
import { ask, makeApi, type ApiWorld } from './fixture';

describe('auth routes', () => {
  let world: ApiWorld;
  beforeEach(async () => {
    world = await makeApi();
  });
  const post = (path: string, body?: unknown, token?: string) =>
    ask(world.api, 'POST', `/api/v1/auth/${path}`, { body, ...(token ? { token } : {}) });
  const login = (username: string, password = PASSWORD) => post('login', { username, password });

  it('logs in, tells who it is, refreshes and logs out', async () => {
    const { status, body, headers } = await login('Operator@aqua');
    assert.equal(status, 200);
    assert.equal(headers['cache-control'], 'no-store');
    assert.deepEqual(Object.keys(body).sort(), ['access_token', 'expires_in', 'refresh_token', 'token_type']);
    const me = await ask(world.api, 'GET', '/api/v1/auth/me', { token: body.access_token });
    assert.equal(me.body.username, 'operator@aqua');
    assert.deepEqual([me.body.tenant, me.body.homeTenant, me.body.role], ['aqua', 'aqua', 'operator']);
    assert.ok(me.body.permissions.includes('reading:publish'));
    assert.ok(!me.body.permissions.includes('unit:create'));
    const next = await post('refresh', { refresh_token: body.refresh_token });
    assert.equal(next.status, 200);
    assert.equal((await post('logout', undefined, next.body.access_token)).status, 204);
    assert.equal((await post('logout', undefined, next.body.access_token)).status, 401);
    assert.equal((await post('refresh', { refresh_token: next.body.refresh_token })).status, 401);
  });

  it('answers a wrong password with 401, and the sixth with 429 and Retry-After', async () => {
    for (let i = 0; i < 5; i++) assert.equal((await login('viewer@aqua', 'wrong password')).status, 401);
    const answer = await login('viewer@aqua');
    assert.deepEqual([answer.status, answer.headers['retry-after']], [429, '1']);
  });

  it('names the field of a malformed login, and never repeats the password', async () => {
    const answer = await post('login', { username: '', password: 'x'.repeat(300) });
    assert.equal(answer.status, 400);
    assert.deepEqual(
      answer.body.errors.map(({ field }: { field: string }) => field),
      ['username', 'password'],
    );
    assert.ok(!JSON.stringify(answer.body).includes('xxxx'));
  });

  it('lets a platform user switch tenants', async () => {
    const { body } = await login('root');
    const inside = await post('tenant', { tenant: 'borealis' }, body.access_token);
    assert.equal(inside.status, 200);
    const me = await ask(world.api, 'GET', '/api/v1/auth/me', { token: inside.body.access_token });
    assert.deepEqual([me.body.tenant, me.body.homeTenant], ['borealis', null]);
    assert.equal((await post('tenant', { tenant: 'nowhere' }, inside.body.access_token)).status, 404);
  });

  it('refuses that to an admin of a tenant, and to see which there are', async () => {
    const { body } = await login('admin@aqua');
    assert.equal((await post('tenant', { tenant: 'borealis' }, body.access_token)).status, 403);
    assert.equal((await ask(world.api, 'GET', '/api/v1/tenants', { token: body.access_token })).status, 403);
  });

  it('publishes the public keys', async () => {
    const { status, body } = await ask(world.api, 'GET', '/.well-known/jwks.json');
    assert.equal(status, 200);
    assert.equal(body.keys[0].kid, world.keys.signing.kid);
    assert.equal(body.keys[0].d, undefined);
  });

  it('answers 503 until identity is there', async () => {
    const { clock, logger } = world;
    const auth = () => Promise.reject(new ThermaCoreError('unavailable', 'The database is starting.'));
    const api = new Api({ auth, clock, logger, meter: nullMeter });
    const token = await world.token('root');
    for (const answer of [
      await ask(api, 'GET', '/.well-known/jwks.json'),
      await ask(api, 'GET', '/api/v1/units', { token }),
    ])
      assert.deepEqual([answer.status, answer.headers['retry-after']], [503, '5']);
    assert.equal((await ask(api, 'GET', '/health/live')).status, 200);
  });
});
