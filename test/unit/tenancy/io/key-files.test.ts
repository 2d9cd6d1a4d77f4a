import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SigningKeys, keyFile } from '../../../../lib/tenancy';

describe('keyFile', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'thermacore-keys-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps keys in a file that only its owner may read, and leaves no draft', async () => {
    const path = join(folder, 'keys', 'signing.json');
    const first = await SigningKeys.open(keyFile(path), 0);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder, 'keys')).mode & 0o777, 0o700);
    assert.deepEqual(readdirSync(join(folder, 'keys')), ['signing.json']);
    const second = await SigningKeys.open(keyFile(path), 0);
    assert.equal(second.signing.kid, first.signing.kid);
  });

  it('takes wider rights back', async () => {
    const path = join(folder, 'signing.json');
    await SigningKeys.open(keyFile(path), 0);
    chmodSync(path, 0o644);
    await SigningKeys.open(keyFile(path), 0);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it('says what to do when the file is damaged', async () => {
    for (const text of ['', '{', '{}', '[{"kid":1}]', '[{"kid":"a","createdAt":1,"jwk":{"kty":"RSA"}}]']) {
      const path = join(folder, 'signing.json');
      writeFileSync(path, text);
      await assert.rejects(
        SigningKeys.open(keyFile(path), 0),
        { code: 'configuration', advice: /backup/ },
        text,
      );
    }
  });
});
