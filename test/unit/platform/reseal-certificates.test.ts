import assert from 'node:assert/strict';
import { X509Certificate, createPrivateKey, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CertificateInput } from '../../../lib/core/certificate';
import { silentLogger } from '../../../lib/core/logger';
import { Certificates } from '../../../lib/platform/certificates/certificates';
import { resealCertificates } from '../../../lib/platform/certificates/reseal';
import { Authority, makeAuthority, readRequest } from '../../../lib/security/certificates';
import { SecretBox } from '../../../lib/security/secret-box';
import { FakeClock } from '../../support/fake-clock';
import { temporaryFolder } from './fixture';

describe('the keys of certificates, when the key of secrets is changed', () => {
  const [former, present] = [randomBytes(32), randomBytes(32)];
  const both = new SecretBox(present, [former]);
  const clock = new FakeClock();
  let home: string;
  const managerWith = (box: SecretBox): Certificates =>
    new Certificates({ home, clock, logger: silentLogger, sealer: () => box });
  const input = (name: string) => CertificateInput.parse({ name, hosts: [`${name}.plant`] });
  const reseal = (box: SecretBox) =>
    resealCertificates(home, (sealed, context) => box.reseal(sealed, context));
  beforeEach(() => {
    home = temporaryFolder();
  });

  it('serve, sign and take the answer to a request with the new key alone', async () => {
    const before = managerWith(new SecretBox(former));
    await before.create(input('https'));
    const { request } = await before.request(input('broker'));
    assert.deepEqual(reseal(both), { changed: 3, unreadable: [] });
    assert.deepEqual(reseal(both), { changed: 0, unreadable: [] });
    const after = managerWith(new SecretBox(present));
    const { identity } = await after.use('https', 'test', () => undefined);
    assert.ok(new X509Certificate(identity.cert).checkPrivateKey(createPrivateKey(identity.key)));
    await after.create(input('mqtt'));
    assert.ok(await after.crl());
    const company = new Authority(await makeAuthority('company', clock.now()));
    const plan = { purpose: 'server', days: 9, now: clock.now() } as const;
    const answer = await company.issue({ ...(await readRequest(request)), ...plan });
    assert.equal((await after.import({ name: 'broker', certificate: answer })).source, 'imported');
  });

  it('stay as they are, and are named, where no key opens them', async () => {
    await managerWith(new SecretBox(former)).create(input('https'));
    const file = join(home, 'certificates', 'register.json');
    const text = readFileSync(file, 'utf8');
    assert.deepEqual(reseal(new SecretBox(present)), {
      changed: 0,
      unreadable: [
        'certificates/register.json: certificate authority',
        'certificates/register.json: certificate https',
      ],
    });
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), JSON.parse(text));
  });

  it('are not made up where there are none', () => {
    assert.deepEqual(reseal(both), { changed: 0, unreadable: [] });
    assert.equal(existsSync(join(home, 'certificates')), false);
  });
});
