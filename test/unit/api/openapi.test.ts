import assert from 'node:assert/strict';
import { route, routes } from '../../../lib/api';
import { z } from 'zod';
import { makeApi, type ApiWorld } from './fixture';

interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; required: boolean; schema: object }[];
  responses: Record<string, object>;
  security?: object[];
  requestBody?: object;
}

function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => (key === '$ref' ? [String(item)] : references(item)));
}

describe('OpenAPI', () => {
  let world: ApiWorld;
  beforeEach(async () => {
    world = await makeApi();
  });
  const document = () => JSON.parse(JSON.stringify(world.api.openapi()));
  const operations = (): [string, string, Operation][] =>
    Object.entries<Record<string, Operation>>(document().paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, string, Operation] => [
        path,
        method,
        operation,
      ]),
    );

  it('has every route once, under its own id', () => {
    const ids = operations().map(([, , { operationId }]) => operationId);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(ids.sort(), world.api.routes.map(({ operationId }) => operationId).sort());
    assert.ok(ids.length >= 20);
  });

  it('resolves every reference', () => {
    const whole = document();
    const all = references(whole);
    assert.ok(all.length > 50);
    for (const reference of all) {
      const target = reference
        .replace(/^#\//, '')
        .split('/')
        .reduce((at, key) => at?.[key], whole);
      assert.equal(typeof target, 'object', reference);
    }
  });

  it('declares exactly the parameters of each path, with a schema', () => {
    for (const [path, , { parameters = [] }] of operations()) {
      const declared = parameters.filter((parameter) => parameter.in === 'path');
      assert.deepEqual(
        declared.map(({ name }) => `{${name}}`).sort(),
        (path.match(/\{\w+\}/g) ?? []).sort(),
        path,
      );
      for (const parameter of parameters) {
        // Shared by many operations.
        if ('$ref' in parameter) continue;
        assert.ok(Object.keys(parameter.schema).length > 0, `${path} ${parameter.name} has a schema`);
        if (parameter.in === 'path') assert.equal(parameter.required, true);
      }
    }
  });

  it('gives every operation a success, and every protected one 401 and 403', () => {
    for (const [path, method, { responses, security }] of operations()) {
      assert.ok(
        Object.keys(responses).some((status) => status.startsWith('2')),
        `${method} ${path}`,
      );
      if (!security)
        for (const status of ['401', '403']) assert.ok(responses[status], `${method} ${path} ${status}`);
    }
  });

  it('is written in the dialect of 3.1: no nullable, no leftovers of the generator', () => {
    const text = JSON.stringify(document());
    assert.equal(document().openapi, '3.1.1');
    assert.ok(!/"nullable"|\$defs|"\$schema"|9007199254740991/.test(text));
    assert.equal(document().info.version, '1.2.3');
  });

  it('has examples that its own schemas accept', () => {
    let checked = 0;
    for (const { operationId, body, response, examples } of world.api.routes)
      for (const [schema, example] of [
        [body, examples?.body],
        [response, examples?.response],
      ] as const) {
        if (!schema || example === undefined) continue;
        const parsed = schema.safeParse(example);
        assert.ok(parsed.success, `${operationId}: ${parsed.error?.message}`);
        checked++;
      }
    assert.ok(checked > 15);
  });

  it('shows what a query accepts, with bounds and defaults', () => {
    const list = operations().find(([, , { operationId }]) => operationId === 'listReadings')?.[2];
    const shown = Object.fromEntries(
      (list?.parameters ?? []).map(({ name, required, schema }) => [name, { required, schema }]),
    );
    assert.deepEqual(shown['limit'], {
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 10000, default: 1000 },
    });
    assert.equal(shown['from']?.required, true);
    assert.ok('oneOf' in (shown['from']?.schema ?? {}));
  });

  it('follows routes that come and go', () => {
    const own = route({
      operationId: 'mine',
      method: 'GET',
      path: '/mine',
      permission: 'unit:read',
      summary: 'Mine',
      tags: ['Own'],
    });
    const has = () => operations().some(([path]) => path === '/api/v1/mine');
    const detach = world.api.attach(own, () => undefined);
    assert.equal(has(), true);
    detach();
    assert.equal(has(), false);
  });

  it('refuses two different schemas of one name', () => {
    const named = (field: string) => z.object({ [field]: z.string() }).meta({ id: 'Twice' });
    for (const operationId of ['one', 'two'] as const)
      world.api.attach(
        route({
          operationId,
          method: 'GET',
          path: `/${operationId}`,
          permission: 'unit:read',
          response: named(operationId),
          summary: '',
          tags: [],
        }),
        () => undefined,
      );
    assert.throws(() => world.api.openapi(), /Twice/);
  });

  it('keeps UnitPatch free of defaults', () => {
    assert.ok(!JSON.stringify(document().components.schemas.UnitPatch).includes('default'));
    assert.deepEqual(routes.updateUnit.body.parse({ name: 'x' }), { name: 'x' });
  });
});
