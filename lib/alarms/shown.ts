import { QUALITY_CLASSES } from '../core/quality';
import type { ReadingValue } from '../core/reading';
import type { Happening } from './alarm';
import type { Instance } from './instance';
import { NEVER } from './memory';
import { renderMessage, type MessageFacts } from './message';
import type { AlarmInstance, JournalEntry } from './ports';
import { SINGLE_LEVEL, type Priority } from './condition';
import type { SpecLevel } from './detect';
import { isUnacknowledged } from './state-machine';

/** What a reading that never came counts as, and all else by its class. */
const qualityOf = (quality: number) => QUALITY_CLASSES[quality] ?? 'bad';

const NO_LEVEL: SpecLevel = { level: SINGLE_LEVEL, limit: undefined, priority: 'medium', rank: 0 };
const levelOf = ({ spec }: Instance, index: number): SpecLevel =>
  spec.levels[index] ?? spec.levels[0] ?? NO_LEVEL;

/** Of a foreign condition its severity stands for a value, and its own words for a message. */
function worded(
  { told, rule, source, facts }: Instance['spec'],
  known: Pick<MessageFacts, 'value' | 'limit' | 'level' | 'priority'>,
): { value: ReadingValue | undefined; message: string } {
  const foreign = told?.(known.value ?? undefined);
  const value = foreign ? foreign.severity : told ? null : known.value;
  const words = { ...known, name: rule.name, source, facts, value, text: foreign?.message };
  return { value: value ?? undefined, message: renderMessage(rule.message, words) };
}

/** The line of the journal for what happened. */
export function entryOf(
  instance: Instance,
  happening: Happening,
  more: Pick<JournalEntry, 'id' | 'evaluatedAt' | 'firstOut' | 'corrected'>,
): JournalEntry {
  const { rule, source } = instance.spec;
  const { level, limit, priority } = levelOf(instance, happening.level);
  const { at, event, from, to, value, quality, correlation, user, comment, shelvedUntil } = happening;
  return {
    id: more.id,
    rule: rule.key,
    instance: instance.spec.id,
    source,
    at,
    evaluatedAt: more.evaluatedAt,
    event,
    from,
    to,
    level,
    priority,
    class: rule.class,
    limit,
    quality: qualityOf(quality),
    ...worded(instance.spec, { value, limit, level, priority }),
    correlation,
    user,
    comment,
    shelvedUntil,
    firstOut: more.firstOut,
    corrected: more.corrected,
  };
}

/** The line that says that another one is not true. */
export const withdrawalOf = (entry: JournalEntry, id: string, evaluatedAt: number): JournalEntry => ({
  ...entry,
  id,
  evaluatedAt,
  event: 'withdrawn',
  message: `Not so, as readings that came late show: ${entry.message}`,
  firstOut: undefined,
  corrected: true,
  withdraws: entry.id,
});

/** The line that says that an alarm is there no more, because its rule or what it was on went. */
export const removalOf = (
  { id: instance, rule, source, ...alarm }: AlarmInstance,
  { id, at, evaluatedAt }: Pick<JournalEntry, 'id' | 'at' | 'evaluatedAt'>,
): JournalEntry => ({
  id,
  rule,
  instance,
  source,
  at: Math.max(at, alarm.since),
  evaluatedAt,
  event: 'removed',
  from: alarm.state,
  to: 'normal',
  level: alarm.level ?? SINGLE_LEVEL,
  priority: alarm.priority,
  class: alarm.class,
  value: alarm.value,
  limit: alarm.limit,
  quality: alarm.quality,
  message: alarm.message,
  correlation: alarm.correlation ?? `${instance}@${alarm.since}`,
});

/**
 * What was announced stays before the operators until they acknowledge it (ISA-18.2, return to normal unacknowledged), also
 * when it is down to a limit that nobody would be told of.
 */
function priorityOf(instance: Instance): Priority {
  const { memory: m } = instance.alarm;
  const { priority } = levelOf(instance, m.shownLevel);
  if (priority !== 'journal' || !isUnacknowledged(m.state)) return priority;
  return instance.spec.levels[m.announcedLevel]?.priority ?? priority;
}

/** The alarm as it is now. */
export function shownOf(instance: Instance): AlarmInstance {
  const { spec, alarm } = instance;
  const { rule, source } = spec;
  const { memory: m } = alarm;
  const { level, limit } = levelOf(instance, m.shownLevel);
  const priority = priorityOf(instance);
  return {
    id: spec.id,
    rule: rule.key,
    source,
    state: m.state,
    since: m.since,
    active: m.level >= 0,
    level: m.level >= 0 ? level : undefined,
    priority,
    class: rule.class,
    ...worded(spec, { value: m.value, limit, level, priority }),
    limit,
    quality: qualityOf(m.quality),
    activeSince: m.activeSince ?? undefined,
    returnedAt: m.returnedAt ?? undefined,
    acknowledgedBy: m.acknowledgedBy ?? undefined,
    acknowledgedAt: m.acknowledgedAt ?? undefined,
    shelvedUntil: m.shelvedUntil === NEVER ? undefined : m.shelvedUntilShown,
    comment: m.comment ?? undefined,
    firstOut: m.correlation !== null && instance.firstOutOf === m.correlation,
    correlation: m.correlation ?? undefined,
    cause: rule.cause || undefined,
    consequence: rule.consequence || undefined,
    response: rule.response || undefined,
    link: rule.link,
  };
}
