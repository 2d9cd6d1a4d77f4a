import assert from 'node:assert/strict';
import { openStore, type Store } from '../../../lib/store';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { onEveryServer, useDatabase } from '../../support/database';
import { settle } from '../../support/settle';
import { DAY, SENSORS, assertTrue, furnish } from './rollups-fixture';

onEveryServer('Late readings of past days', (rung) => {
  const database = useDatabase(rung);
  const stores: Store[] = [];
  after(() => Promise.all(stores.map((store) => store.close())));

  it('get a partition while two writers write them and a reader reads', async function () {
    this.timeout(60_000);
    const options = { url: database().url, clock: systemClock, logger: silentLogger, meter: nullMeter };
    stores.push(await openStore(options), await openStore(options));
    const [one, two] = stores as [Store, Store];
    for (const store of stores) await store.maintenance.stop();
    await furnish(one);
    await two.directory.refresh();
    const today = Math.floor(Date.now() / DAY) * DAY;
    const days = [3, 4, 5, 6, 7].map((ago) => today - ago * DAY);
    let stored = 0;
    let busy = true;
    const write = async (store: Store, offset: number): Promise<void> => {
      for (let i = 0; i < 60; i++) {
        const batch = SENSORS.flatMap((sensor) =>
          days.map((day) => ({
            tenant: 'aqua', unit: 'u', sensor, timestamp: day + i * 60_000 + offset, value: i, quality: 'good' as const,
          })),
        ); // prettier-ignore
        const result = await store.sink.write(batch);
        stored += result.stored;
      }
    };
    let seen = 0;
    const read = async (): Promise<void> => {
      while (busy) {
        const { rows } = await database().owner.query<{ n: number }>(
          'select count(*)::int as n from thermacore.readings',
        );
        const n = rows[0]?.n ?? 0;
        assert.ok(n >= seen, `${n} after ${seen}: rows were out of sight while they moved`);
        seen = n;
      }
    };
    const giveDaysTheirs = async (): Promise<void> => {
      while (busy) {
        const { outcome, reason } = await one.maintenance.runNow('partitions');
        assert.equal(outcome, 'ok', reason);
      }
    };
    await Promise.all([
      Promise.all([write(one, 0), write(two, 500)]).finally(() => (busy = false)),
      read(),
      giveDaysTheirs(),
    ]);
    await one.maintenance.runNow('partitions');
    assert.equal(stored, 2 * 60 * days.length * SENSORS.length);
    const { rows } = await database().owner.query<{ n: number }>(
      'select count(*)::int as n from thermacore.readings',
    );
    assert.deepEqual(rows, [{ n: stored }]);
    if (one.rung.name === 'plain') {
      const left = await database().owner.query('select count(*)::int as n from thermacore.readings_other');
      assert.deepEqual(left.rows, [{ n: 0 }]);
      const made = await database().owner.query<{ name: string }>(
        `select relname::text as name from pg_inherits join pg_class c on c.oid = inhrelid
         where inhparent = 'thermacore.readings'::regclass`,
      );
      for (const day of days) {
        const name = `readings_${new Date(day).toISOString().slice(0, 10).replaceAll('-', '')}`;
        assert.ok(
          made.rows.some((row) => row.name === name),
          name,
        );
      }
    }
    await settle(one, 'rollups');
    await assertTrue(database().owner, await database().application(), 'after all was settled');
  });

  it('get a partition beside the retention, and neither waits for the other', async function () {
    this.timeout(60_000);
    const [one] = stores as [Store, Store];
    const deadlocks = async (): Promise<number> => {
      const { rows } = await database().owner.query<{ n: number }>(
        `select deadlocks::int as n from pg_stat_database where datname = current_database()`,
      );
      return rows[0]?.n ?? 0;
    };
    const today = Math.floor(Date.now() / DAY) * DAY;
    await one.retention.set('aqua', 'raw', 10);
    for (let ago = 12; ago < 60; ago++)
      await one.sink.write(
        SENSORS.map((sensor) => ({
          tenant: 'aqua', unit: 'u', sensor, timestamp: today - ago * DAY, value: 1, quality: 'good' as const,
        })),
      ); // prettier-ignore
    await settle(one, 'rollups');
    const before = await deadlocks();
    await Promise.all([one.maintenance.runNow('partitions'), settle(one, 'retention')]);
    // A session tells its counts when it has nothing to do, at most once a second.
    await database().owner.query('select pg_stat_clear_snapshot()');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    assert.equal((await deadlocks()) - before, 0);
    const { rows } = await database().owner.query<{ n: number }>(
      `select count(*)::int as n from thermacore.readings where time < now() - interval '11 days'`,
    );
    assert.deepEqual(rows, [{ n: 0 }]);
  });

  it('is dropped by the date in its name, whatever other tables are called and however they are looked for', async () => {
    const { owner } = database();
    await owner.query('create table thermacore.more_99999999 (); create table thermacore.more_999999 ()');
    // The plan of a server that has many tables: it reads all of them, and only then those of one parent.
    await owner.query('set enable_nestloop = off; set enable_indexscan = off; set enable_bitmapscan = off');
    try {
      for (const name of ['raw', 'text', '1m'])
        await owner.query('select * from thermacore.apply_retention($1, 100)', [name]);
      await owner.query('select * from thermacore.apply_journal_retention(100)');
    } finally {
      await owner.query('reset all; drop table thermacore.more_99999999, thermacore.more_999999');
    }
  });
});
