import assert from 'node:assert/strict';
import type { StreamSource } from '../../lib/platform';
import {
  DATABASE,
  TENANT,
  askPlatform,
  configEntries,
  configNodes,
  principalNamed,
} from '../support/ask-platform';
import { runFlow } from '../support/node-red';
import apiIn = require('../../nodes/api-in/api-in');
import apiOut = require('../../nodes/api-out/api-out');
import exports_ = require('../../nodes/exports/exports');
import security = require('../../nodes/security/security');

const SECURITY = 'c0a0000000000009';

const run = (operation: string, tenant = '') =>
  runFlow(
    [exports_, ...configNodes],
    [
      ...configEntries,
      { id: 'n', type: 'thermacore-exports', database: DATABASE, tenant, operation, wires: [['out']] },
    ],
  );

const serve = (operation: string, api: string) =>
  runFlow(
    [exports_, apiIn, apiOut, security, ...configNodes],
    [
      ...configEntries,
      { id: SECURITY, type: 'thermacore-security', accessTokenMinutes: 15, sessionDays: 7 },
      // Two wires, so that Node-RED clones the message.
      { id: 'in', type: 'thermacore-api-in', security: SECURITY, operation: api, wires: [['n', 'seen']] },
      {
        id: 'n',
        type: 'thermacore-exports',
        database: DATABASE,
        tenant: '',
        operation,
        wires: [['out', 'copy']],
      },
      { id: 'out', type: 'thermacore-api-out', wires: [] },
    ],
  );

const SPAN = { from: '2026-11-23T09:00:00Z', to: '2026-11-24T09:00:00Z' };
const ms = { from: Date.parse(SPAN.from), to: Date.parse(SPAN.to) };

describe('thermacore-exports', () => {
  it('starts an export for the tenant and in the name of the user', async () => {
    const { asked, audited } = askPlatform({ 'exports.start': { id: 'x' } });
    const flow = await run('start');
    flow.send('n', {
      principal: principalNamed('operator@aqua'),
      payload: { units: ['boiler-1'], ...SPAN, format: 'ndjson' },
    });
    assert.deepEqual((await flow.next('out'))['payload'], { id: 'x' });
    const [acting, order] = asked[0]?.args as [{ tenant: string; by: string }, object];
    assert.equal(acting.tenant, 'aqua');
    assert.equal(acting.by, 'operator@aqua');
    assert.deepEqual(order, { units: ['boiler-1'], ...ms, format: 'ndjson', gzip: false });
    assert.deepEqual(audited, [], 'the service writes the audit log itself');
  });

  it('starts one up to now for a scheduled flow of the chosen tenant', async () => {
    const { asked } = askPlatform({ 'exports.start': { id: 'x' } });
    const flow = await run('start', TENANT);
    const before = Date.now();
    flow.send('n', { payload: { from: SPAN.from } });
    await flow.next('out');
    const [acting, order] = asked[0]?.args as [{ tenant: string; by: string }, { to: number }];
    assert.deepEqual([acting.tenant, acting.by], ['borealis', 'flow']);
    assert.ok(order.to >= before && order.to <= Date.now());
  });

  it('lists, shows, cancels and gives a link', async () => {
    const { asked } = askPlatform({
      'exports.list': [{ id: 'x' }],
      'exports.get': { id: 'x' },
      'exports.ticket': { url: '/u' },
    });
    for (const [operation, answer] of [
      ['list', { items: [{ id: 'x' }] }],
      ['get', { id: 'x' }],
      ['cancel', undefined],
      ['ticket', { url: '/u' }],
    ] as const) {
      const flow = await run(operation);
      flow.send('n', { principal: principalNamed('viewer@aqua'), params: { export: 'x' } });
      assert.deepEqual((await flow.next('out'))['payload'], answer);
    }
    assert.deepEqual(
      asked.map(({ method }) => method),
      ['exports.list', 'exports.get', 'exports.remove', 'exports.ticket'],
    );
  });

  it('names the field of an order that lacks one', async () => {
    const { asked } = askPlatform();
    const flow = await run('start');
    flow.send('n', {
      principal: principalNamed('viewer@aqua'),
      payload: { to: SPAN.to },
      apiRequest: { id: '1' },
    });
    assert.equal(((await flow.next('out'))['error'] as { field: string }).field, 'msg.payload.from');
    assert.deepEqual(asked, []);
  });

  it('answers a request with a stream, though messages are cloned on the way', async () => {
    const source: StreamSource = {
      contentType: 'text/csv',
      pipe: async ({ write }) => write(Buffer.from('a,b\n')),
    };
    const { asked, download } = askPlatform({ 'exports.stream': source });
    await serve('stream', 'exportReadings');
    const path = `/api/v1/readings/export?from=${SPAN.from}&to=${SPAN.to}&sensors=boiler-1/supply,boiler-1/return&after=boiler-1/supply/2026-11-23T10:00:00.000Z/1`;
    const answer = await download('viewer@aqua', path);
    assert.deepEqual([answer.status, answer.text], [200, 'a,b\n']);
    const [, request] = asked[0]?.args as [object, Record<string, unknown>];
    assert.deepEqual(request['sensors'], ['boiler-1/supply', 'boiler-1/return']);
    assert.deepEqual(request['after'], {
      unit: 'boiler-1', sensor: 'supply', timestamp: Date.UTC(2026, 10, 23, 10), position: 1,
    }); // prettier-ignore
    const wrong = await download('viewer@aqua', `/api/v1/readings/export?from=${SPAN.from}&after=boiler-1`);
    assert.equal(wrong.status, 400);
    assert.match(wrong.text, /"field":"after"/);
  });

  it('refuses to stream to anybody but a request', async () => {
    askPlatform();
    const flow = await run('stream', TENANT);
    flow.send('n', { query: SPAN });
    await flow.shows('n', /answers requests of "api in" only/);
    assert.match(flow.errors('n').join(), /"api out" sends on/);
  });
});
