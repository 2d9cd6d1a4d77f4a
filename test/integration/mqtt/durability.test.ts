import assert from 'node:assert/strict';
import type { MqttClient } from 'mqtt';
import { BrokerProcess } from '../../support/broker-process';
import { brokerFolder, stopBrokers } from '../../support/brokers';
import { link } from '../../contract/collector';
import { SUPPLY, freshId, publisher, reading, subscribed, subscriber, turns, useRig } from './rig';

const KILLS = 4;
const PER_KILL = 400;

/** Publishes numbers and knows which of them the broker has taken. */
class NumberedPublisher {
  readonly taken = new Set<number>();
  sent = 0;

  constructor(private readonly client: MqttClient) {}

  publish(count: number): void {
    for (let i = 0; i < count; i++) {
      const value = this.sent++;
      this.client.publish(SUPPLY, reading(value), { qos: 1 }, (error) => {
        if (!error) this.taken.add(value);
      });
    }
  }
}

describe('The embedded broker under kill -9', function () {
  this.timeout(60_000);
  let broker: BrokerProcess;
  beforeEach(async () => (broker = await BrokerProcess.start(brokerFolder())));
  afterEach(() => broker.kill());
  after(stopBrokers);
  useRig();

  it('loses nothing that it has taken while we are away', async () => {
    const config = { clientId: freshId() };
    const { connector } = await subscribed(broker, { config });
    await connector.stop();
    const field = new NumberedPublisher(await publisher(broker, { reconnectPeriod: 0 }));
    field.publish(2000);
    await turns('the first confirmations', () => field.taken.size >= 200);
    await broker.kill();
    const taken = [...field.taken];
    assert.ok(taken.length < field.sent, 'killed too late to prove anything');
    await broker.restart();
    const { collector } = subscriber(broker, { config });
    await collector.until('all that was taken', () => {
      const stored = new Set(collector.values);
      return taken.every((value) => stored.has(value));
    });
  });

  it(`loses nothing in ${KILLS} deaths in the middle of publishing, while we listen`, async () => {
    const { connector, collector } = await subscribed(broker);
    const client = await publisher(broker, { clientId: freshId(), clean: false, reconnectPeriod: 100 });
    const field = new NumberedPublisher(client);
    for (let kill = 1; kill <= KILLS; kill++) {
      field.publish(PER_KILL);
      await turns('some confirmations', () => field.taken.size > (kill - 0.5) * PER_KILL);
      await broker.kill();
      await broker.restart();
      await link(connector, 'connected', 20_000);
    }
    await turns('all confirmations', () => field.taken.size === field.sent, 20_000);
    await collector.until('all', () => new Set(collector.values).size === field.sent, 20_000);
    assert.equal(collector.rejections.length, 0);
  });

  it('keeps subscriptions, retained messages and the order of a queue', async () => {
    const config = { clientId: freshId() };
    const { connector } = await subscribed(broker, { config });
    await connector.stop();
    const field = await publisher(broker);
    await field.publishAsync('plant/aqua/tank-1/level', reading(55), { qos: 1, retain: true });
    for (const value of [1, 2, 3]) await field.publishAsync(SUPPLY, reading(value), { qos: 1 });
    await field.endAsync(true);
    await broker.kill();
    await broker.restart();
    const returned = subscriber(broker, { config });
    await returned.collector.until('the last', () => returned.collector.values.includes(3));
    const queued = returned.collector.readings.filter(({ unit }) => unit === 'boiler-1');
    assert.deepEqual(
      queued.map(({ value }) => value),
      [1, 2, 3],
    );
    const fresh = subscriber(broker);
    await fresh.collector.count(1);
    assert.deepEqual(fresh.collector.values, [55]);
  });

  it('does not bring back what was confirmed', async () => {
    const config = { clientId: freshId() };
    const first = await subscribed(broker, { config });
    const field = await publisher(broker);
    for (const value of [1, 2, 3]) await field.publishAsync(SUPPLY, reading(value), { qos: 1 });
    await first.collector.count(3);
    await first.connector.stop();
    // Connecting is recorded after what was confirmed before.
    await field.publishAsync('plant/aqua/barrier', '', { qos: 1 });
    await field.endAsync(true);
    await broker.kill();
    await broker.restart();
    const second = await subscribed(broker, { config });
    assert.deepEqual(second.collector.values, []);
  });
});
