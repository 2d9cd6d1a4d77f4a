import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { duplexPair, type Duplex } from 'node:stream';
import { streamTransport } from '../../../lib/dnp3/io/stream';
import { transportOf } from '../../../lib/connectors/dnp3/transport';
import { systemClock } from '../../../lib/core/clock';
import { tcpClient } from '../../../lib/dnp3/io/tcp-client';
import { tcpServer } from '../../../lib/dnp3/io/tcp-server';
import { udp } from '../../../lib/dnp3/io/udp';
import { formatFrame } from '../../../lib/dnp3/link/frame';
import { ControlRoom, Plant, pointsOf, until } from '../../support/dnp3/plant';

/** A request for everything, as a master 1 sends it to outstation 10. */
const integrity = (seq: number): Uint8Array =>
  formatFrame({
    dir: true,
    prm: true,
    fcb: false,
    fcv: false,
    function: 4,
    destination: 10,
    source: 1,
    data: Uint8Array.of(0xc0 | (seq & 0x3f), 0xc0 | (seq & 0x0f), 1, 60, 1, 6),
  });

const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => socket.once('close', () => resolve()));

describe('The ways that DNP3 goes', () => {
  const parts: { stop(): Promise<void> }[] = [];
  const kept = <T extends { stop(): Promise<void> }>(part: T): T => {
    parts.push(part);
    return part;
  };
  afterEach(async () => {
    for (const part of parts.splice(0).reverse()) await part.stop();
  });
  const raw = async (port: number): Promise<Socket> => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('error', () => undefined);
    kept({ stop: () => Promise.resolve(void socket.destroy()) });
    await once(socket, 'connect');
    return socket.resume();
  };

  describe('TCP', () => {
    it('refuses hosts that are not allowed, and connections beyond the limit', async () => {
      const stranger = kept(new Plant(tcpServer({ port: 0, allow: ['10.1.0.0/16', '192.168.7.4'] })));
      await stranger.outstation.start();
      await closed(await raw(stranger.port));
      assert.match(stranger.log.join(), /refused 127\.0\.0\.1:\d+: its address is not on the list/);
      const plant = kept(new Plant(tcpServer({ port: 0, allow: ['127.0.0.0/8'], maxConnections: 2 })));
      await plant.outstation.start();
      await raw(plant.port);
      await raw(plant.port);
      await closed(await raw(plant.port));
      assert.match(plant.log.join(), /2 connections are open, which is the limit/);
    });

    it('does not listen on when it is stopped while it begins to listen', async () => {
      const transport = tcpServer({ port: 0 });
      const started = transport.start({ opened: () => assert.fail('nobody connects'), trouble: assert.fail });
      await transport.stop();
      await assert.rejects(started, /^Error: TCP on 127\.0\.0\.1:0: stopped before it listened$/);
      assert.equal(transport.port, 0);
    });

    it('says what to do when its port is taken', async () => {
      const plant = kept(await Plant.start());
      await assert.rejects(
        Plant.start({}, plant.port),
        /TCP on 127\.0\.0\.1:\d+: the port is taken; end what listens there, or choose another one/,
      );
    });

    it('closes a connection on which nothing comes', async () => {
      const plant = kept(new Plant(tcpServer({ port: 0, idleTimeoutMs: 60 })));
      await plant.outstation.start();
      await closed(await raw(plant.port));
      assert.match(plant.log.join(), /nothing came for 0\.06 s/);
    });

    it('notices an outstation that has gone without a word, and dials again', async () => {
      const dead = await deafServer();
      kept(dead);
      const room = kept(
        new ControlRoom(
          { transport: tcpClient({ host: '127.0.0.1', port: dead.port, reconnect: { minMs: 20 } }) },
          { keepAliveMs: 60, linkTimeoutMs: 40, linkRetries: 1, responseTimeoutMs: 50, retries: 0 },
        ),
      );
      await room.master.start();
      await until('a second connection', () => dead.connections >= 2);
      assert.ok(
        room.states.some((state) => state.startsWith('offline: 127.0.0.1')),
        room.states.join(),
      );
    });

    it('dials ever less often while nobody is there', async () => {
      const begun: number[] = [];
      const transport = streamTransport({
        name: 'nowhere',
        open: () => {
          begun.push(performance.now());
          return Promise.reject(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }));
        },
        reconnect: { minMs: 20, maxMs: 80 },
      });
      const room = kept(new ControlRoom({ transport }));
      await room.master.start();
      await until('six attempts', () => begun.length >= 6);
      const waits = begun.slice(1).map((at, i) => at - (begun[i] ?? 0));
      const least = [15, 30, 60, 60, 60];
      for (const [i, wait] of least.entries())
        assert.ok((waits[i] ?? 0) >= wait, `wait ${i}: ${waits[i]} ms`);
    });

    it('answers a good request after a flood of garbage, in bounded memory', async () => {
      const plant = kept(await Plant.start());
      const socket = await raw(plant.port);
      const garbage = Buffer.alloc(1 << 20, Uint8Array.of(0x05, 0x64, 0xff, 0x44, 0x00, 0x13, 0x37));
      for (let i = 0; i < 4; i++) if (!socket.write(garbage)) await once(socket, 'drain');
      global.gc?.();
      const before = process.memoryUsage().rss;
      for (let i = 0; i < 12; i++) if (!socket.write(garbage)) await once(socket, 'drain');
      assert.ok(process.memoryUsage().rss - before < 64 << 20, 'memory grows with the garbage');
      socket.write(integrity(0));
      const answer = once(socket, 'data', { signal: AbortSignal.timeout(40_000) }) as Promise<[Buffer]>;
      assert.equal((await answer)[0].readUInt16BE(0), 0x0564);
    });

    it('reads no more from a master that takes none of the answers, and drops it in time', async () => {
      const database = pointsOf(5000, { 'analog-input': {} });
      const transport = tcpServer({ port: 0, writeTimeoutMs: 300 });
      const plant = kept(new Plant(transport, { database, options: { unsolicited: false } }));
      await plant.outstation.start();
      const socket = await raw(plant.port);
      socket.pause();
      const end = closed(socket);
      // Class 0 in several fragments: each is asked for and confirmed without looking.
      const ask = setInterval(() => {
        for (let seq = 0; seq < 64; seq++) socket.write(integrity(seq));
      }, 1);
      const begun = process.memoryUsage().rss;
      await until(
        'the end',
        () => plant.log.some((line) => line.includes('takes nothing of what is sent')),
        12_000,
      );
      clearInterval(ask);
      assert.ok(process.memoryUsage().rss - begun < 128 << 20);
      assert.deepEqual(plant.outstation.peers, []);
      socket.resume();
      await end;
      const room = kept(await ControlRoom.dial(plant.port));
      await room.online();
    });
  });

  describe('UDP', () => {
    const pair = async (options: Partial<Parameters<typeof udp>[0]> = {}): Promise<[Plant, ControlRoom]> => {
      const plant = kept(
        new Plant(udp({ port: 0, ...options }), {
          database: pointsOf(2000, { 'analog-input': { class: 2 } }),
        }),
      );
      await plant.outstation.start();
      const remote = { host: 'localhost', port: plant.port };
      const room = kept(new ControlRoom({ transport: udp({ port: 0, remote }) }));
      await room.master.start();
      return [plant, room];
    };

    it('carries start-up, fragments of many frames, and events', async () => {
      const [plant, room] = await pair();
      await room.online();
      assert.equal(room.measurements.length, 2000);
      plant.analog(1999, 3);
      await until('the event', () => room.value('analog-input', 1999) === 3);
    });

    it('hears neither hosts that are not allowed, nor what is no frame', async () => {
      const [plant, room] = await pair({ allow: ['10.0.0.0/8'] });
      await until(
        'a silence',
        () => room.association.counts.timeouts > 0 || room.association.counts.requests > 0,
      );
      assert.deepEqual(plant.outstation.peers, []);
      const [open] = await pair();
      await open.stop();
      const noisy = kept(new Plant(udp({ port: 0, maxPeers: 1 })));
      await noisy.outstation.start();
      const sender = createSocket('udp4');
      kept({ stop: () => new Promise<void>((resolve) => sender.close(() => resolve())) });
      sender.send('hello', noisy.port, '127.0.0.1');
      sender.send(integrity(0), noisy.port, '127.0.0.1');
      await once(sender, 'message');
      assert.equal(noisy.outstation.peers.length, 1);
    });

    it('hears nobody who is kept out', async () => {
      const asked: string[] = [];
      const way = {
        transport: 'udp-server',
        host: '127.0.0.1',
        port: 0,
        connectTimeoutMs: 1000,
        maxConnections: 4,
        readsFiles: false,
        peers: '',
        allowHosts: '',
        // Only the first that speaks is kept out.
        admits: (address: string) => asked.push(address) > 1,
      } as const;
      const plant = kept(new Plant(transportOf(way, systemClock) as ReturnType<typeof udp>));
      await plant.outstation.start();
      const [intruder, master] = [createSocket('udp4'), createSocket('udp4')];
      for (const one of [intruder, master])
        kept({ stop: () => new Promise<void>((resolve) => one.close(() => resolve())) });
      intruder.send(integrity(0), plant.port, '127.0.0.1', () =>
        master.send(integrity(0), plant.port, '127.0.0.1'),
      );
      await once(master, 'message');
      assert.deepEqual(asked.slice(0, 2), ['127.0.0.1', '127.0.0.1']);
      assert.deepEqual(plant.outstation.peers, [`127.0.0.1:${master.address().port}`]);
    });

    it('forgets a peer of which nothing comes', async () => {
      const [plant, room] = await pair({ idleTimeoutMs: 80 });
      await room.online();
      assert.equal(plant.outstation.peers.length, 1);
      await until('forgotten', () => plant.outstation.peers.length === 0);
    });
  });

  describe('any stream of octets', () => {
    it('carries both roles over a pair of streams, and opens it again', async () => {
      const ends: Duplex[] = [];
      let waiting: ((end: Duplex) => void) | undefined;
      let plugged: Duplex | undefined;
      /** As if one side plugged in a cable and the other found it, at once or later. */
      const near = (): Duplex => {
        const [one, other] = duplexPair();
        ends.push(one, other);
        if (waiting) waiting(other);
        else plugged = other;
        waiting = undefined;
        return one;
      };
      const far = (): Promise<Duplex> =>
        new Promise((resolve) => {
          if (plugged) resolve(plugged);
          else waiting = resolve;
          plugged = undefined;
        });
      const reconnect = { minMs: 20 };
      const plant = kept(
        new Plant(Object.assign(streamTransport({ name: 'serial port', open: far, reconnect }), { port: 0 })),
      );
      await plant.outstation.start();
      const room = kept(
        new ControlRoom({ transport: streamTransport({ name: 'serial port', open: near, reconnect }) }),
      );
      await room.master.start();
      await room.online();
      for (const end of ends) end.destroy();
      await until('offline', () => room.association.state === 'offline');
      plant.analog(1, 9);
      await until('the event', () => room.events('analog-input').includes(9));
    });
  });
});

/** Takes connections and octets, and never says anything. */
async function deafServer(): Promise<{ port: number; connections: number; stop(): Promise<void> }> {
  const transport = tcpServer({ port: 0 });
  const server = { port: 0, connections: 0, stop: () => transport.stop() };
  await transport.start({
    opened: () => {
      server.connections++;
      return { received: () => undefined, closed: () => undefined };
    },
    trouble: () => undefined,
  });
  server.port = transport.port;
  return server;
}
