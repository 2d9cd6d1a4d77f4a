import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mqttSpec, MqttConfig } from '../../../lib/connectors/mqtt';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { AQUA, brokerFolder, stopBrokers, withEachBroker, type TestBroker } from '../../support/brokers';
import { link } from '../../contract/collector';
import { authority } from './certificates';
import { freshId, subscribed, subscriber, useRig, type SubscriberOptions } from './rig';

type Config = NonNullable<SubscriberOptions['config']>;

const ours = authority('Plant CA');
const foreign = authority('Foreign CA');
const context = { clock: systemClock, logger: silentLogger, meter: nullMeter };

withEachBroker('MQTT logins', [], (kind) => {
  let broker: TestBroker;
  before(async () => (broker = await kind.start()));
  after(stopBrokers);
  useRig();

  const refused: [what: string, login: Config][] = [
    ['a wrong password', { password: 'wrong' }],
    ['an unknown user', { username: 'nobody' }],
    ['no login at all', { username: undefined, password: undefined }],
  ];
  for (const [what, login] of refused)
    it(`says what to do about ${what}, and goes on trying`, async () => {
      const { connector } = subscriber(broker, { config: login });
      await link(connector, /^(wrong user name or password|not authorised: check user name and password)$/);
      await link(connector, 'connecting');
      await link(connector, 'error');
    });

  it('answers a connection test with the version, without throwing out who is connected', async () => {
    const config = { clientId: freshId() };
    const { connector } = await subscribed(broker, { config });
    const statuses: string[] = [];
    connector.onLink(({ state }) => statuses.push(state));
    const tested = MqttConfig.parse({ urls: [broker.url], ...AQUA, ...config });
    const { ok, answer } = await mqttSpec.test(tested, context);
    assert.deepEqual([ok, statuses], [true, ['connected']]);
    assert.match(answer, new RegExp(`^Connected to ${broker.url} with MQTT 3.1.1`));
    assert.deepEqual(await mqttSpec.test({ ...tested, password: 'wrong' }, context), {
      ok: false,
      answer:
        kind.name === 'mosquitto'
          ? 'Not authorised: check user name and password.'
          : 'Wrong user name or password.',
    });
  });
});

withEachBroker('MQTT over TLS', [], (kind) => {
  const server = ours.issue('broker');
  let broker: TestBroker;
  before(async () => (broker = await kind.start({ tls: server })));
  after(stopBrokers);
  useRig();

  it('connects to a broker whose certificate authority is given, as text or as a file', async () => {
    const file = join(brokerFolder(), 'ca.pem');
    writeFileSync(file, ours.cert);
    for (const ca of [ours.cert, file]) await subscribed(broker, { config: { ca } });
  });

  const refused: [what: string, config: Config, says: RegExp][] = [
    [
      'a broker that nobody vouches for',
      {},
      /the certificate of the broker is not trusted: give its certificate authority$/,
    ],
    [
      'another authority',
      { ca: foreign.cert },
      /the certificate of the broker is not trusted: give its certificate authority$/,
    ],
    [
      'a certificate for another name',
      { ca: ours.cert, servername: 'scada.example' },
      /is for another name: give the name expected/,
    ],
    ['a file that is not there', { ca: '/nowhere/ca.pem' }, /^ca: the file \/nowhere\/ca.pem cannot be read/],
  ];
  for (const [what, config, says] of refused)
    it(`refuses ${what} and says what to do`, async () => {
      const { connector } = subscriber(broker, { config });
      const { state } = await link(connector, says);
      assert.equal(state, 'error');
    });

  it('connects to any broker only when told not to verify', async () => {
    await subscribed(broker, { config: { verify: false } });
  });

  it('reads the file again for the next connection, so that a renewed certificate needs no redeploy', async () => {
    const file = join(brokerFolder(), 'ca.pem');
    writeFileSync(file, foreign.cert);
    const { connector } = subscriber(broker, { config: { ca: file } });
    await link(connector, 'error');
    writeFileSync(file, ours.cert);
    await link(connector, 'connected');
  });
});

withEachBroker('MQTT over TLS with an expired certificate', [], (kind) => {
  after(stopBrokers);
  useRig();

  it('is refused in words', async () => {
    const broker = await kind.start({ tls: ours.issue('broker', { expired: true }) });
    const { connector } = subscriber(broker, { config: { ca: ours.cert } });
    await link(connector, /^the certificate of the broker has expired$/);
  });
});

withEachBroker('MQTT over TLS with client certificates', [], (kind) => {
  let broker: TestBroker;
  before(async () => (broker = await kind.start({ tls: { ...ours.issue('broker'), clientCa: ours.cert } })));
  after(stopBrokers);
  useRig();

  it('connects with one that the broker trusts', async () => {
    await subscribed(broker, { config: { ca: ours.cert, ...ours.issue('scada') } });
  });

  it('is refused without one, and told so', async () => {
    const { connector } = subscriber(broker, { config: { ca: ours.cert } });
    await link(connector, /^the broker does not accept our client certificate: give one that it trusts/);
  });

  it('is refused with one of another authority', async () => {
    const { connector } = subscriber(broker, { config: { ca: ours.cert, ...foreign.issue('scada') } });
    // The proxy in front of the embedded broker hangs up without a TLS alert.
    const says = kind.name === 'mosquitto' ? /does not accept our client certificate/ : /^connection lost$/;
    assert.equal((await link(connector, says)).state, 'error');
  });
});
