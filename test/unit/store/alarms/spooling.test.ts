import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { AlarmBatch, AlarmKeeper } from '../../../../lib/alarms/ports';
import { ThermaCoreError, type ErrorCode } from '../../../../lib/core/errors';
import { nullMeter, type Meter } from '../../../../lib/core/meter';
import { silentLogger } from '../../../../lib/core/logger';
import { AlarmKeepers } from '../../../../lib/store/alarms/keepers';
import { alarm, batch, line } from '../../../integration/store/alarms/fixture';
import { FakeClock } from '../../../support/fake-clock';

/** A database that is there, away, or another's; what it has is by id, as the real one's. */
class Database {
  private readonly ids = new Set<string>();
  readonly alarms = new Map<string, unknown>();
  fault: ErrorCode | undefined;
  /** Answers are lost after the commit. */
  deaf = false;
  readonly poison = new Set<string>();

  get lines(): string[] {
    return [...this.ids];
  }

  readonly open = (): Promise<AlarmKeeper> =>
    this.fault === 'unavailable'
      ? Promise.reject(new ThermaCoreError('unavailable', 'away'))
      : Promise.resolve({ records: [], keep: (given: AlarmBatch) => this.keep(given) });

  private async keep({ lines, instances, removed }: AlarmBatch): Promise<void> {
    await Promise.resolve();
    if (this.fault && (this.fault !== 'conflict' || instances.length + removed.length > 0))
      throw new ThermaCoreError(this.fault, this.fault);
    if (lines.some(({ id }) => this.poison.has(id)) || instances.some(({ id }) => this.poison.has(id)))
      throw new ThermaCoreError('invalid', 'choked');
    for (const { id } of lines) this.ids.add(id);
    for (const { id, memory } of instances) this.alarms.set(id, memory);
    for (const id of removed) this.alarms.delete(id);
    if (this.deaf) throw new ThermaCoreError('timeout', 'lost');
  }
}

const aqua = { key: 'aqua', id: 1 };

describe('Alarms on their way to the database', () => {
  let folder: string;
  let refused: number;
  let spooled: () => number | undefined;
  const meter: Meter = {
    ...nullMeter,
    counter: () => ({ add: () => void refused++ }),
    gauge: (_name, _help, read) => void (spooled = read),
  };
  let database: Database;
  let clock: FakeClock;
  let keepers: AlarmKeepers;
  const start = (): AlarmKeepers => new AlarmKeepers({ folder, clock, logger: silentLogger, meter });
  const open = (): Promise<AlarmKeeper> => keepers.over(aqua, database.open);
  const first = line({ id: '1' });
  const second = line({ id: '2' });
  /** Until the replay that the clock began is through. */
  const settled = async (keeper: AlarmKeeper): Promise<void> => {
    clock.advance(1_000);
    await keeper.keep(batch([]));
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'thermacore-alarms-'));
    refused = 0;
    database = new Database();
    clock = new FakeClock();
    keepers = start();
  });
  afterEach(async () => {
    await keepers.close();
    assert.equal(clock.timers, 0, 'no timer is left');
    rmSync(folder, { recursive: true, force: true });
  });

  it('go there at once while it is there, and nothing is on disk', async () => {
    await (await open()).keep(batch([first], [alarm()]));
    assert.deepEqual(database.lines, ['1']);
    assert.deepEqual(readdirSync(join(folder, 'aqua-1')), []);
  });

  for (const fault of ['unavailable', 'timeout', 'internal'] as const)
    it(`are safe on disk when it says ${fault}, and follow in order when it is back`, async () => {
      const keeper = await open();
      database.fault = fault;
      await keeper.keep(batch([second], [alarm({}, 'old')]));
      await keeper.keep(batch([first], [alarm({}, 'new')]));
      database.fault = undefined;
      await keeper.keep(batch([line({ id: '3' })]));
      assert.deepEqual(database.lines, [], 'nothing overtakes what waits');
      assert.ok((spooled() ?? 0) > 0);
      await settled(keeper);
      assert.deepEqual(database.lines, ['2', '1', '3']);
      assert.equal(spooled(), 0);
      assert.equal(database.alarms.get(alarm().id), 'new');
    });

  it('of a tenant that was deleted never reach one of the same key, and leave the disk', async () => {
    const keeper = await open();
    database.fault = 'unavailable';
    await keeper.keep(batch([first], [alarm()]));
    await keepers.close();
    database.fault = undefined;
    keepers = start();
    await (await keepers.over({ key: 'aqua-1', id: 7 }, database.open)).keep(batch([second]));
    await keepers.over({ key: 'aqua', id: 2 }, database.open);
    assert.deepEqual(database.lines, ['2']);
    assert.deepEqual(readdirSync(folder).sort(), ['aqua-1-7', 'aqua-2']);
  });

  it('outlive the end of the process, and are there before anything is read', async () => {
    const keeper = await open();
    database.fault = 'unavailable';
    await keeper.keep(batch([first], [alarm({}, 'kept')]));
    await keepers.close();
    keepers = start();
    await assert.rejects(open(), { code: 'unavailable' });
    database.fault = undefined;
    let seen: unknown;
    await keepers.over(aqua, () => {
      seen = database.alarms.get(alarm().id);
      return database.open();
    });
    assert.equal(seen, 'kept');
    assert.deepEqual(database.lines, ['1']);
  });

  it('are written once, also where the answer was lost', async () => {
    const keeper = await open();
    database.deaf = true;
    await keeper.keep(batch([first]));
    database.deaf = false;
    await settled(keeper);
    assert.deepEqual(database.lines, ['1']);
  });

  it('are told that another process has them; lines on disk are kept, states are not', async () => {
    const keeper = await open();
    database.fault = 'unavailable';
    await keeper.keep(batch([first], [alarm({}, 'mine')]));
    database.alarms.set(alarm().id, 'theirs');
    database.fault = 'conflict';
    clock.advance(1_000);
    await assert.rejects(keeper.keep(batch([second], [alarm()])), { code: 'conflict' });
    assert.deepEqual(database.lines, ['1']);
    assert.equal(database.alarms.get(alarm().id), 'theirs');
  });

  it('are not held up by one that the database never takes', async () => {
    const keeper = await open();
    const bad = alarm({ id: 'bad:d', rule: 'bad', source: { device: 'd' } });
    database.poison.add('x').add(bad.id);
    const lines = ['a', 'b', 'x', 'c'].map((id) => line({ id }));
    await keeper.keep(batch(lines, [alarm(), bad], ['gone']));
    assert.deepEqual(database.lines, ['a', 'b', 'c']);
    assert.deepEqual([...database.alarms.keys()], [alarm().id]);
    assert.equal(refused, 2);
  });

  it('are refused by a keeper that is not the newest', async () => {
    const old = await open();
    await open();
    await assert.rejects(old.keep(batch([first])), { code: 'unavailable' });
  });

  it('are refused, and not lost in silence, where the folder cannot be used', async () => {
    writeFileSync(join(folder, 'aqua-1'), 'a file');
    await assert.rejects(open(), ThermaCoreError);
  });

  it('of a flood of 12,000 go to disk and back whole', async function () {
    this.timeout(60_000);
    const keeper = await open();
    database.fault = 'unavailable';
    const flood = Array.from({ length: 12_000 }, (_, i) => line({ id: String(i) }));
    await keeper.keep(batch(flood, [alarm()]));
    database.fault = undefined;
    await settled(keeper);
    assert.deepEqual(
      database.lines,
      flood.map(({ id }) => id),
    );
  });

  it('come through any course of outages, restarts and lost answers: each line once, in order, the newest state', async function () {
    this.timeout(60_000);
    const step = fc.constantFrom('keep', 'keep', 'away', 'back', 'deaf', 'restart', 'second');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        database = new Database();
        await keepers.close();
        rmSync(folder, { recursive: true, force: true });
        keepers = start();
        let keeper: AlarmKeeper | undefined = await open();
        const kept: string[] = [];
        for (const [i, what] of steps.entries()) {
          if (what === 'away') database.fault = 'unavailable';
          else if (what === 'back') database.fault = undefined;
          else if (what === 'deaf') database.deaf = !database.deaf;
          else if (what === 'second') clock.advance(1_000);
          else if (what === 'restart') {
            await keepers.close();
            keepers = start();
            keeper = undefined;
          } else {
            keeper ??= await open().catch(() => undefined);
            if (!keeper) continue;
            kept.push(String(i));
            await keeper.keep(batch([line({ id: String(i) })], [alarm({}, i)]));
          }
        }
        database.fault = undefined;
        database.deaf = false;
        await open();
        assert.deepEqual(database.lines, kept);
        assert.equal(database.alarms.get(alarm().id), kept.length > 0 ? Number(kept.at(-1)) : undefined);
      }),
      { numRuns: 60 },
    );
  });
});
