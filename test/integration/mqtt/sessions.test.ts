import assert from 'node:assert/strict';
import { MqttPoint } from '../../../lib/connectors/mqtt';
import { stopBrokers, withEachBroker, type TestBroker } from '../../support/brokers';
import { Collector, link } from '../../contract/collector';
import { HurriedClock } from '../../contract/hurried-clock';
import { SUPPLY, TOPIC, freshId, publisher, reading, subscribed, subscriber, useRig } from './rig';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

withEachBroker('An MQTT session', [], (kind) => {
  let broker: TestBroker;
  before(async () => (broker = await kind.start()));
  after(stopBrokers);
  useRig();

  it('keeps what is published while we are away, in order', async () => {
    const config = { clientId: freshId() };
    const { connector } = await subscribed(broker, { config });
    await connector.stop();
    const field = await publisher(broker);
    for (const value of numbers(200)) await field.publishAsync(SUPPLY, reading(value), { qos: 1 });
    const { collector } = subscriber(broker, { config });
    await collector.count(200);
    assert.deepEqual(collector.values, numbers(200));
  });

  it('forgets it when the form says so', async () => {
    const config = { clientId: freshId(), clean: true };
    const { connector } = await subscribed(broker, { config });
    await connector.stop();
    const field = await publisher(broker);
    await field.publishAsync(SUPPLY, reading(1), { qos: 1 });
    const { collector } = await subscribed(broker, { config });
    assert.deepEqual(collector.values, []);
  });

  it('is kept through a redeploy: what comes while nobody is bound is handed on afterwards', async () => {
    const { connector, unbind } = await subscribed(broker);
    unbind();
    const field = await publisher(broker);
    for (const value of numbers(5)) await field.publishAsync(SUPPLY, reading(value), { qos: 1 });
    const collector = new Collector();
    connector.bind([MqttPoint.parse({ topic: TOPIC })], collector);
    await collector.count(5);
    assert.deepEqual(collector.values, numbers(5));
  });

  it('hands on a full window of the broker at once, whole', async () => {
    const collector = new Collector('aqua', 'by hand');
    const { connector } = await subscribed(broker, { collector });
    const field = await publisher(broker);
    const total = 50;
    const window = kind.window ?? total;
    for (const value of numbers(total)) field.publish(SUPPLY, reading(value), { qos: 1 });
    await collector.count(window);
    // QoS 0 does not count against the window: it would come after everything else that can come.
    await connector.publish(SUPPLY, reading('overtakes'));
    await collector.until('the last', () => collector.values.includes('overtakes'));
    assert.deepEqual(collector.values, [...numbers(window), 'overtakes']);
    while (collector.readings.length <= total) {
      const seen = collector.readings.length;
      collector.settle(true);
      await collector.count(seen + 1);
    }
  });

  it('does not wait between the windows: 100 of them take less than 2 s', async () => {
    const { collector } = await subscribed(broker);
    const field = await publisher(broker);
    const windows = 100 * 20;
    for (const value of numbers(windows)) field.publish(SUPPLY, reading(value), { qos: 1 });
    await collector.until('100 windows', () => collector.readings.length === windows, 2000);
    assert.deepEqual(collector.values, numbers(windows));
  });

  it('gets again on a new connection what could not be stored, and nothing else', async () => {
    const collector = new Collector('aqua', 'by hand');
    const { connector } = await subscribed(broker, { collector });
    const field = await publisher(broker);
    await field.publishAsync(SUPPLY, reading('stored'), { qos: 1 });
    await collector.count(1);
    collector.settle(true);
    await field.publishAsync(SUPPLY, reading('not stored'), { qos: 1 });
    await collector.count(2);
    collector.settle(false);
    await link(connector, 'error');
    await collector.count(3);
    assert.deepEqual(collector.values, ['stored', 'not stored', 'not stored']);
  });

  it('asks again as often as it takes, with a pause, while nothing can be stored', async () => {
    const collector = new Collector('aqua', 'by hand');
    const clock = new HurriedClock();
    const { connector } = await subscribed(broker, { collector, clock });
    const field = await publisher(broker);
    await field.publishAsync(SUPPLY, reading(1), { qos: 1 });
    for (let attempt = 1; attempt <= 4; attempt++) {
      await collector.count(attempt);
      collector.settle(false);
    }
    await collector.count(5);
    collector.settle(true);
    assert.ok(clock.waits.filter((ms) => ms > 4000).length >= 3, `waits ${clock.waits.join(', ')}`);
    assert.equal(connector.unconfirmedReadings, 0);
  });

  it('gets again everything that a connector without confirmation took with it', async () => {
    const config = { clientId: freshId() };
    const first = await subscribed(broker, { config, collector: new Collector('aqua', 'by hand') });
    const field = await publisher(broker);
    for (const value of numbers(30)) void field.publishAsync(SUPPLY, reading(value), { qos: 1 });
    await first.collector.count(kind.window ?? 30);
    await first.connector.stop();
    const second = subscriber(broker, { config });
    await second.collector.count(30);
    assert.deepEqual(second.collector.values, numbers(30));
  });

  it('confirms nothing that comes after a stop has begun', async () => {
    const config = { clientId: freshId(), maxUnconfirmed: 100 };
    const { connector } = await subscribed(broker, { config });
    await connector.stop();
    const field = await publisher(broker);
    for (const value of numbers(500)) field.publish(SUPPLY, reading(value), { qos: 1 });
    // Stopped while the socket is not read, so that there is something behind what it has.
    const full = subscriber(broker, { config, collector: new Collector('aqua', 'by hand') });
    await full.collector.count(kind.window ?? 101);
    await full.connector.stop();
    const { collector } = subscriber(broker, { config });
    await collector.until('all', () => new Set(collector.values).size === 500);
  });

  it('does not read on above the bound of unconfirmed readings, whatever the QoS', async () => {
    const collector = new Collector('aqua', 'by hand');
    const { connector } = await subscribed(broker, {
      collector,
      config: { maxUnconfirmed: 100 },
      point: { qos: 0 },
    });
    const field = await publisher(broker);
    for (const value of numbers(1000)) field.publish(SUPPLY, reading(value));
    let most = 0;
    while (collector.readings.length < 1000) {
      const seen = collector.readings.length;
      await collector.count(Math.min(1000, seen + 1));
      most = Math.max(most, connector.unconfirmedReadings);
      collector.settle(true);
    }
    assert.deepEqual(collector.values, numbers(1000));
    assert.ok(most <= 101, `${most} were on their way`);
  });
});
