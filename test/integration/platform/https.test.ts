import assert from 'node:assert/strict';
import { X509Certificate, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as plainRequest, type Server } from 'node:http';
import { Agent, request } from 'node:https';
import { connect as connectPlain, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { WebSocket, WebSocketServer } from 'ws';
import { silentLogger } from '../../../lib/core/logger';
import { Certificates, createRedirect, createWebServer } from '../../../lib/platform';
import { readSettings } from '../../../lib/platform/settings';
import { SecretBox } from '../../../lib/security/secret-box';
import { FakeClock } from '../../support/fake-clock';
import { until } from '../../support/until';

const HOST = '127.0.0.1';
const LOAD_MS = 3000;
/** A session that is taken up again shows no certificate. */
const fresh = (): Agent => new Agent({ maxCachedSessions: 0 });

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  return (server.address() as AddressInfo).port;
};

describe('HTTPS', function () {
  this.timeout(60_000);
  let home: string;
  let clock: FakeClock;
  let certificates: Certificates;
  const ends: (() => unknown)[] = [];
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'thermacore-https-'));
    clock = new FakeClock(Date.now());
    const box = new SecretBox(randomBytes(32));
    certificates = new Certificates({ home, clock, logger: silentLogger, sealer: () => box });
  });
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
    rmSync(home, { recursive: true, force: true });
  });

  async function serve(env: Record<string, string> = { THERMACORE_TLS: 'internal' }, more: object = {}) {
    const web = await createWebServer((_request, response) => void response.end('here'), {
      settings: readSettings(env),
      certificates,
      hostNames: () => ['localhost', HOST, 'fd00::a:7'],
      clock,
      logger: silentLogger,
      ...more,
    });
    const server = web.server as Server;
    const port = await listening(server);
    ends.push(() => {
      web.stop();
      server.closeAllConnections();
      server.close();
    });
    return { server, port, ca: (await certificates.authority()).pem };
  }

  /** Resolves with the status, and with the serial number that was shown where the connection was a new one. */
  const get = (
    port: number,
    ca: string,
    agent: Agent,
  ): Promise<{ status: number | undefined; serial?: string }> =>
    new Promise((resolve, reject) => {
      let serial: string | undefined;
      const asked = request({ host: HOST, port, ca, agent, timeout: 20_000 }, (answer) => {
        answer.resume();
        answer.on('error', reject);
        answer.on('end', () => resolve({ status: answer.statusCode, ...(serial ? { serial } : {}) }));
      });
      asked.on('socket', (socket: TLSSocket) =>
        socket.once('secureConnect', () => (serial = socket.getPeerX509Certificate()?.serialNumber)),
      );
      asked.on('timeout', () => asked.destroy(new Error('no answer')));
      asked.on('error', reject);
      asked.end();
    });

  const handshake = (options: ConnectionOptions): Promise<string | null> =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: HOST, ...options }, () => {
        resolve(socket.getProtocol());
        socket.destroy();
      });
      socket.on('error', reject);
    });

  it('renews its certificate under load with zero failed requests, and new connections see the new one', async () => {
    const { server, port, ca } = await serve();
    const sockets = new WebSocketServer({ server });
    sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(data)));
    ends.push(() => sockets.close());
    const kept = new Agent({ keepAlive: true, maxSockets: 4, maxCachedSessions: 0 });
    ends.push(() => kept.destroy());
    const live = new WebSocket(`wss://${HOST}:${port}`, { ca });
    await new Promise<void>((resolve, reject) => live.once('open', resolve).once('error', reject));
    let echoes = 0;
    let closed = false;
    live.on('message', () => void echoes++).on('close', () => (closed = true));
    ends.push(() => live.terminate());

    const failures: unknown[] = [];
    const serials: string[] = [];
    let answered = 0;
    let going = true;
    const load = async (agentOf: () => Agent): Promise<void> => {
      while (going) {
        const agent = agentOf();
        try {
          const { status, serial } = await get(port, ca, agent);
          assert.equal(status, 200);
          if (serial) serials.push(serial);
          answered++;
        } catch (error) {
          failures.push(error);
        }
        if (agent !== kept) agent.destroy();
      }
    };
    const workers = [
      ...Array.from({ length: 4 }, () => load(() => kept)),
      ...Array.from({ length: 2 }, () => load(() => fresh())),
    ];
    const before = certificates.get('https').serial?.toUpperCase() ?? '';
    await until('a hundred answers', () => answered > 100);
    live.send('before');
    await until('the first echo', () => echoes === 1);
    const renewals = [before];
    const end = Date.now() + LOAD_MS;
    while (Date.now() < end || renewals.length < 4) {
      const { serial = '' } = await certificates.renew('https');
      await certificates.tell();
      renewals.push(serial.toUpperCase());
      const seen = answered;
      await until('fifty more answers', () => answered > seen + 50);
    }
    const last = renewals.at(-1);
    await until('the last certificate', () => serials.includes(last ?? ''));
    live.send('after');
    await until('the second echo', () => echoes === 2);
    going = false;
    await Promise.all(workers);

    assert.deepEqual(failures, []);
    assert.equal(closed, false);
    assert.ok(serials.includes(before));
    assert.deepEqual(
      [...new Set(serials)].filter((serial) => !renewals.includes(serial)),
      [],
    );
    assert.equal((await get(port, ca, fresh())).serial, last);
  });

  it('speaks TLS 1.3 and 1.2, and nothing older', async () => {
    const { port, ca } = await serve();
    assert.equal(await handshake({ port, ca }), 'TLSv1.3');
    assert.equal(await handshake({ port, ca, maxVersion: 'TLSv1.2' }), 'TLSv1.2');
    // With the level lowered, so that it is the server that refuses and not our own OpenSSL.
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await assert.rejects(handshake({ port, ca, ...old }), /protocol version|wrong version/i);
    const cbc = { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA256' } as const;
    await assert.rejects(handshake({ port, ca, ...cbc }), /handshake failure/i);
  });

  it('is for the names of the machine, and is made anew where there are others after a restart', async () => {
    const first = await serve();
    await assert.rejects(
      handshake({ ...first, servername: 'scada.plant' }),
      /ERR_TLS_CERT_ALTNAME_INVALID|altnames/,
    );
    const { serial } = certificates.get('https');
    await serve();
    assert.equal(certificates.get('https').serial, serial, 'the same names: the same certificate');
    const second = await serve({ THERMACORE_TLS: 'internal', THERMACORE_TLS_NAMES: 'scada.plant' });
    assert.equal(await handshake({ ...second, servername: 'scada.plant' }), 'TLSv1.3');
    assert.equal(await handshake({ ...second, servername: 'localhost' }), 'TLSv1.3');
  });

  it('takes over files that are replaced, and keeps the old ones while the new ones do not fit', async () => {
    await certificates.create({ name: 'company', purpose: 'server', hosts: [HOST], days: 90 });
    const [cert, key] = [join(home, 'cert.pem'), join(home, 'key.pem')];
    const put = async (part: 'both' | 'cert'): Promise<string> => {
      const { identity, release } = await certificates.use('company', 'test', () => undefined);
      release();
      writeFileSync(cert, identity.cert);
      if (part === 'both') writeFileSync(key, identity.key, { mode: 0o600 });
      return new X509Certificate(identity.cert).serialNumber;
    };
    const old = await put('both');
    const { port, ca } = await serve({
      THERMACORE_TLS: 'files',
      THERMACORE_TLS_CERT: cert,
      THERMACORE_TLS_KEY: key,
    });
    const served = async () => (await get(port, ca, fresh())).serial;
    assert.equal(await served(), old);
    await certificates.renew('company');
    await put('cert');
    clock.advance(10_000);
    assert.equal(await served(), old);
    const next = await put('both');
    assert.notEqual(next, old);
    clock.advance(10_000);
    assert.equal(await served(), next);
    assert.match(readFileSync(cert, 'utf8'), /BEGIN CERTIFICATE/);
  });

  it('does not start with files that do not fit, and names the setting', async () => {
    const env = {
      THERMACORE_TLS: 'files',
      THERMACORE_TLS_CERT: join(home, 'none'),
      THERMACORE_TLS_KEY: 'none',
    };
    await assert.rejects(serve(env), { code: 'configuration', field: 'THERMACORE_TLS_CERT' });
  });

  it('sends a browser that comes without TLS on, and nobody who brings something', async () => {
    const server = createRedirect({ port: () => 8443 });
    const port = await listening(server);
    ends.push(() => server.close());
    const ask = (method: string, headers: Record<string, string> = {}) =>
      new Promise<[number | undefined, string | undefined]>((resolve, reject) => {
        const asked = plainRequest(
          { host: HOST, port, method, path: '/dashboard?a=1', headers },
          (answer) => {
            answer.resume();
            resolve([answer.statusCode, answer.headers.location]);
          },
        );
        asked.on('error', reject);
        asked.end();
      });
    assert.deepEqual(await ask('GET', { host: 'scada.plant:80' }), [
      308,
      'https://scada.plant:8443/dashboard?a=1',
    ]);
    assert.deepEqual(await ask('POST'), [403, undefined]);
    assert.deepEqual(await ask('GET', { host: 'a b' }), [403, undefined]);
  });

  /** Resolves when the other side has ended a connection on which nothing but `text` is sent. */
  const ended = (port: number, text = ''): Promise<string> =>
    new Promise((resolve) => {
      const socket = connectPlain(port, HOST, () => socket.write(text));
      let answer = '';
      socket.setEncoding('utf8').on('data', (part: string) => (answer += part));
      socket.on('error', () => undefined).on('close', () => resolve(answer));
    });

  it('ends a connection on which nobody speaks TLS', async () => {
    const { port } = await serve({ THERMACORE_TLS: 'internal' }, { handshakeMs: 100 });
    assert.equal(await ended(port), '');
  });

  const GOOD = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
  const SLOW = 'GET / HTTP/1.1\r\n';

  async function redirecting(more: object): Promise<{ port: number; opened: () => number }> {
    const server = createRedirect({ port: () => 8443, ...more });
    let opened = 0;
    server.on('connection', () => void opened++);
    const port = await listening(server);
    ends.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return { port, opened: () => opened };
  }

  it('has no place in clear for who is kept out, nor for more than it can bear', async () => {
    const blocked = new Set<string>();
    const door = { admits: (address: string) => !blocked.has(address) };
    const { port, opened } = await redirecting({ door, maxConnections: 2 });
    assert.match(await ended(port, GOOD), /^HTTP\/1\.1 308 /);
    blocked.add(HOST);
    assert.equal(await ended(port, GOOD), '');
    blocked.clear();
    const before = opened();
    const slow = [connectPlain(port, HOST), connectPlain(port, HOST)];
    ends.push(() => slow.forEach((socket) => socket.destroy()));
    await until('two slow ones', () => opened() === before + 2);
    assert.equal(await ended(port, GOOD), '');
  });

  it('waits in clear for nobody who is slow', async () => {
    const { port } = await redirecting({ requestMs: 100 });
    assert.match(await ended(port, SLOW), /^HTTP\/1\.1 408 /);
  });
});
