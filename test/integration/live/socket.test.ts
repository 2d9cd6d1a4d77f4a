import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { ThermaCoreError } from '../../../lib/core/errors';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { LiveHub, createLiveServer, type LiveLimits, type LiveServer } from '../../../lib/live';
import type { VerifiedToken } from '../../../lib/tenancy';
import { FakeClock } from '../../support/fake-clock';
import { reading, viewer } from '../../unit/live/fixture';

type Message = Record<string, unknown> & { type: string };

/** A client that keeps what it was told. */
class Client {
  readonly messages: Message[] = [];
  readonly socket: WebSocket;
  readonly closed: Promise<{ code: number; reason: string }>;
  private waiting: (() => void)[] = [];

  constructor(port: number, headers: Record<string, string> = {}, protocols: string[] = []) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/live`, protocols, { headers });
    this.socket.on('error', () => undefined);
    this.socket.on('message', (data: Buffer) => {
      this.messages.push(JSON.parse(data.toString()) as Message);
      for (const wake of this.waiting.splice(0)) wake();
    });
    this.closed = new Promise((resolve) =>
      this.socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })),
    );
  }

  async open(): Promise<this> {
    if (this.socket.readyState !== WebSocket.OPEN) await once(this.socket, 'open');
    return this;
  }

  say(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The first message of the type that was not asked for before. */
  async next(type: string): Promise<Message> {
    for (;;) {
      const at = this.messages.findIndex((message) => message.type === type);
      const [found] = at < 0 ? [] : this.messages.splice(at, 1);
      if (found) return found;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }
}

describe('the live WebSocket', () => {
  let clock: FakeClock;
  let hub: LiveHub;
  let live: LiveServer;
  let http: Server;
  let port: number;
  let verified: string[];
  let tokens: Map<string, () => VerifiedToken | Promise<VerifiedToken>>;
  const clients: Client[] = [];

  const client = (headers?: Record<string, string>, protocols?: string[]): Client => {
    const made = new Client(port, headers, protocols);
    clients.push(made);
    return made;
  };
  const bearer = (token: string): Client => client({ authorization: `Bearer ${token}` });
  const subscribed = async (token: string, wish: object = {}): Promise<Client> => {
    const made = await bearer(token).open();
    made.say({ type: 'subscribe', id: '1', ...wish });
    await made.next('subscribed');
    return made;
  };

  async function start(limits: Partial<LiveLimits> = {}, isKeptOut = (): boolean => false): Promise<void> {
    const use = { clock, logger: silentLogger, meter: nullMeter };
    hub = new LiveHub(use);
    live = createLiveServer({
      ...use,
      hub,
      limits,
      admission: () => () => !isKeptOut(),
      async verify(token) {
        verified.push(token);
        const known = tokens.get(token);
        if (known) return known();
        throw new ThermaCoreError('unauthenticated', 'The access token is not valid or has expired.');
      },
    });
    http = createServer((_, response) => response.writeHead(426).end());
    http.on('upgrade', (request, socket, head) => {
      live.handleUpgrade(request, socket, head);
      // Stands for Node-RED's own sockets beside it.
      if (request.url === '/comms') socket.end('HTTP/1.1 400 not ours\r\nConnection: close\r\n\r\n');
    });
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    port = (http.address() as AddressInfo).port;
  }

  beforeEach(() => {
    clock = new FakeClock();
    verified = [];
    const minutes = (count: number): number => clock.now() + count * 60_000;
    const expiresAt = minutes(15);
    tokens = new Map([
      ['aqua', () => ({ principal: viewer('aqua'), expiresAt })],
      ['aqua-fresh', () => ({ principal: viewer('aqua'), expiresAt: minutes(15) })],
      ['borealis', () => ({ principal: viewer('borealis'), expiresAt })],
      ['platform', () => ({ principal: { ...viewer(null), role: 'admin' as const }, expiresAt })],
    ]);
  });
  afterEach(() => {
    live.close();
    for (const { socket } of clients.splice(0)) socket.terminate();
    http.close();
  });

  it('takes the token from the Authorization header', async () => {
    await start();
    const { socket, ...rest } = await subscribed('aqua');
    hub.publish([reading('aqua', 'boiler-1', 'supply', 5, 71.5)]);
    const frame = await clients[0]?.next('readings');
    assert.deepEqual(frame, {
      type: 'readings',
      id: '1',
      readings: [{ unit: 'boiler-1', sensor: 'supply', timestamp: 5, value: 71.5, quality: 'good' }],
    });
    assert.equal(socket.protocol, '');
    assert.ok(rest);
  });

  it('takes it from a subprotocol, and does not answer with that one', async () => {
    await start();
    const browser = await client({}, ['thermacore.v1', 'bearer.aqua']).open();
    const ready = await browser.next('ready');
    assert.equal(ready['tenant'], 'aqua');
    assert.equal(browser.socket.protocol, 'thermacore.v1');
  });

  it('takes it from the first message', async () => {
    await start();
    const browser = await client().open();
    browser.say({ type: 'auth', token: 'borealis' });
    browser.say({ type: 'subscribe', id: 'b' });
    assert.equal((await browser.next('ready'))['tenant'], 'borealis');
    await browser.next('subscribed');
    hub.publish([reading('aqua', 'u', 's'), reading('borealis', 'u', 's', 7)]);
    const frame = await browser.next('readings');
    assert.deepEqual(frame['readings'], [
      { unit: 'u', sensor: 's', timestamp: 7, value: 1, quality: 'good' },
    ]);
  });

  it('handles what comes while the token is still being verified, in order', async () => {
    await start();
    const slow = Promise.withResolvers<VerifiedToken>();
    tokens.set('slow', () => slow.promise);
    const early = await bearer('slow').open();
    early.say({ type: 'subscribe', id: 'early' });
    early.say({ type: 'ping' });
    while (verified.length === 0) await new Promise(setImmediate);
    slow.resolve({ principal: viewer('aqua'), expiresAt: clock.now() + 60_000 });
    await early.next('pong');
    assert.deepEqual(
      early.messages.map(({ type }) => type),
      ['ready', 'subscribed'],
    );
  });

  it('keeps two tenants apart, whatever they subscribe to', async () => {
    await start();
    const [a, b] = await Promise.all([
      subscribed('aqua', { units: ['u'], sensors: ['v/s'] }),
      subscribed('borealis', { units: ['u'], sensors: ['v/s'] }),
    ]);
    for (let i = 0; i < 50; i++) {
      hub.publish([reading('aqua', 'u', 's', i), reading('borealis', 'v', 's', 1000 + i)]);
      clock.advance(40);
    }
    for (const one of [a, b]) one?.say({ type: 'ping' });
    await Promise.all([a?.next('pong'), b?.next('pong')]);
    const seen = (one: Client | undefined): number[] =>
      (one?.messages ?? [])
        .filter(({ type }) => type === 'readings')
        .flatMap((message) =>
          (message['readings'] as { timestamp: number }[]).map(({ timestamp }) => timestamp),
        );
    assert.deepEqual(
      seen(a),
      Array.from({ length: 50 }, (_, i) => i),
    );
    assert.deepEqual(
      seen(b),
      Array.from({ length: 50 }, (_, i) => 1000 + i),
    );
  });

  it('sends alarms to who subscribes to them, each tenant its own', async () => {
    await start();
    const [a, b] = await Promise.all([
      subscribed('aqua', { topic: 'alarms', units: ['pump-1'] }),
      subscribed('borealis', { topic: 'alarms' }),
    ]);
    const alarm = { id: 'trip:pump-1/run', unit: 'pump-1', sensor: 'run', state: 'unacknowledged' };
    hub.publishAlarms('aqua', [alarm]);
    assert.deepEqual(await a?.next('alarms'), { type: 'alarms', id: '1', alarms: [alarm] });
    b?.say({ type: 'ping' });
    await b?.next('pong');
    assert.ok(b?.messages.every(({ type }) => type !== 'alarms'));
  });

  const refusals: [string, string, number, RegExp][] = [
    ['a token that is not valid', 'forged', 4401, /not valid/],
    ['a platform user that acts in no tenant', 'platform', 4403, /act in no tenant/],
  ];
  for (const [what, token, code, reason] of refusals)
    it(`closes ${what} with ${code} and says why`, async () => {
      await start();
      const refused = await bearer(token).open();
      const error = await refused.next('error');
      const closed = await refused.closed;
      assert.match(String(error['message']), reason);
      assert.equal(closed.code, code);
      assert.match(closed.reason, reason);
      assert.doesNotMatch(JSON.stringify(refused.messages), /stack|at .*\.ts/);
    });

  it('closes who subscribes without a token', async () => {
    await start();
    const nobody = await client().open();
    nobody.say({ type: 'subscribe', id: '1' });
    assert.equal((await nobody.closed).code, 4401);
    assert.equal(hub.size, 0);
  });

  it('waits five seconds for a token', async () => {
    await start();
    const silent = await client().open();
    clock.advance(4000);
    assert.equal(live.size, 1);
    clock.advance(1000);
    assert.equal((await silent.closed).code, 4401);
  });

  it('closes when the token expires, unless a fresh one came before', async () => {
    await start();
    const twentySeconds = clock.now() + 20_000;
    tokens.set('short', () => ({ principal: viewer('aqua'), expiresAt: twentySeconds }));
    const [renewing, forgetful] = await Promise.all([subscribed('short'), subscribed('short')]);
    clock.advance(19_000);
    assert.equal(live.size, 2);
    renewing.messages.length = 0;
    renewing.say({ type: 'auth', token: 'aqua-fresh' });
    await renewing.next('ready');
    clock.advance(1000);
    assert.equal((await forgetful.closed).code, 4401);
    hub.publish([reading('aqua', 'u', 's')]);
    await renewing.next('readings');
  });

  it('does not let a second token change who this is', async () => {
    await start();
    const one = await subscribed('aqua');
    one.say({ type: 'auth', token: 'borealis' });
    assert.equal((await one.next('error'))['code'], 'forbidden');
    hub.publish([reading('borealis', 'u', 's', 1), reading('aqua', 'u', 's', 2)]);
    const frame = await one.next('readings');
    assert.deepEqual(
      (frame['readings'] as { timestamp: number }[]).map(({ timestamp }) => timestamp),
      [2],
    );
  });

  it('cuts within a heartbeat whoever is at an address that is kept out now', async () => {
    let isKeptOut = false;
    await start({ heartbeatMs: 3000 }, () => isKeptOut);
    const { socket } = await subscribed('aqua');
    clock.advance(3000);
    isKeptOut = true;
    const closed = once(socket, 'close');
    clock.advance(3000);
    const [code] = (await closed) as [number];
    assert.equal(code, 1006, 'without a word');
  });

  it('closes at once when the session ends, and within a heartbeat when another process ended it', async () => {
    await start();
    const told = await subscribed('aqua');
    live.endSession('another');
    assert.equal(live.size, 1);
    live.endSession('session');
    assert.equal((await told.closed).code, 4401);

    const untold = await subscribed('aqua');
    tokens.delete('aqua');
    clock.advance(30_000);
    assert.equal((await untold.closed).code, 4401);
  });

  it('keeps sockets open while identity is away', async () => {
    await start();
    const one = await subscribed('aqua');
    tokens.set('aqua', () => Promise.reject(new ThermaCoreError('unavailable', 'The database is away.')));
    clock.advance(30_000);
    one.say({ type: 'ping' });
    await one.next('pong');
    assert.equal(live.size, 1);
  });

  it('cuts off who does not answer a ping', async () => {
    await start();
    const dead = await subscribed('aqua');
    dead.socket.pause();
    clock.advance(30_000);
    clock.advance(30_000);
    while (live.size > 0) await new Promise(setImmediate);
    assert.equal(hub.size, 0);
  });

  it('answers nonsense with an error that names the field, and goes on', async () => {
    await start();
    const one = await subscribed('aqua');
    const nonsense: [unknown, RegExp][] = [
      ['not json', /not a message/],
      ['[]', /message: /],
      [{ type: 'shutdown' }, /type/],
      [{ type: 'subscribe', id: '1', sensors: ['no-slash'] }, /sensors\.0: must be unit\/sensor/],
      [{ type: 'subscribe', id: '1', units: ['A B'] }, /units\.0/],
      [{ type: 'subscribe', id: '1', tenant: 'borealis' }, /tenant/],
    ];
    for (const [message, expected] of nonsense) {
      one.say(message);
      const error = await one.next('error');
      assert.equal(error['code'], 'invalid');
      assert.match(String(error['message']), expected);
    }
    hub.publish([reading('aqua', 'u', 's')]);
    await one.next('readings');
  });

  it('closes who sends more than 64 kB (1009) or too many messages (1008)', async () => {
    await start();
    const large = await subscribed('aqua');
    large.say('x'.repeat(65 * 1024));
    assert.equal((await large.closed).code, 1009);
    const noisy = await subscribed('aqua');
    for (let i = 0; i < 60; i++) noisy.say({ type: 'ping' });
    assert.equal((await noisy.closed).code, 1008);
  });

  it('replaces a subscription of the same id, ends it, and bounds how many there are', async () => {
    await start({ subscriptions: 2 });
    const one = await subscribed('aqua', { units: ['a'] });
    one.say({ type: 'subscribe', id: '1', units: ['b'] });
    one.say({ type: 'subscribe', id: '2', units: ['c'] });
    one.say({ type: 'subscribe', id: '3' });
    assert.equal((await one.next('error'))['code'], 'rate-limited');
    assert.equal(hub.size, 2);
    one.say({ type: 'unsubscribe', id: '2' });
    await one.next('unsubscribed');
    assert.equal(hub.size, 1);
    hub.publish([reading('aqua', 'a', 's'), reading('aqua', 'b', 's'), reading('aqua', 'c', 's')]);
    const frame = await one.next('readings');
    assert.deepEqual(
      (frame['readings'] as { unit: string }[]).map(({ unit }) => unit),
      ['b'],
    );
  });

  it('bounds the sockets of a tenant without touching another', async () => {
    await start({ socketsPerTenant: 2 });
    await subscribed('aqua');
    await subscribed('aqua');
    const third = await bearer('aqua').open();
    assert.equal((await third.closed).code, 1013);
    await subscribed('borealis');
  });

  it('answers 503 before the handshake when there are too many', async () => {
    await start({ socketsWaiting: 1 });
    await client().open();
    const response = Promise.withResolvers<number | undefined>();
    client().socket.on('unexpected-response', (_, { statusCode }) => response.resolve(statusCode));
    assert.equal(await response.promise, 503);
  });

  it('leaves upgrades of other paths alone', async () => {
    await start();
    const other = new WebSocket(`ws://127.0.0.1:${port}/comms`);
    const [error] = (await once(other, 'error')) as [Error];
    assert.match(error.message, /400/);
    assert.equal(live.size, 0);
  });

  it('says goodbye with 1001 and leaves no timer behind', async () => {
    await start();
    const one = await subscribed('aqua');
    live.close();
    assert.equal((await one.closed).code, 1001);
    clock.advance(1000);
    assert.equal(clock.timers, 0);
  });
});
