import assert from 'node:assert/strict';
import { KpiRunner, lastSpan } from '../../../../lib/platform/analytics/kpi-runner';
import { CronSchedule } from '../../../../lib/core/cron';
import type { Span } from '../../../../lib/core/history';
import { FakeClock } from '../../../support/fake-clock';

const MINUTE = 60_000;
const NINE = Date.UTC(2026, 10, 23, 9);
const schedule = { every: 15 * MINUTE, overMs: 60 * MINUTE, delayMs: 10_000 };
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('the schedule of a KPI', () => {
  let clock: FakeClock;
  let results: [number | undefined, Span][];
  let failures: unknown[];
  let calculate: (span: Span) => Promise<{ value: number | undefined; reason: string | undefined }>;
  let runner: KpiRunner;

  beforeEach(() => {
    clock = new FakeClock(NINE + 7 * MINUTE);
    results = [];
    failures = [];
    calculate = async () => ({ value: 1, reason: undefined });
    runner = new KpiRunner({
      ...schedule,
      clock,
      calculate: (span) => calculate(span),
      result: ({ value }, span) => void results.push([value, span]),
      fail: (error) => void failures.push(error),
    });
  });
  afterEach(() => runner.stop());

  it('looks at the last time that is over, late readings waited for', () => {
    assert.deepEqual(lastSpan(NINE + 9_999, schedule).to, NINE - 15 * MINUTE);
    assert.deepEqual(lastSpan(NINE + 10_000, schedule), { from: NINE - 60 * MINUTE, to: NINE });
  });

  it('calculates at whole quarters of an hour', async () => {
    runner.start();
    clock.advance(8 * MINUTE + 9_999);
    await turn();
    assert.equal(results.length, 0);
    clock.advance(1);
    await turn();
    clock.advance(15 * MINUTE);
    await turn();
    assert.deepEqual(
      results.map(([, { to }]) => to),
      [NINE + 15 * MINUTE, NINE + 30 * MINUTE],
    );
  });

  it('leaves one out while another takes too long', async () => {
    let calls = 0;
    let finish = (): void => undefined;
    calculate = () => {
      calls++;
      return new Promise((resolve) => (finish = () => resolve({ value: calls, reason: undefined })));
    };
    runner.start();
    for (let i = 0; i < 3; i++) clock.advance(15 * MINUTE);
    assert.equal(calls, 1);
    finish();
    await turn();
    clock.advance(15 * MINUTE);
    assert.equal(calls, 2);
  });

  describe('by cron', () => {
    const DAY = 86_400_000;
    const daily = { every: CronSchedule.read('0 6 * * 1-5', 'Europe/Berlin', 'schedule'), delayMs: 10_000 };

    it('looks at the time since the one before, by the clock of the plant', () => {
      // 23 November 2026 is a Monday; 06:00 in Berlin is 05:00 UTC.
      const six = NINE - 4 * 60 * MINUTE;
      assert.deepEqual(lastSpan(six + 9_999, daily), { from: six - 4 * DAY, to: six - 3 * DAY });
      assert.deepEqual(lastSpan(six + 10_000, daily), { from: six - 3 * DAY, to: six });
      assert.deepEqual(lastSpan(six + 10_000, { ...daily, overMs: DAY }), { from: six - DAY, to: six });
    });

    it('has a day of 25 hours when the clocks go back', () => {
      const every = CronSchedule.read('0 0 * * *', 'Europe/Berlin', 'schedule');
      const { from, to } = lastSpan(Date.UTC(2026, 9, 26), { every, delayMs: 0 });
      assert.equal(to - from, 25 * 60 * MINUTE);
    });

    it('waits for a time that is weeks away, and calculates once', async () => {
      const every = CronSchedule.read('0 6 1 * *', 'Europe/Berlin', 'schedule');
      const monthly = new KpiRunner({
        every,
        delayMs: 10_000,
        clock: (clock = new FakeClock(Date.UTC(2026, 11, 1, 5, 0, 10))),
        calculate: () => Promise.resolve({ value: 1, reason: undefined }),
        result: ({ value }, span) => void results.push([value, span]),
        fail: (error) => void failures.push(error),
      });
      monthly.start();
      for (let hours = 0; hours < 31 * 24 - 1; hours++) clock.advance(60 * MINUTE);
      await turn();
      assert.equal(results.length, 0);
      clock.advance(60 * MINUTE);
      await turn();
      monthly.stop();
      assert.deepEqual(results, [[1, { from: Date.UTC(2026, 11, 1, 5), to: Date.UTC(2027, 0, 1, 5) }]]);
    });
  });

  it('goes on after a failure', async () => {
    calculate = () => Promise.reject(new Error('away'));
    runner.start();
    clock.advance(15 * MINUTE);
    await turn();
    calculate = async () => ({ value: 2, reason: undefined });
    clock.advance(15 * MINUTE);
    await turn();
    assert.equal(failures.length, 1);
    assert.deepEqual(
      results.map(([value]) => value),
      [2],
    );
  });

  it('says nothing any more once it is stopped', async () => {
    let finish = (): void => undefined;
    calculate = () => new Promise((resolve) => (finish = () => resolve({ value: 1, reason: undefined })));
    const run = runner.run();
    runner.stop();
    finish();
    await run;
    runner.start();
    assert.deepEqual([results.length, clock.timers], [0, 0]);
  });
});
