import type { SqlSource } from '../../../lib/store/sql-client';
import { onEveryRung, useDatabase, type StoreParts } from '../../support/database';
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

  it('say what the readings say before anything was materialised', async () => {
    await store.sink.write(readingsWithin(next, now - 3 * HOUR, now + MINUTE, 600));
    await store.sink.write(readingsWithin(next, now - 4 * DAY, now - 2 * DAY, 400));
    await assertTrue(database().owner, role, 'nothing materialised');
  });
});
