import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Image, type ServedCommand } from '../../../lib/connectors/modbus/server/image';
import { ModbusServer, type ServerOptions } from '../../../lib/connectors/modbus/server/server';
import { ServedTag } from '../../../lib/connectors/modbus/server/spec';
import { systemClock } from '../../../lib/core/clock';
import { isThermaCoreError } from '../../../lib/core/errors';
import { silentLogger } from '../../../lib/core/logger';
import { until } from '../../support/until';
import { authority } from '../mqtt/certificates';

const TAGS = [
  { unit: 'u', sensor: 'level', address: 0, type: 'float32' },
  { unit: 'u', sensor: 'set-point', address: 2, type: 'uint16', writable: true },
].map((tag) => ServedTag.parse(tag));
const READ_LEVEL = '0007 0000 0006 01 03 0000 0002';
const LEVEL = '0007 0000 0007 01 03 04 3fc00000';
const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');

const servers: ModbusServer[] = [];
const sockets: Socket[] = [];

async function serve(more: Partial<ServerOptions> = {}) {
  const commands: ServedCommand[] = [];
  const image = new Image({
    tags: TAGS,
    whenBad: 'exception',
    gaps: 'refuse',
    maxAgeMs: 0,
    identity: { vendorName: 'v', productCode: 'p', revision: '1' },
    clock: systemClock,
    mayWrite: () => true,
    onCommand: (command) => commands.push(command),
  });
  image.update([{ tenant: 't', unit: 'u', sensor: 'level', timestamp: 1, value: 1.5, quality: 'good' }]);
  const server = new ModbusServer({
    host: '127.0.0.1',
    port: 0,
    maxConnections: 4,
    idleMs: 0,
    requestsPerSecond: 10_000,
    device: (unit, client) => image.device(unit, client.address),
    clock: systemClock,
    logger: silentLogger,
    ...more,
  });
  servers.push(server);
  await server.start();
  return { server, commands };
}

/** A client that counts bytes. */
class Client {
  private chunks: Buffer[] = [];
  private length = 0;

  constructor(readonly socket: Socket) {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      this.chunks.push(chunk);
      this.length += chunk.length;
    });
  }

  static async open({ port }: ModbusServer): Promise<Client> {
    const client = new Client(connect(port, '127.0.0.1'));
    await once(client.socket, 'connect');
    return client;
  }

  send(hex: string): this {
    this.socket.write(bytes(hex));
    return this;
  }

  async read(count: number): Promise<string> {
    const signal = AbortSignal.timeout(40_000);
    while (this.length < count) await once(this.socket, 'data', { signal });
    const received = Buffer.concat(this.chunks);
    const taken = received.subarray(0, count);
    this.chunks = [received.subarray(count)];
    this.length -= count;
    return taken.toString('hex');
  }

  async answers(request: string, expected: string): Promise<void> {
    const want = bytes(expected);
    assert.equal(await this.send(request).read(want.length), want.toString('hex'));
  }

  async closed(): Promise<void> {
    // Not with `once`, which a reset would reject.
    if (!this.socket.closed) await new Promise((resolve) => this.socket.once('close', resolve));
  }
}

describe('The Modbus server', () => {
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });

  it('answers with the transaction and the unit id of the request', async () => {
    const { server } = await serve();
    const client = await Client.open(server);
    await client.answers(READ_LEVEL, LEVEL);
    await client.answers('ffff 0000 0006 01 06 0002 0007', 'ffff 0000 0006 01 06 0002 0007');
    await client.answers('0001 0000 0006 09 03 0000 0002', '0001 0000 0003 09 83 0b');
    assert.deepEqual(server.counts, { connections: 1, requests: 3, exceptions: 1, refused: 0 });
  });

  it('answers requests that come at once in their order, and one that comes in pieces', async () => {
    const { server, commands } = await serve();
    const client = await Client.open(server);
    const requests = Array.from({ length: 50 }, (_, i) => `00${(i + 16).toString(16)} 0000 0006 01 06 0002 00${(i + 16).toString(16)}`); // prettier-ignore
    await client.answers(requests.join(' '), requests.join(' '));
    assert.deepEqual(commands.map(({ value }) => value), Array.from({ length: 50 }, (_, i) => i + 16)); // prettier-ignore
    const whole = bytes(READ_LEVEL);
    for (const byte of whole) {
      client.socket.write(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(await client.read(13), bytes(LEVEL).toString('hex'));
  });

  it('closes a connection that sends no Modbus, and serves the others on', async () => {
    const { server } = await serve();
    const good = await Client.open(server);
    for (const rubbish of [
      '474554202f20485454502f312e31',
      '0001 0000 ffff 01 03',
      '0001 0001 0006 01 03 0000 0001',
    ]) {
      const bad = await Client.open(server);
      await bad.send(rubbish).closed();
    }
    await good.answers(READ_LEVEL, LEVEL);
    assert.equal(server.counts.refused, 3);
  });

  it('refuses one connection more than it may have', async () => {
    const { server } = await serve({ maxConnections: 2 });
    const first = await Client.open(server);
    const second = await Client.open(server);
    await (await Client.open(server)).closed();
    await first.answers(READ_LEVEL, LEVEL);
    second.socket.destroy();
    while (server.counts.connections > 1) await new Promise((resolve) => setTimeout(resolve, 5));
    await (await Client.open(server)).answers(READ_LEVEL, LEVEL);
  });

  it('closes a connection that asks nothing', async () => {
    const { server } = await serve({ idleMs: 100 });
    const client = await Client.open(server);
    await client.answers(READ_LEVEL, LEVEL);
    await client.closed();
  });

  it('is busy for requests beyond the rate', async () => {
    const { server } = await serve({ requestsPerSecond: 1 });
    const client = await Client.open(server);
    await client.answers(READ_LEVEL, LEVEL);
    await client.answers(READ_LEVEL, '0007 0000 0003 01 83 06');
  });

  it('stops reading from a client that does not read', async () => {
    const { server } = await serve({ requestsPerSecond: 1e9 });
    const client = await Client.open(server);
    client.socket.pause();
    const flood = Buffer.alloc(12 * 50_000, bytes(READ_LEVEL));
    const floods = 20;
    for (let i = 0; i < floods; i++) client.socket.write(flood);
    let before = -1;
    while (server.counts.requests > before) {
      before = server.counts.requests;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.ok(before < floods * 50_000, `${before} requests were read`);
    client.socket.resume();
    const expected = floods * 50_000 * 13;
    assert.equal((await client.read(expected)).length, expected * 2);
  });

  it('says when its port is taken, and opens it when it is free again', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await assert.rejects(
      serve({ port }),
      (error) => isThermaCoreError(error) && /is taken/.test(error.message),
    );
    other.close();
    await once(other, 'close');
    await servers[0]?.start();
    await (await Client.open(servers[0] as ModbusServer)).answers(READ_LEVEL, LEVEL);
  });

  it('ends all connections when it stops, and starts again', async () => {
    const { server } = await serve();
    const { port } = server;
    const client = await Client.open(server);
    await Promise.all([server.stop(), client.closed()]);
    assert.equal(server.counts.connections, 0);
    const probe = connect(port, '127.0.0.1');
    const [error] = (await once(probe, 'error')) as [NodeJS.ErrnoException];
    assert.equal(error.code, 'ECONNREFUSED');
  });

  it('speaks TLS, and only to clients of its authority where it has one', async () => {
    const ours = authority('Plant');
    const { server } = await serve({
      tls: { ...ours.issue('127.0.0.1'), clientCa: ours.cert },
    });
    const options = { port: server.port, host: '127.0.0.1', ca: ours.cert };
    const trusted = connectTls({ ...options, ...ours.issue('plc') });
    await once(trusted, 'secureConnect');
    await new Client(trusted).answers(READ_LEVEL, LEVEL);
    for (const identity of [{}, authority('Foreign').issue('plc')]) {
      const stranger = new Client(connectTls({ ...options, ...identity }));
      stranger.send(READ_LEVEL);
      await stranger.closed();
    }
    const plain = await Client.open(server);
    await plain.send(READ_LEVEL).closed();
    while (server.counts.refused < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it('has no place for a connection that only begins with TLS, and none at all for who is kept out', async () => {
    const tls = { ...authority('Plant CA').issue('127.0.0.1') };
    const blocked = new Set<string>();
    const door = { admits: (address: string) => !blocked.has(address), malformed: () => undefined };
    const { server } = await serve({ tls, door, maxConnections: 1, handshakeMs: 300 });
    const silent = await Client.open(server);
    await until('its place', () => server.counts.connections === 1);
    await (await Client.open(server)).closed();
    await silent.closed();
    await until('the place', () => server.counts.connections === 0);
    assert.equal(server.counts.refused, 2);
    blocked.add('127.0.0.1');
    const before = server.counts.refused;
    await (await Client.open(server)).closed();
    assert.equal(server.counts.refused, before + 1);
  });

  it('names the field of a certificate that cannot be read', async () => {
    for (const [tls, field] of [
      [{ cert: '/nowhere.pem', key: '/nowhere.pem' }, 'key'],
      [{ cert: undefined, key: authority('x').key }, 'cert'],
      [{ cert: '-----BEGIN CERTIFICATE-----', key: authority('x').key }, 'cert'],
    ] as const)
      await assert.rejects(serve({ tls: { clientCa: undefined, ...tls } }), (error) => isThermaCoreError(error) && error.field === field); // prettier-ignore
  });
});
