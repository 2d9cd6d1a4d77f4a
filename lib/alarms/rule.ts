import { z } from 'zod';
import { patchOf } from '../core/patch';
import { Key, UNIT_KINDS } from '../core/plant';
import {
  Condition,
  Expression,
  MAX_DELAY_SECONDS,
  NOT_NEGATIVE,
  PRIORITIES,
  SensorRef,
  StateValue,
} from './condition';

/**
 * An alarm rule: what is watched, when it counts, and what an operator is told (ISA-18.2 calls the latter
 * rationalisation). One schema validates requests, gives the type, the OpenAPI component and the form of the node.
 *
 * What a schema cannot know (limits in the wrong order, sensors that are not there) is in rule-faults.ts.
 */
const WEEK_SECONDS = 7 * 86_400;
export const DEFAULT_MAX_SHELVE_SECONDS = 8 * 3600;
/** As in AVEVA, so that a comment fits every screen and report. */
export const MAX_COMMENT_LENGTH = 200;

const Delay = z
  .number()
  .min(0, NOT_NEGATIVE)
  .max(MAX_DELAY_SECONDS, `can be ${MAX_DELAY_SECONDS} s (a day) at most`)
  .default(0);
const Text = z.string().trim().max(2000).default('');
/** A key in which `*` stands for any characters. */
export const KeyPattern = z
  .string()
  .regex(/^[a-z0-9*][a-z0-9._*-]{0,63}$/, 'must be a key in which * stands for any characters');

export const AppliesTo = z
  .discriminatedUnion('to', [
    z
      .object({ to: z.literal('sensor'), unit: Key, sensor: Key })
      .strict()
      .describe('One sensor'),
    z
      .object({
        to: z.literal('sensors'),
        unitKind: z.enum(UNIT_KINDS).optional().describe('Left out: units of any kind'),
        unit: KeyPattern.default('*'),
        sensor: KeyPattern,
      })
      .strict()
      .describe('A template: every sensor that matches has an alarm of its own'),
    z
      .object({ to: z.literal('device'), device: Key })
      .strict()
      .describe('One device (device-offline)'),
    z
      .object({ to: z.literal('devices'), device: KeyPattern.default('*') })
      .strict()
      .describe('A template for devices (device-offline)'),
  ])
  .describe('What the rule is on');
export type AppliesTo = z.output<typeof AppliesTo>;

export const Enable = z
  .object({
    when: z.discriminatedUnion('kind', [
      SensorRef.extend({
        kind: z.literal('state'),
        states: z.array(StateValue).min(1).max(50).describe('Values of the sensor in which the rule counts'),
      }).strict(),
      z.object({ kind: z.literal('expression'), expression: Expression }).strict(),
    ]),
    delaySeconds: Delay.describe(
      'How long it has to hold before the rule counts again, e.g. until a pump that was started brings flow. In seconds',
    ),
  })
  .strict()
  .describe('While this is false the alarm is suppressed by design. What is not known counts as true');
export type Enable = z.output<typeof Enable>;

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time such as 06:30');

export const Schedule = z
  .object({
    days: z
      .array(z.enum(WEEKDAYS))
      .min(1, 'needs at least one day')
      .max(7)
      .default([...WEEKDAYS]),
    from: TimeOfDay.default('00:00').describe('Local time of the plant at which it begins'),
    to: TimeOfDay.default('24:00').describe(
      'Local time at which it ends; before `from`: on the day after. The day is the one on which it begins',
    ),
  })
  .strict()
  .describe('When the rule counts, in the time zone of the tenant; outside it is suppressed by design');
export type Schedule = z.output<typeof Schedule>;

export const COMMENTED_ACTIONS = ['acknowledge', 'shelve', 'un-shelve', 'out-of-service', 'back-in-service', 'reset'] as const; // prettier-ignore

export const AlarmRuleInput = z
  .object({
    key: Key,
    name: z.string().trim().min(1).max(200).describe('Name shown to people'),
    enabled: z.boolean().default(true).describe('A rule that is off has no alarms'),
    appliesTo: AppliesTo,
    condition: Condition.describe('What is watched for'),
    onDelaySeconds: Delay.describe(
      'How long the condition has to last before it is an alarm, in seconds of the field’s time',
    ),
    offDelaySeconds: Delay.describe(
      'How long it has to be over before the alarm returns, in seconds of the field’s time',
    ),
    latch: z.boolean().default(false).describe('The alarm stays after its return until it is reset'),
    priority: z.enum(PRIORITIES).default('medium').describe('journal: kept, and announced to nobody'),
    class: Key.default('process').describe('Groups alarms for routes and reports, e.g. process, safety'),
    message: z
      .string()
      .trim()
      .min(1)
      .max(300)
      .default('{name}: {sensor} is {value} {uom}')
      .describe('What people read; {value}, {limit} and so on are filled in'),
    cause: Text.describe('What usually brings it about'),
    consequence: Text.describe('What happens when nobody acts'),
    response: Text.describe('What the operator does'),
    responseSeconds: z
      .number()
      .positive('must be more than 0')
      .max(WEEK_SECONDS)
      .optional()
      .describe('How long the operator has, in seconds'),
    link: z
      .url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' })
      .max(1000)
      .optional()
      .describe('Procedure or picture'),
    enable: Enable.optional(),
    schedule: Schedule.optional(),
    reAlarmSeconds: z
      .number()
      .min(1, 'must be 1 s at least; leave it out for none')
      .max(WEEK_SECONDS)
      .optional()
      .describe('After this time an alarm that is acknowledged and still active is announced again'),
    maxShelveSeconds: z
      .number()
      .min(0, NOT_NEGATIVE)
      .max(WEEK_SECONDS)
      .default(DEFAULT_MAX_SHELVE_SECONDS)
      .describe('Longest time it can be shelved for, in seconds (MaxTimeShelved of OPC 10000-9). 0: never'),
    commentRequired: z
      .array(z.enum(COMMENTED_ACTIONS))
      .max(COMMENTED_ACTIONS.length)
      .default(['shelve', 'out-of-service'])
      .describe('Actions that need a comment'),
    parent: Key.optional().describe(
      'Rule whose alarm explains this one: suppressed by design while that is active, on the same sensor, else in the same unit, else anywhere',
    ),
    firstOutGroup: Key.optional().describe(
      'Of the alarms of a group, the one that came first while no other was active is marked',
    ),
  })
  .strict()
  .meta({ id: 'AlarmRuleInput' });
export type AlarmRuleInput = z.output<typeof AlarmRuleInput>;
/** As it is written: what has a default may be left out. */
export type AlarmRuleDraft = z.input<typeof AlarmRuleInput>;

export const AlarmRulePatch = patchOf(AlarmRuleInput.omit({ key: true }), [
  'responseSeconds',
  'link',
  'enable',
  'schedule',
  'reAlarmSeconds',
  'parent',
  'firstOutGroup',
]).meta({ id: 'AlarmRulePatch', minProperties: 1 });
export type AlarmRulePatch = z.output<typeof AlarmRulePatch>;

/** What is wrong with a rule: one sentence that says what, one that says what to do. */
export interface RuleFault {
  /** Path in the rule, e.g. `condition.limits`. */
  readonly field: string;
  readonly message: string;
  readonly advice: string;
}
