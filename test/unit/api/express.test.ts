import assert from 'node:assert/strict';
import { request as httpRequest, type Server } from 'node:http';
import { duplexPair } from 'node:stream';
import { gzipSync } from 'node:zlib';
import express from 'express';
import { createApiHandler, type ApiCall } from '../../../lib/api';
import { PASSWORD } from '../tenancy/fixture';
import { UNIT, makeApi, type ApiWorld } from './fixture';
import { sendTo, serverOf } from './over-http';

describe('createApiHandler', () => {
  let world: ApiWorld;
  let server: Server;

  beforeEach(async () => {
    world = await makeApi();
    server = serverOf(world.api);
  });
  afterEach(() => server.closeAllConnections());

  const send = (method: string, path: string, headers?: Record<string, string>, body?: string | Buffer) =>
    sendTo(server, method, path, headers, body);
  const json = { 'content-type': 'application/json' };
  const credentials = JSON.stringify({ username: 'viewer@aqua', password: PASSWORD });

  it('serves the API and leaves other paths alone', async () => {
    const live = await send('GET', '/health/live');
    assert.deepEqual([live.status, live.text], [200, '{"status":"ok"}']);
    assert.equal(live.headers['x-powered-by'], undefined);
    assert.equal((await send('GET', '/dashboard')).status, 418);
    const login = await send('POST', '/api/v1/auth/login', json, credentials);
    assert.equal(login.status, 200, login.text);
  });

  it('reads compressed JSON and types with a suffix and a character set', async () => {
    const zipped = await send(
      'POST',
      '/api/v1/auth/login',
      { ...json, 'content-encoding': 'gzip' },
      gzipSync(credentials),
    );
    assert.equal(zipped.status, 200, zipped.text);
    const suffixed = await send(
      'POST',
      '/api/v1/auth/login',
      { 'content-type': 'application/vnd.x+json; charset=utf-8' },
      credentials,
    );
    assert.equal(suffixed.status, 200, suffixed.text);
  });

  it('refuses a body that is not JSON, of another type, or larger than 1 MB', async () => {
    const cases: [number, Record<string, string>, string | Buffer | undefined][] = [
      [400, json, '{"username":'],
      [400, json, undefined],
      [415, { 'content-type': 'text/plain' }, credentials],
      [415, {}, credentials],
      [415, { 'content-type': 'application/x-www-form-urlencoded' }, 'username=a'],
      [415, { ...json, 'content-encoding': 'rot13' }, credentials],
      [413, json, JSON.stringify({ username: 'x'.repeat(1_100_000) })],
      [
        413,
        { ...json, 'content-encoding': 'gzip' },
        gzipSync(JSON.stringify({ username: 'x'.repeat(5_000_000) })),
      ],
      [400, { ...json, 'content-encoding': 'gzip' }, Buffer.from('not gzip')],
    ];
    for (const [status, headers, body] of cases) {
      const got = await send('POST', '/api/v1/auth/login', headers, body);
      assert.equal(got.status, status, `${JSON.stringify(headers)} ${got.text}`);
      assert.equal(got.headers['content-type'], 'application/problem+json');
      assert.ok(!/node_modules|\.ts:|\\n +at /.test(got.text));
    }
  });

  it('takes the ten thousand points of a device at once, and says how large a body may be', async () => {
    const authorization = `Bearer ${await world.token('admin@aqua')}`;
    let points = 0;
    world.api.attach('setDevicePoints', (call: ApiCall) => {
      points = (call.body as { points: unknown[] }).points.length;
      call.reply({ points: [] });
    });
    const put = (count: number) =>
      send(
        'PUT',
        '/api/v1/devices/plc/points',
        { ...json, authorization },
        JSON.stringify({
          points: Array.from({ length: count }, (_, i) => ({
            unit: 'boiler-1',
            sensor: `sensor-${i}`,
            settings: {
              table: 'holding',
              address: i,
              type: 'float32',
              scale: 0.1,
              deadband: 0.5,
              report: 'change',
            },
            write: { min: 0, max: 100 },
          })),
        }),
      );
    const taken = await put(10_000);
    assert.deepEqual([taken.status, points], [200, 10_000], taken.text);
    const refused = await put(80_000);
    assert.equal(refused.status, 413);
    assert.match(refused.text, /larger than 8192 KiB/);
  });

  it('answers HEAD like GET without the body', async () => {
    const got = await send('HEAD', '/health/live');
    assert.deepEqual([got.status, got.text, got.headers['content-length']], [200, '', '15']);
  });

  it('tells the flow that the client has gone', async () => {
    const token = await world.token('viewer@aqua');
    const gone = new Promise<void>((resolve) => {
      world.api.attach('getUnit', (call: ApiCall) => {
        call.signal.addEventListener('abort', () => resolve());
        client.destroy();
      });
    });
    const [ours, theirs] = duplexPair();
    server.emit('connection', theirs);
    const client = httpRequest({
      method: 'GET',
      path: '/api/v1/units/x',
      headers: { host: 'test', authorization: `Bearer ${token}` },
      createConnection: () => ours,
    });
    client.on('error', () => undefined);
    client.on('close', () => (ours.destroy(), theirs.destroy()));
    client.end();
    await gone;
  });

  it('passes the answer of a flow on, with UTF-8', async () => {
    world.api.attach('getUnit', (call) => void call.reply({ ...UNIT, name: 'Größe °C' }));
    const got = await send('GET', '/api/v1/units/x', {
      authorization: `Bearer ${await world.token('viewer@aqua')}`,
    });
    assert.equal(JSON.parse(got.text).name, 'Größe °C');
  });

  it('serves the documentation page from our own server, without anything inline', async () => {
    const page = await send('GET', '/api/docs');
    assert.equal(page.status, 200);
    assert.match(String(page.headers['content-security-policy']), /script-src 'self';/);
    assert.ok(!/unsafe/.test(String(page.headers['content-security-policy'])));
    assert.match(page.text, /ThermaCore API/);
    assert.ok(!/https?:\/\//.test(page.text), 'nothing from elsewhere');
    assert.ok(!/<script>|<style|\sstyle=|\son\w+=/.test(page.text), 'nothing inline');
    const links = [...page.text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, link = '']) => link);
    assert.ok(links.length >= 5);
    for (const link of links) assert.equal((await send('GET', link)).status, 200, link);
    assert.equal((await send('GET', '/api/docs/../../etc/passwd')).status, 404);
    assert.equal((await send('GET', '/api/docs/%2e%2e/package.json')).status, 404);
    assert.equal((await send('POST', '/api/docs')).status, 404);
  });

  it('says what is missing when the page was not built, and asks a plain GET of the WebSocket to upgrade', async () => {
    const app = express();
    app.use(createApiHandler(world.api, { docs: { folder: '/nowhere' } }));
    server.removeAllListeners('request');
    server.on('request', (request, response) => void app(request, response));
    const got = await send('GET', '/api/docs/swagger-ui.css');
    assert.deepEqual([got.status, JSON.parse(got.text).title], [503, 'Not available now']);
    assert.ok(!got.text.includes('/nowhere'));
    const live = await send('GET', '/api/v1/live', {
      authorization: `Bearer ${await world.token('viewer@aqua')}`,
    });
    assert.deepEqual([live.status, live.headers['upgrade']], [426, 'websocket']);
  });
});
