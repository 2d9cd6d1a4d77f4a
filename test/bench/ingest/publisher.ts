/**
 * A publisher process that costs little: packets are built by hand and written in blocks, so that the machine's two
 * cores are left to what is measured. Arguments: port, rate (messages/s), seconds, topic prefix, sensors, QoS (0 or 1).
 * Prints `{published, acknowledged, seconds}` when the broker has confirmed all; with QoS 0 nothing is confirmed, and
 * what the socket took counts.
 */
import { connect } from 'node:net';
import { generate } from 'mqtt-packet';

const [port = '', rate = '', seconds = '', prefix = '', sensors = '1', qos = '1'] = process.argv.slice(2);
const TICK_MS = 5;
/** The fixed header's first byte: PUBLISH with its QoS in bits 1 and 2 (MQTT 3.1.1, 3.3.1.2). */
const PUBLISH = 0x30 | (Number(qos) << 1);
const PUBACK = 4;

function publishPacket(topic: Buffer, payload: Buffer, id: number): Buffer {
  const packetId = qos === '0' ? [] : [id >> 8, id & 255];
  const remaining = 2 + topic.length + packetId.length + payload.length;
  const length = remaining < 128 ? [remaining] : [(remaining & 127) | 128, remaining >> 7];
  return Buffer.concat([
    Buffer.from([PUBLISH, ...length, topic.length >> 8, topic.length & 255]),
    topic,
    Buffer.from(packetId),
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
    const done = qos === '0' ? socket.writableLength === 0 : acknowledged >= sent;
    if (!done && performance.now() < deadline) return;
    clearInterval(check);
    console.log(
      JSON.stringify({ published: sent, acknowledged: qos === '0' ? sent : acknowledged, seconds: spent }),
    );
    socket.end(() => process.exit(0));
  }, 5);
}
