import { DAY_MS } from '../../core/duration';
import { ThermaCoreError } from '../../core/errors';
import type { SensorAddress } from '../../core/history';
import type { ConditionKind } from '../condition';
import type { AlarmPlant, SensorFacts } from '../ports';
import type { AlarmRuleInput } from '../rule';
import { ruleFaults } from '../rule-faults';
import { sensorOf, specOf, type Spec } from '../spec';
import { targetsOf } from '../targets';

/** Sources of one draft; a what-if over more would take minutes. */
export const MAX_WHAT_IF_ALARMS = 1000;
/** Sensors that are read, those of conditions, expressions and parents too. */
export const MAX_WHAT_IF_SENSORS = 2000;

/** Whatever the delays of a rule are, it is known for so long before the span how things stood. */
const LEAST_LEAD_MS = 3_600_000;
const MOST_LEAD_MS = 2 * DAY_MS;

/** Kinds that look at what no history is kept of. */
const WITHOUT_HISTORY: Partial<Record<ConditionKind, readonly [what: string, advice: string]>> = {
  'device-offline': [
    'whether devices answered is not kept',
    'A rule of kind stale on one of its sensors shows when nothing came from it.',
  ],
  anomaly: ['scores of anomalies are not kept', 'A rule of kind limit on the sensor itself can be replayed.'],
  foreign: [
    'what devices say of their own alarms is not kept',
    'A rule of kind limit on the sensor that it is about can be replayed.',
  ],
};

/** What a what-if has to look at, settled before it begins. */
export interface WhatIfPlan {
  readonly draft: AlarmRuleInput;
  /** The rule in force with the same key. */
  readonly current: AlarmRuleInput | undefined;
  /** Rules in force that suppress either, and those that suppress them. */
  readonly ancestors: readonly AlarmRuleInput[];
  /** All sensors that any of them looks at. */
  readonly sensors: readonly SensorAddress[];
  /** How many sources the draft is on. */
  readonly alarms: number;
  /** How long before the span readings begin to matter, in ms. */
  readonly leadMs: number;
  readonly notes: readonly string[];
}

/** `rules` are those in force. Throws `invalid` whose field is a path in the question, e.g. `rule.condition.limits`. */
export function planWhatIf(
  draft: AlarmRuleInput,
  rules: readonly AlarmRuleInput[],
  plant: AlarmPlant,
): WhatIfPlan {
  refuseKind(draft);
  const current = rules.find(({ key }) => key === draft.key);
  const others = rules.filter((rule) => rule !== current);
  const [fault] = ruleFaults(draft, plant, [...others, draft]);
  if (fault) throw invalid(`rule.${fault.field}`, fault.message, fault.advice);
  const alarms = targetsOf(draft, plant).length;
  if (alarms > MAX_WHAT_IF_ALARMS)
    throw tooMany(`The draft is on ${alarms} sensors, and a what-if can be on ${MAX_WHAT_IF_ALARMS}.`);
  const ancestors = ancestorsOf([draft, current], others);
  const specs = [draft, ...(current ? [current] : []), ...ancestors].flatMap((rule) => specsOf(rule, plant));
  const sensors = sensorsOf(specs, plant);
  if (sensors.length > MAX_WHAT_IF_SENSORS)
    throw tooMany(
      `The draft and the rules that go with it look at ${sensors.length} sensors, and ${MAX_WHAT_IF_SENSORS} can be read.`,
    );
  const leadMs = Math.min(MOST_LEAD_MS, Math.max(LEAST_LEAD_MS, ...specs.map(delaysOf)));
  return { draft, current, ancestors, sensors, alarms, leadMs, notes: notesOn(draft, current, ancestors) };
}

const invalid = (field: string, message: string, advice: string): ThermaCoreError =>
  new ThermaCoreError('invalid', message, { field, advice });

const tooMany = (message: string): ThermaCoreError =>
  invalid('rule.appliesTo', message, 'Narrow the pattern, for example to one unit.');

function refuseKind({ condition: { kind } }: AlarmRuleInput): void {
  const [what, advice] = WITHOUT_HISTORY[kind] ?? [];
  if (what !== undefined && advice !== undefined)
    throw invalid('rule.condition.kind', `A rule of kind ${kind} cannot be replayed: ${what}.`, advice);
}

function ancestorsOf(
  rules: readonly (AlarmRuleInput | undefined)[],
  others: readonly AlarmRuleInput[],
): AlarmRuleInput[] {
  const byKey = new Map(others.map((rule) => [rule.key, rule]));
  const found = new Set<AlarmRuleInput>();
  for (const rule of rules)
    for (let parent = rule?.parent; parent !== undefined;) {
      const above = byKey.get(parent);
      if (!above || found.has(above)) break;
      found.add(above);
      parent = above.parent;
    }
  return [...found];
}

/** Those that make sense: a rule in force may have ceased to fit the plant here and there. */
function specsOf(rule: AlarmRuleInput, plant: AlarmPlant): Spec[] {
  // Its parent is looked at on its own.
  const alone = { ...rule, parent: undefined };
  return targetsOf(rule, plant).flatMap((target) =>
    ruleFaults(alone, plant, [alone], [target]).length > 0 ? [] : specOf(rule, target, plant),
  );
}

function sensorsOf(specs: readonly Spec[], plant: AlarmPlant): SensorAddress[] {
  const found = new Map<string, SensorFacts>();
  for (const key of new Set(specs.flatMap(({ slots }) => slots))) {
    const place = sensorOf(key);
    const facts = place && plant.sensor(place.unit, place.sensor);
    if (facts) found.set(key, facts);
  }
  return Array.from(found.values(), ({ unit, sensor }) => ({ unit, sensor }));
}

const delaysOf = ({ onDelay, offDelay, enableDelay, staleAfter, lookBack }: Spec): number =>
  onDelay + offDelay + enableDelay + staleAfter + lookBack;

function notesOn(
  draft: AlarmRuleInput,
  current: AlarmRuleInput | undefined,
  ancestors: readonly AlarmRuleInput[],
): string[] {
  const notes: string[] = [];
  if (!draft.enabled) notes.push('The draft is switched off, so that it raises no alarms.');
  if (current && !current.enabled)
    notes.push('The rule in force is switched off, so that it raises no alarms.');
  const [lost, why] = WITHOUT_HISTORY[current?.condition.kind ?? 'limit'] ?? [];
  if (lost !== undefined && why !== undefined)
    notes.push(`The rule in force is of kind ${current?.condition.kind} and has no alarms here: ${lost}.`);
  for (const { key, condition } of ancestors) {
    const [what] = WITHOUT_HISTORY[condition.kind] ?? [];
    if (what !== undefined) notes.push(`The parent rule ${key} suppresses nothing here: ${what}.`);
  }
  return notes;
}
