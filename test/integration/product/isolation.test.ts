import assert from 'node:assert/strict';
import {
  OF_NO_TENANT,
  SECRET,
  documentOf,
  filled,
  samplesOf,
  type Document,
  type Operation,
} from '../../support/api-samples';
import { Product, type Client } from '../../support/product';

/** Operations that are public by what they are for. */
const PUBLIC = new Set([
  'login',
  'refresh',
  'jwks',
  'openapi',
  'healthLive',
  'healthReady',
  'getProblem',
  'downloadExport',
  'uploadImport',
]);
/** They end the session that asks. */
const ENDS_SESSION = new Set(['logout', 'switchTenant']);
/** Answers without end, or of another protocol. */
const NOT_ASKED = new Set(['live']);

const json = { 'content-type': 'application/json' };

/** Every operation of the running product, as its own description lists them: a new one is covered as it comes. */
describe('tenants and roles, over all operations', function () {
  this.timeout(120_000);
  let product: Product;
  let document: Document;
  let samples: Readonly<Record<string, string>>;
  const users = new Map<string, Client>();

  before(async () => {
    product = await Product.start();
    document = await documentOf(product.url);
    for (const name of ['viewer@aqua', 'operator@aqua', 'admin@aqua', 'admin'])
      users.set(name, await product.login(name));
    samples = await samplesOf(await product.login('admin@borealis'));
    const switching = await product.login('admin');
    const { access_token } = await switching.json<{ access_token: string }>('POST', '/api/v1/auth/tenant', {
      tenant: 'aqua',
    });
    users.set('admin in aqua', Object.assign(switching, { token: access_token }));
  });
  after(() => product?.dispose());

  const operations = () => document.operations.filter(({ operationId }) => !NOT_ASKED.has(operationId));
  const bodyOf = ({ body, upload }: Operation) =>
    upload.length > 0
      ? { headers: { 'content-type': upload[0] ?? '' }, body: 'key,name\n' }
      : body
        ? { headers: json, body: JSON.stringify(body.example) }
        : { headers: {} };

  /** A problem without the path of the request, which the client has said itself. */
  const told = (text: string): string => JSON.stringify({ ...(JSON.parse(text) as object), instance: '' });

  async function send(
    operation: Operation,
    token: string | undefined,
    values = samples,
    query = '',
  ): Promise<{ status: number; text: string }> {
    const { headers, body } = bodyOf(operation);
    const response = await fetch(`${product.url}${filled(operation.path, values)}${query}`, {
      method: operation.method,
      headers: { ...headers, ...(token ? { authorization: `Bearer ${token}` } : {}) },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(30_000),
    });
    return { status: response.status, text: await response.text() };
  }

  /** What an operation needs to be asked at all; made up where a query says what for. */
  function queryOf({ parameters }: Operation): string {
    const chosen = parameters.filter(
      ({ in: place, name }) => place === 'query' && ['unit', 'sensor', 'device', 'rule'].includes(name),
    );
    const values = chosen.map(({ name }): [string, string] => [name, samples[name] ?? '']);
    return values.length > 0 ? `?${new URLSearchParams(values).toString()}` : '';
  }

  it('knows a sample for every path parameter', () => {
    const names = operations().flatMap(({ path }) =>
      Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name),
    );
    const missing = new Set(names.filter((name) => !Object.hasOwn(samples, name ?? '')));
    assert.deepEqual([...missing], [], 'give them one in test/support/api-samples.ts');
    assert.ok(operations().length >= 140);
  });

  it('says in the document of every operation who may call it; only those are public that have to be', () => {
    const open = operations().filter(({ permission }) => permission === undefined);
    assert.deepEqual(open.map(({ operationId }) => operationId).sort(), [...PUBLIC].sort());
  });

  it('answers 401 without a token and with a bad one, whatever is asked', async () => {
    // An address has 600 calls a minute: each operation is asked with one of the bad ones.
    for (const [i, operation] of operations()
      .filter(({ permission }) => permission)
      .entries())
      for (const token of [undefined, i % 2 ? 'nonsense' : 'e30.e30.e30']) {
        const { status, text } = await send(operation, token);
        assert.equal(status, 401, `${operation.operationId}: ${text}`);
        assert.ok(!told(text).includes(SECRET), operation.operationId);
      }
  });

  it('answers 403 to every role that lacks the permission, before it looks at anything', async () => {
    let refused = 0;
    for (const [name, client] of users) {
      const { permissions } = await client.get<{ permissions: string[] }>('/api/v1/auth/me');
      for (const operation of operations()) {
        if (!operation.permission || permissions.includes(operation.permission)) continue;
        const { status, text } = await send(operation, client.token);
        assert.equal(status, 403, `${operation.operationId} as ${name}: ${text}`);
        assert.ok(!told(text).includes(SECRET), operation.operationId);
        refused++;
      }
    }
    assert.ok(refused > 150, String(refused));
  });

  it('answers 404 for what belongs to another tenant, and tells nothing of it', async () => {
    let asked = 0;
    for (const name of ['viewer@aqua', 'operator@aqua', 'admin@aqua', 'admin in aqua']) {
      const client = users.get(name);
      assert.ok(client);
      const { permissions } = await client.get<{ permissions: string[] }>('/api/v1/auth/me');
      for (const operation of operations()) {
        const names = Array.from(operation.path.matchAll(/\{(\w+)\}/g), ([, parameter]) => parameter ?? '');
        if (!names.some((parameter) => !(parameter in OF_NO_TENANT))) continue;
        if (!operation.permission || !permissions.includes(operation.permission)) continue;
        const { status, text } = await send(operation, client.token, samples, reasonFor(operation));
        const said = `${operation.operationId} as ${name}: ${status} ${text}`;
        // The history of a rule outlives it, so that of a rule which never was is empty.
        if (operation.operationId === 'listAlarmRuleChanges') assert.equal(text, '{"items":[]}', said);
        else assert.equal(status, 404, said);
        assert.doesNotMatch(text, /createdAt|updatedAt|"name":/, said);
        asked++;
      }
    }
    assert.ok(asked > 120, String(asked));
  });

  it('lists nothing of another tenant, asked for everything and for the other’s things by name', async () => {
    for (const name of ['viewer@aqua', 'admin@aqua', 'admin in aqua']) {
      const client = users.get(name);
      assert.ok(client);
      for (const operation of operations()) {
        if (operation.method !== 'GET' || operation.path.includes('{')) continue;
        // The logs have what the own users were refused, by the paths that they asked for.
        if (/Audit$|^listSecurityEvents$/.test(operation.operationId)) continue;
        const everything = await send(operation, client.token);
        assert.ok(everything.status < 500, `${operation.operationId}: ${everything.text}`);
        assert.ok(!everything.text.includes(SECRET), `${operation.operationId} as ${name}`);
        const query = queryOf(operation);
        if (!query) continue;
        const { status, text } = await send(operation, client.token, samples, query);
        assert.ok(status < 500, `${operation.operationId}: ${text}`);
        // A refusal repeats the name that was asked for.
        if (status < 300)
          assert.ok(!text.includes(`"name":"${SECRET}"`), `${operation.operationId} as ${name}`);
      }
    }
  });

  it('leaves the other tenant as it was', async () => {
    const borealis = await product.login('admin@borealis');
    for (const path of [
      `/units/${SECRET}/sensors/${SECRET}`,
      `/devices/${SECRET}`,
      `/device-templates/${SECRET}`,
      `/alarm-rules/${SECRET}`,
      `/notification-targets/${SECRET}`,
      `/notification-routes/${SECRET}`,
      `/exports/${samples['export']}`,
    ])
      assert.equal((await borealis.request('GET', `/api/v1${path}`)).status, 200, path);
  });

  /** What a deletion asks for beside the path. */
  function reasonFor({ parameters, method }: Operation): string {
    const asksReason = parameters.some(({ name, in: place }) => place === 'query' && name === 'reason');
    return method === 'DELETE' && asksReason ? '?reason=because' : '';
  }

  it('ends no session but the one that asks for it', async () => {
    for (const { operationId } of operations().filter((one) => ENDS_SESSION.has(one.operationId)))
      assert.ok(operationId);
    const [mine, other] = [await product.login('viewer@aqua'), await product.login('viewer@aqua')];
    assert.equal((await mine.request('POST', '/api/v1/auth/logout')).status, 204);
    assert.equal((await mine.request('GET', '/api/v1/auth/me')).status, 401);
    assert.equal((await other.request('GET', '/api/v1/auth/me')).status, 200);
  });
});
