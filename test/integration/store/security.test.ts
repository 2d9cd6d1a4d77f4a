import assert from 'node:assert/strict';
import type { Block, Incident } from '../../../lib/security/intrusion/ports';
import { onEveryRung, useDatabase, type StoreParts } from '../../support/database';
import { T0 } from './fixture';

const incident = (id: string, more: Partial<Incident> = {}): Incident => ({
  id,
  tenant: 'aqua',
  detector: 'brute-force-account',
  severity: 'high',
  title: 'An account is being guessed at',
  summary: '10 logins failed.',
  advice: 'Ask the user.',
  protocol: 'http',
  count: 10,
  firstAt: T0,
  lastAt: T0,
  ...more,
});
const block = (id: string, more: Partial<Block> = {}): Block => ({
  id,
  tenant: null,
  kind: 'address',
  value: '198.51.100.7',
  reason: 'guesses passwords',
  createdBy: 'intrusion',
  createdAt: T0,
  expiresAt: T0 + 60_000,
  ...more,
});

onEveryRung('Incidents and blocks', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    for (const key of ['aqua', 'borealis']) await store.tenants.ensure(key, key, 'UTC');
  });

  it('are of one tenant or of the installation, and nobody else sees them', async () => {
    await store.incidents.keep(incident('a'));
    await store.incidents.keep(incident('b', { tenant: 'borealis', account: 'x', address: 'y', done: 'z' }));
    await store.incidents.keep(incident('c', { tenant: null }));
    const ids = async (tenant: string | null) =>
      (await store.incidents.list(tenant, { limit: 10 })).items.map(({ id }) => id);
    assert.deepEqual([await ids('aqua'), await ids('borealis'), await ids(null)], [['a'], ['b'], ['c']]);
    assert.deepEqual((await store.incidents.list('aqua', { limit: 10 })).items[0], incident('a'));
    assert.deepEqual(
      (await store.incidents.since(T0, 10)).map(({ id }) => id),
      ['c', 'b', 'a'],
    );
  });

  it("go on under their id, which is each tenant's own", async () => {
    await store.incidents.keep(incident('a', { count: 25, lastAt: T0 + 5000, summary: '25 logins failed.' }));
    await store.incidents.keep(incident('a', { tenant: 'borealis', summary: 'mine' }));
    const { items } = await store.incidents.list('aqua', { limit: 10 });
    assert.deepEqual([items[0]?.count, items[0]?.summary, items[0]?.firstAt], [25, '25 logins failed.', T0]);
    const others = await store.incidents.list('borealis', { limit: 10 });
    assert.deepEqual(
      others.items.map(({ id, summary }) => [id, summary === 'mine']),
      [
        ['b', false],
        ['a', true],
      ],
    );
  });

  it('are listed newest first, page by page, by severity and since when', async () => {
    for (let i = 0; i < 5; i++)
      await store.incidents.keep(
        incident(`p${i}`, { tenant: 'borealis', severity: 'low', lastAt: T0 + 10_000 + i }),
      );
    const seen: string[] = [];
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await store.incidents.list('borealis', { limit: 2, cursor, severity: 'low' });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    assert.deepEqual(seen, ['p4', 'p3', 'p2', 'p1', 'p0']);
    const { items } = await store.incidents.list('borealis', { limit: 10, from: T0 + 10_003 });
    assert.deepEqual(
      items.map(({ id }) => id),
      ['p4', 'p3'],
    );
  });

  it('of blocks there is one for a value of a tenant, until it is over or removed', async () => {
    await store.blocks.put(block('1'), 3);
    await store.blocks.put(block('2', { expiresAt: T0 + 90_000 }), 3);
    await store.blocks.put(block('3', { tenant: 'aqua', kind: 'account', value: 'x@aqua' }), 3);
    assert.deepEqual(await store.blocks.list(null), [block('2', { expiresAt: T0 + 90_000 })]);
    assert.deepEqual(
      (await store.blocks.all(T0 + 70_000)).map(({ id }) => id),
      ['2'],
    );
    await assert.rejects(store.blocks.remove('borealis', '3'), { code: 'not-found' });
    assert.equal((await store.blocks.remove('aqua', '3')).value, 'x@aqua');
    await assert.rejects(store.blocks.remove('aqua', '3'), { code: 'not-found' });
  });

  it('are as many as there may be, and no more', async () => {
    for (let i = 0; i < 3; i++)
      await store.blocks.put(block(`m${i}`, { tenant: 'borealis', value: `10.0.0.${i}` }), 3);
    await assert.rejects(store.blocks.put(block('m3', { tenant: 'borealis', value: '10.0.0.3' }), 3), {
      code: 'conflict',
    });
    await store.blocks.put(block('m4', { tenant: 'borealis', value: '10.0.0.2' }), 3);
  });

  it('go when they are old', async () => {
    const now = Date.now();
    const [old, recent] = [now - 401 * 86_400_000, now - 399 * 86_400_000];
    await store.incidents.keep(incident('old', { tenant: null, firstAt: old, lastAt: old }));
    await store.incidents.keep(incident('recent', { tenant: null, firstAt: old, lastAt: recent }));
    await store.blocks.put(block('over', { value: '10.1.1.1', createdAt: old, expiresAt: now - 1000 }), 1000);
    await store.blocks.put(
      block('holds', { value: '10.1.1.2', createdAt: old, expiresAt: now + 600_000 }),
      1000,
    );
    await database().owner.query('select thermacore.delete_old_security(1000)');
    const blocks = (await store.blocks.list(null)).map(({ id }) => id);
    assert.ok(blocks.includes('holds') && !blocks.includes('over'), blocks.join());
    const incidents = (await store.incidents.list(null, { limit: 100 })).items.map(({ id }) => id);
    assert.ok(incidents.includes('recent') && !incidents.includes('old'), incidents.join());
  });
});
