import assert from 'node:assert/strict';
import type { NotificationContent } from '../../../lib/notifications/content';
import type { DueDelivery, NewDelivery } from '../../../lib/notifications/ports';
import { NotificationRouteInput } from '../../../lib/notifications/route';
import { OpenTarget } from '../../../lib/notifications/target';
import { onEveryRung, onEveryServer, useDatabase, type StoreParts } from '../../support/database';
import { T0 } from './fixture';

const route = (more: object = {}) =>
  NotificationRouteInput.parse({
    key: 'duty',
    name: 'Duty',
    steps: [{ afterSeconds: 0, targets: ['phone'] }],
    ...more,
  });
const target = (more: object = {}) =>
  OpenTarget.parse({
    key: 'phone',
    name: 'Phone',
    settings: { channel: 'webhook', url: 'https://example.test/' },
    ...more,
  });
const content = (more: Partial<NotificationContent> = {}): NotificationContent => ({
  kind: 'alarms', tenant: 'aqua', plant: 'Aqua', timeZone: 'UTC', at: new Date(T0).toISOString(), route: 'duty', step: 0,
  priority: 'high', count: 2, subject: 'Two alarms', text: 'a\0b', items: [], ...more,
}); // prettier-ignore
const delivery = (id: string, more: Partial<NewDelivery> = {}): NewDelivery => ({
  id, target: 'phone', channel: 'webhook', createdAt: T0, dueAt: T0, content: content(), ...more,
}); // prettier-ignore
const PLAN = { state: { routes: {}, heard: [['hot:u/s', T0]] }, revision: 0 } as const;
const LEASE = 60_000;

async function furnished(database: { open(): Promise<StoreParts> }): Promise<StoreParts> {
  const store = await database.open();
  for (const tenant of ['aqua', 'borealis']) await store.tenants.ensure(tenant, tenant, 'UTC');
  return store;
}

onEveryRung('Notifications', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;
  before(async function () {
    this.timeout(60_000);
    store = await furnished(database());
  });
  beforeEach(() =>
    database().owner.query(
      `delete from thermacore.notification_deliveries; delete from thermacore.notification_plans;
       delete from thermacore.notification_routes; delete from thermacore.notification_targets`,
    ),
  );
  const ids = (due: readonly DueDelivery[]): string[] => due.map(({ id }) => id).sort();

  it('keep routes and targets with their versions, and refuse who saw an older one', async () => {
    const made = await store.notificationRoutes.add('aqua', route(), 'kim');
    assert.deepEqual([made.version, made.createdBy, made.groupSeconds], [1, 'kim', 10]);
    const quiet = {
      quietHours: { from: '22:00', to: '06:00', days: ['monday' as const], passes: ['critical' as const] },
    };
    const changed = await store.notificationRoutes.update('aqua', 'duty', quiet, 1, 'lee');
    assert.deepEqual([changed.version, changed.updatedBy, changed.quietHours?.from], [2, 'lee', '22:00']);
    assert.equal((await store.notificationRoutes.update('aqua', 'duty', { quietHours: null }, 2, 'lee')).quietHours, undefined); // prettier-ignore
    await assert.rejects(store.notificationRoutes.update('aqua', 'duty', { name: 'x' }, 2, 'lee'), {
      code: 'conflict',
    });
    await assert.rejects(store.notificationRoutes.update('aqua', 'duty', { steps: [{ afterSeconds: 5, targets: ['a'] }] }, 3, 'lee'), { code: 'invalid', field: 'steps' }); // prettier-ignore
    await assert.rejects(store.notificationRoutes.add('aqua', route(), 'kim'), { code: 'conflict' });
    await store.notificationTargets.add('aqua', target(), { secret: 'v1.sealed' }, 'kim');
    const off = await store.notificationTargets.update('aqua', 'phone', { enabled: false }, 1, 'lee');
    assert.deepEqual([off.enabled, off.secrets], [false, { secret: 'v1.sealed' }]);
    await store.notificationTargets.remove('aqua', 'phone');
    await assert.rejects(store.notificationTargets.get('aqua', 'phone'), { code: 'not-found' });
  });

  it('are another tenant’s business in nothing', async () => {
    await store.notificationRoutes.add('aqua', route(), 'kim');
    await store.notificationTargets.add('aqua', target(), {}, 'kim');
    await store.outbox.keep('aqua', PLAN, [delivery('a')]);
    for (const asked of [
      () => store.notificationRoutes.get('borealis', 'duty'),
      () => store.notificationTargets.update('borealis', 'phone', { name: 'x' }, 1, 'x'),
      () => store.outbox.get('borealis', 'a'),
      () => store.outbox.resend('borealis', 'a', T0),
    ])
      await assert.rejects(asked(), { code: 'not-found' });
    assert.deepEqual((await store.outbox.list('borealis', { limit: 10 })).items, []);
    assert.equal(await store.outbox.settle('borealis', 'a', 0, { state: 'sent', at: T0 }), false);
    assert.deepEqual(await store.outbox.plan('borealis'), { state: { routes: {}, heard: [] }, revision: 0 });
  });

  it('keep the plan and its messages together, and only for who saw the last plan', async () => {
    assert.equal(await store.outbox.keep('aqua', PLAN, [delivery('a')]), 1);
    assert.deepEqual(await store.outbox.plan('aqua'), { ...PLAN, revision: 1 });
    await assert.rejects(store.outbox.keep('aqua', PLAN, [delivery('b')]), { code: 'conflict' });
    assert.equal(
      await store.outbox.keep('aqua', { ...PLAN, revision: 1 }, [delivery('a'), delivery('c')]),
      2,
    );
    const { items } = await store.outbox.list('aqua', { limit: 10 });
    assert.deepEqual(items.map(({ id }) => id).sort(), ['a', 'c']);
    assert.equal((await store.outbox.get('aqua', 'a')).content.text, 'a\u2400b');
  });

  it('are taken by one, one at a time for each target, and again when that one died', async () => {
    await store.outbox.add('aqua', [
      delivery('a'),
      delivery('b', { dueAt: T0 + 1 }),
      delivery('c', { target: 'mail' }),
    ]);
    await store.outbox.add('borealis', [
      delivery('d'),
      delivery('later', { target: 'mail', dueAt: T0 + 99_000 }),
    ]);
    assert.equal(await store.outbox.nextDue(), T0);
    assert.equal(await store.outbox.waiting(), 5);
    const first = await store.outbox.take(T0 + 10, LEASE, 9, ['aqua/mail']);
    assert.deepEqual(ids(first), ['a', 'd']);
    assert.deepEqual(first.map(({ tenant, attempts }) => [tenant, attempts]).sort(), [['aqua', 1], ['borealis', 1]]); // prettier-ignore
    assert.deepEqual(ids(await store.outbox.take(T0 + 10, LEASE, 9, ['aqua/phone'])), ['c']);
    assert.deepEqual(
      ids(await store.outbox.take(T0 + 20 + LEASE, LEASE, 1, ['borealis/phone', 'aqua/mail'])),
      ['a'],
    );
    assert.equal(
      await store.outbox.settle('aqua', 'a', 1, { state: 'sent', at: T0 }),
      false,
      'the one that was late',
    );
    assert.equal(await store.outbox.settle('aqua', 'a', 2, { state: 'sent', at: T0 }), true);
    assert.equal((await store.outbox.get('aqua', 'a')).state, 'sent');
  });

  it('are tried again when they are due, given up, and sent again by hand', async () => {
    await store.outbox.add('aqua', [delivery('a')]);
    await store.outbox.take(T0, LEASE, 1, []);
    await store.outbox.settle('aqua', 'a', 1, { state: 'failed', at: T0, reason: 'No', dueAt: T0 + 5000 });
    assert.deepEqual(await store.outbox.take(T0 + 4999, LEASE, 1, []), []);
    const [again] = await store.outbox.take(T0 + 5000, LEASE, 1, []);
    assert.deepEqual([again?.attempts, again?.reason, again?.since], [2, 'No', T0]);
    await assert.rejects(store.outbox.resend('aqua', 'a', T0), { code: 'conflict' });
    await store.outbox.settle('aqua', 'a', 2, { state: 'dead', at: T0 + 6000, reason: 'Never' });
    const dead = await store.outbox.list('aqua', { limit: 10, states: ['dead'] });
    assert.deepEqual(
      dead.items.map(({ id, reason, endedAt }) => [id, reason, endedAt]),
      [['a', 'Never', T0 + 6000]],
    );
    assert.equal((await store.outbox.resend('aqua', 'a', T0 + 9000)).state, 'planned');
    const [resent] = await store.outbox.take(T0 + 9000, LEASE, 1, []);
    assert.deepEqual([resent?.attempts, resent?.since], [3, T0 + 9000]);
  });

  it('are listed newest first, page by page, by what is asked for', async () => {
    const many = Array.from({ length: 5 }, (_, i) =>
      delivery(`d${i}`, {
        createdAt: T0 + i,
        target: i % 2 ? 'mail' : 'phone',
        channel: i % 2 ? 'email' : 'webhook',
      }),
    );
    await store.outbox.add('aqua', many);
    const one = await store.outbox.list('aqua', { limit: 2 });
    const two = await store.outbox.list('aqua', { limit: 9, cursor: one.nextCursor });
    assert.deepEqual(
      [...one.items, ...two.items].map(({ id }) => id),
      ['d4', 'd3', 'd2', 'd1', 'd0'],
    );
    const of = async (filter: object) => (await store.outbox.list('aqua', { limit: 9, ...filter })).items.map(({ id }) => id); // prettier-ignore
    assert.deepEqual(await of({ target: 'mail' }), ['d3', 'd1']);
    assert.deepEqual(await of({ channel: 'email', from: T0 + 2, to: T0 + 4 }), ['d3']);
    assert.deepEqual(await of({ route: 'other' }), []);
  });

  it('tell since when a target fails, why, and what waits; what arrived later ends it', async () => {
    await store.notificationTargets.add('aqua', target(), {}, 'kim');
    await store.notificationTargets.add('aqua', target({ key: 'spare' }), {}, 'kim');
    const idle = { target: 'spare', waiting: 0, dead: 0 };
    const figures = () => store.outbox.figures('aqua', T0);
    assert.deepEqual(await figures(), [{ target: 'phone', waiting: 0, dead: 0 }, idle]);
    const attempt = async (id: string, at: number, outcome: object): Promise<void> => {
      await store.outbox.add('aqua', [delivery(id, { dueAt: at })]);
      const [due] = await store.outbox.take(at, LEASE, 1, []);
      await store.outbox.settle('aqua', id, due?.attempts ?? 0, { state: 'sent', at: at + 1, ...outcome });
    };
    await attempt('a', T0, {});
    await attempt('b', T0 + 10, { state: 'dead', reason: 'No' });
    await attempt('c', T0 + 20, { state: 'failed', reason: 'Never', dueAt: T0 + 900 });
    assert.deepEqual(await figures(), [
      { target: 'phone', lastSentAt: T0 + 1, failingSince: T0 + 10, lastFailedAt: T0 + 21, reason: 'Never', waiting: 1, dead: 1 },
      idle,
    ]); // prettier-ignore
    assert.equal((await store.outbox.figures('aqua', T0 + 500))[0]?.dead, 0, 'given up before that');
    await attempt('d', T0 + 30, {});
    assert.deepEqual(await figures(), [
      { target: 'phone', lastSentAt: T0 + 31, lastFailedAt: T0 + 21, reason: 'Never', waiting: 1, dead: 1 },
      idle,
    ]);
    assert.deepEqual(await store.outbox.figures('borealis', T0), []);
    assert.equal((await store.outbox.get('aqua', 'c')).triedAt, T0 + 21);
  });

  it('go when their time is over, but never while they wait', async () => {
    const old = Date.now() - 401 * 86_400_000;
    const state = { createdAt: old, dueAt: old };
    await store.outbox.add('aqua', [delivery('ended', state), delivery('waits', { ...state, target: 'mail' }), delivery('new', { createdAt: Date.now() })]); // prettier-ignore
    await store.outbox.take(old, LEASE, 1, ['aqua/mail']);
    await store.outbox.settle('aqua', 'ended', 1, { state: 'sent', at: old });
    await store.retention.apply(new AbortController().signal);
    const { items } = await store.outbox.list('aqua', { limit: 10 });
    assert.deepEqual(
      items.map(({ id }) => id),
      ['new', 'waits'],
    );
  });
});

onEveryServer('Notifications of several processes', (rung) => {
  const database = useDatabase(rung);

  it('are each taken by one of them', async function () {
    this.timeout(60_000);
    const store = await furnished(database());
    const other = await database().open();
    await store.outbox.add(
      'aqua',
      Array.from({ length: 40 }, (_, i) => delivery(`p${i}`, { target: `t${i}` })),
    );
    const taken = await Promise.all(
      Array.from({ length: 16 }, (_, i) => (i % 2 ? store : other).outbox.take(T0, LEASE, 5, [])),
    );
    const all = taken.flat().map(({ id }) => id);
    assert.equal(new Set(all).size, all.length, 'none twice');
    assert.ok(all.length >= 5);
  });
});
