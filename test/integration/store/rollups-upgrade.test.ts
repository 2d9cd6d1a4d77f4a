import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { migrations } from '../../../lib/store/migrations';
import { findRung } from '../../../lib/store/rung';
import type { SqlClient, SqlSource } from '../../../lib/store/sql-client';
import { onEveryRung, useDatabase, type StoreParts } from '../../support/database';
import { settle } from '../../support/settle';
import { TENANTS, assertTrue } from './rollups-fixture';

const LAST_BEFORE = '0006-latest-of-one-time';
const DAYS = 45;

/** A database as the version before the rollups left it: its migrations, and readings in them. */
async function asBefore(owner: SqlClient): Promise<void> {
  const { name: rung } = await findRung(owner);
  await owner.query(
    'create schema thermacore; create table thermacore.migrations (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
  );
  for (const { name, sql } of migrations.filter((one) => one.name <= LAST_BEFORE)) {
    await owner.query(sql(rung));
    await owner.query('insert into thermacore.migrations (name, checksum) values ($1, $2)', [
      name,
      createHash('sha256').update(sql(rung)).digest('hex'),
    ]);
  }
  for (const tenant of TENANTS)
    await owner.query(
      `with t as (insert into thermacore.tenants (key, name) values ('${tenant}', '${tenant}') returning id),
            u as (insert into thermacore.units (tenant_id, key, name, kind) select id, 'u', 'u', 'k' from t returning id, tenant_id)
       insert into thermacore.sensors (tenant_id, unit_id, key, name, type, quantity, uom, decimals, stale_after, headline)
       select tenant_id, id, key, key, 'number', 'q', 'u', 1, 1, false from u, unnest(array['temp', 'flow']) key`,
    );
  await owner.query(
    `insert into thermacore.readings (time, tenant_id, sensor_id, ordinal, quality, value)
     select date_trunc('milliseconds', now() - i * interval '37 minutes' - s.id * interval '1 second'),
            s.tenant_id, s.id, 0, i % 3, i % 17
     from generate_series(0, ${(DAYS * 24 * 60) / 37}) i cross join thermacore.sensors s`,
  );
}

onEveryRung('A database with readings from before the rollups', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;
  let role: SqlSource;

  before(async function () {
    this.timeout(60_000);
    await database().owner.query('drop schema if exists thermacore cascade');
    await asBefore(database().owner);
    store = await database().open();
    role = await database().application();
  });

  const oldest = async (): Promise<Record<string, unknown>> => {
    const { rows } = await database().owner.query<{ level: string; ready: number | null }>(
      `select level, (extract(epoch from now() - nullif(ready, '-infinity')) / 86400)::float8 as ready from thermacore.rollup_state`,
    );
    return Object.fromEntries(rows.map(({ level, ready }) => [level, ready]));
  };

  it('answers right at once', async function () {
    this.timeout(60_000);
    await assertTrue(database().owner, role, 'just upgraded');
  });

  it('answers right while it is worked off', async function () {
    this.timeout(60_000);
    const step = () =>
      database().owner.query(`select * from thermacore.refresh_rollups(interval '5 days', 1000)`);
    if (store.rung.name !== 'timescale-tsl') await step();
    await assertTrue(database().owner, role, 'a part materialised');
  });

  it('is worked off in the background, up to now', async function () {
    this.timeout(60_000);
    await settle(store, 'rollups');
    const { '1m': minutes, '1h': hours, '1d': days } = await oldest();
    assert.ok(
      Number(minutes) < 0.02 && Number(hours) < 0.1 && Number(days) < 1.1,
      JSON.stringify({ minutes, hours, days }),
    );
    await assertTrue(database().owner, role, 'all materialised');
  });

  it('keeps the rollups of what is then too old', async function () {
    this.timeout(60_000);
    await store.retention.set('aqua', 'raw', 10);
    const sum = async () =>
      (
        await database().owner.query<{ n: number }>(
          'select sum(total)::float8 as n from thermacore.rollup_1d_all',
        )
      ).rows[0]?.n;
    const before_ = await sum();
    await settle(store, 'retention');
    assert.equal(await sum(), before_);
    const { rows } = await database().owner.query<{ old: number }>(
      `select count(*)::int as old from thermacore.readings r join thermacore.tenants t on t.id = r.tenant_id
       where t.key = 'aqua' and time < now() - interval '10 days'`,
    );
    assert.deepEqual(rows, [{ old: 0 }]);
  });
});
