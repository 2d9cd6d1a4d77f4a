import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ThermaCoreError } from '../../../lib/core/errors';
import type { ConditionReport } from '../../../lib/core/foreign-condition';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { Conditions } from '../../../lib/platform/conditions';
import { Intrusion, type IntrusionSettings, type IntrusionStore } from '../../../lib/platform/intrusion';
import type { Block, Incident } from '../../../lib/security/intrusion';
import type { AuditEntry } from '../../../lib/tenancy';
import { FakeClock } from '../../support/fake-clock';

/** What was begun has ended: nothing here waits for more than promises. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
};
const INTRUDER = '198.51.100.7';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A store in memory: what it keeps outlives a start. */
class World {
  readonly clock = new FakeClock();
  readonly home = mkdtempSync(join(tmpdir(), 'intrusion-'));
  readonly conditions = new Conditions();
  readonly kept = new Map<string, Incident>();
  blocks: Block[] = [];
  isAway = false;
  /** A tenant that was erased. */
  gone: string | undefined;
  readonly audited: AuditEntry[] = [];
  readonly closed: string[] = [];
  private readonly heard = new Set<(entry: AuditEntry) => void>();
  private readonly announced = new Set<() => void>();

  private orAway<T>(work: () => T): Promise<T> {
    return this.isAway ? Promise.reject(new Error('the database is away')) : Promise.resolve().then(work);
  }

  readonly store = {
    audit: {
      onRecord: (listener: (entry: AuditEntry) => void) => {
        this.heard.add(listener);
        return () => void this.heard.delete(listener);
      },
    },
    onBlocks: (listener: () => void) => {
      this.announced.add(listener);
      return () => void this.announced.delete(listener);
    },
    users: {
      findByUsername: (username: string) =>
        Promise.resolve(username.endsWith('@aqua') ? { id: username, username, tenant: 'aqua' } : undefined),
    },
    incidents: {
      keep: (incident: Incident) =>
        this.orAway(() => {
          if (incident.tenant !== this.gone) this.kept.set(incident.id, incident);
          else throw new ThermaCoreError('not-found', 'There is no such tenant.', { field: 'tenant' });
        }),
      since: () => this.orAway(() => [...this.kept.values()].toReversed()),
      list: (tenant: string | null) =>
        this.orAway(() => ({ items: [...this.kept.values()].filter((one) => one.tenant === tenant) })),
    },
    blocks: {
      put: (block: Block) => this.orAway(() => void this.blocks.push(block)),
      list: (tenant: string | null) => this.orAway(() => this.blocks.filter((one) => one.tenant === tenant)),
      all: (now: number) => this.orAway(() => this.blocks.filter(({ expiresAt }) => expiresAt > now)),
      remove: (_tenant: string | null, id: string) =>
        this.orAway(() => {
          const block = this.blocks.find((one) => one.id === id);
          this.blocks = this.blocks.filter((one) => one !== block);
          return block;
        }),
    },
  } as unknown as IntrusionStore;

  record(entry: Partial<AuditEntry>): void {
    const whole = {
      tenant: 'aqua',
      actor: 'operator@aqua',
      action: 'session:login',
      outcome: 'ok',
      ...entry,
    } as const;
    for (const listener of this.heard) listener(whole);
  }
  guess(times: number, from = INTRUDER): void {
    for (let i = 0; i < times; i++) this.record({ outcome: 'refused', actor: `user${i % 3}@aqua`, from });
  }
  announce(): void {
    for (const listener of this.announced) listener();
  }

  async start(settings: IntrusionSettings = {}): Promise<Intrusion> {
    const intrusion = this.make(settings);
    await intrusion.start(this.store, { current: () => ({ store: this.store }) });
    return intrusion;
  }

  make(settings: IntrusionSettings = {}): Intrusion {
    const { clock, home, conditions } = this;
    const intrusion = new Intrusion({
      home,
      clock,
      conditions,
      logger: silentLogger,
      meter: nullMeter,
      audit: (entry) => Promise.resolve(void this.audited.push(entry)),
      close: (usernames) => void this.closed.push(...usernames),
    });
    intrusion.configure(settings);
    return intrusion;
  }
}

describe('the watch over the doors', () => {
  let world: World;
  let intrusion: Intrusion;
  beforeEach(async () => {
    world = new World();
    intrusion = await world.start();
  });
  afterEach(async () => {
    await intrusion.stop();
    rmSync(world.home, { recursive: true, force: true });
    assert.equal(world.clock.timers, 0, 'no timer is left');
  });
  const isOut = (address: string): boolean => !intrusion.door('modbus').admits(address);
  const incidents = async (tenant: string | null) =>
    (await intrusion.incidents({ incidents: world.store.incidents }, tenant, { limit: 100 })).items;

  it('keeps an address that guesses passwords out for 15 minutes, and writes that down', async () => {
    world.guess(19);
    await settle();
    assert.ok(!isOut(INTRUDER));
    world.guess(1);
    await settle();
    assert.ok(isOut(INTRUDER));
    assert.ok(isOut(`::ffff:${INTRUDER}`));
    assert.ok(!isOut('198.51.100.8'));
    const [entry] = world.audited;
    assert.deepEqual(
      [entry?.action, entry?.target, entry?.outcome],
      ['security:block', `address ${INTRUDER}`, 'ok'],
    );
    const guessed = (await incidents('aqua')).find(({ detector }) => detector === 'brute-force-address');
    assert.equal(guessed?.done, `${INTRUDER} is kept out for 15 minutes.`);
    world.clock.advance(15 * MINUTE);
    assert.ok(!isOut(INTRUDER));
  });

  it('keeps an address out again that goes on after its block, in the same incident', async () => {
    world.guess(20);
    await settle();
    world.clock.advance(15 * MINUTE);
    world.guess(19);
    await settle();
    assert.ok(!isOut(INTRUDER));
    world.guess(1);
    await settle();
    assert.ok(isOut(INTRUDER));
    assert.equal(world.blocks.length, 2, 'one block each time');
    const found = (await incidents('aqua')).filter(({ detector }) => detector === 'brute-force-address');
    assert.equal(found.length, 1);
  });

  it('tries a block that failed again, and not with each attempt', async () => {
    world.isAway = true;
    world.guess(20);
    await settle();
    world.guess(20);
    await settle();
    const failed = () => world.audited.filter(({ outcome }) => outcome === 'failed').length;
    assert.equal(failed(), 1);
    world.isAway = false;
    world.clock.advance(MINUTE);
    world.guess(1);
    await settle();
    assert.ok(isOut(INTRUDER));
    assert.equal(failed(), 1);
  });

  it('counts logins that have to wait, so that who guesses fast is kept out, too', async () => {
    world.guess(5);
    for (let i = 0; i < 15; i++) intrusion.watch().onThrottled?.({ username: 'user1@aqua', from: INTRUDER });
    await settle();
    assert.ok(isOut(INTRUDER));
    assert.ok((await incidents(null)).some(({ detector }) => detector === 'brute-force-address'));
  });

  it('takes an IPv4 address for the same within IPv6, and others there for others', async () => {
    world.guess(10);
    world.guess(9, `::ffff:${INTRUDER}`);
    for (let i = 0; i < 20; i++) world.guess(1, `::ffff:192.0.2.${i}`);
    await settle();
    assert.deepEqual(world.blocks, []);
    world.guess(1, `::ffff:${INTRUDER}`);
    await settle();
    assert.deepEqual(
      world.blocks.map(({ value }) => value),
      [INTRUDER],
    );
  });

  it('does not make shorter by itself what somebody decided', async () => {
    const decided = await intrusion.blocks.block(null, 'kim', {
      kind: 'address',
      value: '198.51.100.0/24',
      reason: 'a scanner',
      minutes: 60,
    });
    world.guess(20);
    await settle();
    assert.deepEqual(world.blocks, [decided]);
    const until = new Date(decided.expiresAt).toISOString();
    const guessed = (await incidents('aqua')).find(({ detector }) => detector === 'brute-force-address');
    assert.equal(guessed?.done, `198.51.100.0/24 is kept out already, until ${until}.`);
    world.clock.advance(50 * MINUTE);
    world.guess(20);
    await settle();
    assert.deepEqual(
      world.blocks.slice(1).map(({ value, expiresAt }) => [value, expiresAt]),
      [[INTRUDER, world.clock.now() + 15 * MINUTE]],
    );
  });

  it('keeps an address out that sends garbage', async () => {
    for (let i = 0; i < 20; i++) intrusion.door('dnp3').malformed(INTRUDER, 'octets that are no frames');
    await settle();
    assert.ok(isOut(INTRUDER));
    assert.equal((await incidents(null))[0]?.detector, 'malformed-frames');
  });

  it('never keeps out this machine, nor who is on the allow list', async () => {
    intrusion.configure({ neverBlock: ['198.51.100.0/24'] });
    world.guess(20);
    world.guess(20, '127.0.0.1');
    await settle();
    assert.ok(!isOut(INTRUDER) && !isOut('127.0.0.1'));
    for (const { done, detector } of await incidents('aqua'))
      if (detector === 'brute-force-address') assert.match(done ?? '', /^Nobody was kept out/);
    assert.equal(world.blocks.length, 0);
  });

  it('keeps nobody out where that is switched off', async () => {
    intrusion.configure({ autoBlock: false });
    world.guess(20);
    await settle();
    assert.ok(!isOut(INTRUDER));
  });

  it('does not keep users out whom somebody guesses at from many places', async () => {
    for (let i = 0; i < 30; i++) world.record({ outcome: 'refused', from: `198.51.${i}.1` });
    await settle();
    assert.deepEqual(world.blocks, []);
    const found = (await incidents('aqua')).map(({ detector }) => detector);
    assert.ok(found.includes('brute-force-account') && found.includes('distributed-guessing'), found.join());
  });

  it('raises an alarm of the class security in the tenant, which ends by itself and stays until it is acknowledged', async () => {
    let reports: readonly ConditionReport[] = [];
    let source: Parameters<Parameters<Conditions['watch']>[2]['opened']>[1] | undefined;
    world.conditions.watch(world.store, 'aqua', {
      opened(device, opened) {
        assert.equal(device, 'security');
        source = opened;
        opened.listen((news) => {
          if (news.kind !== 'lost') reports = news.reports;
        });
      },
      closed: () => undefined,
    });
    world.record({ action: 'session:refresh-reuse', outcome: 'refused', from: INTRUDER });
    assert.equal(source?.rule.class, 'security');
    const [raised] = reports;
    assert.deepEqual([raised?.active, raised?.acknowledged, raised?.severity], [true, false, 900]);
    assert.match(raised?.message ?? '', /operator@aqua/);
    world.clock.advance(31 * MINUTE);
    assert.deepEqual([reports[0]?.active, reports[0]?.acknowledged], [false, false]);
    await source?.act(raised?.condition ?? '', {
      action: 'acknowledge',
      user: 'admin@aqua',
      comment: undefined,
    });
    assert.deepEqual([reports[0]?.acknowledged, reports[0]?.user], [true, 'admin@aqua']);
    assert.equal((await incidents('aqua'))[0]?.acknowledgedBy, 'admin@aqua');
    await assert.rejects(
      source?.act('x', { action: 'confirm', user: undefined, comment: undefined }) ?? Promise.resolve(),
    );
  });

  it('goes on after a start with what nobody has acknowledged', async () => {
    world.record({ action: 'session:refresh-reuse', outcome: 'refused' });
    world.record({ action: 'session:refresh-reuse', outcome: 'refused', actor: 'admin@aqua' });
    await incidents('aqua');
    await intrusion.stop();
    const [seen] = world.kept.values();
    assert.ok(seen);
    world.kept.set(seen.id, { ...seen, acknowledgedBy: 'kim' });
    world.clock.advance(60 * MINUTE);
    intrusion = await world.start();
    const reports: ConditionReport[] = [];
    world.conditions.watch(world.store, 'aqua', {
      opened: (_, source) => source.listen((news) => news.kind === 'all' && reports.push(...news.reports)),
      closed: () => undefined,
    });
    assert.deepEqual(
      reports.map(({ source, active }) => [source, active]),
      [['admin@aqua', false]],
    );
  });

  it('knows after a start what is usual', async () => {
    const login = (userAgent: string): void =>
      intrusion.watch().onLogin?.({ username: 'admin@aqua', tenant: 'aqua', userAgent, from: INTRUDER });
    login('Firefox/128.0');
    await intrusion.stop();
    intrusion = await world.start();
    login('Firefox/131.0');
    assert.deepEqual(await incidents('aqua'), []);
    login('curl/8.5.0');
    assert.deepEqual(
      (await incidents('aqua')).map(({ detector }) => detector),
      ['new-device'],
    );
  });

  it('takes over what another process blocks, and closes what those users have open', async () => {
    const [createdAt, expiresAt] = [world.clock.now(), world.clock.now() + DAY];
    const more = { tenant: 'aqua', reason: 'left us', createdBy: 'admin@aqua', createdAt, expiresAt };
    world.blocks.push({ id: '1', kind: 'account', value: 'viewer@aqua', ...more });
    const { isBlocked } = intrusion.watch();
    assert.equal(isBlocked?.('viewer@aqua', 'aqua'), false);
    world.announce();
    await settle();
    assert.equal(isBlocked?.('Viewer@aqua', 'aqua'), true);
    assert.deepEqual(world.closed, ['viewer@aqua']);
  });

  it('reads who is kept out though somebody was to be kept out before the start', async () => {
    await intrusion.stop();
    intrusion = world.make();
    await intrusion.blocks.refresh();
    const at = world.clock.now();
    world.blocks.push({
      id: 'early',
      tenant: null,
      kind: 'address',
      value: INTRUDER,
      reason: 'guesses',
      createdBy: 'admin',
      createdAt: at,
      expiresAt: at + MINUTE,
    });
    await intrusion.start(world.store, { current: () => ({ store: world.store }) });
    assert.ok(isOut(INTRUDER));
  });

  it('checks what is to be blocked, and names the field', async () => {
    const block = (tenant: string | null, kind: 'address' | 'account', value: string) =>
      intrusion.blocks.block(tenant, 'kim', { kind, value, reason: 'x', minutes: 1 });
    await assert.rejects(block('aqua', 'address', INTRUDER), { code: 'forbidden', field: 'kind' });
    await assert.rejects(block(null, 'address', 'nonsense'), { code: 'invalid', field: 'value' });
    await assert.rejects(block(null, 'address', '127.0.0.1'), { code: 'invalid', field: 'value' });
    await assert.rejects(block('borealis', 'account', 'viewer@aqua'), { code: 'not-found', field: 'value' });
    const made = await block(null, 'address', '192.0.2.0/24');
    assert.ok(isOut('192.0.2.200'));
    await intrusion.blocks.unblock(null, made.id);
    assert.ok(!isOut('192.0.2.200'));
  });

  it('goes on while the database is away, and writes what happened when it is back', async () => {
    world.isAway = true;
    world.record({ action: 'session:refresh-reuse', outcome: 'refused' });
    world.clock.advance(5000);
    await settle();
    assert.equal(world.kept.size, 0);
    world.isAway = false;
    world.clock.advance(1000);
    await settle();
    assert.equal(world.kept.size, 1);
  });

  it('writes what others are told of, though a tenant is gone', async () => {
    world.gone = 'aqua';
    world.record({ action: 'session:refresh-reuse', outcome: 'refused' });
    world.record({ action: 'session:refresh-reuse', outcome: 'refused', tenant: 'borealis' });
    world.clock.advance(1000);
    await settle();
    assert.deepEqual(
      [...world.kept.values()].map(({ tenant }) => tenant),
      ['borealis'],
    );
    world.gone = undefined;
    world.clock.advance(1000);
    await settle();
    assert.equal(world.kept.size, 1, 'what could not be written is not kept for ever');
  });

  it('takes an entry of the audit log though a device of the tenant has the key of its alarms', async () => {
    await intrusion.stop();
    world.conditions.add = () => {
      throw new ThermaCoreError('configuration', 'There is such a device.', { field: 'device' });
    };
    intrusion = await world.start();
    assert.doesNotThrow(() => world.record({ action: 'session:refresh-reuse', outcome: 'refused' }));
    assert.equal((await incidents('aqua')).length, 1);
  });

  it('knows nothing any more of a tenant that was erased', async () => {
    world.record({ action: 'session:refresh-reuse', outcome: 'refused', from: INTRUDER });
    world.record({ action: 'session:refresh-reuse', outcome: 'refused', tenant: 'borealis' });
    intrusion.watch().onLogin?.({ username: 'kim@aqua', tenant: 'aqua', userAgent: 'curl', from: INTRUDER });
    const alarms = (tenant: string): string[] => {
      const devices: string[] = [];
      const opened = (device: string): void => void devices.push(device);
      world.conditions.watch(world.store, tenant, { opened, closed: () => undefined })();
      return devices;
    };
    assert.deepEqual(alarms('aqua'), ['security']);
    assert.equal(await intrusion.forget('aqua'), 2);
    assert.deepEqual([alarms('aqua'), alarms('borealis')], [[], ['security']]);
    assert.deepEqual([intrusion.events('aqua', 10), intrusion.events('borealis', 10).length], [[], 1]);
    assert.deepEqual([await incidents('aqua'), (await incidents('borealis')).length], [[], 1]);
    assert.doesNotMatch(readFileSync(join(world.home, 'security-habits.json'), 'utf8'), /aqua/);
  });

  it('shows what happened lately of a tenant alone', () => {
    world.record({});
    world.record({ tenant: 'borealis', actor: 'admin@borealis' });
    const names = (tenant: string | null) => intrusion.events(tenant, 10).map(({ account }) => account);
    assert.deepEqual(
      [names('aqua'), names('borealis'), names(null)],
      [['operator@aqua'], ['admin@borealis'], []],
    );
  });

  it('takes rules of flows, and reading, for nothing', async () => {
    for (let i = 0; i < 100; i++) {
      world.record({ action: 'command:request', actor: 'flow', target: 'boiler-1/valve' });
      world.record({ action: 'alarm:acknowledge' });
    }
    assert.deepEqual(await incidents('aqua'), []);
  });
});
