import assert from 'node:assert/strict';
import { AccessTokens, SigningKeys } from '../../../lib/tenancy';
import { KeyRotation } from '../../../lib/tenancy/key-rotation';
import { silentLogger } from '../../../lib/core/logger';
import { FakeClock } from '../../support/fake-clock';
import { PASSWORD, makeWorld, memoryKeys, principal } from './fixture';

/** The timers have fired; reading and writing keys takes turns of the event loop. */
async function until(done: () => boolean): Promise<void> {
  for (let turn = 0; turn < 10_000 && !done(); turn++) await new Promise(setImmediate);
  assert.ok(done());
}

const DAY = 24 * 60 * 60 * 1000;

describe('signing keys while we run', () => {
  const make = async () => {
    const clock = new FakeClock();
    const store = memoryKeys();
    const keys = await SigningKeys.open(store, clock.now());
    const audited: string[] = [];
    const rotation = new KeyRotation({
      keys,
      audit: async ({ actor, action }) => void audited.push(`${actor} ${action}`),
      clock,
      logger: silentLogger,
    });
    return { clock, store, keys, rotation, audited, tokens: new AccessTokens(keys, clock) };
  };

  it('are rotated by themselves when 90 days are over, without a restart, until stopped', async () => {
    const { clock, keys, rotation, audited } = await make();
    rotation.start();
    const first = keys.signing.kid;
    clock.advance(89 * DAY);
    await rotation.check();
    assert.equal(keys.signing.kid, first);
    clock.advance(DAY);
    await until(() => keys.signing.kid !== first && audited.length > 0);
    assert.deepEqual(audited, ['platform signing-key:rotate']);
    assert.ok(rotation.ageSeconds < 120);
    rotation.stop();
    assert.equal(clock.timers, 0);
  });

  it('overlap: a token of the old one is good until it ends, and the JWKS has both', async () => {
    const { clock, keys, tokens } = await make();
    const old = await tokens.issue(principal());
    await keys.rotate(clock.now());
    const fresh = await tokens.issue(principal());
    assert.notEqual(kidOf(old), kidOf(fresh));
    assert.deepEqual(
      keys.jwks.keys.map(({ kid }) => kid),
      [kidOf(fresh), kidOf(old)],
    );
    clock.advance(15 * 60_000 - 1000);
    const restarted = new AccessTokens(keys, clock);
    for (const token of [old, fresh])
      assert.equal((await restarted.verify(token)).principal.username, 'viewer@aqua');
    clock.advance(10_000);
    await assert.rejects(tokens.verify(old), { code: 'unauthenticated' });
  });

  it('of another process are taken over: what the command line rotated signs within ten seconds', async () => {
    const { clock, store, keys, rotation } = await make();
    rotation.start();
    const elsewhere = await SigningKeys.open(store, clock.now());
    await elsewhere.rotate(clock.now() + 1);
    clock.advance(10_000);
    await until(() => keys.signing.kid === elsewhere.signing.kid);
    // And are not lost by the next rotation here.
    await keys.rotate(clock.now());
    assert.ok(keys.find(elsewhere.signing.kid));
    rotation.stop();
  });

  it('are shown and rotated by platform administrators only, and audited', async () => {
    const world = await makeWorld();
    const who = async (username: string) =>
      (await world.auth.verify((await world.auth.login({ username, password: PASSWORD })).access_token))
        .principal;
    const { signingKeys } = world.auth;
    const [root, admin] = [await who('root'), await who('admin@aqua')];
    assert.throws(() => signingKeys.list(admin), { code: 'forbidden' });
    await assert.rejects(signingKeys.rotate(admin), { code: 'forbidden' });
    const [before] = signingKeys.list(root);
    const after = await signingKeys.rotate(root, '10.0.0.1');
    assert.deepEqual(
      after.map(({ kid, signs }) => [kid === before?.kid, signs]),
      [
        [false, true],
        [true, false],
      ],
    );
    const entry = world.identity.entries.find(({ action }) => action === 'signing-key:rotate');
    assert.deepEqual([entry?.actor, entry?.from], ['root', '10.0.0.1']);
  });

  it('that cannot be read are reported once, and the present ones go on', async () => {
    const { clock, store, keys, tokens } = await make();
    const lines: string[] = [];
    const logger = { ...silentLogger, error: (message: string) => void lines.push(message) };
    const rotation = new KeyRotation({ keys, audit: async () => undefined, clock, logger });
    store.load = () => Promise.reject(new Error('no disk'));
    for (let i = 0; i < 3; i++) await rotation.check();
    assert.equal(lines.length, 1);
    await tokens.verify(await tokens.issue(principal()));
  });
});

const kidOf = (token: string): unknown =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid;
