import type { Alarm, AlarmJournalLine, AlarmRule } from '../../../lib/alarms/service/shown';
import type { AlarmWhatIf } from '../../../lib/alarms/what-if/shapes';
import { AlarmRuleInput } from '../../../lib/alarms/rule';

/** What the nodes behind the pages of alarms answer, for a Node-RED that has none of them. */
const at = '2026-11-27T09:00:00.000Z';
const none = { active: 0, unacknowledged: 0, shelved: 0, suppressed: 0, outOfService: 0 };

const alarmOf = (priority: Alarm['priority'], more: Partial<Alarm> = {}): Alarm => ({
  id: `${priority}:boiler-1/supply`,
  shortId: priority,
  rule: 'supply-high',
  unit: 'boiler-1',
  sensor: 'supply',
  state: 'unacknowledged',
  since: at,
  active: true,
  level: 'high',
  priority,
  class: 'process',
  message: 'Supply temperature is 96 °C, limit 95 °C',
  value: 96,
  limit: 95,
  quality: 'good',
  firstOut: priority === 'critical',
  ...more,
});

const counts = { critical: { ...none, active: 1, unacknowledged: 1 }, high: none, medium: none, low: none };

export const alarmList = {
  items: [
    alarmOf('critical'),
    alarmOf('high', { state: 'acknowledged', acknowledgedBy: 'operator@aqua', comment: 'On my way' }),
    alarmOf('medium', { state: 'returned-unacknowledged', active: false }),
    alarmOf('low'),
  ],
  counts: { ...counts, journal: none },
  flood: false,
};

const line: AlarmJournalLine = {
  id: '1',
  rule: 'supply-high',
  alarm: 'supply-high:boiler-1/supply',
  unit: 'boiler-1',
  sensor: 'supply',
  at,
  evaluatedAt: at,
  event: 'acknowledge',
  from: 'unacknowledged',
  to: 'acknowledged',
  level: 'high',
  priority: 'high',
  class: 'process',
  quality: 'good',
  message: 'Supply temperature is 96 °C',
  correlation: '1',
  user: 'operator@aqua',
  comment: 'On my way',
};
export const journal = { items: [line] };

export const metrics = {
  from: at,
  to: at,
  operators: 1,
  alarms: 12,
  figures: [
    {
      id: 'per-day',
      value: 12,
      unit: 'alarms per operator and day',
      target: 150,
      limit: 300,
      rating: 'good',
    },
    { id: 'stale', value: 3, unit: 'alarms that last', target: 0, limit: 5, rating: 'manageable' },
    {
      id: 'flood-share',
      value: 0.2,
      unit: 'share of time in flood',
      target: 0.01,
      limit: 0.01,
      rating: 'over',
    },
  ],
  badActors: [{ alarm: 'supply-high:boiler-1/supply', rule: 'supply-high', alarms: 9, share: 0.75 }],
  chattering: { count: 1, alarms: ['supply-high:boiler-1/supply'] },
  fleeting: 0,
  standing: { count: 0, alarms: [] },
  stale: { count: 0, alarms: [] },
  floods: [],
  byPriority: { critical: 1, high: 2, medium: 9, low: 0, journal: 0 },
};

export const rule: AlarmRule = {
  ...AlarmRuleInput.parse({
    key: 'supply-high',
    name: 'Supply temperature high',
    appliesTo: { to: 'sensor', unit: 'boiler-1', sensor: 'supply' },
    condition: {
      kind: 'limit',
      limits: [
        { level: 'high-high', value: 95, priority: 'critical' },
        { level: 'high', value: 90 },
        { level: 'low', value: 40, deadband: { value: 5 } },
      ],
    },
    response: 'Lower the set point',
    schedule: { from: '06:00', to: '22:00' },
    enable: { when: { kind: 'state', sensor: 'running', states: [true] } },
  }),
  version: 1,
  source: 'registry',
  updatedAt: at,
  updatedBy: 'admin@aqua',
};

export const sensors = {
  items: [
    { unit: 'boiler-1', key: 'supply', name: 'Supply temperature', type: 'number', uom: '°C', rangeLow: 0, rangeHigh: 120 },
  ],
}; // prettier-ignore

const sideOf = (announcements: number) => ({
  announcements,
  standing: 0,
  activeSeconds: announcements * 900,
  longestSeconds: 7200,
  shareInAlarm: 0.031,
  byPriority: { critical: 0, high: 0, medium: announcements, low: 0, journal: 0 },
  byLevel: { high: announcements },
  peakPer10Minutes: 2,
  floods: 0,
  chatteringSources: 0,
  fleeting: 0,
  complete: true,
});
const place = { unit: 'boiler-1', sensor: 'supply', unitName: 'Boiler 1', sensorName: 'Supply temperature' };
const episode = {
  ...place,
  uom: '°C',
  decimals: 1,
  from: at,
  to: '2026-11-27T09:20:00.000Z',
  level: 'high' as const,
  priority: 'medium' as const,
  limit: 90,
  peak: 97.2,
  message: 'Supply temperature is 96 °C',
};

export const runningWhatIf: AlarmWhatIf = {
  id: 'w1',
  state: 'running' as const,
  progress: 0.4,
  readings: 51_840,
  createdAt: at,
  createdBy: 'admin@aqua',
  question: { rule, from: '2026-10-28T09:00:00.000Z', to: at },
};

/** Of 87 alarms 12 stay. */
export const doneWhatIf: AlarmWhatIf = {
  ...runningWhatIf,
  state: 'done' as const,
  progress: 1,
  result: {
    from: runningWhatIf.question.from,
    to: at,
    sensors: 1,
    alarms: 1,
    readings: 129_600,
    resolution: 'raw' as const,
    draft: sideOf(12),
    current: sideOf(87),
    comparison: { kept: 12, keptAs: 12, removed: 75, added: 0 },
    journalled: { announcements: 85 },
    timeline: {
      bucketSeconds: 21_600,
      buckets: [0, 3, 7, 2].map((announcements) => ({
        at,
        draft: { announcements: announcements > 2 ? 1 : 0, activeSeconds: 60 },
        current: { announcements, activeSeconds: announcements * 60 },
      })),
    },
    topSources: [{ ...place, draft: 12, current: 87 }],
    episodes: {
      items: [
        { ...episode, in: 'both' as const },
        { ...episode, in: 'current' as const, to: null },
      ],
      left: 85,
    },
    notes: ['Readings before 1 Nov are gone.'],
  },
};
