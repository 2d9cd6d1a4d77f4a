import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { SECRET, documentOf, samplesOf, type Document, type Operation } from '../support/api-samples';
import { Product, type Client } from '../support/product';
import { requestsFor, type FuzzRequest } from './api-requests';

const SEED = Number(process.env['THERMACORE_FUZZ_SEED'] ?? randomInt(1, 2 ** 31));
/** Of requests to one operation in a round. */
const RUNS = Number(process.env['THERMACORE_FUZZ_REQUESTS'] ?? 4);
/** For all rounds but the first; a slow machine asks less, and fails no run. */
const MOST_MS = 60_000;
/** The longest time-out of an operation is two minutes. */
const ANSWER_MS = 130_000;

/** They end the session that asks, leave nobody any calls, or never answer. */
const NOT_ASKED = new Set([
  'logout',
  'switchTenant',
  'endOtherSessions',
  'setQuotaDefaults',
  'live',
  'openapi',
]);
/** They ask for a code or a password, of which a wrong one is answered with 401. */
const PROVING = new Set(['confirmMfa', 'renewRecoveryCodes', 'disableMfa']);
/** They talk to machines outside, make certificates or hash passwords: asked once. */
const SLOW = new Set([
  'testDevice',
  'browseDevice',
  'testNotificationTarget',
  'renewOpcuaCertificate',
  'createCertificate',
  'requestCertificate',
  'login',
  'createUser',
  'setUserPassword',
  'changePassword',
  'createTenant',
  'startTenantExport',
  'runReport',
]);

const DOCUMENTED = new Set([503, 504]);
const STACK = /\n\s+at .+:\d+|node_modules|[\w/]+\.ts:\d+|ECONN|syntax error at|pg_catalog|thermacore\.\w+_/;

describe(`The API under requests made of its own schemas (THERMACORE_FUZZ_SEED=${SEED})`, function () {
  this.timeout(MOST_MS + 240_000);
  let product: Product;
  let document: Document;
  let clients: readonly Client[];
  let samples: Readonly<Record<string, string>>;

  before(async () => {
    product = await Product.start();
    document = await documentOf(product.url);
    await samplesOf(await product.login('admin@borealis'));
    const aqua = await product.login('admin@aqua');
    const platform = await product.login('admin');
    const { access_token } = await platform.json<{ access_token: string }>('POST', '/api/v1/auth/tenant', {
      tenant: 'aqua',
    });
    clients = [aqua, Object.assign(platform, { token: access_token })];
    const { items } = await aqua.get<{ items: { unit: string; key: string }[] }>('/api/v1/sensors?limit=1');
    samples = { unit: items[0]?.unit ?? '', sensor: items[0]?.key ?? '', class: 'raw', problem: 'invalid' };
  });
  after(() => product?.dispose());

  async function ask(operation: Operation, request: FuzzRequest, client: Client): Promise<number> {
    const { method, path, headers, body } = request;
    const said = (): string => `${operation.operationId}: ${JSON.stringify(request).slice(0, 1500)}`;
    const response = await fetch(`${product.url}${path}`, {
      method,
      headers: { ...headers, authorization: `Bearer ${client.token}` },
      ...(body === undefined ? {} : { body }),
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const text = await response.text();
    assert.ok(
      response.status < 500 || DOCUMENTED.has(response.status),
      `${response.status} ${text} ${said()}`,
    );
    // A login that fails is answered so; anything else would mean that the session was lost.
    if (operation.permission && !PROVING.has(operation.operationId))
      assert.notEqual(response.status, 401, said());
    assert.doesNotMatch(text, STACK, said());
    // What was sent may come back; the other tenant's things must not.
    if (!JSON.stringify(request).includes(SECRET)) assert.ok(!text.includes(SECRET), said());
    if (response.status >= 400) {
      assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/, said());
      assert.equal(JSON.parse(text).status, response.status, said());
    }
    assert.equal(response.headers.get('set-cookie'), null, said());
    return response.status;
  }

  it('answers every operation with what it documents: no crash, no stack, no other tenant, no hang', async () => {
    const operations = document.operations.filter(({ operationId }) => !NOT_ASKED.has(operationId));
    const statuses = new Map<number, number>();
    const end = performance.now() + MOST_MS;
    // All of them once, and then again for as long as there is time.
    for (let round = 0; round === 0 || performance.now() < end; round++)
      for (const operation of operations.filter(({ operationId }) => round === 0 || !SLOW.has(operationId)))
        await fc.assert(
          fc.asyncProperty(
            requestsFor(operation, document, samples),
            fc.constantFrom(...clients),
            async (request, client) => {
              const status = await ask(operation, request, client);
              statuses.set(status, (statuses.get(status) ?? 0) + 1);
            },
          ),
          { seed: SEED + round, numRuns: SLOW.has(operation.operationId) ? 1 : RUNS, endOnFailure: true },
        );
    assert.ok((statuses.get(200) ?? 0) > 0, 'some requests fit');
    assert.ok((statuses.get(400) ?? 0) > 0, 'some do not');
  });

  it('is alive afterwards, in the same process, with both tenants as they were', async () => {
    const live = await fetch(`${product.url}/health/live`);
    assert.equal(live.status, 200);
    assert.doesNotMatch(product.output, /Unhandled|uncaught/i);
    const borealis = await product.login('admin@borealis');
    assert.equal((await borealis.request('GET', `/api/v1/units/${SECRET}`)).status, 200);
    const me = await (clients[0] as Client).get<object>('/api/v1/auth/me');
    assert.ok(!('admin' in me));
  });
});
