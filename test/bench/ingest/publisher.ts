/**
 * A publisher process that costs little: packets are built by hand and written in blocks, so that the machine's two
 * cores are left to what is measured. Arguments: port, rate (messages/s), seconds, topic prefix, sensors.
 * Prints `{published, acknowledged, seconds}` when the broker has confirmed all.
 */
import { connect } from 'node:net';
import { generate } from 'mqtt-packet';

const [port = '', rate = '', seconds = '', prefix = '', sensors = '1', username = '', password = ''] =
  process.argv.slice(2);
const TICK_MS = 5;
const PUBLISH_QOS1 = 0x32;
const PUBACK = 4;

function publishPacket(topic: Buffer, payload: Buffer, id: number): Buffer {
  const remaining = 2 + topic.length + 2 + payload.length;
  const head =
    remaining < 128 ? [PUBLISH_QOS1, remaining] : [PUBLISH_QOS1, (remaining & 127) | 128, remaining >> 7];
  return Buffer.concat([
    Buffer.from([...head, topic.length >> 8, topic.length & 255]),
    topic,
    Buffer.from([id >> 8, id & 255]),
    payload,
  ]);
}

const topics = Array.from({ length: Number(sensors) }, (_, i) => Buffer.from(`${prefix}/s${i}`));
const socket = connect(Number(port), '127.0.0.1');
socket.setNoDelay(true);
let acknowledged = 0;
let sent = 0;
let rest = Buffer.alloc(0);
let connected = false;

socket.on('data', (data) => {
  rest = rest.length > 0 ? Buffer.concat([rest, data]) : data;
  let at = 0;
  // CONNACK and PUBACK are four bytes each; nothing else comes to a client that subscribes to nothing.
  for (; at + 4 <= rest.length; at += 4)
    if ((rest[at] ?? 0) >> 4 === PUBACK) acknowledged++;
    else if (!connected) {
      connected = true;
      run();
    }
  rest = rest.subarray(at);
});
socket.write(
  generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    clientId: `bench-publisher-${process.pid}`,
    keepalive: 0,
    ...(username ? { username, password: Buffer.from(password) } : {}),
  }),
);

function run(): void {
  const start = performance.now();
  const last = new Map<number, number>();
  const timer = setInterval(() => {
    const elapsed = Math.min((performance.now() - start) / 1000, Number(seconds));
    const due = Math.floor(elapsed * Number(rate));
    const block: Buffer[] = [];
    const now = Date.now();
    for (; sent < due; sent++) {
      const sensor = sent % topics.length;
      // A sensor has one value per millisecond; the next one gets the next.
      const timestamp = Math.max(now, (last.get(sensor) ?? 0) + 1);
      last.set(sensor, timestamp);
      const payload = Buffer.from(
        `{"value":${(sent % 1000) / 10},"timestamp":"${new Date(timestamp).toISOString()}","quality":"good"}`,
      );
      block.push(publishPacket(topics[sensor] as Buffer, payload, (sent % 65_535) + 1));
    }
    if (block.length > 0) socket.write(Buffer.concat(block));
    if (elapsed >= Number(seconds)) {
      clearInterval(timer);
      const spent = (performance.now() - start) / 1000;
      waitForAcks(spent);
    }
  }, TICK_MS);
}

function waitForAcks(spent: number): void {
  const deadline = performance.now() + 15_000;
  const check = setInterval(() => {
    if (acknowledged < sent && performance.now() < deadline) return;
    clearInterval(check);
    console.log(JSON.stringify({ published: sent, acknowledged, seconds: spent }));
    process.exit(0);
  }, 5);
}
