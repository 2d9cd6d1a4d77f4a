import type { Reading } from '../../core/reading';
import type { AlarmRuleInput } from '../rule';
import { countByPriority, type PriorityCounts } from './board';
import { STATE_TEXT, type TenantState } from './state';
import type { AlarmListener } from './ports';
import type { TenantAlarms } from './tenant-alarms';

/** A node that brings readings. */
export interface AlarmFeed {
  /** Whose rules are evaluated; undefined: those of all tenants that no other node names. */
  readonly tenant?: string | undefined;
  /** Rules typed into its form. */
  readonly rules: readonly AlarmRuleInput[];
  readonly onNotices: AlarmListener;
  readonly onStatus: () => void;
}

export interface FeedStatus {
  readonly state: TenantState;
  readonly text: string;
  readonly tenants: number;
  readonly active: number;
  readonly unacknowledged: number;
  readonly flood: boolean;
  /** Rules that do not run, or on fewer sensors than they should, as `tenant: rule`. */
  readonly brokenRules: readonly string[];
  readonly dropped: number;
}

export interface AlarmSummary {
  readonly counts: PriorityCounts;
  readonly flood: boolean;
}

export interface AlarmFeedLease {
  /** Evaluates. Never throws, never waits; readings are not changed. */
  readings(readings: readonly Reading[]): void;
  status(): FeedStatus;
  /** Of all alarms of a tenant, for banners. */
  summary(tenant: string): AlarmSummary;
  release(): void;
}

/** From the best to the worst, for a node that feeds several tenants. */
const STATES: readonly TenantState[] = ['running', 'keeping', 'starting', 'elsewhere', 'away', 'stopped'];

/** How the tenants of a node do, together. */
export function feedStatus(tenants: readonly TenantAlarms[]): FeedStatus {
  const state = STATES.findLast((one) => tenants.some((tenant) => tenant.state === one)) ?? 'starting';
  const counts = Object.values(countByPriority(tenants.flatMap(({ board }) => board.all)));
  const sum = (of: 'active' | 'unacknowledged'): number => counts.reduce((total, row) => total + row[of], 0);
  return {
    state,
    text: STATE_TEXT[state],
    tenants: tenants.length,
    active: sum('active'),
    unacknowledged: sum('unacknowledged'),
    flood: tenants.some(({ isFlood }) => isFlood),
    brokenRules: tenants.flatMap(({ tenant, brokenRules }) =>
      [...brokenRules.keys()].map((key) => `${tenant}: ${key}`),
    ),
    dropped: tenants.reduce((total, { dropped }) => total + dropped, 0),
  };
}

/** Readings by tenant, in their order; most messages are of one. */
export function* byTenant(
  readings: readonly Reading[],
): Generator<readonly [tenant: string, part: readonly Reading[]]> {
  let begin = 0;
  for (let i = 1; i <= readings.length; i++) {
    const key = readings[begin]?.tenant;
    if (i < readings.length && readings[i]?.tenant === key) continue;
    if (key !== undefined)
      yield [key, begin === 0 && i === readings.length ? readings : readings.slice(begin, i)];
    begin = i;
  }
}
