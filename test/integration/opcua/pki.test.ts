import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  MessageSecurityMode,
  OPCUACertificateManager,
  OPCUAClient,
  OPCUAServer,
  SecurityPolicy,
  UserTokenType,
  type UserIdentityInfo,
} from 'node-opcua';
import { openPki, type OpcuaPki } from '../../../lib/connectors/opcua/pki';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { issue, revoke, type Issued } from '../../support/opcua-certificates';
import { freePort } from '../../support/product';

const CLIENT_URI = 'urn:test:scada';

describe('OPC UA certificates between a real client and a real server', function () {
  this.timeout(60_000);
  let home: string;
  let pki: OpcuaPki;
  let server: OPCUAServer;
  let url: string;
  let others: OPCUACertificateManager;

  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'thermacore-opcua-'));
    pki = await openPki({
      folder: join(home, 'opcua'),
      applicationUri: 'urn:thermacore:4711',
      hostnames: ['localhost', '127.0.0.1'],
      clock: systemClock,
      logger: silentLogger,
    });
    const port = await freePort();
    server = await newServer(port);
    url = `opc.tcp://127.0.0.1:${port}`;
    // The other side trusts everybody: it is ours that decides.
    others = new OPCUACertificateManager({
      rootFolder: join(home, 'others'),
      automaticallyAcceptUnknownCertificate: true,
      disableFileWatchers: true,
    });
    await others.initialize();
  });
  after(async () => {
    await server?.shutdown(0);
    await others?.dispose();
    await pki?.close();
    rmSync(home, { recursive: true, force: true });
  });
  beforeEach(async () => {
    for (const store of ['applications', 'users'] as const)
      for (const { thumbprint } of await pki.list(store)) await pki.remove(store, thumbprint);
  });

  async function newServer(port: number): Promise<OPCUAServer> {
    const made = new OPCUAServer({
      port,
      host: '127.0.0.1',
      serverInfo: { applicationUri: pki.applicationUri },
      certificateFile: pki.certificateFile,
      privateKeyFile: pki.privateKeyFile,
      serverCertificateManager: pki.applications,
      userCertificateManager: pki.users,
      securityPolicies: [SecurityPolicy.Basic256Sha256],
      securityModes: [MessageSecurityMode.SignAndEncrypt],
      allowAnonymous: true,
    });
    await made.start();
    return made;
  }

  /** One connection with a session, by a client that has this certificate. */
  async function connect(
    own: Issued,
    { claimed, user }: { claimed?: string; user?: UserIdentityInfo } = {},
  ): Promise<void> {
    const files = { certificateFile: join(home, 'client.pem'), privateKeyFile: join(home, 'client-key.pem') };
    writeFileSync(files.certificateFile, own.pem);
    writeFileSync(files.privateKeyFile, own.keyPem);
    const client = OPCUAClient.create({
      ...files,
      applicationName: 'SCADA of another',
      clientCertificateManager: others,
      securityMode: MessageSecurityMode.SignAndEncrypt,
      securityPolicy: SecurityPolicy.Basic256Sha256,
      endpointMustExist: false,
      connectionStrategy: { maxRetry: 0 },
    });
    // By itself it says what its certificate says.
    if (claimed) Object.assign(client, { _getApplicationUri: () => claimed });
    try {
      await client.connect(url);
      const session = await client.createSession(user);
      await session.close();
    } finally {
      await client.disconnect();
    }
  }

  it('lets a client in when it was trusted, and no more when it was rejected', async () => {
    const scada = await issue({ name: 'SCADA', applicationUri: CLIENT_URI });
    await assert.rejects(connect(scada), 'a stranger');
    const [seen] = await pki.list('applications');
    assert.deepEqual(
      [seen?.thumbprint, seen?.state, seen?.why, seen?.applicationUri],
      [scada.thumbprint, 'rejected', 'self-signed', CLIENT_URI],
    );
    await pki.trust('applications', scada.thumbprint);
    await connect(scada);
    await pki.reject('applications', scada.thumbprint);
    await assert.rejects(connect(scada), 'rejected');
    await pki.trust('applications', scada.thumbprint);
    await connect(scada);
  });

  it('lets a client in whose authority is trusted, until it is revoked', async () => {
    const authority = await issue({ name: 'Plant CA', authority: true });
    const scada = await issue({ name: 'SCADA', applicationUri: CLIENT_URI, issuer: authority });
    await assert.rejects(connect(scada), 'nobody knows the authority');
    await pki.add('applications', authority.pem, 'trusted');
    await pki.addCrl('applications', await revoke(authority, []));
    await connect(scada);
    await pki.addCrl('applications', await revoke(authority, [scada], new Date(Date.now() + 2000)));
    await assert.rejects(connect(scada), 'revoked');
  });

  for (const [what, days] of [
    ['has expired', { from: -10, to: -1 }],
    ['is not valid yet', { from: 1, to: 10 }],
  ] as const)
    it(`refuses a trusted client whose certificate ${what}`, async () => {
      const scada = await issue({ name: 'SCADA', applicationUri: CLIENT_URI, ...days });
      await pki.add('applications', scada.pem, 'trusted');
      await assert.rejects(connect(scada));
    });

  it('refuses a trusted client that says to be another application', async () => {
    const scada = await issue({ name: 'SCADA', applicationUri: CLIENT_URI });
    await pki.add('applications', scada.pem, 'trusted');
    await assert.rejects(connect(scada, { claimed: 'urn:test:somebody-else' }), /BadCertificateUriInvalid/);
    await connect(scada);
  });

  it('lets a user in by a certificate that is trusted among the users only', async () => {
    const scada = await issue({ name: 'SCADA', applicationUri: CLIENT_URI });
    const operator = await issue({ name: 'Operator' });
    for (const { pem } of [scada, operator]) await pki.add('applications', pem, 'trusted');
    const user: UserIdentityInfo = {
      type: UserTokenType.Certificate,
      certificateData: operator.certificate.raw,
      privateKey: operator.keyPem,
    };
    await assert.rejects(connect(scada, { user }), 'applications are not users');
    assert.deepEqual(
      (await pki.list('users')).map(({ thumbprint, state }) => [thumbprint, state]),
      [[operator.thumbprint, 'rejected']],
    );
    await pki.trust('users', operator.thumbprint);
    await connect(scada, { user });
    await pki.reject('users', operator.thumbprint);
    await assert.rejects(connect(scada, { user }));
  });

  it('as a client: refuses a server that nobody trusts, and takes the renewed certificate for new connections', async () => {
    const folder = join(home, 'client');
    const mine = await openPki({
      folder,
      applicationUri: 'urn:thermacore:client',
      clock: systemClock,
      logger: silentLogger,
    });
    const attempt = async (): Promise<void> => {
      const client = OPCUAClient.create({
        applicationUri: mine.applicationUri,
        certificateFile: mine.certificateFile,
        privateKeyFile: mine.privateKeyFile,
        clientCertificateManager: mine.applications,
        securityMode: MessageSecurityMode.SignAndEncrypt,
        securityPolicy: SecurityPolicy.Basic256Sha256,
        endpointMustExist: false,
        connectionStrategy: { maxRetry: 0 },
      });
      try {
        await client.connect(url);
        await (await client.createSession()).close();
      } finally {
        await client.disconnect();
      }
    };
    await pki.add('applications', (await ownPem(mine)).toString(), 'trusted');
    await assert.rejects(attempt(), 'an unknown server');
    const { thumbprint } = await pki.own();
    const [seen] = await mine.list('applications');
    assert.equal(seen?.thumbprint, thumbprint);
    await mine.trust('applications', thumbprint);
    await attempt();
    // It is still there for the next: a client that goes does not take it along.
    await attempt();
    const renewed = await mine.renew();
    await assert.rejects(attempt(), 'the server does not know the new one');
    await pki.trust('applications', renewed.thumbprint);
    await attempt();
    assert.deepEqual(readdirSync(join(folder, 'users/own/private')), []);
    await mine.close();
  });

  it('a server that was shut down leaves the list open for the next', async () => {
    const scada = await issue({ name: 'SCADA', applicationUri: CLIENT_URI });
    await pki.add('applications', scada.pem, 'trusted');
    await server.shutdown(0);
    const port = await freePort();
    server = await newServer(port);
    url = `opc.tcp://127.0.0.1:${port}`;
    await connect(scada);
    await pki.reject('applications', scada.thumbprint);
    await assert.rejects(connect(scada));
  });
});

async function ownPem(pki: OpcuaPki): Promise<Buffer> {
  return readFile(pki.certificateFile);
}
