import assert from 'node:assert/strict';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { LANES, openLanes, wantedSizes, type Lanes } from '../../../lib/store/lanes';
import { Transactions } from '../../../lib/store/tenant-transaction';
import { onEveryServer, useDatabase } from '../../support/database';
import { eventually } from '../../support/product';

/** Each takes so long on the server: whoever waits for one notices. */
const SLOW = 'select pg_sleep(0.2)';
const FLOOD = 60;
const CALM = 5;

onEveryServer('A pool that tenants share', (rung) => {
  const database = useDatabase(rung);
  let lanes: Lanes;
  let transactions: Transactions;

  before(async () => {
    const { role } = await database().prepare();
    const store = await database().open();
    for (const tenant of ['aqua', 'borealis']) await store.tenants.ensure(tenant, tenant, 'UTC');
    lanes = openLanes({
      url: database().url,
      role,
      sizes: wantedSizes(4),
      clock: systemClock,
      logger: silentLogger,
      meter: nullMeter,
    });
    transactions = new Transactions(lanes.read);
    // The numbers of tenants are looked up once: not while the lane is full.
    for (const tenant of ['aqua', 'borealis']) await transactions.tenantId(tenant);
  });
  after(() => Promise.all(LANES.map((lane) => lanes[lane].close())));

  it('answers a calm tenant at once while another one floods it, and the flood is answered in the end', async function () {
    this.timeout(60_000);
    let flooded = 0;
    const flood = Array.from({ length: FLOOD }, () =>
      transactions.forTenant('aqua', 'query', (client) => client.query(SLOW)).then(() => void flooded++),
    );
    await eventually('the flood to have its share', async () => lanes.read.heldBy('aqua') === 3);
    assert.equal(lanes.read.size, 4);
    for (let i = 0; i < CALM; i++) {
      const before = flooded;
      await transactions.forTenant('borealis', 'query', (client) => client.query(SLOW));
      assert.ok(lanes.read.heldBy('aqua') <= 3, 'a place is kept for others');
      // Two rounds of three beside one of its own, and one more for a machine that is busy.
      assert.ok(flooded - before <= 9, `${flooded - before} of the flood were answered before`);
    }
    assert.ok(flooded < FLOOD, 'the calm one did not wait for the flood to end');
    await Promise.all(flood);
    assert.equal(flooded, FLOOD);
  });

  it('lets short statements of a tenant go before its long ones that wait', async function () {
    this.timeout(60_000);
    const order: string[] = [];
    const ask = (name: string, kind: 'lookup' | 'query') =>
      transactions.forTenant('aqua', kind, (client) => client.query(SLOW)).then(() => void order.push(name));
    const all = Array.from({ length: 9 }, () => ask('long', 'query'));
    await eventually('all to be busy', async () => lanes.read.waiting === 6);
    all.push(ask('short', 'lookup'));
    await Promise.all(all);
    const place = order.indexOf('short');
    assert.ok(place >= 3 && place <= 5, `the short one came as number ${place + 1} of ${order.length}`);
  });
});
