import assert from 'node:assert/strict';
import { Passwords, hashPassword } from '../../../lib/tenancy';
import { fastPasswords } from './fixture';

describe('Passwords', () => {
  it('accepts the password and nothing else', async () => {
    const hash = await fastPasswords.hash('a long enough one');
    assert.equal(await fastPasswords.verify('a long enough one', hash), true);
    assert.equal(await fastPasswords.verify('a long enough onE', hash), false);
    assert.equal(await fastPasswords.verify('', hash), false);
  });

  it('salts: the same password never gives the same hash', async () => {
    assert.notEqual(
      await fastPasswords.hash('a long enough one'),
      await fastPasswords.hash('a long enough one'),
    );
  });

  it('takes composed and decomposed letters as the same', async () => {
    const hash = await fastPasswords.hash('m\u00fcnchen m\u00fcnchen');
    assert.equal(await fastPasswords.verify('mu\u0308nchen mu\u0308nchen', hash), true);
  });

  it('is by default at least as strong as N=2^15, r=8, p=1, and says so in the hash', async () => {
    const [scheme, N, r, p] = (await hashPassword('a long enough one')).split('$');
    assert.equal(scheme, 'scrypt');
    assert.ok(Number(N) * Number(r) * Number(p) >= 2 ** 15 * 8);
  });

  it('asks for a new hash when the parameters have changed', async () => {
    const hash = await fastPasswords.hash('a long enough one');
    assert.equal(fastPasswords.needsRehash(hash), false);
    assert.equal(new Passwords({ N: 32, r: 1, p: 1 }).needsRehash(hash), true);
    assert.equal(fastPasswords.needsRehash('$2b$10$something'), true);
  });

  it('lets nobody in by a hash that is broken or would cost minutes', async () => {
    const [, , , , salt, key] = (await fastPasswords.hash('a long enough one')).split('$');
    for (const hash of [
      '',
      'plain',
      `scrypt$16$1$1$${salt}$`,
      `scrypt$15$1$1$${salt}$${key}`,
      `scrypt$4194304$8$1$${salt}$${key}`,
    ])
      assert.equal(await fastPasswords.verify('a long enough one', hash), false, hash);
  });

  it('does the same work for an unknown user', async () => {
    assert.equal(await fastPasswords.verify('a long enough one', undefined), false);
  });

  it('turns away what exceeds the queue instead of piling it up', async () => {
    const attempts = Array.from({ length: 300 }, () => fastPasswords.verify('a long enough one', undefined));
    const outcomes = await Promise.allSettled(attempts);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    assert.equal(refused.length, 300 - 102);
    for (const { reason } of refused) assert.equal(reason.code, 'rate-limited');
    assert.equal(await fastPasswords.verify('a long enough one', undefined), false, 'works again afterwards');
  });
});
