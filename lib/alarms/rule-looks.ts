import type { AlarmPlant } from './ports';
import type { AlarmRuleInput, RuleFault } from './rule';
import { ownFaults, parentFaults } from './rule-faults';
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

const NOTHING: readonly Wanted[] = [];

/**
 * Remembers what each rule came to: where the plant is the same, a rule that is the very same object comes to the same. Whether
 * its parent is there is another rule's affair and looked at each time.
 */
export class RuleLooks {
  private known = new Map<string, Look>();
  private coming = new Map<string, Look>();

  constructor(private readonly plant: AlarmPlant) {}

  /** To be called before `at` is asked of each rule, and `end` behind the last. */
  begin(): void {
    this.coming = new Map();
  }

  end(): void {
    this.known = this.coming;
  }

  /** Can be interrupted where it yields. */
  *at(
    rule: AlarmRuleInput,
    byKey: ReadonlyMap<string, AlarmRuleInput>,
    isSamePlant: boolean,
  ): Generator<undefined, Look> {
    const known = this.known.get(rule.key);
    const own = isSamePlant && known?.rule === rule ? known : yield* this.look(rule);
    this.coming.set(rule.key, own);
    const above = rule.parent === undefined ? [] : parentFaults(rule, byKey);
    return above.length === 0 ? own : { rule, faults: [...own.faults, ...above], wanted: NOTHING };
  }

  /**
   * A rule that is not sound has no alarms. A template has those that are: a unit that is new and has not all that the rule
   * looks at costs the others nothing.
   */
  private *look(rule: AlarmRuleInput): Generator<undefined, Look> {
    const { plant } = this;
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
