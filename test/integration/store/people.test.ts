import assert from 'node:assert/strict';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import {
  AccessTokens,
  AuthService,
  SigningKeys,
  peopleOf,
  type People,
  type Principal,
} from '../../../lib/tenancy';
import { onEveryRung, useDatabase, type StoreParts } from '../../support/database';
import { FakeClock } from '../../support/fake-clock';
import { PASSWORD, fastPasswords, memoryKeys } from '../../unit/tenancy/fixture';

const FRESH = 'window otter seven lantern';
const TEMPORARY = 'paper harbour nineteen moss';

onEveryRung('Users, roles and sessions', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;
  let clock: FakeClock;
  let auth: AuthService;
  let people: People;
  /** Another process on the same database. */
  let elsewhere: AuthService;
  let count = 0;

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    for (const tenant of ['aqua', 'borealis']) {
      await store.tenants.ensure(tenant, tenant, 'UTC');
      for (const unit of ['boiler-1', 'tank-1'])
        await store.plant.createUnit(tenant, { key: unit, name: unit, kind: 'other' });
    }
    clock = new FakeClock();
    const keys = await SigningKeys.open(memoryKeys(), clock.now());
    const make = () => {
      const tokens = new AccessTokens(keys, clock);
      const { users, sessions, tenants, audit, apiKeys, identities } = store;
      return new AuthService({ users, sessions, tenants, audit, apiKeys, identities, tokens, clock, logger: silentLogger, meter: nullMeter, passwords: fastPasswords }); // prettier-ignore
    };
    auth = make();
    elsewhere = make();
    people = peopleOf({
      users: store.users,
      accounts: store.accounts,
      roles: store.customRoles,
      sessions: store.sessions,
      audit: store.audit,
      auth,
      passwords: fastPasswords,
      clock,
      logger: silentLogger,
      leastPasswordLength: () => 12,
    });
  });

  /** A user with the password of the tests, logged in. */
  async function enter(
    role: 'admin' | 'operator' | 'viewer',
    tenant: string | null = 'aqua',
  ): Promise<{ principal: Principal; token: string; refresh: string }> {
    const username = `${role}-${++count}`;
    await store.users.create({ username, role, tenant, passwordHash: await fastPasswords.hash(PASSWORD) });
    return logIn(username, PASSWORD);
  }

  async function logIn(username: string, password: string, userAgent?: string) {
    const tokens = await auth.login({ username, password, from: '192.0.2.7', userAgent });
    const { principal } = await auth.verify(tokens.access_token);
    return { principal, token: tokens.access_token, refresh: tokens.refresh_token };
  }

  const add = (by: Principal, more: Partial<Parameters<People['accounts']['create']>[1]> = {}) =>
    people.accounts.create(by, {
      username: `user-${++count}`,
      role: 'operator',
      password: TEMPORARY,
      ...more,
    });

  /** After the temporary password was changed. */
  async function settled(by: Principal, more: Parameters<typeof add>[1] = {}) {
    const user = await add(by, more);
    const { principal } = await logIn(user.username, TEMPORARY);
    await people.profiles.changePassword(principal, { oldPassword: TEMPORARY, newPassword: FRESH });
    return { user, ...(await logIn(user.username, FRESH)) };
  }

  describe('users', () => {
    it('are made with a temporary password, which allows nothing but to change it', async () => {
      const { principal: admin } = await enter('admin');
      const made = await add(admin, { displayName: 'Kim', email: 'kim@example.com' });
      assert.deepEqual([made.mustChangePassword, made.displayName, made.tenant], [true, 'Kim', 'aqua']);
      const first = await logIn(made.username, TEMPORARY);
      assert.deepEqual(first.principal.grants, ['session:read', 'profile:update']);
      await assert.rejects(people.accounts.list(first.principal, { limit: 1 }), { code: 'forbidden' });
      const other = await logIn(made.username, TEMPORARY);
      const change = { oldPassword: TEMPORARY, newPassword: FRESH };
      await people.profiles.changePassword(first.principal, change);
      assert.equal((await auth.verify(first.token)).principal.grants, undefined, 'at once, in this session');
      await assert.rejects(auth.verify(other.token), { code: 'unauthenticated' }, 'the others have ended');
      await assert.rejects(auth.login({ username: made.username, password: TEMPORARY }), {
        code: 'unauthenticated',
      });
    });

    it('are listed with their last login and whether they have a second factor', async () => {
      const { principal: admin } = await enter('admin');
      const { username, id } = await add(admin);
      const listed = async () => (await people.accounts.list(admin, { limit: 1, search: username })).items[0];
      const before = await listed();
      assert.deepEqual([before?.secondFactor, before?.lastLoginAt], [false, undefined]);
      await logIn(username, TEMPORARY);
      assert.equal((await listed())?.lastLoginAt, new Date(clock.now()).toISOString());
      await store.mfa.begin(id, 'sealed');
      assert.equal((await listed())?.secondFactor, false, 'not before it was confirmed');
      assert.ok(await store.mfa.confirm(id, 1, [], clock.now()));
      assert.equal((await listed())?.secondFactor, true);
    });

    it('change their password only with the old one, and to a good one', async () => {
      const { principal } = await enter('viewer');
      const attempt = (oldPassword: string, newPassword: string) =>
        people.profiles.changePassword(principal, { oldPassword, newPassword });
      await assert.rejects(attempt('wrong', FRESH), { code: 'invalid', field: 'oldPassword' });
      await assert.rejects(attempt(PASSWORD, 'short'), { code: 'invalid', field: 'newPassword' });
      await assert.rejects(attempt(PASSWORD, PASSWORD), { code: 'invalid', field: 'newPassword' });
      await attempt(PASSWORD, FRESH);
    });

    it('are listed page by page, filtered, and only those of the tenant', async () => {
      const { principal: admin } = await enter('admin', 'borealis');
      const names = ['ada', 'Bea', 'cyd'].map((name) => `${name}.list`);
      for (const username of names) await add(admin, { username, email: `${username}@example.com` });
      const first = await people.accounts.list(admin, { limit: 2, search: '.LIST' });
      const next = await people.accounts.list(admin, { limit: 2, search: '.list', cursor: first.nextCursor });
      assert.deepEqual(
        [...first.items, ...next.items].map(({ username }) => username),
        names,
      );
      assert.equal(next.nextCursor, undefined);
      const { items } = await people.accounts.list(admin, { limit: 500 });
      assert.deepEqual(new Set(items.map(({ tenant }) => tenant)), new Set(['borealis']));
      const operators = await people.accounts.list(admin, { limit: 500, role: 'operator', disabled: false });
      assert.ok(operators.items.every(({ role }) => role === 'operator'));
      const cyd = next.items[0]?.id ?? '';
      const { principal: aqua } = await enter('admin');
      await assert.rejects(people.accounts.get(aqua, cyd), { code: 'not-found' });
      await assert.rejects(people.accounts.update(aqua, cyd, { disabled: true }), { code: 'not-found' });
      await assert.rejects(people.accounts.delete(aqua, cyd), { code: 'not-found' });
      await assert.rejects(people.accounts.setPassword(aqua, cyd, FRESH), { code: 'not-found' });
      await assert.rejects(people.sessions.ofUser(aqua, cyd), { code: 'not-found' });
    });

    it('of the platform are administered by who acts in no tenant, and have no units or roles of one', async () => {
      const { principal: root } = await enter('admin', null);
      const made = await add(root);
      assert.equal(made.tenant, null);
      await assert.rejects(add(root, { units: ['boiler-1'] }), { code: 'invalid', field: 'units' });
      const acting = { ...root, tenant: 'aqua' };
      await assert.rejects(people.accounts.get(acting, made.id), { code: 'not-found' });
      assert.equal((await add(acting)).tenant, 'aqua');
    });

    for (const [what, input, error] of [
      ['a name that is taken', { username: 'Twice' }, { code: 'conflict', field: 'username' }],
      ['a unit that is not there', { units: ['boiler-9'] }, { code: 'not-found', field: 'units' }],
      ['a role that is not there', { role: undefined, customRole: 'nobody' }, { code: 'not-found' }],
      ['no role', { role: undefined }, { code: 'invalid', field: 'role' }],
      ['a bad password', { password: 'aqua aqua aqua' }, { code: 'invalid', field: 'password' }],
    ] as const)
      it(`are refused with ${what}`, async () => {
        const { principal: admin } = await enter('admin');
        if (what.includes('taken')) await add(admin, { username: 'twice' });
        await assert.rejects(add(admin, input), error);
      });

    it('are disabled at once: their sessions end here, and elsewhere within 30 s', async () => {
      const { principal: admin } = await enter('admin');
      const { user, token, principal } = await settled(admin);
      await elsewhere.verify(token);
      const ended: string[] = [];
      const stop = auth.onSessionEnd((id) => ended.push(id));
      await people.accounts.update(admin, user.id, { disabled: true });
      stop();
      assert.ok(ended.includes(principal.sessionId), 'what is open is closed');
      await assert.rejects(auth.verify(token), { code: 'unauthenticated' });
      await elsewhere.verify(token);
      clock.advance(30_000);
      await assert.rejects(elsewhere.verify(token), { code: 'unauthenticated' });
      await assert.rejects(auth.login({ username: user.username, password: FRESH }), {
        code: 'unauthenticated',
      });
    });

    it('are limited to units at once here; elsewhere within 30 s, and what is open is told', async () => {
      const { principal: admin } = await enter('admin');
      const { user, token } = await settled(admin);
      const seen = await elsewhere.verify(token);
      assert.equal(seen.principal.units, undefined);
      await people.accounts.update(admin, user.id, { units: ['tank-1'] });
      assert.deepEqual((await auth.verify(token)).principal.units, ['tank-1']);
      const told: string[] = [];
      elsewhere.onSessionEnd((id) => told.push(id));
      clock.advance(30_000);
      assert.deepEqual((await elsewhere.verify(token)).principal.units, ['tank-1']);
      assert.deepEqual(told, [seen.principal.sessionId]);
      await people.accounts.update(admin, user.id, { units: null });
      assert.equal((await auth.verify(token)).principal.units, undefined);
    });

    it('are deleted with their sessions', async () => {
      const { principal: admin } = await enter('admin');
      const { user, token, refresh } = await settled(admin);
      await people.accounts.delete(admin, user.id);
      await assert.rejects(auth.verify(token), { code: 'unauthenticated' });
      await assert.rejects(auth.refresh(refresh), { code: 'unauthenticated' });
      await assert.rejects(people.accounts.get(admin, user.id), { code: 'not-found' });
    });

    it('see and change their own profile, and nothing else of themselves', async () => {
      const { principal } = await enter('viewer');
      await people.profiles.update(principal, { displayName: 'Ada', email: 'ada@example.com' });
      const { displayName, email, role } = await people.profiles.get(principal);
      assert.deepEqual([displayName, email, role], ['Ada', 'ada@example.com', 'viewer']);
      await people.profiles.update(principal, { email: null });
      assert.equal((await people.profiles.get(principal)).email, undefined);
    });
  });

  describe('who gives rights', () => {
    it('cannot take his own, nor delete or disable himself', async () => {
      const { principal: admin } = await enter('admin');
      await enter('admin');
      for (const change of [{ role: 'viewer' }, { disabled: true }, { units: ['tank-1'] }] as const)
        await assert.rejects(people.accounts.update(admin, admin.userId, change), { code: 'conflict' });
      await assert.rejects(people.accounts.delete(admin, admin.userId), { code: 'conflict' });
      await assert.rejects(people.accounts.setPassword(admin, admin.userId, FRESH), { code: 'conflict' });
      await people.accounts.update(admin, admin.userId, { displayName: 'Myself' });
    });

    it('leaves one administrator, also when two act at once', async () => {
      await store.tenants.ensure('lonely', 'lonely', 'UTC');
      await store.plant.createUnit('lonely', { key: 'tank-1', name: 'Tank', kind: 'other' });
      const [a, b] = [await enter('admin', 'lonely'), await enter('admin', 'lonely')];
      const outcomes = await Promise.allSettled([
        people.accounts.update(a.principal, b.principal.userId, { role: 'viewer' }),
        people.accounts.delete(b.principal, a.principal.userId),
      ]);
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
      const { items } = await people.accounts.list({ ...a.principal }, { limit: 10, role: 'admin' });
      assert.equal(items.length, 1);
      const root = { ...(await enter('admin', null)).principal, tenant: 'lonely' };
      const last = items[0]?.id ?? '';
      for (const change of [{ role: 'operator' }, { disabled: true }, { units: ['tank-1'] }] as const)
        await assert.rejects(people.accounts.update(root, last, change), {
          code: 'conflict',
          message: /No administrator would be left/,
        });
      await assert.rejects(people.accounts.delete(root, last), { code: 'conflict' });
    });

    it('gives nothing that he has not, and touches nobody who has more', async () => {
      const { principal: admin } = await enter('admin');
      const permissions = ['user:read', 'user:create', 'user:update', 'user:delete', 'unit:read'];
      await people.roles.create(admin, { key: 'clerk', name: 'Clerk', permissions });
      const { principal: clerk } = await settled(admin, { role: undefined, customRole: 'clerk' });
      assert.equal(clerk.role, 'admin');
      for (const role of ['viewer', 'operator', 'admin'] as const)
        await assert.rejects(add(clerk, { role }), { code: 'forbidden', field: 'role' });
      const like = await add(clerk, { role: undefined, customRole: 'clerk' });
      await assert.rejects(people.accounts.update(clerk, like.id, { role: 'viewer' }), { code: 'forbidden' });
      await assert.rejects(people.accounts.setPassword(clerk, admin.userId, FRESH), { code: 'forbidden' });
      await assert.rejects(people.accounts.delete(clerk, admin.userId), { code: 'forbidden' });
      await assert.rejects(people.accounts.update(clerk, admin.userId, { disabled: true }), {
        code: 'forbidden',
      });
      assert.throws(() => people.roles.list(clerk, { limit: 1 }), { code: 'forbidden' });
    });

    it('needs the permission at all', async () => {
      const { principal: operator } = await enter('operator');
      await assert.rejects(add(operator), { code: 'forbidden' });
      await assert.rejects(people.accounts.list(operator, { limit: 1 }), { code: 'forbidden' });
      await assert.rejects(
        people.roles.create(operator, { key: 'x', name: 'x', permissions: ['unit:read'] }),
        {
          code: 'forbidden',
        },
      );
    });
  });

  describe('roles of a tenant', () => {
    const watcher = { key: 'watcher', name: 'Watcher', permissions: ['unit:read', 'alarm:read'] };

    it('are what their users may, everywhere at once here and within 30 s elsewhere', async () => {
      const { principal: admin } = await enter('admin');
      await people.roles.create(admin, watcher);
      const { principal, token } = await settled(admin, { role: undefined, customRole: 'watcher' });
      assert.equal(principal.role, 'viewer');
      assert.deepEqual([...(principal.grants ?? [])].sort(), ['alarm:read', 'profile:update', 'session:read', 'unit:read']); // prettier-ignore
      await elsewhere.verify(token);
      const changed = { permissions: ['unit:read', 'reading:read'] };
      assert.equal((await people.roles.update(admin, 'watcher', changed)).users, 1);
      assert.ok((await auth.verify(token)).principal.grants?.includes('reading:read'));
      clock.advance(30_000);
      const there = (await elsewhere.verify(token)).principal.grants;
      assert.ok(there?.includes('reading:read') && !there.includes('alarm:read'));
    });

    it('that reach higher end the tokens of the lower role; a refresh brings the new one', async () => {
      const { principal: admin } = await enter('admin');
      await people.roles.create(admin, { ...watcher, key: 'climber' });
      const { token, refresh } = await settled(admin, { role: undefined, customRole: 'climber' });
      await people.roles.update(admin, 'climber', { permissions: ['unit:read', 'alarm:acknowledge'] });
      await assert.rejects(auth.verify(token), { code: 'unauthenticated', advice: /Refresh/ });
      const { principal } = await auth.verify((await auth.refresh(refresh)).access_token);
      assert.equal(principal.role, 'operator');
    });

    it('are one tenant’s, are listed, and stay while users have them', async () => {
      const { principal: admin } = await enter('admin');
      const { principal: other } = await enter('admin', 'borealis');
      await people.roles.create(admin, { ...watcher, key: 'kept', description: 'Looks' });
      await assert.rejects(people.roles.get(other, 'kept'), { code: 'not-found' });
      await assert.rejects(people.roles.update(other, 'kept', { name: 'Mine' }), { code: 'not-found' });
      await assert.rejects(people.roles.create(admin, { ...watcher, key: 'kept' }), {
        code: 'conflict',
        field: 'key',
      });
      const { items } = await people.roles.list(admin, { limit: 100 });
      assert.deepEqual(items.find(({ key }) => key === 'kept')?.permissions, watcher.permissions);
      const user = await add(admin, { role: undefined, customRole: 'kept' });
      await assert.rejects(people.roles.delete(admin, 'kept'), { code: 'conflict', message: /1 user has/ });
      await people.accounts.update(admin, user.id, { role: 'viewer' });
      await people.roles.delete(admin, 'kept');
      await assert.rejects(people.roles.get(admin, 'kept'), { code: 'not-found' });
    });

    it('have nothing of the platform, nothing unknown, and nothing that the maker has not', async () => {
      const { principal: admin } = await enter('admin');
      const make = (permission: string) =>
        people.roles.create(admin, { key: `r-${++count}`, name: 'R', permissions: [permission] });
      await assert.rejects(make('tenant:switch'), { code: 'invalid', field: 'permissions' });
      await assert.rejects(make('no:such'), { code: 'invalid', field: 'permissions' });
      const lesser = { ...admin, grants: ['role:update', 'role:read', 'unit:read'] };
      await assert.rejects(
        people.roles.create(lesser, { key: 'more', name: 'More', permissions: ['alarm:read'] }),
        {
          code: 'forbidden',
          field: 'permissions',
        },
      );
    });
  });

  describe('sessions', () => {
    it('tell when, where from and by what, and end one by one or all others', async () => {
      const { principal: admin } = await enter('admin');
      const { user } = await settled(admin);
      await people.sessions.endAllOfUser(admin, user.id);
      const here = await logIn(user.username, FRESH, 'Firefox');
      clock.advance(1000);
      const others = [await logIn(user.username, FRESH, 'curl'), await logIn(user.username, FRESH)] as const;
      const list = await people.sessions.own(here.principal);
      assert.deepEqual(
        list.map(({ current }) => current),
        [false, false, true],
      );
      const own = list.find(({ current }) => current);
      assert.deepEqual(
        [own?.userAgent, own?.from, own?.lastSeenAt],
        ['Firefox', '192.0.2.7', own?.createdAt],
      );
      clock.advance(60_000);
      await auth.refresh(here.refresh);
      const later = (await people.sessions.own(here.principal)).find(({ current }) => current);
      assert.equal(later?.lastSeenAt, new Date(clock.now()).toISOString());
      await people.sessions.endOwn(here.principal, others[0].principal.sessionId);
      await assert.rejects(auth.verify(others[0].token), { code: 'unauthenticated' });
      assert.equal(await people.sessions.endOthers(here.principal), 1);
      await assert.rejects(auth.verify(others[1].token), { code: 'unauthenticated' });
      assert.equal((await people.sessions.own(here.principal)).length, 1);
    });

    it('of others are an administrator’s to see and end, and nobody else’s', async () => {
      const { principal: admin } = await enter('admin');
      const { user, principal, token } = await settled(admin);
      const { principal: stranger } = await enter('operator');
      await assert.rejects(people.sessions.ofUser(stranger, user.id), { code: 'forbidden' });
      await assert.rejects(people.sessions.endOwn(stranger, principal.sessionId), { code: 'not-found' });
      assert.ok((await people.sessions.ofUser(admin, user.id)).some(({ id }) => id === principal.sessionId));
      await people.sessions.endOfUser(admin, user.id, principal.sessionId);
      await assert.rejects(auth.verify(token), { code: 'unauthenticated' });
      await assert.rejects(people.sessions.endOfUser(admin, user.id, principal.sessionId), {
        code: 'not-found',
      });
    });
  });
});
