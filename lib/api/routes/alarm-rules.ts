import { z } from 'zod';
import { PRIORITIES } from '../../alarms/condition';
import { AlarmRuleInput, AlarmRulePatch } from '../../alarms/rule';
import {
  AlarmRule,
  AlarmRuleChangeList,
  AlarmRuleList,
  AlarmRuleVerdict,
  ChangeReason,
  KeptAlarmRule,
} from '../../alarms/service/shown';
import { Key } from '../../core/plant';
import { route } from '../contract';
import { Cursor, limit, sortBy } from '../fields';

const tags = ['Alarm rules'] as const;

const RuleParams = z.object({ rule: Key }).strict();
const Version = z.int().min(1).describe('`version` that the change is made on; another one meanwhile: 409');

export const AlarmRuleAdd = z
  .object({ rule: AlarmRuleInput, reason: ChangeReason })
  .strict()
  .meta({ id: 'AlarmRuleAdd' });

export const AlarmRuleChange = z
  .object({ change: AlarmRulePatch, version: Version, reason: ChangeReason })
  .strict()
  .meta({ id: 'AlarmRuleChange' });

export const AlarmRuleSwitch = z.object({ reason: ChangeReason }).strict().meta({ id: 'AlarmRuleSwitch' });

export const AlarmRuleClone = z
  .object({
    key: Key.describe('Of the copy'),
    name: z.string().trim().min(1).max(200).optional().describe('Of the copy; left out: that of the rule'),
    enabled: z.boolean().default(false).describe('A copy is off until somebody has looked at it'),
    reason: ChangeReason,
  })
  .strict()
  .meta({ id: 'AlarmRuleClone' });

const input = {
  key: 'supply-temperature-high',
  name: 'Supply temperature high',
  appliesTo: { to: 'sensor', unit: 'boiler-1', sensor: 'supply-temperature' },
  condition: {
    kind: 'limit',
    limits: [
      { level: 'high-high', value: 95, priority: 'critical' },
      { level: 'high', value: 90 },
    ],
    deadband: { value: 1, as: 'absolute' },
  },
  onDelaySeconds: 5,
  priority: 'high',
  message: '{sensor} is {value} {uom}, limit {limit} {uom}',
  cause: 'Flow is too low, or the burner does not modulate.',
  consequence: 'The safety thermostat trips the burner.',
  response: 'Lower the set point and look at the pump.',
  responseSeconds: 300,
} as const;
const rule = {
  ...AlarmRuleInput.parse(input),
  version: 1,
  source: 'registry' as const,
  createdAt: '2026-11-27T09:00:00.000Z',
  updatedAt: '2026-11-27T09:00:00.000Z',
  updatedBy: 'admin@aqua',
};

export const listAlarmRules = route({
  operationId: 'listAlarmRules',
  method: 'GET',
  path: '/alarm-rules',
  permission: 'alarm:read',
  query: z
    .object({
      search: z.string().max(100).optional().describe('Part of a key or a name'),
      priority: z.enum(PRIORITIES).optional(),
      sort: sortBy(['key', 'name', 'enabled', 'priority', 'class', 'createdAt', 'updatedAt']),
      cursor: Cursor,
      limit: limit(100, 1000),
    })
    .strict(),
  response: AlarmRuleList,
  summary: 'The alarm rules of the tenant by key, with those that a flow brings first',
  description:
    'A rule with a `fault` is enabled and does not run: it does not fit the plant, or what is kept of it cannot be read (`stored`). A change of what the fault names repairs it.',
  tags,
  examples: { response: { items: [rule] } },
});

export const getAlarmRule = route({
  operationId: 'getAlarmRule',
  method: 'GET',
  path: '/alarm-rules/{rule}',
  permission: 'alarm:read',
  params: RuleParams,
  response: KeptAlarmRule,
  summary: 'One alarm rule',
  tags,
  errors: ['not-found'],
  examples: { response: rule },
});

export const createAlarmRule = route({
  operationId: 'createAlarmRule',
  method: 'POST',
  path: '/alarm-rules',
  permission: 'alarm-rule:create',
  body: AlarmRuleAdd,
  response: AlarmRule,
  status: 201,
  location: '/alarm-rules/{key}',
  summary: 'Add an alarm rule',
  description:
    'It counts at once, on the newest readings that are known. A rule that makes no sense for the plant is refused with the field; ask with `validate` for all its faults. The reason stands in the history of the rule (ISA-18.2, management of change).',
  tags,
  errors: ['conflict'],
  examples: { body: { rule: input, reason: 'Hazard study of November' }, response: rule },
});

export const updateAlarmRule = route({
  operationId: 'updateAlarmRule',
  method: 'PATCH',
  path: '/alarm-rules/{rule}',
  permission: 'alarm-rule:update',
  params: RuleParams,
  body: AlarmRuleChange,
  response: AlarmRule,
  summary: 'Change an alarm rule',
  description:
    'Fields that are left out stay; `null` clears those that may be absent. Its alarms go on from where they are: what is acknowledged stays so where the condition is the same. A rule of a flow is changed in the flow only (409).',
  tags,
  errors: ['not-found', 'conflict'],
  examples: {
    body: { change: { onDelaySeconds: 10 }, version: 1, reason: 'Chatters when the burner starts' },
    response: { ...rule, onDelaySeconds: 10, version: 2 },
  },
});

export const deleteAlarmRule = route({
  operationId: 'deleteAlarmRule',
  method: 'DELETE',
  path: '/alarm-rules/{rule}',
  permission: 'alarm-rule:delete',
  params: RuleParams,
  query: z.object({ reason: ChangeReason }).strict(),
  summary: 'Delete an alarm rule with its alarms; their journal stays',
  tags,
  errors: ['not-found', 'conflict'],
});

export const cloneAlarmRule = route({
  operationId: 'cloneAlarmRule',
  method: 'POST',
  path: '/alarm-rules/{rule}/clone',
  permission: 'alarm-rule:create',
  params: RuleParams,
  body: AlarmRuleClone,
  response: AlarmRule,
  status: 201,
  location: '/alarm-rules/{key}',
  summary: 'Copy an alarm rule under another key',
  description:
    'All else stays as it is; change the copy and switch it on. A rule of a flow can be copied too: the copy stands in the registry.',
  tags,
  errors: ['not-found', 'conflict'],
  examples: {
    body: { key: 'return-temperature-high', name: 'Return temperature high', reason: 'Same for the return' },
    response: { ...rule, key: 'return-temperature-high', name: 'Return temperature high', enabled: false },
  },
});

export const listAlarmRuleChanges = route({
  operationId: 'listAlarmRuleChanges',
  method: 'GET',
  path: '/alarm-rules/{rule}/changes',
  permission: 'alarm:read',
  params: RuleParams,
  query: z.object({ cursor: Cursor, limit: limit(50, 500) }).strict(),
  response: AlarmRuleChangeList,
  summary: 'Who changed an alarm rule, when and why, newest first; also of one that was deleted',
  description: 'Of a key that never was a rule in the registry the list is empty.',
  tags,
  examples: {
    response: {
      items: [
        {
          version: 1,
          at: '2026-11-27T09:00:00.000Z',
          user: 'admin@aqua',
          reason: 'Hazard study of November',
          rule: AlarmRuleInput.parse(input),
        },
      ],
    },
  },
});

const switching = {
  method: 'POST',
  permission: 'alarm-rule:update',
  params: RuleParams,
  body: AlarmRuleSwitch,
  response: AlarmRule,
  status: 200,
  tags,
  errors: ['not-found', 'conflict'],
} as const;

export const enableAlarmRule = route({
  ...switching,
  operationId: 'enableAlarmRule',
  path: '/alarm-rules/{rule}/enable',
  summary: 'Switch an alarm rule on',
  examples: { body: { reason: 'Commissioning is over' }, response: { ...rule, version: 2 } },
});

export const disableAlarmRule = route({
  ...switching,
  operationId: 'disableAlarmRule',
  path: '/alarm-rules/{rule}/disable',
  summary: 'Switch an alarm rule off: its alarms end',
  examples: {
    body: { reason: 'Replaced by another rule' },
    response: { ...rule, enabled: false, version: 2 },
  },
});

export const validateAlarmRule = route({
  operationId: 'validateAlarmRule',
  method: 'POST',
  path: '/alarm-rules/validate',
  permission: 'alarm:read',
  body: AlarmRuleInput,
  response: AlarmRuleVerdict,
  status: 200,
  summary: 'All that is wrong with a rule for this plant, by field; nothing is kept',
  tags,
  examples: {
    body: input,
    response: {
      sound: false,
      faults: [{ field: 'condition.limits.1.value', reason: 'high must be below high-high (95).' }],
      alarms: 1,
    },
  },
});

export const alarmRuleRoutes = [
  listAlarmRules,
  getAlarmRule,
  createAlarmRule,
  updateAlarmRule,
  deleteAlarmRule,
  enableAlarmRule,
  disableAlarmRule,
  validateAlarmRule,
  cloneAlarmRule,
  listAlarmRuleChanges,
] as const;
