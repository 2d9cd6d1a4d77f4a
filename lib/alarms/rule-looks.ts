import type { AlarmPlant } from './ports';
import type { AlarmRuleInput, RuleFault } from './rule';
import { ownFaults } from './rule-faults';
import { specOf, type Spec } from './spec';
import { targetsOf } from './targets';

/** An alarm that is to be, and what it is made from. */
export interface Wanted {
  readonly spec: Spec;
  readonly print: string;
}

/** What a rule comes to on the plant. */
export interface Look {
  readonly rule: AlarmRuleInput;
  readonly faults: readonly RuleFault[];
  readonly wanted: readonly Wanted[];
}

/**
 * Looks at a rule, its parents apart; can be interrupted where it yields. One that is not sound has no alarms. A template has
 * those that are: a unit that is new and has not all that the rule looks at costs the others nothing.
 */
export function* lookAt(rule: AlarmRuleInput, plant: AlarmPlant): Generator<undefined, Look> {
  const targets = targetsOf(rule, plant);
  const faults = ownFaults(rule, plant, targets);
  const wanted: Wanted[] = [];
  if (!rule.enabled || (faults.length > 0 && targets.length < 2)) return { rule, faults, wanted };
  for (const target of targets) {
    if (faults.length > 0 && ownFaults(rule, plant, [target]).length > 0) continue;
    const print = JSON.stringify([rule, target.facts, plant.timeZone]);
    wanted.push({ spec: specOf(rule, target, plant), print });
    yield;
  }
  return { rule, faults, wanted };
}

/** Parents before their children; a rule whose parents go round in a circle is faulty and comes anywhere. */
export function sortedByParents(
  rules: Iterable<AlarmRuleInput>,
  byKey: ReadonlyMap<string, AlarmRuleInput>,
): readonly AlarmRuleInput[] {
  const levels: AlarmRuleInput[][] = [];
  for (const rule of rules) (levels[depthOf(rule, byKey)] ??= []).push(rule);
  return levels.flat();
}

/** How many rules stand above it. */
export function depthOf(rule: AlarmRuleInput, byKey: ReadonlyMap<string, AlarmRuleInput>): number {
  if (rule.parent === undefined) return 0;
  const seen = new Set([rule.key]);
  for (let key: string | undefined = rule.parent; key !== undefined; key = byKey.get(key)?.parent) {
    if (seen.has(key) || !byKey.has(key)) break;
    seen.add(key);
  }
  return seen.size - 1;
}
