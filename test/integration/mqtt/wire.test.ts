import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { generate, parser, type Packet } from 'mqtt-packet';
import { link } from '../../contract/collector';
import { SUPPLY, reading, subscriber, turns, useRig } from './rig';

/** A broker whose every byte the test chooses; it answers CONNECT and SUBSCRIBE unless told otherwise. */
class HandMadeBroker {
  readonly received: Packet[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly answer: (packet: Packet, send: (...packets: Packet[]) => void) => void,
  ) {
    server.on('connection', (socket) => this.serve(socket));
  }

  static async start(
    answer: (packet: Packet, send: (...packets: Packet[]) => void) => void,
  ): Promise<HandMadeBroker> {
    const server = createServer();
    const broker = new HandMadeBroker(server, answer);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return broker;
  }

  get url(): string {
    return `mqtt://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Ids of the messages that were confirmed. */
  get confirmed(): unknown[] {
    return this.received.filter(({ cmd }) => cmd === 'puback').map(({ messageId }) => messageId);
  }

  get connections(): number {
    return this.sockets.size;
  }

  disconnect(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.disconnect();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => undefined);
    const reader = parser();
    // In one write, so that they arrive in one piece.
    const send = (...packets: Packet[]): void =>
      void socket.write(Buffer.concat(packets.map((packet) => generate(packet))));
    reader.on('packet', (packet) => {
      this.received.push(packet);
      this.answer(packet, send);
    });
    socket.on('data', (data) => reader.parse(data));
  }
}

const CONNACK: Packet = { cmd: 'connack', returnCode: 0, sessionPresent: true };
const message = (messageId: number): Packet => ({
  cmd: 'publish',
  topic: SUPPLY,
  payload: reading(messageId),
  qos: 1,
  retain: false,
  dup: false,
  messageId,
});

describe('An MQTT connection, byte by byte', () => {
  let broker: HandMadeBroker | undefined;
  useRig();
  afterEach(() => broker?.stop());

  it('takes messages that come in one piece with the CONNACK, and confirms them', async () => {
    broker = await HandMadeBroker.start(({ cmd }, send) => {
      if (cmd === 'connect') send(CONNACK, ...[1, 2, 3, 4, 5].map(message));
    });
    const { collector } = subscriber(broker);
    await collector.count(5);
    assert.deepEqual(collector.values, [1, 2, 3, 4, 5]);
    await turns('the confirmations', () => broker?.confirmed.length === 5);
  });

  it('takes messages while the broker has not confirmed what was published on the connection before', async () => {
    let connections = 0;
    broker = await HandMadeBroker.start(({ cmd }, send) => {
      if (cmd === 'connect' && ++connections === 1) send(CONNACK);
      else if (cmd === 'connect') send(CONNACK, ...[1, 2, 3].map(message));
      else if (cmd === 'publish' && connections === 1) broker?.disconnect();
    });
    const { connector, collector } = subscriber(broker);
    await link(connector, 'connected');
    const published = assert.rejects(connector.publish(SUPPLY, reading(0), { qos: 1 }), {
      message: /the connection is stopped/,
    });
    await collector.count(3);
    assert.deepEqual(collector.values, [1, 2, 3]);
    await turns('the confirmations', () => broker?.confirmed.length === 3);
    await connector.stop();
    await published;
  });

  it('publishes again what was not confirmed when the connection was lost', async () => {
    let connections = 0;
    broker = await HandMadeBroker.start(({ cmd, messageId }, send) => {
      if (cmd === 'connect') send({ ...CONNACK, sessionPresent: connections++ > 0 });
      if (cmd === 'publish' && connections === 1) broker?.disconnect();
      if (cmd === 'publish' && connections === 2) send({ cmd: 'puback', messageId: messageId ?? 0 });
    });
    const { connector } = subscriber(broker);
    await link(connector, 'connected');
    await connector.publish(SUPPLY, reading(1), { qos: 1 });
    assert.equal(connections, 2);
    assert.equal(connector.outbox, 0);
  });

  it('tells who publishes when it stops before the broker has confirmed, and ends the connection', async () => {
    broker = await HandMadeBroker.start(({ cmd }, send) => {
      if (cmd === 'connect') send(CONNACK);
    });
    const { connector } = subscriber(broker);
    await link(connector, 'connected');
    const published = connector.publish(SUPPLY, reading(1), { qos: 1 });
    await connector.stop();
    await assert.rejects(published, { code: 'unavailable', message: /the connection is stopped/ });
    await turns('the end of the connection', () => broker?.connections === 0);
    assert.equal(connector.outbox, 0);
  });
});
