import assert from 'node:assert/strict';
import type { AlarmKeeper } from '../../../../lib/alarms/ports';
import { MemoryDatabase, process, rule, turn } from './fixture';

const HOT = 'hot:boiler-1/supply';

/** A process whose alarms are being loaded until `loaded` is called. */
function slow(database: MemoryDatabase) {
  const one = process(database);
  const open = one.store.instances.open.bind(one.store.instances);
  const gate = Promise.withResolvers<void>();
  Object.assign(one.store.instances, {
    async open(tenant: string): Promise<AlarmKeeper> {
      await gate.promise;
      return open(tenant);
    },
  });
  return { ...one, loaded: gate.resolve };
}

describe('AlarmService taking over a tenant', () => {
  it('forgets alarms that another process removed meanwhile', async () => {
    const database = new MemoryDatabase();
    database.setRules('aqua', rule());
    const { feed, clock, ownership, reading, states, service } = process(database);
    const lease = feed('aqua');
    await turn();
    lease.readings([reading(95)]);
    await turn();
    database.owners.set('aqua', {});
    ownership.lose();
    await turn();
    clock.advance(1000);
    await turn();
    assert.equal(lease.status().state, 'elsewhere');
    assert.equal(service.counts.medium.active, 0, 'counts only what it evaluates itself');
    database.kept('aqua').delete(HOT);
    database.setRules('aqua');
    database.owners.delete('aqua');
    clock.advance(5_000);
    await turn();
    assert.equal(lease.status().state, 'running');
    assert.deepEqual(await states(), []);
  });

  it('takes a rule that is added while alarms are being loaded', async () => {
    const database = new MemoryDatabase();
    database.setRules('aqua');
    const { feed, reading, states, loaded } = slow(database);
    const lease = feed('aqua');
    await turn();
    database.setRules('aqua', rule());
    await turn();
    loaded();
    await turn();
    lease.readings([reading(95)]);
    assert.deepEqual(await states(), [`${HOT} unacknowledged`]);
  });

  it('lets others go on while many rules are put in force, and loses no reading that comes meanwhile', async () => {
    const database = new MemoryDatabase();
    const keys = Array.from({ length: 50 }, (_, i) => `r${String(i)}`);
    database.setRules('aqua', ...keys.map((key) => rule({ key })));
    const { feed, reading, states, clock, service } = process(database);
    // A machine on which each look at the time costs 15 ms.
    let spent = 0;
    clock.monotonic = () => (spent += 15);
    const lease = feed('aqua');
    await turn();
    assert.equal(lease.status().state, 'starting');
    lease.readings([reading(95)]);
    let pauses = 0;
    for (; lease.status().state === 'starting' && pauses < 1000; pauses++) {
      clock.advance(0);
      await turn();
    }
    assert.ok(pauses > 10, `it paused ${String(pauses)} times`);
    assert.equal((await states()).filter((one) => one.endsWith(' unacknowledged')).length, 50);
    await service.stop();
  });

  it('asks again for a claim that was lost while alarms were being loaded', async () => {
    const database = new MemoryDatabase();
    database.setRules('aqua', rule());
    const { feed, clock, ownership, loaded } = slow(database);
    const lease = feed('aqua');
    await turn();
    database.owners.set('aqua', {});
    ownership.lose();
    loaded();
    await turn();
    clock.advance(1000);
    await turn();
    assert.equal(lease.status().state, 'elsewhere');
  });

  it('stops, and gives the right back, while it is being asked for it', async () => {
    const database = new MemoryDatabase();
    database.setRules('aqua', rule());
    const one = process(database);
    const claim = one.ownership.claim.bind(one.ownership);
    const gate = Promise.withResolvers<void>();
    Object.assign(one.ownership, {
      async claim(tenant: string) {
        const made = await claim(tenant);
        await gate.promise;
        return made;
      },
    });
    one.feed('aqua');
    await turn();
    const stopped = one.service.stop();
    gate.resolve();
    await stopped;
    assert.equal(database.owners.size, 0);
    assert.equal(one.clock.timers, 0);
  });

  it('ends a tenant whose node is gone, also when another node comes back', async () => {
    const database = new MemoryDatabase();
    database.setRules('aqua', rule());
    database.setRules('borealis', rule());
    const { feed, clock } = process(database);
    const [gone, stays] = [feed('aqua'), feed('borealis')];
    await turn();
    gone.release();
    stays.release();
    feed('borealis');
    clock.advance(31_000);
    await turn();
    assert.deepEqual([...database.owners.keys()], ['borealis']);
  });

  it('ends a tenant that was deleted, and begins anew with one of the same key', async () => {
    const database = new MemoryDatabase();
    database.setRules('aqua', rule());
    const { feed, clock, reading, states, service } = process(database);
    const lease = feed('aqua');
    await turn();
    lease.readings([reading(95)]);
    await turn();
    database.rules.delete('aqua');
    database.instances.delete('aqua');
    clock.advance(10_000);
    await turn();
    assert.equal(service.tenant('aqua'), undefined);
    database.setRules('aqua', rule({ key: 'other' }));
    clock.advance(10_000);
    await turn();
    assert.deepEqual(await states(), []);
    lease.readings([reading(96)]);
    assert.deepEqual(await states(), ['other:boiler-1/supply unacknowledged']);
  });

  it('keeps its tenants while nobody knows which there are', async () => {
    const database = new MemoryDatabase();
    database.setRules('aqua', rule());
    const { feed, clock } = process(database);
    const lease = feed();
    await turn();
    database.away = true;
    clock.advance(30_000);
    await turn();
    assert.equal(lease.status().tenants, 1);
  });
});
