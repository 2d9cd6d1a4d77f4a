import assert from 'node:assert/strict';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { makeApi } from './fixture';

type Json = ReturnType<typeof JSON.parse>;

interface Example {
  readonly what: string;
  readonly schema: object;
  readonly example: unknown;
}

describe('The description of the API', () => {
  let document: Json;
  before(async () => {
    document = JSON.parse(JSON.stringify((await makeApi()).api.openapi()));
  });

  const operations = (): [string, Json][] =>
    Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
      Object.entries<Json>(methods).map(([method, operation]): [string, Json] => [
        `${method.toUpperCase()} ${path}`,
        operation,
      ]),
    );
  const isBytes = (type: string): boolean => !/json$/.test(type) || type === 'application/x-ndjson';

  it('is valid OpenAPI 3.1', async () => {
    const { Validator } = await import('@seriousme/openapi-schema-validator');
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    assert.ok(valid, JSON.stringify(errors, null, 2));
  });

  it('has for every operation who may, a summary, its parameters with schemas, and problems', () => {
    for (const [what, operation] of operations()) {
      assert.ok(operation['x-permission'] || operation.security?.length === 0, `${what} says who may`);
      assert.ok(operation.summary && operation.tags.length > 0, what);
      for (const parameter of operation.parameters ?? [])
        assert.ok(parameter.$ref || Object.keys(parameter.schema).length > 0, `${what} ${parameter.name}`);
      const statuses = Object.keys(operation.responses);
      assert.ok(statuses.includes('504'), `${what} may time out`);
      for (const status of statuses.filter((one) => one.startsWith('4')))
        assert.ok(operation.responses[status].$ref, `${what} ${status} is a problem`);
      if (operation['x-permission'])
        for (const status of ['401', '403']) assert.ok(statuses.includes(status), `${what} ${status}`);
    }
  });

  it('has an example of every JSON body and answer, which its schema takes', () => {
    const examples: Example[] = [];
    for (const [what, { operationId, requestBody, responses }] of operations()) {
      const success = Object.entries<Json>(responses).filter(([status]) => status.startsWith('2'));
      for (const [where, content] of [
        ['body', requestBody?.content],
        ...success.map(([status, { content: of }]): [string, Json] => [status, of]),
      ] as [string, Json][])
        for (const [type, { schema, example }] of Object.entries<Json>(content ?? {})) {
          // Bytes, and what describes itself.
          if (isBytes(type) || schema.format === 'binary' || ['openapi', 'jwks'].includes(operationId))
            continue;
          examples.push({ what: `${what} ${where}`, schema, example });
        }
    }
    assert.ok(examples.length > 150, String(examples.length));
    const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }));
    ajv.addSchema({ $id: 'api:', components: document.components });
    for (const { what, schema, example } of examples) {
      assert.notEqual(example, undefined, `${what} has an example`);
      const text = JSON.stringify(schema).replaceAll('"#/components/', '"api:#/components/');
      const check = ajv.compile(JSON.parse(text));
      assert.ok(check(example), `${what}: ${ajv.errorsText(check.errors)}`);
    }
  });

  it('refuses unknown fields in every body, so that nothing can be set that is not named', () => {
    const open: string[] = [];
    for (const [what, { requestBody }] of operations()) {
      const schema = requestBody?.content?.['application/json']?.schema;
      if (!schema) continue;
      const named = schema.$ref ? document.components.schemas[schema.$ref.split('/').at(-1)] : schema;
      if (named.type === 'object' && named.additionalProperties !== false) open.push(what);
    }
    assert.deepEqual(open, []);
  });

  it('tells of entity tags and keys where they are looked at', () => {
    const shared = (operation: Json): string[] =>
      (operation.parameters ?? []).flatMap(({ $ref = '' }: { $ref?: string }) => $ref.split('/').slice(-1));
    const byId = new Map(operations().map(([, operation]) => [operation.operationId, operation]));
    assert.ok(shared(byId.get('getUnit')).includes('IfNoneMatch'));
    assert.ok(byId.get('getUnit').responses['304'] && byId.get('getUnit').responses['200'].headers.ETag);
    for (const id of [
      'updateUnit',
      'updateDevice',
      'updateAlarmRule',
      'updateDeviceTemplate',
      'deleteSensor',
    ]) {
      assert.ok(shared(byId.get(id)).includes('IfMatch'), id);
      assert.ok(byId.get(id).responses['412'], id);
    }
    for (const id of ['createCommand', 'confirmCommand', 'createUnit', 'updateUnit', 'acknowledgeAlarm'])
      assert.ok(shared(byId.get(id)).includes('IdempotencyKey') && byId.get(id).responses['422'], id);
    for (const id of ['login', 'switchTenant', 'startImport'])
      assert.ok(!shared(byId.get(id)).includes('IdempotencyKey'), id);
  });
});
