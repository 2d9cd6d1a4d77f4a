import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { duplexPair, type Duplex } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import express from 'express';
import { z } from 'zod';
import { Stream, Upload, createApiHandler, route, type StreamSource } from '../../../lib/api';
import { ThermaCoreError } from '../../../lib/core/errors';
import { makeApi, type ApiWorld } from './fixture';

const down = route({
  operationId: 'takeOut',
  method: 'GET',
  path: '/take-out',
  permission: 'reading:read',
  response: Stream,
  stream: ['text/csv', 'application/x-ndjson'],
  statuses: { 206: 'A part' },
  summary: 'Bytes',
  tags: ['Test'],
});
const up = route({
  operationId: 'bringIn',
  method: 'POST',
  path: '/bring-in',
  permission: 'unit:create',
  body: Upload,
  upload: { contentTypes: ['text/csv'], maxBytes: 1024 * 1024 },
  response: z.object({ bytes: z.int() }),
  summary: 'Bytes',
  tags: ['Test'],
});

/** Long enough to fill the buffers of a pipe. */
const CHUNK = Buffer.alloc(64 * 1024, 'x');

describe('streamed answers and uploads', () => {
  let world: ApiWorld;
  let server: Server;
  let viewer: string;
  let admin: string;
  let source: StreamSource;

  beforeEach(async () => {
    world = await makeApi();
    [viewer, admin] = await Promise.all([world.token('viewer@aqua'), world.token('admin@aqua')]);
    world.api.builtin(down, async () => source);
    world.api.builtin(up, async ({ body }) => {
      let bytes = 0;
      for await (const chunk of body.read()) bytes += chunk.length;
      return { bytes };
    });
    const app = express();
    app.use(createApiHandler(world.api));
    server = createServer(app);
  });
  afterEach(() => server.closeAllConnections());

  async function open(
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: Buffer,
  ): Promise<{ response: IncomingMessage; socket: Duplex }> {
    const [ours, theirs] = duplexPair();
    server.emit('connection', theirs);
    const token = path === '/api/v1/bring-in' ? admin : viewer;
    const request = httpRequest({
      method,
      path,
      headers: { host: 'test', authorization: `Bearer ${token}`, ...headers },
      createConnection: () => ours,
    });
    request.on('error', () => undefined);
    request.end(body);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return { response, socket: theirs };
  }

  async function read(response: IncomingMessage): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  const simple = (...texts: string[]): StreamSource => ({
    contentType: 'text/csv',
    compressible: true,
    fileName: 'readings.csv',
    pipe: async ({ write }) => {
      for (const text of texts) await write(Buffer.from(text));
    },
  });

  it('sends the bytes with their type and name', async () => {
    source = simple('a,b\n', '1,2\n');
    const { response } = await open('GET', '/api/v1/take-out');
    assert.equal(response.statusCode, 200);
    assert.equal(response.headers['content-type'], 'text/csv');
    assert.equal(response.headers['content-disposition'], 'attachment; filename="readings.csv"');
    assert.equal((await read(response)).toString(), 'a,b\n1,2\n');
  });

  it('compresses for a client that accepts it, and for no other', async () => {
    source = simple('a,b\n', '1,2\n'.repeat(50_000));
    const zipped = await open('GET', '/api/v1/take-out', { 'accept-encoding': 'br, gzip;q=0.5' });
    assert.equal(zipped.response.headers['content-encoding'], 'gzip');
    assert.equal(gunzipSync(await read(zipped.response)).length, 200_004);
    const plain = await open('GET', '/api/v1/take-out', { 'accept-encoding': 'gzip;q=0' });
    assert.equal(plain.response.headers['content-encoding'], undefined);
    assert.equal((await read(plain.response)).length, 200_004);
  });

  it('answers HEAD without opening the source', async () => {
    source = { ...simple(), pipe: () => assert.fail('opened') };
    const { response } = await open('HEAD', '/api/v1/take-out');
    assert.equal(response.statusCode, 200);
    assert.equal((await read(response)).length, 0);
  });

  it('answers with a problem as long as nothing was sent', async () => {
    source = {
      ...simple(),
      pipe: () => Promise.reject(new ThermaCoreError('unavailable', 'The database does not answer.')),
    };
    const { response } = await open('GET', '/api/v1/take-out');
    assert.equal(response.statusCode, 503);
    assert.equal(JSON.parse((await read(response)).toString()).detail, 'The database does not answer.');
  });

  it('cuts the connection when it fails later, so that the client sees a broken download', async () => {
    source = {
      ...simple(),
      pipe: async ({ write }) => {
        await write(Buffer.from('a,b\n'));
        await new Promise((resolve) => setImmediate(resolve));
        throw new ThermaCoreError('unavailable', 'The database went away.');
      },
    };
    const { response } = await open('GET', '/api/v1/take-out');
    assert.equal(response.statusCode, 200);
    await assert.rejects(read(response), { code: 'ECONNRESET' });
    assert.equal(response.complete, false);
  });

  it('ends the source when the client leaves', async () => {
    const ended = Promise.withResolvers<unknown>();
    source = {
      ...simple(),
      pipe: async ({ write, signal }) => {
        signal.addEventListener('abort', () => ended.resolve(signal.reason));
        for (;;) await write(CHUNK);
      },
    };
    const { response, socket } = await open('GET', '/api/v1/take-out');
    await once(response, 'data');
    socket.destroy();
    assert.match(String(await ended.promise), /client gone/);
  });

  it('waits for a slow client, and cuts one that reads nothing for a minute', async () => {
    let written = 0;
    const ended = Promise.withResolvers<void>();
    source = {
      ...simple(),
      pipe: async ({ write, signal }) => {
        signal.addEventListener('abort', () => ended.resolve());
        for (;;) {
          await write(CHUNK);
          written++;
        }
      },
    };
    const { response } = await open('GET', '/api/v1/take-out');
    response.pause();
    await new Promise((resolve) => setImmediate(resolve));
    const before = written;
    world.clock.advance(59_000);
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(written - before < 3, 'nothing is read ahead of the client');
    world.clock.advance(2000);
    await ended.promise;
    await assert.rejects(read(response));
  });

  describe('of a file', () => {
    const bytes = Buffer.from('0123456789');
    beforeEach(() => {
      source = {
        contentType: 'text/csv',
        file: { size: bytes.length, entityTag: '"one"' },
        pipe: async ({ write, range }) => {
          await write(range ? bytes.subarray(range.start, range.end + 1) : bytes);
        },
      };
    });
    const cases: [range: string, status: number, text: string, contentRange?: string][] = [
      ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
      ['bytes=4-', 206, '456789', 'bytes 4-9/10'],
      ['bytes=-2', 206, '89', 'bytes 8-9/10'],
      ['bytes=8-100', 206, '89', 'bytes 8-9/10'],
      ['bytes=0-1,4-5', 200, '0123456789'],
      ['lines=1-2', 200, '0123456789'],
      ['bytes=10-', 416, '', 'bytes */10'],
      ['bytes=5-4', 416, '', 'bytes */10'],
    ];
    for (const [range, status, text, contentRange] of cases)
      it(`answers ${range} with ${status}`, async () => {
        const { response } = await open('GET', '/api/v1/take-out', { range });
        const body = (await read(response)).toString();
        assert.equal(response.statusCode, status);
        assert.equal(response.headers['content-range'], contentRange);
        if (status < 400) assert.equal(body, text);
      });

    it('gives the whole when the part is of another version', async () => {
      const other = await open('GET', '/api/v1/take-out', { range: 'bytes=4-', 'if-range': '"other"' });
      assert.equal((await read(other.response)).toString(), '0123456789');
      const same = await open('GET', '/api/v1/take-out', { range: 'bytes=4-', 'if-range': '"one"' });
      assert.equal((await read(same.response)).toString(), '456789');
    });
  });

  it('takes a body larger than others may be', async () => {
    const body = Buffer.alloc(1024 * 1024, 'y');
    const { response } = await open('POST', '/api/v1/bring-in', { 'content-type': 'text/csv' }, body);
    assert.deepEqual(JSON.parse((await read(response)).toString()), { bytes: body.length });
  });

  it('refuses a larger one, another type, and one without permission, unread', async () => {
    const csv = { 'content-type': 'text/csv; charset=utf-8' };
    const large = Buffer.alloc(1024 * 1024 + 1);
    for (const [headers, body, status] of [
      [csv, large, 413],
      [{ ...csv, 'transfer-encoding': 'chunked' }, large, 413],
      [{ 'content-type': 'application/json' }, Buffer.from('{}'), 415],
      [{ ...csv, 'content-encoding': 'gzip' }, Buffer.from('x'), 415],
      [{ ...csv, authorization: `Bearer ${viewer}` }, Buffer.from('x'), 403],
    ] as const) {
      const { response } = await open('POST', '/api/v1/bring-in', headers, body);
      await read(response);
      assert.equal(response.statusCode, status);
    }
  });

  it('shows the media types in OpenAPI', () => {
    const { paths } = world.api.openapi() as unknown as {
      paths: Record<string, Record<string, ReturnType<typeof JSON.parse>>>;
    };
    const binary = { schema: { type: 'string', format: 'binary' } };
    const operation = paths['/api/v1/take-out']?.['get'];
    assert.deepEqual(operation.responses[200].content, {
      'text/csv': binary,
      'application/x-ndjson': binary,
    });
    assert.deepEqual(paths['/api/v1/bring-in']?.['post'].requestBody.content, { 'text/csv': binary });
    assert.equal(operation['x-permission'], 'reading:read');
  });

  it('refuses a definition that has half of it', () => {
    const base = {
      operationId: 'half',
      method: 'GET',
      path: '/half',
      permission: 'public',
      summary: '',
      tags: [],
    } as const;
    assert.throws(() => route({ ...base, stream: ['text/csv'] }), { field: 'stream' });
    assert.throws(() => route({ ...base, response: Stream }), { field: 'stream' });
  });

  it('answers 500 when the type is not one of the route', async () => {
    source = { ...simple('x'), contentType: 'text/html' };
    const { response } = await open('GET', '/api/v1/take-out');
    assert.equal(response.statusCode, 500);
    response.resume();
  });
});
