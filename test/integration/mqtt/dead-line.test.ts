import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { generate, parser } from 'mqtt-packet';
import { MqttConfig, MqttConnector } from '../../../lib/connectors/mqtt';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { until } from '../../support/until';
import { freshId } from './rig';

const CONNACK = generate({ cmd: 'connack', returnCode: 0, sessionPresent: false });

describe('An MQTT connection over a line that is dead', () => {
  it('is given up soon when it is to be made anew, though nobody answers the goodbye', async () => {
    const sockets: Socket[] = [];
    // It never ends its side, as somebody whose cable is out.
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      sockets.push(socket);
      const reader = parser();
      reader.on('packet', ({ cmd }) => void (cmd === 'connect' && socket.write(CONNACK)));
      socket.on('data', (data) => void reader.parse(data)).on('error', () => undefined);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const config = MqttConfig.parse({ urls: [`mqtt://127.0.0.1:${port}`], clientId: freshId() });
    const context = { clock: systemClock, logger: silentLogger, meter: nullMeter };
    const will = { topic: 'gone', payload: 'x', qos: 1, retain: false } as const;
    const connector = new MqttConnector(config, context, () => will);
    let state = '';
    connector.onLink((status) => (state = status.state));
    try {
      connector.start();
      await until('it is connected', () => state === 'connected');
      connector.reconnect();
      connector.reconnect();
      await until('it connects again', () => sockets.length === 2 && state === 'connected');
      assert.equal(sockets.length, 2, 'once');
    } finally {
      await connector.stop();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    }
  }).timeout(70_000);
});
