import assert from 'node:assert/strict';
import { askPlatform } from '../support/ask-platform';
import { askAdmin, runFlow, stopFlow } from '../support/node-red';
import apiIn = require('../../nodes/api-in/api-in');
import security = require('../../nodes/security/security');

const SECURITY = 'c0a0000000000003';
const nodes = [security, apiIn];
const identity = { id: SECURITY, type: 'thermacore-security' };
const entrance = (settings: object) => ({
  id: 'n',
  type: 'thermacore-api-in',
  security: SECURITY,
  wires: [['out']],
  ...settings,
});
const own = {
  operation: 'own',
  operationId: 'getShiftReport',
  method: 'GET',
  path: '/shift-reports/{unit}',
  permission: 'reading:read',
  summary: 'A report',
};

describe('thermacore-api-in', () => {
  it('puts a checked request with its verified user on the wire', async () => {
    const { request } = askPlatform();
    const flow = await runFlow(nodes, [identity, entrance({ operation: 'updateUnit' })]);
    void request('admin@aqua', 'PATCH', '/api/v1/units/boiler-1', { name: 'North' });
    const { payload, params, query, principal, req, apiRequest } = await flow.next('out');
    assert.deepEqual(
      { payload, params, query, principal },
      {
        payload: { name: 'North' },
        params: { unit: 'boiler-1' },
        query: {},
        principal: {
          userId: 'admin@aqua',
          username: 'admin@aqua',
          role: 'admin',
          homeTenant: 'aqua',
          tenant: 'aqua',
          sessionId: 'session',
        },
      },
    );
    assert.equal((req as { operationId: string }).operationId, 'updateUnit');
    assert.deepEqual(structuredClone(apiRequest), apiRequest, 'survives cloning');
    assert.equal(flow.status('n').text, 'PATCH /api/v1/units/{unit}');
  });

  it('lets nothing reach the flow that is not allowed or not valid', async () => {
    const { request } = askPlatform();
    const flow = await runFlow(nodes, [identity, entrance({ operation: 'createUnit' })]);
    const unit = { key: 'boiler-1', name: 'Boiler' };
    const statuses = await Promise.all([
      request(undefined, 'POST', '/api/v1/units', unit),
      request('viewer@aqua', 'POST', '/api/v1/units', unit),
      request('admin@aqua', 'POST', '/api/v1/units', { ...unit, tenant: 'borealis' }),
    ]);
    assert.deepEqual(
      statuses.map(({ status }) => status),
      [401, 403, 400],
    );
    assert.equal(flow.pending('out'), 0);
  });

  it('serves an endpoint of its own, which appears in OpenAPI and goes with the node', async () => {
    const { api, request } = askPlatform();
    const querySchema = JSON.stringify({
      type: 'object',
      properties: { days: { type: 'integer' } },
      required: ['days'],
    });
    const flow = await runFlow(nodes, [identity, entrance({ ...own, querySchema })]);
    assert.ok(api.openapi().paths['/api/v1/shift-reports/{unit}']);
    assert.equal((await request('viewer@aqua', 'GET', '/api/v1/shift-reports/boiler-1')).status, 400);
    void request('viewer@aqua', 'GET', '/api/v1/shift-reports/boiler-1?days=7');
    const message = await flow.next('out');
    assert.deepEqual([message['params'], message['query']], [{ unit: 'boiler-1' }, { days: 7 }]);
    await stopFlow();
    assert.equal(api.openapi().paths['/api/v1/shift-reports/{unit}'], undefined);
  });

  it('answers 503 when it closes before the flow has answered, and after', async () => {
    const { request } = askPlatform();
    const flow = await runFlow(nodes, [identity, entrance({ operation: 'listUnits' })]);
    const waiting = request('viewer@aqua', 'GET', '/api/v1/units');
    await flow.next('out');
    await stopFlow();
    assert.equal((await waiting).status, 503);
    assert.equal((await request('viewer@aqua', 'GET', '/api/v1/units')).status, 503);
  });

  it('says which node is too many when two serve one operation; the first goes on', async () => {
    const { request } = askPlatform();
    const flow = await runFlow(nodes, [
      identity,
      entrance({ operation: 'listUnits' }),
      { ...entrance({ operation: 'listUnits' }), id: 'second', wires: [['never']] },
    ]);
    assert.match(flow.errors('second').join(), /"listUnits" is served already.*Remove one/);
    assert.deepEqual(flow.errors('n'), []);
    void request('viewer@aqua', 'GET', '/api/v1/units');
    await flow.next('out');
    assert.equal(flow.pending('never'), 0);
  });

  const wrong = [
    {
      what: 'a schema that is not JSON',
      settings: { ...own, bodySchema: '{' },
      says: /^bodySchema: is not JSON/,
    },
    {
      what: 'an unknown permission',
      settings: { ...own, permission: 'unit:fly' },
      says: /"unit:fly" is not a permission/,
    },
    {
      what: 'a malformed path',
      settings: { ...own, path: 'shift-reports/' },
      says: /path "shift-reports\/" is malformed/,
    },
    {
      what: 'an operation that does not exist',
      settings: { operation: 'flyUnit' },
      says: /no operation "flyUnit"/,
    },
    {
      what: 'a path that is taken',
      settings: { ...own, path: '/units' },
      says: /is taken by the operation "listUnits"/,
    },
    {
      what: 'no security node',
      settings: { operation: 'listUnits', security: '' },
      says: /^security: is not chosen/,
    },
  ];
  for (const { what, settings, says } of wrong)
    it(`refuses ${what} in one sentence`, async () => {
      askPlatform();
      const flow = await runFlow(nodes, [identity, entrance(settings)]);
      assert.match(flow.errors('n').join(), says);
    });

  it('offers the form every operation that waits for a flow, and every permission', async () => {
    const { api } = askPlatform();
    await runFlow(nodes, [identity]);
    const choices = (await askAdmin('/thermacore/api-in/choices')).body as {
      operations: { operationId: string }[];
      permissions: { name: string }[];
    };
    // Health is the platform's own to serve; the one of this test has none.
    const waiting = api.unserved.filter((operationId) => operationId !== 'healthReady');
    assert.deepEqual(choices.operations.map(({ operationId }) => operationId).sort(), waiting.sort());
    assert.ok(choices.permissions.some(({ name }) => name === 'unit:read'));
  });
});
