import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connectAsync, type MqttClient } from 'mqtt';
import { WebSocket } from 'ws';
import { formatFrame } from '../../lib/dnp3/link/frame';
import { DEMO_PASSWORD, type Client, type Product } from '../support/product';

/** A client that does what it should, over and over. */
export interface GoodClient {
  /** Resolves with the answer to one question; rejects when there is none. */
  ask(): Promise<void>;
  close(): void;
}

export interface Listener {
  readonly name: string;
  readonly port: number;
  /** Messages of the protocol, to be cut, changed and sent slowly. */
  readonly valid: readonly Buffer[];
  /** A message that says it is larger than any may be. */
  readonly oversized: Buffer;
  /** Connections that one address may hold; undefined: more than are tried, or for Node-RED's HTTP server to say. */
  readonly most?: number;
  good(): Promise<GoodClient>;
}

const ANSWER_MS = 20_000;

export const dial = async (port: number, localAddress = '127.0.0.1'): Promise<Socket> => {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  socket.on('error', () => undefined);
  await once(socket, 'connect', { signal: AbortSignal.timeout(ANSWER_MS) });
  return socket;
};

/** One that asks the same on one connection. */
async function asking(port: number, question: Buffer): Promise<GoodClient> {
  const socket = await dial(port);
  return {
    async ask() {
      const answer = once(socket, 'data', { signal: AbortSignal.timeout(ANSWER_MS) });
      socket.write(question);
      await answer;
    },
    close: () => void socket.destroy(),
  };
}

const PATIENCE_MS = 1_000;

/**
 * As a DNP3 master does: who says that he is the same one takes its place, so that it dials again (link addresses are no
 * proof; TLS and the list of hosts are).
 */
async function dialling(port: number, question: Buffer): Promise<void> {
  const deadline = Date.now() + ANSWER_MS;
  for (;;) {
    let socket: Socket | undefined;
    try {
      socket = await dial(port);
      const answer = once(socket, 'data', { signal: AbortSignal.timeout(PATIENCE_MS) });
      socket.write(question);
      await answer;
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    } finally {
      socket?.destroy();
    }
  }
}

/** Reads one holding register. */
const READ = Buffer.from('000100000006010300000001', 'hex');
const HELLO_URL = Buffer.from('opc.tcp://127.0.0.1');

/** OPC 10000-6 §7.1.2.3. */
function hello(): Buffer {
  const body = Buffer.alloc(28);
  [0, 65_536, 65_536, 0, 0, HELLO_URL.length].forEach((value, i) => body.writeUInt32LE(value, i * 4));
  const text = Buffer.concat([body.subarray(0, 24), HELLO_URL]);
  const head = Buffer.from('HELF\0\0\0\0', 'latin1');
  head.writeUInt32LE(head.length + text.length, 4);
  return Buffer.concat([head, text]);
}

const linkStatus = (): Buffer =>
  Buffer.from(
    formatFrame({
      dir: true, prm: true, fcb: false, fcv: false, function: 9, destination: 10, source: 1, data: new Uint8Array(0),
    }),
  ); // prettier-ignore

const CONNECT = Buffer.from('101000044d5154540402003c000466757a7a', 'hex');
const GET = Buffer.from('GET /api/v1/units HTTP/1.1\r\nHost: x\r\n\r\n');
const UPGRADE = Buffer.from(
  'GET /api/v1/live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
);

async function mqttClient(port: number): Promise<GoodClient> {
  const client: MqttClient = await connectAsync(`mqtt://127.0.0.1:${port}`, {
    username: 'aqua',
    password: DEMO_PASSWORD,
    clientId: 'good',
  });
  return {
    async ask() {
      await client.publishAsync('plant/aqua/fuzz/good/answer', 'ok', { qos: 1 });
    },
    close: () => void client.end(true),
  };
}

async function liveClient({ url, token }: Client): Promise<GoodClient> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/live`, ['thermacore.v1'], {
    headers: { authorization: `Bearer ${token}` },
  });
  socket.on('error', () => undefined);
  await once(socket, 'open', { signal: AbortSignal.timeout(ANSWER_MS) });
  return {
    async ask() {
      const answer = once(socket, 'message', { signal: AbortSignal.timeout(ANSWER_MS) });
      socket.send('{"type":"ping"}');
      await answer;
    },
    close: () => socket.terminate(),
  };
}

/** Each asks on a connection of its own, as a browser or a client that comes back does. */
const anew = (ask: () => Promise<void>): Promise<GoodClient> =>
  Promise.resolve({ ask, close: () => undefined });

/** All doors of a running product. */
export function listenersOf(product: Product, client: Client): readonly Listener[] {
  const tooLong = (head: string): Buffer =>
    Buffer.concat([Buffer.from(head, 'latin1'), Buffer.alloc(65_536, 0x41)]);
  return [
    {
      name: 'HTTP',
      port: product.port,
      valid: [GET],
      oversized: tooLong('GET /api/v1/units?x='),
      good: () => anew(async () => void (await client.get('/api/v1/units'))),
    },
    {
      name: 'WebSocket',
      port: product.port,
      valid: [UPGRADE, Buffer.concat([UPGRADE, Buffer.from('8185000000007b7d', 'hex')])],
      oversized: Buffer.concat([UPGRADE, Buffer.from('81ff7fffffffffffffff00000000', 'hex')]),
      good: () => liveClient(client),
    },
    {
      name: 'MQTT',
      port: product.mqttPort,
      valid: [CONNECT, Buffer.concat([CONNECT, Buffer.from('300a0003612f6268656c6c6f', 'hex')])],
      oversized: tooLong('\x10\xff\xff\xff\x7f'),
      good: () => mqttClient(product.mqttPort),
    },
    {
      name: 'Modbus',
      port: product.modbusPort,
      valid: [READ],
      oversized: tooLong('\0\x01\0\0\xff\xff'),
      most: 12,
      good: () => asking(product.modbusPort, READ),
    },
    {
      name: 'OPC UA',
      port: product.opcuaPort,
      valid: [hello()],
      oversized: tooLong('HELF\xff\xff\xff\x7f'),
      most: 200,
      good: () =>
        anew(async () => {
          const one = await asking(product.opcuaPort, hello());
          await one.ask().finally(() => one.close());
        }),
    },
    {
      name: 'DNP3',
      port: product.dnp3Port,
      valid: [linkStatus()],
      oversized: tooLong('\x05\x64\xff'),
      most: 2,
      good: () => anew(() => dialling(product.dnp3Port, linkStatus())),
    },
  ];
}
