/**
 * The devices: bare sockets that answer reads of holding and input registers at once, as `modbus-serial`'s own server
 * cannot (it delays each answer by a millisecond). Notes when each request came. Arguments: how many devices, the
 * interval in ms at which they are to be polled. SIGUSR2 prints what came since the last one, as JSON.
 */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { onTime } from './on-time';

const [count = 0, interval = 1000] = process.argv.slice(2).map(Number);

const HEADER = 7;
/** Registers count up, so that a decoded value says where it stood. */
const registers = Buffer.alloc(2 * 65_536);
for (let i = 0; i < 65_536; i++) registers.writeUInt16BE(i, 2 * i);

const arrivals: number[][] = Array.from({ length: count }, () => []);

function answer(frame: Buffer): Buffer {
  const code = frame.readUInt8(HEADER);
  const start = frame.readUInt16BE(HEADER + 1);
  const quantity = frame.readUInt16BE(HEADER + 3);
  const reply = Buffer.allocUnsafe(HEADER + 2 + 2 * quantity);
  frame.copy(reply, 0, 0, 4);
  reply.writeUInt16BE(3 + 2 * quantity, 4);
  reply.writeUInt8(frame.readUInt8(6), 6);
  reply.writeUInt8(code, HEADER);
  reply.writeUInt8(2 * quantity, HEADER + 1);
  registers.copy(reply, HEADER + 2, 2 * start, 2 * (start + quantity));
  return reply;
}

function serve(socket: Socket, seen: number[]): void {
  socket.setNoDelay(true);
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    const at = performance.timeOrigin + performance.now();
    let data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    while (data.length >= HEADER && data.length >= 6 + data.readUInt16BE(4)) {
      const end = 6 + data.readUInt16BE(4);
      seen.push(at);
      socket.write(answer(data.subarray(0, end)));
      data = data.subarray(end);
    }
    rest = Buffer.from(data);
  });
  socket.on('error', () => undefined);
}

async function main(): Promise<void> {
  const ports = await Promise.all(
    arrivals.map(
      (_, i) =>
        new Promise<number>((resolve) => {
          const server = createServer((socket) => serve(socket, arrivals[i] ?? []));
          server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
        }),
    ),
  );
  process.on('SIGUSR2', () => {
    const seen = arrivals.map((times) => times.splice(0));
    console.log(`report ${JSON.stringify(onTime(seen, interval))}`);
  });
  console.log(`ports ${JSON.stringify(ports)}`);
  console.log('ready');
}

void main();
