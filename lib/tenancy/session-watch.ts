import type { Clock } from '../core/clock';
import { ThermaCoreError, isThermaCoreError } from '../core/errors';
import type { SessionRepository, UserRepository } from './ports';
import { isPlatformUser, type Principal } from './principal';
import { principalOf, rightsOf, sameRights, type Rights } from './principal-of';

interface Confirmed {
  readonly at: number;
  /** What the token said; a token that says something else is asked about again. */
  readonly likeness: string;
  readonly userId: string;
  readonly rights: Rights;
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
  private readonly asking = new Map<string, Promise<Rights>>();
  /** Counts `forget`: what was asked before one is not remembered after it. */
  private forgotten = 0;

  constructor(
    private readonly sessions: SessionRepository,
    private readonly users: UserRepository,
    private readonly clock: Clock,
    /** The session's user has other rights than before, as another process gave them. */
    private readonly onChange: (sessionId: string) => void = () => undefined,
  ) {}

  /** What the session's user may, when that needs no question now. */
  fresh(principal: Principal): Rights | undefined {
    const known = this.confirmed.get(principal.sessionId);
    if (known?.likeness !== likenessOf(principal)) return undefined;
    return this.clock.now() - known.at < CONFIRMED_FOR_MS ? known.rights : undefined;
  }

  /** Throws `unauthenticated` when the session has ended or the user has changed. */
  confirm(principal: Principal): Promise<Rights> {
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

  /** The sessions of these users that were seen here. */
  sessionsOf(userIds: ReadonlySet<string>): string[] {
    return [...this.confirmed].filter(([, { userId }]) => userIds.has(userId)).map(([id]) => id);
  }

  private async askAndRemember(principal: Principal): Promise<Rights> {
    const { sessionId, userId } = principal;
    const likeness = likenessOf(principal);
    const { forgotten } = this;
    const before = this.confirmed.get(sessionId);
    let rights: Rights;
    try {
      rights = await this.ask(principal);
    } catch (error) {
      // An operator who is logged in keeps the live view while the database is away.
      const away = isThermaCoreError(error) && error.code === 'unavailable';
      const known = this.confirmed.get(sessionId);
      if (away && known?.likeness === likeness) {
        // Not for every request anew: each would wait for the database's time-out.
        this.confirmed.set(sessionId, { ...known, at: this.clock.now() });
        return known.rights;
      }
      this.confirmed.delete(sessionId);
      throw error;
    }
    // Something was forgotten while we asked: what the database said may be old.
    if (forgotten !== this.forgotten) return rights;
    this.confirmed.delete(sessionId);
    if (this.confirmed.size >= MAX_SESSIONS) this.confirmed.delete(this.confirmed.keys().next().value ?? '');
    this.confirmed.set(sessionId, { at: this.clock.now(), likeness, userId, rights });
    if (before && !sameRights(before.rights, rights)) this.onChange(sessionId);
    return rights;
  }

  private async ask(principal: Principal): Promise<Rights> {
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
    const now = principalOf(user, session);
    if (now.role !== principal.role || now.homeTenant !== principal.homeTenant)
      throw ended('The rights of this user have changed.', 'Refresh the session.');
    if (isPlatformUser(principal) && session.actingTenant !== principal.tenant)
      throw ended('The session has switched to another tenant.', 'Use the access token of the switch.');
    return rightsOf(now);
  }
}

const likenessOf = ({ userId, role, homeTenant, tenant }: Principal): string =>
  JSON.stringify([userId, role, homeTenant, tenant]);

const ended = (message: string, advice: string): ThermaCoreError =>
  new ThermaCoreError('unauthenticated', message, { advice });
