import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../lib/core/clock';
import { silentLogger } from '../../lib/core/logger';
import { Certificates, currentPlatform } from '../../lib/platform';
import { makeKey, makeRequest } from '../../lib/security/certificates';
import { SecretBox } from '../../lib/security/secret-box';
import { DATABASE, askPlatform, configEntries, configNodes, principalNamed } from '../support/ask-platform';
import { runFlow } from '../support/node-red';
import apiIn = require('../../nodes/api-in/api-in');
import apiOut = require('../../nodes/api-out/api-out');
import certificatesNode = require('../../nodes/certificates/certificates');
import security = require('../../nodes/security/security');

const SECURITY = 'c0a0000000000009';
const API = '/api/v1';
const OPERATIONS = {
  list: 'listCertificates',
  get: 'getCertificate',
  chain: 'getCertificateChain',
  create: 'createCertificate',
  renew: 'renewCertificate',
  revoke: 'revokeCertificate',
  remove: 'removeCertificate',
  sign: 'signCertificate',
  request: 'requestCertificate',
  import: 'importCertificate',
  authority: 'getCertificateAuthority',
  crl: 'getCertificateCrl',
};

describe('thermacore-certificates', function () {
  this.timeout(30_000);
  let home: string;
  beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'thermacore-certificates-'))));
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  /** The platform of other nodes' tests, with real certificates. */
  const platform = (): ReturnType<typeof askPlatform> => {
    const asked = askPlatform();
    const box = new SecretBox(randomBytes(32));
    const certificates = new Certificates({
      home,
      clock: systemClock,
      logger: silentLogger,
      sealer: () => box,
    });
    Object.assign(currentPlatform() ?? {}, { certificates });
    return asked;
  };
  const node = (id: string, operation: string, wires: string[][]) => ({
    id,
    type: 'thermacore-certificates',
    database: DATABASE,
    operation,
    wires,
  });
  const endpoints = () =>
    runFlow(
      [certificatesNode, apiIn, apiOut, security, ...configNodes],
      [
        ...configEntries,
        { id: SECURITY, type: 'thermacore-security', accessTokenMinutes: 15, sessionDays: 7 },
        ...Object.entries(OPERATIONS).flatMap(([operation, api]) => [
          {
            id: `${operation}-in`,
            type: 'thermacore-api-in',
            security: SECURITY,
            operation: api,
            wires: [[operation]],
          },
          node(operation, operation, [['o']]),
        ]),
        { id: 'o', type: 'thermacore-api-out', wires: [] },
      ],
    );

  it('answers every operation of the API to an administrator of the platform, and audits the changes', async () => {
    const { request, audited } = platform();
    await endpoints();
    const as = async <T>(method: string, path: string, status: number, body?: unknown): Promise<T> => {
      const answer = await request('admin', method, `${API}${path}`, body);
      assert.equal(answer.status, status, JSON.stringify(answer.body));
      assert.doesNotMatch(JSON.stringify(answer.body ?? null), /PRIVATE KEY|sealed/);
      return answer.body as T;
    };
    const plan = { name: 'broker', hosts: ['broker.plant'] };
    const made = await as<{ serial: string; state: string }>('POST', '/certificates', 201, plan);
    assert.equal(made.state, 'valid');
    const renewed = await as<{ serial: string }>('POST', '/certificates/broker/renew', 200);
    assert.notEqual(renewed.serial, made.serial);
    assert.deepEqual(await as('GET', '/certificates/broker', 200), renewed);
    const pem = await makeRequest({ commonName: 'PLC', hosts: [] }, await makeKey());
    await as('POST', '/certificate-signings', 201, { name: 'plc', request: pem });
    const { items } = await as<{ items: { name: string }[] }>('GET', '/certificates', 200);
    assert.deepEqual(
      items.map(({ name }) => name),
      ['broker', 'plc'],
    );
    const { pem: authority } = await as<{ pem: string }>('GET', '/certificate-authority', 200);
    const { pem: chain } = await as<{ pem: string }>('GET', '/certificates/broker/chain', 200);
    assert.ok(chain.endsWith(authority));
    const asked = await as<{ request: string }>('POST', '/certificate-requests', 201, plan);
    const answer = await as<{ state: string }>('POST', '/certificate-signings', 201, {
      name: 'answer',
      request: asked.request,
      purpose: 'server',
    });
    assert.equal(answer.state, 'valid');
    const signed = await as<{ pem: string }>('GET', '/certificates/answer/chain', 200);
    const own = await as<{ source: string }>('POST', '/certificate-imports', 200, {
      name: 'broker',
      certificate: signed.pem,
    });
    assert.equal(own.source, 'imported');
    const before = await as<{ crl: string }>('GET', '/certificate-authority/crl', 200);
    const gone = await as<{ state: string }>('POST', '/certificates/plc/revoke', 200, { reason: 'retired' });
    assert.equal(gone.state, 'revoked');
    assert.notEqual((await as<{ crl: string }>('GET', '/certificate-authority/crl', 200)).crl, before.crl);
    await as('DELETE', '/certificates/plc', 204);
    await as('GET', '/certificates/plc', 404);
    assert.deepEqual(
      audited.map(({ tenant, action, actor }) => [tenant, action, actor]),
      Array.from({ length: 8 }, () => [null, 'certificate:update', 'admin']),
    );
    assert.doesNotMatch(JSON.stringify(audited), /PRIVATE KEY|sealed/);
  });

  it('says over HTTP what is wrong, with the field', async () => {
    const { request } = platform();
    await endpoints();
    for (const [method, path, body, status, field] of [
      ['GET', '/certificates/none', undefined, 404, 'certificate'],
      ['GET', '/certificates/No%20Name', undefined, 400, 'certificate'],
      ['POST', '/certificates', { name: 'a' }, 400, 'hosts'],
      ['POST', '/certificates', { name: 'a', hosts: ['a b'] }, 400, 'hosts'],
      ['POST', '/certificate-signings', { name: 'a', request: 'nonsense' }, 400, 'request'],
      ['POST', '/certificate-imports', { name: 'a', certificate: 'nonsense', key: 'x' }, 400, 'certificate'],
    ] as const) {
      const answer = await request('admin', method, `${API}${path}`, body);
      assert.equal(answer.status, status, path);
      assert.match(JSON.stringify(answer.body), new RegExp(field), path);
    }
  });

  it('lets nobody in but administrators of the platform', async () => {
    const { request } = platform();
    await endpoints();
    for (const user of ['admin@aqua', 'operator@aqua', 'viewer'])
      for (const [method, path] of [
        ['GET', '/certificates'],
        ['GET', '/certificate-authority'],
        ['POST', '/certificates/https/renew'],
      ] as const)
        assert.equal((await request(user, method, `${API}${path}`)).status, 403, `${user} ${path}`);
    assert.equal((await request(undefined, 'GET', `${API}/certificates`)).status, 401);
  });

  it('answers messages of a flow with a user', async () => {
    platform();
    const flow = await runFlow(
      [certificatesNode, ...configNodes],
      [...configEntries, node('n', 'list', [['out']])],
    );
    flow.send('n', { principal: principalNamed('admin') });
    assert.deepEqual((await flow.next('out'))['payload'], { items: [] });
  });
});
