import assert from 'node:assert/strict';
import { ownRoute, type ApiCall, type OwnRoute } from '../../../lib/api';
import { ask, makeApi, type ApiWorld } from './fixture';

const FORM: OwnRoute = {
  operationId: 'energyReport',
  method: 'POST',
  path: '/reports/{year}/{kind}',
  permission: 'reading:read',
  summary: 'Energy per month',
  params: {
    type: 'object',
    properties: {
      year: { type: 'integer', minimum: 2000 },
      kind: { type: 'string', enum: ['gas', 'power'] },
    },
    required: ['year', 'kind'],
  },
  query: {
    type: 'object',
    properties: { detailed: { type: 'boolean' }, units: { type: 'array', items: { type: 'string' } } },
  },
  body: {
    type: 'object',
    properties: { note: { type: 'string', maxLength: 10 } },
    required: ['note'],
    additionalProperties: false,
  },
  response: { type: 'object', properties: { total: { type: 'number' } }, required: ['total'] },
};

describe('ownRoute', () => {
  let world: ApiWorld;
  let calls: ApiCall[];
  beforeEach(async () => {
    world = await makeApi();
    calls = [];
  });

  const serve = (form: OwnRoute, answer: unknown) =>
    world.api.attach(ownRoute(form), (call) => {
      calls.push(call);
      call.reply(answer);
    });
  const post = async (url: string, body: unknown) =>
    ask(world.api, 'POST', url, { token: await world.token('viewer@aqua'), body });

  it('validates by the JSON Schema of the form, and makes numbers of text', async () => {
    serve(FORM, { total: 1.5 });
    const answer = await post('/api/v1/reports/2026/gas?detailed=true&units=a', { note: 'hi' });
    assert.deepEqual([answer.status, answer.body], [200, { total: 1.5 }]);
    assert.deepEqual(calls[0]?.params, { year: 2026, kind: 'gas' });
    assert.deepEqual(calls[0]?.query, { detailed: true, units: ['a'] });
    const field = async (url: string, body: unknown) => (await post(url, body)).body.errors[0].field;
    assert.equal(await field('/api/v1/reports/1999/gas', { note: 'hi' }), 'year');
    assert.equal(await field('/api/v1/reports/2026/oil', { note: 'hi' }), 'kind');
    assert.equal(await field('/api/v1/reports/2026/gas?detailed=maybe', { note: 'hi' }), 'detailed');
    assert.equal(await field('/api/v1/reports/2026/gas', { note: 'far too long a note' }), 'note');
    assert.equal(await field('/api/v1/reports/2026/gas', { note: 'hi', more: 1 }), 'more');
    assert.equal(calls.length, 1);
  });

  it('checks the answer', async () => {
    serve(FORM, { total: 'much' });
    assert.equal((await post('/api/v1/reports/2026/gas', { note: 'hi' })).status, 500);
  });

  it('stands behind its permission', async () => {
    serve({ ...FORM, permission: 'unit:delete' }, { total: 1 });
    assert.equal((await post('/api/v1/reports/2026/gas', { note: 'hi' })).status, 403);
  });

  it('appears in OpenAPI with the schema as typed', () => {
    serve(FORM, {});
    const operation = world.api.openapi().paths['/api/v1/reports/{year}/{kind}']?.['post'] as {
      requestBody: { content: Record<string, { schema: unknown }> };
    };
    assert.deepEqual(operation.requestBody.content['application/json']?.schema, FORM.body);
  });

  it('needs no schemas', async () => {
    const { operationId, permission } = FORM;
    serve({ operationId, permission, method: 'post', path: '/free/{name}' }, { any: ['thing'] });
    const answer = await post('/api/v1/free/x%20y?a=1', { b: 2 });
    assert.deepEqual([answer.status, answer.body], [200, { any: ['thing'] }]);
    assert.deepEqual(
      [calls[0]?.params, calls[0]?.query, calls[0]?.body],
      [{ name: 'x y' }, { a: '1' }, { b: 2 }],
    );
  });

  it('answers 204 when a flow without a schema gives nothing', async () => {
    const { operationId, permission } = FORM;
    serve({ operationId, permission, method: 'POST', path: '/free' }, undefined);
    const answer = await post('/api/v1/free', {});
    assert.deepEqual([answer.status, answer.body], [204, undefined]);
  });

  it('names the field of the form that is wrong', () => {
    const wrong: [Partial<OwnRoute>, string][] = [
      [{ operationId: 'has space' }, 'operationId'],
      [{ method: 'FETCH' }, 'method'],
      [{ path: 'reports' }, 'path'],
      [{ path: '/reports/{year' }, 'path'],
      [{ permission: 'everything' }, 'permission'],
      [{ permission: '__proto__' }, 'permission'],
      [{ body: 'text' }, 'body'],
      [{ body: { $ref: 'https://evil.example/schema.json' } }, 'body'],
      [{ response: [] }, 'response'],
      [{ query: { type: 'nothing' } }, 'query'],
      [{ timeoutMs: 0 }, 'timeoutMs'],
    ];
    for (const [change, field] of wrong)
      assert.throws(
        () => ownRoute({ ...FORM, ...change }),
        { code: 'configuration', field },
        JSON.stringify(change),
      );
  });

  it('cannot take the path or id of a shipped operation', () => {
    const attach = (change: Partial<OwnRoute>) => () =>
      world.api.attach(ownRoute({ ...FORM, ...change }), () => undefined);
    assert.throws(attach({ operationId: 'login' }), { code: 'conflict', message: /login/ });
    assert.throws(attach({ path: '/units', params: undefined }), { code: 'conflict', message: /createUnit/ });
    assert.throws(attach({ operationId: 'listUnits' }), { code: 'conflict', message: /listUnits/ });
  });
});
