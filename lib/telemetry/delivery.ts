import type { Clock, Timer } from '../core/clock';

interface Open {
  readonly settle: (stored: boolean) => void;
  readonly deadline: number;
}

export interface DeliveriesOptions {
  readonly clock: Clock;
  /** How long the flow may take before the delivery is given up, in ms. Default 30,000. */
  readonly timeoutMs?: number;
}

const SWEEP_MS = 1000;

/**
 * Deliveries that the field waits to have confirmed. A message carries only the id, because functions do not survive
 * cloning onto several wires; this is where the id finds its way back.
 *
 * One that nobody settles in time is settled as not stored, so that the field sends it again (ADR 2). How many can be
 * open is bounded by the connectors, which stop reading while too much of theirs is unsettled.
 */
export class Deliveries {
  private readonly open_ = new Map<string, Open>();
  private readonly clock: Clock;
  private readonly timeoutMs: number;
  private sweeper: Timer | undefined;
  private next = 0;

  constructor({ clock, timeoutMs = 30_000 }: DeliveriesOptions) {
    this.clock = clock;
    this.timeoutMs = timeoutMs;
  }

  /** Number of deliveries that are not settled yet. */
  get size(): number {
    return this.open_.size;
  }

  /** Registers a delivery; `settle` is called exactly once. */
  open(settle: (stored: boolean) => void): string {
    const id = (this.next++).toString(36);
    this.open_.set(id, { settle, deadline: this.clock.monotonic() + this.timeoutMs });
    this.sweeper ??= this.clock.every(SWEEP_MS, () => this.sweep());
    return id;
  }

  /** Settles a delivery; false if there is none of that id (any more). */
  settle(id: string, stored: boolean): boolean {
    const delivery = this.open_.get(id);
    if (!delivery) return false;
    this.open_.delete(id);
    delivery.settle(stored);
    return true;
  }

  /** Gives up all that is open. */
  close(): void {
    this.sweeper?.stop();
    this.sweeper = undefined;
    for (const id of [...this.open_.keys()]) this.settle(id, false);
  }

  /** Ids are in the order of their deadlines, so the sweep stops at the first that has time left. */
  private sweep(): void {
    const now = this.clock.monotonic();
    for (const [id, { deadline }] of this.open_) {
      if (deadline > now) return;
      this.settle(id, false);
    }
    this.sweeper?.stop();
    this.sweeper = undefined;
  }
}
