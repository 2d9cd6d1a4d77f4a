import { PRIORITIES, type Priority } from '../../alarms/condition';
import type { ScheduleClock } from '../../alarms/schedule';
import type { Item } from '../event';

/** How one step of a route tells. */
export interface LaneRules {
  readonly limit: { readonly messages: number; readonly perMs: number } | undefined;
  readonly quiet: ScheduleClock | undefined;
  /** Priorities that are told in quiet hours too. */
  readonly passes: ReadonlySet<Priority>;
}

/** What waits to be told. Of more alarms than are kept only the number is known. */
export interface Pending {
  due: number;
  items: Item[];
  count: number;
}

export interface Said {
  /** more: those that the rate limit held up. */
  readonly kind: 'alarms' | 'more' | 'message';
  readonly items: readonly Item[];
  readonly count: number;
}

export interface LaneState {
  readonly soon?: Pending | undefined;
  readonly held?: Pending | undefined;
  readonly over?: Pending | undefined;
  /** When messages went, within the time of the limit. */
  readonly sent: readonly number[];
}

/** Items kept of one message: room for acknowledgements that come meanwhile. */
export const MAX_KEPT = 200;

/** First out on top, then the most important, then the oldest. */
export const byImportance = (a: Item, b: Item): number =>
  Number(b.firstOut ?? false) - Number(a.firstOut ?? false) ||
  PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority) ||
  a.at - b.at;

/** Gathers what one step of a route has to tell, and says when it goes out: grouped, kept quiet, limited. */
export class Lane {
  private soon: Pending | undefined;
  private held: Pending | undefined;
  private over: Pending | undefined;
  private texts: Pending[] = [];
  private sent: number[];

  constructor(
    private readonly rules: LaneRules,
    state: LaneState = { sent: [] },
  ) {
    const { soon, held, over, sent } = structuredClone(state);
    this.soon = soon;
    this.held = held;
    this.over = over;
    this.sent = [...sent];
  }

  get wakeAt(): number {
    return [...this.texts, this.soon, this.held, this.over].reduce(
      (first, waiting) => Math.min(first, waiting?.due ?? Infinity),
      Infinity,
    );
  }

  /** The alarm goes out with others `waitMs` after the first of them. Gives when that is, the limit left aside. */
  add(item: Item, now: number, waitMs: number): number {
    const { quiet, passes } = this.rules;
    if (quiet?.holds(now) && !passes.has(item.priority)) {
      this.held = joined(this.held, item, quiet.nextChange(now));
      return this.held.due;
    }
    this.soon = joined(this.soon, item, now + waitMs);
    return this.soon.due;
  }

  /** A text waits for no others. */
  tell(item: Item, now: number): void {
    const { quiet, passes } = this.rules;
    if (quiet?.holds(now) && !passes.has(item.priority)) this.add(item, now, 0);
    else this.texts.push({ due: now, items: [item], count: 1 });
  }

  /** Whoever has not been told of the alarm yet need not be. True where that is so. */
  drop(id: string): boolean {
    let dropped = false;
    for (const waiting of [this.soon, this.held, this.over]) {
      const at = waiting?.items.findIndex((item) => item.id === id) ?? -1;
      if (!waiting || at < 0) continue;
      waiting.items.splice(at, 1);
      waiting.count--;
      dropped = true;
    }
    return dropped;
  }

  /** It returned before it was told. True where that is so. */
  returned(id: string): boolean {
    let found = false;
    for (const waiting of [this.soon, this.held, this.over]) {
      const at = waiting?.items.findIndex((item) => item.id === id) ?? -1;
      const item = waiting?.items[at];
      if (!waiting || !item) continue;
      waiting.items[at] = { ...item, returned: true };
      found = true;
    }
    return found;
  }

  /** What goes out now. */
  wake(now: number): Said[] {
    const said: Said[] = [];
    const { over, soon, held, texts } = this;
    this.texts = [];
    if (over && over.due <= now) {
      this.over = undefined;
      this.say(over, 'more', now, said);
    }
    for (const text of texts) this.say(text, 'message', now, said);
    if (soon && soon.due <= now) {
      this.soon = undefined;
      this.say(soon, 'alarms', now, said);
    }
    if (held && held.due <= now) {
      this.held = undefined;
      this.say(held, 'alarms', now, said);
    }
    return said;
  }

  snapshot(): LaneState {
    const { soon, held, over, sent } = this;
    return structuredClone({ soon, held, over, sent });
  }

  private say(waiting: Pending, kind: Said['kind'], now: number, said: Said[]): void {
    if (waiting.count <= 0) return;
    const { limit } = this.rules;
    if (limit) {
      this.sent = this.sent.filter((at) => at > now - limit.perMs);
      const [oldest] = this.sent;
      if (oldest !== undefined && this.sent.length >= limit.messages) {
        this.over = merged(this.over, waiting, oldest + limit.perMs);
        return;
      }
      this.sent.push(now);
    }
    said.push({ kind, items: waiting.items.sort(byImportance), count: waiting.count });
  }
}

function joined(waiting: Pending | undefined, item: Item, due: number): Pending {
  if (!waiting) return { due, items: [item], count: 1 };
  waiting.due = Math.min(waiting.due, due);
  const at = waiting.items.findIndex(({ id }) => id === item.id);
  if (at >= 0) {
    waiting.items[at] = item;
    return waiting;
  }
  waiting.items.push(item);
  waiting.count++;
  return kept(waiting);
}

function merged(over: Pending | undefined, more: Pending, due: number): Pending {
  if (!over) return { ...more, due };
  const known = new Set(over.items.map(({ id }) => id));
  const fresh = more.items.filter(({ id }) => !known.has(id));
  over.count += more.count - (more.items.length - fresh.length);
  over.items.push(...fresh);
  return kept(over);
}

function kept(waiting: Pending): Pending {
  if (waiting.items.length > MAX_KEPT) {
    waiting.items.sort(byImportance);
    waiting.items.length = MAX_KEPT;
  }
  return waiting;
}
