import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { systemClock } from '../../../lib/core/clock';
import type { Doorkeeper } from '../../../lib/core/door';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import {
  Dnp3Channels,
  Dnp3Config,
  Dnp3Connector,
  Dnp3Point,
  dialOwn,
  dnp3Spec,
} from '../../../lib/connectors/dnp3';
import { OutstationConfig, ServedOutstation } from '../../../lib/connectors/dnp3/outstation';
import { Collector, link } from '../../contract/collector';
import { freePort } from '../../support/product';
import { authority, type Authority, type Certificate } from '../mqtt/certificates';

const context = { clock: systemClock, logger: silentLogger, meter: nullMeter };
const point = { unit: 'boiler-1', sensor: 'supply', index: 0 };

describe('A DNP3 connector and an outstation of ours', () => {
  let outstation: ServedOutstation;
  let connector: Dnp3Connector | undefined;
  let collector: Collector;

  async function serve(config: object, door?: Doorkeeper): Promise<number> {
    const port = await freePort();
    outstation = new ServedOutstation({
      config: OutstationConfig.parse({ points: [{ ...point, class: '1' }], ...config }),
      port,
      clock: systemClock,
      logger: silentLogger,
      onControl: () => assert.fail('nothing is controlled'),
      onChange: () => undefined,
      ...(door ? { door } : {}),
    });
    await outstation.start();
    const timestamp = Date.now();
    outstation.update([{ tenant: 'aqua', ...point, timestamp, value: 71.5, quality: 'good' }]);
    return port;
  }
  function read(config: object): Dnp3Connector {
    collector = new Collector();
    const made = new Dnp3Connector(
      Dnp3Config.parse({ host: '127.0.0.1', ...config }),
      context,
      new Dnp3Channels(dialOwn),
    );
    connector = made;
    made.bind([Dnp3Point.parse(point)], collector);
    made.start();
    return made;
  }
  const told = (): Promise<void> =>
    collector.until('the value', () => collector.readings.some(({ value }) => value === 71.5));

  afterEach(async () => {
    await connector?.stop();
    connector = undefined;
    await outstation.stop();
  });

  it('speak over UDP', async () => {
    const port = await serve({ transport: 'udp' });
    read({ port, transport: 'udp' });
    await told();
  });

  it('blame nobody for a datagram, which may come from anywhere', async () => {
    const told: string[] = [];
    const port = await serve(
      { transport: 'udp' },
      { admits: () => true, malformed: (address) => void told.push(address) },
    );
    const socket = createSocket('udp4');
    const send = () =>
      new Promise((resolve) => socket.send('GET / HTTP/1.1\r\n\r\n', port, '127.0.0.1', resolve));
    await send();
    // Whoever is answered after it was heard after it.
    read({ port, transport: 'udp' });
    await collector.until('the value', () => collector.readings.some(({ value }) => value === 71.5));
    socket.close();
    assert.deepEqual(told, []);
  });

  it('speak where the outstation connects to the master', async () => {
    const port = await freePort();
    const made = read({ port, transport: 'tcp-server' });
    assert.match((await link(made, 'connecting')).text, /^waiting for outstation 10 to connect to/);
    outstation = new ServedOutstation({
      config: OutstationConfig.parse({ points: [point], transport: 'tcp-client' }),
      port,
      clock: systemClock,
      logger: silentLogger,
      onControl: () => undefined,
      onChange: () => undefined,
    });
    outstation.update([{ tenant: 'aqua', ...point, timestamp: Date.now(), value: 71.5, quality: 'good' }]);
    await outstation.start();
    await told();
  });

  describe('over TLS', () => {
    let utility: Authority;
    let rtu: Certificate;
    let centre: Certificate;
    before(() => {
      utility = authority('Utility');
      rtu = utility.issue('rtu');
      centre = utility.issue('centre');
    });
    const own = ({ cert, key }: Certificate) => ({ cert, key, ca: utility.cert });

    it('speak when each trusts the other', async () => {
      const port = await serve({ transport: 'tls', ...own(rtu), peers: 'centre' });
      read({ port, transport: 'tls', ...own(centre), peers: 'rtu' });
      await told();
    });

    it('do not speak when the master is not among those that may, and it is said why', async () => {
      const port = await serve({ transport: 'tls', ...own(rtu), peers: 'another' });
      const made = read({ port, transport: 'tls', ...own(centre), peers: 'rtu' });
      const { text } = await link(made, 'error');
      assert.match(text, new RegExp(String(port)));
    });

    it('need certificates as text: the registry of a tenant reads no file of this machine', async () => {
      const port = await serve({});
      const made = read({ port, transport: 'tls', ca: '/etc/hostname', cert: centre.cert, key: centre.key });
      assert.equal((await link(made, 'error')).text, 'ca: is no PEM text.');
    });
  });

  it('say in a connection test what there is, twice the same as nothing is changed, and why not', async () => {
    const port = await serve({});
    const spec = dnp3Spec(new Dnp3Channels(dialOwn));
    const test = (more: object = {}) =>
      spec.test(Dnp3Config.parse({ host: '127.0.0.1', port, timeoutMs: 300, ...more }), context);
    for (let i = 0; i < 2; i++) {
      const there = await test();
      assert.ok(there.ok);
      assert.match(
        there.answer,
        /^Outstation 10 at 127\.0\.0\.1:\d+ answers in \d+ ms: 1 analog input; IIN: CLASS_1_EVENTS, DEVICE_RESTART\.$/,
      );
    }
    const stranger = await test({ remoteAddress: 11 });
    assert.equal(stranger.ok, false);
    assert.match(stranger.answer, /^Outstation 11 .* does not answer: /);
    const away = await test({ port: 1 });
    assert.match(away.answer, /127\.0\.0\.1:1: nothing listens there/);
  });
});
