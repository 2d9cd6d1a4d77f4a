import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import { AccessTokens, SigningKeys } from '../../../lib/tenancy';
import { FakeClock } from '../../support/fake-clock';
import { memoryKeys, principal } from './fixture';

const MINUTE = 60_000;
const refused = { code: 'unauthenticated' };
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

async function setUp() {
  const clock = new FakeClock();
  const store = memoryKeys();
  const keys = await SigningKeys.open(store, clock.now());
  return { clock, store, keys, tokens: new AccessTokens(keys, clock) };
}

describe('AccessTokens', () => {
  it('gives back the principal', async () => {
    const { tokens, clock } = await setUp();
    for (const who of [
      principal(),
      principal({ role: 'admin', homeTenant: null, tenant: null }),
      principal({ role: 'admin', homeTenant: null, tenant: 'borealis' }),
    ]) {
      const verified = await tokens.verify(await tokens.issue(who));
      assert.deepEqual(verified.principal, who);
      assert.equal(verified.expiresAt, clock.now() + 15 * MINUTE);
    }
  });

  it('refuses a token with any character changed, removed or added', async () => {
    const { tokens } = await setUp();
    const token = await tokens.issue(principal());
    await tokens.verify(token);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.= é';
    for (let at = 0; at < token.length; at++) {
      const old = token.charAt(at);
      // The neighbours in the alphabet differ in the low bits: those that a careless decoder ignores.
      const next = alphabet.charAt((alphabet.indexOf(old) + 1) % 64);
      await assert.rejects(
        tokens.verify(token.slice(0, at) + next + token.slice(at + 1)),
        refused,
        `at ${at}`,
      );
    }
    await fc.assert(
      fc.asyncProperty(
        fc.nat(token.length - 1),
        fc.constantFrom(...alphabet),
        fc.constantFrom('replace', 'insert', 'remove'),
        async (at, letter, how) => {
          const tail = how === 'insert' ? token.slice(at) : token.slice(at + 1);
          const changed = token.slice(0, at) + (how === 'remove' ? '' : letter) + tail;
          fc.pre(changed !== token);
          await assert.rejects(tokens.verify(changed), refused);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('refuses anything that is not a token', async () => {
    const { tokens } = await setUp();
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 200 }), (text) => assert.rejects(tokens.verify(text), refused)),
      { numRuns: 200 },
    );
    await assert.rejects(tokens.verify('a'.repeat(100_000)), refused);
  });

  it('refuses other algorithms: none, and HMAC with our public key as its secret', async () => {
    const { tokens, keys, clock } = await setUp();
    const { kid, publicJwk } = keys.signing;
    const now = Math.floor(clock.now() / 1000);
    const payload = {
      iss: 'thermacore',
      aud: 'thermacore-api',
      sub: '1',
      name: 'x',
      role: 'admin',
      tenant: null,
      acting: 'aqua',
      sid: 's',
      iat: now,
      exp: now + 600,
    };
    for (const alg of ['none', 'None', 'NONE', ''])
      await assert.rejects(
        tokens.verify(`${encode({ alg, kid, typ: 'at+jwt' })}.${encode(payload)}.`),
        refused,
      );
    for (const secret of [String(publicJwk['x']), JSON.stringify(publicJwk)]) {
      const input = `${encode({ alg: 'HS256', kid, typ: 'at+jwt' })}.${encode(payload)}`;
      const signature = createHmac('sha256', secret).update(input).digest('base64url');
      await assert.rejects(tokens.verify(`${input}.${signature}`), refused);
    }
  });

  it('refuses keys that the token brings along or points to', async () => {
    const { tokens, keys, clock } = await setUp();
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kty: 'OKP' };
    const now = Math.floor(clock.now() / 1000);
    const ours = keys.signing.kid;
    for (const header of [
      { kid: ours },
      { kid: ours, jwk },
      { kid: ours, jku: 'https://evil.example/jwks.json' },
      { kid: '../../../../dev/null' },
      { kid: "' or 1=1 --" },
      { kid: '__proto__' },
      { jwk },
    ]) {
      const token = await new SignJWT({ name: 'x', role: 'admin', sid: 's' })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', ...header })
        .setIssuer('thermacore')
        .setAudience('thermacore-api')
        .setSubject('1')
        .setIssuedAt(now)
        .setExpirationTime(now + 600)
        .sign(privateKey);
      await assert.rejects(tokens.verify(token), refused, JSON.stringify(header));
    }
  });

  it('refuses our own signature for another issuer, audience or kind of token, or without what it needs', async () => {
    const { tokens, keys, clock } = await setUp();
    const { kid, privateKey } = keys.signing;
    const now = Math.floor(clock.now() / 1000);
    const good = {
      iss: 'thermacore',
      aud: 'thermacore-api',
      sub: '1',
      name: 'x',
      role: 'viewer',
      tenant: 'aqua',
      sid: 's',
      iat: now,
      exp: now + 600,
    };
    const sign = (claims: object, typ = 'at+jwt') =>
      new SignJWT({ ...claims }).setProtectedHeader({ alg: 'EdDSA', kid, typ }).sign(privateKey);
    await tokens.verify(await sign(good));
    for (const change of [
      { iss: 'other' },
      { aud: 'other' },
      { role: 'god' },
      { sub: undefined },
      { sid: 7 },
      { name: undefined },
      { exp: undefined },
      { exp: now - 60 },
    ])
      await assert.rejects(
        tokens.verify(await sign({ ...good, ...change })),
        refused,
        JSON.stringify(change),
      );
    await assert.rejects(tokens.verify(await sign(good, 'JWT')), refused);
  });

  it('ends with its time, also when it stands in the cache', async () => {
    const { tokens, clock } = await setUp();
    const token = await tokens.issue(principal());
    await tokens.verify(token);
    clock.advance(14 * MINUTE);
    await tokens.verify(token);
    clock.advance(2 * MINUTE);
    await assert.rejects(tokens.verify(token), refused);
  });

  it('ends with its session, cached or not', async () => {
    const { tokens } = await setUp();
    const [cached, fresh, other] = [
      await tokens.issue(principal()),
      await tokens.issue(principal()),
      await tokens.issue(principal({ sessionId: 'other' })),
    ];
    await tokens.verify(cached);
    tokens.revokeSession('session');
    await assert.rejects(tokens.verify(cached), refused);
    await assert.rejects(tokens.verify(fresh), refused);
    await tokens.verify(other);
  });

  it('is not let in by a check that was under way when the session ended', async () => {
    const { tokens } = await setUp();
    const token = await tokens.issue(principal());
    const underWay = tokens.verify(token);
    tokens.revokeSession('session');
    await assert.rejects(underWay, refused);
    await assert.rejects(tokens.verify(token), refused);
  });
});

describe('SigningKeys', () => {
  it('keeps the key over a restart', async () => {
    const { store, tokens, clock } = await setUp();
    const again = new AccessTokens(await SigningKeys.open(store, clock.now()), clock);
    await again.verify(await tokens.issue(principal()));
  });

  it('rotates with overlap: the old key verifies, the new one signs, both are published', async () => {
    const { keys, store, tokens, clock } = await setUp();
    const old = await tokens.issue(principal());
    const before = keys.signing.kid;
    await keys.rotate(clock.now());
    assert.notEqual(keys.signing.kid, before);
    assert.deepEqual(
      keys.jwks.keys.map(({ kid }) => kid),
      [keys.signing.kid, before],
    );
    await new AccessTokens(keys, clock).verify(old);
    assert.equal(store.stored.length, 2);
    clock.advance(2 * 24 * 60 * MINUTE);
    await keys.rotate(clock.now());
    assert.ok(!keys.jwks.keys.some(({ kid }) => kid === before), 'the oldest is gone after the overlap');
  });

  it('makes a new key when the newest is 90 days old', async () => {
    const { keys, store, clock } = await setUp();
    clock.advance(91 * 24 * 60 * MINUTE);
    const later = await SigningKeys.open(store, clock.now());
    assert.notEqual(later.signing.kid, keys.signing.kid);
    assert.equal(later.jwks.keys.length, 2);
  });

  it('never publishes the private part', async () => {
    const { keys } = await setUp();
    const text = JSON.stringify(keys.jwks);
    assert.deepEqual(Object.keys(JSON.parse(text).keys[0]).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  });
});
