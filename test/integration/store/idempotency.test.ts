import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { KEY_LIFE_MS, type KeyPlace } from '../../../lib/core/idempotency';
import { SecretBox } from '../../../lib/security/secret-box';
import { onEveryRung, onEveryServer, useDatabase, type StoreParts } from '../../support/database';
import { T0 } from './fixture';

const PLACE: KeyPlace = { tenant: 'aqua', user: 'u1', operation: 'createCommand', key: 'k1' };
const ANSWER = { status: 202, headers: { 'content-type': 'application/json' }, body: '{"secret":"s3cr3t"}' };

onEveryRung('Idempotency keys', (rung) => {
  const database = useDatabase(rung);
  const box = new SecretBox(randomBytes(32));
  let store: StoreParts;
  const keys = () => store.idempotencyKeys.with(() => box);

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    for (const tenant of ['aqua', 'borealis']) await store.tenants.ensure(tenant, tenant, 'UTC');
  });
  beforeEach(() => database().owner.query('delete from thermacore.idempotency_keys'));

  it('claims a key once, and gives the answer again until its day is over', async () => {
    assert.deepEqual(await keys().begin(PLACE, 'f', T0), { state: 'new' });
    assert.deepEqual(await keys().begin(PLACE, 'f', T0), { state: 'open' });
    await keys().end(PLACE, ANSWER);
    const late = T0 + KEY_LIFE_MS - 1;
    assert.deepEqual(await keys().begin(PLACE, 'f', late), { state: 'done', answer: ANSWER });
    assert.deepEqual(await keys().begin(PLACE, 'other', late), { state: 'other' });
    assert.deepEqual(await keys().begin(PLACE, 'other', T0 + KEY_LIFE_MS), { state: 'new' });
  });

  it('keeps users, tenants and operations apart, and users of the platform without a tenant', async () => {
    const places = [
      PLACE,
      { ...PLACE, tenant: 'borealis' },
      { ...PLACE, tenant: null },
      { ...PLACE, user: 'u2' },
      { ...PLACE, operation: 'createUnit' },
      { ...PLACE, key: 'k2' },
    ];
    for (const place of places) assert.deepEqual(await keys().begin(place, 'f', T0), { state: 'new' });
    for (const place of places) assert.deepEqual(await keys().begin(place, 'f', T0), { state: 'open' });
    await keys().release(PLACE);
    assert.deepEqual(await keys().begin({ ...PLACE, tenant: 'borealis' }, 'f', T0), { state: 'open' });
    assert.deepEqual(await keys().begin(PLACE, 'f', T0), { state: 'new' });
  });

  it('does not forget an answer that is there', async () => {
    await keys().begin(PLACE, 'f', T0);
    await keys().end(PLACE, ANSWER);
    await keys().release(PLACE);
    assert.equal((await keys().begin(PLACE, 'f', T0)).state, 'done');
  });

  it('keeps answers sealed, each for its own place', async () => {
    await keys().begin(PLACE, 'f', T0);
    await keys().end(PLACE, ANSWER);
    const { rows } = await database().owner.query<{ answer: string }>(
      'select answer from thermacore.idempotency_keys',
    );
    assert.doesNotMatch(rows[0]?.answer ?? '', /s3cr3t/);
    const elsewhere = { ...PLACE, user: 'u2' };
    await keys().begin(elsewhere, 'f', T0);
    await store.idempotencyKeys.end(elsewhere, rows[0]?.answer ?? '');
    await assert.rejects(keys().begin(elsewhere, 'f', T0), { code: 'configuration' });
  });

  it('takes no more of a user when there are too many, and lets maintenance take the old ones away', async () => {
    const fill = `insert into thermacore.idempotency_keys (tenant_id, user_id, operation, key, fingerprint, expires_at)
      select id, 'u1', 'x', 'k' || n, 'f', now() + interval '1 hour' - make_interval(hours => (n % 2) * 2)
      from thermacore.tenants, generate_series(1, 5000) n where key = 'aqua'`;
    await database().owner.query(fill);
    assert.deepEqual(await keys().begin(PLACE, 'f', Date.now()), { state: 'full' });
    assert.deepEqual(await keys().begin({ ...PLACE, user: 'u2' }, 'f', Date.now()), { state: 'new' });
    const status = await store.maintenance.runNow('idempotency');
    assert.equal(status.outcome, 'ok', status.reason);
    assert.deepEqual(await keys().begin(PLACE, 'f', Date.now()), { state: 'new' });
  });
});

onEveryServer('Idempotency keys on several connections', (rung) => {
  const database = useDatabase(rung);

  it('gives one of many at once the claim', async () => {
    const store = await database().open();
    await store.tenants.ensure('aqua', 'aqua', 'UTC');
    const box = new SecretBox(randomBytes(32));
    const claims = await Promise.all(
      Array.from({ length: 20 }, () => store.idempotencyKeys.begin(PLACE, 'f', T0, () => box)),
    );
    assert.equal(claims.filter(({ state }) => state === 'new').length, 1);
    assert.equal(claims.filter(({ state }) => state === 'open').length, 19);
  });
});
