import assert from 'node:assert/strict';
import { PASSWORD, makeWorld, type World } from './fixture';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const NEW_PLACE = '203.0.113.250';

/** Each guess from another address, as stuffed credentials come, and in its time: the guesser is patient. */
async function guess(world: World, times: number, username = 'operator@aqua', first = 1): Promise<void> {
  for (let i = 0; i < times;) {
    const from = `198.51.100.${first + i}`;
    const { code, retryAfter } = await world.auth.login({ username, password: 'wrong password', from }).then(
      () => assert.fail('the guess was right'),
      (error) => error,
    );
    if (code === 'rate-limited') world.clock.advance(retryAfter * SECOND);
    else i++;
  }
}
const login = (world: World, from: string, more: object = {}) =>
  world.auth.login({ username: 'operator@aqua', password: PASSWORD, from, ...more });

async function principalOf(world: World, username: string) {
  const { access_token } = await world.auth.login({ username, password: PASSWORD, from: '10.0.0.9' });
  return (await world.auth.verify(access_token)).principal;
}

describe('an account that is guessed at from everywhere', () => {
  let world: World;
  beforeEach(async () => {
    world = await makeWorld();
  });

  it('slows down for new places after twenty failures, and not before', async () => {
    await guess(world, 19);
    await login(world, NEW_PLACE);
    // A login forgives what was less than guessing.
    await guess(world, 20);
    await assert.rejects(login(world, '203.0.113.251'), { code: 'rate-limited', retryAfter: 5 });
    world.clock.advance(5 * SECOND);
    await login(world, '203.0.113.251');
  });

  it('doubles the wait up to five minutes, and no further', async () => {
    await guess(world, 20);
    const waits: number[] = [];
    for (let i = 0; i < 12; i++) {
      const wait = await login(world, NEW_PLACE).then(
        () => 0,
        (error) => error.retryAfter,
      );
      waits.push(wait);
      world.clock.advance(wait * SECOND);
      await guess(world, 1, 'operator@aqua', 100 + i);
    }
    assert.deepEqual(waits, [5, 10, 20, 40, 80, 160, 300, 300, 300, 300, 300, 300]);
  });

  it('keeps its owner in: in standing sessions, at known networks, and in a browser whose session stands', async () => {
    const { access_token, refresh_token } = await login(world, '10.0.0.1');
    await guess(world, 25);
    await world.auth.verify(access_token);
    const next = await world.auth.refresh(refresh_token);
    await login(world, '10.0.0.1');
    await assert.rejects(login(world, NEW_PLACE), { code: 'rate-limited' });
    await login(world, NEW_PLACE, { session: next.refresh_token });
  });

  it('takes no session for a proof that is another user’s, has ended or was used before', async () => {
    const own = await login(world, '10.0.0.1');
    await world.auth.refresh(own.refresh_token);
    const other = await world.auth.login({ username: 'viewer@aqua', password: PASSWORD, from: '10.0.0.1' });
    await guess(world, 25);
    for (const session of [own.refresh_token, other.refresh_token, 'nonsense'])
      await assert.rejects(login(world, NEW_PLACE, { session }), { code: 'rate-limited' });
  });

  it('is audited once, seen and unlocked by administrators of its tenant', async () => {
    await guess(world, 23);
    const entries = world.identity.entries.filter(({ action }) => action === 'user:locked');
    assert.deepEqual(
      entries.map(({ actor, tenant, outcome }) => [actor, tenant, outcome]),
      [['operator@aqua', 'aqua', 'refused']],
    );
    const { account } = world.auth;
    const [admin, other, viewer] = await Promise.all(
      ['admin@aqua', 'admin@borealis', 'viewer@aqua'].map((name) => principalOf(world, name)),
    );
    assert.ok(admin && other && viewer);
    assert.throws(() => account.lockedUsers(viewer), { code: 'forbidden' });
    assert.deepEqual(account.lockedUsers(other), []);
    assert.deepEqual(account.lockedUsers(admin), [
      {
        username: 'operator@aqua',
        tenant: 'aqua',
        failures: 23,
        // The waits of 5, 10 and 20 s before the last three guesses.
        since: world.clock.now() - 35 * SECOND,
        until: world.clock.now() + 40 * SECOND,
      },
    ]);
    await assert.rejects(account.unlock(other, 'operator@aqua'), { code: 'not-found' });
    await account.unlock(admin, 'Operator@aqua');
    await login(world, NEW_PLACE);
    assert.ok(
      world.identity.entries.some(
        ({ action, actor }) => action === 'user:unlocked' && actor === 'admin@aqua',
      ),
    );
  });

  it('says the same of a name that nobody has, and shows it to no administrator', async () => {
    await guess(world, 20, 'nobody@aqua');
    await assert.rejects(world.auth.login({ username: 'nobody@aqua', password: PASSWORD, from: NEW_PLACE }), {
      code: 'rate-limited',
      retryAfter: 5,
    });
    for (const name of ['admin@aqua', 'root'])
      assert.deepEqual(world.auth.account.lockedUsers(await principalOf(world, name)), []);
  });

  it('is forgotten an hour after the last guess', async () => {
    await guess(world, 25);
    world.clock.advance(60 * MINUTE);
    await guess(world, 1, 'operator@aqua', 90);
    await login(world, NEW_PLACE);
  });
});
