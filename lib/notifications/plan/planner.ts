import { isCall, type Item, type NotifiedEvent } from '../event';
import type { NotificationRouteInput } from '../route';
import { RoutePlanner, type PlannedMessage, type RouteState } from './route-planner';

/** What outlives a process; plain JSON. */
export interface PlannerState {
  readonly routes: Readonly<Record<string, RouteState>>;
  /** Unacknowledged alarms that were taken, and since when they are so. */
  readonly heard: readonly (readonly [id: string, at: number])[];
}

export const NOTHING_PLANNED: PlannerState = { routes: {}, heard: [] };

/** Alarms that are remembered as heard; of more, the oldest may be told again after a restart. */
const MAX_HEARD = 20_000;

/** After these an alarm waits for nobody any more. */
const SEEN_TO: ReadonlySet<NotifiedEvent> = new Set(['acknowledged', 'shelved', 'suppressed', 'out-of-service', 'removed']); // prettier-ignore

/**
 * The routes of one tenant: alarms and the time in, messages out, in the same order for the same input. Whoever uses it
 * calls `wake` at `wakeAt`, keeps `snapshot` with the messages, and gives it to the next one.
 */
export class NotificationPlanner {
  private planners: RoutePlanner[];
  private readonly heard: Map<string, number>;
  private messages: PlannedMessage[] = [];

  constructor(
    routes: readonly NotificationRouteInput[],
    timeZone: string,
    restored: PlannerState = NOTHING_PLANNED,
  ) {
    this.heard = new Map(restored.heard);
    this.planners = routes
      .filter(({ enabled }) => enabled)
      .map((route) => new RoutePlanner(route, timeZone, restored.routes[route.key]));
  }

  get wakeAt(): number {
    return this.planners.reduce((first, { wakeAt }) => Math.min(first, wakeAt), Infinity);
  }

  /** Escalations that go on. */
  get escalating(): number {
    return this.planners.reduce((sum, { escalating }) => sum + escalating, 0);
  }

  /** What was planned goes on by the routes as they are now; that of routes that went is dropped. */
  withRoutes(routes: readonly NotificationRouteInput[], timeZone: string): NotificationPlanner {
    const next = new NotificationPlanner(routes, timeZone, this.snapshot());
    next.messages = this.messages;
    return next;
  }

  take(item: Item, now: number): void {
    if (!this.isNews(item)) return;
    for (const planner of this.planners) planner.take(item, now);
    this.wake(now);
  }

  /**
   * What happened while nobody listened: alarms that are unacknowledged and were not heard of are told, and what waits
   * for others ends.
   */
  catchUp(unacknowledged: readonly Item[], stillOpen: ReadonlySet<string>, now: number): void {
    for (const id of [...this.heard.keys()])
      if (!stillOpen.has(id)) {
        this.heard.delete(id);
        for (const planner of this.planners) planner.forget(id);
      }
    for (const item of unacknowledged) this.take(item, now);
  }

  wake(now: number): void {
    for (const planner of this.planners) if (planner.wakeAt <= now) this.messages.push(...planner.wake(now));
  }

  /** The messages to be sent, once. */
  takeMessages(): PlannedMessage[] {
    const { messages } = this;
    this.messages = [];
    return messages;
  }

  snapshot(): PlannerState {
    return {
      routes: Object.fromEntries(this.planners.map((planner) => [planner.route.key, planner.snapshot()])),
      heard: [...this.heard],
    };
  }

  /** False for an announcement that was taken already. */
  private isNews({ id, event, at }: Item): boolean {
    if (event === 'raised' && this.heard.get(id) === at) return false;
    if (isCall(event)) {
      this.heard.delete(id);
      this.heard.set(id, at);
      const [oldest] = this.heard.keys();
      if (this.heard.size > MAX_HEARD && oldest !== undefined) this.heard.delete(oldest);
    } else if (SEEN_TO.has(event)) this.heard.delete(id);
    return true;
  }
}
