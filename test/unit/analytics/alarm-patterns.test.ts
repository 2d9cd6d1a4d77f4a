import assert from 'node:assert/strict';
import { alarmPatterns, type AlarmHit } from '../../../lib/analytics/alarm-patterns';
import { DAY_MS, HOUR_MS, START, noise } from './fixture';

const MINUTE_MS = 60_000;
const options = { from: START, to: START + 30 * DAY_MS, windowMs: 5 * MINUTE_MS, timezone: 'UTC', top: 10 };
const inOrder = (hits: AlarmHit[]) => [...hits].sort((a, b) => a.at - b.at);
/** `count` times spread at random over the thirty days. */
const scattered = (alarm: string, count: number, seed: number): AlarmHit[] => {
  const { uniform } = noise(seed);
  return Array.from({ length: count }, () => ({ alarm, at: START + uniform() * 30 * DAY_MS }));
};

describe('alarm patterns', () => {
  it('find what comes together and what follows what, and when', () => {
    const pumps = scattered('pump-trip', 40, 1);
    const pressure = pumps.slice(0, 30).map(({ at }) => ({ alarm: 'low-pressure', at: at + MINUTE_MS }));
    const found = alarmPatterns(inOrder([...pumps, ...pressure, ...scattered('door', 40, 2)]), options);
    const [sequence] = found.sequences;
    assert.deepEqual(
      [sequence?.first, sequence?.then, sequence?.times, sequence?.confidence, sequence?.delayMs],
      ['pump-trip', 'low-pressure', 30, 0.75, MINUTE_MS],
    );
    assert.ok((sequence?.lift ?? 0) > 10);
    assert.deepEqual([...(found.together[0]?.alarms ?? [])].sort(), ['low-pressure', 'pump-trip']);
    assert.ok((found.together[0]?.p ?? 1) < 1e-6);
    assert.equal(found.together.length, 1);
    assert.equal(found.sequences.length, 1);
  });

  it('call nothing a pattern that chance makes', () => {
    for (let seed = 0; seed < 20; seed++) {
      const hits = inOrder(['a', 'b', 'c', 'd'].flatMap((alarm, i) => scattered(alarm, 50, seed * 10 + i)));
      const { sequences } = alarmPatterns(hits, options);
      assert.deepEqual(sequences, [], `seed ${seed}`);
    }
  });

  it('do not count what happened twice or less', () => {
    const twice = [0, 1].flatMap((i) => [
      { alarm: 'a', at: START + i * DAY_MS },
      { alarm: 'b', at: START + i * DAY_MS + 1 },
    ]);
    assert.deepEqual(alarmPatterns(twice, options).sequences, []);
  });

  it('see the hour of the day in the zone of the plant', () => {
    const hits = Array.from({ length: 200 }, (_, i) => ({
      alarm: 'boost',
      at: START + Math.floor(i / 8) * DAY_MS + 5 * HOUR_MS + i * 1000,
    }));
    const { hours } = alarmPatterns(hits, { ...options, timezone: 'Europe/Berlin' });
    assert.equal(hours.peak, 6);
    assert.equal(hours.counts[6], 200);
    assert.ok((hours.p ?? 1) < 1e-12);
  });

  it('see the day of the week, Monday first', () => {
    const hits = Array.from({ length: 60 }, (_, i) => ({ alarm: 'a', at: START + (i % 4) * 7 * DAY_MS + i }));
    // The fixture begins on a Monday.
    assert.equal(alarmPatterns(inOrder(hits), options).weekdays.peak, 0);
  });

  it('say no rhythm of few alarms or even ones', () => {
    assert.equal(alarmPatterns(scattered('a', 20, 3), options).hours.p, undefined);
    const even = Array.from({ length: 720 }, (_, i) => ({ alarm: 'a', at: START + i * HOUR_MS }));
    assert.equal(alarmPatterns(even, options).hours.peak, undefined);
    assert.equal(alarmPatterns([], options).alarms, 0);
  });
});
