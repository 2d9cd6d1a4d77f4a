import type { Clock } from '../core/clock';
import { ThermaCoreError } from '../core/errors';
import { randomId } from '../core/ids';
import type { Ticket } from '../core/transfer';

interface Grant<T> {
  readonly for: T;
  readonly until: number;
}

const VALID_MS = 60_000;
const MAX_OPEN = 1000;

/**
 * A page of the dashboards has no token for the API, and a browser could not put one into the head of a download. Who
 * may fetch or send a file gets a ticket for this one file in the name of this one user: 128 random bits, good once and
 * for a minute, so that a link in a history or a log is worth nothing.
 */
export class Tickets<T> {
  private readonly grants = new Map<string, Grant<T>>();

  constructor(private readonly clock: Clock) {}

  issue(what: T, urlOf: (ticket: string) => string): Ticket {
    const now = this.clock.now();
    for (const [id, { until }] of this.grants) if (until <= now) this.grants.delete(id);
    // The oldest gives way: it was not used in the time of a thousand others.
    if (this.grants.size >= MAX_OPEN) this.grants.delete(this.grants.keys().next().value ?? '');
    const id = randomId();
    const until = now + VALID_MS;
    this.grants.set(id, { for: what, until });
    return { url: urlOf(id), expiresAt: new Date(until).toISOString() };
  }

  /** Once. Throws `not-found`, whatever the reason. */
  redeem(id: string): T {
    const grant = this.grants.get(id);
    this.grants.delete(id);
    if (grant && grant.until > this.clock.now()) return grant.for;
    throw new ThermaCoreError('not-found', 'This link has run out.', {
      advice: 'Ask for it again where you got it.',
    });
  }
}
