import type { ClaimState } from '../../core/claiming';

/** Where the evaluation of a tenant's rules is. */
export type TenantState = ClaimState | 'stopped';

export const STATE_TEXT: Readonly<Record<TenantState, string>> = {
  starting: 'loading rules and alarms',
  running: 'running',
  keeping: 'running; the database is away, alarms are kept for it',
  elsewhere: 'another process on this database evaluates the rules',
  away: 'the database is away',
  stopped: 'stopped',
};
