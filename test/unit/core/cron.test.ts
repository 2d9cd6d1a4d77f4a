import assert from 'node:assert/strict';
import { CronSchedule } from '../../../lib/core/cron';
import type { ThermaCoreError } from '../../../lib/core/errors';

const BERLIN = 'Europe/Berlin';
const read = (pattern: string, zone = BERLIN) => CronSchedule.read(pattern, zone, 'schedule');
const times = (pattern: string, after: string, count: number): string[] => {
  const schedule = read(pattern);
  const found: string[] = [];
  for (let at = Date.parse(after), i = 0; i < count; i++) {
    at = schedule.next(at) ?? NaN;
    found.push(new Date(at).toISOString());
  }
  return found;
};

describe('cron schedules', () => {
  it('go by the clock of the place, also over a change of the clocks', () => {
    // Clocks go back on 25 October 2026 and forward on 29 March 2026.
    assert.deepEqual(times('0 6 * * *', '2026-10-24T00:00:00Z', 3), [
      '2026-10-24T04:00:00.000Z',
      '2026-10-25T05:00:00.000Z',
      '2026-10-26T05:00:00.000Z',
    ]);
    assert.deepEqual(times('30 2 * * *', '2026-03-28T12:00:00Z', 2).length, 2);
    // 02:30 comes twice on that day, and counts once.
    const night = times('30 2 * * *', '2026-10-24T12:00:00Z', 2);
    assert.equal(Date.parse(night[1] as string) - Date.parse(night[0] as string) >= 23 * 3_600_000, true);
  });

  it('find the last time that is over', () => {
    const schedule = read('0 6 * * *');
    const now = Date.parse('2026-11-27T09:00:00Z');
    assert.equal(schedule.last(now - 5 * 86_400_000, now), Date.parse('2026-11-27T05:00:00Z'));
    assert.equal(schedule.last(now - 60_000, now), undefined);
    const exact = Date.parse('2026-11-27T05:00:00Z');
    assert.equal(schedule.last(exact, exact), exact);
  });

  it('tell how close together their times are', () => {
    assert.equal(read('*/5 * * * *').shortestGap(0), 300_000);
    assert.equal(read('0,3 6 * * *').shortestGap(0), 180_000);
  });

  for (const [pattern, words] of [
    ['0 6 * *', /does not have 5 fields/],
    ['0 0 6 * * *', /does not have 5 fields/],
    ['61 6 * * *', /cannot be read/],
    ['0 6 31 2 *', /never comes/],
    ['every day at six', /does not have 5 fields|cannot be read/],
  ] as const)
    it(`refuse "${pattern}" and name the field`, () => {
      assert.throws(
        () => read(pattern),
        (error: ThermaCoreError) =>
          error.code === 'invalid' && error.field === 'schedule' && words.test(error.message),
      );
    });
});
