import assert from 'node:assert/strict';
import type { Turn } from '../../../lib/core/fair-gate';
import { silentLogger } from '../../../lib/core/logger';
import { Lane } from '../../../lib/store/lane';
import { LANES, fitSizes, wantedSizes } from '../../../lib/store/lanes';
import type { SizedSource } from '../../../lib/store/sql-client';
import { FakeClock } from '../../support/fake-clock';
import { keepingLogger } from '../telemetry/fixture';

const sum = (sizes: ReturnType<typeof wantedSizes>): number => LANES.reduce((n, lane) => n + sizes[lane], 0);

describe('The sizes of the lanes', () => {
  it('follow the configured pool, and ingest always has more than one', () => {
    assert.deepEqual(wantedSizes(1), { write: 3, read: 1, bulk: 2, upkeep: 2 });
    assert.deepEqual(wantedSizes(10), { write: 3, read: 10, bulk: 5, upkeep: 2 });
    assert.deepEqual(wantedSizes(100), { write: 8, read: 100, bulk: 50, upkeep: 2 });
  });

  it('are what was wanted while the server has room, without a word', () => {
    const { logger, lines } = keepingLogger();
    assert.deepEqual(fitSizes(10, 20, logger), wantedSizes(10));
    assert.deepEqual(lines, []);
  });

  it('shrink into the room there is, down to the fewest, and say so in one line', () => {
    for (let room = 5; room < 20; room++) {
      const { logger, lines } = keepingLogger();
      const sizes = fitSizes(10, room, logger);
      assert.equal(sum(sizes), room);
      assert.ok(Object.values(sizes).every((size) => size >= 1) && sizes.write >= 2, JSON.stringify(sizes));
      assert.equal(lines.length, 1);
      assert.match(
        lines[0]!.message,
        new RegExp(`has ${room} connections for ThermaCore, not 20: .*max_connections`),
      );
    }
    assert.deepEqual(fitSizes(10, 5, silentLogger), { write: 2, read: 1, bulk: 1, upkeep: 1 });
    assert.deepEqual(fitSizes(100, 60, silentLogger), { write: 4, read: 36, bulk: 19, upkeep: 1 });
  });

  for (const room of [4, 0, -7])
    it(`refuse a server with room for ${room}, in one sentence`, () =>
      assert.throws(() => fitSizes(1, room, silentLogger), {
        code: 'configuration',
        message: `The database has ${Math.max(0, room)} connections left for ThermaCore, which needs 5 at least.`,
        advice: /max_connections/,
      }));
});

describe('A lane', () => {
  let clock: FakeClock;
  let lane: Lane;
  let open: number;
  let connections: number;
  const source: SizedSource = {
    async use(work) {
      open++;
      try {
        return await work({ query: async () => ({ rows: [] }) });
      } finally {
        open--;
      }
    },
    resize: (size) => void (connections = size),
    close: async () => undefined,
  };
  /** Work that lasts until it is ended. */
  function busy(turn?: Turn): { end(): Promise<void>; fail(): Promise<void>; done: Promise<unknown> } {
    let resolve: (value: unknown) => void = () => undefined;
    let reject: (reason: Error) => void = () => undefined;
    const work = new Promise((yes, no) => ([resolve, reject] = [yes, no]));
    const done = lane.use(() => work, turn);
    done.catch(() => undefined);
    const settled = () => done.then(() => undefined, () => undefined); // prettier-ignore
    return {
      done,
      end: () => (resolve(undefined), settled()),
      fail: () => (reject(new Error('failed')), settled()),
    };
  }

  beforeEach(() => {
    open = 0;
    clock = new FakeClock();
    lane = new Lane(source, { name: 'read', size: 2, maxWaiting: 3, acquireTimeoutMs: 5_000, clock });
  });

  it('serves so many at a time, the next in the order they came', async () => {
    const works = [busy(), busy(), busy(), busy()];
    await Promise.resolve();
    assert.deepEqual([open, lane.inUse, lane.waiting, lane.size], [2, 2, 2, 2]);
    await works[1]!.end();
    assert.deepEqual([open, lane.waiting], [2, 1]);
    await works[2]!.end();
    await works[0]!.end();
    await works[3]!.end();
    assert.deepEqual([open, lane.inUse, lane.waiting, clock.timers], [0, 0, 0, 0]);
  });

  it('takes more at once when it grows, and fewer as works end when it shrinks', async () => {
    const works = [busy(), busy(), busy(), busy(), busy()];
    await Promise.resolve();
    assert.deepEqual([open, lane.waiting], [2, 3]);
    lane.resize(4);
    await Promise.resolve();
    assert.deepEqual([open, lane.waiting, lane.size, connections], [4, 1, 4, 4]);
    lane.resize(1);
    for (const [i, left] of [3, 2, 1].entries()) {
      await works[i]!.end();
      assert.deepEqual([open, lane.inUse, lane.waiting], [left, left, 1]);
    }
    await works[3]!.end();
    assert.deepEqual([open, lane.inUse, lane.waiting], [1, 1, 0]);
    await works[4]!.end();
    assert.deepEqual([open, lane.inUse], [0, 0]);
  });

  it('gives a tenant with few connections the next one, and short statements before long ones', async () => {
    lane = new Lane(source, { name: 'read', size: 4, maxWaiting: 20, acquireTimeoutMs: 5_000, clock });
    const order: string[] = [];
    const named = (name: string, turn: Turn) => {
      const work = busy(turn);
      void work.done.then(() => order.push(name));
      return work;
    };
    const long = { owner: 'aqua', patient: true };
    const flood = Array.from({ length: 6 }, (_, i) => named(`aqua ${i}`, long));
    await Promise.resolve();
    assert.deepEqual([lane.heldBy('aqua'), lane.waiting], [3, 3], 'one is kept for others');
    const login = named('the platform', { owner: '' });
    const calm = [
      named('borealis 0', { owner: 'borealis', patient: true }),
      named('borealis 1', { owner: 'borealis' }),
    ];
    await flood[0]!.end();
    assert.deepEqual([lane.heldBy('aqua'), lane.heldBy('borealis'), lane.heldBy('')], [2, 1, 1]);
    await calm[1]!.end();
    assert.equal(order.at(-1), 'borealis 1', 'the short one had the place');
    for (const work of [login, calm[0]!, ...flood]) await work.end();
    assert.deepEqual([lane.inUse, lane.waiting, order.length], [0, 0, 9]);
  });

  it('has its place back from work that failed', async () => {
    for (let i = 0; i < 10; i++) await busy().fail();
    assert.deepEqual([open, lane.inUse], [0, 0]);
  });

  it('tells who waits too long that it, of all lanes, is exhausted', async () => {
    const works = [busy(), busy()];
    const late = assert.rejects(busy().done, {
      code: 'unavailable',
      message: /lane "read" is exhausted: 2 of 2 connections are busy/,
      advice: /pool size/,
    });
    clock.advance(4_999);
    assert.equal(lane.waiting, 1);
    clock.advance(1);
    await late;
    assert.equal(lane.waiting, 0);
    for (const work of works) await work.end();
    await busy().end();
  });

  it('refuses at once when the line is as long as it may be', async () => {
    const works = Array.from({ length: 5 }, () => busy());
    await assert.rejects(busy().done, { code: 'unavailable', message: /3 more wait/ });
    for (const work of works) await work.end();
    assert.deepEqual([lane.inUse, lane.waiting], [0, 0]);
  });

  it('lets nobody wait when it is closed', async () => {
    const works = [busy(), busy()];
    const waiting = assert.rejects(busy().done, { code: 'unavailable', message: /being closed/ });
    await lane.close();
    await waiting;
    await assert.rejects(busy().done, { code: 'unavailable', message: /being closed/ });
    for (const work of works) await work.end();
    assert.equal(clock.timers, 0);
  });
});
