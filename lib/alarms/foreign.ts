import { createHash } from 'node:crypto';
import { FOREIGN_LEVELS, type ConditionReport, type SeverityBands } from '../core/foreign-condition';
import { toKey } from '../core/ids';
import type { ReadingValue } from '../core/reading';
import { PRIORITIES, SINGLE_LEVEL, type Condition, type Level, type Priority } from './condition';
import { UNKNOWN, type Detector, type SpecLevel } from './detect';
import { AlarmRuleInput } from './rule';
import { GOOD } from './track';

/**
 * A condition that another system keeps, as an alarm of ours. What that system says of it is the value on a track, as
 * text: so it has its place in time, and comes back after a restart, like any reading.
 */
export type Told = Omit<ConditionReport, 'condition' | 'name' | 'source' | 'at' | 'quality'>;

const MAX_TEXT = 500;

export const encodeReport = ({
  condition: _condition,
  name: _name,
  source: _source,
  at: _at,
  quality: _quality,
  ...told
}: ConditionReport): string =>
  JSON.stringify({ ...told, message: told.message.slice(0, MAX_TEXT) } satisfies Told);

let last: { readonly text: string; readonly told: Told } | undefined;

/** What `encodeReport` made a text of. */
export function toldOf(value: ReadingValue | undefined): Told | undefined {
  if (typeof value !== 'string') return undefined;
  // Looked at several times in a row.
  if (last?.text !== value) last = { text: value, told: JSON.parse(value) as Told };
  return last.told;
}

const LEVELS: readonly Level[] = [...FOREIGN_LEVELS, SINGLE_LEVEL];

/** Each pair of priority and level, from the most severe on; one alarm walks through them. */
export const foreignLevels = (): SpecLevel[] =>
  PRIORITIES.flatMap((priority, p) =>
    LEVELS.map((level, l) => ({
      level,
      limit: undefined,
      priority,
      // The two of a pair are as bad as each other.
      rank: (PRIORITIES.length - p) * LEVELS.length - Math.floor(l / 2),
    })),
  );

const bandOf = (severity: number, bands: SeverityBands): Priority => {
  if (severity >= bands.critical) return 'critical';
  if (severity >= bands.high) return 'high';
  if (severity >= bands.medium) return 'medium';
  return severity >= bands.low ? 'low' : 'journal';
};

/** Which pair it is; not known while its system cannot be heard. */
export const foreignDetector =
  ({ severities }: Extract<Condition, { kind: 'foreign' }>, fixed: Priority): Detector =>
  ({ values, quality }) => {
    const told = toldOf(values[0]);
    if (!told || (quality[0] as number) > GOOD) return UNKNOWN;
    if (!told.active) return 0;
    const priority = severities ? bandOf(told.severity, severities) : fixed;
    const level = LEVELS.indexOf(told.level ?? SINGLE_LEVEL);
    return 1 << (PRIORITIES.indexOf(priority) * LEVELS.length + level);
  };

/** The enable condition of the rule, and that its system does not suppress it. */
export const unlessSuppressed =
  (enabled: Detector | undefined): Detector =>
  (sight) =>
    toldOf(sight.values[0])?.suppressed ? 0 : (enabled?.(sight) ?? 1);

const KEY_OF_NAME = 44;

/** Of a condition for which nobody wrote a rule. The same condition always has the same one. */
export function ruleOfCondition(
  device: string,
  { condition, name, source }: Pick<ConditionReport, 'condition' | 'name' | 'source'>,
  { class: ofClass, severities }: { readonly class: string; readonly severities: SeverityBands },
): AlarmRuleInput {
  const mark = createHash('sha256').update(`${device}\n${condition}`).digest('hex').slice(0, 16);
  const words = [source, name]
    .filter(Boolean)
    .join(': ')
    .replace(/\p{Cc}/gu, ' ')
    .trim();
  const title = (words || condition).slice(0, 200).trim();
  return AlarmRuleInput.parse({
    key: [toKey(title).slice(0, KEY_OF_NAME), mark].filter(Boolean).join('.'),
    name: title,
    appliesTo: { to: 'device', device },
    condition: { kind: 'foreign', condition, severities },
    class: ofClass,
    message: '{name}: {text}',
    commentRequired: [],
  });
}
