import assert from 'node:assert/strict';
import { TOTP, Secret } from 'otpauth';
import { stepOf } from '../../../lib/tenancy/totp';
import type { Permission } from '../../../lib/tenancy';
import { PASSWORD, makeWorld, type World } from './fixture';

const SECOND = 1000;
const STEP = 30 * SECOND;
const refused = { code: 'unauthenticated' };

/** What an authenticator app shows. */
const codeOf = (secret: string, at: number): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at });

const login = (world: World, more: object = {}, username = 'operator@aqua') =>
  world.auth.login({ username, password: PASSWORD, from: '10.0.0.1', ...more });

async function principalOf(world: World, username = 'operator@aqua') {
  return (await world.auth.verify((await login(world, {}, username)).access_token)).principal;
}

/** The operator of aqua with a second factor that is on. */
async function enrolled(world: World) {
  const principal = await principalOf(world);
  const { secret } = await world.auth.account.enrol(principal);
  const recovery = await world.auth.account.confirm(principal, codeOf(secret, world.clock.now()));
  world.clock.advance(STEP);
  return { principal, secret, recovery, code: () => codeOf(secret, world.clock.now()) };
}

describe('time-based codes', () => {
  /** RFC 6238, appendix B: SHA-1, cut to the six digits that apps show. */
  const SECRET = Secret.fromUTF8('12345678901234567890').base32;
  for (const [seconds, code] of [
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ] as const)
    it(`are those of RFC 6238 at ${seconds} s`, () => {
      assert.equal(stepOf(SECRET, code, seconds * SECOND), Math.floor(seconds / 30));
    });

  it('of the step before and after count, those two steps away do not', () => {
    const now = 2_000_000_000_000;
    const step = Math.floor(now / STEP);
    for (const delta of [-1, 0, 1])
      assert.equal(stepOf(SECRET, codeOf(SECRET, now + delta * STEP), now), step + delta);
    for (const delta of [-2, 2])
      assert.equal(stepOf(SECRET, codeOf(SECRET, now + delta * STEP), now), undefined);
  });

  it('may have spaces, and are nothing but six digits', () => {
    assert.equal(stepOf(SECRET, ' 287 082 ', 59 * SECOND), 1);
    for (const wrong of ['', '28708', '2870820', '28708a', '-87082', '２87082'])
      assert.equal(stepOf(SECRET, wrong, 59 * SECOND), undefined);
  });
});

describe('a second factor', () => {
  let world: World;
  beforeEach(async () => {
    world = await makeWorld();
  });

  it('counts once its first code has come; until then the password alone logs in', async () => {
    const principal = await principalOf(world);
    const { secret, uri, qr } = await world.auth.account.enrol(principal);
    assert.match(uri, /^otpauth:\/\/totp\/ThermaCore:operator%40aqua\?/);
    assert.ok(uri.includes(`secret=${secret}`));
    assert.match(qr, /^<svg /);
    await login(world);
    await assert.rejects(world.auth.account.confirm(principal, '000000'), refused);
    await login(world);
    const codes = await world.auth.account.confirm(principal, codeOf(secret, world.clock.now()));
    assert.equal(new Set(codes).size, 10);
    await assert.rejects(login(world), { code: 'mfa-required', field: 'code' });
    assert.deepEqual(await world.auth.account.status(principal), {
      enabled: true,
      required: false,
      recoveryCodes: 10,
    });
  });

  it('lets in with password and code, and with neither alone', async () => {
    const { code } = await enrolled(world);
    await assert.rejects(login(world, { password: 'wrong password', code: code() }), refused);
    await assert.rejects(login(world, { code: '123456' }), { ...refused, field: 'code' });
    const { access_token } = await login(world, { code: code() });
    const { principal } = await world.auth.verify(access_token);
    assert.equal(principal.grants, undefined);
  });

  it('takes a code once: not again in its window, nor the one before it', async () => {
    const { code, secret } = await enrolled(world);
    const [before, now] = [codeOf(secret, world.clock.now() - STEP), code()];
    await login(world, { code: now });
    for (const used of [now, before]) await assert.rejects(login(world, { code: used }), refused);
    world.clock.advance(STEP);
    await login(world, { code: code() });
  });

  it('of two logins with one code at once lets one in', async () => {
    const { code } = await enrolled(world);
    const results = await Promise.allSettled([
      login(world, { code: code() }),
      login(world, { code: code() }),
    ]);
    assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  });

  it('throttles guesses of codes as guesses of passwords', async () => {
    const { code } = await enrolled(world);
    for (let i = 0; i < 5; i++) await assert.rejects(login(world, { code: '000000' }), refused);
    await assert.rejects(login(world, { code: code() }), { code: 'rate-limited' });
    // The first step costs nothing, and forgives nothing.
    world.clock.advance(2 * SECOND);
    await assert.rejects(login(world), { code: 'mfa-required' });
    await assert.rejects(login(world, { code: '000000' }), refused);
    await assert.rejects(login(world), { code: 'rate-limited' });
  });

  it('gives recovery codes that are good for one login each, however they are typed', async () => {
    const { recovery, principal } = await enrolled(world);
    const [first = '', second = ''] = recovery;
    await login(world, { code: first });
    await assert.rejects(login(world, { code: first }), refused);
    await login(world, { code: ` ${second.toUpperCase().replaceAll('-', ' ')} ` });
    assert.equal((await world.auth.account.status(principal)).recoveryCodes, 8);
  });

  it('is kept sealed, and its recovery codes as hashes; neither stands in the audit log', async () => {
    const { secret, recovery } = await enrolled(world);
    await login(world, { code: recovery[0] });
    const kept = JSON.stringify([...world.kept.factors.values(), world.identity.entries]);
    for (const text of [secret, ...recovery]) assert.ok(!kept.includes(text));
    // Copied to another user, the secret does not open.
    const [record] = world.kept.factors.values();
    const admin = await world.identity.userRepository.findByUsername('admin@aqua');
    assert.ok(record && admin);
    world.kept.factors.set(admin.id, { ...record, lastStep: 0 });
    await assert.rejects(login(world, { code: '123456' }, 'admin@aqua'), { code: 'configuration' });
  });

  it('is not replaced by another one, but by who switches it off with password and code', async () => {
    const { principal, code } = await enrolled(world);
    await assert.rejects(world.auth.account.enrol(principal), { code: 'conflict' });
    await assert.rejects(world.auth.account.disable(principal, { password: PASSWORD }), {
      code: 'mfa-required',
    });
    await assert.rejects(
      world.auth.account.disable(principal, { password: 'wrong password', code: code() }),
      refused,
    );
    await world.auth.account.disable(principal, { password: PASSWORD, code: code() });
    await login(world);
    assert.deepEqual(
      world.identity.entries
        .filter(({ action }) => action.startsWith('mfa:'))
        .map(({ action, actor }) => [action, actor]),
      [
        ['mfa:enrol', 'operator@aqua'],
        ['mfa:on', 'operator@aqua'],
        ['mfa:off', 'operator@aqua'],
      ],
    );
  });

  it('gives new recovery codes to who proves both factors; the old ones end', async () => {
    const { principal, code, recovery } = await enrolled(world);
    const fresh = await world.auth.account.renewRecoveryCodes(principal, {
      password: PASSWORD,
      code: code(),
    });
    await assert.rejects(login(world, { code: recovery[0] }), refused);
    await login(world, { code: fresh[0] });
  });

  it('is taken away by an administrator of the tenant, and by nobody else', async () => {
    await enrolled(world);
    for (const [who, code] of [
      ['viewer@aqua', 'forbidden'],
      ['admin@borealis', 'not-found'],
      // A platform user acts in a tenant first.
      ['root', 'not-found'],
    ] as const)
      await assert.rejects(
        principalOf(world, who).then((principal) => world.auth.account.reset(principal, 'operator@aqua')),
        { code },
      );
    const admin = await principalOf(world, 'admin@aqua');
    await assert.rejects(world.auth.account.reset(admin, 'admin@aqua'), { code: 'forbidden' });
    await world.auth.account.reset(admin, 'Operator@AQUA');
    await login(world);
    const entry = world.identity.entries.find(({ action }) => action === 'mfa:reset');
    assert.deepEqual([entry?.actor, entry?.target, entry?.tenant], ['admin@aqua', 'operator@aqua', 'aqua']);
  });

  describe('that a rule asks for', () => {
    it('lets who has none do nothing but set it up, until the session is refreshed afterwards', async () => {
      world.mfa.policy = { roles: ['operator'], tenants: [] };
      const { access_token, refresh_token } = await login(world);
      const { principal } = await world.auth.verify(access_token);
      assert.deepEqual(principal.grants, ['session:read']);
      const again = await world.auth.refresh(refresh_token);
      assert.deepEqual((await world.auth.verify(again.access_token)).principal.grants, ['session:read']);

      const { secret } = await world.auth.account.enrol(principal);
      await world.auth.account.confirm(principal, codeOf(secret, world.clock.now()));
      assert.deepEqual((await world.auth.verify(again.access_token)).principal.grants, ['session:read']);
      const whole = await world.auth.refresh(again.refresh_token);
      assert.equal((await world.auth.verify(whole.access_token)).principal.grants, undefined);
    });

    it('is of a role everywhere, or of a tenant for all its roles', async () => {
      world.mfa.policy = { roles: ['admin'], tenants: ['borealis'] };
      const limited = async (username: string) => (await principalOf(world, username)).grants !== undefined;
      for (const username of ['root', 'admin@aqua', 'viewer@borealis'])
        assert.ok(await limited(username), username);
      assert.ok(!(await limited('operator@aqua')));
    });

    it('is of who has a custom role by the least built-in one that has all of it', async () => {
      world.mfa.policy = { roles: ['admin'], tenants: [] };
      const { userId } = await principalOf(world);
      const role = (...permissions: Permission[]) =>
        world.identity.changeUser(userId, {
          role: 'viewer',
          customRole: { key: 'shift', name: 'Shift', permissions },
        });
      role('unit:read', 'unit:delete');
      assert.deepEqual((await principalOf(world)).grants, ['session:read']);
      role('unit:read');
      assert.ok((await principalOf(world)).grants?.includes('unit:read'));
    });

    it('keeps nobody from changing the password, with the factor on', async () => {
      const { principal } = await enrolled(world);
      assert.equal(await world.auth.provesPassword(principal, PASSWORD), true);
      assert.equal(await world.auth.provesPassword(principal, 'something else'), false);
      assert.equal(world.identity.entries.at(-1)?.outcome, 'refused');
    });

    it('opens no door that cannot ask for it', async () => {
      world.mfa.policy = { roles: ['operator'], tenants: [] };
      const credentials = { username: 'operator@aqua', password: PASSWORD };
      for (const codeAt of ['nowhere', 'end-of-password'] as const)
        assert.equal(await world.auth.check(credentials, codeAt), undefined);
    });
  });

  it('comes behind the password in the editor’s one field, and once there too', async () => {
    const { code } = await enrolled(world);
    const check = (password: string) =>
      world.auth.check({ username: 'operator@aqua', password, from: 'editor' }, 'end-of-password');
    assert.equal(await check(PASSWORD), undefined);
    assert.equal(await check(`${PASSWORD}000000`), undefined);
    const typed = `${PASSWORD}${code()}`;
    assert.equal((await check(typed))?.username, 'operator@aqua');
    assert.equal(await check(typed), undefined);
  });

  it('keeps its user’s password from the broker, also one that was proved a moment ago', async () => {
    const credentials = { username: 'operator@aqua', password: PASSWORD };
    assert.ok(await world.auth.check(credentials));
    const { code } = await enrolled(world);
    assert.equal(await world.auth.check(credentials), undefined);
    assert.equal(await world.auth.check({ ...credentials, password: `${PASSWORD}${code()}` }), undefined);
  });
});
