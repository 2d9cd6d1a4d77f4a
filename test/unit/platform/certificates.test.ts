import assert from 'node:assert/strict';
import { X509Certificate, createPrivateKey, createPublicKey, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mock } from 'node:test';
import tls from 'node:tls';
import { openPki } from '../../../lib/connectors/opcua/pki';
import { CertificateInput, SigningInput } from '../../../lib/core/certificate';
import { nullMeter } from '../../../lib/core/meter';
import { Certificates } from '../../../lib/platform/certificates/certificates';
import type { TlsIdentity } from '../../../lib/platform/certificates/in-use';
import { ExpiryWatch } from '../../../lib/platform/certificates/watch';
import {
  Authority,
  makeAuthority,
  makeKey,
  makeRequest,
  readRequest,
  spkiOf,
} from '../../../lib/security/certificates';
import { SecretBox } from '../../../lib/security/secret-box';
import { FakeClock } from '../../support/fake-clock';
import { keepingLogger, type Line } from '../telemetry/fixture';
import { temporaryFolder } from './fixture';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('the certificates of an installation', function () {
  this.timeout(30_000);
  let home: string;
  const box = new SecretBox(randomBytes(32));
  let clock: FakeClock;
  let lines: Line[];
  let certificates: Certificates;
  const open = (): Certificates => {
    const keeping = keepingLogger();
    lines = keeping.lines;
    return new Certificates({ home: home, clock, logger: keeping.logger, sealer: () => box });
  };
  const server = (more: object = {}) =>
    certificates.create(CertificateInput.parse({ name: 'https', hosts: ['scada.plant'], ...more }));
  const fileText = (): string => readFileSync(join(home, 'certificates', 'register.json'), 'utf8');
  beforeEach(() => {
    home = temporaryFolder();
    clock = new FakeClock();
    certificates = open();
  });

  it('are made, listed and read, and still there after a restart', async () => {
    const made = await server();
    assert.deepEqual(
      [made.state, made.hosts, made.source, made.key, made.validTo],
      [
        'valid',
        ['scada.plant'],
        'internal',
        'EC prime256v1',
        new Date(clock.now() + 90 * DAY_MS).toISOString(),
      ],
    );
    const authority = await certificates.authority();
    const leaf = new X509Certificate(certificates.chain('https'));
    assert.ok(leaf.verify(new X509Certificate(authority.pem).publicKey));
    certificates = open();
    assert.deepEqual(certificates.list(), [made]);
    assert.equal((await certificates.authority()).sha256, authority.sha256);
  });

  it('keep their keys sealed, in a file that only the owner reads', async () => {
    await server();
    const { identity } = await certificates.use('https', 'test', () => undefined);
    assert.ok(new X509Certificate(identity.cert).checkPrivateKey(createPrivateKey(identity.key)));
    const text = fileText();
    assert.doesNotMatch(text, /PRIVATE KEY/);
    const der = createPrivateKey(identity.key).export({ type: 'pkcs8', format: 'der' });
    assert.ok(!text.includes(der.toString('base64').slice(0, 40)));
    assert.equal(statSync(join(home, 'certificates', 'register.json')).mode & 0o777, 0o600);
    assert.equal(statSync(join(home, 'certificates')).mode & 0o777, 0o700);
    assert.doesNotMatch(
      JSON.stringify([certificates.list(), await certificates.authority()]),
      /PRIVATE|sealed/,
    );
  });

  it('are renewed with another key, and who uses one has it at once', async () => {
    const before = await server();
    const taken: TlsIdentity[] = [];
    const lease = await certificates.use('https', 'HTTPS', (identity) => void taken.push(identity));
    assert.deepEqual(certificates.get('https').usedBy, ['HTTPS']);
    const after = await certificates.renew('https');
    await certificates.tell();
    assert.notEqual(after.serial, before.serial);
    assert.equal(taken.length, 1);
    assert.notEqual(taken[0]?.key, lease.identity.key);
    lease.release();
    await certificates.renew('https');
    await certificates.tell();
    assert.equal(taken.length, 1);
  });

  it('that could not be taken over are given again', async () => {
    await server();
    const taken: string[] = [];
    await certificates.use('https', 'HTTPS', ({ cert }) => {
      if (taken.push(cert) === 1) throw new Error('not now');
    });
    await certificates.renew('https');
    await certificates.tell();
    await certificates.tell();
    assert.equal(taken.length, 2);
    assert.equal(taken[1], taken[0]);
  });

  it('that the command line renews are taken over too', async () => {
    await server();
    const taken: TlsIdentity[] = [];
    await certificates.use('https', 'HTTPS', (identity) => void taken.push(identity));
    const other = new Certificates({
      home: home,
      clock,
      logger: keepingLogger().logger,
      sealer: () => box,
    });
    const { serial } = await other.renew('https');
    await certificates.tell();
    assert.equal(taken.length, 1);
    assert.equal(certificates.get('https').serial, serial);
  });

  it('renew themselves at two thirds of their life, and the watch can be stopped', async () => {
    const renewed: string[] = [];
    const before = await server();
    const watch = new ExpiryWatch({
      certificates,
      clock,
      logger: keepingLogger().logger,
      meter: nullMeter,
      renewed: async (name) => void renewed.push(name),
    });
    watch.start();
    await watch.check();
    assert.equal(certificates.get('https').serial, before.serial);
    clock.advance(60 * DAY_MS);
    // The first may have begun within the hour before.
    await watch.check();
    await watch.check();
    assert.notEqual(certificates.get('https').serial, before.serial);
    assert.deepEqual(renewed, ['https']);
    await watch.stop();
    assert.equal(clock.timers, 0);
  });

  it('that are revoked while something uses them are made anew by the watch, others are not', async () => {
    const before = await server();
    await server({ name: 'plc' });
    await certificates.use('https', 'HTTPS', () => undefined);
    for (const name of ['https', 'plc']) await certificates.revoke(name, 'key-compromise');
    const { logger } = keepingLogger();
    const renewed: string[] = [];
    const watch = new ExpiryWatch({
      certificates,
      clock,
      logger,
      meter: nullMeter,
      renewed: async (name) => void renewed.push(name),
    });
    await watch.check();
    assert.deepEqual(renewed, ['https']);
    assert.equal(certificates.get('https').state, 'valid');
    assert.notEqual(certificates.get('https').serial, before.serial);
    assert.equal(certificates.get('plc').state, 'revoked');
  });

  it('that others have to renew warn once for each of 30, 7 and 1 days, and at the end', async () => {
    const pem = await makeRequest({ commonName: 'PLC', hosts: [] }, await makeKey());
    await certificates.sign(SigningInput.parse({ name: 'plc', request: pem, days: 60 }));
    const keeping = keepingLogger();
    const watch = new ExpiryWatch({
      certificates,
      clock,
      logger: keeping.logger,
      meter: nullMeter,
      renewed: async () => undefined,
    });
    for (let day = 0; day < 62; day++) {
      await watch.check();
      clock.advance(DAY_MS);
    }
    assert.deepEqual(
      keeping.lines.map(({ message }) => message),
      ['within 30 d', 'within 7 d', 'within 1 d', 'has ended'].map((end) =>
        end === 'has ended' ? `The certificate plc ${end}` : `The certificate plc ends ${end}`,
      ),
    );
  });

  it('are signed for who keeps the key, and then cannot be served with', async () => {
    const key = await makeKey();
    const request = await makeRequest({ commonName: 'PLC 1', hosts: ['plc-1.plant'] }, key);
    const signed = await certificates.sign(SigningInput.parse({ name: 'plc-1', request, purpose: 'both' }));
    assert.deepEqual([signed.source, signed.hosts], ['signed', ['plc-1.plant']]);
    assert.ok(new X509Certificate(certificates.chain('plc-1')).checkPrivateKey(createPrivateKey(key)));
    await assert.rejects(
      certificates.use('plc-1', 'test', () => undefined),
      {
        code: 'configuration',
        field: 'certificate',
      },
    );
    await assert.rejects(certificates.renew('plc-1'), { code: 'conflict' });
  });

  it('come from the company by a request whose key never leaves, and take the place of ours', async () => {
    await server();
    const taken: TlsIdentity[] = [];
    await certificates.use('https', 'HTTPS', (identity) => void taken.push(identity));
    const { request, certificate: waiting } = await certificates.request(
      CertificateInput.parse({ name: 'https', hosts: ['scada.company'] }),
    );
    assert.equal(waiting.source, 'internal');
    assert.equal(taken.length, 0);
    const company = new Authority(await makeAuthority('company', clock.now()));
    const answer = await company.issue({
      ...(await readRequest(request)),
      purpose: 'server',
      days: 365,
      now: clock.now(),
    });
    const own = await certificates.import({ name: 'https', certificate: answer + company.pem });
    await certificates.tell();
    assert.deepEqual([own.source, own.hosts, own.renewsAt], ['imported', ['scada.company'], undefined]);
    assert.equal(taken[0]?.cert, answer.trim() + '\n' + company.pem);
  });

  it('are brought with their key, and refused with the field that is wrong', async () => {
    const key = await makeKey();
    const company = new Authority(await makeAuthority('company', clock.now()));
    const plan = { commonName: 'x', hosts: ['x.company'], purpose: 'server', days: 9 } as const;
    const certificate = await company.issue({
      ...plan,
      publicKey: spkiOf(createPublicKey(key)),
      now: clock.now(),
    });
    await assert.rejects(certificates.import({ name: 'x', certificate }), { code: 'invalid', field: 'key' });
    await assert.rejects(certificates.import({ name: 'x', certificate, key: await makeKey() }), {
      field: 'key',
    });
    await assert.rejects(certificates.import({ name: 'x', certificate: 'x', key }), { field: 'certificate' });
    assert.deepEqual(certificates.list(), []);
    const own = await certificates.import({ name: 'x', certificate, key });
    assert.equal(own.state, 'ends-soon');
    assert.doesNotMatch(fileText(), /PRIVATE KEY/);
  });

  it('that OpenSSL would not serve with are not kept', async () => {
    const key = await makeKey();
    const company = new Authority(await makeAuthority('company', clock.now()));
    const plan = { commonName: 'x', hosts: ['x.company'], purpose: 'server', days: 9 } as const;
    const publicKey = spkiOf(createPublicKey(key));
    const certificate = await company.issue({ ...plan, publicKey, now: clock.now() });
    // What it refuses depends on the policy of the machine.
    const policy = mock.method(tls, 'createSecureContext', () => {
      throw new Error('ee key too small');
    });
    try {
      await assert.rejects(certificates.import({ name: 'x', certificate, key }), {
        code: 'invalid',
        field: 'certificate',
        message: /ee key too small/,
      });
    } finally {
      policy.mock.restore();
    }
    assert.deepEqual(certificates.list(), []);
  });

  it('have that of OPC UA beside them, from where its PKI keeps it', async () => {
    const folder = join(home, 'opcua');
    const { logger } = keepingLogger();
    const pki = await openPki({ folder, applicationUri: 'urn:test', hostnames: ['a'], clock, logger });
    const { sha256, validTo } = await pki.own();
    await pki.close();
    const expected = { name: 'opc-ua', source: 'folder', sha256, validTo, usedBy: ['OPC UA'] };
    assert.partialDeepStrictEqual(certificates.list(), [expected]);
    assert.partialDeepStrictEqual(certificates.get('opc-ua'), expected);
    await assert.rejects(server({ name: 'opc-ua' }), { code: 'conflict', field: 'name' });
    clock.advance(Date.parse(validTo) - clock.now() - 6 * DAY_MS);
    const told = keepingLogger();
    const renewed = () => Promise.resolve();
    await new ExpiryWatch({ certificates, clock, logger: told.logger, meter: nullMeter, renewed }).check();
    assert.deepEqual(
      told.lines.map(({ message }) => message),
      ['The certificate opc-ua ends within 7 d'],
    );
  });

  it('of which one is broken are listed all the same, and it can be made anew', async () => {
    await server();
    await server({ name: 'plc' });
    const opcua = join(home, 'opcua/applications/own/certs');
    mkdirSync(opcua, { recursive: true });
    writeFileSync(join(opcua, 'certificate.pem'), 'half');
    const file = join(home, 'certificates', 'register.json');
    const state = JSON.parse(fileText()) as { certificates: { name: string; chain: string }[] };
    for (const one of state.certificates) if (one.name === 'plc') one.chain = 'half';
    writeFileSync(file, JSON.stringify(state));
    assert.deepEqual(
      certificates.list().map((one) => [one.name, one.state]),
      [
        ['https', 'valid'],
        ['opc-ua', 'unreadable'],
        ['plc', 'unreadable'],
      ],
    );
    assert.equal(certificates.get('https').state, 'valid');
    assert.equal(certificates.get('plc').state, 'unreadable');
    await assert.rejects(certificates.revoke('plc', 'unspecified'), { code: 'invalid' });
    assert.equal((await certificates.renew('plc')).state, 'valid');
  });

  it('that are revoked stand in the list until they would have ended', async () => {
    const { serial = '' } = await server();
    const empty = await certificates.crl();
    assert.equal(await certificates.crl(), empty);
    const revoked = await certificates.revoke('https', 'superseded');
    assert.deepEqual([revoked.state, revoked.renewsAt], ['revoked', undefined]);
    assert.notEqual(await certificates.crl(), empty);
    assert.ok(fileText().toLowerCase().includes(serial));
    const again = await certificates.renew('https');
    assert.equal(again.state, 'valid');
    clock.advance(91 * DAY_MS);
    await certificates.revoke('https', 'retired').catch(() => undefined);
    const { revoked: kept } = JSON.parse(fileText()) as { revoked: { serial: string }[] };
    assert.deepEqual(
      kept.map((one) => one.serial.toLowerCase()),
      [again.serial],
    );
  });

  it('that are revoked are told though as many have gone from the list', async () => {
    await server({ days: 30 });
    await server({ name: 'plc' });
    await certificates.revoke('https', 'superseded');
    clock.advance(30 * DAY_MS - 1000);
    const before = await certificates.crl();
    clock.advance(2000);
    await certificates.revoke('plc', 'key-compromise');
    assert.notEqual(await certificates.crl(), before);
  });

  it('have a new list of those revoked when the clock was set back', async () => {
    await server();
    const before = await certificates.crl();
    clock.advance(-30 * DAY_MS);
    assert.notEqual(await certificates.crl(), before);
  });

  it('are not removed while something uses them', async () => {
    await server();
    const lease = await certificates.use('https', 'HTTPS', () => undefined);
    await assert.rejects(certificates.remove('https'), { code: 'conflict', message: /in use by HTTPS/ });
    lease.release();
    await certificates.remove('https');
    assert.throws(() => certificates.get('https'), { code: 'not-found' });
    await assert.rejects(certificates.remove('https'), { code: 'not-found' });
  });

  it('have a name each: a second one is refused', async () => {
    await server();
    await assert.rejects(server(), { code: 'conflict', field: 'name' });
  });

  it('do not open with another key, and say so', async () => {
    await server();
    const other = new Certificates({
      home: home,
      clock,
      logger: keepingLogger().logger,
      sealer: () => new SecretBox(randomBytes(32)),
    });
    await assert.rejects(
      other.use('https', 'test', () => undefined),
      { field: 'THERMACORE_SECRET_KEY' },
    );
    assert.equal(lines.length, 0);
  });
});
