import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Passwords, type Principal } from '../../../lib/tenancy';
import { PASSWORD, makeWorld, type World } from './fixture';

const refused = { code: 'unauthenticated' };
const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;

const login = (world: World, username = 'operator@aqua', from = '10.0.0.1') =>
  world.auth.login({ username, password: PASSWORD, from });

const wrong = (world: World, username = 'operator@aqua', from = '10.0.0.1') =>
  world.auth.login({ username, password: 'wrong password', from });

async function principalOf(world: World, username: string): Promise<Principal> {
  const { access_token } = await login(world, username);
  return (await world.auth.verify(access_token)).principal;
}

describe('AuthService', () => {
  let world: World;
  beforeEach(async () => {
    world = await makeWorld();
  });

  describe('login', () => {
    it('gives tokens for the right password, whatever the case of the name', async () => {
      const tokens = await login(world, 'Operator@AQUA');
      assert.equal(tokens.token_type, 'Bearer');
      assert.equal(tokens.expires_in, 900);
      const { principal } = await world.auth.verify(tokens.access_token);
      assert.equal(principal.username, 'operator@aqua');
      assert.equal(principal.tenant, 'aqua');
      assert.deepEqual(
        world.identity.entries.map(({ action, outcome, from, tenant }) => ({
          action,
          outcome,
          from,
          tenant,
        })),
        [{ action: 'session:login', outcome: 'ok', from: '10.0.0.1', tenant: 'aqua' }],
      );
    });

    it('says the same for a wrong password, an unknown and a disabled user', async () => {
      world.identity.changeUser('1', { disabled: true });
      const messages = await Promise.all(
        [wrong(world), login(world, 'nobody@aqua'), login(world, 'root')].map((attempt) =>
          attempt.then(
            () => 'in',
            (error) => error.sentence,
          ),
        ),
      );
      assert.equal(new Set(messages).size, 1);
      assert.notEqual(messages[0], 'in');
      assert.equal(world.identity.entries.filter(({ outcome }) => outcome === 'refused').length, 3);
    });

    it('stores no refresh token, and audits no password', async () => {
      const { refresh_token } = await login(world);
      await assert.rejects(wrong(world), refused);
      const kept = JSON.stringify([...world.identity.sessions.values(), ...world.identity.entries]);
      assert.ok(!kept.includes(refresh_token.split('.')[1] ?? ''));
      assert.ok(!kept.includes('wrong password'));
    });

    it('works and is seen in the log when the audit log cannot be written', async () => {
      world.identity.auditFails = true;
      await login(world);
      assert.ok(world.lines.some(({ level, message }) => level === 'error' && /audit/.test(message)));
    });

    it('is refused, not broken, while the database is away', async () => {
      world.identity.away = true;
      await assert.rejects(login(world), { code: 'unavailable' });
    });

    it('hashes anew when the parameters have changed', async () => {
      const user = await world.identity.userRepository.findByUsername('operator@aqua');
      world.identity.changeUser(user?.id ?? '', {
        passwordHash: await new Passwords({ N: 32, r: 1, p: 1 }).hash(PASSWORD),
      });
      await login(world);
      const after = await world.identity.userRepository.findByUsername('operator@aqua');
      assert.match(after?.passwordHash ?? '', /^scrypt\$16\$1\$1\$/);
      await login(world);
    });
  });

  describe('throttling', () => {
    it('doubles the wait after five failures, also for the right password, and forgets on success', async () => {
      for (let i = 0; i < 5; i++) await assert.rejects(wrong(world), refused);
      await assert.rejects(login(world), { code: 'rate-limited', retryAfter: 1 });
      world.clock.advance(SECOND);
      await assert.rejects(wrong(world), refused);
      await assert.rejects(wrong(world), { code: 'rate-limited', retryAfter: 2 });
      world.clock.advance(2 * SECOND);
      await login(world);
      await assert.rejects(wrong(world), refused);
      await login(world);
    });

    it('does not lock the same user out elsewhere, nor others here', async () => {
      for (let i = 0; i < 5; i++) await assert.rejects(wrong(world), refused);
      await login(world, 'operator@aqua', '10.0.0.2');
      await login(world, 'viewer@aqua', '10.0.0.1');
    });

    it('lets guesses that come at once count one after the other', async () => {
      const outcomes = await Promise.allSettled(Array.from({ length: 40 }, () => wrong(world)));
      const codes = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : 'in'));
      assert.equal(codes.filter((code) => code === 'unauthenticated').length, 5);
      assert.equal(codes.filter((code) => code === 'rate-limited').length, 35);
    });

    it('counts all addresses of one IPv6 network as one', async () => {
      for (let i = 1; i <= 5; i++)
        await assert.rejects(wrong(world, 'operator@aqua', `2001:db8:1:2::${i}`), refused);
      await assert.rejects(login(world, 'operator@aqua', '2001:db8:1:2:aaaa:bbbb:cccc:dddd'), {
        code: 'rate-limited',
      });
      await login(world, 'operator@aqua', '2001:db8:1:3::1');
    });

    it('counts for the broker and the editor too, and remembers no password that was changed', async () => {
      const check = (password: string) =>
        world.auth.check({ username: 'operator@aqua', password, from: 'mqtt' });
      assert.equal((await check(PASSWORD))?.tenant, 'aqua');
      assert.equal((await check(PASSWORD))?.sessionId, '');
      const user = await world.identity.userRepository.findByUsername('operator@aqua');
      world.identity.changeUser(user?.id ?? '', { disabled: true });
      assert.equal(await check(PASSWORD), undefined, 'disabled');
      world.identity.changeUser(user?.id ?? '', {
        disabled: false,
        passwordHash: (await world.identity.userRepository.findByUsername('root'))?.passwordHash ?? '',
      });
      for (let i = 0; i < 5; i++) assert.equal(await check('wrong password'), undefined);
      assert.equal(await check(PASSWORD), undefined, 'throttled');
    });
  });

  describe('refresh', () => {
    it('gives a new pair; the old refresh token then ends the whole session', async () => {
      const first = await login(world);
      const second = await world.auth.refresh(first.refresh_token);
      await world.auth.verify(second.access_token);
      await assert.rejects(world.auth.refresh(first.refresh_token), refused);
      await assert.rejects(world.auth.refresh(second.refresh_token), refused, 'the good one is dead too');
      for (const { access_token } of [first, second])
        await assert.rejects(world.auth.verify(access_token), refused);
      assert.ok(world.identity.entries.some(({ action }) => action === 'session:refresh-reuse'));
    });

    it('kills the family for every order of use in which a token comes twice', async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(5), fc.nat(5), async (rotations, replayed) => {
          const chain = [await login(world)];
          for (let i = 0; i < rotations + 1; i++)
            chain.push(await world.auth.refresh(chain[chain.length - 1]?.refresh_token ?? ''));
          const old = chain[replayed % (chain.length - 1)];
          await assert.rejects(world.auth.refresh(old?.refresh_token ?? ''), refused);
          for (const { access_token, refresh_token } of chain) {
            await assert.rejects(world.auth.refresh(refresh_token), refused);
            await assert.rejects(world.auth.verify(access_token), refused);
          }
        }),
        { numRuns: 30 },
      );
    });

    it('lets at most one of two parallel refreshes win, and then the session is over', async () => {
      const { refresh_token } = await login(world);
      const outcomes = await Promise.allSettled([
        world.auth.refresh(refresh_token),
        world.auth.refresh(refresh_token),
      ]);
      const won = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      assert.ok(won.length <= 1);
      for (const { access_token, refresh_token: next } of won) {
        await assert.rejects(world.auth.verify(access_token), refused);
        await assert.rejects(world.auth.refresh(next), refused);
      }
    });

    it('leaves the session alone when the text is not a refresh token', async () => {
      const { refresh_token } = await login(world);
      await fc.assert(
        fc.asyncProperty(fc.string(), (text) => assert.rejects(world.auth.refresh(text), refused)),
        { numRuns: 100 },
      );
      await assert.rejects(world.auth.refresh(`${refresh_token}.x`), refused);
      await world.auth.refresh(refresh_token);
    });

    it('ends after a week without use, and after 90 days in any case', async () => {
      const unused = await login(world);
      world.clock.advance(7 * DAY);
      await assert.rejects(world.auth.refresh(unused.refresh_token), refused);
      let tokens = await login(world);
      for (let day = 0; day < 84; day += 6) {
        world.clock.advance(6 * DAY);
        tokens = await world.auth.refresh(tokens.refresh_token);
      }
      world.clock.advance(6 * DAY);
      await assert.rejects(world.auth.refresh(tokens.refresh_token), refused);
    });

    it('is refused for a user who was disabled', async () => {
      const { refresh_token, access_token } = await login(world);
      await world.auth.verify(access_token);
      const { userId } = [...world.identity.sessions.values()][0] ?? { userId: '' };
      world.identity.changeUser(userId, { disabled: true });
      await assert.rejects(world.auth.refresh(refresh_token), refused);
      world.clock.advance(31 * SECOND);
      await assert.rejects(world.auth.verify(access_token), refused);
    });
  });

  describe('verify', () => {
    it('asks the database once in 30 s, not for every request', async () => {
      const { access_token } = await login(world);
      await world.auth.verify(access_token);
      const before = world.identity.queries;
      for (let i = 0; i < 100; i++) await world.auth.verify(access_token);
      assert.equal(world.identity.queries, before);
      world.clock.advance(30 * SECOND);
      await world.auth.verify(access_token);
      assert.ok(world.identity.queries > before);
    });

    it('asks once for requests that come together', async () => {
      const { access_token } = await login(world);
      await world.auth.verify(access_token);
      world.clock.advance(30 * SECOND);
      const before = world.identity.queries;
      await Promise.all(Array.from({ length: 100 }, () => world.auth.verify(access_token)));
      assert.equal(world.identity.queries - before, 2, 'the session and the user');
    });

    it('keeps who is logged in while the database is away, and lets nobody new in', async () => {
      const known = await login(world);
      const unknown = await login(world, 'viewer@aqua');
      await world.auth.verify(known.access_token);
      world.identity.away = true;
      world.clock.advance(60 * SECOND);
      await world.auth.verify(known.access_token);
      const asked = world.identity.queries;
      await world.auth.verify(known.access_token);
      assert.equal(world.identity.queries, asked, 'does not wait for the database at every request');
      await assert.rejects(world.auth.verify(unknown.access_token), { code: 'unavailable' });
    });

    it('notices a changed role', async () => {
      const { access_token, refresh_token } = await login(world);
      const { principal } = await world.auth.verify(access_token);
      world.identity.changeUser(principal.userId, { role: 'viewer' });
      world.clock.advance(30 * SECOND);
      await assert.rejects(world.auth.verify(access_token), refused);
      const next = await world.auth.refresh(refresh_token);
      assert.equal((await world.auth.verify(next.access_token)).principal.role, 'viewer');
    });
  });

  describe('logout', () => {
    it('ends access and refresh at once, tells listeners, and outlives a restart', async () => {
      const ended: string[] = [];
      world.auth.onSessionEnd((id) => ended.push(id));
      const tokens = await login(world);
      const { principal } = await world.auth.verify(tokens.access_token);
      await world.auth.logoutSession(principal);
      await assert.rejects(world.auth.verify(tokens.access_token), refused);
      await assert.rejects(world.auth.refresh(tokens.refresh_token), refused);
      await assert.rejects(world.restarted().verify(tokens.access_token), refused);
      assert.deepEqual(ended, [principal.sessionId]);
    });

    it('works with the refresh token, and is no error for an unknown one', async () => {
      const tokens = await login(world);
      await world.auth.logout('nonsense');
      await world.auth.verify(tokens.access_token);
      await world.auth.logout(tokens.refresh_token);
      await assert.rejects(world.auth.verify(tokens.access_token), refused);
    });
  });

  describe('switchTenant', () => {
    it('moves a platform user into a tenant and out, audited; earlier tokens stop', async () => {
      const tokens = await login(world, 'root');
      const { principal } = await world.auth.verify(tokens.access_token);
      assert.equal(principal.tenant, null);
      const inside = await world.auth.switchTenant(principal, 'aqua', '10.0.0.1');
      const acting = (await world.auth.verify(inside.access_token)).principal;
      assert.deepEqual([acting.tenant, acting.homeTenant], ['aqua', null]);
      await assert.rejects(world.auth.verify(tokens.access_token), refused);
      const refreshed = await world.auth.refresh(tokens.refresh_token);
      assert.equal((await world.auth.verify(refreshed.access_token)).principal.tenant, 'aqua');
      const outside = await world.auth.switchTenant(acting, null);
      assert.equal((await world.auth.verify(outside.access_token)).principal.tenant, null);
      await assert.rejects(world.auth.verify(inside.access_token), refused);
      const switches = world.identity.entries.filter(({ action }) => action === 'tenant:switch');
      assert.deepEqual(
        switches.map(({ target, outcome }) => [target, outcome]),
        [
          ['aqua', 'ok'],
          ['-', 'ok'],
        ],
      );
    });

    it("is refused to a tenant's own admin, and stands in the audit log of that tenant only", async () => {
      const admin = await principalOf(world, 'admin@aqua');
      await assert.rejects(world.auth.switchTenant(admin, 'borealis'), { code: 'forbidden' });
      const entry = world.identity.entries.find(({ action }) => action === 'tenant:switch');
      assert.deepEqual([entry?.outcome, entry?.tenant], ['refused', 'aqua']);
    });

    it('knows no tenant that is not there', async () => {
      const root = await principalOf(world, 'root');
      await assert.rejects(world.auth.switchTenant(root, 'nowhere'), { code: 'not-found', field: 'tenant' });
    });
  });
});
