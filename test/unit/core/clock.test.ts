import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { sleep, systemClock, type Timer } from '../../../lib/core/clock';
import { FakeClock } from '../../support/fake-clock';

describe('the system’s clock', () => {
  it('tells the wall clock’s time, and one that only moves on', () => {
    assert.ok(Math.abs(systemClock.now() - Date.now()) < 1000);
    const first = systemClock.monotonic();
    assert.ok(systemClock.monotonic() >= first);
  });

  it('calls once, or again and again until stopped', async () => {
    let ticks = 0;
    await new Promise<void>((resolve) => {
      const timer: Timer = systemClock.every(1, () => {
        if (++ticks < 3) return;
        timer.stop();
        systemClock.after(5, resolve);
      });
    });
    assert.equal(ticks, 3);
  });

  it('does not call after stop', async () => {
    let called = false;
    systemClock.after(1, () => (called = true)).stop();
    await sleep(systemClock, 5);
    assert.equal(called, false);
  });

  it('keeps no process alive', () => {
    const clock = require.resolve('../../../lib/core/clock');
    const script = `const { systemClock } = require(${JSON.stringify(clock)});
      systemClock.after(60_000, () => {}); systemClock.every(60_000, () => {});`;
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--eval', script], {
      timeout: 40_000,
    });
    assert.equal(status, 0, String(stderr));
  });
});

describe('sleep', () => {
  it('is waited for by a process that has nothing else to do', () => {
    const clock = require.resolve('../../../lib/core/clock');
    const script = `const { sleep, systemClock } = require(${JSON.stringify(clock)});
      sleep(systemClock, 50).then(() => console.log('awake'));`;
    const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', '--eval', script], {
      timeout: 40_000,
    });
    assert.equal(String(stdout), 'awake\n');
  });

  it('resolves when the time has come, not before', async () => {
    const clock = new FakeClock();
    let awake = false;
    const slept = sleep(clock, 1000).then(() => (awake = true));
    clock.advance(999);
    await Promise.resolve();
    assert.equal(awake, false);
    clock.advance(1);
    await slept;
  });

  it('rejects with the reason when aborted, and leaves no timer', async () => {
    const clock = new FakeClock();
    const abort = new AbortController();
    const slept = sleep(clock, 1000, abort.signal);
    const reason = new Error('stopped');
    abort.abort(reason);
    await assert.rejects(slept, reason);
    assert.equal(clock.timers, 0);
  });

  it('rejects at once when aborted before', async () => {
    const clock = new FakeClock();
    await assert.rejects(sleep(clock, 1000, AbortSignal.abort(new Error('too late'))), /too late/);
    assert.equal(clock.timers, 0);
  });

  it('leaves no listener at a signal that lives longer', async () => {
    const clock = new FakeClock();
    const { signal } = new AbortController();
    for (let i = 0; i < 20; i++) {
      const slept = sleep(clock, 10, signal);
      clock.advance(10);
      await slept;
    }
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });
});

describe('the clock of the tests', () => {
  it('runs what is due in the order of time, then of asking, at its own time', () => {
    const clock = new FakeClock(0);
    const calls: [string, number][] = [];
    const note = (name: string) => () => calls.push([name, clock.now()]);
    clock.after(30, note('late'));
    clock.after(10, note('first'));
    clock.after(10, note('second'));
    const ticks = clock.every(20, note('tick'));
    clock.advance(45);
    ticks.stop();
    clock.advance(100);
    assert.deepEqual(calls, [['first', 10], ['second', 10], ['tick', 20], ['late', 30], ['tick', 40]]); // prettier-ignore
    assert.equal(clock.timers, 0);
    assert.equal(clock.monotonic(), 145);
  });

  it('runs what its own calls ask for on the way', () => {
    const clock = new FakeClock(0);
    let at = 0;
    clock.after(10, () => clock.after(10, () => (at = clock.now())));
    clock.advance(25);
    assert.equal(at, 20);
  });
});
