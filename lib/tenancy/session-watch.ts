import type { Clock } from '../core/clock';
import { ThermaCoreError, isThermaCoreError } from '../core/errors';
import type { SessionRepository, UserRepository } from './ports';
import { isPlatformUser, type Principal } from './principal';

interface Confirmed {
  readonly at: number;
  /** What the token said; a token that says something else is asked about again. */
  readonly likeness: string;
}

/** How long a token may outlive its session or user when another process ended them, in ms. */
const CONFIRMED_FOR_MS = 30_000;
const MAX_SESSIONS = 10_000;

/**
 * A signature proves that a token was ours; only the database knows whether its session and user still stand. That is
 * asked on a session's first request and then every 30 s, so revocation survives a restart and reaches every process
 * without a query per request.
 */
export class SessionWatch {
  private readonly confirmed = new Map<string, Confirmed>();
  private readonly asking = new Map<string, Promise<void>>();
  /** Counts `forget`: what was asked before one is not remembered after it. */
  private forgotten = 0;

  constructor(
    private readonly sessions: SessionRepository,
    private readonly users: UserRepository,
    private readonly clock: Clock,
  ) {}

  /** True when the session needs no question now. */
  isFresh(principal: Principal): boolean {
    const known = this.confirmed.get(principal.sessionId);
    return (
      known !== undefined &&
      known.likeness === likenessOf(principal) &&
      this.clock.now() - known.at < CONFIRMED_FOR_MS
    );
  }

  /** Throws `unauthenticated` when the session has ended or the user has changed. */
  confirm(principal: Principal): Promise<void> {
    // Requests that come together share one question; but none that began before something was forgotten.
    const key = `${this.forgotten}\n${principal.sessionId}\n${likenessOf(principal)}`;
    let asking = this.asking.get(key);
    if (!asking) {
      asking = this.askAndRemember(principal).finally(() => this.asking.delete(key));
      this.asking.set(key, asking);
    }
    return asking;
  }

  /** The next token of the session is asked about. */
  forget(sessionId: string): void {
    this.forgotten++;
    this.confirmed.delete(sessionId);
  }

  private async askAndRemember(principal: Principal): Promise<void> {
    const { sessionId } = principal;
    const likeness = likenessOf(principal);
    const { forgotten } = this;
    try {
      await this.ask(principal);
    } catch (error) {
      // An operator who is logged in keeps the live view while the database is away.
      const away = isThermaCoreError(error) && error.code === 'unavailable';
      if (away && this.confirmed.get(sessionId)?.likeness === likeness) {
        // Not for every request anew: each would wait for the database's time-out.
        this.confirmed.set(sessionId, { at: this.clock.now(), likeness });
        return;
      }
      this.confirmed.delete(sessionId);
      throw error;
    }
    // Something was forgotten while we asked: what the database said may be old.
    if (forgotten !== this.forgotten) return;
    this.confirmed.delete(sessionId);
    if (this.confirmed.size >= MAX_SESSIONS) this.confirmed.delete(this.confirmed.keys().next().value ?? '');
    this.confirmed.set(sessionId, { at: this.clock.now(), likeness });
  }

  private async ask(principal: Principal): Promise<void> {
    const session = await this.sessions.find(principal.sessionId);
    if (
      !session ||
      session.revokedAt !== null ||
      session.expiresAt <= this.clock.now() ||
      session.userId !== principal.userId
    )
      throw ended('The session has ended.', 'Log in again.');
    const user = await this.users.findById(session.userId);
    if (!user || user.disabled) throw ended('The session has ended.', 'Log in again.');
    if (user.role !== principal.role || user.tenant !== principal.homeTenant)
      throw ended('The rights of this user have changed.', 'Refresh the session.');
    if (isPlatformUser(principal) && session.actingTenant !== principal.tenant)
      throw ended('The session has switched to another tenant.', 'Use the access token of the switch.');
  }
}

const likenessOf = ({ userId, role, homeTenant, tenant }: Principal): string =>
  JSON.stringify([userId, role, homeTenant, tenant]);

const ended = (message: string, advice: string): ThermaCoreError =>
  new ThermaCoreError('unauthenticated', message, { advice });
