import assert from 'node:assert/strict';
import { may, type Permission } from '../../../lib/tenancy';
import { PASSWORD, makeWorld, type World } from './fixture';

const DAY = 24 * 60 * 60 * 1000;
const refused = { code: 'unauthenticated' };

async function principalOf(world: World, username: string) {
  const { access_token } = await world.auth.login({ username, password: PASSWORD, from: '10.0.0.1' });
  return (await world.auth.verify(access_token)).principal;
}

describe('an API key', () => {
  let world: World;
  beforeEach(async () => {
    world = await makeWorld();
  });

  const make = async (
    permissions: readonly Permission[] = ['unit:read', 'reading:read'],
    username = 'operator@aqua',
    more: object = {},
  ) =>
    world.auth.apiKeys.create(await principalOf(world, username), {
      name: 'Report',
      permissions,
      days: 90,
      ...more,
    });
  const holder = async (token: string) => (await world.auth.verify(token)).principal;

  it('acts for its owner, in its tenant, with what it was given and no more', async () => {
    const { token, expiresAt } = await make();
    assert.match(token, /^tck_[\w-]{22}\.[\w-]{43}$/);
    assert.equal(Date.parse(expiresAt), world.clock.now() + 90 * DAY);
    const principal = await holder(token);
    assert.deepEqual([principal.username, principal.tenant], ['operator@aqua', 'aqua']);
    assert.ok(may(principal, 'unit:read'));
    for (const other of ['device:operate', 'session:read', 'api-key:own'] as const)
      assert.ok(!may(principal, other));
  });

  it('administers no people, whatever its owner may', async () => {
    for (const permission of ['user:create', 'role:update', 'person:erase', 'profile:update'] as const)
      await assert.rejects(make([permission], 'admin@aqua'), { code: /^(invalid|forbidden)$/ }, permission);
  });

  it('is asked about again at once when its owner’s rights change here, and what it holds open is closed', async () => {
    const { token } = await make();
    const before = await holder(token);
    const ended: string[] = [];
    world.auth.onSessionEnd((id) => ended.push(id));
    world.identity.changeUser(before.userId, { units: ['boiler-1'] });
    world.auth.rightsChanged([before.userId]);
    assert.deepEqual((await holder(token)).units, ['boiler-1']);
    assert.ok(ended.includes(before.sessionId));
  });

  it('is kept as a hash, and shown once', async () => {
    const { token, ...shown } = await make();
    const secret = token.split('.')[1] ?? '';
    const listed = await world.auth.apiKeys.own(await principalOf(world, 'operator@aqua'));
    assert.deepEqual(listed, [shown]);
    assert.ok(
      !JSON.stringify([...world.kept.keys.values(), listed, world.identity.entries]).includes(secret),
    );
  });

  it('is refused when any letter of it is another one', async () => {
    const { token } = await make();
    for (const i of [4, 10, token.indexOf('.') + 1, token.length - 20]) {
      const wrong = `${token.slice(0, i)}${token[i] === 'A' ? 'B' : 'A'}${token.slice(i + 1)}`;
      await assert.rejects(world.auth.verify(wrong), refused);
    }
    for (const wrong of ['tck_', `${token}x`, token.slice(0, -1), `tck_${token}`])
      await assert.rejects(world.auth.verify(wrong), refused);
  });

  it('never has more than its maker: not at the start, and not in what no key may have', async () => {
    for (const [permission, username] of [
      ['unit:create', 'operator@aqua'],
      ['tenant:list', 'admin@aqua'],
      ['api-key:own', 'admin@aqua'],
      ['editor:write', 'admin@aqua'],
      ['user:secure', 'admin@aqua'],
      ['tenant:switch', 'root'],
      // A platform user acts in a tenant first.
      ['unit:read', 'root'],
    ] as const)
      await assert.rejects(make([permission], username), { code: 'forbidden', field: 'permissions' });
  });

  it('loses what its owner loses, and ends with its owner', async () => {
    const { token } = await make(['unit:create', 'unit:read'], 'admin@aqua');
    assert.ok(may(await holder(token), 'unit:create'));
    const owner = await world.identity.userRepository.findByUsername('admin@aqua');
    assert.ok(owner);
    world.identity.changeUser(owner.id, { role: 'viewer' });
    world.clock.advance(30_000);
    assert.ok(!may(await holder(token), 'unit:create'));
    assert.ok(may(await holder(token), 'unit:read'));
    world.identity.changeUser(owner.id, { tenant: 'borealis' });
    world.clock.advance(30_000);
    await assert.rejects(holder(token), refused);
    world.identity.changeUser(owner.id, { tenant: 'aqua', disabled: true });
    world.clock.advance(30_000);
    await assert.rejects(holder(token), refused);
  });

  it('of a platform user works where that user acted when it was made', async () => {
    const { token } = await make(['metrics:read', 'tenant:list'], 'root');
    const principal = await holder(token);
    assert.deepEqual([principal.tenant, may(principal, 'metrics:read')], [null, true]);
  });

  it('is limited to units, of which its owner must have each', async () => {
    const { token } = await make(['unit:read'], 'operator@aqua', { units: ['boiler-1'] });
    assert.deepEqual((await holder(token)).units, ['boiler-1']);
    const limited = { ...(await principalOf(world, 'operator@aqua')), units: ['boiler-2'] };
    const input = { name: 'x', permissions: ['unit:read'] as const, days: 1 };
    await assert.rejects(world.auth.apiKeys.create(limited, { ...input, units: ['boiler-1'] }), {
      code: 'forbidden',
      field: 'units',
    });
    const own = await world.auth.apiKeys.create(limited, input);
    assert.deepEqual(own.units, ['boiler-2']);
  });

  it('ends when its days are over', async () => {
    const { token } = await make(['unit:read'], 'operator@aqua', { days: 1 });
    world.clock.advance(DAY - 1);
    await holder(token);
    world.clock.advance(1);
    await assert.rejects(holder(token), refused);
  });

  it('ends at once when it is revoked, with the live views that it opened', async () => {
    const { token, id } = await make();
    const { sessionId } = await holder(token);
    const ended: string[] = [];
    world.auth.onSessionEnd((session) => ended.push(session));
    await world.auth.apiKeys.revoke(await principalOf(world, 'operator@aqua'), id);
    await assert.rejects(holder(token), refused);
    assert.deepEqual(ended, [sessionId]);
  });

  it('gets a new secret, by which the old one ends at once', async () => {
    const { token, id } = await make();
    await holder(token);
    const operator = await principalOf(world, 'operator@aqua');
    const next = await world.auth.apiKeys.rotate(operator, id, 30);
    assert.equal(next.id, id);
    await assert.rejects(holder(token), refused);
    assert.ok(may(await holder(next.token), 'unit:read'));
    assert.equal(Date.parse(next.expiresAt), world.clock.now() + 30 * DAY);
  });

  it('is seen and revoked by its owner and by administrators of its tenant only', async () => {
    const { id } = await make();
    const { apiKeys } = world.auth;
    const [viewer, admin, other] = await Promise.all(
      ['viewer@aqua', 'admin@aqua', 'admin@borealis'].map((name) => principalOf(world, name)),
    );
    assert.ok(viewer && admin && other);
    await assert.rejects(apiKeys.all(viewer, { limit: 10 }), { code: 'forbidden' });
    for (const stranger of [viewer, other]) {
      assert.deepEqual(await apiKeys.own(stranger), []);
      await assert.rejects(apiKeys.revoke(stranger, id), { code: 'not-found' });
      await assert.rejects(apiKeys.rotate(stranger, id, 1), { code: 'not-found' });
    }
    assert.deepEqual((await apiKeys.all(other, { limit: 10 })).items, []);
    // An administrator ends it, but does not get its secret.
    await assert.rejects(apiKeys.rotate(admin, id, 1), { code: 'not-found' });
    assert.deepEqual(
      (await apiKeys.all(admin, { limit: 10 })).items.map((key) => key.id),
      [id],
    );
    await apiKeys.revoke(admin, id);
    assert.deepEqual(
      world.identity.entries
        .filter(({ action }) => action.startsWith('api-key:'))
        .map((entry) => [entry.action, entry.actor, entry.tenant, entry.target]),
      [
        ['api-key:create', 'operator@aqua', 'aqua', id],
        ['api-key:revoke', 'admin@aqua', 'aqua', id],
      ],
    );
  });

  it('does nothing that needs a person', async () => {
    const { token, id } = await make(['unit:read', 'session:read']);
    const key = await holder(token);
    const { apiKeys, account } = world.auth;
    const attempts = [
      apiKeys.create(key, { name: 'x', permissions: ['unit:read'], days: 1 }),
      apiKeys.own(key),
      apiKeys.rotate(key, id, 1),
      apiKeys.revoke(key, id),
      account.enrol(key),
      account.disable(key, { password: PASSWORD }),
      world.auth.logoutSession(key),
      world.auth.switchTenant(key, 'aqua'),
    ];
    for (const attempt of attempts) await assert.rejects(attempt, { code: 'forbidden' });
  });

  it('notes its use at most once a minute', async () => {
    const { token, id } = await make();
    const began = world.clock.now();
    for (let i = 0; i < 130; i++) {
      await holder(token);
      world.clock.advance(1000);
    }
    assert.deepEqual(
      world.kept.noted,
      [0, 60, 120].map((s) => ({ id, at: began + s * 1000 })),
    );
  });

  it('asks the database every 30 s, and goes on while that is away', async () => {
    const { token } = await make();
    await holder(token);
    world.identity.away = true;
    world.clock.advance(31_000);
    assert.equal((await holder(token)).username, 'operator@aqua');
    const { token: unknown } = {
      token: token.replace(/^tck_./, (start) => `tck_${start[4] === 'A' ? 'B' : 'A'}`),
    };
    await assert.rejects(holder(unknown), { code: 'unavailable' });
  });

  it('is one of a hundred at most', async () => {
    for (let i = 0; i < 100; i++) await make();
    await assert.rejects(make(), { code: 'over-quota' });
  });
});
