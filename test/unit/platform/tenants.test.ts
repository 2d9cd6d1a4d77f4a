import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import type { ErasureCertificate } from '../../../lib/core/tenant';
import { Tenants, inOrder, type Erasable } from '../../../lib/platform/tenants';
import type { PendingErasure } from '../../../lib/store/identity/tenant-repository';
import type { AuditEntry } from '../../../lib/tenancy';
import { FakeClock } from '../../support/fake-clock';

const MINUTE = 60_000;
const COUNTS = { before: { 'thermacore.units': 3 }, after: { 'thermacore.units': 0 } };

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('tenants of a platform', () => {
  let clock: FakeClock;
  let pending: PendingErasure | undefined;
  let ended: string[];
  let audited: AuditEntry[];
  let forgotten: string[];
  let erased: string[];
  let spoolEmpty: boolean;
  let fault: Error | undefined;
  let tenants: Tenants;
  let database: Erasable;

  beforeEach(() => {
    clock = new FakeClock();
    [pending, fault, spoolEmpty] = [undefined, undefined, true];
    [ended, audited, forgotten, erased] = [[], [], [], []];
    const store = {
      tenants: {
        states: async () => [],
        requestErasure: async (_key: string, asked: PendingErasure) => {
          pending = asked;
          return { sessions: ['s1'] };
        },
        pendingErasure: async () => pending,
        suspend: async () => ({ tenant: { key: 'aqua', state: 'suspended' }, sessions: ['s1', 's2'] }),
      },
      erasure: {
        tenant: async (key: string, _pseudonym: string, progress: (done: number, steps: number) => void) => {
          progress(3, 4);
          if (fault) throw fault;
          erased.push(key);
          return COUNTS;
        },
        sessionsOf: async () => ['s3'],
        person: async () => ({ ...COUNTS, userId: 'u1' }),
      },
      audit: { record: async (entry: AuditEntry) => void audited.push(entry) },
      onTenants: () => () => undefined,
    };
    const spool = {
      get isEmpty() {
        return spoolEmpty;
      },
    };
    database = { store, spool } as unknown as Erasable;
    tenants = new Tenants({
      clock,
      logger: silentLogger,
      meter: nullMeter,
      auth: async () => ({ endSessions: (ids: string[]) => ended.push(...ids) }) as never,
      isOwn: () => true,
      forget: async (_store, tenant) => forgotten.push(tenant) + 1,
    });
  });
  afterEach(() => tenants.stop());

  const request = (graceMinutes = 60) =>
    tenants.requestErasure(database.store, 'aqua', { graceMinutes, by: 'root' });
  const confirm = (token: string) => tenants.confirmErasure(database, 'aqua', token, 'root');
  const hashed = ({ sha256, ...rest }: ErasureCertificate): boolean =>
    sha256 === createHash('sha256').update(inOrder(rest)).digest('hex');

  it('are not watched any more once their database is closed', async () => {
    let listening = 0;
    const store = {
      tenants: { states: async () => [] },
      onTenants: () => (listening++, () => void listening--),
    } as unknown as Erasable['store'];
    const idle = clock.timers;
    const states = tenants.of(store);
    assert.equal(tenants.of(store), states);
    assert.deepEqual([listening, clock.timers], [1, idle + 1]);
    tenants.release(store);
    assert.deepEqual([listening, clock.timers], [0, idle]);
    assert.notEqual(tenants.of(store), states);
  });

  it('close what is open when one is suspended', async () => {
    await tenants.suspend(database.store, 'aqua', 'unpaid', 'root');
    assert.deepEqual(ended, ['s1', 's2']);
  });

  it('are erased in two steps: neither without a request nor before the time of grace is over', async () => {
    await assert.rejects(confirm('x'), { code: 'conflict', message: /Nobody has requested/ });
    const { token, from } = await request();
    assert.deepEqual(ended, ['s1']);
    assert.ok(!JSON.stringify(pending).includes(token), 'only a hash of the token is kept');
    await assert.rejects(confirm(`${token}x`), { code: 'forbidden', field: 'token' });
    clock.advance(59 * MINUTE);
    await assert.rejects(confirm(token), {
      code: 'conflict',
      message: `The erasure may be confirmed from ${from}.`,
    });
    clock.advance(MINUTE);
    await confirm(token);
    await settle();
    assert.deepEqual([erased, forgotten], [['aqua'], ['aqua']]);
  });

  it('leave a certificate in the audit log of the platform, with counts and a hash that can be checked', async () => {
    const { token } = await request(0);
    await confirm(token);
    await settle();
    const { state, done, steps, certificate } = tenants.erasure('aqua');
    assert.deepEqual([state, done, steps], ['done', 4, 4]);
    assert.ok(certificate && hashed(certificate));
    assert.ok(!hashed({ ...certificate, files: 0 }));
    assert.deepEqual(
      { ...certificate, sha256: '' },
      { kind: 'tenant', subject: 'aqua', tenant: 'aqua', by: 'root', at: new Date(clock.now()).toISOString(), ...COUNTS, files: 2, sha256: '' },
    ); // prettier-ignore
    assert.deepEqual(
      audited.map(({ tenant, action, actor, detail }) => [tenant, action, actor, detail]),
      [[null, 'tenant:erased', 'root', certificate]],
    );
  });

  it('are not erased by a request that has run out, nor while readings wait on disk', async () => {
    const { token } = await request(0);
    spoolEmpty = false;
    await assert.rejects(confirm(token), { code: 'conflict', message: /wait on disk/ });
    spoolEmpty = true;
    clock.advance(7 * 24 * 60 * MINUTE + 1);
    await assert.rejects(confirm(token), { code: 'conflict', message: /run out/ });
    assert.deepEqual(erased, []);
  });

  it('say that an erasure failed, leave no certificate then, and begin again', async () => {
    const { token } = await request(0);
    fault = new Error('disk on fire');
    await confirm(token);
    await settle();
    const failed = tenants.erasure('aqua');
    assert.deepEqual([failed.state, failed.done, failed.certificate], ['failed', 3, undefined]);
    assert.ok(!JSON.stringify(failed).includes('fire'));
    assert.deepEqual([audited, forgotten], [[], []]);
    fault = undefined;
    clock.advance(1);
    await confirm(token);
    await settle();
    assert.equal(tenants.erasure('aqua').state, 'done');
  });

  it('have people erased under a pseudonym, also where they erase themselves', async () => {
    for (const by of ['admin@aqua', 'Anna@aqua']) {
      const certificate = await tenants.erasePerson(database.store, 'aqua', 'anna@aqua', by);
      assert.match(certificate.subject, /^erased-[0-9a-f]{12}$/);
      assert.ok(hashed(certificate) && !/anna/i.test(JSON.stringify(certificate)));
      assert.equal(certificate.by === 'admin@aqua' || certificate.by === certificate.subject, true);
    }
    assert.ok(!/anna/i.test(JSON.stringify(audited)));
    assert.deepEqual(ended, ['s3', 's3']);
  });

  it('have no erasure where none was confirmed', () => {
    assert.throws(() => tenants.erasure('borealis'), { code: 'not-found', field: 'tenant' });
  });
});
