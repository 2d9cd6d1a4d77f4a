import assert from 'node:assert/strict';
import { TimeZone } from '../../../lib/core/time-zone';
import {
  ReportInput,
  dueOf,
  nextOf,
  periodBefore,
  periodEarlier,
  requireSchedule,
  scheduleWords,
} from '../../../lib/reports';

const ZONE = 'Europe/Berlin';
const zone = TimeZone.find(ZONE) as TimeZone;
const at = (text: string): number => Date.parse(text);
const shown = ({ from, to }: { from: number; to: number }) => [
  new Date(from).toISOString(),
  new Date(to).toISOString(),
];

describe('the period of a report', () => {
  const friday = at('2026-11-27T05:00:00Z');

  it('is the last whole day, week or month by the clock of the plant', () => {
    assert.deepEqual(shown(periodBefore(friday, 'day', zone)), ['2026-11-25T23:00:00.000Z', '2026-11-26T23:00:00.000Z']);
    assert.deepEqual(shown(periodBefore(friday, 'week', zone)), ['2026-11-15T23:00:00.000Z', '2026-11-22T23:00:00.000Z']);
    assert.deepEqual(shown(periodBefore(friday, 'month', zone)), ['2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z']);
  }); // prettier-ignore

  it('has 25 hours on the day on which the clocks go back', () => {
    const { from, to } = periodBefore(at('2026-10-26T06:00:00Z'), 'day', zone);
    assert.equal(to - from, 25 * 3_600_000);
  });

  it('follows the one before it without a gap', () => {
    for (const period of ['day', 'week', 'month'] as const) {
      const span = periodBefore(friday, period, zone);
      assert.equal(periodEarlier(span, period, zone).to, span.from);
    }
  });

  it('of January is December of the year before', () => {
    assert.equal(
      shown(periodBefore(at('2027-01-05T05:00:00Z'), 'month', zone))[0],
      '2026-11-30T23:00:00.000Z',
    );
  });
});

describe('the schedule of a report', () => {
  const daily = { schedule: '0 6 * * *', enabled: true };

  it('is made for the last of several times that were missed, and then goes on', () => {
    const missed = at('2026-11-20T05:00:00Z');
    const due = dueOf(daily, ZONE, missed, at('2026-11-23T09:00:00Z'));
    assert.deepEqual(due, { at: at('2026-11-23T05:00:00Z'), following: at('2026-11-24T05:00:00Z') });
  });

  it('is made for its own time when nothing was missed', () => {
    const time = at('2026-11-23T05:00:00Z');
    assert.equal(dueOf(daily, ZONE, time, time + 5_000).at, time);
  });

  it('looks no further back than 40 days', () => {
    const due = dueOf(
      { ...daily, schedule: '0 6 1 1 *' },
      ZONE,
      at('2025-01-01T05:00:00Z'),
      at('2026-11-23T09:00:00Z'),
    );
    assert.equal(due.at, at('2025-01-01T05:00:00Z'));
  });

  it('gives no time to a report that is off or has none', () => {
    assert.equal(nextOf({ ...daily, enabled: false }, ZONE, 0), undefined);
    assert.equal(nextOf({ schedule: undefined, enabled: true }, ZONE, 0), undefined);
  });

  it('refuses times that are too close together', () => {
    assert.throws(
      () => requireSchedule({ schedule: '*/10 * * * *' }, ZONE, 0),
      /more often than every 15 minutes/,
    );
    requireSchedule({ schedule: '*/15 * * * *' }, ZONE, 0);
  });

  for (const [pattern, words] of [
    ['0 6 * * *', 'Every day at 06:00'],
    ['30 7 * * 1-5', 'Monday to Friday at 07:30'],
    ['0 6 * * 1', 'Every Monday at 06:00'],
    ['0 6 * * 7', 'Every Sunday at 06:00'],
    ['0 5 1 * *', 'Day 1 of each month at 05:00'],
    ['15 * * * *', 'Every hour at 15 past'],
    ['0 6,18 * * *', '0 6,18 * * *'],
  ] as const)
    it(`says "${pattern}" as "${words}"`, () => assert.equal(scheduleWords(pattern), words));

  it('asks the kind custom for its sections, and no section twice', () => {
    const parse = (more: object) => ReportInput.safeParse({ key: 'a', name: 'A', ...more }).success;
    assert.deepEqual(
      [parse({}), parse({ kind: 'custom' }), parse({ kind: 'custom', sections: ['alarms'] }), parse({ sections: ['alarms', 'alarms'] })],
      [true, false, true, false],
    ); // prettier-ignore
  });
});
