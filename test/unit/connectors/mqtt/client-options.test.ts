import assert from 'node:assert/strict';
import { unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { certificates, clientOptions } from '../../../../lib/connectors/mqtt/client-options';
import { MqttConfig } from '../../../../lib/connectors/mqtt/spec';
import { removeFolders, temporaryFolder } from '../../telemetry/fixture';

const config = (more: Partial<z.input<typeof MqttConfig>> = {}): MqttConfig =>
  MqttConfig.parse({ urls: ['mqtts://broker.example'], clientId: 'scada', ...more });
const PEM = '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n';

describe('the options of the MQTT client library', () => {
  after(removeFolders);

  it('keep the session, verify the broker, and leave reconnecting and subscribing to us', () => {
    const options = clientOptions(config());
    assert.equal(options.protocolVersion, 4);
    assert.equal(options.clean, false);
    assert.equal(options.rejectUnauthorized, true);
    assert.equal(options.reconnectPeriod, 0);
    assert.equal(options.resubscribe, false);
    assert.equal(options.connectTimeout, 10_000, 'milliseconds from seconds');
    for (const absent of ['username', 'password', 'servername', 'will', 'properties', 'ca', 'cert', 'key'])
      assert.ok(!(absent in options), absent);
  });

  it('have session expiry and receive maximum with MQTT 5 only; a session that is forgotten expires at once', () => {
    const form = { version: '5', sessionExpiry: 60, receiveMaximum: 7 } as const;
    assert.deepEqual(clientOptions(config(form)).properties, {
      receiveMaximum: 7,
      sessionExpiryInterval: 60,
    });
    assert.equal(clientOptions(config({ ...form, clean: true })).properties?.sessionExpiryInterval, 0);
    assert.equal(clientOptions(config({ ...form, version: '3.1.1' })).properties, undefined);
  });

  it('have login, server name and will as the form gives them', () => {
    const will = { topic: 'plant/aqua/state', payload: 'gone ü', qos: 1, retain: true } as const;
    const options = clientOptions(
      config({ username: 'u', password: 'p', servername: 'scada.example', will }),
    );
    assert.deepEqual([options.username, options.password], ['u', 'p']);
    assert.equal((options as { servername?: string }).servername, 'scada.example');
    assert.deepEqual(options.will, { ...will, payload: Buffer.from('gone ü') });
  });

  it('take an empty password for one, and no password for none', () => {
    assert.equal(clientOptions(config({ username: 'u', password: '' })).password, '');
    assert.ok(!('password' in clientOptions(config({ username: 'u' }))));
  });

  it('do not verify the broker only when the form says so', () => {
    assert.equal(clientOptions(config({ verify: false })).rejectUnauthorized, false);
  });
});

describe('the certificates of an MQTT connection', () => {
  after(removeFolders);

  it('are PEM text as it stands, or what is in the file now', () => {
    const file = join(temporaryFolder(), 'ca.pem');
    writeFileSync(file, 'old');
    const form = config({ ca: file, cert: PEM });
    assert.deepEqual(certificates(form), { ca: Buffer.from('old'), cert: Buffer.from(PEM) });
    writeFileSync(file, 'renewed');
    assert.deepEqual(certificates(form)['ca'], Buffer.from('renewed'));
  });

  for (const field of ['ca', 'cert', 'key'] as const)
    it(`name ${field} and the file that cannot be read, and say what to do`, () => {
      const file = join(temporaryFolder(), 'there.pem');
      writeFileSync(file, '');
      unlinkSync(file);
      assert.throws(() => certificates(config({ [field]: file })), {
        code: 'configuration',
        field,
        message: new RegExp(`^${field}: the file .*there\\.pem cannot be read`),
        advice: /path of a PEM file/,
      });
    });
});
