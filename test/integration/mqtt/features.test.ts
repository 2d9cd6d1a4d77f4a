import assert from 'node:assert/strict';
import { embeddedBroker, stopBrokers, withEachBroker, type TestBroker } from '../../support/brokers';
import { Collector, link } from '../../contract/collector';
import { SUPPLY, freshId, publisher, reading, subscribed, subscriber, turns, useRig } from './rig';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

withEachBroker('MQTT 5', ['MQTT 5'], (kind) => {
  let broker: TestBroker;
  before(async () => (broker = await kind.start()));
  after(stopBrokers);
  useRig();

  for (const qos of [0, 1, 2] as const)
    it(`takes QoS ${qos}`, async () => {
      const { collector } = await subscribed(broker, { config: { version: '5' }, point: { qos } });
      const field = await publisher(broker, { protocolVersion: 5 });
      await field.publishAsync(SUPPLY, reading(1), { qos });
      await collector.count(1);
      assert.deepEqual(collector.values, [1]);
    });

  it('lets the broker send as many unconfirmed messages as the form says, and takes all', async () => {
    const collector = new Collector('aqua', 'by hand');
    const config = { version: '5', receiveMaximum: 5 } as const;
    const { connector } = await subscribed(broker, { config, collector });
    const field = await publisher(broker);
    for (const value of numbers(12)) field.publish(SUPPLY, reading(value), { qos: 1 });
    await collector.count(5);
    // QoS 0 does not count against the window and overtakes what waits for room in it.
    await connector.publish(SUPPLY, reading('overtakes'));
    await collector.count(6);
    assert.deepEqual(collector.values, [...numbers(5), 'overtakes']);
    while (collector.readings.length < 13) {
      const seen = collector.readings.length;
      collector.settle(true);
      await collector.count(seen + 1);
    }
  });

  it('keeps the session for as long as the form says', async () => {
    const config = { version: '5', clientId: freshId() } as const;
    const expiring = { version: '5', clientId: freshId(), sessionExpiry: 0 } as const;
    for (const each of [config, expiring])
      await (await subscribed(broker, { config: each })).connector.stop();
    const field = await publisher(broker);
    await field.publishAsync(SUPPLY, reading(1), { qos: 1 });
    const kept = await subscribed(broker, { config });
    const gone = await subscribed(broker, { config: expiring });
    const came = [kept, gone].map(({ collector }) =>
      collector.readings.some(({ origin }) => origin?.address === SUPPLY),
    );
    assert.deepEqual(came, [true, false]);
  });
});

withEachBroker('A shared subscription', ['shared subscriptions'], (kind) => {
  let broker: TestBroker;
  before(async () => (broker = await kind.start()));
  after(stopBrokers);
  useRig();

  for (const version of ['3.1.1', '5'] as const)
    it(`divides the messages between two connectors, each to one of them, by MQTT ${version}`, async () => {
      const group = freshId();
      const members = [1, 2].map(() => subscriber(broker, { config: { version }, point: { group } }));
      const field = await publisher(broker);
      const got = (): unknown[] => members.flatMap(({ collector }) => collector.values);
      // A member counts from when its subscription stands: publish until both have had something.
      let sent = 0;
      while (members.some(({ collector }) => collector.readings.length === 0)) {
        assert.ok(sent < 500, 'one of them never gets anything');
        await field.publishAsync(SUPPLY, reading(sent++), { qos: 1 });
      }
      const first = sent;
      for (; sent < first + 100; sent++) await field.publishAsync(SUPPLY, reading(sent), { qos: 1 });
      const expected = numbers(sent).slice(first);
      await turns('all', () => expected.every((value) => got().includes(value)));
      assert.equal(new Set(got()).size, got().length, 'one came twice');
      for (const { collector } of members)
        assert.ok(collector.readings.length > 20, 'one got next to nothing');
    });
});

describe('What the embedded broker lacks', () => {
  let broker: TestBroker;
  before(async () => (broker = await embeddedBroker.start()));
  after(stopBrokers);
  useRig();

  it('is said when MQTT 5 is asked for', async () => {
    const { connector } = subscriber(broker, { config: { version: '5' } });
    await link(connector, /^the broker does not speak this MQTT version: choose the other one$/);
  });

  it('is said when a shared subscription is asked for', async () => {
    const { connector } = subscriber(broker, { point: { group: 'line-1' } });
    const { state } = await link(connector, /does not allow to subscribe to \$share\/line-1\/plant\/aqua/);
    assert.equal(state, 'degraded');
  });
});
