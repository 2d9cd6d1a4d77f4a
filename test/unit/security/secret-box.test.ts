import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { SecretBox } from '../../../lib/security/secret-box';

describe('Secrets at rest', () => {
  const box = new SecretBox(randomBytes(32));

  it('open where they were sealed, and look different each time', () => {
    const sealed = box.seal('hunter2', 'device aqua/plc/key');
    assert.equal(box.open(sealed, 'device aqua/plc/key'), 'hunter2');
    assert.notEqual(box.seal('hunter2', 'device aqua/plc/key'), sealed);
    assert.ok(!sealed.includes(Buffer.from('hunter2').toString('base64url')));
  });

  it('do not open for another device, with another key, or when they were touched', () => {
    const sealed = box.seal('hunter2', 'device aqua/plc/key');
    const touched = `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`;
    for (const attempt of [
      () => box.open(sealed, 'device borealis/plc/key'),
      () => new SecretBox(randomBytes(32)).open(sealed, 'device aqua/plc/key'),
      () => box.open(touched, 'device aqua/plc/key'),
      () => box.open('hunter2', 'device aqua/plc/key'),
    ])
      assert.throws(attempt, { code: 'configuration', field: 'THERMACORE_SECRET_KEY' });
  });

  it('want a key of 32 bytes, and say how to make one', () => {
    assert.throws(() => new SecretBox(Buffer.from('short')), { advice: /openssl rand -base64 32/ });
  });
});
