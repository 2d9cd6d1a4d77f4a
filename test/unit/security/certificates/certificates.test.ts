import assert from 'node:assert/strict';
import {
  X509Certificate,
  createPublicKey,
  generateKeyPairSync,
  webcrypto,
  type KeyObject,
} from 'node:crypto';
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import fc from 'fast-check';
import { isThermaCoreError } from '../../../../lib/core/errors';
import { CertificateHost, CertificateInput } from '../../../../lib/core/certificate';
import {
  Authority,
  checkChain,
  hostsOf,
  makeAuthority,
  makeKey,
  makeRequest,
  readChain,
  readKey,
  readRequest,
  renewsAt,
  spkiOf,
  warningOf,
} from '../../../../lib/security/certificates';
import { derInteger } from '../../../../lib/security/certificates/der';
import { loadX509 } from '../../../../lib/security/certificates/library';

const DAY_MS = 24 * 60 * 60 * 1000;
const NOW = Date.UTC(2026, 10, 23, 9);
const names = (field: string, words: RegExp) => (error: unknown) => {
  assert.ok(isThermaCoreError(error));
  assert.equal(error.field, field);
  assert.match(error.message, words);
  assert.ok(error.advice);
  return true;
};

describe('certificates of the internal authority', function () {
  this.timeout(30_000);
  let authority: Authority;
  let key: string;
  before(async () => {
    authority = new Authority(await makeAuthority('plant', NOW));
    key = await makeKey();
  });
  const issue = (more: Partial<Parameters<Authority['issue']>[0]> = {}) =>
    authority.issue({
      commonName: 'scada.plant',
      hosts: ['scada.plant', '192.0.2.7', 'fd00::7'],
      purpose: 'server',
      days: 90,
      publicKey: spkiOf(createPublicKey(key)),
      now: NOW,
      ...more,
    });

  it('are signed by it, for those hosts and no others', async () => {
    const leaf = new X509Certificate(await issue());
    assert.ok(authority.certificate.ca && authority.certificate.verify(authority.certificate.publicKey));
    assert.ok(leaf.checkIssued(authority.certificate));
    assert.ok(leaf.verify(authority.certificate.publicKey));
    assert.ok(leaf.checkPrivateKey(readKey(key)));
    assert.equal(leaf.ca, false);
    assert.equal(leaf.checkHost('scada.plant'), 'scada.plant');
    assert.equal(leaf.checkHost('other.plant'), undefined);
    assert.equal(leaf.checkIP('192.0.2.7'), '192.0.2.7');
    assert.equal(leaf.checkIP('fd00::7'), 'fd00::7');
    assert.equal(leaf.checkIP('192.0.2.8'), undefined);
    assert.equal(leaf.validToDate.getTime(), NOW + 90 * DAY_MS);
    assert.deepEqual(leaf.keyUsage, ['1.3.6.1.5.5.7.3.1']);
  });

  it('say what they may be used for', async () => {
    const client = new X509Certificate(await issue({ purpose: 'client', hosts: [] }));
    assert.deepEqual(client.keyUsage, ['1.3.6.1.5.5.7.3.2']);
    assert.equal(client.subjectAltName, undefined);
    const both = new X509Certificate(await issue({ purpose: 'both' }));
    assert.deepEqual(both.keyUsage, ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
  });

  it('carry the role of Modbus/TCP Security where one is asked for', async () => {
    const { X509Certificate: Parsed } = loadX509();
    const role = (pem: string) => new Parsed(pem).getExtension('1.3.6.1.4.1.50316.802.1')?.value;
    const [tag, length, ...text] = Buffer.from(role(await issue({ role: 'Operator' })) ?? new ArrayBuffer(0));
    assert.deepEqual([tag, length, Buffer.from(text).toString()], [0x0c, 8, 'Operator']);
    assert.equal(role(await issue()), undefined);
  });

  it('have a serial number each, positive and of 16 bytes', async () => {
    const serials = await Promise.all(
      Array.from({ length: 20 }, async () => new X509Certificate(await issue()).serialNumber),
    );
    assert.equal(new Set(serials).size, 20);
    for (const serial of serials) assert.match(serial, /^[4-7][0-9A-F]{31}$/);
  });

  it('end with the authority at the latest, and none is issued after it', async () => {
    const ends = authority.certificate.validToDate.getTime();
    const late = new X509Certificate(await issue({ now: ends - DAY_MS }));
    assert.equal(late.validToDate.getTime(), ends);
    await assert.rejects(issue({ now: ends }), { code: 'unavailable' });
  });

  it('keep a name as it is given, whatever is in it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .string({ minLength: 1, maxLength: 64, unit: 'grapheme-ascii' })
          .filter((name) => name.trim() === name),
        async (commonName) => {
          const leaf = new X509Certificate(await issue({ commonName }));
          const { CN, O } = leaf.toLegacyObject().subject as { CN?: unknown; O?: unknown };
          assert.deepEqual([CN, O], [commonName, 'ThermaCore']);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('are for exactly the hosts that were asked for', async () => {
    const host = fc.oneof(fc.domain(), fc.ipV4(), fc.constantFrom('fd00::7', '2001:db8::1'));
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(host, { minLength: 1, maxLength: 8 }), async (hosts) => {
        const wanted = [...new Set(hosts.map((one) => CertificateHost.parse(one)))];
        const leaf = new X509Certificate(await issue({ hosts: wanted }));
        for (const one of wanted) assert.ok(isIP(one) === 0 ? leaf.checkHost(one) : leaf.checkIP(one), one);
        assert.deepEqual(hostsOf(leaf), wanted);
      }),
      { numRuns: 25 },
    );
  });

  it('that were revoked stand in its list, which only grows in number', async () => {
    const leaf = new X509Certificate(await issue());
    const { X509Crl, X509Certificate: Parsed, X509CrlReason } = loadX509();
    const text = await authority.crl([{ serial: leaf.serialNumber, at: NOW, reason: 'key-compromise' }], NOW);
    const crl = new X509Crl(text);
    assert.ok(await crl.verify({ publicKey: new Parsed(authority.pem) }));
    const [entry] = crl.entries;
    assert.equal(entry?.serialNumber.toUpperCase(), leaf.serialNumber);
    assert.equal(entry?.reason, X509CrlReason.keyCompromise);
    assert.equal(crl.nextUpdate?.getTime(), NOW + 7 * DAY_MS);
    assert.equal(crl.thisUpdate.getTime(), NOW - DAY_MS, 'also good where a clock is behind');
    // OpenSSL takes it too.
    createSecureContext({ ca: authority.pem, crl: text });
    createSecureContext({ ca: authority.pem, crl: await authority.crl([], NOW) });
    assert.ok(Buffer.compare(derInteger(NOW), derInteger(NOW + 1)) < 0);
  });

  it('are renewed at two thirds of their life', async () => {
    const leaf = new X509Certificate(await issue({ days: 89 }));
    // From a day before, for clocks that are behind.
    assert.equal(renewsAt(leaf), NOW - DAY_MS + 60 * DAY_MS);
  });

  it('warn 30, 7 and 1 days before the end, and at the end', () => {
    const at = (days: number) => warningOf(NOW + days * DAY_MS, NOW);
    assert.deepEqual([31, 30, 8, 7, 2, 1, 0, -1].map(at), [undefined, 30, 30, 7, 7, 1, 0, 0]);
  });

  it('want a host where they are to serve, and take no host that is none', () => {
    assert.equal(CertificateInput.safeParse({ name: 'a' }).error?.issues[0]?.path[0], 'hosts');
    assert.ok(CertificateInput.safeParse({ name: 'a', purpose: 'client' }).success);
    for (const host of ['a b', 'http://a', '-a.b', 'a..b', '*', 'a,DNS:b', 'a'.repeat(64)])
      assert.equal(CertificateInput.safeParse({ name: 'a', hosts: [host] }).success, false, host);
  });
});

describe('a signing request', function () {
  this.timeout(30_000);

  it('is read with its names and key, and what is signed for it fits', async () => {
    const key = await makeKey();
    const pem = await makeRequest({ commonName: 'PLC 1', hosts: ['plc-1.plant', '192.0.2.9'] }, key);
    const request = await readRequest(pem);
    assert.deepEqual(
      [request.commonName, request.hosts, request.key],
      ['PLC 1', ['plc-1.plant', '192.0.2.9'], 'EC prime256v1'],
    );
    const authority = new Authority(await makeAuthority('plant', NOW));
    const leaf = new X509Certificate(
      await authority.issue({ ...request, purpose: 'both', days: 30, now: NOW }),
    );
    assert.ok(leaf.checkPrivateKey(readKey(key)));
  });

  it('is refused where it is none, was changed, or its key is weak', async () => {
    await assert.rejects(readRequest('nonsense'), names('request', /no certificate signing request/));
    const pem = await makeRequest({ commonName: 'PLC 1', hosts: [] }, await makeKey());
    const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
    const place = der.indexOf('PLC 1');
    der.write('PLC 2', place);
    const changed = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----`;
    await assert.rejects(readRequest(changed), names('request', /not signed/));
    const { Pkcs10CertificateRequestGenerator } = loadX509();
    const signingAlgorithm = {
      name: 'RSASSA-PKCS1-v1_5',
      hash: 'SHA-256',
      publicExponent: new Uint8Array([1, 0, 1]),
      modulusLength: 1024,
    };
    const keys = (await webcrypto.subtle.generateKey(signingAlgorithm, true, [
      'sign',
      'verify',
    ])) as CryptoKeyPair;
    const weak = await Pkcs10CertificateRequestGenerator.create({ name: 'CN=weak', keys, signingAlgorithm });
    await assert.rejects(readRequest(weak.toString('pem')), names('request', /1024 bits/));
  });

  it('of any bytes is refused with the field, and nothing else is thrown', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const body = Buffer.from(bytes).toString('base64');
        const pem = `-----BEGIN CERTIFICATE REQUEST-----\n${body}\n-----END CERTIFICATE REQUEST-----`;
        await assert.rejects(readRequest(pem), names('request', /./));
      }),
      { numRuns: 50 },
    );
  });
});

describe('a chain that is brought', function () {
  this.timeout(30_000);
  let authority: Authority;
  let key: KeyObject;
  let leaf: string;
  before(async () => {
    authority = new Authority(await makeAuthority('company', NOW));
    const pem = await makeKey();
    key = readKey(pem);
    leaf = await authority.issue({
      commonName: 'scada.company',
      hosts: ['scada.company'],
      purpose: 'server',
      days: 90,
      publicKey: spkiOf(createPublicKey(pem)),
      now: NOW,
    });
  });
  const check =
    (pem: string, with_ = key, now = NOW) =>
    () =>
      checkChain(readChain(pem), with_, now);

  it('is taken with its authorities, or without', () => {
    check(leaf + authority.pem)();
    check(leaf)();
  });

  it('is refused with the field that is wrong: no PEM, the order, another key, a stranger in it', async () => {
    const stranger = new Authority(await makeAuthority('stranger', NOW));
    assert.throws(check('nonsense'), names('certificate', /no certificate as PEM/));
    assert.throws(check(authority.pem + leaf), names('certificate', /that of an authority/));
    assert.throws(check(leaf, readKey(await makeKey())), names('key', /does not belong/));
    assert.throws(check(leaf + stranger.pem), names('certificate', /did not sign it/));
    assert.throws(check(leaf.repeat(11)), names('certificate', /more than 10/));
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';
    assert.throws(check(broken), names('certificate', /cannot be read/));
  });

  it('is refused once it has ended, and before it begins', () => {
    assert.throws(check(leaf, key, NOW + 90 * DAY_MS), names('certificate', /ended on 2027/));
    assert.throws(check(leaf, key, NOW - 2 * DAY_MS), names('certificate', /begins on 2026/));
  });

  it('is refused where its key is weak', async () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const pem = await authority.issue({
      commonName: 'weak',
      hosts: ['weak.company'],
      purpose: 'server',
      days: 90,
      publicKey: spkiOf(weak.publicKey),
      now: NOW,
    });
    assert.throws(check(pem, weak.privateKey), names('certificate', /1024 bits/));
  });

  it('may have an encrypted key, with its passphrase', () => {
    const pem = key
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' })
      .toString();
    check(leaf, readKey(pem, 'open sesame'))();
    assert.throws(() => readKey(pem, 'wrong'), names('passphrase', /does not open/));
    assert.throws(() => readKey(pem), names('passphrase', /does not open/));
    assert.throws(() => readKey('nonsense'), names('key', /not a private key/));
  });
});
