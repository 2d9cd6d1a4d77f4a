import assert from 'node:assert/strict';
import { createLogger } from '../../../lib/core/logger';
import type { Meter } from '../../../lib/core/meter';
import { Maintenance, type MaintenanceTask, type Progress } from '../../../lib/store/maintenance';
import { FakeClock } from '../../support/fake-clock';

const settle = async (): Promise<void> => {
  for (let i = 0; i < 10; i++) await Promise.resolve();
};

/** A task whose runs end when the test says so. */
class Held {
  runs = 0;
  signal: AbortSignal | undefined;
  private ends: { resolve(progress?: Progress): void; reject(error: Error): void }[] = [];
  readonly task: MaintenanceTask;

  constructor(name: string, everyMs: number, timeoutMs = 60_000) {
    this.task = {
      name,
      everyMs,
      timeoutMs,
      run: (signal) => {
        this.runs++;
        this.signal = signal;
        return new Promise((resolve, reject) => this.ends.push({ resolve, reject }));
      },
    };
  }

  async end(progress?: Progress): Promise<void> {
    this.ends.shift()?.resolve(progress);
    await settle();
  }

  async fail(message: string): Promise<void> {
    this.ends.shift()?.reject(new Error(message));
    await settle();
  }
}

describe('Maintenance', () => {
  let clock: FakeClock;
  let log: string[];
  let counted: string[];
  let gauges: Map<string, () => number | undefined>;
  const opened: Maintenance[] = [];

  const make = (...held: Held[]): Maintenance => {
    clock = new FakeClock();
    log = [];
    counted = [];
    gauges = new Map();
    const meter: Meter = {
      counter: (name) => ({
        add: (_, labels) => counted.push(`${name} ${labels?.['task']} ${labels?.['outcome']}`),
      }),
      gauge: (name, _, read) => void gauges.set(name, read),
      histogram: () => ({ observe: () => undefined }),
    };
    const maintenance = new Maintenance({
      tasks: held.map(({ task }) => task),
      clock,
      logger: createLogger((level, message, { task, reason }) =>
        log.push(`${level}: ${message} ${String(task)} ${String(reason)}`),
      ),
      meter,
      random: () => 0.5,
    });
    opened.push(maintenance);
    return maintenance;
  };
  afterEach(() => void opened.splice(0));

  it('runs each task at its own pace, the first time soon', async () => {
    const fast = new Held('rollups', 10_000);
    const slow = new Held('retention', 3_600_000);
    make(fast, slow).start();
    clock.advance(2_499);
    assert.deepEqual([fast.runs, slow.runs], [0, 0]);
    clock.advance(1);
    assert.deepEqual([fast.runs, slow.runs], [1, 1]);
    await fast.end();
    await slow.end();
    clock.advance(10_000);
    assert.deepEqual([fast.runs, slow.runs], [2, 1]);
  });

  it('never runs one twice at once', async () => {
    const held = new Held('rollups', 10_000, 600_000);
    const maintenance = make(held);
    maintenance.start();
    clock.advance(120_000);
    assert.equal(held.runs, 1);
    const joined = maintenance.runNow('rollups');
    await settle();
    assert.equal(held.runs, 1);
    await held.end({ lagSeconds: 5, backlog: 3 });
    assert.equal((await joined).outcome, 'ok');
    clock.advance(10_000);
    assert.equal(held.runs, 2);
  });

  it('tells what the last run did, also as metrics', async () => {
    const held = new Held('rollups', 10_000);
    const maintenance = make(held);
    assert.deepEqual(maintenance.status, [{ task: 'rollups', running: false, runs: 0 }]);
    const run = maintenance.runNow('rollups');
    assert.equal(maintenance.status[0]?.running, true);
    clock.advance(250);
    await held.end({ lagSeconds: 130, backlog: 7 });
    await run;
    assert.deepEqual(maintenance.status, [
      { task: 'rollups', running: false, runs: 1, lastStart: clock.now() - 250, durationMs: 250, outcome: 'ok', lagSeconds: 130, backlog: 7 },
    ]); // prettier-ignore
    assert.deepEqual(counted, ['thermacore_maintenance_runs_total rollups ok']);
    assert.equal(gauges.get('thermacore_rollup_lag_seconds')?.(), 130);
    assert.equal(gauges.get('thermacore_rollup_late_rows')?.(), 7);
  });

  it('logs an error once, another one again, and the recovery', async () => {
    const held = new Held('rollups', 10_000);
    const maintenance = make(held);
    const fail = async (message: string): Promise<void> => {
      const run = maintenance.runNow('rollups');
      await held.fail(message);
      await run;
    };
    maintenance.start();
    await fail('away');
    await fail('away');
    assert.equal(log.length, 1);
    assert.match(log[0] ?? '', /^warn: .* rollups away$/);
    await fail('broken');
    assert.equal(log.length, 2);
    for (let i = 0; i < 2; i++) {
      const run = maintenance.runNow('rollups');
      await held.end();
      await run;
    }
    assert.equal(log.length, 3);
    assert.match(log[2] ?? '', /^info: .* works again/);
    assert.equal(maintenance.status[0]?.reason, undefined);
    await maintenance.stop();
  });

  it('goes on after a failure', async () => {
    const held = new Held('rollups', 10_000);
    make(held).start();
    clock.advance(2_500);
    await held.fail('away');
    clock.advance(10_000);
    assert.equal(held.runs, 2);
  });

  it('tells a run that takes too long to stop, and begins no other before it did', async () => {
    const held = new Held('rollups', 10_000, 30_000);
    const maintenance = make(held);
    maintenance.start();
    clock.advance(2_500 + 29_999);
    assert.equal(held.signal?.aborted, false);
    clock.advance(1);
    assert.equal(held.signal?.aborted, true);
    clock.advance(60_000);
    assert.equal(held.runs, 1);
    await held.end();
    assert.equal(maintenance.status[0]?.outcome, 'timeout');
    assert.deepEqual(counted, ['thermacore_maintenance_runs_total rollups timeout']);
    assert.equal(log.length, 1);
    clock.advance(10_000);
    assert.equal(held.runs, 2);
  });

  it('stops: no run begins, one under way is told and waited for, no timer is left', async () => {
    const held = new Held('rollups', 10_000);
    const idle = new Held('retention', 3_600_000);
    const maintenance = make(held, idle);
    maintenance.start();
    clock.advance(2_500);
    await idle.end();
    let stopped = false;
    const stop = maintenance.stop().then(() => (stopped = true));
    await settle();
    assert.equal(held.signal?.aborted, true);
    assert.equal(stopped, false);
    await held.fail('aborted');
    await stop;
    assert.deepEqual(log, []);
    clock.advance(86_400_000);
    assert.deepEqual([held.runs, idle.runs], [1, 1]);
    assert.equal(clock.timers, 0);
  });

  it('does not wait for ever for a run that does not leave off', async () => {
    const held = new Held('rollups', 10_000);
    const maintenance = make(held);
    maintenance.start();
    clock.advance(2_500);
    const stop = maintenance.stop();
    await settle();
    clock.advance(5_000);
    await stop;
  });

  it('knows no task of another name', () => assert.rejects(make(new Held('a', 1)).runNow('b'), /no task b/));
});
