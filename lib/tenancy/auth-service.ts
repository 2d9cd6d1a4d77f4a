import type { Clock } from '../core/clock';
import { ThermaCoreError, isThermaCoreError, messageOf } from '../core/errors';
import { randomId } from '../core/ids';
import type { Logger } from '../core/logger';
import type { Counter, Meter } from '../core/meter';
import { authorise } from './authorise';
import { passwords as defaultPasswords, type Passwords } from './passwords';
import type {
  AuditEntry,
  AuditLog,
  SessionRecord,
  SessionRepository,
  TenantRepository,
  UserRecord,
  UserRepository,
} from './ports';
import type { Principal } from './principal';
import { NO_LIMITS, principalOf } from './principal-of';
import { ProvedPasswords } from './proved-passwords';
import { issueRefreshToken, readRefreshToken, sameHash } from './refresh-token';
import { SessionWatch } from './session-watch';
import { LoginThrottle } from './throttle';
import type { AccessTokens, VerifiedToken } from './tokens';

export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** The client's address, for throttling and audit. */
  readonly from?: string;
  /** What the client calls itself, for the list of sessions. */
  readonly userAgent?: string | undefined;
}

export interface TokenSet {
  readonly access_token: string;
  readonly refresh_token: string;
  /** Seconds until the access token expires. */
  readonly expires_in: number;
  readonly token_type: 'Bearer';
}

export interface AuthDependencies {
  readonly users: UserRepository;
  readonly sessions: SessionRepository;
  readonly tenants: TenantRepository;
  readonly audit: AuditLog;
  readonly tokens: AccessTokens;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  /** Default: those of the process, with today's cost. */
  readonly passwords?: Passwords;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** However often it is refreshed, a login ends after this. */
const LONGEST_SESSION_DAYS = 90;
const UNKNOWN_ADDRESS = 'unknown';
/** Characters that are kept of what a client says of itself. */
const MAX_USER_AGENT = 400;
const MAX_ADDRESS = 100;

const wrongLogin = (): ThermaCoreError =>
  new ThermaCoreError('unauthenticated', 'The user name or the password is wrong.', {
    advice: 'Check both; upper and lower case matter in the password.',
  });
const sessionOver = (): ThermaCoreError =>
  new ThermaCoreError('unauthenticated', 'The session has ended.', { advice: 'Log in again.' });

/**
 * Logins and sessions. A session is a family of refresh tokens of which one is valid at a time; the token is
 * `<session id>.<secret>`, and only a hash of the secret is stored. One that was used before ends the whole session,
 * since either the owner or a thief holds a copy (RFC 9700 §4.14.2).
 */
export class AuthService {
  private readonly throttle: LoginThrottle;
  private readonly watch: SessionWatch;
  private readonly passwords: Passwords;
  private readonly proved: ProvedPasswords;
  private readonly logins: Counter;
  private readonly auditFailures: Counter;
  private readonly endListeners = new Set<(sessionId: string) => void>();
  /** Days after which a login that is not refreshed ends. */
  sessionDays = 7;

  constructor(private readonly use: AuthDependencies) {
    this.throttle = new LoginThrottle(use.clock);
    this.watch = new SessionWatch(use.sessions, use.users, use.clock, (id) => this.tellEnd(id));
    this.passwords = use.passwords ?? defaultPasswords;
    this.proved = new ProvedPasswords(use.clock);
    this.logins = use.meter.counter('thermacore_logins_total', 'Logins by outcome', ['outcome']);
    this.auditFailures = use.meter.counter(
      'thermacore_audit_failures_total',
      'Entries that could not be written to the audit log',
    );
  }

  get jwks(): AccessTokens['jwks'] {
    return this.use.tokens.jwks;
  }

  /** Throws `unauthenticated`, or ThrottledError (`rate-limited`) with the wait in seconds. */
  async login(credentials: Credentials): Promise<TokenSet> {
    const user = await this.authenticate(credentials);
    const now = this.use.clock.now();
    const id = randomId();
    const issued = issueRefreshToken(id);
    const session: SessionRecord = {
      id,
      userId: user.id,
      actingTenant: null,
      refreshHash: issued.hash,
      createdAt: now,
      expiresAt: now + this.sessionDays * DAY_MS,
      revokedAt: null,
      from: credentials.from?.slice(0, MAX_ADDRESS) ?? null,
      userAgent: credentials.userAgent?.slice(0, MAX_USER_AGENT) ?? null,
    };
    await this.use.sessions.create(session);
    await this.audit({ ...entryOf(user), action: 'session:login', outcome: 'ok' }, credentials.from);
    return this.tokenSet(principalOf(user, session), issued.token);
  }

  /** Exchanges a refresh token for a new pair. Throws `unauthenticated`. */
  async refresh(refreshToken: string, from?: string): Promise<TokenSet> {
    const presented = readRefreshToken(refreshToken);
    const session = presented && (await this.use.sessions.find(presented.sessionId));
    if (!session || !this.stands(session)) throw sessionOver();
    const user = await this.use.users.findById(session.userId);
    if (!user || user.disabled) throw sessionOver();
    const next = issueRefreshToken(session.id);
    const now = this.use.clock.now();
    const expiresAt = Math.min(
      now + this.sessionDays * DAY_MS,
      session.createdAt + LONGEST_SESSION_DAYS * DAY_MS,
    );
    const rotated =
      sameHash(presented.hash, session.refreshHash) &&
      (await this.use.sessions.rotate(session.id, presented.hash, next.hash, expiresAt, now));
    if (!rotated) {
      await this.end(session.id);
      await this.audit({ ...entryOf(user), action: 'session:refresh-reuse', outcome: 'refused' }, from);
      throw sessionOver();
    }
    return this.tokenSet(principalOf(user, session), next.token);
  }

  /** Ends the session that the refresh token belongs to. An unknown token is no error: the result is the same. */
  async logout(refreshToken: string, from?: string): Promise<void> {
    const presented = readRefreshToken(refreshToken);
    const session = presented && (await this.use.sessions.find(presented.sessionId));
    if (!session || session.revokedAt !== null || !sameHash(presented.hash, session.refreshHash)) return;
    await this.end(session.id);
    const user = await this.use.users.findById(session.userId);
    if (user) await this.audit({ ...entryOf(user), action: 'session:logout', outcome: 'ok' }, from);
  }

  /** Ends the principal's own session. */
  async logoutSession(principal: Principal, from?: string): Promise<void> {
    await this.end(principal.sessionId);
    await this.audit(
      { tenant: principal.tenant, actor: principal.username, action: 'session:logout', outcome: 'ok' },
      from,
    );
  }

  /**
   * Who the bearer is, and until when the token says so. Throws `unauthenticated`; `unavailable` when the database is
   * away and the session is not known here yet.
   */
  async verify(accessToken: string): Promise<VerifiedToken> {
    const verified = await this.use.tokens.verify(accessToken);
    const { principal } = verified;
    const rights = this.watch.fresh(principal) ?? (await this.watch.confirm(principal));
    return rights === NO_LIMITS ? verified : { ...verified, principal: { ...principal, ...rights } };
  }

  /** Ends the session from now on, in this process at once. */
  async endSession(sessionId: string): Promise<void> {
    await this.end(sessionId);
  }

  /** Ends all sessions of the user but one. Returns how many. */
  async endSessionsOf(userId: string, except?: string): Promise<number> {
    const sessions = await this.use.sessions.ofUser(userId, this.use.clock.now());
    const others = sessions.filter(({ id }) => id !== except);
    for (const { id } of others) await this.end(id);
    return others.length;
  }

  /** What these users may has changed: their next request is asked about, what they have open here is closed. */
  rightsChanged(userIds: readonly string[]): void {
    for (const id of this.watch.sessionsOf(new Set(userIds))) {
      this.watch.forget(id);
      this.tellEnd(id);
    }
  }

  /** Calls `listener` with the id of each session that ends or changes tenant, so that what is open can be closed. */
  onSessionEnd(listener: (sessionId: string) => void): () => void {
    this.endListeners.add(listener);
    return () => void this.endListeners.delete(listener);
  }

  /**
   * Lets a platform user act in `tenant` from now on (null: in none). Returns a new access token; the earlier ones of
   * the session stop working, and the session keeps the choice over refreshes. Throws `forbidden`, or `not-found` for
   * a tenant that does not exist.
   */
  async switchTenant(
    principal: Principal,
    tenant: string | null,
    from?: string,
  ): Promise<Omit<TokenSet, 'refresh_token'>> {
    const entry = { tenant, actor: principal.username, action: 'tenant:switch', target: tenant ?? '-' };
    try {
      authorise(principal, 'tenant:switch');
      if (tenant !== null && !(await this.use.tenants.exists(tenant)))
        throw new ThermaCoreError('not-found', 'There is no such tenant.', {
          field: 'tenant',
          advice: 'GET /api/v1/tenants lists them.',
        });
    } catch (error) {
      // The entry of a refusal belongs to the user's own tenant: the other must not be told about it.
      await this.audit({ ...entry, tenant: principal.homeTenant, outcome: 'refused' }, from);
      throw error;
    }
    await this.use.sessions.setActingTenant(principal.sessionId, tenant);
    this.watch.forget(principal.sessionId);
    this.tellEnd(principal.sessionId);
    await this.audit({ ...entry, outcome: 'ok' }, from);
    const access_token = await this.use.tokens.issue({ ...principal, tenant });
    return { access_token, expires_in: this.use.tokens.lifetimeSeconds, token_type: 'Bearer' };
  }

  /**
   * The principal behind a name and password, without a session: for the broker and the editor. Undefined when they
   * are wrong or have to wait; throws only when it cannot be found out.
   */
  async check(credentials: Credentials): Promise<Principal | undefined> {
    const { username, password, from = UNKNOWN_ADDRESS } = credentials;
    try {
      this.throttle.check(username, from);
      const known = await this.use.users.findByUsername(username);
      const user =
        known && !known.disabled && this.proved.has(known, password)
          ? known
          : await this.authenticate(credentials);
      return principalOf(user, { id: '', actingTenant: null });
    } catch (error) {
      if (isThermaCoreError(error) && ['unauthenticated', 'rate-limited'].includes(error.code))
        return undefined;
      throw error;
    }
  }

  /** The user as it stands now, without proof of identity: for sessions that Node-RED keeps itself. */
  async lookUp(username: string): Promise<Principal | undefined> {
    const user = await this.use.users.findByUsername(username);
    return user && !user.disabled ? principalOf(user, { id: '', actingTenant: null }) : undefined;
  }

  tenants(): ReturnType<TenantRepository['list']> {
    return this.use.tenants.list();
  }

  set accessTokenMinutes(minutes: number) {
    this.use.tokens.lifetimeSeconds = Math.round(minutes * 60);
  }

  private async authenticate(credentials: Credentials): Promise<UserRecord> {
    const { username, password, from = UNKNOWN_ADDRESS } = credentials;
    const found = await this.throttle.attempt(username, from, async () => {
      const user = await this.use.users.findByUsername(username);
      const usable = user && !user.disabled ? user : undefined;
      const right = await this.passwords.verify(password, usable?.passwordHash);
      if (usable && right) return usable;
      const actor = username.slice(0, 200);
      const tenant = user?.tenant ?? null;
      await this.audit({ tenant, actor, action: 'session:login', outcome: 'refused' }, from);
      return undefined;
    });
    this.logins.add(1, { outcome: found ? 'ok' : 'refused' });
    if (!found) throw wrongLogin();
    this.proved.add(found, password);
    if (this.passwords.needsRehash(found.passwordHash)) await this.rehash(found, password);
    return found;
  }

  /** A better hash can wait for the next login; nobody is turned away for it. */
  private async rehash(user: UserRecord, password: string): Promise<void> {
    try {
      await this.use.users.setPassword(user.id, await this.passwords.hash(password));
    } catch (error) {
      this.use.logger.warn('A password could not be hashed anew', {
        user: user.id,
        reason: messageOf(error),
      });
    }
  }

  private async tokenSet(principal: Principal, refreshToken: string): Promise<TokenSet> {
    return {
      access_token: await this.use.tokens.issue(principal),
      refresh_token: refreshToken,
      expires_in: this.use.tokens.lifetimeSeconds,
      token_type: 'Bearer',
    };
  }

  private stands({ revokedAt, expiresAt, createdAt }: SessionRecord): boolean {
    const now = this.use.clock.now();
    return revokedAt === null && expiresAt > now && createdAt + LONGEST_SESSION_DAYS * DAY_MS > now;
  }

  private async end(sessionId: string): Promise<void> {
    this.use.tokens.revokeSession(sessionId);
    this.watch.forget(sessionId);
    this.tellEnd(sessionId);
    await this.use.sessions.revoke(sessionId, this.use.clock.now());
  }

  private tellEnd(sessionId: string): void {
    for (const listener of this.endListeners) listener(sessionId);
  }

  /** An audit log that cannot be written must be seen, but must not lock everybody out. */
  private async audit(entry: AuditEntry, from?: string): Promise<void> {
    try {
      await this.use.audit.record(from ? { ...entry, from } : entry);
    } catch (error) {
      this.auditFailures.add();
      this.use.logger.error('The audit log could not be written', {
        entry: { ...entry, from },
        reason: messageOf(error),
      });
    }
  }
}

const entryOf = (user: UserRecord): Pick<AuditEntry, 'tenant' | 'actor'> => ({
  tenant: user.tenant,
  actor: user.username,
});
