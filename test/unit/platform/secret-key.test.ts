import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger } from '../../../lib/core/logger';
import { rotateSecrets } from '../../../lib/platform/rotate-secrets';
import { beginNewKey, endFormerKey, openSecretBox } from '../../../lib/platform/secret-key';
import { temporaryFolder } from './fixture';

describe('the key of secrets at rest', () => {
  const inHome = (home: string) => openSecretBox({ home, secretKey: undefined });
  const linesOf = (home: string): string[] =>
    readFileSync(join(home, 'secret-key'), 'utf8').trim().split('\n');

  it('is changed in its file in steps: both open, only the new one seals, then the former is gone', () => {
    const home = temporaryFolder();
    const sealed = inHome(home).seal('hunter2', 'device');
    beginNewKey(home);
    const between = inHome(home);
    assert.equal(between.open(sealed, 'device'), 'hunter2');
    const anew = between.reseal(sealed, 'device');
    assert.notEqual(anew, sealed);
    assert.equal(between.reseal(anew, 'device'), anew);
    endFormerKey(home);
    assert.equal(inHome(home).open(anew, 'device'), 'hunter2');
    assert.throws(() => inHome(home).open(sealed, 'device'), { code: 'configuration' });
    assert.equal(statSync(join(home, 'secret-key')).mode & 0o777, 0o600);
  });

  it('is made once for a change that is begun twice', () => {
    const home = temporaryFolder();
    inHome(home).seal('x', 'y');
    beginNewKey(home);
    const lines = linesOf(home);
    beginNewKey(home);
    assert.deepEqual(linesOf(home), lines);
    assert.equal(lines.length, 2);
  });

  it('of the environment is changed with the former one beside it, and not without', async () => {
    const [secretKey, formerSecretKey] = [randomBytes(32), randomBytes(32)].map((key) =>
      key.toString('base64'),
    );
    const home = temporaryFolder();
    assert.ok(secretKey !== undefined && formerSecretKey !== undefined);
    const sealed = openSecretBox({ home, secretKey: formerSecretKey }).seal('hunter2', 'device');
    assert.equal(openSecretBox({ home, secretKey, formerSecretKey }).open(sealed, 'device'), 'hunter2');
    const settings = { home, databaseUrl: undefined, secretKey, formerSecretKey: undefined };
    await assert.rejects(rotateSecrets(settings, silentLogger), { field: 'THERMACORE_SECRET_KEY_FORMER' });
  });
});
