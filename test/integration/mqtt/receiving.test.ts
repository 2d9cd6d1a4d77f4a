import assert from 'node:assert/strict';
import type { Rejection, RejectionReason } from '../../../lib/core/reading';
import { stopBrokers, withEachBroker, type TestBroker } from '../../support/brokers';
import { Collector } from '../../contract/collector';
import { SUPPLY, publisher, reading, subscribed, subscriber, useRig } from './rig';

const QOS = [0, 1, 2] as const;

withEachBroker('Receiving by MQTT 3.1.1', [], (kind) => {
  let broker: TestBroker;
  before(async () => (broker = await kind.start()));
  after(stopBrokers);
  useRig();

  for (const published of QOS)
    for (const subscribedWith of QOS)
      it(`takes QoS ${published} once when subscribed with ${subscribedWith}`, async () => {
        const { collector } = await subscribed(broker, { point: { qos: subscribedWith } });
        const field = await publisher(broker);
        for (const value of [1, 2, 3]) await field.publishAsync(SUPPLY, reading(value), { qos: published });
        await collector.count(3);
        assert.deepEqual(collector.values, [1, 2, 3]);
      });

  for (const qos of [1, 2] as const) {
    it(`does not see a QoS ${qos} message again that was stored`, async () => {
      const config = { clientId: `stored-${qos}` };
      const field = await publisher(broker);
      const first = await subscribed(broker, { config });
      await field.publishAsync(SUPPLY, reading(1), { qos });
      await first.collector.count(1);
      await first.connector.stop();
      const second = await subscribed(broker, { config });
      assert.deepEqual(second.collector.values, []);
    });

    it(`sees a QoS ${qos} message again that was not stored`, async () => {
      const config = { clientId: `not-stored-${qos}` };
      const field = await publisher(broker);
      const first = await subscribed(broker, { config, collector: new Collector('aqua', 'by hand') });
      await field.publishAsync(SUPPLY, reading(1), { qos });
      await first.collector.count(1);
      await first.connector.stop();
      const second = subscriber(broker, { config });
      await second.collector.count(1);
      assert.deepEqual(second.collector.values, [1]);
    });
  }

  it('takes a batch payload as one message with many readings', async () => {
    const { collector } = await subscribed(broker, { point: { topic: 'plant/aqua/{unit}' } });
    const field = await publisher(broker);
    const timestamp = Date.UTC(2026, 10, 23, 9);
    const batch = Array.from({ length: 600 }, (_, i) => ({ sensor: `sensor-${i}`, value: i, timestamp }));
    await field.publishAsync('plant/aqua/boiler-1', JSON.stringify(batch), { qos: 1 });
    await collector.count(600);
    assert.deepEqual(collector.batches, [600]);
    assert.equal(collector.readings.at(-1)?.sensor, 'sensor-599');
  });

  it('names a reason for each payload that is none, and confirms it: it would be none the next time too', async () => {
    const refused: [payload: string, reason: RejectionReason][] = [
      ['{broken', 'unparseable-payload'],
      ['{"timestamp": 1795424400000}', 'missing-value'],
      [reading('71.3', 'yesterday'), 'bad-timestamp'],
      [reading({ celsius: 71.3 }), 'wrong-type'],
      ['{"value": 71.3}', 'missing-timestamp'],
    ];
    const config = { clientId: 'refusals' };
    const field = await publisher(broker);
    const { connector, collector } = await subscribed(broker, { config });
    // More than a broker's window: it would be full for ever if one was not confirmed.
    for (let round = 0; round < 6; round++)
      for (const [payload] of refused) await field.publishAsync(SUPPLY, payload, { qos: 1 });
    await field.publishAsync(SUPPLY, reading(1), { qos: 1 });
    await collector.count(1);
    const counts = Object.groupBy(collector.rejections, ({ reason }) => reason);
    for (const [, reason] of refused) assert.equal(counts[reason]?.length, 6, reason);
    assert.equal(collector.rejections[0]?.address, SUPPLY);
    await connector.stop();
    const later = await subscribed(broker, { config });
    assert.deepEqual([later.collector.readings, later.collector.rejections], [[], []]);
  });

  it('refuses 10 MB with a short sample, and goes on', async () => {
    const field = await publisher(broker);
    const { collector } = await subscribed(broker);
    await field.publishAsync(SUPPLY, Buffer.alloc(10 * 1024 * 1024, '7'), { qos: 1 });
    await field.publishAsync(SUPPLY, reading(1), { qos: 1 });
    await collector.count(1);
    const [{ reason, detail, sample } = {} as Rejection] = collector.rejections;
    assert.equal(reason, 'payload-too-large');
    assert.match(detail, /10485760 bytes, more than 1024 kB/);
    assert.ok((sample?.length ?? 0) < 1000);
  });

  it('gets a retained message that was published before it came', async () => {
    const field = await publisher(broker);
    await field.publishAsync('plant/aqua/tank-1/level', reading(55), { qos: 1, retain: true });
    const { collector } = subscriber(broker);
    await collector.count(1);
    await field.publishAsync('plant/aqua/tank-1/level', '', { qos: 1, retain: true });
    assert.deepEqual(collector.values, [55]);
  });
});
