import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { IClientOptions, MqttClient } from 'mqtt';
import { testConnection } from '../../../../lib/connectors/mqtt/connection-test';
import { MqttConfig } from '../../../../lib/connectors/mqtt/spec';
import { FakeClock } from '../../../support/fake-clock';

const config = MqttConfig.parse({
  urls: ['mqtt://a.example', 'mqtt://b.example'],
  clientId: 'scada',
  username: 'u',
});

/** The client library, played by hand. */
class HandClient extends EventEmitter {
  readonly subscribed: string[] = [];
  ended = 0;
  private granted: (() => void) | undefined;

  subscribe(topic: string, done: () => void): void {
    this.subscribed.push(topic);
    this.granted = done;
  }

  grant(): void {
    this.granted?.();
  }

  end(): void {
    this.ended++;
    this.emit('close');
  }
}

describe('the MQTT connection test', () => {
  let clock: FakeClock;
  let client: HandClient;
  let opened: { url: string; options: IClientOptions }[];
  const run = (form = config) =>
    testConnection(form, { clock }, (url, options) => {
      opened.push({ url, options });
      return client as unknown as MqttClient;
    });

  beforeEach(() => {
    clock = new FakeClock();
    client = new HandClient();
    opened = [];
  });

  it('asks the first broker, with a session of its own that is forgotten', async () => {
    const answer = run();
    client.emit('connect');
    client.emit('message', '$SYS/broker/version', Buffer.from('mosquitto version 2.0'));
    assert.deepEqual(await answer, {
      ok: true,
      answer: 'Connected to mqtt://a.example with MQTT 3.1.1 (mosquitto version 2.0).',
    });
    const [{ url, options } = { url: '', options: {} }] = opened;
    assert.equal(url, 'mqtt://a.example');
    assert.equal(options.clean, true);
    assert.equal(options.username, 'u');
    assert.match(options.clientId ?? '', /^test-/);
    assert.deepEqual(client.subscribed, ['$SYS/broker/version']);
    assert.equal(client.ended, 1);
  });

  it('does without a version when the broker does not tell it', async () => {
    const answer = run();
    client.emit('connect');
    client.grant();
    clock.advance(500);
    assert.deepEqual(await answer, { ok: true, answer: 'Connected to mqtt://a.example with MQTT 3.1.1.' });
    assert.equal(clock.timers, 0);
  });

  for (const [what, play, answer] of [
    [
      'a refusal in words',
      () => client.emit('error', Object.assign(new Error(), { code: 4 })),
      'Wrong user name or password.',
    ],
    ['that the broker hangs up', () => client.emit('close'), 'mqtt://a.example closed the connection.'],
    ['that nobody answers', () => clock.advance(10_000), 'mqtt://a.example did not answer within 10 s.'],
  ] as const)
    it(`answers ${what}, and ends the connection`, async () => {
      const answered = run();
      play();
      assert.deepEqual(await answered, { ok: false, answer });
      assert.equal(client.ended, 1);
      assert.equal(clock.timers, 0);
    });

  it('answers in a sentence when the form cannot be right, without a connection', async () => {
    const { ok, answer } = await run({ ...config, ca: '/nowhere/ca.pem' });
    assert.equal(ok, false);
    assert.match(answer, /^ca: the file \/nowhere\/ca\.pem cannot be read .* Give the path of a PEM file/);
    assert.deepEqual(opened, []);
  });

  it('answers in words when the library does not take the address', async () => {
    const answer = await testConnection(config, { clock }, () => {
      throw new Error('Missing protocol');
    });
    assert.deepEqual(answer, { ok: false, answer: 'Missing protocol' });
  });
});
