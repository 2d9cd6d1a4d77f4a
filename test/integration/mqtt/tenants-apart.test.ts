import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { IPublishPacket, MqttClient } from 'mqtt';
import type { ISubackPacket } from 'mqtt-packet';
import {
  AQUA,
  AQUA_READER,
  BOREALIS,
  embeddedBroker,
  stopBrokers,
  type TestBroker,
} from '../../support/brokers';
import { freshId, publisher, turns, useRig } from './rig';

const REFUSED = 128;
const SECRET = 'plant/borealis/boiler-1/supply-temperature';

/** What the broker grants for each filter: MQTT 3.1.1 §3.9.3. */
async function granted(client: MqttClient, ...filters: string[]): Promise<number[]> {
  const wanted = Object.fromEntries(filters.map((filter) => [filter, { qos: 1 as const }]));
  const answer = new Promise<ISubackPacket>((resolve) =>
    client.on('packetreceive', (packet) => {
      if (packet.cmd === 'suback') resolve(packet);
    }),
  );
  client.subscribe(wanted, () => undefined);
  return (await answer).granted as number[];
}

/** The topics that a client receives. */
function received(client: MqttClient): string[] {
  const topics: string[] = [];
  client.on('message', (topic: string) => topics.push(topic));
  return topics;
}

const closing = (client: MqttClient): Promise<void> =>
  new Promise((resolve) => client.once('close', () => resolve()));

describe('Tenants at the embedded broker', () => {
  let broker: TestBroker;
  before(async () => (broker = await embeddedBroker.start()));
  after(stopBrokers);
  useRig();

  const foreign = [
    '#',
    '+/#',
    '+/+/#',
    '+/+/+/+',
    'plant/#',
    'plant/+/#',
    'plant/+/boiler-1/supply-temperature',
    '+/borealis/#',
    'plant/borealis/#',
    'plant/borealis',
    SECRET,
    'plant/aqua',
    'plant/aquarium/#',
    'plant/AQUA/#',
    '/plant/aqua/#',
    '$SYS/#',
    '$share/group/plant/borealis/#',
    '$share/group/#',
    '$share/plant/aqua/#',
  ];
  for (const filter of foreign)
    it(`does not let aqua subscribe to ${filter}`, async () => {
      const aqua = await publisher(broker);
      assert.deepEqual(await granted(aqua, filter), [REFUSED]);
      const seen = received(aqua);
      const borealis = await publisher(broker, BOREALIS);
      await borealis.publishAsync(SECRET, 'secret', { qos: 1 });
      await granted(aqua, 'plant/aqua/#');
      await aqua.publishAsync('plant/aqua/end', '', { qos: 1 });
      await turns('the end', () => seen.includes('plant/aqua/end'));
      assert.deepEqual(seen, ['plant/aqua/end']);
    });

  it('refuses shared subscriptions, which it does not have, instead of keeping silent', async () => {
    const aqua = await publisher(broker);
    assert.deepEqual(await granted(aqua, '$share/group/plant/aqua/#'), [REFUSED]);
  });

  it('keeps nothing of another tenant in a session that asked for both in one breath', async () => {
    const own = await embeddedBroker.start();
    const aqua = await publisher(own, { clean: false });
    assert.deepEqual(await granted(aqua, 'plant/aqua/#', 'plant/borealis/#'), [1, REFUSED]);
    await aqua.endAsync();
    const borealis = await publisher(own, BOREALIS);
    await borealis.publishAsync(SECRET, 'secret', { qos: 1 });
    await own.stop();
    const database = new DatabaseSync(join(own.folder, 'broker.sqlite'), { readOnly: true });
    const kept = database.prepare('select topic from subscriptions').all();
    const queued = database.prepare('select packet from outgoing').all();
    database.close();
    assert.deepEqual([kept.map(({ topic }) => topic), queued], [['plant/aqua/#'], []]);
  });

  it('gives no retained message of another tenant', async () => {
    const borealis = await publisher(broker, BOREALIS);
    await borealis.publishAsync('plant/borealis/retained', 'secret', { qos: 1, retain: true });
    const aqua = await publisher(broker);
    const seen = received(aqua);
    await granted(aqua, '#', 'plant/borealis/retained', 'plant/aqua/#');
    await aqua.publishAsync('plant/aqua/end', '', { qos: 1 });
    await turns('the end', () => seen.includes('plant/aqua/end'));
    await borealis.publishAsync('plant/borealis/retained', '', { qos: 1, retain: true });
    assert.deepEqual(seen, ['plant/aqua/end']);
  });

  const unpublishable = [
    SECRET,
    'plant/aqua',
    'plant/aquarium/x',
    '$SYS/broker/version',
    'aqua/x',
    'plant/borealis/../aqua/x',
  ];
  for (const topic of unpublishable)
    it(`does not take ${topic} of aqua, with any QoS`, async () => {
      const borealis = await publisher(broker, BOREALIS);
      const seen = received(borealis);
      await granted(borealis, 'plant/borealis/#');
      for (const qos of [0, 1, 2] as const) {
        const aqua = await publisher(broker, { reconnectPeriod: 0 });
        const closed = closing(aqua);
        aqua.publish(topic, 'forged', { qos });
        await closed;
      }
      await borealis.publishAsync('plant/borealis/end', '', { qos: 1 });
      await turns('the end', () => seen.includes('plant/borealis/end'));
      assert.deepEqual(seen, ['plant/borealis/end']);
    });

  it('does not publish a will outside the topics of its tenant', async () => {
    const borealis = await publisher(broker, BOREALIS);
    const seen = received(borealis);
    await granted(borealis, 'plant/borealis/#');
    const will = { topic: SECRET, payload: Buffer.from('forged'), qos: 1 as const, retain: false };
    const aqua = await publisher(broker, { will, reconnectPeriod: 0 });
    const own = await publisher(broker, {
      ...BOREALIS,
      will: { ...will, topic: 'plant/borealis/will' },
      reconnectPeriod: 0,
    });
    aqua.stream.destroy();
    own.stream.destroy();
    await turns('a will', () => seen.includes('plant/borealis/will'));
    assert.deepEqual(seen, ['plant/borealis/will']);
  });

  it('does not let a login that may only read publish to its own tenant', async () => {
    const reader = await publisher(broker, { ...AQUA_READER, reconnectPeriod: 0 });
    const closed = closing(reader);
    reader.publish('plant/aqua/boiler-1/supply-temperature', 'forged', { qos: 1 });
    await closed;
  });

  it('keeps apart the sessions of two tenants that use the same client id', async () => {
    const clientId = freshId();
    const first = await publisher(broker, { clientId, clean: false, reconnectPeriod: 0 });
    await granted(first, 'plant/aqua/#');
    const seen: IPublishPacket[] = [];
    const second = await publisher(broker, { ...BOREALIS, clientId, clean: false });
    second.on('message', (_topic, _payload, packet) => seen.push(packet));
    await granted(second, 'plant/borealis/#');
    await first.publishAsync('plant/aqua/x', 'mine', { qos: 1 });
    await second.publishAsync(SECRET, 'theirs', { qos: 1 });
    await turns('the message', () => seen.length > 0);
    assert.deepEqual([first.connected, seen.map(({ topic }) => topic)], [true, [SECRET]]);
  });

  it('refuses a wrong password, and another tenant’s user with one’s own', async () => {
    for (const login of [
      { ...AQUA, password: 'wrong' },
      { ...BOREALIS, password: AQUA.password },
      { ...AQUA, password: '' },
    ])
      await assert.rejects(publisher(broker, { ...login, reconnectPeriod: 0 }), { code: 4 });
  });
});
