import type { Alarm, AlarmJournalLine, AlarmRule } from '../../../lib/alarms/service/shown';
import { AlarmRuleInput } from '../../../lib/alarms/rule';

/** What the nodes behind the pages of alarms answer, for a Node-RED that has none of them. */
const at = '2026-11-27T09:00:00.000Z';
const none = { active: 0, unacknowledged: 0, shelved: 0, suppressed: 0, outOfService: 0 };

const alarmOf = (priority: Alarm['priority'], more: Partial<Alarm> = {}): Alarm => ({
  id: `${priority}:boiler-1/supply`,
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
