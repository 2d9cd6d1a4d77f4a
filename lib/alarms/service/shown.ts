import { z } from 'zod';
import { Key, pageOf } from '../../core/plant';
import { QUALITY_CLASSES } from '../../core/quality';
import { LIMIT_LEVELS, PRIORITIES, SINGLE_LEVEL } from '../condition';
import {
  MARKS,
  isReadable,
  type AlarmInstance,
  type AlarmRuleChange as KeptRuleChange,
  type AlarmRuleRecord,
  type AlarmSource,
  type JournalEntry,
  type KeptRule,
} from '../ports';
import { AlarmRuleInput } from '../rule';
import type { RuleFault } from '../rule-faults';
import { shortIdOf } from '../short-id';
import { ALARM_EVENTS, ALARM_STATES } from '../state-machine';

/** Alarms as the API, the nodes and the dashboards see them: times as text, and what is not there is absent. */
const Instant = z.iso.datetime({ offset: true });
const Value = z.union([z.number(), z.boolean(), z.string()]);
const Level = z
  .enum([...LIMIT_LEVELS, SINGLE_LEVEL])
  .describe('The limit that is passed; `active` for a rule with only one');

const Source = {
  unit: Key.optional().describe('Absent for the alarm of a device'),
  sensor: Key.optional(),
  device: Key.optional().describe('Of a device-offline rule'),
};

export const Alarm = z
  .object({
    id: z.string().describe('`rule:unit/sensor` or `rule:device`; one alarm per condition'),
    shortId: z
      .string()
      .describe(
        'The same alarm in 16 letters and digits, always the same; wherever an id is asked for it does as well',
      ),
    rule: Key,
    ...Source,
    state: z.enum(ALARM_STATES),
    since: Instant.describe('When it came into this state, in the field’s time'),
    active: z.boolean().describe('The condition holds, delays counted, also while it is covered'),
    level: Level.optional(),
    priority: z.enum(PRIORITIES),
    class: Key,
    message: z.string(),
    value: Value.optional().describe('Value of the sensor at the last change'),
    limit: z.number().optional(),
    quality: z.enum(QUALITY_CLASSES),
    activeSince: Instant.optional(),
    returnedAt: Instant.optional(),
    acknowledgedBy: z.string().optional(),
    acknowledgedAt: Instant.optional(),
    shelvedUntil: Instant.optional(),
    comment: z.string().optional(),
    firstOut: z.boolean().describe('The first of its group while no other of it was active'),
    correlation: z.string().optional().describe('The same for all lines of the journal of one occurrence'),
    cause: z.string().optional().describe('What usually brings it about, as its rule says'),
    consequence: z.string().optional().describe('What happens when nobody acts'),
    response: z.string().optional().describe('What the operator does'),
    link: z.string().optional().describe('Procedure or picture'),
  })
  .meta({ id: 'Alarm' });
export type Alarm = z.output<typeof Alarm>;

export const JOURNAL_EVENTS = [...ALARM_EVENTS, ...MARKS, 'withdrawn', 'removed'] as const;

export const AlarmJournalLine = z
  .object({
    id: z.string(),
    rule: Key,
    alarm: z.string().describe('`id` of the alarm'),
    ...Source,
    at: Instant.describe('When it happened, in the field’s time'),
    evaluatedAt: Instant.describe('When it was found, by the clock of the platform'),
    event: z
      .enum(JOURNAL_EVENTS)
      .describe(
        'withdrawn: late data proved the line `withdraws` wrong; quality-lost, quality-back: marks only; removed: its rule, sensor or device went',
      ),
    from: z.enum(ALARM_STATES),
    to: z.enum(ALARM_STATES),
    level: Level,
    priority: z.enum(PRIORITIES),
    class: Key,
    value: Value.optional(),
    limit: z.number().optional(),
    quality: z.enum(QUALITY_CLASSES),
    message: z.string(),
    correlation: z.string(),
    user: z.string().optional(),
    comment: z.string().optional(),
    shelvedUntil: Instant.optional(),
    firstOut: z.boolean().optional(),
    corrected: z.boolean().optional().describe('Found only when late data came'),
    withdraws: z.string().optional(),
  })
  .meta({ id: 'AlarmJournalLine' });
export type AlarmJournalLine = z.output<typeof AlarmJournalLine>;

const Fault = z.object({
  field: z.string().describe('e.g. condition.limits.0.value'),
  reason: z.string(),
});

const History = {
  version: z.int().describe('Goes up by one with each change'),
  createdAt: Instant.optional(),
  createdBy: z.string().optional(),
  updatedAt: Instant.optional(),
  updatedBy: z.string().optional(),
};

export const AlarmRule = AlarmRuleInput.extend({
  ...History,
  source: z
    .enum(['registry', 'flow'])
    .describe('flow: typed into the form of an alarm-rules node, and changed only there'),
  fault: Fault.optional().describe(
    'Why it does not fit the plant as it is, e.g. a sensor that is gone. It has no alarms, a template fewer',
  ),
})
  .strip()
  .meta({ id: 'AlarmRule' });
export type AlarmRule = z.output<typeof AlarmRule>;

export const UnreadableAlarmRule = z
  .object({
    key: Key,
    name: z.string(),
    enabled: z.boolean().describe('It has no alarms in either case'),
    ...History,
    source: z.literal('registry'),
    fault: Fault,
    stored: z.unknown().describe('The rule as it is kept'),
  })
  .meta({
    id: 'UnreadableAlarmRule',
    description:
      'A rule that is kept and cannot be read, e.g. since a newer version asks for more. It does not count; change what `fault` names, or delete it',
  });

/** A rule that reads has more members, so it is looked for first. */
export const KeptAlarmRule = z.union([AlarmRule, UnreadableAlarmRule]);
export type KeptAlarmRule = z.output<typeof KeptAlarmRule>;

export const AlarmRuleChange = z
  .object({
    version: z.int(),
    at: Instant,
    user: z.string().optional().describe('Absent: a flow'),
    reason: z.string(),
    rule: z.unknown().optional().describe('As it became, in the words of its time; absent: it was deleted'),
  })
  .meta({ id: 'AlarmRuleRevision' });
export type AlarmRuleChange = z.output<typeof AlarmRuleChange>;

/** Stands in the history of the rule. */
export const ChangeReason = z.string().trim().min(1).max(500).describe('Why it is changed');

export const AlarmRuleVerdict = z
  .object({
    sound: z.boolean(),
    faults: z.array(Fault),
    alarms: z.int().describe('How many alarms it would make: one for each sensor or device that it is on'),
  })
  .meta({ id: 'AlarmRuleVerdict' });
export type AlarmRuleVerdict = z.output<typeof AlarmRuleVerdict>;

export const AlarmCountsByPriority = z
  .object({
    active: z.int().describe('Announced and their condition holds'),
    unacknowledged: z.int(),
    shelved: z.int(),
    suppressed: z.int(),
    outOfService: z.int(),
  })
  .meta({ id: 'AlarmCountsByPriority' });

export const AlarmList = z
  .object({
    items: z.array(Alarm),
    nextCursor: z.string().optional(),
    counts: z
      .record(z.enum(PRIORITIES), AlarmCountsByPriority)
      .describe('Of all alarms of the tenant, whatever was asked for'),
    flood: z.boolean().describe('More new alarms come than an operator can handle'),
  })
  .meta({ id: 'AlarmList' });
export type AlarmList = z.output<typeof AlarmList>;
export const AlarmJournalList = pageOf(AlarmJournalLine, 'AlarmJournalList');
export const AlarmRuleList = pageOf(KeptAlarmRule, 'AlarmRuleList');

export const AlarmRuleChangeList = pageOf(AlarmRuleChange, 'AlarmRuleChangeList');

const instant = (ms: number): string => new Date(ms).toISOString();
const maybe = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : instant(ms));

/** Without the members that are undefined. */
function present<T extends object>(whole: T): T {
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined)) as T;
}

const placeOf = ({ unit, sensor, device }: AlarmSource) => ({ unit, sensor, device });

export function shownAlarm({ source, ...alarm }: AlarmInstance): Alarm {
  return present({
    ...alarm,
    shortId: shortIdOf(alarm.id),
    ...placeOf(source),
    since: instant(alarm.since),
    activeSince: maybe(alarm.activeSince),
    returnedAt: maybe(alarm.returnedAt),
    acknowledgedAt: maybe(alarm.acknowledgedAt),
    shelvedUntil: maybe(alarm.shelvedUntil),
  });
}

export function shownLine({ source, instance, ...line }: JournalEntry): AlarmJournalLine {
  return present({
    ...line,
    alarm: instance,
    ...placeOf(source),
    at: instant(line.at),
    evaluatedAt: instant(line.evaluatedAt),
    shelvedUntil: maybe(line.shelvedUntil),
  });
}

export const shownFault = ({ field, message, advice }: RuleFault): z.output<typeof Fault> => ({
  field,
  reason: `${message} ${advice}`,
});

export const shownRule = (record: AlarmRuleRecord, fault?: RuleFault): AlarmRule =>
  present({
    ...record,
    source: 'registry',
    createdAt: instant(record.createdAt),
    updatedAt: instant(record.updatedAt),
    fault: fault && shownFault(fault),
  });

/** `fault`: of one that can be read, and does not fit the plant. */
export const shownKeptRule = (rule: KeptRule, fault?: RuleFault): KeptAlarmRule =>
  isReadable(rule)
    ? shownRule(rule, fault)
    : present({
        ...rule,
        source: 'registry',
        createdAt: instant(rule.createdAt),
        updatedAt: instant(rule.updatedAt),
        fault: shownFault(rule.fault),
      });

export const shownRuleChange = ({ changedAt, ...change }: KeptRuleChange): AlarmRuleChange =>
  present({ ...change, at: instant(changedAt) });

/** A rule of a flow has no history of its own: the flow has it. */
export const shownFlowRule = (rule: AlarmRuleInput, fault?: RuleFault): AlarmRule =>
  present({ ...rule, source: 'flow', version: 1, fault: fault && shownFault(fault) });
