import assert from 'node:assert/strict';
import { PASSWORD, makeWorld, type World } from './fixture';

const credentials = { username: 'operator@aqua', password: PASSWORD, from: '10.0.0.1' };

describe('a suspended tenant', () => {
  let world: World;
  beforeEach(async () => {
    world = await makeWorld();
  });

  it('lets nobody in, and says why only to who knows the password', async () => {
    world.identity.suspendedTenants.add('aqua');
    await assert.rejects(world.auth.login(credentials), {
      code: 'forbidden',
      message: 'Your tenant is suspended.',
    });
    await assert.rejects(world.auth.login({ ...credentials, password: 'wrong password' }), {
      code: 'unauthenticated',
    });
    assert.deepEqual(
      world.identity.entries.map(({ actor, outcome }) => [actor, outcome]),
      [
        ['operator@aqua', 'refused'],
        ['operator@aqua', 'refused'],
      ],
    );
    await world.auth.login({ ...credentials, username: 'operator@borealis' });
    await world.auth.login({ ...credentials, username: 'root' });
  });

  it('refreshes no session that another process began, and proves nobody to broker and editor', async () => {
    const { refresh_token } = await world.auth.login(credentials);
    assert.equal((await world.auth.check(credentials))?.tenant, 'aqua');
    world.identity.suspendedTenants.add('aqua');
    await assert.rejects(world.auth.refresh(refresh_token), { code: 'forbidden' });
    assert.equal(await world.auth.check(credentials), undefined);
    assert.equal(await world.auth.lookUp('operator@aqua'), undefined);
    world.identity.suspendedTenants.clear();
    assert.equal((await world.auth.lookUp('operator@aqua'))?.tenant, 'aqua');
    assert.notEqual(await world.auth.check(credentials), undefined);
  });

  it('has what is open of its sessions closed at once', async () => {
    const { access_token } = await world.auth.login(credentials);
    const { principal } = await world.auth.verify(access_token);
    const ended: string[] = [];
    world.auth.onSessionEnd((sessionId) => ended.push(sessionId));
    await world.identity.sessionRepository.revoke(principal.sessionId, world.clock.now());
    world.auth.endSessions([principal.sessionId]);
    assert.deepEqual(ended, [principal.sessionId]);
    await assert.rejects(world.auth.verify(access_token), { code: 'unauthenticated' });
  });
});
