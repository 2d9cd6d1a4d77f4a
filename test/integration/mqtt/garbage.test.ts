import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { connectAsync } from 'mqtt';
import { startBroker } from '../../../lib/connectors/mqtt/broker/embedded-broker';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { brokerFolder, stopBrokers } from '../../support/brokers';
import { eventually } from '../../support/product';
import { authority } from './certificates';

const HOST = '127.0.0.1';
/** PINGREQ: a packet as it should be, at the wrong time. */
const PING = Buffer.from([0xc0, 0]);

describe('the embedded broker', () => {
  after(stopBrokers);

  it('tells of IPv4 by its own address, also where it listens for both families', async () => {
    const from: (string | undefined)[] = [];
    const broker = await startBroker({
      host: '::',
      port: 0,
      folder: brokerFolder(),
      authenticate: (_username, _password, address) => {
        from.push(address);
        return Promise.resolve({ tenant: 'aqua', mayPublish: false });
      },
      clock: systemClock,
      logger: silentLogger,
      meter: nullMeter,
    });
    try {
      const login = { username: 'viewer@aqua', password: 'x', reconnectPeriod: 0 };
      await (await connectAsync(`mqtt://${HOST}:${broker.port}`, login)).endAsync();
      assert.deepEqual(from, [HOST]);
    } finally {
      await broker.stop();
    }
  });

  it('ends a handshake that does not get on', async () => {
    const { cert, key } = authority('Plant CA').issue('broker');
    const broker = await startBroker({
      host: HOST,
      port: 0,
      secure: { host: HOST, port: 0, tls: { cert, key }, handshakeMs: 50 },
      folder: brokerFolder(),
      authenticate: () => Promise.resolve(undefined),
      clock: systemClock,
      logger: silentLogger,
      meter: nullMeter,
    });
    const socket = connect(broker.securePort as number, HOST).on('error', () => undefined);
    try {
      socket.write(Buffer.from([0x16]));
      await once(socket.resume(), 'close');
    } finally {
      socket.destroy();
      await broker.stop();
    }
  });

  it('takes for garbage what is no MQTT, not what somebody may not', async () => {
    const told: string[] = [];
    const broker = await startBroker({
      host: HOST,
      port: 0,
      folder: brokerFolder(),
      authenticate: () => Promise.resolve({ tenant: 'aqua', mayPublish: false }),
      door: { admits: () => true, malformed: (_, what) => void told.push(what) },
      clock: systemClock,
      logger: silentLogger,
      meter: nullMeter,
    });
    const { port } = broker;
    const url = `mqtt://${HOST}:${port}`;
    const login = { username: 'viewer@aqua', password: 'x', reconnectPeriod: 0 };
    try {
      for (const topic of ['plant/aqua/boiler-1/x', 'a/'.repeat(500)]) {
        const client = await connectAsync(url, login);
        const closed = new Promise((resolve) => client.once('close', () => resolve(undefined)));
        client.publish(topic, '1', { qos: 1 }, () => undefined);
        await closed;
        await client.endAsync(true);
      }
      await assert.rejects(connectAsync(url, { ...login, protocolVersion: 5 }));
      assert.deepEqual(told, []);
      for (const octets of ['GET / HTTP/1.1\r\n\r\n', PING]) {
        const before = told.length;
        const socket = connect(port, HOST);
        socket.on('error', () => undefined);
        socket.write(octets);
        await eventually('it is told', () => Promise.resolve(told.length > before));
        socket.destroy();
      }
    } finally {
      await broker.stop();
    }
  });
});
