import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPki, type OpcuaPki } from '../../lib/connectors/opcua/pki';
import { systemClock } from '../../lib/core/clock';
import { silentLogger } from '../../lib/core/logger';
import { currentPlatform } from '../../lib/platform';
import { DATABASE, askPlatform, configEntries, configNodes, principalNamed } from '../support/ask-platform';
import { runFlow } from '../support/node-red';
import { issue, revoke, type Issued } from '../support/opcua-certificates';
import apiIn = require('../../nodes/api-in/api-in');
import apiOut = require('../../nodes/api-out/api-out');
import certificates = require('../../nodes/opcua-certificates/opcua-certificates');
import security = require('../../nodes/security/security');

const SECURITY = 'c0a0000000000009';
const BASE = '/api/v1/opcua';
const node = (id: string, operation: string, wires: string[][]) => ({
  id,
  type: 'thermacore-opcua-certificates',
  database: DATABASE,
  operation,
  wires,
});

describe('thermacore-opcua-certificates', function () {
  this.timeout(60_000);
  let folder: string;
  let pki: OpcuaPki;
  let plc: Issued;

  before(async () => (plc = await issue({ name: 'PLC' })));
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'thermacore-certificates-'));
    pki = await openPki({
      folder,
      applicationUri: 'urn:thermacore:4711',
      clock: systemClock,
      logger: silentLogger,
    });
  });
  afterEach(async () => {
    await pki.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The platform of other nodes' tests, with real certificates. */
  const platform = (): ReturnType<typeof askPlatform> => {
    const asked = askPlatform();
    Object.assign(currentPlatform() ?? {}, { opcuaPki: () => Promise.resolve(pki) });
    return asked;
  };
  const run = (operation: string) =>
    runFlow([certificates, ...configNodes], [...configEntries, node('n', operation, [['out']])]);
  const endpoints = () =>
    runFlow(
      [certificates, apiIn, apiOut, security, ...configNodes],
      [
        ...configEntries,
        { id: SECURITY, type: 'thermacore-security', accessTokenMinutes: 15, sessionDays: 7 },
        ...Object.entries({
          own: 'getOpcuaCertificate',
          renew: 'renewOpcuaCertificate',
          list: 'listOpcuaCertificates',
          add: 'addOpcuaCertificate',
          trust: 'trustOpcuaCertificate',
          reject: 'rejectOpcuaCertificate',
          remove: 'removeOpcuaCertificate',
          'add-crl': 'addOpcuaCrl',
        }).flatMap(([operation, api]) => [
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
    const own = await request('admin', 'GET', `${BASE}/certificate`);
    assert.deepEqual([own.status, own.body], [200, await pki.own()]);
    await pki.applications.checkCertificate(plc.certificate.raw);
    const list = async (): Promise<string[]> => {
      const { body } = await request('admin', 'GET', `${BASE}/certificates?store=applications`);
      return (body as { items: { subject: string; state: string }[] }).items.map(
        ({ subject, state }) => `${subject} ${state}`,
      );
    };
    assert.deepEqual(await list(), ['CN=PLC rejected']);
    // As people copy it.
    const thumbprint = plc.certificate.fingerprint;
    const trusted = await request('admin', 'POST', `${BASE}/certificates/${thumbprint}/trust`);
    assert.deepEqual([trusted.status, (trusted.body as { state: string }).state], [200, 'trusted']);
    const rejected = await request('admin->aqua', 'POST', `${BASE}/certificates/${plc.thumbprint}/reject`);
    assert.deepEqual([rejected.status, (rejected.body as { why: string }).why], [200, 'denied']);
    assert.equal((await request('admin', 'DELETE', `${BASE}/certificates/${plc.thumbprint}`)).status, 204);
    assert.deepEqual(await list(), []);
    const authority = await issue({ name: 'Plant CA', authority: true });
    const added = await request('admin', 'POST', `${BASE}/certificates`, {
      pem: authority.pem,
      as: 'issuer',
    });
    assert.deepEqual([added.status, (added.body as { state: string }).state], [201, 'issuer']);
    const crl = await revoke(authority, []);
    assert.equal((await request('admin', 'POST', `${BASE}/crls`, { crl })).status, 204);
    assert.equal((await request('admin', 'POST', `${BASE}/certificate/renew`)).status, 200);
    assert.deepEqual(
      audited.map(({ tenant, action, target, detail }) => [
        tenant,
        action,
        target,
        detail?.['subject'] ?? detail?.['removed'] ?? detail?.['crl'],
      ]),
      [
        [null, 'certificate:update', thumbprint.replaceAll(':', '').toLowerCase(), 'CN=PLC'],
        [null, 'certificate:update', plc.thumbprint, 'CN=PLC'],
        [null, 'certificate:update', plc.thumbprint, 'CN=PLC'],
        [null, 'certificate:update', '', 'CN=Plant CA'],
        [null, 'certificate:update', '', true],
        [null, 'certificate:update', '', (await pki.own()).subject],
      ],
    );
  });

  it('says over HTTP what is wrong', async () => {
    const { request } = platform();
    await endpoints();
    const none = '0'.repeat(40);
    for (const [method, path, body, status, field] of [
      ['POST', `/certificates/${none}/trust`, undefined, 404, 'thumbprint'],
      ['DELETE', `/certificates/nonsense`, undefined, 400, 'thumbprint'],
      ['GET', '/certificates?store=everything', undefined, 400, 'store'],
      ['POST', '/certificates', { pem: 'hello' }, 400, 'pem'],
      ['POST', '/certificates', { pem: 'x'.repeat(70_000) }, 413, 'pem'],
      ['POST', '/crls', { crl: 'hello' }, 400, 'crl'],
    ] as const) {
      const answer = await request('admin', method, `${BASE}${path}`, body);
      assert.equal(answer.status, status, `${method} ${path}`);
      const { errors } = answer.body as { errors?: { field: string }[] };
      assert.equal(errors?.[0]?.field, field, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    }
  });

  for (const who of ['viewer@aqua', 'operator@aqua', 'admin@aqua', 'operator'])
    it(`is closed to ${who}`, async () => {
      const { request, audited } = platform();
      await endpoints();
      await pki.add('applications', plc.pem, 'trusted');
      for (const [method, path] of [
        ['GET', '/certificate'],
        ['GET', '/certificates'],
        ['POST', `/certificates/${plc.thumbprint}/reject`],
        ['DELETE', `/certificates/${plc.thumbprint}`],
        ['POST', '/certificate/renew'],
      ] as const)
        assert.equal((await request(who, method, `${BASE}${path}`)).status, 403, path);
      const flow = await run('reject');
      flow.send('n', {
        principal: principalNamed(who),
        params: { thumbprint: plc.thumbprint },
        apiRequest: { id: '1' },
      });
      assert.equal(((await flow.next('out'))['error'] as { code: string }).code, 'forbidden');
      assert.equal((await pki.list('applications'))[0]?.state, 'trusted');
      assert.deepEqual(audited, []);
    });

  it('does nothing for a message without a user', async () => {
    platform();
    const flow = await run('renew');
    const before = await pki.own();
    flow.send('n', { apiRequest: { id: '1' } });
    assert.equal(((await flow.next('out'))['error'] as { code: string }).code, 'unauthenticated');
    assert.deepEqual(await pki.own(), before);
  });

  it('gives the page all it shows in one answer', async () => {
    platform();
    await pki.add('applications', plc.pem, 'trusted');
    await pki.users.checkCertificate(plc.certificate.raw);
    const flow = await run('page');
    flow.send('n', { principal: principalNamed('admin->aqua') });
    const { payload } = await flow.next('out');
    const { own, items } = payload as { own: object; items: { store: string; state: string }[] };
    assert.deepEqual(own, await pki.own());
    assert.deepEqual(
      items.map(({ store, state }) => `${store} ${state}`),
      ['applications trusted', 'users rejected'],
    );
  });
});
