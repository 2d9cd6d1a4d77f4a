import assert from 'node:assert/strict';
import { askAdmin, postAdmin, runFlow } from '../support/node-red';
import { tenantEntries, useRealPlatform, AQUA } from '../support/real-platform';
import database = require('../../nodes/database/database');
import opcuaEndpoint = require('../../nodes/opcua-endpoint/opcua-endpoint');
import opcuaIn = require('../../nodes/opcua-in/opcua-in');
import tenant = require('../../nodes/tenant/tenant');

const SERVER = 'c000000000000009';
const run = (fields: object, credentials: object = {}) =>
  runFlow(
    [database, tenant, opcuaEndpoint, opcuaIn],
    [
      ...tenantEntries,
      { id: SERVER, type: 'thermacore-opcua-endpoint', endpoint: 'opc.tcp://127.0.0.1:1', ...fields },
      {
        id: 'in',
        type: 'thermacore-opcua-in',
        endpoint: SERVER,
        tenant: AQUA,
        points: [{ unit: 'boiler-1', sensor: 'pressure', nodeId: 'i=1' }],
        wires: [['out'], []],
      },
    ],
    { [SERVER]: credentials },
  );

describe('thermacore-opcua-endpoint', () => {
  useRealPlatform();

  it('says what went wrong', async () => {
    await (await run({})).shows('in', /127\.0\.0\.1:1/);
  });

  it('names the field that is missing or wrong', async () => {
    const cases: [object, RegExp][] = [
      [{ endpoint: '' }, /^endpoint: /],
      [{ endpoint: 'http://plc' }, /^endpoint: must be like opc\.tcp:/],
      [{ security: 'Basic256' }, /^security: /],
      [{ fingerprint: 'abc' }, /^fingerprint: must be a SHA-256/],
      [{ fingerprint: 'ab'.repeat(32), security: 'none' }, /^fingerprint: has no meaning/],
      [{ identity: 'user' }, /^username: must be given/],
      [{ identity: 'certificate' }, /^userCertificate: must be given/],
      [{ timeoutMs: '1' }, /^timeoutMs: /],
    ];
    for (const [fields, expected] of cases) {
      const flow = await run(fields);
      assert.match(flow.errors(SERVER).join(), expected);
      await flow.shows('in', /^endpoint: .* is not ready/);
    }
  });

  it('takes user and password from the credentials', async () => {
    const flow = await run({ identity: 'user' }, { username: 'engineer', password: 'secret' });
    assert.deepEqual(flow.errors(SERVER), []);
  });

  for (const verb of ['test', 'offers', 'browse', 'search'])
    it(`has a question that is not answered in an editor without a login: ${verb}`, async () => {
      await run({});
      const path = `/thermacore/opcua-endpoint/${verb}`;
      const { body } = await postAdmin(path, { form: { endpoint: 'opc.tcp://127.0.0.1:1' } });
      assert.deepEqual(body, {
        ok: false,
        answer: 'This needs an editor with a login (adminAuth in settings.js).',
      });
      assert.equal((await askAdmin(path)).status, 404);
    });
});
