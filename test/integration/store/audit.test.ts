import assert from 'node:assert/strict';
import { AuditChain } from '../../../lib/security/audit-chain';
import { onEveryRung, onEveryServer, useDatabase, type StoreParts } from '../../support/database';

const PSEUDONYM = 'person-0123456789abcdef';

async function verified(store: StoreParts, tenant: string | null) {
  const chain = new AuditChain();
  for await (const entry of store.audit.chain(tenant)) chain.add(entry);
  return chain.report();
}
const write = (store: StoreParts, tenant: string | null, action: string, more: object = {}) =>
  store.audit.record({ tenant, actor: 'ada@aqua', action, outcome: 'ok', ...more });
const all = async (store: StoreParts, tenant: string | null, filter = {}) => {
  const found = [];
  for await (const record of store.audit.read(tenant, filter)) found.push(record);
  return found;
};

onEveryRung('the audit log', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;
  before(async () => {
    store = await database().open();
    for (const key of ['aqua', 'borealis']) await store.tenants.ensure(key, key, 'UTC');
    await write(store, 'aqua', 'session:login', { from: '192.0.2.7' });
    await write(store, 'aqua', 'unit:delete', { target: 'boiler-1', detail: { reason: 'rebuilt "süd"\u0000', b: [1, null, 1.5e-9] } }); // prettier-ignore
    await store.audit.record({
      tenant: 'aqua',
      actor: 'bo\u0000by',
      action: 'session:login',
      outcome: 'refused',
    });
    await write(store, 'borealis', 'unit:create', { target: 'boiler-9' });
    await write(store, null, 'certificate:update');
  });

  it('is a chain for each tenant, and one for what belongs to none; each is checked by other arithmetic', async () => {
    for (const [tenant, entries] of [['aqua', 3], ['borealis', 1], [null, 1]] as const) {
      const report = await verified(store, tenant);
      assert.deepEqual([report.intact, report.entries], [true, entries], report.broken?.reason);
    }
    assert.deepEqual(
      (await store.audit.heads()).map(({ tenant, seq }) => [tenant, seq]),
      [[null, 1], ['aqua', 3], ['borealis', 1]],
    );
  }); // prettier-ignore

  it('is read newest first, by pages, without gap or repeat', async () => {
    const first = await store.audit.list('aqua', { limit: 2 });
    const rest = await store.audit.list('aqua', { limit: 2, cursor: first.nextCursor });
    assert.deepEqual([...first.items, ...rest.items].map(({ seq }) => seq), [3, 2, 1]);
    assert.equal(rest.nextCursor, undefined);
    const [, deleted] = first.items;
    assert.deepEqual({ ...deleted, at: '', hash: '' }, {
      seq: 2, at: '', actor: 'ada@aqua', action: 'unit:delete', target: 'boiler-1', outcome: 'ok', hash: '',
      detail: { reason: 'rebuilt "süd"\ufffd', b: [1, null, 1.5e-9] },
    });
  }); // prettier-ignore

  it('is filtered by who, what, outcome and time', async () => {
    const seqs = async (filter: object) => (await all(store, 'aqua', filter)).map(({ seq }) => seq);
    assert.deepEqual(await seqs({ action: 'session:' }), [1, 3]);
    assert.deepEqual(await seqs({ action: 'session:login', outcome: 'refused' }), [3]);
    assert.deepEqual(await seqs({ action: 'session' }), []);
    assert.deepEqual(await seqs({ actor: 'ADA@aqua' }), [1, 2]);
    assert.deepEqual(await seqs({ target: 'boiler-1' }), [2]);
    assert.deepEqual(await seqs({ to: Date.parse('2020-01-01') }), []);
    assert.deepEqual(await seqs({ from: Date.parse('2020-01-01') }), [1, 2, 3]);
  });

  it('keeps tenants apart', async () => {
    assert.deepEqual((await all(store, 'borealis')).map(({ target }) => target), ['boiler-9']);
    assert.deepEqual((await all(store, null)).map(({ action }) => action), ['certificate:update']);
  }); // prettier-ignore

  it('shows what the owner of the database changed or took out behind its back', async () => {
    const { owner } = database();
    const row = `where seq = 2 and tenant_id = (select id from thermacore.tenants where key = 'aqua')`;
    await owner.query(`select set_config('app.door', 'platform', false)`);
    try {
      await owner.query(`update thermacore.audit set outcome = 'failed' ${row}`);
      assert.equal((await verified(store, 'aqua')).broken?.seq, 2);
      await owner.query(`update thermacore.audit set outcome = 'ok', target = 'boiler-2' ${row}`);
      assert.match((await verified(store, 'aqua')).broken?.reason ?? '', /Actor, target/);
      await owner.query(`update thermacore.audit set target = 'boiler-1' ${row}`);
      assert.equal((await verified(store, 'aqua')).intact, true);
    } finally {
      await owner.query(`select set_config('app.door', '', false)`);
    }
  });

  it('loses the name of a person and stays whole', async () => {
    await write(store, 'borealis', 'user:update', { target: 'ada@aqua', detail: { by: 'ada@aqua', text: 'not Ada@aqua alone' } }); // prettier-ignore
    const { rows } = await database().owner.query<{ n: number }>(
      `select thermacore.erase_from_audit(
         (select id from thermacore.tenants where key = 'borealis'), 'Ada@Aqua', $1)::int as n
       from (select set_config('app.door', 'platform', false)) door`,
      [PSEUDONYM],
    );
    assert.equal(rows[0]?.n, 2);
    const records = await all(store, 'borealis');
    assert.deepEqual(
      records.map(({ actor, action, target, erased }) => ({ actor, action, target, erased })),
      [
        { actor: PSEUDONYM, action: 'unit:create', target: 'boiler-9', erased: true },
        { actor: PSEUDONYM, action: 'user:update', target: PSEUDONYM, erased: true },
        { actor: PSEUDONYM, action: 'audit:erase', target: undefined, erased: undefined },
      ],
    );
    assert.equal(records[1]?.detail?.['by'], PSEUDONYM);
    const report = await verified(store, 'borealis');
    assert.deepEqual([report.intact, report.erased], [true, 2], report.broken?.reason);
    // The name of the other chain is another's affair.
    assert.equal((await all(store, 'aqua', { actor: 'ada@aqua' })).length, 2);
  });
});

onEveryServer('the audit log of many at once', (rung) => {
  const database = useDatabase(rung);

  it('is one chain without gap or fork', async () => {
    const store = await database().open();
    await store.tenants.ensure('aqua', 'aqua', 'UTC');
    await Promise.all(
      Array.from({ length: 100 }, (_, i) => write(store, i % 2 ? 'aqua' : null, `test:${i}`)),
    );
    for (const tenant of ['aqua', null]) {
      const report = await verified(store, tenant);
      assert.deepEqual([report.intact, report.entries], [true, 50], report.broken?.reason);
    }
  });
});
