import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { Dnp3Channels, Dnp3Config, Dnp3Point, dialOwn, dnp3Spec } from '../../../lib/connectors/dnp3';
import { OutstationConfig, ServedOutstation } from '../../../lib/connectors/dnp3/outstation';
import { ModbusBuses, ModbusConfig, ModbusPoint, modbusSpec } from '../../../lib/connectors/modbus';
import { Image } from '../../../lib/connectors/modbus/server/image';
import { ModbusServer, type ServerOptions } from '../../../lib/connectors/modbus/server/server';
import { ServedTag } from '../../../lib/connectors/modbus/server/spec';
import { startBroker } from '../../../lib/connectors/mqtt';
import type { Connector } from '../../../lib/connectors/connector';
import { CertificateInput, SigningInput } from '../../../lib/core/certificate';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { Certificates, createWebServer, serverTls } from '../../../lib/platform';
import { readSettings } from '../../../lib/platform/settings';
import { makeKey, makeRequest } from '../../../lib/security/certificates';
import { SecretBox } from '../../../lib/security/secret-box';
import { Collector, link } from '../../contract/collector';
import { until } from '../../support/until';

const HOST = '127.0.0.1';
const place = { unit: 'u', sensor: 'level' };
const READING = { tenant: 't', ...place, timestamp: 1, value: 42, quality: 'good' } as const;

describe('a certificate of the installation, by its name', function () {
  this.timeout(90_000);
  let home: string;
  let certificates: Certificates;
  const ends: (() => unknown)[] = [];
  const context = () => ({ clock: systemClock, logger: silentLogger, meter: nullMeter, certificates });

  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'thermacore-named-'));
    const box = new SecretBox(randomBytes(32));
    certificates = new Certificates({ home, clock: systemClock, logger: silentLogger, sealer: () => box });
    await certificates.create(CertificateInput.parse({ name: 'server', hosts: [HOST] }));
    await certificates.create(CertificateInput.parse({ name: 'scada', purpose: 'client' }));
  });
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
    rmSync(home, { recursive: true, force: true });
  });

  async function modbusServer(more: Partial<ServerOptions> = {}): Promise<ModbusServer> {
    const image = new Image({
      tags: [ServedTag.parse({ ...place, address: 0, type: 'uint16' })],
      whenBad: 'exception',
      gaps: 'refuse',
      maxAgeMs: 0,
      identity: { vendorName: 'v', productCode: 'p', revision: '1' },
      clock: systemClock,
      mayWrite: () => true,
      onCommand: () => undefined,
    });
    image.update([READING]);
    const server = new ModbusServer({
      host: HOST,
      port: 0,
      tls: { certificate: 'server' },
      certificates,
      maxConnections: 20,
      maxPerAddress: 20,
      idleMs: 0,
      requestsPerSecond: 1000,
      device: (unit, client) => image.device(unit, client.address),
      clock: systemClock,
      logger: silentLogger,
      ...more,
    });
    await server.start();
    ends.push(() => server.stop());
    return server;
  }

  async function outstation(certificate = 'server'): Promise<ServedOutstation> {
    const points = [{ ...place, kind: 'analog-input', index: 0 }];
    const served = new ServedOutstation({
      config: OutstationConfig.parse({ host: HOST, transport: 'tls', certificate, points }),
      port: 0,
      certificates,
      clock: systemClock,
      logger: silentLogger,
      onControl: () => undefined,
      onChange: () => undefined,
    });
    await served.start();
    served.update([READING]);
    ends.push(() => served.stop());
    return served;
  }

  /** One that reads until the test ends. */
  function reading<P>(connector: Connector<P>, points: readonly P[]): Collector {
    const collector = new Collector();
    ends.push(() => connector.stop());
    connector.bind(points, collector);
    connector.start();
    return collector;
  }
  const modbus = (port: number, more: object = {}) =>
    modbusSpec(new ModbusBuses()).create(
      ModbusConfig.parse({ host: HOST, port, transport: 'tls', intervalMs: 50, ...more }),
      context(),
    );
  const dnp3 = (port: number, more: object = {}) =>
    dnp3Spec(new Dnp3Channels(dialOwn)).create(
      Dnp3Config.parse({ host: HOST, port, transport: 'tls', class1Ms: 200, ...more }),
      context(),
    );
  const REGISTER = [ModbusPoint.parse({ ...place, address: 0 })];
  const POINT = [Dnp3Point.parse({ ...place, kind: 'analog-input', index: 0 })];

  /** What a peer gets: the serial number that it was shown, or why it was ended. Reads, since TLS 1.3 refuses after `connect`. */
  const peer = (port: number, options: ConnectionOptions): Promise<{ serial: string; socket: TLSSocket }> =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: HOST, port, ...options });
      ends.push(() => socket.destroy());
      socket.on('error', reject).on('close', () => reject(new Error('ended')));
      const serial = (): string => socket.getPeerX509Certificate()?.serialNumber ?? '';
      socket.on('data', () => resolve({ serial: serial(), socket }));
      // A request that a Modbus server answers, and to which a DNP3 outstation says nothing.
      socket.once('secureConnect', () => socket.write(Buffer.from('000100000006010300000001', 'hex')));
    });

  /** What a device has that made its key itself and had it signed here. */
  async function device(name: string, use: object = {}) {
    const key = await makeKey();
    const request = await makeRequest({ commonName: name, hosts: [HOST] }, key);
    await certificates.sign(SigningInput.parse({ name, request, purpose: 'both', ...use }));
    return { key, cert: certificates.chain(name), ca: (await certificates.authority()).pem };
  }

  /** One that another authority made. */
  const foreignOf = async (name: string) => {
    const box = new SecretBox(Buffer.alloc(32));
    const other = new Certificates({
      home: join(home, 'foreign'),
      clock: systemClock,
      logger: silentLogger,
      sealer: () => box,
    });
    if (!other.has(name)) await other.create(CertificateInput.parse({ name, purpose: 'client' }));
    return (await other.use(name, 'test', () => undefined)).identity;
  };

  it('serves and dials Modbus/TCP Security, and is in use by both', async () => {
    const server = await modbusServer();
    const collector = reading(modbus(server.port, { certificate: 'scada' }), REGISTER);
    await collector.until('the register', () => collector.values.includes(42));
    assert.deepEqual(certificates.get('scada').usedBy, [`Modbus to ${HOST}:${server.port}`]);
    assert.deepEqual(certificates.get('server').usedBy, [`Modbus at ${HOST}:0`]);
    for (const end of ends.splice(0).reverse()) await end();
    await until('nobody uses one', () => certificates.list().every(({ usedBy }) => usedBy.length === 0));
  });

  it('serves and dials DNP3 over TLS, and is in use by both', async () => {
    const served = await outstation();
    const collector = reading(dnp3(served.port, { certificate: 'scada' }), POINT);
    await collector.until('the point', () => collector.values.includes(42));
    assert.deepEqual(certificates.get('scada').usedBy, [`DNP3 at ${HOST}:${served.port}`]);
    assert.equal(certificates.get('server').usedBy.length, 1);
  });

  it('lets in a device whose request was signed here, and no peer without one of ours, for Modbus', async () => {
    const { port } = await modbusServer();
    const plc = await device('plc-1', { role: 'operator' });
    assert.ok((await peer(port, plc)).serial);
    await assert.rejects(peer(port, { ca: plc.ca }));
    await assert.rejects(peer(port, { ...(await foreignOf('x')), ca: plc.ca, crl: undefined }));
    await certificates.revoke('plc-1', 'key-compromise');
    await assert.rejects(peer(port, plc), 'also not one that was taken back');
  });

  it('lets no master without one of ours to an outstation, and one that was signed here', async () => {
    const served = await outstation();
    const { key, cert, ca } = await device('centre');
    const strange = dnp3(served.port, { ...(await foreignOf('x')), ca });
    strange.start();
    ends.push(() => strange.stop());
    assert.notEqual((await link(strange, 'error')).text, '');
    const collector = reading(dnp3(served.port, { ca, cert, key }), POINT);
    await collector.until('the point', () => collector.values.includes(42));
  });

  it('that is renewed is shown to connections that begin then, and ends none that stands', async () => {
    const server = await modbusServer();
    const served = await outstation();
    const plc = await device('plc-1');
    const before = await peer(server.port, plc);
    let closed = false;
    before.socket.on('close', () => (closed = true));
    const field = reading(modbus(server.port, { certificate: 'scada' }), REGISTER);
    const centre = reading(dnp3(served.port, { certificate: 'scada' }), POINT);
    await field.until('the register', () => field.values.includes(42));
    await centre.until('the point', () => centre.values.includes(42));
    const { serial = '' } = await certificates.renew('server');
    await certificates.renew('scada');
    await certificates.tell();
    const after = await peer(server.port, plc);
    assert.equal(after.serial.toLowerCase(), serial);
    assert.notEqual(after.serial, before.serial);
    const again = reading(dnp3(served.port, { certificate: 'scada' }), POINT);
    await again.until('the point by the new one', () => again.values.includes(42));
    const count = field.values.length;
    await field.until('more of the register', () => field.values.length > count + 2);
    assert.equal(closed, false);
    assert.ok(field.readings.every(({ quality }) => quality === 'good'));
  });

  it('is served with TLS 1.3 and 1.2 and nothing older, whatever speaks', async () => {
    const lease = await certificates.use('server', 'test', () => undefined);
    const broker = await startBroker({
      host: HOST,
      port: 0,
      secure: { host: HOST, port: 0, tls: serverTls(lease.identity) },
      folder: home,
      authenticate: () => Promise.resolve(undefined),
      clock: systemClock,
      logger: silentLogger,
      meter: nullMeter,
    });
    ends.push(() => broker.stop());
    const web = await createWebServer((_request, response) => void response.end(), {
      settings: readSettings({ THERMACORE_TLS: 'internal' }),
      certificates,
      hostNames: () => [HOST],
      clock: systemClock,
      logger: silentLogger,
    });
    const server = web.server as Server;
    await once(server.listen(0, HOST), 'listening');
    ends.push(() => {
      web.stop();
      server.close();
    });
    const listeners = {
      HTTPS: (server.address() as AddressInfo).port,
      MQTT: broker.securePort ?? 0,
      Modbus: (await modbusServer()).port,
      DNP3: (await outstation()).port,
    };
    const own = await device('any');
    for (const [protocol, port] of Object.entries(listeners)) {
      const spoken = (options: ConnectionOptions): Promise<string | null> =>
        new Promise((resolve, reject) => {
          const socket = connect({ host: HOST, port, ...own, ...options }, () => {
            resolve(socket.getProtocol());
            socket.destroy();
          });
          socket.on('error', reject);
        });
      assert.equal(await spoken({}), 'TLSv1.3', protocol);
      assert.equal(await spoken({ maxVersion: 'TLSv1.2' }), 'TLSv1.2', protocol);
      // With the level lowered, so that it is the server that refuses and not our own OpenSSL.
      const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
      await assert.rejects(spoken(old), /protocol version|wrong version/i, protocol);
    }
  });

  it('that is not there, or is not for who names it, is told by its field', async () => {
    await assert.rejects(modbusServer({ tls: { certificate: 'none' } }), { code: 'not-found' });
    await assert.rejects(outstation('none'), { code: 'not-found', field: 'certificate' });
    const ofRegistry = { clock: systemClock, logger: silentLogger, meter: nullMeter };
    const config = ModbusConfig.parse({ host: HOST, transport: 'tls', certificate: 'server' });
    const answer = await modbusSpec(new ModbusBuses()).test(config, ofRegistry);
    assert.match(answer.answer, /certificate: those of the installation are for flows/);
    const outstationOf = Dnp3Config.parse({ host: HOST, transport: 'tls', certificate: 'server' });
    const master = dnp3Spec(new Dnp3Channels(dialOwn)).create(outstationOf, ofRegistry);
    master.start();
    ends.push(() => master.stop());
    assert.match((await link(master, 'error')).text, /certificate: those of the installation are for flows/);
  });
});
