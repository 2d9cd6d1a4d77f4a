import assert from 'node:assert/strict';
import { X509Certificate, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { connectAsync, type MqttClient } from 'mqtt';
import { systemClock, type Clock } from '../../../lib/core/clock';
import { openDoor } from '../../../lib/core/door';
import { isThermaCoreError } from '../../../lib/core/errors';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { BrokerHouse } from '../../../lib/platform/broker-access';
import { Certificates } from '../../../lib/platform/certificates/certificates';
import type { Intrusion } from '../../../lib/platform/intrusion';
import { readSettings } from '../../../lib/platform/settings';
import { BlockedList } from '../../../lib/security/intrusion';
import { SecretBox } from '../../../lib/security/secret-box';
import { FakeClock } from '../../support/fake-clock';
import { eventually } from '../../support/product';
import { PASSWORD, makeWorld } from '../tenancy/fixture';
import { settingsIn, temporaryFolder } from './fixture';

/** The part of the watch over the doors that the broker asks. */
const watchOf = (list: BlockedList): Pick<Intrusion, 'door' | 'report' | 'blocks'> => ({
  door: () => ({ ...openDoor, certificate: () => undefined }),
  report: () => undefined,
  blocks: { list } as Intrusion['blocks'],
});

const DEMO_PASSWORD = 'password of the demo';

describe('the embedded broker of an installation', () => {
  const houses: BrokerHouse[] = [];
  const clients: MqttClient[] = [];
  let certificates: Certificates;
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
    await Promise.all(houses.splice(0).map((house) => house.stop()));
  });

  async function open(
    options: {
      port?: number;
      demoPassword?: string;
      secure?: number;
      blocks?: BlockedList;
      clock?: Clock;
    } = {},
  ): Promise<BrokerHouse> {
    const { auth } = await makeWorld();
    const { port = 0, demoPassword, secure, blocks, clock = systemClock } = options;
    const home = temporaryFolder();
    const box = new SecretBox(randomBytes(32));
    certificates = new Certificates({ home, clock: systemClock, logger: silentLogger, sealer: () => box });
    const house = new BrokerHouse({
      settings: settingsIn(home, {
        ports: { mqtt: port, modbus: 0, opcua: 0, dnp3: 0 },
        tls: { ...readSettings({}).tls, mqttPort: secure },
      }),
      clock,
      logger: silentLogger,
      meter: nullMeter,
      auth: async () => auth,
      suspended: () => false,
      demoPassword: () => demoPassword,
      certificates: () => certificates,
      ...(blocks ? { intrusion: watchOf(blocks) } : {}),
    });
    houses.push(house);
    return house;
  }

  async function login(house: BrokerHouse, username: string, password: string): Promise<MqttClient> {
    const { port } = await house.start();
    const options = { username, password, reconnectPeriod: 0, connectTimeout: 5000 };
    const client = await connectAsync(`mqtt://127.0.0.1:${port}`, options);
    clients.push(client);
    return client;
  }

  it('speaks TLS on a port of its own, and takes over a renewed certificate while clients stay', async () => {
    const house = await open({ demoPassword: DEMO_PASSWORD, secure: 0 });
    const { securePort } = await house.start();
    const ca = (await certificates.authority()).pem;
    const secured = async (): Promise<MqttClient> => {
      const options = { username: 'aqua', password: DEMO_PASSWORD, reconnectPeriod: 0, ca };
      const client = await connectAsync(`mqtts://127.0.0.1:${securePort}`, options);
      clients.push(client);
      return client;
    };
    const shown = (): Promise<string | undefined> =>
      new Promise((resolve, reject) => {
        const socket = connectTls({ host: '127.0.0.1', port: securePort, ca }, () => {
          resolve(socket.getPeerX509Certificate()?.serialNumber.toLowerCase());
          socket.destroy();
        });
        socket.on('error', reject);
      });
    const before = await secured();
    const heard = new Promise<string>((resolve) => before.once('message', (topic) => resolve(topic)));
    await before.subscribeAsync('plant/aqua/boiler/#', { qos: 1 });
    assert.equal(await shown(), certificates.get('https').serial);
    assert.deepEqual(certificates.get('https').usedBy, ['MQTT']);
    const old = new X509Certificate(certificates.chain('https')).serialNumber.toLowerCase();
    const { serial } = await certificates.renew('https');
    await certificates.tell();
    assert.notEqual(serial, old);
    assert.equal(await shown(), serial);
    await (await secured()).publishAsync('plant/aqua/boiler/temperature', '{"value": 1}', { qos: 1 });
    assert.equal(await heard, 'plant/aqua/boiler/temperature');
    await assert.rejects(
      connectAsync(`mqtts://127.0.0.1:${securePort}`, { reconnectPeriod: 0 }),
      /certificate/,
    );
  });

  const isRefused = (attempt: Promise<unknown>, why: string): Promise<void> =>
    assert.rejects(attempt, { code: 4 }, why);

  /** Topics of which the broker lets a client have the readings. */
  async function hears(client: MqttClient): Promise<string[]> {
    const heard: string[] = [];
    for (const tenant of ['aqua', 'borealis']) {
      const granted = await client.subscribeAsync(`plant/${tenant}/#`, { qos: 1 }).catch(() => []);
      if (granted.some(({ qos }) => qos < 128)) heard.push(tenant);
    }
    return heard;
  }

  /** True if what the client publishes comes through to a device of the tenant. */
  async function publishes(house: BrokerHouse, client: MqttClient, tenant: string): Promise<boolean> {
    const { username, password } = await house.access(tenant);
    const listener = await login(house, username, password);
    await listener.subscribeAsync(`plant/${tenant}/#`);
    const topics: string[] = [];
    const ended = new Promise<void>((resolve) =>
      listener.on('message', (topic) => {
        if (topics.push(topic) && topic.endsWith('/end')) resolve();
      }),
    );
    // Either it is confirmed, or the broker hangs up.
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    await Promise.race([client.publishAsync(`plant/${tenant}/boiler-1/claim`, '{}', { qos: 1 }), closed]);
    await listener.publishAsync(`plant/${tenant}/end`, '{}', { qos: 1 });
    await ended;
    return topics.includes(`plant/${tenant}/boiler-1/claim`);
  }

  it('lets the platform in as each tenant, with a secret of its own that only it knows', async () => {
    const house = await open();
    const [aqua, again, borealis] = await Promise.all([
      house.access('aqua'),
      house.access('aqua'),
      house.access('borealis'),
    ]);
    assert.deepEqual(aqua, again);
    assert.notEqual(aqua.password, borealis.password);
    assert.ok(Buffer.from(aqua.password, 'base64url').length >= 16);
    assert.deepEqual(await hears(await login(house, aqua.username, aqua.password)), ['aqua']);
    await isRefused(login(house, aqua.username, borealis.password), 'another tenant’s secret');
    await isRefused(login(house, 'thermacore:nobody', 'undefined'), 'a tenant without a secret');
    assert.notEqual((await (await open()).access('aqua')).password, aqua.password);
  });

  it('lets the demo’s devices in below their tenant’s topics', async () => {
    const house = await open({ demoPassword: DEMO_PASSWORD });
    assert.deepEqual(await hears(await login(house, 'borealis', DEMO_PASSWORD)), ['borealis']);
    await isRefused(login(house, 'borealis', 'wrong'), 'a wrong password');
  });

  it('knows no device accounts without the demo', async () => {
    await isRefused(login(await open(), 'borealis', 'undefined'), 'no demo');
  });

  for (const [username, tenant, mayPublish] of [
    ['admin@aqua', 'aqua', true],
    ['operator@aqua', 'aqua', true],
    ['viewer@aqua', 'aqua', false],
    ['operator@borealis', 'borealis', true],
  ] as const)
    it(`lets ${username} receive ${tenant}’s readings${mayPublish ? ' and publish' : ', not publish'}`, async () => {
      const house = await open();
      const client = await login(house, username, PASSWORD);
      assert.deepEqual(await hears(client), [tenant]);
      assert.equal(await publishes(house, await login(house, username, PASSWORD), tenant), mayPublish);
    });

  it('keeps out users of the platform, who act in no tenant, and wrong passwords', async () => {
    const house = await open();
    await isRefused(login(house, 'root', PASSWORD), 'the platform’s admin');
    await isRefused(login(house, 'admin@aqua', 'wrong'), 'a wrong password');
    await isRefused(login(house, 'nobody', PASSWORD), 'an unknown user');
  });

  for (const [kind, value] of [
    ['client', 'gateway'],
    ['account', 'operator@aqua'],
    ['address', '127.0.0.1'],
  ] as const)
    it(`closes the connection of whom a block keeps out later: ${kind}`, async () => {
      const clock = new FakeClock();
      const blocks = new BlockedList(() => clock.now());
      const house = await open({ blocks, clock, demoPassword: DEMO_PASSWORD });
      const { port } = await house.start();
      // Otherwise this machine is never kept out.
      blocks.isSpared = () => false;
      const at = async (username: string, password: string, clientId: string) => {
        const options = { username, password, clientId, reconnectPeriod: 0 };
        const client = await connectAsync(`mqtt://127.0.0.1:${port}`, options);
        clients.push(client);
        return client;
      };
      const user = await at('operator@aqua', PASSWORD, 'gateway');
      const device = await at('aqua', DEMO_PASSWORD, 'gateway');
      const platform = await house.access('aqua');
      const own = await at(platform.username, platform.password, 'gateway');
      const expiresAt = clock.now() + 60_000;
      const more = { id: '1', tenant: null, reason: 'x', createdBy: 'kim', createdAt: clock.now() };
      blocks.replace([{ ...more, kind, value, expiresAt }]);
      clock.advance(30_000);
      await eventually('the user is out', () => Promise.resolve(!user.connected));
      if (kind !== 'account') await eventually('the device is out', () => Promise.resolve(!device.connected));
      assert.ok(own.connected, 'the platform’s own connections stay');
    });

  it('starts once for all who ask, and stops', async () => {
    const house = await open();
    const [first, second] = await Promise.all([house.start(), house.start()]);
    assert.equal(first, second);
    await house.stop();
    const probe = createServer().listen(first.port, '127.0.0.1');
    await once(probe, 'listening');
    probe.close();
  });

  it('says in one sentence that its port is taken, and starts when it is free', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as AddressInfo;
    const house = await open({ port });
    await assert.rejects(
      house.access('aqua'),
      (error) =>
        isThermaCoreError(error) &&
        error.message.includes(String(port)) &&
        /THERMACORE_MQTT_PORT/.test(error.sentence) &&
        !error.sentence.includes('\n'),
    );
    blocker.close();
    await once(blocker, 'close');
    assert.equal((await house.start()).port, port);
  });
});
