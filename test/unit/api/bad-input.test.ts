import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import { createGzip, brotliCompressSync, constants } from 'node:zlib';
import { routes } from '../../../lib/api';
import { UNIT, makeApi, type ApiWorld } from './fixture';
import { sendTo, serverOf, type Got } from './over-http';

const MIB = 1024 ** 2;

/** Zeros that are small on the line and large behind it. */
async function bomb(bytes: number): Promise<Buffer> {
  const gzip = createGzip({ level: 9 });
  const chunks: Buffer[] = [];
  gzip.on('data', (chunk: Buffer) => chunks.push(chunk));
  const whole = new Promise((resolve) => gzip.once('end', resolve));
  const zeros = Buffer.alloc(MIB, '0');
  for (let i = 0; i < bytes / MIB; i++)
    if (!gzip.write(zeros)) await new Promise((resolve) => gzip.once('drain', resolve));
  gzip.end();
  await whole;
  return Buffer.concat(chunks);
}

/** Tokens (algorithms, none, expiry, audience, key ids) are in test/unit/tenancy/tokens.test.ts. */
describe('bad input over HTTP', function () {
  this.timeout(60_000);
  let world: ApiWorld;
  let server: Server;
  let authorization: string;
  let created: unknown[];

  beforeEach(async () => {
    world = await makeApi();
    server = serverOf(world.api);
    authorization = `Bearer ${await world.token('admin@aqua')}`;
    created = [];
    world.api.attach(routes.createUnit, (call) => {
      created.push(call.body);
      call.reply({ ...UNIT });
    });
    world.api.attach(routes.getUnit, (call) => {
      created.push(call.params);
      call.reply({ ...UNIT });
    });
  });
  afterEach(() => server.closeAllConnections());

  const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
    sendTo(
      server,
      'POST',
      '/api/v1/units',
      { authorization, 'content-type': 'application/json', ...headers },
      body,
    );

  function assertRefused({ status, headers, text }: Got, expected: number): void {
    assert.equal(status, expected, text);
    assert.equal(headers['content-type'], 'application/problem+json');
    assert.doesNotMatch(text, /node_modules|\.ts:|\n\s+at /);
    assert.ok(text.length < 4000, 'the answer does not grow with the request');
    assert.deepEqual(created, []);
  }

  it('of huge bodies is cut at the limit, with and without a length', async () => {
    const huge = JSON.stringify({ key: 'x', name: 'x'.repeat(3 * MIB) });
    assertRefused(await post(huge), 413);
    assertRefused(await post(huge, { 'transfer-encoding': 'chunked' }), 413);
  });

  it('of JSON nested deeply is refused or read, and never overflows the stack', async () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const deep = `${open.repeat(100_000)}1${close.repeat(100_000)}`;
      assertRefused(await post(deep), 400);
      assertRefused(await post(`{"key":"x","name":${deep}}`), 400);
      assertRefused(await post(open.repeat(100_000)), 400);
    }
  });

  it('of compressed bombs is not unpacked beyond the limit', async () => {
    const zipped = await bomb(256 * MIB);
    assert.ok(zipped.length < MIB, 'small on the line');
    const before = process.memoryUsage().rss;
    assertRefused(await post(zipped, { 'content-encoding': 'gzip' }), 413);
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
    assertRefused(
      await post(brotliCompressSync(Buffer.alloc(32 * MIB, '0'), quality), { 'content-encoding': 'br' }),
      413,
    );
    assert.ok(process.memoryUsage().rss - before < 200 * MIB, 'nobody held the whole');
    // Packed twice is not what we take.
    assertRefused(await post(zipped, { 'content-encoding': 'gzip, gzip' }), 415);
  });

  it('of paths that climb reaches nothing', async () => {
    for (const path of [
      '/api/v1/units/..%2f..%2f..%2fetc%2fpasswd',
      '/api/v1/units/%2e%2e%2f%2e%2e',
      '/api/v1/units/..%5c..%5cwindows',
      '/api/v1/units/%00',
      '/api/v1/units/boiler-1%00.json',
      '/api/v1/units/%c0%ae%c0%ae',
      '/api/v1/units/%E0%A4%A',
      '/api/v1/units/__proto__',
    ])
      assertRefused(await sendTo(server, 'GET', path, { authorization }), 400);
    for (const path of [
      '/api/v1/units/../../etc/passwd',
      '/api/docs/../../package.json',
      '/api/docs/%2e%2e/x',
    ])
      assertRefused(await sendTo(server, 'GET', path, { authorization }), 404);
  });

  it('of names that mean something to JavaScript pollutes no prototype', async () => {
    for (const body of [
      '{"key":"x","name":"x","__proto__":{"admin":true}}',
      '{"key":"x","name":"x","constructor":{"prototype":{"admin":true}}}',
      '{"__proto__":{"key":"x","name":"x"}}',
    ])
      assertRefused(await post(body), 400);
    const query = await sendTo(server, 'GET', '/api/v1/units/boiler-1?__proto__[admin]=true', {
      authorization,
    });
    assert.ok([200, 400].includes(query.status));
    assert.ok(!('admin' in {}));
  });

  it('of fields that nobody may set is refused, however they are written', async () => {
    for (const field of [
      'id',
      'tenant',
      'tenantId',
      'tenant_id',
      'createdAt',
      'sensors',
      'version',
      'role',
      'KEY',
    ])
      assertRefused(await post(JSON.stringify({ key: 'x', name: 'x', [field]: 1 })), 400);
    const twice = await post('{"key":"x","key":"y","name":"x"}');
    assert.equal(twice.status, 201);
    assert.deepEqual(created, [{ key: 'y', name: 'x', kind: 'other' }]);
  });

  it('of headers is refused or passed over, and never comes back', async () => {
    const answer = await sendTo(server, 'GET', '/api/v1/units/boiler-1', {
      authorization,
      'x-request-id': '<script>'.repeat(20),
      'x-http-method-override': 'DELETE',
      'x-forwarded-host': 'evil.example',
      origin: 'https://evil.example',
    });
    assert.equal(answer.status, 200);
    assert.doesNotMatch(JSON.stringify(answer.headers), /script|evil/);
  });
});
