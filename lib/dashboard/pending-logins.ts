import type { Clock } from '../core/clock';
import { randomId } from '../core/ids';

interface Begun {
  readonly username: string;
  readonly password: string;
}

const KEEP_MS = 5 * 60_000;
/** More begin at once only when somebody floods: the oldest goes. */
const MAX_PENDING = 1000;

/**
 * Logins between password and code. What was typed stays in this process's memory for some minutes: the page has a
 * ticket only, which is good for one try.
 */
export class PendingLogins {
  private readonly pending = new Map<string, Begun & { readonly until: number }>();

  constructor(private readonly clock: Clock) {}

  add(begun: Begun): string {
    this.prune();
    const ticket = randomId();
    this.pending.set(ticket, { ...begun, until: this.clock.now() + KEEP_MS });
    return ticket;
  }

  take(ticket: string): Begun | undefined {
    const found = this.pending.get(ticket);
    this.pending.delete(ticket);
    if (!found || found.until <= this.clock.now()) return undefined;
    return { username: found.username, password: found.password };
  }

  private prune(): void {
    const now = this.clock.now();
    for (const [ticket, { until }] of this.pending) if (until <= now) this.pending.delete(ticket);
    if (this.pending.size >= MAX_PENDING) this.pending.delete(this.pending.keys().next().value ?? '');
  }
}
