import assert from 'node:assert/strict';
import {
  DATABASE,
  TENANT,
  askPlatform,
  configEntries,
  configNodes,
  notFound,
  principalNamed,
} from '../support/ask-platform';
import { runFlow } from '../support/node-red';
import apiIn = require('../../nodes/api-in/api-in');
import apiOut = require('../../nodes/api-out/api-out');
import deviceTemplates = require('../../nodes/device-templates/device-templates');
import security = require('../../nodes/security/security');

const params = { template: 'type-a' };
const input = { key: 'type-a', name: 'Type A', protocol: 'modbus' };
const whole = { ...input, settings: {}, points: [] };
const device = { key: 'plc-1', name: 'PLC', unit: 'boiler-1' };
const RESULT = { applied: true, created: 1, points: 2, sensors: 0, faults: 0, firstFaults: [] };

const node = (operation: string, tenant = '', wires = ['out']) => ({
  id: 'n', type: 'thermacore-device-templates', database: DATABASE, tenant, operation, wires: [wires],
}); // prettier-ignore
const run = (operation: string, tenant = '') =>
  runFlow([deviceTemplates, ...configNodes], [...configEntries, node(operation, tenant)]);

describe('thermacore-device-templates', () => {
  const cases: [operation: string, message: object, method: string, args: unknown[], audited?: string][] = [
    ['list', { query: { protocol: 'modbus' } }, 'list', [{ protocol: 'modbus', limit: 100 }]],
    ['get', { params }, 'get', ['type-a']],
    ['create', { payload: input }, 'create', [whole], 'device:create type-a'],
    [
      'update',
      { params, query: { createSensors: 'true' }, payload: { description: null } },
      'update',
      ['type-a', { description: null }, { createSensors: true }],
      'device:update type-a',
    ],
    ['delete', { params }, 'delete', ['type-a'], 'device:delete type-a'],
    [
      'apply',
      { params, payload: { devices: [device] } },
      'apply',
      ['type-a', { devices: [{ ...device, enabled: true, settings: {} }], createSensors: false }],
      'device:create type-a',
    ],
    [
      'make-of-device',
      { params: { device: 'plc-1' }, payload: { key: 'type-a', name: 'Type A' } },
      'ofDevice',
      ['plc-1', { key: 'type-a', name: 'Type A' }],
      'device:create plc-1/type-a',
    ],
  ];
  for (const [operation, message, method, args, entry] of cases)
    it(`${operation}: asks for the user’s tenant${entry ? ' and audits it' : ''}`, async () => {
      const { asked, audited } = askPlatform({ [`deviceTemplates.${method}`]: RESULT });
      const flow = await run(operation);
      flow.send('n', { ...message, principal: principalNamed('admin@aqua') });
      await flow.next('out');
      // The first argument is the store; before a change the node looks at what is there, for the audit log.
      assert.deepEqual(
        asked.slice(-1).map((call) => ({ method: call.method, args: call.args.slice(1) })),
        [{ method: `deviceTemplates.${method}`, args: ['aqua', ...args] }],
      );
      assert.deepEqual(
        audited.map(({ action, target }) => `${action} ${target}`),
        entry ? [entry] : [],
      );
    });

  it('apply: audits what came of it, and no secret', async () => {
    const { audited } = askPlatform({ 'deviceTemplates.apply': RESULT });
    const flow = await run('apply');
    const devices = [{ ...device, secrets: { key: 'hunter2' } }];
    flow.send('n', { params, payload: { devices }, principal: principalNamed('admin@aqua') });
    await flow.next('out');
    assert.deepEqual(audited[0]?.detail, { applied: true, created: 1, points: 2, sensors: 0, faults: 0 });
    assert.ok(!JSON.stringify(audited).includes('hunter2'));
  });

  it('acts for the chosen tenant when the message has no user', async () => {
    const { asked } = askPlatform({ 'deviceTemplates.get': {} });
    const flow = await run('get', TENANT);
    flow.send('n', { params });
    await flow.next('out');
    assert.equal(asked[0]?.args[1], 'borealis');
  });

  for (const [who, operation, payload] of [
    ['operator@aqua', 'create', input],
    ['operator@aqua', 'apply', { devices: [device] }],
    ['viewer@aqua', 'delete', undefined],
  ] as const)
    it(`${operation}: is refused to ${who}`, async () => {
      const { asked } = askPlatform();
      const flow = await run(operation);
      flow.send('n', { params, payload, principal: principalNamed(who), apiRequest: { id: '1' } });
      assert.equal(((await flow.next('out'))['error'] as { code: string }).code, 'forbidden');
      assert.deepEqual(asked, []);
    });

  describe('behind the API', () => {
    const SECURITY = 'c0a0000000000009';
    const endpoint = (operation: string, api: string) =>
      runFlow(
        [deviceTemplates, apiIn, apiOut, security, ...configNodes],
        [
          ...configEntries,
          { id: SECURITY, type: 'thermacore-security', accessTokenMinutes: 15, sessionDays: 7 },
          { id: 'in', type: 'thermacore-api-in', security: SECURITY, operation: api, wires: [['n']] },
          node(operation),
          { id: 'out', type: 'thermacore-api-out', wires: [] },
        ],
      );

    it('refuses a change of protocol, a unit in a point and an unknown field, and names them', async () => {
      const { asked, request } = askPlatform();
      await endpoint('update', 'updateDeviceTemplate');
      const point = { sensor: 'a', settings: {} };
      for (const [body, words] of [
        [{ protocol: 'dnp3' }, /protocol/],
        [{ points: [{ ...point, unit: 'boiler-1' }] }, /unit/],
        [{ points: [{ ...point, decimals: 9 }] }, /decimals/],
        [{}, /at least one field/],
      ] as const) {
        const reply = await request('admin@aqua', 'PATCH', '/api/v1/device-templates/type-a', body);
        assert.equal(reply.status, 400);
        assert.match(JSON.stringify(reply.body), words);
      }
      assert.deepEqual(asked, []);
    });

    it('answers 404 for a template that is another tenant’s, or nobody’s', async () => {
      const { request } = askPlatform({ 'deviceTemplates.get': notFound('device template "type-a"') });
      await endpoint('get', 'getDeviceTemplate');
      const { status } = await request('viewer@aqua', 'GET', '/api/v1/device-templates/type-a');
      assert.equal(status, 404);
    });

    it('takes 1,000 devices at once and not one more', async () => {
      const { request } = askPlatform({ 'deviceTemplates.apply': RESULT });
      await endpoint('apply', 'applyDeviceTemplate');
      const apply = async (count: number) => {
        const devices = Array.from({ length: count }, (_, i) => ({ ...device, key: `plc-${i}` }));
        return (await request('admin@aqua', 'POST', '/api/v1/device-templates/type-a/apply', { devices }))
          .status;
      };
      assert.deepEqual([await apply(1000), await apply(1001), await apply(0)], [200, 400, 400]);
    });
  });
});
