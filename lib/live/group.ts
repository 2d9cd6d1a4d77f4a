import type { Selection } from './filter';
import { mergeNewest, type LiveItem } from './item';
import { readingsFrame, type Subscription } from './subscription';

/** Readings of one frame above which only the newest of each sensor is kept: a screen shows now, history keeps all. */
const REDUCE_AT = 5000;

/** All subscriptions of one tenant with one selection: what is serialised once for all of them. */
export class Group {
  readonly subscriptions = new Set<Subscription>();
  /** When the next frame may go at once, monotonic ms. */
  openAt = -Infinity;
  private pending: LiveItem[] = [];
  private reduceAt = REDUCE_AT;

  constructor(readonly selection: Selection) {}

  /** Keeps an item for the next frame. True if it is the first one. */
  add(item: LiveItem): boolean {
    this.pending.push(item);
    if (this.pending.length >= this.reduceAt) this.reduce();
    return this.pending.length === 1;
  }

  /** Hands the frame to every subscription; `onBehind` hears of those that could not take it. Returns frames sent. */
  flush(now: number, onBehind: (subscription: Subscription) => void): number {
    const items = this.pending;
    if (items.length === 0) return 0;
    this.pending = [];
    this.reduceAt = REDUCE_AT;
    // Most clients number their subscriptions alike, so that few frames differ.
    const frames = new Map<string | undefined, Buffer>();
    let sent = 0;
    for (const subscription of this.subscriptions) {
      const { id } = subscription;
      const frame = (): Buffer => {
        let made = frames.get(id);
        if (!made) frames.set(id, (made = readingsFrame(id, items)));
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
    this.reduceAt = Math.max(REDUCE_AT, this.pending.length * 2);
  }
}
