import type { Page } from '../core/plant';
import type { SortKey } from '../core/sort';
import type { ConditionKind, Priority } from './condition';
import type { AlarmRuleInput, AlarmRulePatch, RuleFault } from './rule';

export interface AlarmRuleRecord extends AlarmRuleInput {
  /** Goes up by one with each change. */
  readonly version: number;
  readonly createdAt: number;
  readonly createdBy: string | undefined;
  readonly updatedAt: number;
  readonly updatedBy: string | undefined;
}

/**
 * A rule as it is kept whose settings its schema does not read, e.g. after a version that asks for more. It has no alarms;
 * the others of its tenant do not suffer from it, and a change of what is wrong repairs it.
 */
export interface UnreadableRule extends Pick<
  AlarmRuleRecord,
  'key' | 'name' | 'enabled' | 'version' | 'createdAt' | 'createdBy' | 'updatedAt' | 'updatedBy'
> {
  readonly stored: unknown;
  readonly fault: RuleFault;
}
export type KeptRule = AlarmRuleRecord | UnreadableRule;

export const isReadable = (rule: KeptRule): rule is AlarmRuleRecord => !('stored' in rule);

/** Those of the registry that can be read, and of a flow's those whose key the registry does not have, readable or not. */
export function rulesInForce(
  registry: readonly KeptRule[],
  flow: readonly AlarmRuleInput[],
): AlarmRuleInput[] {
  const keys = new Set(registry.map(({ key }) => key));
  return [...registry.filter(isReadable), ...flow.filter(({ key }) => !keys.has(key))];
}

/** Who changes a rule, and why: a change without a reason is refused (management of change in ISA-18.2). */
export interface RuleChange {
  readonly user: string | undefined;
  readonly reason: string;
}

/** A change of a rule as it was made; the last one of a rule that was removed has no rule. */
export interface AlarmRuleChange {
  readonly version: number;
  readonly changedAt: number;
  readonly user?: string | undefined;
  readonly reason: string;
  readonly rule?: AlarmRuleInput | undefined;
}

export interface AlarmRuleFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Fields that the route lists. */
  readonly sort?: readonly SortKey[] | undefined;
  readonly enabled?: boolean | undefined;
  readonly kind?: ConditionKind | undefined;
  readonly priority?: Priority | undefined;
  readonly class?: string | undefined;
  /** Rules on many sensors or devices, or those on one. */
  readonly template?: boolean | undefined;
  /** Rules that name this unit, not those whose pattern fits it. */
  readonly unit?: string | undefined;
  /** Part of a key or a name. */
  readonly search?: string | undefined;
}

export interface AlarmRuleRepository {
  /** Every rule of the tenant; there are some thousands at most. One that is the same as in `known` is that very object. */
  all(tenant: string, known?: readonly KeptRule[]): Promise<readonly KeptRule[]>;
  /** By key. */
  list(tenant: string, filter: AlarmRuleFilter): Promise<Page<KeptRule>>;
  /** Rejects `not-found`, also for another tenant's. */
  get(tenant: string, key: string): Promise<KeptRule>;
  /** Rejects `conflict` where the key is taken. */
  add(tenant: string, rule: AlarmRuleInput, by: RuleChange): Promise<AlarmRuleRecord>;
  /** Rejects `conflict` where the version is not `version` any more. Repairs one that cannot be read. */
  update(tenant: string, key: string, patch: AlarmRulePatch, version: number, by: RuleChange): Promise<AlarmRuleRecord>; // prettier-ignore
  /** The same rule once more, under another key and name. Rejects `not-found`, and `conflict` where the key is taken. */
  clone(tenant: string, key: string, as: RuleCopy, by: RuleChange): Promise<AlarmRuleRecord>;
  /**
   * Its instances go with it; its journal stays. Rejects `conflict` where the version is not `version` any more;
   * without one it goes as it is.
   */
  remove(tenant: string, key: string, by: RuleChange, version?: number): Promise<void>;
  /** Newest first; also of a rule that was removed. */
  changes(
    tenant: string,
    key: string,
    page: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<Page<AlarmRuleChange>>;
}

/** What a copy does not take over, where it is to be otherwise. */
export interface RuleCopy {
  readonly key: string;
  readonly name?: string | undefined;
  readonly enabled?: boolean | undefined;
}
