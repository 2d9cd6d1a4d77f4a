import type { TenantState } from '../alarms/service/state';
import type { Ownership } from '../core/claiming';

/** How often in a row this process lets another one go first; it asks every two seconds. */
const PATIENCE = 3;

/**
 * Rules of the kind `anomaly` see the scores of their own process. So the process that evaluates the rules of a tenant is to
 * score its readings too: where another one does, or nobody knows yet, this one asks only after a while, in case that one
 * scores nothing.
 */
export function behindAlarms(ownership: Ownership, stateOf: (tenant: string) => TenantState): Ownership {
  const waited = new Map<string, number>();
  return {
    async claim(tenant) {
      const state = stateOf(tenant);
      const times = waited.get(tenant) ?? 0;
      if ((state === 'elsewhere' || state === 'starting') && times < PATIENCE) {
        waited.set(tenant, times + 1);
        return undefined;
      }
      waited.delete(tenant);
      return ownership.claim(tenant);
    },
  };
}
