import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import express from 'express';
import type { Clock } from '../../../lib/core/clock';
import { nullMeter } from '../../../lib/core/meter';
import { hardenServer } from '../../../lib/platform/harden';
import { limitServer } from '../../../lib/platform/http-limits';
import type { Platform } from '../../../lib/platform/platform';
import { readSettings } from '../../../lib/platform/settings';
import { FakeClock } from '../../support/fake-clock';

describe('the launcher’s server', () => {
  let server: Server;
  let clock: FakeClock;
  let asked: string[];
  let upgraded: string[];

  /** Everything that comes back until the server ends the connection. */
  const raw = (text: string): Promise<string> => {
    const { port } = server.address() as AddressInfo;
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(text));
      let answer = '';
      socket.setEncoding('utf8').on('data', (part: string) => (answer += part));
      socket.on('error', reject).on('close', () => resolve(answer));
    });
  };
  const statusOf = (answer: string): string => /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? answer;

  const serve = async (harden: (app: express.Express, made: Server) => void): Promise<void> => {
    const app = express();
    server = createServer({ connectionsCheckingInterval: 50 }, app);
    harden(app, server);
    app.use((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      request.resume().once('end', () => response.end('answered'));
    });
    // As Node-RED and the live server do: whoever is still connected is taken in.
    server.on('upgrade', ({ url = '' }, socket) => {
      if (socket.writable) {
        upgraded.push(url);
        socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n');
      } else socket.destroy();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
  };

  const launcher = (): Promise<void> => {
    const settings = { ...readSettings({}), trustProxy: 0 };
    const api = { allowsOrigin: (origin: string) => origin === 'https://hmi.example.com' };
    const platform = { settings, clock: clock as Clock, meter: nullMeter, api } as unknown as Platform;
    return serve((app, made) => hardenServer(app, made, platform));
  };

  beforeEach(() => {
    clock = new FakeClock();
    asked = [];
    upgraded = [];
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  describe('answers no request that hides in another', () => {
    const HIDDEN = 'GET /hidden HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
    const chunked = `0\r\n\r\n${HIDDEN}`;
    for (const [what, head, body] of [
      ['a length and chunks', `Content-Length: ${chunked.length}\r\nTransfer-Encoding: chunked`, chunked],
      ['two lengths', `Content-Length: 0\r\nContent-Length: ${HIDDEN.length}`, HIDDEN],
      ['chunks that are spelt otherwise', 'Transfer-Encoding: xchunked', chunked],
      ['chunks and something after them', 'Transfer-Encoding: chunked, identity', chunked],
      ['a length with a sign', `Content-Length: +${HIDDEN.length}`, HIDDEN],
      ['a header name with a blank', `Content-Length : ${HIDDEN.length}`, HIDDEN],
      ['a folded header', `X: y\r\n Transfer-Encoding: chunked\r\nContent-Length: 0`, chunked],
      ['a line that ends with LF alone', `X: y\nTransfer-Encoding: chunked`, chunked],
      ['a chunk whose length is none', 'Transfer-Encoding: chunked', `0x0\r\n\r\n${HIDDEN}`],
      ['no host', 'X: y', ''],
    ] as const)
      it(what, async () => {
        await launcher();
        const host = what === 'no host' ? '' : 'Host: a\r\n';
        const answer = await raw(`POST /seen HTTP/1.1\r\n${host}${head}\r\n\r\n${body}`);
        assert.equal(statusOf(answer), '400');
        assert.ok(!asked.some((line) => line.includes('hidden')), asked.join());
      });
  });

  it('ends a head that does not come to its end', async () => {
    await serve((app, made) => {
      const use = { clock, meter: nullMeter, isProxy: () => false, takesFiles: () => false };
      app.use(limitServer(made, { ...use, limits: { headMs: 200 } }));
    });
    assert.equal(statusOf(await raw('GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ')), '408');
    assert.deepEqual(asked, []);
  });

  it('ends a body that does not come to its end, unless it may be a file', async () => {
    await launcher();
    const slow = raw('POST /flows HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{');
    while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    clock.advance(60_000);
    assert.equal(statusOf(await slow), '408');
    assert.equal(clock.timers, 0);

    void raw('POST /api/v1/uploads/x HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{');
    while (asked.length === 1) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(clock.timers, 0);
  });

  it('refuses a head with too many or too long fields', async () => {
    await launcher();
    const long = `GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`;
    assert.equal(statusOf(await raw(long)), '431');
    assert.equal(server.maxHeadersCount, 100);
    assert.equal(server.maxConnections, 10_000);
  });

  describe('opens the sockets of the API and of the editor', () => {
    const upgrade = (path: string, more: string): Promise<string> =>
      raw(
        `GET ${path} HTTP/1.1\r\nHost: plant:1880\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${more}\r\n`,
      );
    const from = (origin: string): string => `Origin: ${origin}\r\n`;

    it('to its own pages, and to what is no browser', async () => {
      await launcher();
      for (const path of ['/api/v1/live', '/comms'])
        for (const more of [from('http://plant:1880'), ''])
          assert.equal(statusOf(await upgrade(path, more)), '101', path + more);
    });

    it('to no page of another site', async () => {
      await launcher();
      for (const path of ['/api/v1/live', '/comms', '/comms?x=1'])
        for (const origin of [
          'https://evil.example',
          'http://plant:1881',
          'null',
          'http://plant:1880.evil.example',
        ])
          assert.equal(statusOf(await upgrade(path, from(origin))), '403', path + origin);
      assert.deepEqual(upgraded, []);
    });

    it('of the API to origins that the installation names, which get nothing of the editor', async () => {
      await launcher();
      assert.equal(statusOf(await upgrade('/api/v1/live', from('https://hmi.example.com'))), '101');
      assert.equal(statusOf(await upgrade('/comms', from('https://hmi.example.com'))), '403');
    });
  });

  it('says with every answer what a browser may do with it', async () => {
    await launcher();
    const { port } = server.address() as AddressInfo;
    for (const path of ['/', '/dashboard', '/dashboard/alarms', '/dashboardx']) {
      const { headers } = await fetch(`http://127.0.0.1:${port}${path}`);
      const policy = headers.get('content-security-policy') ?? '';
      assert.match(policy, /default-src 'self';/);
      assert.match(policy, /object-src 'none'/);
      assert.match(policy, /frame-ancestors 'self'/);
      assert.doesNotMatch(policy, /[ *]\*|http:/);
      const script = /script-src ([^;]*)/.exec(policy)?.[1] ?? '';
      assert.equal(script.includes("'unsafe-inline'"), !/^\/dashboard(\/|$)/.test(path), path);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('x-frame-options'), 'SAMEORIGIN');
      assert.equal(headers.get('referrer-policy'), 'same-origin');
      assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin');
      assert.equal(headers.get('strict-transport-security'), null);
    }
  });
});
