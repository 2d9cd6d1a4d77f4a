import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OPCUAServerOptions } from 'node-opcua';
import { OpcuaConfig, opcuaSpec } from '../../../lib/connectors/opcua';
import { loadOpcua, type Opcua } from '../../../lib/connectors/opcua/library';
import { openPki, type OpcuaPki } from '../../../lib/connectors/opcua/pki';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { link } from '../../contract/collector';
import { issue, revoke, type Issued, type Wanted } from '../../support/opcua-certificates';
import { OpcuaField } from '../../support/opcua-field';
import { testPki, type TestPki } from '../../support/opcua-pki';
import { Client, context } from './client-bench';

const SERVER_URI = 'urn:test:plc';

describe('An OPC UA client and whom it talks to', function () {
  this.timeout(60_000);
  let opcua: Opcua;
  let home: string;
  let pki: OpcuaPki;
  let base: TestPki;
  const fields: OpcuaField[] = [];
  const clients: Client[] = [];

  before(async () => {
    opcua = await loadOpcua();
    home = mkdtempSync(join(tmpdir(), 'thermacore-opcua-'));
    pki = await openPki({
      folder: join(home, 'opcua'),
      applicationUri: 'urn:thermacore:4711',
      hostnames: ['localhost', '127.0.0.1'],
      clock: systemClock,
      logger: silentLogger,
    });
    base = await testPki('plc', true);
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map(({ connector }) => connector.stop()));
    for (const field of fields.splice(0)) await field.stop();
    for (const { thumbprint } of await pki.list('applications')) await pki.remove('applications', thumbprint);
  });
  after(async () => {
    await base.remove();
    await pki.close();
    rmSync(home, { recursive: true, force: true });
  });

  /** A server with a certificate of its own; as `localhost`, for which test certificates are made. */
  async function server(
    wanted: Wanted = {},
    more: Partial<OPCUAServerOptions> = {},
  ): Promise<{ field: OpcuaField; issued: Issued; url: string }> {
    const issued = await issue({ name: 'plc', applicationUri: SERVER_URI, ...wanted });
    const file = join(base.folder, `${issued.thumbprint}.pem`);
    const key = join(base.folder, `${issued.thumbprint}.key`);
    writeFileSync(file, issued.pem);
    writeFileSync(key, issued.keyPem, { mode: 0o600 });
    const field = await OpcuaField.start({
      pki: { ...base, applicationUri: SERVER_URI, certificateFile: file, privateKeyFile: key },
      more,
    });
    field.variable('x', 'Double', { dataType: opcua.DataType.Double, value: 1 });
    fields.push(field);
    return { field, issued, url: `opc.tcp://localhost:${field.port}` };
  }
  const client = (endpoint: string, config: object = {}): Client => {
    const made = new Client(pki, { endpoint, timeoutMs: 5000, ...config }, { x: {} });
    clients.push(made);
    return made;
  };
  const test = (endpoint: string, config: object = {}) =>
    opcuaSpec(() => Promise.resolve(pki)).test(OpcuaConfig.parse({ endpoint, ...config }), context);
  const trust = (issued: Issued) => pki.add('applications', issued.pem, 'trusted');

  for (const policy of ['Aes256_Sha256_RsaPss', 'Aes128_Sha256_RsaOaep', 'Basic256Sha256'] as const)
    for (const mode of ['SignAndEncrypt', 'Sign'] as const)
      it(`reads by ${policy}, ${mode}`, async () => {
        const { issued, url } = await server();
        await trust(issued);
        const one = client(url, { security: policy, mode });
        await one.reading('x');
        assert.match(
          one.status?.text ?? '',
          new RegExp(`: ${policy}, ${mode === 'Sign' ? 'signed$' : 'signed and encrypted$'}`),
        );
      });

  it('takes the strongest policy that is offered', async () => {
    const { issued, url } = await server(
      {},
      { securityPolicies: [opcua.SecurityPolicy.Basic256Sha256, opcua.SecurityPolicy.Aes128_Sha256_RsaOaep] },
    );
    await trust(issued);
    const one = client(url);
    await one.reading('x');
    assert.match(one.status?.text ?? '', /Aes128_Sha256_RsaOaep, signed and encrypted$/);
  });

  it('never falls back to a connection without security, and says what is offered', async () => {
    const { url } = await server(
      {},
      { securityModes: [opcua.MessageSecurityMode.None], securityPolicies: [opcua.SecurityPolicy.None] },
    );
    const one = client(url);
    const { text } = await link(one.connector, 'error');
    assert.equal(text, 'the server does not offer a secure policy (SignAndEncrypt); it offers None (None)');
    const open = client(url, { security: 'none' });
    await open.reading('x');
    assert.match(open.status?.text ?? '', /without security$/);
  });

  it('refuses a server that nobody approved, keeps its certificate to be looked at, and connects once it is trusted', async () => {
    const { issued, url } = await server();
    const one = client(url);
    const { text } = await link(one.connector, 'error');
    assert.match(text, /not trusted: approve it among the OPC UA certificates \(BadCertificateUntrusted\)$/);
    const [kept] = await pki.list('applications');
    assert.deepEqual([kept?.state, kept?.thumbprint], ['rejected', issued.thumbprint]);
    await pki.trust('applications', issued.thumbprint);
    await one.reading('x');
  });

  it('takes any server where the form says so in words', async () => {
    const { url } = await server();
    await client(url, { trust: 'any' }).reading('x');
  });

  const refused: [what: string, wanted: Wanted, host: string, says: RegExp][] = [
    ['that has expired', { from: -20, to: -10 }, 'localhost', /has expired, or is not valid yet/],
    ['that is not valid yet', { from: 10, to: 20 }, 'localhost', /has expired, or is not valid yet/],
    ['of another host', {}, '127.0.0.1', /is for another host: use the name in it, or give its fingerprint/],
    [
      'of another application',
      { applicationUri: 'urn:test:other' },
      'localhost',
      /is for another application/,
    ],
  ];
  for (const [what, wanted, host, says] of refused)
    it(`refuses a trusted certificate ${what}`, async () => {
      const { issued, url } = await server(wanted);
      await trust(issued);
      const { ok, answer } = await test(url.replace('localhost', host));
      assert.equal(ok, false);
      assert.match(answer, says);
    });

  it('refuses a certificate that its issuer has revoked, and one whose issuer is not known', async () => {
    const authority = await issue({ name: 'CA', authority: true });
    const { issued, url } = await server({ issuer: authority });
    assert.match((await test(url)).answer, /issuer of the server’s certificate is missing|not trusted/);
    for (const { thumbprint } of await pki.list('applications')) await pki.remove('applications', thumbprint);
    await pki.add('applications', authority.pem, 'issuer');
    await pki.addCrl('applications', await revoke(authority, []));
    await trust(issued);
    assert.equal((await test(url)).ok, true);
    await pki.addCrl('applications', await revoke(authority, [issued], new Date(Date.now() + 1000)));
    assert.match((await test(url)).answer, /has been revoked/);
  });

  it('takes the one certificate whose fingerprint is given, and no other', async () => {
    const { issued, url } = await server();
    const fingerprint = createHash('sha256').update(issued.certificate.raw).digest('hex');
    const pinned = url.replace('localhost', '127.0.0.1');
    await client(pinned, { fingerprint: fingerprint.toUpperCase().match(/../g)?.join(':') }).reading('x');
    const { ok, answer } = await test(pinned, { fingerprint: 'ab'.repeat(32) });
    assert.equal(ok, false);
    assert.match(
      answer,
      new RegExp(`another certificate than the one given: its fingerprint is ${fingerprint}`),
    );
  });

  describe('as a user', () => {
    const users = {
      isValidUser: (name: string, password: string) => name === 'plant' && password === 'secret-of-plant',
    };

    it('with a password, also to a server that takes nobody else', async () => {
      const { issued, url } = await server({}, { allowAnonymous: false, userManager: users as never });
      await trust(issued);
      await client(url, { identity: 'user', username: 'plant', password: 'secret-of-plant' }).reading('x');
      const wrong = await test(url, { identity: 'user', username: 'plant', password: 'other' });
      assert.match(wrong.answer, /wrong user name or password|does not let this user in/);
      assert.ok(!wrong.answer.includes('other'));
      const anonymous = await test(url);
      assert.equal(anonymous.ok, false);
      assert.match(anonymous.answer, /does not (take this kind of login|let this user in)|wrong user name/);
    });

    it('with a certificate', async () => {
      const user = await issue({ name: 'operator' });
      const { field, issued, url } = await server();
      await field.server.userCertificateManager.trustCertificate(user.certificate.raw);
      await trust(issued);
      const identity = { identity: 'certificate', userCertificate: user.pem, userKey: user.keyPem };
      await client(url, identity).reading('x');
      const stranger = await issue({ name: 'stranger' });
      const refused_ = await test(url, {
        ...identity,
        userCertificate: stranger.pem,
        userKey: stranger.keyPem,
      });
      assert.equal(refused_.ok, false);
      assert.match(
        refused_.answer,
        /user certificate that the server does not trust|does not let this user in/,
      );
    });
  });

  it('says so where the server does not accept our certificate', async () => {
    const closed = await testPki('closed');
    const issued = await issue({ name: 'plc', applicationUri: SERVER_URI });
    const file = join(closed.folder, 'plc.pem');
    const key = join(closed.folder, 'plc.key');
    writeFileSync(file, issued.pem);
    writeFileSync(key, issued.keyPem, { mode: 0o600 });
    const field = await OpcuaField.start({
      pki: { ...closed, applicationUri: SERVER_URI, certificateFile: file, privateKeyFile: key },
    });
    try {
      await trust(issued);
      const { ok, answer } = await test(`opc.tcp://localhost:${field.port}`);
      assert.equal(ok, false);
      assert.match(answer, /does not accept our certificate: let it trust it, then try again/);
    } finally {
      await field.stop();
      await closed.remove();
    }
  });
});
