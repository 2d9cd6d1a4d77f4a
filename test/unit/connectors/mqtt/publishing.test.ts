import assert from 'node:assert/strict';
import type { IClientPublishOptions, MqttClient } from 'mqtt';
import type { Outbox } from '../../../../lib/connectors/mqtt';
import type { Send } from '../../../../lib/connectors/mqtt/outbox';
import { SuspectMessage } from '../../../../lib/connectors/mqtt/outbox-record';
import { Publishing } from '../../../../lib/connectors/mqtt/publishing';
import { FakeClock } from '../../../support/fake-clock';

interface Published {
  readonly topic: string;
  readonly options: IClientPublishOptions;
  readonly answer: (error?: Error) => void;
}

/** The client library, answered by hand. */
function handClient(): { client: MqttClient; published: Published[] } {
  const published: Published[] = [];
  const client = {
    publish(
      topic: string,
      _payload: unknown,
      options: IClientPublishOptions,
      answer: (error?: Error) => void,
    ) {
      published.push({ topic, options, answer });
    },
  };
  return { client: client as unknown as MqttClient, published };
}

const topics = (published: readonly Published[]): string[] => published.map(({ topic }) => topic);
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe('Publishing over one connection', () => {
  let clock: FakeClock;
  let publishing: Publishing;
  const publish = (topic: string, qos: 0 | 1 | 2 = 1): Promise<void> => {
    const promise = publishing.publish(topic, 'x', { qos });
    promise.catch(() => undefined);
    return promise;
  };
  const connect = (receiveMaximum?: number): ReturnType<typeof handClient> => {
    const made = handClient();
    publishing.answered();
    publishing.connected(made.client, receiveMaximum);
    return made;
  };

  beforeEach(() => {
    clock = new FakeClock();
    publishing = new Publishing(clock);
    publishing.start();
  });

  it('keeps what comes before there is a connection, in order', async () => {
    const [a, b] = [publish('a'), publish('b', 0)];
    assert.equal(publishing.bytes, 4);
    const { published } = connect();
    assert.deepEqual(topics(published), ['a', 'b']);
    for (const { answer } of published) answer();
    await Promise.all([a, b]);
    assert.equal(publishing.bytes, 0);
  });

  it('has no more unconfirmed messages than an MQTT 5 broker allows; QoS 0 does not count', () => {
    const { published } = connect(2);
    for (const topic of ['a', 'b', 'c', 'd']) void publish(topic);
    void publish('zero', 0);
    assert.deepEqual(topics(published), ['a', 'b', 'zero']);
    published[0]?.answer();
    assert.deepEqual(topics(published), ['a', 'b', 'zero', 'c']);
  });

  it('has 20 messages of QoS 2 on their way when the broker says nothing', () => {
    const { published } = connect();
    for (let i = 0; i < 30; i++) void publish(`t${i}`, 2);
    assert.equal(published.length, 20);
  });

  it('refuses above 16 MB, and after a stop', async () => {
    const large = Buffer.alloc(9 * 1024 * 1024);
    publishing.publish('a', large, { qos: 1 }).catch(() => undefined);
    await assert.rejects(publishing.publish('a', large, { qos: 1 }), {
      code: 'unavailable',
      message: /^Too many/,
    });
    publishing.stop('the connection is stopped');
    await assert.rejects(publish('b'), { message: 'The connection is stopped.' });
  });

  it('rejects what waits, and what is on its way, when it is stopped', async () => {
    const { published } = connect(1);
    const promises = [publish('a'), publish('b')];
    publishing.stop('the connection is stopped');
    for (const promise of promises) await assert.rejects(promise, { message: /the connection is stopped/ });
    assert.equal(published.length, 1);
    assert.equal(publishing.bytes, 0);
  });

  it('gives to the next broker what the last one had not confirmed, in order', async () => {
    const first = connect(2);
    const promises = [publish('a'), publish('b'), publish('c')];
    first.published[0]?.answer();
    publishing.disconnected();
    publishing.abandonClient();
    const second = connect(100);
    assert.deepEqual(topics(second.published), ['b', 'c']);
    // A callback of the client that was given up comes too late.
    first.published[1]?.answer(new Error('late'));
    for (const { answer } of second.published) answer();
    await Promise.all(promises);
  });

  it('finds out a message that ends every connection, and says so', async () => {
    const poison = publish('poison');
    for (let i = 0; i < 3; i++) {
      assert.equal(publishing.isSuspicious, false);
      connect();
      clock.advance(100);
      publishing.disconnected();
      if (i < 2) publishing.abandonClient();
    }
    assert.equal(publishing.isSuspicious, true);
    publishing.abandonClient();
    await assert.rejects(poison, { code: 'unavailable', message: /the broker ends the connection/ });
  });

  it('does not suspect messages when connections last, or some are confirmed', () => {
    for (const lasts of [true, false])
      for (let i = 0; i < 5; i++) {
        void publish('a');
        void publish('b');
        const { published } = connect();
        if (lasts) clock.advance(6_000);
        else published[0]?.answer();
        publishing.disconnected();
        publishing.abandonClient();
        assert.equal(publishing.isSuspicious, false);
      }
  });

  it('hands outboxes one message at a time while it suspects, and tells which was the only one', async () => {
    let send: Send | undefined;
    const outbox = {
      connected: (given: Send) => void (send = given),
      disconnected: () => void (send = undefined),
    };
    publishing.attach(outbox as unknown as Outbox);
    const faults: unknown[] = [];
    const give = (topic: string): void =>
      void send?.({ topic, payload: Buffer.from('x'), options: { qos: 1 }, at: clock.now() }).catch((error) =>
        faults.push([topic, error instanceof SuspectMessage]),
      );
    for (let i = 0; i < 4; i++) {
      const { published } = connect();
      give('a');
      give('b');
      assert.deepEqual(topics(published), i < 3 ? ['a', 'b'] : ['a']);
      publishing.disconnected();
      publishing.abandonClient();
      await turn();
      if (i < 3) faults.length = 0;
    }
    assert.deepEqual(faults, [
      ['b', false],
      ['a', true],
    ]);
  });

  it('takes from the life of a message what it waited', () => {
    let send: Send | undefined;
    publishing.attach({
      connected: (given: Send) => void (send = given),
      disconnected: () => undefined,
    } as unknown as Outbox);
    const at = clock.now();
    clock.advance(20_000);
    const { published } = connect();
    const options = { qos: 1, properties: { messageExpiryInterval: 60 } } as const;
    void send?.({ topic: 'a', payload: Buffer.alloc(0), options, at });
    assert.equal(published[0]?.options.properties?.messageExpiryInterval, 40);
  });
});
