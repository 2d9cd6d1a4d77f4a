import assert from 'node:assert/strict';
import { ensurePolicies } from '../../../lib/store/rollups/policies';
import type { SqlSource } from '../../../lib/store/sql-client';
import { onEveryRung, useDatabase, type StoreParts } from '../../support/database';
import { settle } from '../../support/settle';
import { LEVEL_NAMES, difference, type Partial } from '../../support/partials';
import {
  DAY, HOUR, TENANTS, asTenant, assertTrue, furnish, random, readingsWithin, shown, tenantNumber,
} from './rollups-fixture'; // prettier-ignore

const TSL = 'timescale-tsl';

onEveryRung('Compression and policies', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;
  let role: SqlSource;
  const next = random(3);
  const now = Date.now();

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    role = await database().application();
    await furnish(store);
    await store.sink.write(readingsWithin(next, now - 12 * DAY, now, 1500));
    await settle(store, 'rollups');
  });

  const run = async (task: string): Promise<void> => {
    const { outcome, reason } = await store.maintenance.runNow(task);
    assert.equal(outcome, 'ok', reason);
  };
  const chunks = async (): Promise<{ compressed: number; partial: number; old: number }> => {
    const { rows } = await database().owner.query<{ compressed: number; partial: number; old: number }>(
      `select count(*) filter (where c.is_compressed)::int as compressed, count(*) filter (where k.status & 8 > 0)::int as partial,
              count(*) filter (where c.range_end < now() - interval '7 days')::int as old
       from timescaledb_information.chunks c
       join _timescaledb_catalog.chunk k on k.schema_name = c.chunk_schema and k.table_name = c.chunk_name
       where c.hypertable_schema = 'thermacore' and c.hypertable_name = 'readings'`,
    );
    assert.ok(rows[0]);
    return rows[0];
  };
  const jobs = async (
    kind: string,
  ): Promise<{ id: number; name: string; config: Record<string, string> }[]> =>
    (
      await database().owner.query<{ id: number; name: string; config: Record<string, string> }>(
        `select job_id as id, hypertable_name::text as name, config from timescaledb_information.jobs where proc_name = $1 order by 1`,
        [kind],
      )
    ).rows;
  const views = async (): Promise<Partial[][]> => {
    const all: Partial[][] = [];
    for (const tenant of TENANTS) {
      const id = await tenantNumber(database().owner, tenant);
      for (const level of LEVEL_NAMES) all.push(await asTenant(role, id, (client) => shown(client, level)));
    }
    return all;
  };

  it('are there on TSL, and nowhere else', async () => {
    const has = store.maintenance.status.some(({ task }) => task === 'compression');
    assert.equal(has, store.rung.name === TSL);
    if (store.rung.name === TSL) assert.equal((await jobs('policy_compression')).length, 3);
  });

  it('compress old readings where the server has no workers, and the rollups stay true', async function () {
    this.timeout(60_000);
    if (store.rung.name === TSL) {
      await run('compression');
      const { compressed, old } = await chunks();
      assert.ok(old >= 4 && compressed === old, `${compressed} of ${old}`);
    }
    await assertTrue(database().owner, role, 'compressed');
  });

  it('let readings of an edge that was away for days into compressed chunks', async function () {
    this.timeout(120_000);
    for (const [from, to] of [
      [now - 3 * DAY, now - 2 * DAY],
      [now - 11 * DAY, now - 8 * DAY],
    ] as const) {
      const batch = readingsWithin(next, from, to, 400);
      const { stored } = await store.sink.write(batch);
      assert.ok(stored > 300);
      assert.equal((await store.sink.write(batch)).stored, 0, 'a repeat is one in compressed chunks too');
      await assertTrue(database().owner, role, 'replayed');
      await run('rollups');
      await assertTrue(database().owner, role, 'replayed and refreshed');
    }
    if (store.rung.name !== TSL) return;
    assert.ok((await chunks()).partial > 0, 'rows lie beside compressed ones');
    await run('compression');
    assert.equal((await chunks()).partial, 0);
    await assertTrue(database().owner, role, 'compressed again');
  });

  it('refresh by policies that reach over late readings, and not to where raw ones are gone', async function () {
    this.timeout(120_000);
    const before_ = await views();
    await store.retention.set('aqua', 'raw', 7);
    await run('retention');
    assert.deepEqual(
      (await views()).map((rows, i) => difference(rows, before_[i] ?? [])),
      before_.map(() => undefined),
    );
    if (store.rung.name !== TSL) return;
    for (let time = 0; time < 2; time++) await ensurePolicies(database().owner);
    const policies = await jobs('policy_refresh_continuous_aggregate');
    assert.deepEqual(
      policies.map(({ config }) => config['start_offset']),
      ['5 days', '5 days', '5 days'],
    );
    // Late where policies reach, and something deleted where they do not.
    await store.sink.write(readingsWithin(next, now - 4 * DAY, now - 1 * HOUR, 100));
    const late = await views();
    await database().owner.query('delete from thermacore.rollup_late');
    for (const { id } of policies) await database().owner.query(`call run_job(${id})`);
    assert.deepEqual(
      (await views()).map((rows, i) => difference(rows, late[i] ?? [])),
      late.map(() => undefined),
    );
  });

  it('widen with the retention, but only over what is whole', async function () {
    this.timeout(60_000);
    await store.retention.set('aqua', 'raw', null);
    if (store.rung.name !== TSL) return;
    await ensurePolicies(database().owner);
    const [policy] = await jobs('policy_refresh_continuous_aggregate');
    assert.equal(policy?.config['start_offset'], '5 days');
    await database().owner.query(`update thermacore.rollup_state set sealed = '-infinity'`);
    await ensurePolicies(database().owner);
    const [wider] = await jobs('policy_refresh_continuous_aggregate');
    assert.equal(wider?.config['start_offset'], '88 days');
  });
});
