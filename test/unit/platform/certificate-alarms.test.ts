import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { CertificateInput } from '../../../lib/core/certificate';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { CertificateAlarms } from '../../../lib/platform/certificates/alarms';
import { Certificates } from '../../../lib/platform/certificates/certificates';
import { ExpiryWatch } from '../../../lib/platform/certificates/watch';
import { Conditions } from '../../../lib/platform/conditions';
import { Authority, makeAuthority, readRequest } from '../../../lib/security/certificates';
import { SecretBox } from '../../../lib/security/secret-box';
import type { FakeClock } from '../../support/fake-clock';
import { MemoryDatabase, process, turn, user } from '../alarms/service/fixture';
import { temporaryFolder } from './fixture';

const store = {};
const operator = { tenant: 'aqua', principal: user('ann@aqua') };

describe('a certificate that ends', () => {
  let tenants: string[];
  let clock: FakeClock;
  let certificates: Certificates;
  let watch: ExpiryWatch;
  let alarms: CertificateAlarms;
  let engine: ReturnType<typeof process>;

  beforeEach(async () => {
    tenants = ['aqua', 'borealis'];
    engine = process(new MemoryDatabase());
    ({ clock } = engine);
    const conditions = new Conditions();
    conditions.watch(store, 'aqua', {
      opened: (device, source) => engine.sources.open(device, source),
      closed: (device) => engine.sources.close(device),
    });
    const box = new SecretBox(randomBytes(32));
    certificates = new Certificates({
      home: temporaryFolder(),
      clock,
      logger: silentLogger,
      sealer: () => box,
    });
    alarms = new CertificateAlarms({
      conditions,
      now: () => clock.now(),
      logger: silentLogger,
      tenants: () => Promise.resolve(tenants),
    });
    alarms.start({ current: () => ({ store }) });
    watch = new ExpiryWatch({
      certificates,
      clock,
      logger: silentLogger,
      meter: nullMeter,
      renewed: () => Promise.resolve(),
      alarms,
    });
    // Somebody evaluates the tenant's alarms.
    engine.feed('aqua');
    await turn();
  });
  afterEach(() => alarms.stop());

  /** One that another authority signed: it does not renew itself. */
  async function imported(name: string, days: number): Promise<void> {
    const plan = CertificateInput.parse({ name, hosts: ['scada.company'] });
    const { request } = await certificates.request(plan);
    const company = new Authority(await makeAuthority('company', clock.now()));
    const { publicKey, commonName } = await readRequest(request);
    const leaf = await company.issue({ ...plan, publicKey, commonName, days, now: clock.now() });
    await certificates.import({ name, certificate: leaf });
  }
  async function looked() {
    await watch.check();
    await turn();
    const { items } = await engine.service.list('aqua', { view: 'all', limit: 100 });
    return items.map(({ device, priority, state, active, id, message }) => ({
      what: `${device} ${priority} ${state}`,
      active,
      id,
      message,
    }));
  }

  it('is an alarm within 30, 7 and 1 days of its end, each to be acknowledged, and over when it is renewed', async () => {
    await imported('https', 31);
    assert.deepEqual(await looked(), []);
    await imported('https', 29);
    const [first] = await looked();
    assert.equal(first?.what, 'certificates medium unacknowledged');
    await engine.service.act(operator, first.id, { action: 'acknowledge' });
    assert.equal((await looked())[0]?.what, 'certificates medium acknowledged');
    await imported('https', 6);
    assert.equal((await looked())[0]?.what, 'certificates high unacknowledged');
    await imported('https', 1);
    assert.equal((await looked())[0]?.what, 'certificates critical unacknowledged');
    await imported('https', 90);
    assert.equal((await looked())[0]?.what, 'certificates critical returned-unacknowledged');
    await engine.service.act(operator, first.id, { action: 'acknowledge' });
    await turn();
    assert.deepEqual(
      (await looked()).filter(({ active }) => active),
      [],
    );
  });

  it('is told to tenants only where all of them come in by it, unless there is but one', async () => {
    await imported('plc-of-borealis', 20);
    assert.deepEqual(await looked(), []);
    await imported('https', 20);
    assert.deepEqual(
      (await looked()).map(({ message }) => message?.replace(/ ends.*/, '')),
      ['ThermaCore: Certificate https: The certificate https'],
    );
    tenants = ['aqua'];
    assert.equal((await looked()).length, 2);
  });
});
