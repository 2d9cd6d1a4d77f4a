import assert from 'node:assert/strict';
import { ThermaCoreError } from '../../../lib/core/errors';
import { JobQueue, type Job } from '../../../lib/core/job-queue';
import { FakeClock } from '../../support/fake-clock';

const HOUR = 3_600_000;
const settle = async (): Promise<void> => {
  for (let i = 0; i < 10; i++) await Promise.resolve();
};

describe('JobQueue', () => {
  let clock: FakeClock;
  let running: Map<string, { resolve(): void; reject(error: unknown): void; signal: AbortSignal }>;
  let discarded: string[];
  let surprises: unknown[];
  let queue: JobQueue<string>;

  beforeEach(() => {
    clock = new FakeClock();
    running = new Map();
    discarded = [];
    surprises = [];
    queue = new JobQueue<string>({
      clock,
      maxRunning: 2,
      maxRunningPerOwner: 1,
      maxQueuedPerOwner: 3,
      keepMs: 24 * HOUR,
      maxFinishedPerOwner: 3,
      run: ({ data }: Job<string>, signal) => {
        const { promise, resolve, reject } = Promise.withResolvers<void>();
        running.set(data, { resolve, reject, signal });
        signal.addEventListener('abort', () => reject(signal.reason));
        return promise;
      },
      discard: async ({ data }) => void discarded.push(data),
      unexpected: (error) => void surprises.push(error),
    });
  });
  const add = (owner: string, data: string): string => queue.add(owner, `operator@${owner}`, data).id;
  const states = (owner: string): string[] => queue.list(owner).map(({ data, state }) => `${data} ${state}`);

  it('runs one job of an owner and two in all, the others in their order', async () => {
    for (const name of ['a1', 'a2']) add('aqua', name);
    add('borealis', 'b1');
    add('cumulus', 'c1');
    assert.deepEqual([...running.keys()], ['a1', 'b1']);
    running.get('b1')?.resolve();
    await settle();
    assert.deepEqual([...running.keys()], ['a1', 'b1', 'c1']);
    running.get('a1')?.resolve();
    await settle();
    assert.deepEqual([...running.keys()], ['a1', 'b1', 'c1', 'a2']);
    assert.deepEqual(states('aqua'), ['a2 running', 'a1 done']);
    assert.deepEqual(discarded, []);
  });

  it('refuses more than may wait, of this owner only', () => {
    for (const name of ['1', '2', '3', '4']) add('aqua', name);
    assert.throws(() => add('aqua', '5'), { code: 'rate-limited' });
    add('borealis', '6');
  });

  it('hides a job from everybody but its owner', async () => {
    const id = add('aqua', 'a1');
    assert.throws(() => queue.get('borealis', id), { code: 'not-found' });
    await assert.rejects(queue.remove('borealis', id), { code: 'not-found' });
    assert.deepEqual(queue.list('borealis'), []);
    assert.equal(queue.get('aqua', id).state, 'running');
  });

  it('cancels a running and a waiting job and removes what they left', async () => {
    const [first, second] = [add('aqua', 'a1'), add('aqua', 'a2')];
    assert.equal(await queue.remove('aqua', second), 'cancelled');
    assert.equal(await queue.remove('aqua', first), 'cancelled');
    assert.deepEqual(states('aqua'), ['a2 cancelled', 'a1 cancelled']);
    assert.deepEqual(discarded, ['a2', 'a1']);
    assert.equal(await queue.remove('aqua', first), 'removed');
    assert.throws(() => queue.get('aqua', first), { code: 'not-found' });
  });

  it('fails in words; what is no sentence goes to the log', async () => {
    const id = add('aqua', 'a1');
    running
      .get('a1')
      ?.reject(new ThermaCoreError('unavailable', 'The database went away.', { advice: 'Again.' }));
    await settle();
    assert.equal(queue.get('aqua', id).error, 'The database went away. Again.');
    assert.deepEqual(surprises, []);
    const other = add('aqua', 'a2');
    const bug = new TypeError('x is undefined');
    running.get('a2')?.reject(bug);
    await settle();
    assert.match(queue.get('aqua', other).error ?? '', /error on our side/);
    assert.deepEqual(surprises, [bug]);
    assert.deepEqual(discarded, ['a1', 'a2']);
  });

  it('keeps a finished job for its time and no longer', async () => {
    const id = add('aqua', 'a1');
    clock.advance(30 * HOUR);
    running.get('a1')?.resolve();
    await settle();
    clock.advance(23 * HOUR);
    assert.equal(queue.get('aqua', id).state, 'done');
    clock.advance(1 * HOUR + 60_000);
    assert.throws(() => queue.get('aqua', id), { code: 'not-found' });
    assert.deepEqual(discarded, ['a1']);
  });

  it('keeps the newest finished jobs of an owner, and removes what the others left', async () => {
    const first = add('aqua', 'a1');
    add('borealis', 'b1');
    for (const name of ['a2', 'a3', 'a4']) {
      clock.advance(1);
      await queue.remove('aqua', add('aqua', name));
    }
    clock.advance(1);
    discarded.length = 0;
    // It began before the others and is the newest that is over.
    running.get('a1')?.resolve();
    await settle();
    assert.deepEqual(states('aqua'), ['a4 cancelled', 'a3 cancelled', 'a1 done']);
    assert.deepEqual(discarded, ['a2']);
    assert.equal(queue.get('aqua', first).state, 'done');
    assert.deepEqual(states('borealis'), ['b1 running']);
  });

  it('ends what runs when it is stopped, and starts nothing more', async () => {
    add('aqua', 'a1');
    add('aqua', 'a2');
    await queue.stop();
    assert.deepEqual([...running.keys()], ['a1']);
    assert.deepEqual(states('aqua'), ['a2 queued', 'a1 failed']);
    assert.throws(() => add('aqua', 'a3'), { code: 'unavailable' });
    assert.equal(clock.timers, 0);
  });
});
