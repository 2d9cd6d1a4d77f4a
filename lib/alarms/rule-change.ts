import type { ZodError } from 'zod';
import { ThermaCoreError } from '../core/errors';
import type { RuleCopy } from './ports';
import { AlarmRuleInput, type AlarmRulePatch } from './rule';

/** What keeps settings from being a rule: the first thing, by its path. */
export function settingsFault({ issues: [issue] }: ZodError): {
  readonly field: string;
  readonly message: string;
} {
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  return {
    field: [...(issue?.path ?? []), ...unknown].join('.') || 'rule',
    message: `The alarm rule is not valid: ${issue?.message ?? 'no reason'}.`,
  };
}

/** Through the schema: a rule from before a setting was there gets its default. Throws `invalid` that names the field. */
export function ruleOf(given: unknown): AlarmRuleInput {
  const { success, data, error } = AlarmRuleInput.safeParse(given);
  if (success) return data;
  const { field, message } = settingsFault(error);
  throw new ThermaCoreError('invalid', message, { field });
}

/**
 * What is left out stays; null clears. It is the outcome that has to be valid, so that a change repairs a rule that cannot
 * be read; a setting that there is no more goes, for nobody could take it out.
 */
export function changedRule(kept: unknown, change: AlarmRulePatch | RuleCopy): AlarmRuleInput {
  const settings = Object.keys(AlarmRuleInput.shape);
  const known = Object.entries(kept as object).filter(([name]) => settings.includes(name));
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  const merged = Object.entries<unknown>(Object.fromEntries([...known, ...given]));
  return ruleOf(Object.fromEntries(merged.filter(([, value]) => value !== null && value !== undefined)));
}
