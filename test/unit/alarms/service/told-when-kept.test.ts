import assert from 'node:assert/strict';
import type { AlarmNotice } from '../../../../lib/alarms/ports';
import { HOLD_MS } from '../../../../lib/alarms/service/telling';
import { changesOf } from '../../../../lib/platform';
import { MemoryDatabase, process, rule, turn } from './fixture';

/** A process whose database commits when the test says so. */
async function running() {
  const database = new MemoryDatabase();
  database.setRules('aqua', rule());
  const one = process(database);
  const gates: (() => void)[] = [];
  let slow = false;
  const open = one.store.instances.open.bind(one.store.instances);
  Object.assign(one.store.instances, {
    async open(tenant: string) {
      const keeper = await open(tenant);
      return {
        records: keeper.records,
        async keep(batch: Parameters<typeof keeper.keep>[0]) {
          if (slow) await new Promise<void>((resolve) => gates.push(resolve));
          await keeper.keep(batch);
        },
      };
    },
  });
  const lease = one.feed('aqua');
  await turn();
  slow = true;
  const commit = async (): Promise<void> => {
    gates.shift()?.();
    await turn();
  };
  const said = () =>
    one.told
      .splice(0)
      .map(
        ({ entry, kept, again }) => `${entry.event}${kept ? '' : ', not kept yet'}${again ? ', again' : ''}`,
      );
  return { ...one, lease, commit, said };
}

describe('what operators are told, when it is kept', () => {
  it('is nothing before the commit: neither a message, nor the list, nor the counts of the banner', async () => {
    const { lease, reading, commit, said, states } = await running();
    lease.readings([reading(95)]);
    assert.deepEqual(await states(), []);
    assert.equal(lease.summary('aqua').counts.medium.active, 0);
    assert.deepEqual(said(), []);
    await commit();
    assert.deepEqual(said(), ['active']);
    assert.equal(lease.summary('aqua').counts.medium.active, 1);
    assert.equal((await states()).length, 1);
  });

  it('is told, marked, when the commit takes longer than they may wait, and again when it is through', async () => {
    const { clock, lease, reading, commit, said } = await running();
    lease.readings([reading(95)]);
    clock.advance(HOLD_MS - 1);
    assert.deepEqual(said(), []);
    clock.advance(1);
    assert.deepEqual(said(), ['active, not kept yet']);
    await commit();
    assert.deepEqual(said(), ['active, again']);
  });

  it('is not told again of what has changed since', async () => {
    const { clock, lease, reading, commit, said } = await running();
    lease.readings([reading(95)]);
    clock.advance(HOLD_MS);
    lease.readings([reading(20)]);
    clock.advance(HOLD_MS);
    assert.deepEqual(said(), ['active, not kept yet', 'return, not kept yet']);
    await commit();
    assert.deepEqual(said(), []);
    await commit();
    assert.deepEqual(said(), ['return, again']);
  });

  it('is told at once, marked, while the database is away', async () => {
    const { clock, database, lease, reading, commit, said } = await running();
    database.away = true;
    lease.readings([reading(95)]);
    await commit();
    clock.advance(HOLD_MS);
    assert.deepEqual(said(), ['active, not kept yet']);
    lease.readings([reading(20)]);
    assert.deepEqual(said(), ['return, not kept yet']);
    database.away = false;
    for (let i = 0; i < 4; i++) {
      clock.advance(5_000);
      await commit();
    }
    assert.deepEqual(said(), ['return, again']);
  });

  it('is never told of what another process overruled before it was kept', async () => {
    const { store, lease, reading, commit, said, states } = await running();
    await store.instances.open('aqua');
    lease.readings([reading(95)]);
    await commit();
    assert.deepEqual(said(), []);
    assert.deepEqual(await states(), []);
  });

  it('bears the mark for clients only while it is not kept', () => {
    const notice = (kept: boolean): AlarmNotice =>
      ({
        entry: { id: 'l', event: 'active' },
        alarm: { id: 'a', source: {}, since: 0 },
        kept,
        seen: true,
      }) as AlarmNotice;
    assert.deepEqual(
      changesOf([notice(false), notice(true)]).map((change) => change.kept),
      [false, undefined],
    );
  });
});
