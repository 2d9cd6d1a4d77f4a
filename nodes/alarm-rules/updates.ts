import type { Clock, Timer } from '../../lib/core/clock';
import type { AlarmChange } from '../../lib/platform';

/** Alarms of one update; of more, pages ask for the list anew. */
const MAX_ALARMS = 100;

/** What pages get of a tenant's alarms. */
export interface AlarmUpdate {
  /** The newest state of each that changed. */
  readonly alarms: readonly AlarmChange[];
  /** More changed than is in here. */
  readonly more: boolean;
}

/**
 * Alarms that changed, newest state of each, handed out per tenant a few times a second: a page cannot draw more. The
 * first after a silence goes out at once.
 */
export class Updates {
  private readonly tenants = new Map<string, Map<string, AlarmChange>>();
  private timer: Timer | undefined;
  private last = -Infinity;

  constructor(
    private readonly clock: Clock,
    /** Shortest time between two updates, in ms. */
    private readonly interval: number,
    private readonly emit: (tenant: string, update: AlarmUpdate) => void,
  ) {}

  add(tenant: string, changes: readonly AlarmChange[]): void {
    let changed = this.tenants.get(tenant);
    if (!changed) this.tenants.set(tenant, (changed = new Map<string, AlarmChange>()));
    for (const change of changes) {
      // What changed last is last, and stays when there is not room for all.
      changed.delete(change.id);
      changed.set(change.id, change);
    }
    if (this.timer) return;
    const wait = this.last + this.interval - this.clock.monotonic();
    if (wait <= 0) this.flush();
    else this.timer = this.clock.after(wait, () => this.flush());
  }

  stop(): void {
    this.timer?.stop();
    this.tenants.clear();
  }

  private flush(): void {
    this.timer = undefined;
    this.last = this.clock.monotonic();
    const updates = [...this.tenants];
    this.tenants.clear();
    for (const [tenant, changed] of updates)
      this.emit(tenant, {
        alarms: [...changed.values()].slice(-MAX_ALARMS),
        more: changed.size > MAX_ALARMS,
      });
  }
}
