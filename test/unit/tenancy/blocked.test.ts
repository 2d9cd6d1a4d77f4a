import assert from 'node:assert/strict';
import { PASSWORD, makeWorld } from './fixture';

describe('a user who is blocked', () => {
  it('neither comes in nor goes on, and does again when the block is over', async () => {
    const blocked = new Set<string>();
    const told: unknown[] = [];
    const world = await makeWorld({
      isBlocked: (username, tenant) => blocked.has(`${tenant}/${username}`),
      onLogin: ({ username, userAgent }) => told.push([username, userAgent]),
    });
    const credentials = {
      username: 'operator@aqua',
      password: PASSWORD,
      from: '10.0.0.9',
      userAgent: 'Firefox',
    };
    const { access_token, refresh_token } = await world.auth.login(credentials);
    assert.deepEqual(told, [['operator@aqua', 'Firefox']]);
    blocked.add('aqua/operator@aqua');
    await assert.rejects(world.auth.verify(access_token), { code: 'unauthenticated' });
    await assert.rejects(world.auth.refresh(refresh_token), { code: 'forbidden' });
    await assert.rejects(world.auth.login(credentials), { code: 'forbidden' });
    assert.equal(await world.auth.check(credentials), undefined);
    assert.equal(await world.auth.lookUp('operator@aqua'), undefined);
    await assert.rejects(world.auth.login({ ...credentials, password: 'wrong' }), {
      code: 'unauthenticated',
    });
    blocked.clear();
    await world.auth.verify(access_token);
    await world.auth.login(credentials);
  });
});
