import assert from 'node:assert/strict';
import type { AlarmBatch, AlarmEffect, InstanceRecord, JournalEntry } from '../../../../lib/alarms/ports';
import { AlarmQueue, MAX_WAITING_LINES } from '../../../../lib/alarms/service/queue';
import { ThermaCoreError } from '../../../../lib/core/errors';
import { silentLogger } from '../../../../lib/core/logger';
import { FakeClock } from '../../../support/fake-clock';
import { turn } from './fixture';

const line = (id: string): AlarmEffect => ({ kind: 'journal', entry: { id } as JournalEntry });
const instance = (id: string, memory: unknown): AlarmEffect => ({
  kind: 'instance',
  record: { id, memory } as InstanceRecord,
});
const removed = (id: string): AlarmEffect => ({ kind: 'removed', instance: id });

function queue() {
  const clock = new FakeClock();
  const written: AlarmBatch[] = [];
  const faults: ThermaCoreError[] = [];
  let lost = 0;
  let conflicts = 0;
  let hold: Promise<void> | undefined;
  const made = new AlarmQueue({
    tenant: 'aqua',
    keeper: {
      async keep(batch) {
        await hold;
        const fault = faults.shift();
        if (fault) throw fault;
        written.push(batch);
      },
    },
    clock,
    logger: silentLogger,
    onConflict: () => conflicts++,
    onLost: (lines) => (lost += lines),
  });
  const linesOf = () => written.map(({ lines }) => lines.map(({ id }) => id).join(' '));
  return {
    clock, made, written, faults, linesOf,
    lost: () => lost,
    conflicts: () => conflicts,
    hold: (until: Promise<void>) => (hold = until),
  }; // prettier-ignore
}
const away = () => new ThermaCoreError('unavailable', 'The database does not answer.');

describe('AlarmQueue', () => {
  it('writes at once, and what comes meanwhile in one transaction behind it', async () => {
    const { made, linesOf } = queue();
    made.keep([line('1')]);
    made.keep([line('2')]);
    made.keep([line('3'), line('4')]);
    await turn();
    assert.deepEqual(linesOf(), ['1', '2 3 4']);
    assert.equal(made.waiting, 0);
  });

  it('says when what was decided until now is written, and waits no longer than it was told', async () => {
    const { made, clock, hold } = queue();
    const { promise, resolve } = Promise.withResolvers<void>();
    void hold(promise);
    const ended: string[] = [];
    const nothingEnded = (): void => assert.equal(ended.length, 0);
    made.keep([line('1')]);
    void made.written(1000).then(() => ended.push('first'));
    made.keep([line('2')]);
    void made.written(1000).then(() => ended.push('second'));
    await turn();
    nothingEnded();
    resolve();
    await turn();
    assert.deepEqual(ended, ['first', 'second']);
    await made.written(1000);
    void hold(new Promise<void>(() => undefined));
    made.keep([line('3')]);
    void made.written(1000).then(() => ended.push('third, in vain'));
    await turn();
    clock.advance(1000);
    await turn();
    assert.deepEqual(ended.slice(2), ['third, in vain']);
  });

  it('writes of each alarm the newest state only, and nothing of one that was removed', async () => {
    const { made, written } = queue();
    made.keep([line('1')]);
    made.keep([instance('a', 1), instance('b', 1), removed('c')]);
    made.keep([instance('a', 2), removed('b'), instance('c', 9)]);
    await turn();
    const { instances, removed: gone } = written[1] ?? {};
    assert.deepEqual(
      instances?.map(({ id, memory }) => [id, memory]),
      [
        ['a', 2],
        ['c', 9],
      ],
    );
    assert.deepEqual(gone, ['b']);
  });

  it('waits for a database that is away, and then writes all in order', async () => {
    const { made, clock, faults, linesOf } = queue();
    faults.push(away(), away());
    made.keep([line('1')]);
    await turn();
    made.keep([line('2')]);
    for (let i = 0; i < 3; i++) {
      clock.advance(5_000);
      await turn();
    }
    assert.deepEqual(linesOf(), ['1', '2']);
  });

  it('loses the oldest lines beyond its bound, counts them, and loses no alarm', async () => {
    const { made, faults, lost, written, clock } = queue();
    faults.push(away());
    made.keep([line('first')]);
    await turn();
    made.keep(Array.from({ length: MAX_WAITING_LINES + 10 }, (_, i) => line(`l${i}`)));
    made.keep([instance('a', 1)]);
    assert.equal(lost(), 11);
    clock.advance(5_000);
    await turn();
    assert.equal(written[1]?.lines[0]?.id, 'l11');
    assert.equal(written[1]?.instances.length, 1);
  });

  it('gives up on what the database refuses five times, and goes on', async () => {
    const { made, clock, faults, lost, linesOf } = queue();
    for (let i = 0; i < 5; i++) faults.push(new ThermaCoreError('internal', 'Something is wrong.'));
    made.keep([line('bad')]);
    await turn();
    made.keep([line('good')]);
    for (let i = 0; i < 6; i++) {
      clock.advance(5_000);
      await turn();
    }
    assert.deepEqual(linesOf(), ['good']);
    assert.equal(lost(), 1);
  });

  it('stops where another process has written: what waits does not count any more', async () => {
    const { made, faults, conflicts, written } = queue();
    faults.push(new ThermaCoreError('conflict', 'Another process keeps them.'));
    made.keep([line('1')]);
    await turn();
    made.keep([line('2')]);
    await turn();
    assert.equal(conflicts(), 1);
    assert.equal(written.length, 0);
  });

  it('closes when all is written, or when its time is up: then it counts what is lost', async () => {
    const good = queue();
    good.made.keep([line('1')]);
    await good.made.close(5_000);
    assert.deepEqual([good.linesOf(), good.lost(), good.clock.timers], [['1'], 0, 0]);
    const stuck = queue();
    void stuck.hold(new Promise<void>(() => undefined));
    stuck.made.keep([line('1')]);
    const closing = stuck.made.close(5_000);
    stuck.clock.advance(5_000);
    await closing;
    assert.equal(stuck.lost(), 1);
  });
});
