import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { mqttSpec } from '../../lib/connectors/mqtt';
import { AQUA, stopBrokers, withEachBroker } from '../support/brokers';
import { connectorContract } from './connector-contract';

const PLACE = { unit: 'boiler-1', sensor: 'supply-temperature' };
const TOPIC = `plant/aqua/${PLACE.unit}/${PLACE.sensor}`;

let clients = 0;

withEachBroker('MQTT', [], (kind) => {
  after(stopBrokers);

  connectorContract({
    spec: mqttSpec,
    exported: { module: join(__dirname, '../../lib/connectors/mqtt'), name: 'mqttSpec' },
    async startDevice() {
      const broker = await kind.start();
      const field = await connectAsync(broker.url, AQUA);
      return {
        port: broker.port,
        async measure({ value, timestamp, quality }) {
          await field.publishAsync(TOPIC, JSON.stringify({ value, timestamp, quality }), { qos: 1 });
        },
        async stop() {
          await field.endAsync(true);
          await broker.stop();
        },
      };
    },
    config: (port) => ({
      urls: [`mqtt://127.0.0.1:${port}`],
      clientId: `contract-${process.pid}-${clients++}`,
      ...AQUA,
    }),
    point: { topic: 'plant/aqua/{unit}/{sensor}' },
    place: PLACE,
    misconfigured: {
      urls: { urls: ['broker.example'], clientId: 'x' },
      clientId: { urls: ['mqtt://127.0.0.1'], clientId: '' },
      keepAlive: { urls: ['mqtt://127.0.0.1'], clientId: 'x', keepAlive: -1 },
      version: { urls: ['mqtt://127.0.0.1'], clientId: 'x', version: '4' },
    },
    source: { time: true, quality: true },
    confirms: true,
  });
});
