import { z } from 'zod';
import { AlarmRuleInput } from '../../alarms/rule';
import { AlarmWhatIf, AlarmWhatIfInput, AlarmWhatIfList } from '../../alarms/what-if/shapes';
import { route } from '../contract';

const tags = ['Alarm what-ifs'] as const;
/** Who may change a rule may try one out. */
const permission = 'alarm-rule:update';
const WhatIfParams = z.object({ whatIf: z.string().max(64).describe('`id` of the what-if') }).strict();

const draft = {
  key: 'supply-temperature-high',
  name: 'Supply temperature high',
  appliesTo: { to: 'sensor', unit: 'boiler-1', sensor: 'supply-temperature' },
  condition: { kind: 'limit', limits: [{ level: 'high', value: 92 }], deadband: { value: 1 } },
  onDelaySeconds: 30,
} as const;

const job = {
  id: 'mP3cVZkq8w0Zp8gq3b8c1A',
  state: 'running' as const,
  progress: 0.4,
  readings: 17_280,
  createdAt: '2026-11-27T09:00:00.000Z',
  createdBy: 'admin@aqua',
  startedAt: '2026-11-27T09:00:00.010Z',
  question: {
    rule: AlarmRuleInput.parse(draft),
    from: '2026-10-28T09:00:00.000Z',
    to: '2026-11-27T09:00:00.000Z',
  },
};

const side = {
  announcements: 14,
  standing: 0,
  activeSeconds: 9120,
  longestSeconds: 1380,
  shareInAlarm: 0.0035,
  byPriority: { critical: 0, high: 0, medium: 14, low: 0, journal: 0 },
  byLevel: { high: 14 },
  peakPer10Minutes: 2,
  floods: 0,
  chatteringSources: 0,
  fleeting: 0,
  complete: true,
};

const done = {
  ...job,
  state: 'done' as const,
  progress: 1,
  readings: 43_200,
  finishedAt: '2026-11-27T09:00:00.600Z',
  expiresAt: '2026-11-28T09:00:00.600Z',
  result: {
    from: job.question.from,
    to: job.question.to,
    sensors: 1,
    alarms: 1,
    readings: 43_200,
    firstReading: '2026-10-28T09:00:00.000Z',
    lastReading: '2026-11-27T08:59:00.000Z',
    resolution: 'raw' as const,
    draft: side,
    current: { ...side, announcements: 61, activeSeconds: 31_260, byLevel: { high: 61 } },
    comparison: { kept: 15, keptAs: 14, removed: 46, added: 0 },
    journalled: { announcements: 60 },
    timeline: {
      bucketSeconds: 21_600,
      buckets: [
        {
          at: '2026-10-28T06:00:00.000Z',
          draft: { announcements: 1, activeSeconds: 600 },
          current: { announcements: 3, activeSeconds: 1500 },
        },
      ],
    },
    topSources: [{ unit: 'boiler-1', sensor: 'supply-temperature', draft: 14, current: 61 }],
    episodes: {
      items: [
        {
          unit: 'boiler-1',
          sensor: 'supply-temperature',
          uom: '°C',
          decimals: 1,
          in: 'both' as const,
          from: '2026-11-26T17:12:00.000Z',
          to: '2026-11-26T17:31:00.000Z',
          current: { alarms: 1, from: '2026-11-26T17:09:00.000Z', to: '2026-11-26T17:35:00.000Z' },
          level: 'high' as const,
          priority: 'medium' as const,
          limit: 92,
          value: 92.4,
          peak: 94.1,
          message: 'Supply temperature high: Supply temperature is 92.4 °C',
        },
      ],
      left: 0,
    },
    notes: [],
  },
};

export const startAlarmWhatIf = route({
  operationId: 'startAlarmWhatIf',
  method: 'POST',
  path: '/alarm-what-ifs',
  permission,
  cost: 20,
  body: AlarmWhatIfInput,
  response: AlarmWhatIf,
  status: 202,
  location: '/alarm-what-ifs/{id}',
  summary: 'Work out in the background what a changed rule would have done',
  description:
    'The engine itself runs over the stored readings, with the draft and, where a rule with its key is in force, with that one; nothing is changed. Nobody acknowledges or shelves in a replay. A draft that makes no sense for the plant is refused with the field, such as `rule.condition.limits`; so are the kinds device-offline, anomaly and foreign, of which no history is kept. One what-if of a tenant runs at a time, five wait; answers are kept for a day.',
  tags,
  errors: ['rate-limited'],
  examples: {
    body: { rule: draft, days: 30 },
    response: { ...job, state: 'queued', progress: 0, readings: 0 },
  },
});

export const listAlarmWhatIfs = route({
  operationId: 'listAlarmWhatIfs',
  method: 'GET',
  path: '/alarm-what-ifs',
  permission,
  response: AlarmWhatIfList,
  summary: 'The what-ifs of the tenant with their progress, newest first, without their answers',
  tags,
  examples: { response: { items: [job] } },
});

export const getAlarmWhatIf = route({
  operationId: 'getAlarmWhatIf',
  method: 'GET',
  path: '/alarm-what-ifs/{whatIf}',
  permission,
  params: WhatIfParams,
  response: AlarmWhatIf,
  summary: 'One what-if with its progress, and its answer once it is done',
  tags,
  errors: ['not-found'],
  examples: { response: done },
});

export const removeAlarmWhatIf = route({
  operationId: 'removeAlarmWhatIf',
  method: 'DELETE',
  path: '/alarm-what-ifs/{whatIf}',
  permission,
  params: WhatIfParams,
  summary: 'Cancel a what-if that waits or runs, or remove one that is over',
  tags,
  errors: ['not-found'],
});

export const alarmWhatIfRoutes = [
  startAlarmWhatIf,
  listAlarmWhatIfs,
  getAlarmWhatIf,
  removeAlarmWhatIf,
] as const;
