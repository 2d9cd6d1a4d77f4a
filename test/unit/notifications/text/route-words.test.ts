import assert from 'node:assert/strict';
import type { NotificationRouteDraft } from '../../../../lib/notifications/route';
import { spanText, wordsOfRoute } from '../../../../lib/notifications/text/route-words';
import { route } from '../fixture';

const NAMES: Readonly<Record<string, string>> = { lead: 'Duty phone', boss: 'SMS gateway' };
const words = (more: Partial<NotificationRouteDraft> = {}): string[] =>
  wordsOfRoute(route(more), (key) => NAMES[key] ?? key);

describe('A route in words', () => {
  it('says which alarms, who, when, and what ends it', () => {
    assert.deepEqual(
      words({
        priorities: ['high', 'critical'],
        classes: ['process'],
        groupSeconds: 10,
        steps: [
          { afterSeconds: 0, targets: ['lead'] },
          { afterSeconds: 600, targets: ['boss', 'lead'] },
          { afterSeconds: 3600, targets: ['mail'] },
        ],
        rateLimit: { messages: 6, perSeconds: 300 },
        quietHours: { from: '22:00', to: '06:00' },
      }),
      [
        'Critical and high alarms of class process when they are raised or get worse, and texts that a flow sends.',
        'At once: Duty phone.',
        'After 10 min: SMS gateway and Duty phone, unless the alarm is acknowledged, shelved or returned by then.',
        'After 1 h: mail.',
        'What comes within 10 s is one message; of more than 6 in 5 min the rest is counted and told in one.',
        'Quiet every day, 22:00 to 06:00, except for critical alarms: what is still open at 06:00 is told then.',
      ],
    );
  });

  it('names units, rules and a shift where they are narrowed, and what ends it where that is chosen', () => {
    assert.deepEqual(
      words({
        priorities: ['low'],
        units: ['boiler-*', 'pump-1'],
        rules: ['hot'],
        events: ['returned'],
        endsOn: ['acknowledged'],
        steps: [
          { afterSeconds: 0, targets: ['lead'] },
          { afterSeconds: 90, targets: ['boss'] },
        ],
        schedule: {
          days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
          from: '06:00',
          to: '14:00',
        },
      }),
      [
        'Low alarms in the unit boiler-* or pump-1 by the rule hot when they return.',
        'At once: Duty phone.',
        'After 90 s: SMS gateway, unless the alarm is acknowledged by then.',
        'Each alarm is a message of its own.',
        'Counts Monday to Friday, 06:00 to 14:00 only.',
      ],
    );
  });

  it('says that it is off, that nothing passes, and that it is for texts only', () => {
    assert.equal(words({ enabled: false })[0], 'Switched off: it tells nobody. Switched on:');
    assert.equal(words({ events: ['message'] })[0], 'Critical and high texts that a flow sends.');
    const quiet = { days: ['saturday', 'sunday'] as ('saturday' | 'sunday')[], passes: [] };
    assert.equal(
      words({ quietHours: quiet }).at(-1),
      'Quiet Saturday and Sunday, all day: what is still open at 24:00 is told then.',
    );
  });

  it('gives times in the largest unit that they are a whole number of', () => {
    assert.deepEqual([0, 45, 60, 90, 7200, 86_400, 172_800].map(spanText), [
      '0 s',
      '45 s',
      '1 min',
      '90 s',
      '2 h',
      '1 day',
      '2 days',
    ]);
  });
});
