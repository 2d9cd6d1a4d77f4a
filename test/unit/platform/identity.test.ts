import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { Identity } from '../../../lib/platform/identity';
import type { Store } from '../../../lib/store';
import { FakeClock } from '../../support/fake-clock';
import { MemoryIdentity, PASSWORD } from '../tenancy/fixture';
import { memoryLogin, sealer } from '../tenancy/memory-login';
import { temporaryFolder } from './fixture';

describe('identity while the platform starts', () => {
  const make = () => {
    const clock = new FakeClock();
    const home = temporaryFolder();
    return {
      clock,
      home,
      identity: new Identity({ home, clock, sealer: () => sealer, logger: silentLogger, meter: nullMeter }),
    };
  };
  const storeOf = (memory: MemoryIdentity): Store =>
    ({
      users: memory.userRepository,
      sessions: memory.sessionRepository,
      tenants: memory.tenantRepository,
      audit: memory.auditLog,
      ...memoryLogin(memory),
    }) as unknown as Store;

  it('is waited for, then the same for all', async () => {
    const { clock, identity } = make();
    const waiting = identity.get();
    clock.advance(9_999);
    const opened = await identity.open(storeOf(new MemoryIdentity()));
    assert.equal(await waiting, opened);
    assert.equal(await identity.get(), opened);
    assert.equal(clock.timers, 0);
  });

  it('is unavailable, in words, to whom it kept waiting for 10 s; not to who asks later', async () => {
    const { clock, identity } = make();
    const waiting = identity.get();
    clock.advance(10_000);
    await assert.rejects(waiting, {
      code: 'unavailable',
      sentence: 'ThermaCore is still starting. Try again in a moment.',
    });
    await identity.open(storeOf(new MemoryIdentity()));
    await identity.get();
  });

  it('has keys of its own in the state folder, so that tokens outlive a restart', async () => {
    const { home, identity, clock } = make();
    identity.configure({ accessTokenMinutes: 7, sessionDays: 2 });
    const memory = new MemoryIdentity();
    await memory.addUser('root', 'admin', null);
    const auth = await identity.open(storeOf(memory));
    const { access_token, expires_in } = await auth.login({ username: 'root', password: PASSWORD });
    assert.equal(expires_in, 7 * 60);
    assert.equal(statSync(join(home, 'keys', 'signing.json')).mode & 0o777, 0o600);

    const restarted = new Identity({
      home,
      clock,
      sealer: () => sealer,
      logger: silentLogger,
      meter: nullMeter,
    });
    const { principal } = await (await restarted.open(storeOf(memory))).verify(access_token);
    assert.equal(principal.username, 'root');
  });

  for (const order of ['before', 'after'] as const)
    it(`takes the life of sessions from a security node deployed ${order} it opened`, async () => {
      const { identity } = make();
      const tune = (): void => identity.configure({ accessTokenMinutes: 7, sessionDays: 2 });
      if (order === 'before') tune();
      const auth = await identity.open(storeOf(new MemoryIdentity()));
      if (order === 'after') tune();
      assert.equal(auth.sessionDays, 2);
    });
});
