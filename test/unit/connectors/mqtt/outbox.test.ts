import assert from 'node:assert/strict';
import { readFileSync, readdirSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Outbox } from '../../../../lib/connectors/mqtt';
import {
  decodeMessage,
  SuspectMessage,
  type OutboxMessage,
} from '../../../../lib/connectors/mqtt/outbox-record';
import { FakeClock } from '../../../support/fake-clock';
import { CountingMeter, keepingLogger, removeFolders, temporaryFolder } from '../../telemetry/fixture';

const HOUR_MS = 3_600_000;

/** A broker that answers by hand. */
class HandBroker {
  readonly sent: OutboxMessage[] = [];
  private readonly answers: ((error?: Error) => void)[] = [];

  readonly send = (message: OutboxMessage): Promise<void> =>
    new Promise((resolve, reject) => {
      this.sent.push(message);
      this.answers.push((error) => (error ? reject(error) : resolve()));
    });

  get topics(): string[] {
    return this.sent.map(({ topic }) => topic);
  }

  /** Answers the oldest that has no answer. */
  answer(error?: Error): void {
    this.answers.shift()?.(error);
  }

  answerAll(error?: Error): void {
    while (this.answers.length > 0) this.answer(error);
  }
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 40_000;
  while (!holds()) {
    assert.ok(performance.now() < deadline, `${what}: not within 5 s`);
    await setImmediate();
  }
}

/** Long enough for what is under way on disk to show itself. */
async function quiet(): Promise<void> {
  for (let i = 0; i < 50; i++) await setImmediate();
}

describe('An outbox', () => {
  let folder: string;
  let clock: FakeClock;
  let meter: CountingMeter;
  let log: ReturnType<typeof keepingLogger>;
  const opened: Outbox[] = [];

  const open = (
    more: { limitBytes?: number; messagesPerSecond?: number; segmentBytes?: number } = {},
  ): Outbox => {
    const outbox = new Outbox({
      folder, name: 'out', limitBytes: 1_000_000, maxAgeMs: HOUR_MS, messagesPerSecond: 100_000,
      clock, meter, logger: log.logger, ...more,
    }); // prettier-ignore
    opened.push(outbox);
    return outbox;
  };
  const publish = async (outbox: Outbox, ...topics: string[]): Promise<void> => {
    for (const topic of topics) await outbox.publish(topic, 'x', { qos: 1 });
  };
  const asides = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.refused'));

  beforeEach(() => {
    folder = temporaryFolder();
    clock = new FakeClock();
    meter = new CountingMeter();
    log = keepingLogger();
  });
  afterEach(async () => {
    for (const outbox of opened.splice(0)) {
      const closing = outbox.close();
      await setImmediate();
      clock.advance(10_000);
      await closing;
    }
  });
  after(removeFolders);

  it('gives every message unchanged, in order, and forgets it when it is confirmed', async () => {
    const outbox = open();
    const payload = Buffer.from([0, 255, 10, 1]);
    const properties = { userProperties: { site: 'north' } };
    await outbox.publish('a', payload, { qos: 2, retain: true, properties });
    await outbox.publish('b', 'ü', { qos: 1 });
    const broker = new HandBroker();
    outbox.connected(broker.send, 100);
    await until('both', () => broker.sent.length === 2);
    assert.deepEqual(broker.sent[0], {
      topic: 'a', payload, options: { qos: 2, retain: true, properties }, at: clock.now(),
    }); // prettier-ignore
    assert.equal(broker.sent[1]?.payload.toString(), 'ü');
    assert.equal(outbox.depth.messages, 2, 'sent is not confirmed');
    broker.answerAll();
    await until('empty', () => outbox.depth.messages === 0);
    assert.equal(meter.read('thermacore_mqtt_outbox_drained_total'), 2);
  });

  it('has on disk what it took: a crash is a reopening without close', async () => {
    const first = open({ segmentBytes: 200 });
    await publish(first, 'a', 'b', 'c', 'd', 'e');
    const broker = new HandBroker();
    first.connected(broker.send, 3);
    await until('a window', () => broker.sent.length === 3);
    broker.answer();
    broker.answer();
    await until('the next', () => broker.sent.length === 5);
    const second = open();
    const next = new HandBroker();
    second.connected(next.send, 100);
    await until('the rest', () => next.sent.length === 3);
    assert.deepEqual(next.topics, ['c', 'd', 'e']);
  });

  it('waits for a confirmation in order before it forgets a later one', async () => {
    const outbox = open();
    await publish(outbox, 'a', 'b');
    const resolves: (() => void)[] = [];
    outbox.connected(() => new Promise((resolve) => resolves.push(resolve)), 100);
    await until('both', () => resolves.length === 2);
    resolves[1]?.();
    await quiet();
    assert.equal(outbox.depth.messages, 2);
    const crashed = open();
    const broker = new HandBroker();
    crashed.connected(broker.send, 100);
    await until('both again', () => broker.sent.length === 2);
    assert.deepEqual(broker.topics, ['a', 'b']);
  });

  it('tells depth and age of the oldest, and sums those of all outboxes in the metrics', async () => {
    const outbox = open();
    await publish(outbox, 'a', 'b');
    clock.advance(5_000);
    const folderOfOther = temporaryFolder();
    folder = folderOfOther;
    await publish(open(), 'c');
    await quiet();
    const { messages, bytes, oldestMs } = outbox.depth;
    assert.deepEqual([messages, oldestMs], [2, 5_000]);
    assert.ok(bytes > 100);
    assert.equal(meter.read('thermacore_mqtt_outbox_messages'), 3);
    assert.ok(meter.read('thermacore_mqtt_outbox_bytes') > bytes);
    assert.equal(meter.read('thermacore_mqtt_outbox_oldest_seconds'), 5);
  });

  it('knows its depth again after a restart, before there is a broker', async () => {
    await publish(open(), 'a', 'b', 'c');
    const outbox = open();
    await until('three', () => outbox.depth.messages === 3);
    clock.advance(7_000);
    await until('the age', () => outbox.depth.oldestMs === 7_000);
  });

  it('drops what is too old, counts each and says so once', async () => {
    const outbox = open();
    await publish(outbox, 'a', 'b');
    clock.advance(HOUR_MS / 2);
    await publish(outbox, 'c');
    clock.advance(HOUR_MS / 2);
    await until('two are gone', () => outbox.depth.messages === 1);
    const told = (): number => log.lines.filter(({ message }) => /too old/.test(message)).length;
    assert.deepEqual([meter.read('thermacore_mqtt_outbox_expired_total'), told()], [2, 1]);
    await publish(outbox, 'd');
    clock.advance(HOUR_MS / 2);
    await until('three are gone', () => outbox.depth.messages === 1);
    assert.deepEqual([meter.read('thermacore_mqtt_outbox_expired_total'), told()], [3, 1]);
    const broker = new HandBroker();
    outbox.connected(broker.send, 100);
    await until('the young one', () => broker.sent.length === 1);
    assert.deepEqual(broker.topics, ['d']);
    broker.answer();
    await until('it is taken', () => outbox.depth.messages === 0);
    outbox.disconnected();
    await publish(outbox, 'e');
    clock.advance(HOUR_MS);
    await until('four are gone', () => outbox.depth.messages === 0);
    assert.deepEqual([meter.read('thermacore_mqtt_outbox_expired_total'), told()], [4, 2]);
  });

  it('drops a message that has outlived itself, whatever the bound is', async () => {
    const outbox = open();
    await outbox.publish('a', 'x', { qos: 1, properties: { messageExpiryInterval: 60 } });
    await publish(outbox, 'b');
    clock.advance(61_000);
    const broker = new HandBroker();
    outbox.connected(broker.send, 100);
    await until('b', () => broker.sent.length === 1);
    assert.deepEqual(broker.topics, ['b']);
    assert.equal(meter.read('thermacore_mqtt_outbox_expired_total'), 1);
  });

  it('refuses when full, names the field, counts it, and keeps what it had', async () => {
    const outbox = open({ limitBytes: 500 });
    let taken = 0;
    const fill = async (): Promise<void> => {
      for (; ; taken++) await publish(outbox, `t${taken}`);
    };
    await assert.rejects(fill, { code: 'unavailable', field: 'outboxMb', advice: /raise the limit/ });
    assert.equal(meter.read('thermacore_mqtt_outbox_refused_total{full}'), 1);
    const broker = new HandBroker();
    outbox.connected(broker.send, 100);
    await until('all', () => broker.sent.length === taken);
    broker.answerAll();
    await until('room', () => outbox.depth.messages === 0);
    await publish(outbox, 'again');
  });

  it('drains no faster than it may, and is not held back afterwards', async () => {
    const outbox = open({ messagesPerSecond: 10 });
    await publish(outbox, ...Array.from({ length: 10 }, (_, i) => `t${i}`));
    const broker = new HandBroker();
    outbox.connected(broker.send, 100);
    await until('the first', () => broker.sent.length === 1);
    for (let i = 2; i <= 10; i++) {
      await quiet();
      assert.equal(broker.sent.length, i - 1);
      clock.advance(100);
      await until(`number ${i}`, () => broker.sent.length === i);
    }
    broker.answerAll();
    await until('drained', () => outbox.depth.messages === 0);
    clock.advance(100);
    await publish(outbox, 'live1', 'live2', 'live3');
    await until('those that came afterwards', () => broker.sent.length === 13);
  });

  it('has no more on its way than the broker allows', async () => {
    const outbox = open();
    await publish(outbox, 'a', 'b', 'c');
    const broker = new HandBroker();
    outbox.connected(broker.send, 2);
    await until('two', () => broker.sent.length === 2);
    await quiet();
    assert.equal(broker.sent.length, 2);
    broker.answer();
    await until('the third', () => broker.sent.length === 3);
  });

  it('sends again, in order, what a lost connection had on its way', async () => {
    const outbox = open();
    await publish(outbox, 'a', 'b', 'c');
    const broker = new HandBroker();
    outbox.connected(broker.send, 100);
    await until('all', () => broker.sent.length === 3);
    broker.answer();
    outbox.disconnected();
    broker.answerAll(new Error('the connection is lost'));
    await quiet();
    const next = new HandBroker();
    outbox.connected(next.send, 100);
    await until('two', () => next.sent.length === 2);
    assert.deepEqual(next.topics, ['b', 'c']);
  });

  it('tries again later what the broker refuses for now', async () => {
    const outbox = open();
    await publish(outbox, 'a');
    const broker = new HandBroker();
    outbox.connected(broker.send, 100);
    await until('sent', () => broker.sent.length === 1);
    broker.answer(Object.assign(new Error('Quota exceeded'), { code: 151 }));
    await quiet();
    assert.equal(broker.sent.length, 1, 'not at once');
    clock.advance(60_000);
    await until('again', () => broker.sent.length === 2);
    assert.equal(outbox.depth.messages, 1);
  });

  for (const [what, times, error] of [
    ['refuses for good', 1, Object.assign(new Error('Not authorized'), { code: 135 })],
    ['hangs up on three times', 3, new SuspectMessage('the broker ends the connection')],
  ] as const)
    it(`sets aside what the broker ${what}, counts and tells it, and goes on`, async () => {
      const outbox = open();
      await publish(outbox, 'poison', 'good');
      for (let i = 0; i < times; i++) {
        const broker = new HandBroker();
        outbox.connected(broker.send, 1);
        await until('sent', () => broker.sent.length === 1);
        assert.deepEqual([broker.topics, asides()], [['poison'], []]);
        if (error instanceof SuspectMessage) outbox.disconnected();
        broker.answer(error);
        await quiet();
      }
      const broker = new HandBroker();
      outbox.connected(broker.send, 1);
      await until('told', () => log.lines.some(({ message }) => /does not take/.test(message)));
      assert.equal(decodeMessage(readFileSync(join(folder, asides()[0] ?? ''))).topic, 'poison');
      assert.equal(meter.read('thermacore_mqtt_outbox_refused_total{broker}'), 1);
      await until('it is forgotten', () => outbox.depth.messages === 1);
    });

  it('passes over a damaged record', async () => {
    const outbox = open();
    await publish(outbox, 'a', 'b', 'c');
    const path = join(folder, readdirSync(folder).find((name) => name.endsWith('.spool')) ?? '');
    const content = readFileSync(path);
    const middle = Math.floor(content.length / 2);
    content.writeUInt8(content.readUInt8(middle) ^ 1, middle);
    writeFileSync(path, content);
    const reopened = open();
    const broker = new HandBroker();
    reopened.connected(broker.send, 100);
    await until('the others', () => broker.sent.length === 2);
    assert.deepEqual(broker.topics, ['a', 'c']);
    broker.answerAll();
    await until('empty', () => reopened.depth.messages === 0);
  });

  it('says in one sentence why the disk cannot be used, and tries again with the next message', async () => {
    writeFileSync(join(folder, 'file'), '');
    const inside = folder;
    folder = join(folder, 'file', 'outbox');
    const outbox = open();
    await assert.rejects(publish(outbox, 'a'), {
      code: 'unavailable',
      message: /^The outbox in .* cannot be/,
    });
    await assert.rejects(publish(outbox, 'a'), { field: 'THERMACORE_HOME' });
    unlinkSync(join(inside, 'file'));
    await publish(outbox, 'b');
    assert.equal(outbox.depth.messages, 1);
  });

  it('opens by itself, and drains, once a disk that could not be used at the start can be', async () => {
    await publish(open(), 'a');
    const outside = join(temporaryFolder(), 'away');
    renameSync(folder, outside);
    writeFileSync(folder, '');
    const outbox = open();
    const broker = new HandBroker();
    outbox.connected(broker.send, 100);
    await until('told', () => log.lines.some(({ message }) => /cannot be written/.test(message)));
    unlinkSync(folder);
    renameSync(outside, folder);
    clock.advance(30_000);
    await until('drained', () => broker.sent.length === 1);
  });

  it('leaves no folder behind when its node is removed, unless messages wait', async () => {
    const empty = open();
    await quiet();
    await until('there', () => readdirSync(folder).length >= 0);
    await empty.close(true);
    assert.throws(() => readdirSync(folder), { code: 'ENOENT' });
    const filled = open();
    await publish(filled, 'a');
    await filled.close(true);
    assert.match(log.lines.at(-1)?.message ?? '', /left on disk/);
    assert.ok(readdirSync(folder).some((name) => name.endsWith('.spool')));
  });

  it('takes nothing after it is closed, and leaves no timer', async () => {
    const outbox = open();
    await publish(outbox, 'a');
    await outbox.close();
    await assert.rejects(publish(outbox, 'b'), { code: 'unavailable' });
    assert.equal(clock.timers, 0);
  });
});
