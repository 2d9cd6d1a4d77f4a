import { ScheduleClock } from '../../alarms/schedule';
import { keyMatcher } from '../../alarms/targets';
import { isCall, type Item } from '../event';
import { ENDINGS, type NotificationRouteInput } from '../route';
import { Lane, type LaneRules, type LaneState, type Said } from './lane';

/** A message to be sent, before it is put into words. */
export interface PlannedMessage extends Said {
  readonly route: NotificationRouteInput;
  /** From 0. */
  readonly step: number;
  readonly at: number;
}

/** An alarm that somebody has to acknowledge. */
interface Open {
  item: Item;
  /** From when on the steps are counted: when those of the first are told. */
  readonly base: number;
  /** The next one. */
  step: number;
}

export interface RouteState {
  readonly lanes: readonly LaneState[];
  readonly open: readonly Open[];
}

/** Alarms whose escalation a route keeps in mind; what comes beyond is told, and not escalated. */
export const MAX_OPEN = 2000;
const SECOND_MS = 1000;

const matchesAny = (patterns: readonly string[]): ((key: string | undefined) => boolean) => {
  if (patterns.includes('*')) return () => true;
  const matchers = patterns.map(keyMatcher);
  return (key) => key !== undefined && matchers.some((matches) => matches(key));
};

/** One route in time: alarms and the time in, messages out. Knows no clock of its own and no randomness. */
export class RoutePlanner {
  private readonly lanes: Lane[];
  private readonly open: Map<string, Open>;
  private readonly fitsRoute: (item: Item) => boolean;
  private readonly schedule: ScheduleClock | undefined;
  private readonly groupMs: number;
  /** The first moment at which a step is due; may be early. */
  private nextDue: number;

  constructor(
    readonly route: NotificationRouteInput,
    timeZone: string,
    state: RouteState = { lanes: [], open: [] },
  ) {
    const { schedule, quietHours, rateLimit, steps, groupSeconds } = route;
    const rules: LaneRules = {
      limit: rateLimit && { messages: rateLimit.messages, perMs: rateLimit.perSeconds * SECOND_MS },
      quiet: quietHours && ScheduleClock.of(quietHours, timeZone),
      passes: new Set(quietHours?.passes),
    };
    this.lanes = steps.map((_, i) => new Lane(rules, state.lanes[i]));
    this.open = new Map(state.open.map((open) => [open.item.id, { ...open }]));
    this.schedule = schedule && ScheduleClock.of(schedule, timeZone);
    this.groupMs = groupSeconds * SECOND_MS;
    this.nextDue = this.firstDue();
    const [isClass, isUnit, isRule] = [route.classes, route.units, route.rules].map(matchesAny);
    this.fitsRoute = (item) =>
      route.priorities.includes(item.priority) &&
      (item.event === 'message' ||
        (isClass?.(item.class) === true && isUnit?.(item.unit) === true && isRule?.(item.rule) === true));
  }

  get wakeAt(): number {
    return this.lanes.reduce((first, lane) => Math.min(first, lane.wakeAt), this.nextDue);
  }

  /** Alarms whose escalation goes on. */
  get escalating(): number {
    return this.open.size;
  }

  take(item: Item, now: number): void {
    if (item.event === 'message') {
      if (this.fits(item, now)) this.lanes[0]?.tell(item, now);
    } else if (isCall(item.event)) this.call(item, now);
    else this.end(item, now);
  }

  /** The alarm is seen to, which this process did not see happen. */
  forget(id: string): void {
    this.open.delete(id);
    for (const lane of this.lanes) lane.drop(id);
  }

  wake(now: number): PlannedMessage[] {
    this.escalate(now);
    return this.lanes.flatMap((lane, step) =>
      lane.wake(now).map((said) => ({ ...said, route: this.route, step, at: now })),
    );
  }

  snapshot(): RouteState {
    return {
      lanes: this.lanes.map((lane) => lane.snapshot()),
      open: Array.from(this.open.values(), (open) => ({ ...open })),
    };
  }

  private fits(item: Item, now: number): boolean {
    return (
      this.route.events.includes(item.event) &&
      this.fitsRoute(item) &&
      (this.schedule === undefined || this.schedule.holds(now))
    );
  }

  private call(item: Item, now: number): void {
    if (!this.fits(item, now)) return;
    const known = this.open.get(item.id);
    const goesOn = item.event === 'worse' ? known : undefined;
    const told = this.lanes.slice(0, goesOn?.step ?? 1).map((lane) => lane.add(item, now, this.groupMs));
    if (goesOn) goesOn.item = item;
    else if (this.lanes.length > 1 && (known || this.open.size < MAX_OPEN)) {
      const open = { item, base: told[0] ?? now, step: 1 };
      this.open.set(item.id, open);
      this.nextDue = Math.min(this.nextDue, this.dueOf(open));
    }
  }

  private end(item: Item, now: number): void {
    const byChoice = ENDINGS.find((ending) => ending === item.event);
    const ends = byChoice === undefined || this.route.endsOn.includes(byChoice);
    const open = this.open.get(item.id);
    const reached = this.lanes.slice(0, open?.step ?? 1);
    if (ends) this.open.delete(item.id);
    else if (open && item.event === 'returned') open.item = { ...open.item, returned: true };
    // Who was not told of it yet is not told of its end.
    let untold = false;
    for (const lane of this.lanes) {
      if (item.event === 'returned') untold = lane.returned(item.id) || untold;
      else if (ends) untold = lane.drop(item.id) || untold;
    }
    if (!untold && this.fits(item, now)) for (const lane of reached) lane.add(item, now, this.groupMs);
  }

  /** What is due within the time of a group goes along with what is due now: one message instead of many. */
  private escalate(now: number): void {
    while (this.nextDue <= now) {
      for (let step = 1; step < this.lanes.length; step++) {
        const waiting = [...this.open.values()].filter((open) => open.step === step);
        if (!waiting.some((open) => this.dueOf(open) <= now)) continue;
        for (const open of waiting) {
          if (this.dueOf(open) > now + this.groupMs) continue;
          this.lanes[step]?.add(open.item, now, 0);
          open.step++;
        }
      }
      this.nextDue = this.firstDue();
    }
  }

  private dueOf({ base, step }: Open): number {
    const after = this.route.steps[step]?.afterSeconds;
    return after === undefined ? Infinity : base + after * SECOND_MS;
  }

  private firstDue(): number {
    let first = Infinity;
    for (const open of this.open.values()) first = Math.min(first, this.dueOf(open));
    return first;
  }
}
