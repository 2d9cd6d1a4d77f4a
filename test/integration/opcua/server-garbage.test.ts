import assert from 'node:assert/strict';
import { X509Certificate, createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { readCertificateChain } from 'node-opcua-crypto';
import { MessageSecurityMode, OPCUAClient, SecurityPolicy, type OPCUAClientOptions } from 'node-opcua';
import type { OpcuaServer } from '../../../lib/connectors/opcua/server';
import { openTestPki, type TestPki } from '../../support/opcua-server-pki';
import { Clients, TestPlant, asUser, serve } from '../../support/opcua-server';
import { eventually } from '../../support/product';

const HOST = '127.0.0.1';

describe('An OPC UA server that is watched', () => {
  let pki: TestPki;
  let server: OpcuaServer;
  const told: string[] = [];
  const shown: string[] = [];
  const clients = new Clients(() => pki);

  before(async () => {
    pki = await openTestPki();
    server = await serve(pki, {
      ports: new TestPlant().ports,
      config: { policies: ['Aes256_Sha256_RsaPss'], signOnly: false },
      door: {
        admits: () => true,
        malformed: (_, what) => void told.push(what),
        certificate: (_, about) => void shown.push(about),
      },
    });
  });
  afterEach(() => clients.close());
  after(async () => {
    await server.stop();
    await pki.close();
  });

  /** Asks for it without having looked at what is offered. */
  const isRefused = (options: OPCUAClientOptions, password?: string): Promise<void> => {
    const blind = { endpointMustExist: false, serverCertificate: readCertificateChain(pki.certificateFile) };
    return assert.rejects(
      clients.session(server.port, asUser('viewer@aqua', password), { ...blind, ...options }),
    );
  };

  it('takes nobody’s policy, certificate or password for garbage', async () => {
    const { None, Basic256Sha256, Aes256_Sha256_RsaPss: securityPolicy } = SecurityPolicy;
    await isRefused({ securityMode: MessageSecurityMode.None, securityPolicy: None });
    await isRefused({ securityPolicy: Basic256Sha256 });
    await isRefused({ securityMode: MessageSecurityMode.Sign, securityPolicy });
    await isRefused({ securityPolicy }, 'wrong');
    const { certificateFile } = pki.client;
    await isRefused({ securityPolicy, serverCertificate: readCertificateChain(certificateFile) });
    assert.deepEqual([told, shown], [[], []]);
  });

  it('tells of a certificate that nobody trusts, and not as of garbage', async () => {
    pki.applications.automaticallyAcceptUnknownCertificate = false;
    const { certificateFile, privateKeyFile } = await pki.userCertificate('stranger', false);
    const options = { applicationUri: 'urn:thermacore:test:stranger', certificateFile, privateKeyFile };
    await isRefused({ securityPolicy: SecurityPolicy.Aes256_Sha256_RsaPss, ...options });
    const { raw } = new X509Certificate(readFileSync(certificateFile));
    const about = `SHA-1 ${createHash('sha1').update(raw).digest('hex')}`;
    assert.deepEqual([told, new Set(shown)], [[], new Set([about])]);
  });

  for (const [what, octets] of Object.entries({
    'another protocol': Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    'a hello that ends early': Buffer.from('HELF\x0c\0\0\0\0\0\0\0', 'latin1'),
    'a chunk that is too small': Buffer.from('HELF\x04\0\0\0', 'latin1'),
    'a chunk that is too large': Buffer.from('HELF\xff\xff\xff\x7f', 'latin1'),
    'a call before the hello': Buffer.from('MSGF\x0c\0\0\0\0\0\0\0', 'latin1'),
  }))
    it(`tells of garbage: ${what}`, async () => {
      const before = told.length;
      const socket = connect(server.port, HOST);
      socket.on('error', () => undefined);
      socket.write(octets);
      await eventually('it is told', () => Promise.resolve(told.length > before));
      socket.destroy();
    });

  it('takes buffers that are too small for what they are', async () => {
    const before = told.length;
    const url = Buffer.from(`opc.tcp://${HOST}`);
    const hello = Buffer.alloc(32);
    hello.write('HELF', 'latin1');
    [hello.length + url.length, 0, 1024, 1024, 0, 0, url.length].forEach((value, i) =>
      hello.writeUInt32LE(value, 4 + i * 4),
    );
    const socket = connect(server.port, HOST);
    socket.write(Buffer.concat([hello, url]));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    assert.equal(answer.subarray(0, 3).toString(), 'ERR');
    socket.on('error', () => undefined);
    if (!socket.closed) await once(socket, 'close');
    assert.equal(told.length, before);
  });

  it('takes a line that breaks for nothing', async () => {
    const before = told.length;
    const socket = connect(server.port, HOST);
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.resetAndDestroy();
    const client = OPCUAClient.create({
      endpointMustExist: false,
      clientCertificateManager: pki.client.manager,
    });
    await client.connect(`opc.tcp://${HOST}:${server.port}`);
    await client.disconnect();
    assert.equal(told.length, before);
  });
});
