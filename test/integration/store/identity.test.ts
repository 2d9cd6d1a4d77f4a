import assert from 'node:assert/strict';
import { onEveryRung, useDatabase, type StoreParts } from '../../support/database';
import { T0 } from './fixture';

onEveryRung('Identity', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    await store.tenants.ensure('aqua', 'Aqua', 'UTC');
  });

  describe('tenants', () => {
    it('are made once and listed by key', async () => {
      assert.equal(await store.tenants.ensure('borealis', 'Borealis', 'Europe/Oslo'), true);
      assert.equal(await store.tenants.ensure('aqua', 'Another name', 'UTC'), false);
      const listed = await store.tenants.list();
      assert.deepEqual(
        listed.map(({ key, name, timezone }) => [key, name, timezone]),
        [
          ['aqua', 'Aqua', 'UTC'],
          ['borealis', 'Borealis', 'Europe/Oslo'],
        ],
      );
      for (const { createdAt } of listed) assert.equal(new Date(createdAt).toISOString(), createdAt);
    });

    it('exist or do not', async () => {
      assert.equal(await store.tenants.exists('aqua'), true);
      assert.equal(await store.tenants.exists('nowhere'), false);
    });

    it('have keys that a topic can hold', async () => {
      await assert.rejects(store.tenants.ensure('Aqua/#', 'x', 'UTC'), { code: 'invalid' });
    });
  });

  describe('users', () => {
    const account = { role: 'operator', passwordHash: 'scrypt$1' } as const;

    it('are found by id, and by name whatever its case', async () => {
      const made = await store.users.create({ ...account, username: 'Ada@aqua', tenant: 'aqua' });
      assert.deepEqual(made, {
        ...account,
        id: made.id,
        username: 'Ada@aqua',
        tenant: 'aqua',
        disabled: false,
        createdAt: made.createdAt,
      });
      assert.deepEqual(await store.users.findById(made.id), made);
      assert.deepEqual(await store.users.findByUsername('ADA@AQUA'), made);
    });

    it('of the platform have no tenant', async () => {
      const made = await store.users.create({ ...account, username: 'root', role: 'admin', tenant: null });
      assert.equal(made.tenant, null);
    });

    it('have names that are taken whatever their case', async () => {
      await store.users.create({ ...account, username: 'bob', tenant: 'aqua' });
      await assert.rejects(store.users.create({ ...account, username: 'BOB', tenant: 'borealis' }), {
        code: 'conflict',
        field: 'username',
        message: 'The user "BOB" exists already.',
      });
    });

    it('are counted', async () => {
      const before = await store.users.count();
      await store.users.create({ ...account, username: 'counted', tenant: 'aqua' });
      assert.equal(await store.users.count(), before + 1);
    });

    it('get a new password without losing anything else', async () => {
      const made = await store.users.create({ ...account, username: 'changing', tenant: 'aqua' });
      await store.users.setPassword(made.id, 'scrypt$2');
      assert.deepEqual(await store.users.findById(made.id), { ...made, passwordHash: 'scrypt$2' });
    });

    it('of a tenant that is not there are not made into users of the platform', async () => {
      await assert.rejects(store.users.create({ ...account, username: 'stray', tenant: 'nowhere' }), {
        code: 'not-found',
        field: 'tenant',
      });
      assert.equal(await store.users.findByUsername('stray'), undefined);
    });

    for (const id of ['', 'no-uuid', "' or true --", '00000000-0000-0000-0000-000000000000'])
      it(`with the id "${id}" are not found`, async () => {
        assert.equal(await store.users.findById(id), undefined);
      });
  });

  describe('sessions', () => {
    let count = 0;
    const open = async () => {
      const user = await store.users.create({
        username: `session-${++count}`,
        role: 'admin',
        tenant: null,
        passwordHash: 'x',
      });
      const session = {
        id: `session-${count}`,
        userId: user.id,
        actingTenant: null,
        refreshHash: 'first',
        createdAt: T0 + 1,
        expiresAt: T0 + 60_001,
        from: '192.0.2.7',
        userAgent: 'Firefox',
      };
      await store.sessions.create(session);
      return session;
    };

    it('come back as they were made, to the millisecond', async () => {
      const session = await open();
      assert.deepEqual(await store.sessions.find(session.id), {
        ...session,
        revokedAt: null,
        lastSeenAt: null,
      });
      assert.equal(await store.sessions.find('nowhere'), undefined);
    });

    it('rotate once for each refresh token: of two at once only one wins', async () => {
      const { id } = await open();
      const outcomes = await Promise.all(
        ['a', 'b', 'c'].map((next) => store.sessions.rotate(id, 'first', next, T0 + 120_000, T0 + 9)),
      );
      assert.equal(outcomes.filter((won) => won).length, 1);
      const winner = ['a', 'b', 'c'][outcomes.indexOf(true)];
      const found = await store.sessions.find(id);
      assert.equal(found?.refreshHash, winner);
      assert.equal(found?.expiresAt, T0 + 120_000);
      assert.equal(found.lastSeenAt, T0 + 9);
      assert.equal(
        await store.sessions.rotate(id, 'first', 'again', T0, T0),
        false,
        'the old token is spent',
      );
    });

    it('do not rotate after they were revoked, and keep the time of the first revocation', async () => {
      const { id } = await open();
      await store.sessions.revoke(id, T0 + 5);
      await store.sessions.revoke(id, T0 + 9);
      assert.equal((await store.sessions.find(id))?.revokedAt, T0 + 5);
      assert.equal(await store.sessions.rotate(id, 'first', 'next', T0 + 120_000, T0), false);
    });

    it('of a user are those that stand, newest first', async () => {
      const one = await open();
      const later = { ...one, id: `${one.id}-later`, createdAt: T0 + 2 };
      await store.sessions.create(later);
      await store.sessions.create({ ...one, id: `${one.id}-over`, expiresAt: T0 });
      await store.sessions.create({ ...one, id: `${one.id}-ended` });
      await store.sessions.revoke(`${one.id}-ended`, T0 + 3);
      const ids = (await store.sessions.ofUser(one.userId, T0 + 10)).map(({ id }) => id);
      assert.deepEqual(ids, [later.id, one.id]);
      assert.deepEqual(await store.sessions.ofUser('no-uuid', T0), []);
    });

    it('act in a tenant and in none again', async () => {
      const { id } = await open();
      for (const tenant of ['aqua', 'borealis', null]) {
        await store.sessions.setActingTenant(id, tenant);
        assert.equal((await store.sessions.find(id))?.actingTenant, tenant);
      }
    });

    it('act in none after they were told to act in a tenant that is not there', async () => {
      const { id } = await open();
      await store.sessions.setActingTenant(id, 'aqua');
      await store.sessions.setActingTenant(id, 'nowhere');
      assert.equal((await store.sessions.find(id))?.actingTenant, null);
    });
  });

  it('the audit keeps who did what, where from and how it ended', async () => {
    await store.audit.record({
      tenant: 'aqua', actor: 'ada@aqua', action: 'unit:delete', target: 'boiler-1', outcome: 'ok',
      from: '192.0.2.7', detail: { reason: 'rebuilt "south"' },
    }); // prettier-ignore
    await store.audit.record({ tenant: null, actor: 'root', action: 'session:login', outcome: 'refused' });
    const { rows } = await database().owner.query(
      `select t.key as tenant, actor, action, target, outcome, from_address as "from", detail, at <= now() as dated
       from thermacore.audit a left join thermacore.tenants t on t.id = a.tenant_id order by a.id`,
    );
    assert.deepEqual(rows, [
      {
        tenant: 'aqua', actor: 'ada@aqua', action: 'unit:delete', target: 'boiler-1', outcome: 'ok',
        from: '192.0.2.7', detail: { reason: 'rebuilt "south"' }, dated: true,
      },
      {
        tenant: null, actor: 'root', action: 'session:login', target: null, outcome: 'refused',
        from: null, detail: null, dated: true,
      },
    ]); // prettier-ignore
  });
});
