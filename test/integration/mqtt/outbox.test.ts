import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { MqttConfig, MqttConnector, Outbox } from '../../../lib/connectors/mqtt';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { Line } from '../../contract/line';
import { AQUA, brokerFolder, embeddedBroker, stopBrokers, withEachBroker } from '../../support/brokers';
import { freePort } from '../../support/product';
import { PublisherProcess } from '../../support/publisher-process';
import { SUPPLY, freshId, reading, subscribed, turns, useRig } from './rig';

const COUNT = 1000;
/** Slow enough to be killed in the middle. */
const SLOW_PER_SECOND = 500;
/** Messages that may be on their way at a time (lib/connectors/mqtt/outbox.ts). */
const WINDOW = 100;

const firstsOf = (values: readonly unknown[]): unknown[] => [...new Set(values)];
const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Fails unless `values` are 0 … count-1 in order, but for repeats of what was on its way when the publisher died. */
function assertInOrder(values: readonly unknown[], count: number, deaths: number): void {
  const firsts = firstsOf(values);
  assert.deepEqual(firsts, numbers(count));
  const repeats = values.length - firsts.length;
  assert.ok(repeats <= deaths * WINDOW, `${repeats} came twice in ${deaths} deaths`);
  let highest = -1;
  for (const value of values as number[]) {
    assert.ok(value > highest - WINDOW, `${value} again after ${highest}: it was confirmed long ago`);
    highest = Math.max(highest, value);
  }
}

withEachBroker('The outbox', [], (kind) => {
  const processes: PublisherProcess[] = [];
  const closing: (() => Promise<void>)[] = [];
  useRig();
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((each) => each.kill()));
    for (const close of closing.splice(0)) await close();
  });
  after(stopBrokers);

  async function publisher(
    url: string,
    folder: string,
    qos: 1 | 2 = 1,
    messagesPerSecond = 5000,
  ): Promise<PublisherProcess> {
    const setup = { url, folder, qos, messagesPerSecond, clientId: freshId() };
    const started = await PublisherProcess.start(setup);
    processes.push(started);
    return started;
  }

  /** An outbox and its connector in this process. */
  function sending(url: string, folder: string, more: { limitBytes?: number } = {}) {
    const context = { clock: systemClock, logger: silentLogger, meter: nullMeter };
    const outbox = new Outbox({
      folder,
      name: 'test',
      limitBytes: 10_000_000,
      maxAgeMs: 3_600_000,
      messagesPerSecond: 5000,
      ...context,
      ...more,
    });
    const config = MqttConfig.parse({ urls: [url], clientId: freshId(), ...AQUA });
    const connector = new MqttConnector(config, context);
    connector.drain(outbox);
    connector.start();
    closing.push(async () => {
      await outbox.close();
      await connector.stop();
    });
    return { outbox, connector };
  }

  for (const qos of [1, 2] as const)
    it(`gives all of ${COUNT} QoS ${qos} messages in order after kill -9 with the broker away from the start`, async () => {
      const folder = brokerFolder();
      const port = await freePort();
      const first = await publisher(`mqtt://127.0.0.1:${port}`, folder, qos);
      first.publish(SUPPLY, 0, COUNT);
      await turns('all are taken', () => first.taken.length === COUNT, 10_000);
      await first.kill();
      const broker = await kind.start({ port });
      const { collector } = await subscribed(broker, { point: { qos } });
      await publisher(broker.url, folder, qos);
      await collector.until('all', () => firstsOf(collector.values).length === COUNT, 15_000);
      assertInOrder(collector.values, COUNT, 0);
    }).timeout(40_000);

  it('repeats at most what was on its way when the publisher dies in the middle of draining', async () => {
    const folder = brokerFolder();
    const port = await freePort();
    const filler = await publisher(`mqtt://127.0.0.1:${port}`, folder);
    filler.publish(SUPPLY, 0, COUNT);
    await turns('all are taken', () => filler.taken.length === COUNT, 10_000);
    await filler.kill();
    const broker = await kind.start({ port });
    const { collector } = await subscribed(broker);
    const first = await publisher(broker.url, folder, 1, SLOW_PER_SECOND);
    await collector.until('some', () => collector.values.length > COUNT / 4, 10_000);
    await first.kill();
    assert.ok(collector.values.length < COUNT, 'killed too late to prove anything');
    const second = await publisher(broker.url, folder);
    second.publish(SUPPLY, COUNT, COUNT + 1);
    await collector.until('the last', () => collector.values.includes(COUNT), 20_000);
    const values = collector.values.filter((value) => value !== COUNT);
    assertInOrder(values, COUNT, 1);
  }).timeout(40_000);

  it('keeps order and loses nothing while the line comes and goes', async () => {
    const broker = await kind.start();
    const line = await Line.to(broker.port);
    const { collector } = await subscribed(broker);
    const { outbox } = sending(`mqtt://127.0.0.1:${line.port}`, brokerFolder());
    try {
      for (let round = 0; round < 3; round++) {
        for (let i = 0; i < 100; i++) await outbox.publish(SUPPLY, reading(round * 200 + i), { qos: 1 });
        await line.cut();
        for (let i = 100; i < 200; i++) await outbox.publish(SUPPLY, reading(round * 200 + i), { qos: 1 });
        assert.ok(outbox.depth.messages >= 100, `${outbox.depth.messages} wait`);
        await line.restore();
      }
      await collector.until('all', () => firstsOf(collector.values).length === 600, 25_000);
      assertInOrder(collector.values, 600, 3);
      await turns('the outbox is empty', () => outbox.depth.messages === 0);
      assert.equal(outbox.depth.bytes, 0);
    } finally {
      await line.cut();
    }
  }).timeout(60_000);

  it('refuses what has no room, and publishes all that it took', async () => {
    const port = await freePort();
    const { outbox } = sending(`mqtt://127.0.0.1:${port}`, brokerFolder(), { limitBytes: 10_000 });
    let taken = 0;
    const fill = async (): Promise<void> => {
      for (; ; taken++) await outbox.publish(SUPPLY, reading(taken), { qos: 1 });
    };
    await assert.rejects(fill, { code: 'unavailable', field: 'outboxMb', message: /outbox is full/ });
    assert.ok(taken > 20, `${taken} taken`);
    const broker = await kind.start({ port });
    const { collector } = await subscribed(broker);
    await collector.until('all', () => firstsOf(collector.values).length === taken, 10_000);
    assertInOrder(collector.values, taken, 0);
  }).timeout(30_000);
});

describe('The outbox, when the broker hangs up on a message', () => {
  after(stopBrokers);

  it('sets that one aside, and publishes what comes before and after it', async () => {
    const broker = await embeddedBroker.start();
    const { connector: listening, collector } = await subscribed(broker);
    const folder = brokerFolder();
    const context = { clock: systemClock, logger: silentLogger, meter: nullMeter };
    const outbox = new Outbox({
      folder,
      name: 'test',
      limitBytes: 1_000_000,
      maxAgeMs: 3_600_000,
      messagesPerSecond: 1000,
      ...context,
    });
    const config = MqttConfig.parse({ urls: [broker.url], clientId: freshId(), ...AQUA });
    const connector = new MqttConnector(config, context);
    for (const [topic, value] of [
      [SUPPLY, 1],
      ['plant/borealis/boiler-1/supply-temperature', 2],
      [SUPPLY, 3],
    ] as const)
      await outbox.publish(topic, reading(value), { qos: 1 });
    connector.drain(outbox);
    connector.start();
    try {
      await collector.until('the others', () => collector.values.includes(3), 50_000);
      assert.deepEqual([...new Set(collector.values)], [1, 3]);
      await turns('nothing waits', () => outbox.depth.messages === 0);
      assert.equal(readdirSync(folder).filter((name) => name.endsWith('.refused')).length, 1);
    } finally {
      await outbox.close();
      await connector.stop();
      await listening.stop();
    }
  }).timeout(60_000);
});
