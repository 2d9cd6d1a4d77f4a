import assert from 'node:assert/strict';
import { X509Certificate, createPrivateKey } from 'node:crypto';
import fs, {
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPki, type OpcuaPki } from '../../../../../lib/connectors/opcua/pki';
import { systemClock } from '../../../../../lib/core/clock';
import { isThermaCoreError } from '../../../../../lib/core/errors';
import { createLogger, silentLogger } from '../../../../../lib/core/logger';
import { FakeClock } from '../../../../support/fake-clock';
import { issue, makeKeys, revoke, type Issued, type Wanted } from '../../../../support/opcua-certificates';

const DAY_MS = 24 * 60 * 60 * 1000;
const URI = 'urn:thermacore:4711';

describe('OPC UA certificates', function () {
  this.timeout(60_000);
  let folder: string;
  const opened: OpcuaPki[] = [];
  let keys: Issued['keys'];
  /** One key for all: what differs is what is written. */
  const made = (wanted: Wanted): Promise<Issued> => issue({ keys, ...wanted });

  before(async () => (keys = await makeKeys()));
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'thermacore-pki-'))));
  afterEach(async () => {
    for (const pki of opened.splice(0)) await pki.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (options: Partial<Parameters<typeof openPki>[0]> = {}): Promise<OpcuaPki> => {
    const pki = await openPki({
      folder,
      applicationUri: URI,
      hostnames: ['plant.example', '192.0.2.7'],
      clock: systemClock,
      logger: silentLogger,
      ...options,
    });
    opened.push(pki);
    return pki;
  };
  const check = async (pki: OpcuaPki, ...chain: Issued[]): Promise<string> =>
    (await pki.applications.checkCertificate(Buffer.concat(chain.map(({ certificate }) => certificate.raw))))
      .name;
  const states = async (pki: OpcuaPki): Promise<string[]> =>
    (await pki.list('applications')).map(({ subject, state, why }) => `${subject} ${state} ${why ?? 'good'}`);
  const refused = (code: string, field: string, text: RegExp) => (error: unknown) => {
    assert.ok(isThermaCoreError(error), String(error));
    assert.deepEqual([error.code, error.field], [code, field]);
    assert.match(error.message, text);
    assert.ok(error.advice);
    return true;
  };

  describe('its own', () => {
    it('is made at the first start, for the next five years, and only its owner may read the key', async () => {
      const pki = await open();
      const own = await pki.own();
      assert.equal(own.applicationUri, URI);
      assert.deepEqual(own.hostnames, ['plant.example', '192.0.2.7']);
      assert.match(own.subject, /CN=ThermaCore@plant\.example/);
      const certificate = new X509Certificate(readFileSync(pki.certificateFile));
      assert.equal(own.thumbprint, certificate.fingerprint.replaceAll(':', '').toLowerCase());
      assert.ok(certificate.checkPrivateKey(createPrivateKey(readFileSync(pki.privateKeyFile))));
      assert.equal(certificate.publicKey.asymmetricKeyDetails?.modulusLength, 2048);
      const years = (Date.parse(own.validTo) - Date.now()) / DAY_MS / 365;
      assert.ok(Math.abs(years - 5) < 0.01, `${years} years`);
      assert.equal(statSync(pki.privateKeyFile).mode & 0o777, 0o600);
      for (const name of ['applications', 'applications/own/private', 'users/rejected'])
        assert.equal(statSync(join(folder, name)).mode & 0o777, 0o700, name);
      assert.deepEqual(readdirSync(join(folder, 'users/own/private')), [], 'users have no key');
    });

    it('stays over a restart', async () => {
      const before = await (await open()).own();
      assert.deepEqual(await (await open()).own(), before);
    });

    it('is renewed 30 days before it ends, tells so, and keeps the old one', async () => {
      const first = new FakeClock();
      const before = await (await open({ clock: first })).own();
      const clock = new FakeClock(first.now() + (5 * 365 - 31) * DAY_MS);
      const lines: string[] = [];
      const logger = createLogger((level, line) => void lines.push(`${level} ${line}`));
      const pki = await open({ clock, logger });
      assert.deepEqual(await pki.own(), before, 'not 31 days before');
      const changed = new Promise<void>((resolve) => pki.onChange(resolve));
      clock.advance(2 * DAY_MS);
      await changed;
      const after = await pki.own();
      assert.notEqual(after.thumbprint, before.thumbprint);
      assert.equal(Date.parse(after.validTo) - clock.now(), 5 * 365 * DAY_MS);
      assert.ok(
        lines.some((line) => line.startsWith('info') && line.includes(before.validTo)),
        lines.join(),
      );
      const kept = readdirSync(join(folder, 'applications/own/certs')).filter((name) =>
        /^certificate-.*\.pem$/.test(name),
      );
      assert.equal(kept.length, 1);
      const [old = ''] = kept;
      const text = readFileSync(join(folder, 'applications/own/certs', old));
      assert.equal(
        new X509Certificate(text).fingerprint.replaceAll(':', '').toLowerCase(),
        before.thumbprint,
      );
    });

    it('runs no timer after close', async () => {
      const clock = new FakeClock();
      const pki = await open({ clock });
      assert.ok(clock.timers > 0);
      await pki.close();
      assert.equal(clock.timers, 0);
    });

    for (const [what, harm] of [
      ['whose key is gone', (pki: OpcuaPki) => rmSync(pki.privateKeyFile)],
      ['with another key', (pki: OpcuaPki, key: string) => writeFileSync(pki.privateKeyFile, key)],
      ['cut in half', (pki: OpcuaPki) => writeFileSync(pki.certificateFile, '-----BEGIN CERT')],
    ] as const)
      it(`${what} is made anew`, async () => {
        const pki = await open();
        const before = await pki.own();
        harm(pki, (await issue()).keyPem);
        const after = await (await open()).own();
        assert.notEqual(after.thumbprint, before.thumbprint);
        const certificate = new X509Certificate(readFileSync(pki.certificateFile));
        assert.ok(certificate.checkPrivateKey(createPrivateKey(readFileSync(pki.privateKeyFile))));
      });

    it('of another installation is not used', async () => {
      const before = await (await open()).own();
      const after = await (await open({ applicationUri: 'urn:thermacore:other' })).own();
      assert.notEqual(after.thumbprint, before.thumbprint);
      assert.equal(after.applicationUri, 'urn:thermacore:other');
    });

    it('is one, also where several processes start at once', async () => {
      const all = await Promise.all([open(), open(), open()]);
      const own = await Promise.all(all.map((pki) => pki.own()));
      assert.equal(new Set(own.map(({ thumbprint }) => thumbprint)).size, 1);
      const { certificateFile, privateKeyFile } = all[0];
      const certificate = new X509Certificate(readFileSync(certificateFile));
      assert.ok(certificate.checkPrivateKey(createPrivateKey(readFileSync(privateKeyFile))));
    });
  });

  describe('of others', () => {
    it('unknown: refused and kept; trusted: let in; rejected: refused', async () => {
      const pki = await open();
      let changes = 0;
      pki.onChange(() => changes++);
      const plc = await made({ name: 'PLC' });
      assert.equal(await check(pki, plc), 'BadCertificateUntrusted');
      assert.deepEqual(await states(pki), ['CN=PLC rejected self-signed']);
      const trusted = await pki.trust('applications', plc.thumbprint);
      assert.deepEqual([trusted.state, trusted.why], ['trusted', undefined]);
      assert.equal(await check(pki, plc), 'Good');
      const rejected = await pki.reject('applications', plc.thumbprint);
      assert.deepEqual([rejected.state, rejected.why], ['rejected', 'denied']);
      assert.equal(await check(pki, plc), 'BadCertificateUntrusted');
      assert.deepEqual(await states(pki), ['CN=PLC rejected denied']);
      await pki.remove('applications', plc.thumbprint);
      assert.deepEqual(await states(pki), []);
      assert.equal(changes, 4);
      assert.deepEqual(await pki.list('users'), [], 'users have their own list');
    });

    it('expired and not yet valid are refused although they are trusted', async () => {
      const pki = await open();
      const past = await made({ name: 'Past', from: -10, to: -1 });
      const future = await made({ name: 'Future', from: 1, to: 10 });
      for (const { pem } of [past, future]) await pki.add('applications', pem, 'trusted');
      assert.equal(await check(pki, past), 'BadCertificateTimeInvalid');
      assert.equal(await check(pki, future), 'BadCertificateTimeInvalid');
      assert.deepEqual((await states(pki)).sort(), [
        'CN=Future trusted not-yet-valid',
        'CN=Past trusted expired',
      ]);
    });

    it('of an authority: its issuer and revocation list are needed, and named', async () => {
      const pki = await open();
      const authority = await issue({ name: 'Plant CA', authority: true });
      const plc = await made({ name: 'PLC', issuer: authority });
      assert.equal(await check(pki, plc), 'BadCertificateChainIncomplete');
      assert.deepEqual(await states(pki), ['CN=PLC rejected unknown-issuer']);
      await pki.trust('applications', plc.thumbprint);
      assert.equal(await check(pki, plc), 'BadCertificateChainIncomplete');
      assert.deepEqual(await states(pki), ['CN=PLC trusted unknown-issuer'], 'it stays trusted');
      await pki.add('applications', authority.pem, 'issuer');
      assert.equal(await check(pki, plc), 'BadCertificateRevocationUnknown');
      await pki.addCrl('applications', await revoke(authority, []));
      assert.equal(await check(pki, plc), 'Good');
      await pki.addCrl('applications', await revoke(authority, [plc], new Date(Date.now() + 1000)));
      assert.equal(await check(pki, plc), 'BadCertificateRevoked');
      assert.deepEqual((await states(pki)).sort(), ['CN=PLC trusted revoked', 'CN=Plant CA issuer good']);
    });

    it('a trusted authority lets in what it signed, but not what was rejected here', async () => {
      const pki = await open();
      const authority = await issue({ name: 'Plant CA', authority: true });
      const [good, bad] = [
        await made({ name: 'Good', issuer: authority }),
        await made({ name: 'Bad', issuer: authority }),
      ];
      assert.equal(await check(pki, good), 'BadCertificateChainIncomplete');
      await pki.add('applications', authority.pem, 'trusted');
      await pki.addCrl('applications', await revoke(authority, []));
      assert.equal(await check(pki, good), 'Good', 'although it was once refused');
      await pki.add('applications', bad.pem, 'trusted');
      assert.equal(await check(pki, bad), 'Good');
      await pki.reject('applications', bad.thumbprint);
      assert.equal(await check(pki, bad), 'BadCertificateUntrusted');
      await pki.trust('applications', bad.thumbprint);
      assert.equal(await check(pki, bad), 'Good');
    });

    it('with a forged signature of a trusted authority are refused, and not kept', async () => {
      const pki = await open();
      const authority = await issue({ name: 'Plant CA', authority: true });
      await pki.add('applications', authority.pem, 'trusted');
      await pki.addCrl('applications', await revoke(authority, []));
      const forged = await made({ name: 'Forged', issuer: authority });
      const bytes = Buffer.from(forged.certificate.raw);
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
      assert.notEqual((await pki.applications.checkCertificate(bytes)).name, 'Good');
      assert.deepEqual(await states(pki), ['CN=Plant CA trusted good']);
    });

    it('a stranger’s chain neither becomes an issuer nor takes a trusted certificate away', async () => {
      const pki = await open();
      const friend = await made({ name: 'Friend' });
      await pki.add('applications', friend.pem, 'trusted');
      const evil = await issue({ name: 'Evil CA', authority: true });
      const signed = await made({ name: 'Signed', issuer: evil });
      const alone = await made({ name: 'Alone' });
      assert.equal(await check(pki, signed, evil, friend), 'BadCertificateRevocationUnknown');
      assert.equal(await check(pki, alone, evil, friend), 'BadCertificateUntrusted');
      assert.equal(await check(pki, friend), 'Good');
      const again = await open();
      assert.equal(await check(again, friend), 'Good');
      assert.deepEqual((await states(again)).sort(), [
        'CN=Alone rejected self-signed',
        'CN=Friend trusted good',
        'CN=Signed rejected unknown-issuer',
      ]);
    });

    it('what another process did counts at once, and is told', async () => {
      const clock = new FakeClock();
      const [here, there] = [await open({ clock }), await open()];
      const plc = await made({ name: 'PLC' });
      assert.equal(await check(here, plc), 'BadCertificateUntrusted');
      const told = new Promise<void>((resolve) => here.onChange(resolve));
      await there.trust('applications', plc.thumbprint);
      assert.equal(await check(here, plc), 'Good');
      clock.advance(2000);
      await told;
      await there.reject('applications', plc.thumbprint);
      assert.equal(await check(here, plc), 'BadCertificateUntrusted');
    });

    it('put into the folder by hand count, under any name, as PEM or DER', async () => {
      const pki = await open();
      const plc = await made({ name: 'PLC' });
      const trusted = join(folder, 'applications/trusted/certs');
      writeFileSync(join(trusted, 'by-hand.der'), plc.certificate.raw);
      assert.equal(await check(pki, plc), 'Good');
      renameSync(join(trusted, 'by-hand.der'), join(folder, 'applications/rejected/by-hand.der'));
      assert.equal(await check(pki, plc), 'BadCertificateUntrusted');
      await pki.trust('applications', plc.thumbprint);
      assert.deepEqual(readdirSync(trusted), [`PLC[${plc.thumbprint}].pem`]);
      assert.equal(await check(pki, plc), 'Good');
    });

    it('nobody is a stranger while the list is read anew', async () => {
      const pki = await open();
      const friend = await made({ name: 'Friend' });
      await pki.add('applications', friend.pem, 'trusted');
      const others = await Promise.all([1, 2, 3, 4, 5].map((n) => made({ name: `Other ${n}` })));
      const answers: Promise<string>[] = [];
      for (const { pem } of others) {
        const adding = pki.add('applications', pem, 'trusted');
        for (let i = 0; i < 5; i++) answers.push(check(pki, friend));
        await adding;
      }
      assert.deepEqual([...new Set(await Promise.all(answers))], ['Good']);
      assert.deepEqual(readdirSync(join(folder, 'applications/rejected')), []);
    });

    it('leaves fs.watch of the process alone when both lists are read at once', async () => {
      const { watch } = fs;
      const pki = await open();
      const { raw } = (await made({ name: 'PLC' })).certificate;
      await Promise.all([pki.applications.checkCertificate(raw), pki.users.checkCertificate(raw)]);
      assert.equal(fs.watch, watch);
    });

    it('keeps 200 strangers, the latest, and all that were rejected by hand', async () => {
      const pki = await open();
      const first = await made({ name: 'First' });
      const denied = await made({ name: 'Denied' });
      for (const one of [first, denied]) await check(pki, one);
      await pki.reject('applications', denied.thumbprint);
      const rejected = join(folder, 'applications/rejected');
      for (const name of readdirSync(rejected)) utimesSync(join(rejected, name), 1000, 1000);
      for (let i = 0; i < 203; i++) await check(pki, await made({ name: `Flood ${i}` }));
      const names = readdirSync(rejected);
      assert.equal(names.filter((name) => name.startsWith('Flood')).length, 200);
      assert.ok(!names.some((name) => name.startsWith('First')));
      assert.ok(names.some((name) => name.startsWith('Denied')));
    });

    it('names a file after a stranger without going where the name leads', async () => {
      const pki = await open();
      const evil = await made({ name: '../../../../tmp/evil' });
      await check(pki, evil);
      assert.deepEqual(readdirSync(join(folder, 'applications/rejected')), [
        `.._.._.._.._tmp_evil[${evil.thumbprint}].pem`,
      ]);
    });
  });

  describe('what is handed in', () => {
    const bad: [what: string, pem: () => Promise<string>, code: string, text: RegExp][] = [
      ['no PEM', async () => 'hello', 'invalid', /not one certificate/],
      ['broken', async () => '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'invalid', /cannot be read/],
      ['two of them', async () => (await made({})).pem.repeat(2), 'invalid', /not one certificate/],
      ['a key', async () => (await made({})).pem + (await made({})).keyPem, 'invalid', /private key/],
      ['too large', async () => (await made({})).pem + ' '.repeat(65536), 'too-large', /64 KiB/],
    ]; // prettier-ignore
    for (const [what, pem, code, text] of bad)
      it(`is refused when it is ${what}`, async () => {
        const pki = await open();
        const given = await pem();
        await assert.rejects(
          Promise.resolve().then(() => pki.add('applications', given, 'trusted')),
          refused(code, 'pem', text),
        );
        assert.deepEqual(await states(pki), []);
      });

    it('is no issuer if it may not sign', async () => {
      const pki = await open();
      const { pem } = await made({});
      await assert.rejects(
        Promise.resolve().then(() => pki.add('applications', pem, 'issuer')),
        refused('invalid', 'as', /not that of an authority/),
      );
    });

    it('is no revocation list if nobody known signed it, if it is older, or if it is none', async () => {
      const pki = await open();
      const authority = await issue({ name: 'Plant CA', authority: true });
      const impostor = await issue({ name: 'Plant CA', authority: true });
      await pki.add('applications', authority.pem, 'issuer');
      const plc = await made({ name: 'PLC', issuer: authority });
      for (const [crl, code, text] of [
        ['hello', 'invalid', /not a revocation list/],
        [await revoke(impostor, []), 'invalid', /not signed by an issuer/],
      ] as const)
        await assert.rejects(pki.addCrl('applications', crl), refused(code, 'crl', text));
      const latest = await revoke(authority, [plc]);
      await pki.addCrl('applications', latest.replace(/-----.*-----/g, ''));
      await assert.rejects(
        pki.addCrl('applications', await revoke(authority, [], new Date(Date.now() - DAY_MS))),
        refused('conflict', 'crl', /newer/),
      );
      assert.equal(await check(pki, plc), 'BadCertificateRevoked');
    });

    it('names no certificate that is there', async () => {
      const pki = await open();
      const none = '0'.repeat(40);
      for (const act of [
        () => pki.trust('applications', none),
        () => pki.reject('users', none),
        () => pki.remove('applications', none),
      ])
        await assert.rejects(act, refused('not-found', 'thumbprint', /no certificate/));
    });
  });
});
