import assert from 'node:assert/strict';
import { openStore, type Store } from '../../../lib/store';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { connect, onEveryServer, useDatabase } from '../../support/database';
import { settle } from '../../support/settle';
import { LEVEL_NAMES, difference, partialsOf } from '../../support/partials';
import {
  DAY, HOUR, MINUTE, TENANTS, assertTrue, furnish, random, raw, readingsWithin, shown, tenantNumber,
} from './rollups-fixture'; // prettier-ignore

const FUZZ_MS = 6_000;
const WRITERS = 3;

const options = (url: string) => ({ url, clock: systemClock, logger: silentLogger, meter: nullMeter });

onEveryServer('Rollups of an owner who is not a superuser', (rung) => {
  const database = useDatabase(rung);
  let store: Store | undefined;
  after(() => store?.close());

  it('are kept up, and retention is applied', async function () {
    this.timeout(60_000);
    const owner = await database().giveToLesserOwner();
    await database().owner.query(`alter role ${owner.name} createrole`);
    store = await openStore(options(owner.url));
    await furnish(store);
    const next = random(5);
    const now = Date.now();
    await store.sink.write(readingsWithin(next, now - 2 * DAY, now, 300));
    await store.retention.set('aqua', 'raw', 30);
    const role = await database().application();
    await assertTrue(database().owner, role, 'written');
    for (const task of ['rollups', 'partitions', 'retention', 'sessions']) {
      const { outcome, reason } = await store.maintenance.runNow(task);
      assert.equal(outcome, 'ok', `${task}: ${reason}`);
    }
    const { rows } = await database().owner.query<{ n: number }>(
      'select count(*)::int as n from thermacore.rollup_1d',
    );
    assert.ok(rows[0] && rows[0].n > 0);
    await store.sink.write(readingsWithin(next, now - 2 * DAY, now, 100));
    await assertTrue(database().owner, role, 'late');
    await store.maintenance.runNow('rollups');
    await assertTrue(database().owner, role, 'refreshed');
  });
});

onEveryServer('Rollups under writers, refreshers and readers at once', (rung) => {
  const database = useDatabase(rung);
  const stores: Store[] = [];
  after(() => Promise.all(stores.map((store) => store.close())));

  it('are at every moment what the readings are, and so in the end', async function () {
    this.timeout(120_000);
    const { url } = database();
    stores.push(await openStore(options(url)), await openStore(options(url)));
    const [one, two] = stores as [Store, Store];
    await furnish(one);
    await two.directory.refresh();

    const until = Date.now() + FUZZ_MS;
    let written = 0;
    let refreshed = 0;
    let looked = 0;
    const writer = async (store: Store, seed: number): Promise<void> => {
      const next = random(seed);
      while (Date.now() < until) {
        const now = Date.now();
        const [from, to] = [
          [now - 10_000, now],
          [now - 5 * MINUTE, now],
          [now - 3 * HOUR, now - 2 * MINUTE],
          [now - 3 * DAY, now - DAY],
        ][Math.floor(next() * 4)] as [number, number];
        const { stored } = await store.sink.write(
          readingsWithin(next, from, to, 1 + Math.floor(next() * 40)),
        );
        written += stored;
      }
    };
    const refresher = async (store: Store): Promise<void> => {
      while (Date.now() < until) {
        const { outcome, reason } = await store.maintenance.runNow('rollups');
        assert.equal(outcome, 'ok', reason);
        refreshed++;
      }
    };
    // One snapshot for both, so that what is compared is of the same moment; the lock comes first, because a snapshot
    // from before a day got its partition would look for its rows in vain (ADR 9).
    const reader = async (tenant: string): Promise<void> => {
      const client = await connect(database().url);
      const sql = { query: <R extends object>(text: string, values?: readonly unknown[]) => client.query<R>(text, values ? [...values] : undefined) }; // prettier-ignore
      try {
        const id = await tenantNumber(sql, tenant);
        while (Date.now() < until) {
          await client.query(
            `begin isolation level repeatable read; set local app.tenant = '${id}';
             lock table only thermacore.readings in access share mode`,
          );
          const rows = await raw(sql, id);
          for (const level of LEVEL_NAMES)
            assert.equal(
              difference(await shown(sql, level), partialsOf(rows, level)),
              undefined,
              `${level}, look ${looked}`,
            );
          await client.query('commit');
          looked++;
        }
      } finally {
        await client.end();
      }
    };
    await Promise.all([
      ...Array.from({ length: WRITERS }, (_, i) => writer(i % 2 ? two : one, 11 + i)),
      refresher(one),
      refresher(two),
      ...TENANTS.map(reader),
    ]);
    assert.ok(
      written > 500 && refreshed > 20 && looked > 4,
      `${written} written, ${refreshed} refreshed, ${looked} looked`,
    );

    const role = await database().application();
    await assertTrue(database().owner, role, 'after the rush');
    await settle(one, 'rollups');
    await assertTrue(database().owner, role, 'after the last refresh');
  });
});
