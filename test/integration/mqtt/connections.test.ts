import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { stopBrokers, withEachBroker, type TestBroker } from '../../support/brokers';
import { freePort } from '../../support/product';
import { link } from '../../contract/collector';
import { HurriedClock } from '../../contract/hurried-clock';
import { Line } from '../../contract/line';
import { authority } from './certificates';
import { SUPPLY, freshId, publisher, reading, subscribed, subscriber, turns, useRig } from './rig';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

withEachBroker('An MQTT connection', [], (kind) => {
  let broker: TestBroker;
  before(async () => (broker = await kind.start()));
  after(stopBrokers);
  useRig();

  it('says that the client id is used twice, and asks for another', async () => {
    const config = { clientId: freshId() };
    const [first, second] = [1, 2].map(() => subscriber(broker, { config, clock: new HurriedClock() }));
    await Promise.race(
      [first, second].map((each) => link(each!.connector, /is the client id used twice\?$/, 14_000)),
    );
  });

  it('subscribes again after a reconnect, with one handler: each message is handed on once', async () => {
    const line = await Line.to(broker.port);
    const url = `mqtt://127.0.0.1:${line.port}`;
    const { connector, collector } = await subscribed({ url }, { config: { clean: true } });
    for (let i = 0; i < 3; i++) {
      await line.cut();
      await link(connector, 'error');
      await line.restore();
      await link(connector, 'connected');
    }
    // SUBSCRIBE went before: what comes back now came by the new subscription.
    for (const value of numbers(5)) await connector.publish(SUPPLY, reading(value), { qos: 1 });
    await collector.count(5);
    await connector.publish(SUPPLY, reading('last'));
    await collector.until('the last', () => collector.values.includes('last'));
    assert.deepEqual(collector.values, [...numbers(5), 'last']);
    await connector.stop();
    await line.cut();
  });

  it('leaves the will of the form behind when it is lost', async () => {
    const { collector } = await subscribed(broker);
    const line = await Line.to(broker.port);
    const will = { topic: SUPPLY, payload: reading('lost'), qos: 1 as const, retain: false };
    const dying = subscriber({ url: `mqtt://127.0.0.1:${line.port}` }, { config: { will } });
    await link(dying.connector, 'connected');
    await line.cut();
    await collector.until('the will', () => collector.values.includes('lost'));
  });

  it('does not leave it behind when it is stopped', async () => {
    const { collector } = await subscribed(broker);
    const will = { topic: SUPPLY, payload: reading('lost'), qos: 1 as const, retain: false };
    const leaving = subscriber(broker, { config: { will } });
    await link(leaving.connector, 'connected');
    await leaving.connector.stop();
    const field = await publisher(broker);
    await field.publishAsync(SUPPLY, reading('after'), { qos: 1 });
    await collector.until('what comes after', () => collector.values.includes('after'));
    assert.deepEqual(collector.values, ['after']);
  });

  it('gets what the broker had kept as old as it says, or as stale', async () => {
    const field = await publisher(broker);
    const topics = ['plant/aqua/tank-1/level', 'plant/aqua/tank-1/bare'] as const;
    const measured = Date.UTC(2026, 0, 1);
    await field.publishAsync(topics[0], reading(55, measured), { qos: 1, retain: true });
    await field.publishAsync(topics[1], '56', { qos: 1, retain: true });
    const { collector } = subscriber(broker);
    await collector.count(2);
    const bySensor = (wanted: string) => collector.readings.find(({ sensor }) => sensor === wanted);
    assert.deepEqual([bySensor('level')?.timestamp, bySensor('level')?.quality], [measured, 'good']);
    assert.deepEqual(bySensor('bare')?.flags, ['arrival-time', 'stale']);
    assert.equal(bySensor('bare')?.quality, 'uncertain');
    for (const topic of topics) await field.publishAsync(topic, '', { qos: 1, retain: true });
  });

  describe('with several addresses', () => {
    it('takes the next when one does not answer, and says which', async () => {
      const urls = [`mqtt://127.0.0.1:${await freePort()}`, broker.url];
      const { connector } = subscriber(broker, { config: { urls }, clock: new HurriedClock() });
      const said: string[] = [];
      connector.onLink(({ text }) => said.push(text));
      await link(connector, 'connected');
      const [first, second] = urls;
      assert.ok(said.includes(`nothing answers at ${first}`), said.join(', '));
      assert.ok(said.includes(`connecting to ${second}`), said.join(', '));
    });

    it('goes to the other when its broker dies, subscribes there, and publishes there what waits', async () => {
      const first = await kind.start();
      const { connector, collector } = await subscribed(first, {
        config: { urls: [first.url, broker.url] },
        clock: new HurriedClock(),
      });
      await first.stop();
      const published = numbers(20).map((value) => connector.publish(SUPPLY, reading(value), { qos: 1 }));
      await Promise.all(published);
      await collector.count(20);
      assert.deepEqual(collector.values, numbers(20));
    });
  });
});

withEachBroker('Publishing by MQTT 5', ['MQTT 5'], (kind) => {
  let broker: TestBroker;
  before(async () => (broker = await kind.start()));
  after(stopBrokers);
  useRig();

  it('has user properties, and a life that the broker counts down', async () => {
    const field = await publisher(broker, { protocolVersion: 5 });
    await field.subscribeAsync('plant/aqua/note', { qos: 1 });
    const { connector } = await subscribed(broker, { config: { version: '5' } });
    const message = new Promise<Record<string, unknown>>((resolve) =>
      field.on('message', (_topic, _payload, packet) => resolve({ ...packet.properties })),
    );
    const properties = { messageExpiryInterval: 60, userProperties: { site: 'north', line: '3' } };
    await connector.publish('plant/aqua/note', 'x', { qos: 1, properties });
    const { userProperties, messageExpiryInterval } = await message;
    assert.deepEqual({ ...(userProperties as object) }, { site: 'north', line: '3' });
    assert.ok(Number(messageExpiryInterval) > 50 && Number(messageExpiryInterval) <= 60);
  });

  it('comes in with the user properties in the origin of its readings', async () => {
    const { connector, collector } = await subscribed(broker, { config: { version: '5' } });
    const properties = { userProperties: { site: 'north' } };
    await connector.publish(SUPPLY, reading(1), { qos: 1, properties });
    await collector.count(1);
    assert.deepEqual(collector.readings[0]?.origin?.properties, { site: 'north' });
  });

  it('is not delivered after its life', async () => {
    const { connector } = await subscribed(broker, { config: { version: '5' } });
    const topic = 'plant/aqua/short-lived';
    const properties = { messageExpiryInterval: 1 };
    await connector.publish(topic, 'gone', { qos: 1, retain: true, properties });
    await connector.publish(`${topic}/not`, 'there', { qos: 1, retain: true });
    await new Promise((resolve) => setTimeout(resolve, 2100));
    const late = await publisher(broker, { protocolVersion: 5 });
    const seen: string[] = [];
    late.on('message', (_topic, payload) => void seen.push(payload.toString()));
    await late.subscribeAsync(`${topic}/#`, { qos: 1 });
    await turns('the one that lives', () => seen.includes('there'));
    assert.deepEqual(seen, ['there']);
    await connector.publish(`${topic}/not`, '', { retain: true });
  });

  it('has no more on its way than the broker allows, however much is to be published', async () => {
    const { connector, collector } = await subscribed(broker, { config: { version: '5' } });
    const states = new Set<string>();
    connector.onLink(({ state }) => states.add(state));
    await Promise.all(numbers(500).map((value) => connector.publish(SUPPLY, reading(value), { qos: 2 })));
    await collector.count(500);
    assert.deepEqual([...states], ['connected']);
  });
});

describe('The name of the broker', () => {
  useRig();

  it('is said to a server that has several (SNI), and expected in its certificate', async () => {
    const ours = authority('Plant CA');
    const names: unknown[] = [];
    const { cert, key } = ours.issue('broker', { only: 'broker.example' });
    const server = createServer({ cert, key }, (socket) => {
      names.push(socket.servername);
      // CONNACK, accepted
      socket.once('data', () => socket.write(Buffer.from([0x20, 2, 0, 0])));
      socket.on('error', () => undefined);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `mqtts://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const config = { ca: ours.cert, servername: 'broker.example' };
    const { connector } = subscriber({ url }, { config });
    await link(connector, 'connected');
    assert.deepEqual(names, ['broker.example']);
    await connector.stop();
    server.close();
  });
});
