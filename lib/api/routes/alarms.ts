import { z } from 'zod';
import { PRIORITIES } from '../../alarms/condition';
import { ALARM_LISTS } from '../../alarms/ports';
import { shortIdOf } from '../../alarms/short-id';
import { MAX_COMMENT_LENGTH } from '../../alarms/rule';
import { ALARM_SORTS } from '../../alarms/service/order';
import { Alarm, AlarmList } from '../../alarms/service/shown';
import { Key } from '../../core/plant';
import { route } from '../contract';
import { Cursor, limit, listOf, sortBy } from '../fields';

const tags = ['Alarms'] as const;

const MAX_AT_ONCE = 1000;
const WEEK_SECONDS = 7 * 86_400;

const Id = z
  .string()
  .min(1)
  .max(300)
  .describe('`shortId` of an alarm, or its `id`, whose `/` is written %2F in a path');
const AlarmParams = z.object({ alarm: Id }).strict();
const Comment = z
  .string()
  .trim()
  .min(1)
  .max(MAX_COMMENT_LENGTH)
  .describe('Why; stands in the journal and the audit log. Some rules ask for one');

/** What most actions say beside the alarm. */
export const AlarmActionInput = z
  .object({ comment: Comment.optional() })
  .strict()
  .meta({ id: 'AlarmActionInput' });

export const AlarmShelveInput = z
  .object({
    seconds: z
      .int()
      .min(1)
      .max(WEEK_SECONDS)
      .describe('For how long; its rule says the longest. It then comes back by itself'),
    comment: Comment.optional(),
  })
  .strict()
  .meta({ id: 'AlarmShelveInput' });

export const AlarmsAcknowledgeInput = z
  .object({
    alarms: z.array(Id).min(1).max(MAX_AT_ONCE).describe('`id` of each'),
    comment: Comment.optional(),
  })
  .strict()
  .meta({ id: 'AlarmsAcknowledgeInput' });

export const AlarmsAcknowledged = z
  .object({
    acknowledged: z.int(),
    refused: z
      .array(z.object({ alarm: z.string(), reason: z.string() }))
      .describe('The others are acknowledged all the same'),
  })
  .meta({ id: 'AlarmsAcknowledged' });
export type AlarmsAcknowledged = z.output<typeof AlarmsAcknowledged>;

const alarm = {
  id: 'pump-tripped:pump-1/state',
  shortId: shortIdOf('pump-tripped:pump-1/state'),
  rule: 'pump-tripped',
  unit: 'pump-1',
  sensor: 'state',
  state: 'unacknowledged' as const,
  since: '2026-11-27T09:00:00.000Z',
  active: true,
  level: 'active' as const,
  priority: 'critical' as const,
  class: 'process',
  message: 'Pump tripped: State is TRIPPED',
  value: 'TRIPPED',
  quality: 'good' as const,
  activeSince: '2026-11-27T09:00:00.000Z',
  firstOut: true,
  correlation: 'pump-tripped:pump-1/state@1795770000000',
  consequence: 'The building cools down within two hours.',
  response: 'Start the stand-by pump, then look at the motor protection.',
};
const acknowledged = {
  ...alarm,
  state: 'acknowledged' as const,
  since: '2026-11-27T09:00:12.000Z',
  acknowledgedBy: 'operator@aqua',
  acknowledgedAt: '2026-11-27T09:00:12.000Z',
};
const none = { active: 0, unacknowledged: 0, shelved: 0, suppressed: 0, outOfService: 0 };
const counts = {
  critical: { ...none, active: 1, unacknowledged: 1 },
  high: none,
  medium: none,
  low: none,
  journal: none,
};

export const listAlarms = route({
  operationId: 'listAlarms',
  method: 'GET',
  path: '/alarms',
  permission: 'alarm:read',
  query: z
    .object({
      view: z
        .enum(ALARM_LISTS)
        .default('announced')
        .describe(
          'announced: all that operators are told of; active: those whose condition holds; suppressed: by design',
        ),
      unit: Key.optional().describe('Only those of this unit'),
      rule: Key.optional().describe('Only those of this rule'),
      class: Key.optional().describe('Only those of this class'),
      priorities: listOf(z.array(z.enum(PRIORITIES)).min(1))
        .optional()
        .describe('Only those of these priorities, separated by commas'),
      sort: sortBy(ALARM_SORTS),
      cursor: Cursor,
      limit: limit(200, 1000),
    })
    .strict(),
  response: AlarmList,
  summary: 'The alarms as they are now, unacknowledged first, then by priority, newest first',
  description:
    'Comes from the memory of the process that evaluates the rules, or follows it a moment later in another process; without one (no flow has an *alarm rules* node) from what was stored last.',
  tags,
  examples: { response: { items: [alarm], counts, flood: false } },
});

export const getAlarm = route({
  operationId: 'getAlarm',
  method: 'GET',
  path: '/alarms/{alarm}',
  permission: 'alarm:read',
  params: AlarmParams,
  response: Alarm,
  summary: 'One alarm as it is now',
  tags,
  errors: ['not-found'],
  examples: { response: alarm },
});

export const acknowledgeAlarms = route({
  operationId: 'acknowledgeAlarms',
  method: 'POST',
  path: '/alarms/acknowledge',
  permission: 'alarm:acknowledge',
  body: AlarmsAcknowledgeInput,
  response: AlarmsAcknowledged,
  status: 200,
  summary: 'Acknowledge up to 1,000 alarms at once',
  description: 'Those that cannot be acknowledged are named with the reason; the others are.',
  tags,
  errors: ['unavailable'],
  examples: {
    body: { alarms: [alarm.id, 'overpressure:boiler-1/pressure'], comment: 'On my way' },
    response: {
      acknowledged: 1,
      refused: [
        {
          alarm: 'overpressure:boiler-1/pressure',
          reason: 'The alarm is not active, so it cannot be acknowledged.',
        },
      ],
    },
  },
});

const onOne = { method: 'POST', params: AlarmParams, response: Alarm, status: 200, tags } as const;
const errors = ['not-found', 'conflict', 'unavailable'] as const;
const examples = { body: { comment: 'On my way' }, response: acknowledged };

export const acknowledgeAlarm = route({
  ...onOne,
  operationId: 'acknowledgeAlarm',
  path: '/alarms/{alarm}/acknowledge',
  permission: 'alarm:acknowledge',
  body: AlarmActionInput,
  summary: 'Acknowledge an alarm',
  errors,
  examples,
});

export const resetAlarm = route({
  ...onOne,
  operationId: 'resetAlarm',
  path: '/alarms/{alarm}/reset',
  permission: 'alarm:acknowledge',
  body: AlarmActionInput,
  summary: 'Reset an alarm that is latched, returned and acknowledged',
  errors,
  examples: { body: {}, response: { ...acknowledged, state: 'normal', active: false } },
});

export const shelveAlarm = route({
  ...onOne,
  operationId: 'shelveAlarm',
  path: '/alarms/{alarm}/shelve',
  permission: 'alarm:shelve',
  body: AlarmShelveInput,
  summary: 'Shelve an alarm for some time',
  description:
    'It is announced to nobody meanwhile, and comes back by itself. Its condition goes on being tracked.',
  errors,
  examples: {
    body: { seconds: 3600, comment: 'Transmitter is being changed' },
    response: { ...alarm, state: 'shelved', shelvedUntil: '2026-11-27T10:00:00.000Z' },
  },
});

export const unshelveAlarm = route({
  ...onOne,
  operationId: 'unshelveAlarm',
  path: '/alarms/{alarm}/unshelve',
  permission: 'alarm:shelve',
  body: AlarmActionInput,
  summary: 'Take an alarm from the shelf before its time',
  errors,
  examples: { body: {}, response: alarm },
});

export const takeAlarmOutOfService = route({
  ...onOne,
  operationId: 'takeAlarmOutOfService',
  path: '/alarms/{alarm}/out-of-service',
  permission: 'alarm:service',
  body: AlarmActionInput,
  summary: 'Take an alarm out of service, until it is put back',
  errors,
  examples: { body: { comment: 'Pump is dismantled' }, response: { ...alarm, state: 'out-of-service' } },
});

export const returnAlarmToService = route({
  ...onOne,
  operationId: 'returnAlarmToService',
  path: '/alarms/{alarm}/return',
  permission: 'alarm:service',
  body: AlarmActionInput,
  summary: 'Put an alarm back in service',
  errors,
  examples: { body: {}, response: alarm },
});

export const alarmRoutes = [
  listAlarms,
  getAlarm,
  acknowledgeAlarms,
  acknowledgeAlarm,
  resetAlarm,
  shelveAlarm,
  unshelveAlarm,
  takeAlarmOutOfService,
  returnAlarmToService,
] as const;
