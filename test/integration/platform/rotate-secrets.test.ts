import assert from 'node:assert/strict';
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../../lib/core/clock';
import { CertificateInput } from '../../../lib/core/certificate';
import { silentLogger } from '../../../lib/core/logger';
import { Certificates } from '../../../lib/platform/certificates/certificates';
import { rotateSecrets } from '../../../lib/platform/rotate-secrets';
import { openSecretBox } from '../../../lib/platform/secret-key';
import { plainRung, useDatabase } from '../../support/database';
import { temporaryFolder } from '../../unit/platform/fixture';

describe('A new key of secrets', function () {
  this.timeout(60_000);
  const database = useDatabase(plainRung);
  const linesOf = (home: string): string[] =>
    readFileSync(join(home, 'secret-key'), 'utf8').trim().split('\n');
  const certificatesOf = (home: string): Certificates =>
    new Certificates({
      home,
      clock: systemClock,
      logger: silentLogger,
      sealer: () => openSecretBox({ home, secretKey: undefined }),
    });
  const rotate = (home: string) =>
    rotateSecrets(
      { home, databaseUrl: database().url, secretKey: undefined, formerSecretKey: undefined },
      silentLogger,
    );
  before(async () => {
    await database().open();
  });

  it('opens the certificates: they still serve, and the authority still signs', async () => {
    const home = temporaryFolder();
    const input = (name: string) => CertificateInput.parse({ name, hosts: ['scada.plant'] });
    const { sha256 } = await certificatesOf(home).create(input('https'));
    const [former] = linesOf(home);
    assert.deepEqual(await rotate(home), { key: 'file', changed: 2, unreadable: [] });
    assert.equal(linesOf(home).length, 1);
    assert.notEqual(linesOf(home)[0], former);
    const after = certificatesOf(home);
    assert.equal(after.get('https').sha256, sha256);
    const { identity } = await after.use('https', 'test', () => undefined);
    assert.ok(new X509Certificate(identity.cert).checkPrivateKey(createPrivateKey(identity.key)));
    await after.create(input('mqtt'));
  });

  it('does not end the former one while the certificates cannot be read', async () => {
    const home = temporaryFolder();
    mkdirSync(join(home, 'certificates'));
    writeFileSync(join(home, 'certificates', 'register.json'), 'half');
    await assert.rejects(rotate(home), { code: 'configuration' });
    assert.equal(linesOf(home).length, 2);
  });
});
