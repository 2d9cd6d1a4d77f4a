import assert from 'node:assert/strict';
import type { SqlSource } from '../../../lib/store/sql-client';
import { onEveryRung, useDatabase, type StoreParts } from '../../support/database';
import { settle } from '../../support/settle';
import { DAY, HOUR, MINUTE, assertTrue, furnish, random, readingsWithin } from './rollups-fixture';

onEveryRung('Rollups', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;
  let role: SqlSource;
  const next = random(7);
  const now = Date.now();

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    role = await database().application();
    await furnish(store);
  });

  const check = (when: string) => assertTrue(database().owner, role, when);
  const refresh = async () => {
    await settle(store, 'rollups');
  };
  /** Rows that are kept, as opposed to computed by a view. */
  const kept = async (level: '1m' | '1h' | '1d'): Promise<number> => {
    let table = `thermacore.rollup_${level}`;
    if (store.rung.name === 'timescale-tsl') {
      const { rows } = await database().owner.query<{ name: string }>(
        `select format('%I.%I', materialization_hypertable_schema, materialization_hypertable_name) as name
         from timescaledb_information.continuous_aggregates where view_name = 'continuous_${level}'`,
      );
      table = rows[0]?.name ?? '';
    }
    const { rows } = await database().owner.query<{ n: number }>(`select count(*)::int as n from ${table}`);
    return rows[0]?.n ?? 0;
  };
  /** Of minutes that are materialised; on TSL there are some between that and what counts as live. */
  const lateRows = async (): Promise<number> =>
    (
      await database().owner.query<{ n: number }>(
        `select count(*)::int as n from thermacore.rollup_late
         where bucket < (select ready from thermacore.rollup_state where level = '1m')`,
      )
    ).rows[0]?.n ?? 0;

  it('say what the readings say before anything was materialised', async () => {
    await store.sink.write(readingsWithin(next, now - 3 * HOUR, now + MINUTE, 600));
    await store.sink.write(readingsWithin(next, now - 4 * DAY, now - 2 * DAY, 400));
    await check('nothing materialised');
  });

  it('are materialised by the maintenance, all levels, and say the same', async function () {
    this.timeout(60_000);
    await refresh();
    for (const level of ['1m', '1h', '1d'] as const) assert.ok((await kept(level)) > 0, level);
    await check('materialised');
    const { lagSeconds = Infinity } = await settle(store, 'rollups');
    assert.ok(lagSeconds > 0 && lagSeconds < 20 * 60, `${lagSeconds} s behind`);
  });

  it('take live data in at once, and log nothing for it', async () => {
    await store.sink.write(readingsWithin(next, Date.now() - 30_000, Date.now(), 200));
    assert.equal(await lateRows(), 0);
    await check('live');
  });

  it('take late data in at once, also between what was materialised', async function () {
    this.timeout(60_000);
    for (const [from, to] of [
      [now - 4 * DAY, now - 1 * DAY],
      [now - 3 * HOUR, now - 20 * MINUTE],
      [now - 40 * DAY, now - 39 * DAY],
    ] as const) {
      await store.sink.write(readingsWithin(next, from, to, 150));
      await check('late, not refreshed');
    }
    assert.ok((await lateRows()) > 0);
  });

  it('materialise late data, and forget that it was late', async function () {
    this.timeout(60_000);
    await refresh();
    assert.equal(await lateRows(), 0);
    await check('late, refreshed');
  });

  it('stay true through rounds of writing and refreshing', async function () {
    this.timeout(120_000);
    for (let round = 0; round < 6; round++) {
      await store.sink.write(readingsWithin(next, now - 2 * DAY, Date.now(), 120));
      await store.sink.write(readingsWithin(next, now - 15 * MINUTE, Date.now() + 2 * MINUTE, 60));
      await check(`round ${round}, written`);
      await refresh();
      await check(`round ${round}, refreshed`);
    }
  });

  it('count a repeat once', async () => {
    const batch = readingsWithin(next, now - 26 * HOUR, now - 25 * HOUR, 50);
    await store.sink.write(batch);
    await refresh();
    const before = await lateRows();
    await store.sink.write(batch);
    assert.equal(await lateRows(), before, 'a repeat is not late data');
    await check('repeated');
  });

  it('bear the largest and the smallest numbers, and instants far from now', async function () {
    this.timeout(60_000);
    const extreme = [Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, 1e200, -1e-200];
    const at = Math.floor(now / DAY) * DAY - 6 * DAY;
    const batch = (timestamp: number) =>
      extreme.map((value, i) => ({
        tenant: 'aqua', unit: 'u', sensor: 'flow', timestamp: timestamp + i * 1000, value, quality: 'good' as const,
      })); // prettier-ignore
    await store.sink.write([...batch(at), ...batch(Date.UTC(2150, 0, 1))]);
    await refresh();
    const { rows } = await database().owner.query<{ min: number; max: number; finite: boolean }>(
      `select min, max, abs(sum_sq) < 'Infinity' and abs(sum) < 'Infinity' as finite from thermacore.rollup_1m_all
       where bucket = to_timestamp($1::float8 / 1000) and max > 1e300`,
      [at],
    );
    assert.deepEqual(rows, [{ min: -Number.MAX_VALUE, max: Number.MAX_VALUE, finite: true }]);
    await database().owner.query(
      `delete from thermacore.readings where abs(value) > 1e100 or abs(value) < 1e-100 and value <> 0`,
    );
  });

  it('outlive the deletion of a sensor and of a tenant', async function () {
    this.timeout(60_000);
    await store.sink.write(readingsWithin(next, now - 3 * DAY, now, 100));
    await database().owner.query(
      `delete from thermacore.sensors where key = 'pump';
       delete from thermacore.tenants where key = 'borealis'`,
    );
    await refresh();
    assert.equal(await lateRows(), 0);
  });
});
