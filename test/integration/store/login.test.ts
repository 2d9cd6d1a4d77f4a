import assert from 'node:assert/strict';
import { onEveryRung, useDatabase, type StoreParts } from '../../support/database';
import { T0 } from './fixture';

onEveryRung('Ways to log in', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;
  let ada: string;
  let bob: string;

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    for (const tenant of ['aqua', 'borealis']) await store.tenants.ensure(tenant, tenant, 'UTC');
    const make = async (username: string, tenant: string) =>
      (await store.users.create({ username, tenant, role: 'operator', passwordHash: 'hash' })).id;
    ada = await make('ada', 'aqua');
    bob = await make('bob', 'borealis');
  });

  describe('second factors', () => {
    it('wait for their first code, and may be begun anew until then', async () => {
      assert.equal(await store.mfa.find(ada), undefined);
      assert.equal(await store.mfa.begin(ada, 'first'), true);
      assert.equal(await store.mfa.begin(ada, 'second'), true);
      assert.deepEqual(await store.mfa.find(ada), { secret: 'second', confirmedAt: null, recoveryCodes: 0 });
      assert.equal(await store.mfa.useStep(ada, 5), false);
      assert.equal(await store.mfa.confirm(ada, 10, ['r1', 'r2', "r'3"], T0), true);
      assert.deepEqual(await store.mfa.find(ada), { secret: 'second', confirmedAt: T0, recoveryCodes: 3 });
    });

    it('in use are neither begun nor confirmed again', async () => {
      assert.equal(await store.mfa.begin(ada, 'third'), false);
      assert.equal(await store.mfa.confirm(ada, 99, [], T0), false);
      assert.equal((await store.mfa.find(ada))?.secret, 'second');
    });

    it('take each time step once, and none before the last, also of ten at once', async () => {
      assert.equal(await store.mfa.useStep(ada, 10), false);
      const results = await Promise.all(Array.from({ length: 10 }, () => store.mfa.useStep(ada, 11)));
      assert.equal(results.filter(Boolean).length, 1);
      assert.equal(await store.mfa.useStep(ada, 9), false);
      assert.equal(await store.mfa.useStep(ada, 12), true);
    });

    it('take each recovery code once, also of ten at once', async () => {
      const results = await Promise.all(
        Array.from({ length: 10 }, () => store.mfa.useRecoveryCode(ada, "r'3")),
      );
      assert.equal(results.filter(Boolean).length, 1);
      assert.equal(await store.mfa.useRecoveryCode(ada, 'unknown'), false);
      assert.equal((await store.mfa.find(ada))?.recoveryCodes, 2);
      await store.mfa.setRecoveryCodes(ada, ['n1']);
      assert.equal(await store.mfa.useRecoveryCode(ada, 'r1'), false);
      assert.equal(await store.mfa.useRecoveryCode(ada, 'n1'), true);
    });

    it('of one user are not another’s, and are taken away', async () => {
      assert.equal(await store.mfa.useStep(bob, 100), false);
      assert.equal(await store.mfa.remove(bob), false);
      assert.equal(await store.mfa.remove(ada), true);
      assert.equal(await store.mfa.find(ada), undefined);
    });

    it('of users that there are not are not kept', async () => {
      assert.equal(await store.mfa.begin('00000000-0000-4000-8000-000000000000', 's'), false);
    });
  });

  describe('API keys', () => {
    const key = (id: string, more: object = {}) => ({
      id,
      userId: ada,
      tenant: 'aqua',
      name: `Key ${id}`,
      hash: `hash of ${id}`,
      permissions: ['unit:read', 'reading:read'],
      units: null,
      createdAt: T0,
      expiresAt: T0 + 1000,
      ...more,
    });

    it('are found with their owner, tenant and limits', async () => {
      assert.equal(await store.apiKeys.create(key('a', { units: ['boiler-1'] }), 100), true);
      assert.deepEqual(await store.apiKeys.find('a'), {
        ...key('a', { units: ['boiler-1'] }),
        username: 'ada',
        lastUsedAt: null,
      });
      assert.equal(await store.apiKeys.find('unknown'), undefined);
    });

    it('of a tenant that there is not are refused, rather than made the platform’s', async () => {
      await assert.rejects(store.apiKeys.create(key('nowhere', { tenant: 'nowhere' }), 100), {
        code: 'not-found',
        field: 'tenant',
      });
      assert.equal(await store.apiKeys.find('nowhere'), undefined);
    });

    it('are as many as a user may have, also when several are made at once', async () => {
      const made = await Promise.all(
        Array.from({ length: 6 }, (_, i) =>
          store.apiKeys.create(key(`m${i}`, { userId: bob, tenant: 'borealis' }), 3),
        ),
      );
      assert.equal(made.filter(Boolean).length, 3);
      assert.equal((await store.apiKeys.ofUser(bob)).length, 3);
    });

    it('are listed by tenant, newest first, page by page, and only that tenant’s', async () => {
      for (const i of [1, 2, 3, 4])
        await store.apiKeys.create(key(`p${i}`, { createdAt: T0 + i, expiresAt: T0 + 99 }), 100);
      const seen: string[] = [];
      for (let cursor: string | undefined, first = true; first || cursor; first = false) {
        const page = await store.apiKeys.ofTenant('aqua', { limit: 2, cursor });
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      assert.deepEqual(seen, ['p4', 'p3', 'p2', 'p1', 'a']);
      assert.deepEqual((await store.apiKeys.ofTenant(null, { limit: 10 })).items, []);
    });

    it('get a new secret, are noted as used, and end', async () => {
      await store.apiKeys.rotate('a', 'new hash', T0 + 5000);
      await store.apiKeys.used('a', T0 + 7);
      const now = await store.apiKeys.find('a');
      assert.deepEqual([now?.hash, now?.expiresAt, now?.lastUsedAt], ['new hash', T0 + 5000, T0 + 7]);
      await store.apiKeys.remove('a');
      assert.equal(await store.apiKeys.find('a'), undefined);
    });
  });

  describe('identities at providers', () => {
    const person = { issuer: 'https://login.example.com', subject: '42' };
    const user = { username: 'carol', role: 'operator', tenant: 'aqua', passwordHash: 'external' } as const;

    it('are known by issuer and subject together', async () => {
      const id = await store.identities.create(person, user);
      assert.ok(id);
      assert.equal(await store.identities.findUser(person), id);
      assert.equal(
        await store.identities.findUser({ ...person, issuer: 'https://evil.example.com' }),
        undefined,
      );
      assert.equal(await store.identities.findUser({ ...person, subject: '43' }), undefined);
      const made = await store.users.findById(id);
      assert.deepEqual([made?.username, made?.role, made?.tenant], ['carol', 'operator', 'aqua']);
    });

    it('take no user over whose name is the same', async () => {
      const taken = await store.identities.create({ ...person, subject: '44' }, { ...user, username: 'ADA' });
      assert.equal(taken, undefined);
      assert.equal(await store.identities.findUser({ ...person, subject: '44' }), undefined);
      assert.equal((await store.users.findByUsername('ada'))?.passwordHash, 'hash');
    });

    it('are nobody of a tenant that there is not', async () => {
      const nowhere = { ...user, username: 'dave', tenant: 'nowhere' };
      await assert.rejects(store.identities.create({ ...person, subject: '45' }, nowhere), {
        code: 'not-found',
      });
      assert.equal(await store.users.findByUsername('dave'), undefined);
    });

    it('move with their groups', async () => {
      const id = (await store.identities.findUser(person)) ?? '';
      await store.identities.setPlace(id, { role: 'viewer', tenant: 'borealis' });
      const moved = await store.users.findById(id);
      assert.deepEqual([moved?.role, moved?.tenant], ['viewer', 'borealis']);
      await assert.rejects(store.identities.setPlace(id, { role: 'viewer', tenant: 'nowhere' }), {
        code: 'not-found',
      });
      await store.identities.setPlace(id, { role: 'admin', tenant: null });
      assert.equal((await store.users.findById(id))?.tenant, null);
    });
  });
});
