import type { RouteRecord, TargetFigures, TargetRecord } from '../ports';
import type { NotificationHealth, NotificationTargetHealth } from '../shown';
import type { PlanState } from './tenant-notifications';

/** What is known of the notifications of a tenant at a moment. */
export interface HealthFacts {
  /** none: no flow of this process feeds the alarms of the tenant. */
  readonly plan: PlanState | 'none';
  readonly escalating: number;
  readonly routes: readonly RouteRecord[];
  readonly targets: readonly TargetRecord[];
  readonly figures: readonly TargetFigures[];
}

const instant = (ms: number): string => new Date(ms).toISOString();

/** Whether people are told of alarms, and if not, why: the worst reason counts. */
export function healthOf({ plan, escalating, routes, targets, figures }: HealthFacts): NotificationHealth {
  const used = new Set(routes.filter(({ enabled }) => enabled).flatMap(({ steps }) => steps.flatMap((step) => step.targets))); // prettier-ignore
  const known = new Map(figures.map((one) => [one.target, one]));
  const shown = targets.map((target) => targetHealth(target, used.has(target.key), known.get(target.key)));
  const sum = (of: (one: NotificationTargetHealth) => number): number =>
    shown.reduce((total, one) => total + of(one), 0);
  const lastSent = figures.map(({ lastSentAt }) => lastSentAt).filter((at) => at !== undefined);
  return {
    verdict: verdictOf(plan, routes, shown),
    plan,
    escalating,
    waiting: sum(({ waiting }) => waiting),
    givenUp: sum(({ givenUp }) => givenUp),
    ...(lastSent.length > 0 ? { lastSentAt: instant(Math.max(...lastSent)) } : {}),
    targets: shown,
  };
}

function targetHealth(
  { key, enabled }: TargetRecord,
  used: boolean,
  figures: TargetFigures = { target: key, waiting: 0, dead: 0 },
): NotificationTargetHealth {
  const { lastSentAt, lastFailedAt, failingSince, reason, waiting, dead } = figures;
  const state = !enabled ? 'off' : failingSince !== undefined ? 'failing' : lastSentAt !== undefined ? 'works' : 'unproven'; // prettier-ignore
  return {
    target: key,
    used,
    state,
    waiting,
    givenUp: dead,
    ...(failingSince === undefined ? {} : { failingSince: instant(failingSince) }),
    ...(lastSentAt === undefined ? {} : { lastSentAt: instant(lastSentAt) }),
    ...(lastFailedAt === undefined ? {} : { lastFailedAt: instant(lastFailedAt) }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function verdictOf(
  plan: HealthFacts['plan'],
  routes: readonly RouteRecord[],
  targets: readonly NotificationTargetHealth[],
): NotificationHealth['verdict'] {
  if (plan === 'none') return 'unfed';
  if (plan === 'away' || plan === 'stopped') return 'away';
  const on = new Set(targets.filter(({ state }) => state !== 'off').map(({ target }) => target));
  const tells = routes.some(({ enabled, steps }) => enabled && steps[0]?.targets.some((key) => on.has(key)));
  if (!tells) return 'nobody';
  const counted = targets.filter(({ used, state }) => used && state !== 'off');
  if (counted.some(({ state }) => state === 'failing')) return 'failing';
  return counted.some(({ state }) => state === 'works') ? 'works' : 'unproven';
}
