import type { Clock, Timer } from '../../../../core/clock';

/** Notifications of one tenant that wait to be handed out. */
export const MAX_WAITING = 5000;
/** How long notifications are handed out at a stretch, and how long everything else has its turn then. In ms. */
const STRETCH_MS = 10;
const PAUSE_MS = 10;

/**
 * Notifications on their way to the sessions: handing one out costs time for every item that monitors events, and a flood
 * of alarms must not keep the server from its other work. Tenants take turns. Where a tenant's fills up, what waits of it
 * is dropped, and `overflowed` is called once it is its turn.
 */
export class Outbox {
  private readonly waiting = new Map<string, (() => void)[]>();
  private readonly overflowing = new Set<string>();
  private timer: Timer | undefined;
  private stopped = false;

  constructor(
    private readonly clock: Clock,
    private readonly overflowed: (tenant: string) => void,
  ) {}

  push(tenant: string, deliver: () => void): void {
    if (this.stopped) return;
    const queue = this.waiting.get(tenant) ?? [];
    this.waiting.set(tenant, queue);
    if (queue.length >= MAX_WAITING) {
      queue.length = 0;
      this.overflowing.add(tenant);
    }
    queue.push(deliver);
    this.timer ??= this.clock.after(0, () => this.handOut());
  }

  stop(): void {
    this.stopped = true;
    this.timer?.stop();
    this.waiting.clear();
  }

  private handOut(): void {
    this.timer = undefined;
    const began = this.clock.monotonic();
    while (this.waiting.size > 0 && this.clock.monotonic() - began < STRETCH_MS)
      for (const [tenant, queue] of this.waiting) {
        // Those that wait are newer than what was lost.
        if (this.overflowing.delete(tenant)) this.overflowed(tenant);
        queue.shift()?.();
        if (queue.length === 0) this.waiting.delete(tenant);
      }
    if (this.waiting.size > 0 && !this.stopped) this.timer = this.clock.after(PAUSE_MS, () => this.handOut());
  }
}
