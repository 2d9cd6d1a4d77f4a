import type { Selection } from './filter';
import { mergeNewest, type LiveItem, type Topic } from './item';
import { frameOf, type Subscription } from './subscription';

/** Items that wait above which only the newest of each address is kept: a screen shows now, the database keeps all. */
const REDUCE_AT = { readings: 5000, alarms: 500 } as const;
/** Items of one frame. Of a flood of alarms the rest follows with the next frames, and the client draws meanwhile. */
const FRAME_ITEMS = { readings: Infinity, alarms: 500 } as const;

/** All subscriptions of one tenant with one selection: what is serialised once for all of them. */
export class Group {
  readonly subscriptions = new Set<Subscription>();
  /** When the next frame may go at once, monotonic ms. */
  openAt = -Infinity;
  private pending: LiveItem[] = [];
  private reduceAt: number;

  constructor(
    readonly selection: Selection,
    readonly topic: Topic = 'readings',
    readonly tenant = '',
  ) {
    this.reduceAt = REDUCE_AT[topic];
  }

  /** Items wait for a further frame. */
  get isDue(): boolean {
    return this.pending.length > 0;
  }

  /** Keeps an item for the next frame. True if it is the first one. */
  add(item: LiveItem): boolean {
    this.pending.push(item);
    if (this.pending.length >= this.reduceAt) this.reduce();
    return this.pending.length === 1;
  }

  /** Hands the frame to every subscription; `onBehind` hears of those that could not take it. Returns frames sent. */
  flush(now: number, onBehind: (subscription: Subscription) => void): number {
    const { topic, pending } = this;
    if (pending.length === 0) return 0;
    const items = pending.slice(0, FRAME_ITEMS[topic]);
    this.pending = pending.slice(items.length);
    this.reduceAt = Math.max(REDUCE_AT[topic], this.pending.length * 2);
    // Most clients number their subscriptions alike, so that few frames differ.
    const frames = new Map<string | undefined, Buffer>();
    let sent = 0;
    for (const subscription of this.subscriptions) {
      const { id } = subscription;
      const frame = (): Buffer => {
        let made = frames.get(id);
        if (!made) frames.set(id, (made = frameOf(topic, id, items)));
        return made;
      };
      if (subscription.deliver(items, frame, now)) sent++;
      else onBehind(subscription);
    }
    return sent;
  }

  private reduce(): void {
    const newest = new Map<string, LiveItem>();
    mergeNewest(newest, this.pending);
    this.pending = [...newest.values()];
    // A tenant with more sensors than that must not reduce at every reading.
    this.reduceAt = Math.max(REDUCE_AT[this.topic], this.pending.length * 2);
  }
}
