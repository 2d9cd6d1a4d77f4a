import assert from 'node:assert/strict';
import { Schedule } from '../../../lib/alarms';
import { NEVER } from '../../../lib/alarms/memory';
import { ScheduleClock } from '../../../lib/alarms/schedule';

const clock = (schedule: object, zone = 'Europe/Berlin') => ScheduleClock.of(Schedule.parse(schedule), zone);
const utc = (text: string) => Date.parse(text);
const text = (instant: number) => (instant === NEVER ? 'never' : new Date(instant).toISOString());

describe('A schedule of a rule', () => {
  const night = clock({ days: ['friday'], from: '22:00', to: '06:00' });

  it('over midnight belongs to the day on which it begins', () => {
    assert.equal(night.holds(utc('2026-11-27T21:00:00Z')), true);
    assert.equal(night.holds(utc('2026-11-28T04:59:59Z')), true);
    assert.equal(night.holds(utc('2026-11-28T05:00:00Z')), false);
    assert.equal(night.holds(utc('2026-11-26T23:00:00Z')), false);
  });

  it('says when that changes', () => {
    assert.equal(text(night.nextChange(utc('2026-11-28T05:00:00Z'))), '2026-12-04T21:00:00.000Z');
    assert.equal(text(night.nextChange(utc('2026-12-04T21:00:00Z'))), '2026-12-05T05:00:00.000Z');
  });

  it('goes by the clock on the wall where that is set', () => {
    const daily = clock({ from: '06:00', to: '18:00' });
    assert.equal(text(daily.nextChange(utc('2026-03-28T20:00:00Z'))), '2026-03-29T04:00:00.000Z');
    assert.equal(text(daily.nextChange(utc('2026-10-24T20:00:00Z'))), '2026-10-25T05:00:00.000Z');
  });

  it('that is always on never changes', () => {
    assert.equal(clock({}).holds(0), true);
    assert.equal(clock({}).nextChange(utc('2026-03-28T20:00:00Z')), NEVER);
  });

  it('takes UTC where the zone is none', () =>
    assert.equal(text(clock({ from: '06:00' }, 'No/Where').nextChange(0)), '1970-01-01T06:00:00.000Z'));
});
