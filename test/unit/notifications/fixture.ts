import type { Item, NotifiedEvent } from '../../../lib/notifications/event';
import { NotificationPlanner } from '../../../lib/notifications/plan/planner';
import type { PlannedMessage } from '../../../lib/notifications/plan/route-planner';
import { NotificationRouteInput, type NotificationRouteDraft } from '../../../lib/notifications/route';

export const T0 = Date.UTC(2026, 10, 27, 9);
export const SECOND = 1000;
export const MINUTE = 60_000;

export const route = (more: Partial<NotificationRouteDraft> = {}): NotificationRouteInput =>
  NotificationRouteInput.parse({
    key: 'on-duty',
    name: 'On duty',
    groupSeconds: 0,
    steps: [{ afterSeconds: 0, targets: ['lead'] }],
    ...more,
  });

export const item = (n: number | string, more: Partial<Item> = {}): Item => ({
  id: `hot:boiler-${n}/supply`,
  event: 'raised',
  at: T0,
  priority: 'high',
  class: 'process',
  message: `Supply ${n} is 95 °C`,
  rule: 'hot',
  unit: `boiler-${n}`,
  sensor: 'supply',
  ...more,
});

/** A planner with a clock that a test moves; what it says is gathered with the time at which it says it. */
export class Line {
  planner: NotificationPlanner;
  now = T0;
  readonly said: PlannedMessage[] = [];

  constructor(
    routes: readonly NotificationRouteInput[],
    readonly timeZone = 'UTC',
  ) {
    this.planner = new NotificationPlanner(routes, timeZone);
  }

  take(...items: Item[]): this {
    for (const one of items) this.planner.take(one, this.now);
    this.gather();
    return this;
  }

  tell(n: number | string, event: NotifiedEvent, more: Partial<Item> = {}): this {
    return this.take(item(n, { event, ...more }));
  }

  /** Moves the clock, and wakes the planner exactly when it wants to be. */
  pass(ms: number): this {
    const end = this.now + ms;
    while (this.planner.wakeAt <= end) {
      this.now = Math.max(this.now, this.planner.wakeAt);
      this.planner.wake(this.now);
      this.gather();
    }
    this.now = end;
    return this;
  }

  /** As after a kill: all that is left is what was kept. */
  restart(routes: readonly NotificationRouteInput[]): this {
    const kept: unknown = JSON.parse(JSON.stringify(this.planner.snapshot()));
    this.planner = new NotificationPlanner(
      routes,
      this.timeZone,
      kept as ReturnType<NotificationPlanner['snapshot']>,
    );
    return this;
  }

  /** "seconds step kind count: first ids", since the last time. */
  heard(): string[] {
    return this.said
      .splice(0)
      .map(
        ({ at, step, kind, count, items }) =>
          `${(at - T0) / SECOND} s, step ${step}: ${kind} ${count}: ${items.map(({ id, event }) => `${/-(.+)\//.exec(id)?.[1] ?? id} ${event}`).join(', ')}`,
      );
  }

  private gather(): void {
    this.said.push(...this.planner.takeMessages());
  }
}
