import type { Priority } from '../alarms/condition';
import type { Page } from '../core/plant';
import type { SortKey } from '../core/sort';
import type { NotificationContent } from './content';
import type { PlannerState } from './plan/planner';
import type { NotificationRouteInput, NotificationRoutePatch } from './route';
import type { Channel, OpenTarget } from './target';

interface Kept {
  /** Goes up by one with each change. */
  readonly version: number;
  readonly createdAt: number;
  readonly createdBy: string | undefined;
  readonly updatedAt: number;
  readonly updatedBy: string | undefined;
}
export type RouteRecord = NotificationRouteInput & Kept;
/** Secrets as they are kept: sealed, by their names. */
export type SealedSecrets = Readonly<Record<string, string>>;
export type TargetRecord = OpenTarget & Kept & { readonly secrets: SealedSecrets };
export type TargetChange = Partial<Omit<OpenTarget, 'key'>> & {
  readonly secrets?: SealedSecrets | undefined;
};

export interface ListFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Fields that the route lists. */
  readonly sort?: readonly SortKey[] | undefined;
}

/** Of one tenant at a time. All reject `not-found`, also for another tenant's; changes `conflict` for another version. */
export interface RouteRepository {
  all(tenant: string): Promise<readonly RouteRecord[]>;
  list(tenant: string, filter: ListFilter): Promise<Page<RouteRecord>>;
  get(tenant: string, key: string): Promise<RouteRecord>;
  add(tenant: string, route: NotificationRouteInput, user: string | undefined): Promise<RouteRecord>;
  update(tenant: string, key: string, patch: NotificationRoutePatch, version: number, user: string | undefined): Promise<RouteRecord>; // prettier-ignore
  remove(tenant: string, key: string, version?: number): Promise<void>;
}

export interface TargetRepository {
  all(tenant: string): Promise<readonly TargetRecord[]>;
  list(tenant: string, filter: ListFilter): Promise<Page<TargetRecord>>;
  get(tenant: string, key: string): Promise<TargetRecord>;
  add(
    tenant: string,
    target: OpenTarget,
    secrets: SealedSecrets,
    user: string | undefined,
  ): Promise<TargetRecord>;
  update(tenant: string, key: string, change: TargetChange, version: number, user: string | undefined): Promise<TargetRecord>; // prettier-ignore
  remove(tenant: string, key: string, version?: number): Promise<void>;
}

/**
 * planned: waits for its first attempt; failed: waits for another one; dead: given up, until somebody sends it again;
 * dropped: its target went or was switched off.
 */
export const DELIVERY_STATES = ['planned', 'failed', 'sent', 'dead', 'dropped'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** A message on its way to one target. Times in epoch ms. */
export interface Delivery {
  /** Unique in the installation: receivers tell repeats by it. */
  readonly id: string;
  readonly target: string;
  readonly channel: Channel;
  readonly route?: string | undefined;
  readonly step?: number | undefined;
  readonly state: DeliveryState;
  readonly priority: Priority;
  readonly subject: string;
  readonly count: number;
  readonly createdAt: number;
  /** The next attempt; the last one of those that are over. */
  readonly dueAt: number;
  readonly attempts: number;
  readonly reason?: string | undefined;
  /** The last attempt. */
  readonly triedAt?: number | undefined;
  readonly endedAt?: number | undefined;
  readonly content: NotificationContent;
}

export type NewDelivery = Pick<Delivery, 'id' | 'target' | 'channel' | 'createdAt' | 'dueAt' | 'content'>;
export type ListedDelivery = Omit<Delivery, 'content'>;
/** `since`: from when on the time for further attempts counts. */
export interface DueDelivery extends Delivery {
  readonly since: number;
  readonly tenant: string;
}

export interface DeliveryFilter extends ListFilter {
  readonly states?: readonly DeliveryState[] | undefined;
  readonly target?: string | undefined;
  readonly route?: string | undefined;
  readonly channel?: Channel | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export interface Outcome {
  readonly state: 'sent' | 'failed' | 'dead' | 'dropped';
  readonly at: number;
  readonly reason?: string | undefined;
  /** Of a `failed` one: when it is tried again. */
  readonly dueAt?: number | undefined;
}

/** How it goes with the messages to one target. Times in epoch ms. */
export interface TargetFigures {
  readonly target: string;
  readonly lastSentAt?: number | undefined;
  readonly lastFailedAt?: number | undefined;
  /** Why the last one that failed did. */
  readonly reason?: string | undefined;
  /** Since when nothing has arrived though it was tried; absent where the last attempt did. */
  readonly failingSince?: number | undefined;
  /** Messages that wait for an attempt. */
  readonly waiting: number;
  /** Messages that were given up since a time that the question names, and were not sent again. */
  readonly dead: number;
}

/** What a planner of a tenant is to go on from. */
export interface KeptPlan {
  readonly state: PlannerState;
  readonly revision: number;
}

/** What is to be sent, kept before it is: it outlives the process. */
export interface OutboxRepository {
  plan(tenant: string): Promise<KeptPlan>;
  /**
   * Keeps the plan and its messages, both or none. Resolves to the new revision; rejects `conflict` where another process
   * has written since `revision`.
   */
  keep(tenant: string, plan: KeptPlan, deliveries: readonly NewDelivery[]): Promise<number>;
  /** Messages without a plan. */
  add(tenant: string, deliveries: readonly NewDelivery[]): Promise<void>;
  /**
   * Takes some of those that are due, of all tenants, at most one a target and none of a target in `busy` (`tenant/target`).
   * Nobody else gets them until `now + leaseMs`; their attempts are counted.
   */
  take(now: number, leaseMs: number, limit: number, busy: readonly string[]): Promise<readonly DueDelivery[]>;
  /** The end of an attempt. False where another process has taken it over meanwhile. */
  settle(tenant: string, id: string, attempt: number, outcome: Outcome): Promise<boolean>;
  /** When the next one is due, of all tenants; undefined: none waits. */
  nextDue(): Promise<number | undefined>;
  /** How many wait, of all tenants. */
  waiting(): Promise<number>;
  /** Newest first. */
  list(tenant: string, filter: DeliveryFilter): Promise<Page<ListedDelivery>>;
  get(tenant: string, id: string): Promise<Delivery>;
  /** Of each target of the tenant, in the order of their keys; given up since `from`. */
  figures(tenant: string, from: number): Promise<readonly TargetFigures[]>;
  /** Sends one that was given up again. Rejects `conflict` for any other. */
  resend(tenant: string, id: string, now: number): Promise<Delivery>;
}

/** A message with all that it takes to send it. */
export interface Sending<S = unknown> {
  readonly tenant: string;
  readonly id: string;
  readonly settings: S;
  readonly secrets: Readonly<Record<string, string>>;
  readonly content: NotificationContent;
}

/** One channel's way out. Rejects with a SendError, whose message people read. */
export interface Sender {
  send(sending: Sending, signal: AbortSignal): Promise<void>;
  /** What is open for it is closed. */
  close?(): Promise<void>;
}

export type Senders = Readonly<Record<Channel, Sender>>;
