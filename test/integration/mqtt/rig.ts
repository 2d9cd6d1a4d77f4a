import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import type { z } from 'zod';
import { MqttConfig, MqttConnector, MqttPoint } from '../../../lib/connectors/mqtt';
import type { Clock } from '../../../lib/core/clock';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { Collector, link } from '../../contract/collector';
import { AQUA, type TestBroker } from '../../support/brokers';

export const TOPIC = 'plant/aqua/{unit}/{sensor}';
export const SUPPLY = 'plant/aqua/boiler-1/supply-temperature';
const TIME = Date.UTC(2026, 10, 23, 9);

/** Fits topics with and without the sensor. */
const PROBE = JSON.stringify({ sensor: 'probe', value: 0, timestamp: TIME });

const connectors: MqttConnector[] = [];
const clients: MqttClient[] = [];
let ids = 0;

/** Ends the connections of a test after it. */
export function useRig(): void {
  afterEach(async () => {
    await Promise.all(connectors.splice(0).map((connector) => connector.stop()));
    await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
  });
}

/** A client id that no other test uses: brokers keep a session for each. */
export const freshId = (): string => `test-${process.pid}-${ids++}`;

export interface Subscriber {
  readonly connector: MqttConnector;
  readonly collector: Collector;
  readonly unbind: (forGood?: boolean) => void;
}

export interface SubscriberOptions {
  readonly config?: Partial<z.input<typeof MqttConfig>>;
  readonly point?: Partial<z.input<typeof MqttPoint>>;
  readonly collector?: Collector;
  readonly clock?: Clock;
}

/** A connector with one point, started. */
export function subscriber(broker: Pick<TestBroker, 'url'>, options: SubscriberOptions = {}): Subscriber {
  const { config, point, collector = new Collector(), clock = systemClock } = options;
  const connector = new MqttConnector(
    MqttConfig.parse({ urls: [broker.url], clientId: freshId(), ...AQUA, ...config }),
    { clock, logger: silentLogger, meter: nullMeter },
  );
  connectors.push(connector);
  const unbind = connector.bind([MqttPoint.parse({ topic: TOPIC, ...point })], collector);
  connector.start();
  return { connector, collector, unbind };
}

/** The same, connected and subscribed: what is published from now on arrives. */
export async function subscribed(
  broker: Pick<TestBroker, 'url'>,
  options: SubscriberOptions = {},
): Promise<Subscriber> {
  const made = subscriber(broker, options);
  await link(made.connector, 'connected');
  // SUBSCRIBE and PUBLISH leave in this order, so the message comes back only when the subscription stands.
  const { topic = TOPIC } = options.point ?? {};
  const probe = topic.replace('{unit}', 'probe').replace('{sensor}', 'probe');
  await made.connector.publish(probe, PROBE, { qos: 1 });
  const { collector } = made;
  const probes = (): number => collector.readings.findIndex(({ unit }) => unit === 'probe');
  await collector.until('the probe', () => probes() >= 0);
  collector.readings.splice(probes(), 1);
  collector.batches.pop();
  collector.settle(true);
  return made;
}

/** A field device. */
export async function publisher(
  broker: Pick<TestBroker, 'url'>,
  options: IClientOptions = {},
): Promise<MqttClient> {
  const client = await connectAsync(broker.url, { clientId: freshId(), ...AQUA, ...options });
  client.on('error', () => undefined);
  clients.push(client);
  return client;
}

/** A payload as the demo's devices send it. */
export const reading = (value: unknown, timestamp: unknown = TIME): string =>
  JSON.stringify({ value, timestamp, quality: 'good' });

/** Lets the event loop turn until something holds. */
export async function turns(what: string, holds: () => boolean, timeoutMs = 8000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!holds()) {
    assert.ok(performance.now() < deadline, `${what}: not within ${timeoutMs} ms`);
    await setImmediate();
  }
}
