import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { TREND_LIMITS, TrendViewInput } from '../../../lib/core/trend-view';
import { onEveryRung, useDatabase, type StoreParts } from '../../support/database';

const view = (name: string, more: object = {}): TrendViewInput =>
  TrendViewInput.parse({
    name,
    sensors: [{ unit: 'boiler-1', sensor: 'pressure' }],
    span: { kind: 'last', ms: 3_600_000 },
    ...more,
  });

onEveryRung('Views of trends', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;
  const kim = { userId: randomUUID(), username: 'kim@aqua' };
  const lee = { userId: randomUUID(), username: 'lee@aqua' };

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    for (const tenant of ['aqua', 'borealis']) await store.tenants.ensure(tenant, tenant, 'UTC');
    for (const { userId, username } of [kim, lee])
      await database().owner.query(
        `insert into thermacore.users (id, tenant_id, username, password_hash, role)
         select $1::uuid, id, $2, 'x', 'viewer' from thermacore.tenants where key = 'aqua'`,
        [userId, username],
      );
  });
  beforeEach(() => database().owner.query('delete from thermacore.trend_views'));

  const names = async (user: typeof kim, tenant = 'aqua'): Promise<string[]> =>
    (await store.trendViews.list(tenant, user, { limit: 100 })).items.map(({ name }) => name);

  it('are seen by their owner, and by others of the tenant once they are shared', async () => {
    await store.trendViews.add('aqua', kim, 'one', view('Mine'));
    const shared = await store.trendViews.add('aqua', kim, 'two', view('Ours', { shared: true }));
    assert.deepEqual([shared.own, shared.createdBy, shared.shared], [true, 'kim@aqua', true]);
    assert.deepEqual(await names(kim), ['Mine', 'Ours']);
    assert.deepEqual(await names(lee), ['Ours']);
    assert.equal((await store.trendViews.get('aqua', lee, 'two')).own, false);
    await assert.rejects(store.trendViews.get('aqua', lee, 'one'), { code: 'not-found', field: 'view' });
    assert.deepEqual(await names(kim, 'borealis'), []);
    await assert.rejects(store.trendViews.get('borealis', kim, 'two'), { code: 'not-found' });
  });

  it('are changed and deleted by their owner only', async () => {
    await store.trendViews.add('aqua', kim, 'one', view('Mine', { shared: true }));
    await assert.rejects(store.trendViews.update('aqua', lee, 'one', { name: 'Lee’s' }), {
      code: 'forbidden',
    });
    await assert.rejects(store.trendViews.remove('aqua', lee, 'one'), { code: 'forbidden' });
    const changed = await store.trendViews.update('aqua', kim, 'one', { name: 'New', shared: false });
    assert.deepEqual([changed.name, changed.shared, changed.span], ['New', false, view('x').span]);
    await assert.rejects(store.trendViews.remove('aqua', lee, 'one'), { code: 'not-found' });
    await store.trendViews.remove('aqua', kim, 'one');
    assert.deepEqual(await names(kim), []);
  });

  it('are listed by name, page by page', async () => {
    for (const [id, name] of [
      ['1', 'b'],
      ['2', 'A'],
      ['3', 'c'],
      ['4', 'a'],
    ] as const)
      // prettier-ignore
      await store.trendViews.add('aqua', kim, id, view(name));
    const first = await store.trendViews.list('aqua', kim, { limit: 3 });
    const second = await store.trendViews.list('aqua', kim, { limit: 3, cursor: first.nextCursor });
    assert.deepEqual(
      [...first.items, ...second.items].map(({ id }) => id),
      ['2', '4', '1', '3'],
    );
    assert.equal(second.nextCursor, undefined);
  });

  it('have a bound for each user', async () => {
    await database().owner.query(
      `insert into thermacore.trend_views (tenant_id, id, user_id, view, shared, created_by)
       select t.id, 'v' || n, $1::uuid, $2::jsonb, false, 'kim@aqua'
       from thermacore.tenants t, generate_series(1, $3::int) n where t.key = 'aqua'`,
      [kim.userId, JSON.stringify(view('x')), TREND_LIMITS.viewsPerUser],
    );
    await assert.rejects(store.trendViews.add('aqua', kim, 'more', view('x')), { code: 'over-quota' });
    await store.trendViews.add('aqua', lee, 'more', view('x'));
  });

  it('are of users of this database only, and go with their user', async () => {
    const stranger = { userId: randomUUID(), username: 'x' };
    const adding = store.trendViews.add('aqua', stranger, 'one', view('x'));
    await assert.rejects(adding, { code: 'conflict', field: 'database' });
    await store.trendViews.add('aqua', lee, 'one', view('Lee’s', { shared: true }));
    await database().owner.query('delete from thermacore.users where id = $1::uuid', [lee.userId]);
    assert.deepEqual(await names(kim), []);
  });
});
