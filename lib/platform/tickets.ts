import type { Clock } from '../core/clock';
import { ThermaCoreError } from '../core/errors';
import { randomId } from '../core/ids';
import type { Ticket } from '../core/transfer';

interface Grant {
  readonly tenant: string;
  readonly by: string;
  readonly job: string;
  readonly until: number;
}

const VALID_MS = 60_000;
const MAX_OPEN = 1000;

/**
 * A browser cannot put a token into the head of a download. Who may fetch a file gets a ticket for this one file in the
 * name of this one user: 128 random bits, good once and for a minute, so that a link in a history or a log is worth
 * nothing.
 */
export class Tickets {
  private readonly grants = new Map<string, Grant>();

  constructor(private readonly clock: Clock) {}

  issue(tenant: string, by: string, job: string, urlOf: (ticket: string) => string): Ticket {
    const now = this.clock.now();
    for (const [id, { until }] of this.grants) if (until <= now) this.grants.delete(id);
    // The oldest gives way: it was not used in the time of a thousand others.
    if (this.grants.size >= MAX_OPEN) this.grants.delete(this.grants.keys().next().value ?? '');
    const id = randomId();
    const until = now + VALID_MS;
    this.grants.set(id, { tenant, by, job, until });
    return { url: urlOf(id), expiresAt: new Date(until).toISOString() };
  }

  /** Once. Throws `not-found`, whatever the reason. */
  redeem(id: string): Grant {
    const grant = this.grants.get(id);
    this.grants.delete(id);
    if (grant && grant.until > this.clock.now()) return grant;
    throw new ThermaCoreError('not-found', 'This download link has run out.', {
      advice: 'Ask for the download again where you got the link.',
    });
  }
}
