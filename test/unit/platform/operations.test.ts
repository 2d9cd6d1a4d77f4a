import assert from 'node:assert/strict';
import { Operations } from '../../../lib/platform/operations';
import type { Database } from '../../../lib/platform';
import type { TaskStatus } from '../../../lib/store';
import { FakeClock } from '../../support/fake-clock';

const task = (more: Partial<TaskStatus> = {}): TaskStatus => ({
  task: 'rollups',
  running: false,
  runs: 3,
  ...more,
});

/** A database of which only what is looked at is there. */
function databaseWith(
  more: { waiting?: number; state?: string; spoolBytes?: number; tasks?: readonly TaskStatus[] } = {},
) {
  const { waiting = 0, state = 'storing', spoolBytes = 0, tasks = [task()] } = more;
  const began: string[] = [];
  const maintenance = {
    status: tasks,
    runNow: (name: string) => (began.push(name), new Promise(() => undefined)),
  };
  const database = {
    store: {
      rung: { sentence: 'PostgreSQL 18' },
      pools: [{ lane: 'read', size: 10, inUse: 2, waiting }],
      maintenance,
    },
    spool: { limitBytes: 1024 },
    recorder: { status: { state, stored: 5, buffered: 1, spoolBytes, commitMs: 2 } },
  } as unknown as Database;
  return { database, began };
}

describe('Operations', () => {
  let clock: FakeClock;
  let operations: Operations;

  beforeEach(() => {
    clock = new FakeClock();
    operations = new Operations({ clock, version: '1.2.3', liveSockets: () => 7 });
  });
  afterEach(() => operations.stop());

  const partOf = (database: Database, name: string) =>
    operations.health(database).parts.find((part) => part.name === name);

  it('say what is, with the figures', () => {
    clock.advance(90_500);
    const { database } = databaseWith();
    const health = operations.health(database);
    assert.deepEqual(
      [health.status, health.version, health.uptimeSeconds, health.liveSockets, health.recorder.spoolLimitBytes],
      ['ok', '1.2.3', 90, 7, 1024],
    );
    assert.equal(Date.parse(health.startedAt), clock.now() - 90_500);
    assert.ok(health.process.memoryMiB > 10 && health.process.heapMiB > 1);
    assert.ok(health.process.eventLoopUtilization >= 0 && health.process.eventLoopUtilization <= 1);
  });

  for (const [what, more, name, status, detail] of [
    ['questions wait', { waiting: 3 }, 'database', 'degraded', /read 3/],
    ['the database is away', { state: 'spooling', spoolBytes: 2 ** 20 }, 'spool', 'degraded', /away; 1 MiB/],
    ['the spool is full', { state: 'full', spoolBytes: 2 ** 20 }, 'spool', 'unavailable', /nothing more is confirmed/],
    ['a task fails', { tasks: [task({ outcome: 'failed' }), task({ task: 'retention' })] }, 'tasks', 'degraded', /: rollups\./],
  ] as const)
    it(`are ${status} when ${what}, and say where`, () => {
      const { database } = databaseWith(more);
      const part = partOf(database, name);
      assert.equal(part?.status, status);
      assert.match(part?.detail ?? '', detail);
      assert.equal(operations.health(database).status, status);
    });

  it('list what is done in the background', () => {
    const { database } = databaseWith({ tasks: [task({ lastStart: 0, durationMs: 12.34, outcome: 'failed', reason: 'away', backlog: 4 })] });
    assert.deepEqual(operations.tasks(database.store), [
      { task: 'rollups', running: false, runs: 3, lastStart: '1970-01-01T00:00:00.000Z', durationMs: 12.3, outcome: 'failed', reason: 'away', backlog: 4 },
    ]);
  });

  it('begin a task and do not wait for it; of one that is not there they name those that are', () => {
    const { database, began } = databaseWith();
    assert.equal(operations.run(database.store, 'rollups').task, 'rollups');
    assert.deepEqual(began, ['rollups']);
    assert.throws(() => operations.run(database.store, 'none'), { code: 'not-found', advice: /rollups/ });
  });
}); // prettier-ignore
