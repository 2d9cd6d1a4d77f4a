import assert from 'node:assert/strict';
import { MAX_KEPT } from '../../../../lib/notifications/plan/lane';
import { MAX_OPEN } from '../../../../lib/notifications/plan/route-planner';
import { MINUTE, SECOND, Site, TENANT, turn } from './fixture';

const ALARMS = 10_000;
/** As the node `alarm rules` sends them: some of a moment in one message. */
const BATCH = 100;
const BATCH_MS = SECOND / (ALARMS / BATCH);
const ROUTES = [
  { key: 'duty', groupSeconds: 10, steps: [{ afterSeconds: 0, targets: ['lead'] }, { afterSeconds: 600, targets: ['boss'] }] },
  { key: 'office', groupSeconds: 30, steps: [{ afterSeconds: 0, targets: ['boss'] }] },
]; // prettier-ignore
/** A plan of this many characters is written in some milliseconds. */
const LARGEST_PLAN = 1_500_000;

/** What a second of the flood does to a process, and when each batch is taken. */
async function flood(
  site: Site,
  lease: ReturnType<Site['process']>['lease'],
  from = 0,
  to = ALARMS,
): Promise<void> {
  for (let n = from; n < to; n += BATCH) {
    const batch = Array.from({ length: BATCH }, (_, i) => site.change(n + i, 'active'));
    lease.alarms(TENANT, batch, true);
    site.clock.advance(BATCH_MS);
    await new Promise(setImmediate);
  }
}

describe('A flood of 10,000 alarms in one second', function () {
  this.timeout(120_000);

  it('is one message a route, is escalated as far as is kept in mind, and stands true in the log', async () => {
    const site = new Site(...ROUTES);
    const { service, lease } = site.process();
    await turn();
    await flood(site, lease);
    assert.ok(service.waiting === 0, 'nothing is piled up: it is all in the plan');
    assert.equal(lease.status().escalating, MAX_OPEN);
    assert.ok(site.outbox.writes <= 6, `${site.outbox.writes} writes within the second`);
    await site.pass(MINUTE, SECOND);
    assert.deepEqual(site.log(), [`lead sent ${ALARMS}, 1`, `boss sent ${ALARMS}, 1`]);
    assert.deepEqual(site.receiver.got.map(({ target, count }) => [target, count]), [['lead', ALARMS], ['boss', ALARMS]]); // prettier-ignore
    for (const { content, subject } of site.outbox.rows) {
      assert.equal(content.items.length, 10, 'ten are written out');
      assert.match(content.text, /And 9990 more\./);
      assert.match(subject, /10000|10,000/);
    }
    await site.pass(10 * MINUTE, SECOND);
    assert.equal(site.log()[2], `boss sent ${MAX_OPEN}, 1`);
    assert.equal(site.outbox.rows.length, 3);
    assert.ok(site.outbox.largestPlan < LARGEST_PLAN, `${site.outbox.largestPlan} characters`);
    const kept = site.outbox.plans.get(TENANT)?.state.routes ?? {};
    for (const { lanes, open } of Object.values(kept)) {
      assert.ok(open.length <= MAX_OPEN);
      for (const { soon, held, over } of lanes)
        for (const waiting of [soon, held, over]) assert.ok((waiting?.items.length ?? 0) <= MAX_KEPT);
    }
    assert.equal(site.lost, 0);
    assert.deepEqual(site.logged, []);
  });

  it('is told whole and once where the process is killed in the middle of it', async () => {
    const site = new Site(...ROUTES.slice(0, 1));
    const first = site.process();
    await turn();
    await flood(site, first.lease, 0, ALARMS / 2);
    first.kill();
    const second = site.process();
    await turn();
    await flood(site, second.lease, ALARMS / 2);
    await site.pass(MINUTE, SECOND);
    assert.deepEqual(site.log(), [`lead sent ${ALARMS}, 1`]);
  });
});
