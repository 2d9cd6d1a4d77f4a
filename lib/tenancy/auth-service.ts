import { ThermaCoreError, isThermaCoreError, messageOf } from '../core/errors';
import { randomId } from '../core/ids';
import type { Counter } from '../core/meter';
import { AccountSecurity } from './account-security';
import { ApiKeys, isApiKey, requirePerson } from './api-keys';
import type { AuthDependencies, Credentials, TokenSet } from './auth-ports';
import { authorise } from './authorise';
import { parted, type CodeAt } from './code-at';
import { AccountLockout } from './lockout';
import { KeyRotation } from './key-rotation';
import { wrongCode } from './mfa';
import { OidcLogin } from './oidc/login';
import { passwords as defaultPasswords, type Passwords } from './passwords';
import type { AuditEntry, SessionRecord, TenantRepository, UserRecord } from './ports';
import type { Principal } from './principal';
import { NO_LIMITS, principalOf } from './principal-of';
import { ProvedPasswords } from './proved-passwords';
import { issueRefreshToken, readRefreshToken, sameHash } from './refresh-token';
import { SessionWatch } from './session-watch';
import { LoginThrottle, ThrottledError } from './throttle';
import { ENROL_ONLY, type AccessTokens, type VerifiedToken } from './tokens';

export type { AuthDependencies, Credentials, TokenSet };

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
const tenantSuspended = (): ThermaCoreError =>
  new ThermaCoreError('forbidden', 'Your tenant is suspended.', {
    advice: 'Ask the administrator of the platform; its data is kept.',
  });
const userBlocked = (code: 'forbidden' | 'unauthenticated' = 'forbidden'): ThermaCoreError =>
  new ThermaCoreError(code, 'This user is blocked.', {
    advice: 'Ask an administrator, who can take the block away.',
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
  private readonly lockout: AccountLockout;
  /** What programs log in with. */
  readonly apiKeys: ApiKeys;
  /** The keys that sign access tokens. */
  readonly signingKeys: KeyRotation;
  /** Logins at an identity provider. */
  readonly oidc: OidcLogin;
  /** Second factors, and accounts that are guessed at. */
  readonly account: AccountSecurity;
  /** Days after which a login that is not refreshed ends. */
  sessionDays = 7;

  constructor(private readonly use: AuthDependencies) {
    this.throttle = new LoginThrottle(use.clock);
    this.watch = new SessionWatch(use.sessions, use.users, use.clock, (id) => this.tellEnd(id));
    this.passwords = use.passwords ?? defaultPasswords;
    this.proved = new ProvedPasswords(use.clock);
    this.lockout = new AccountLockout(use.clock);
    const { clock, logger, users } = use;
    const audit = (entry: AuditEntry, from?: string): Promise<void> => this.audit(entry, from);
    this.apiKeys = new ApiKeys({
      keys: use.apiKeys,
      ownerOf: (userId, tenant) => this.ownerOf(userId, tenant),
      audit,
      clock,
      logger,
    });
    this.apiKeys.onEnd((sessionId) => this.tellEnd(sessionId));
    this.signingKeys = new KeyRotation({ keys: use.tokens.keys, audit, clock, logger });
    this.oidc = new OidcLogin({
      identities: use.identities,
      users,
      open: (user, from, how) => this.open(user, from, how),
      audit,
      clock,
    });
    this.account = new AccountSecurity({
      users,
      mfa: use.mfa,
      lockout: this.lockout,
      audit,
      prove: (credentials) => this.authenticate(credentials),
    });
    this.logins = use.meter.counter('thermacore_logins_total', 'Logins by outcome', ['outcome']);
    this.auditFailures = use.meter.counter(
      'thermacore_audit_failures_total',
      'Entries that could not be written to the audit log',
    );
  }

  get jwks(): AccessTokens['jwks'] {
    return this.use.tokens.jwks;
  }

  /** Throws `unauthenticated`, `mfa-required`, or ThrottledError (`rate-limited`) with the wait in seconds. */
  async login(credentials: Credentials): Promise<TokenSet> {
    const { from, userAgent } = credentials;
    const user = await this.authenticate(credentials).catch((error: unknown) => {
      if (error instanceof ThrottledError) this.use.onThrottled?.(credentials);
      throw error;
    });
    return this.open(user, from, undefined, userAgent);
  }

  /** A session for somebody whose identity was proved here or by a provider; `how` goes into the audit log. */
  async open(
    user: UserRecord,
    from?: string,
    how?: Readonly<Record<string, unknown>>,
    userAgent?: string,
  ): Promise<TokenSet> {
    await this.refuseSuspended(user);
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
      from: from?.slice(0, MAX_ADDRESS) ?? null,
      userAgent: userAgent?.slice(0, MAX_USER_AGENT) ?? null,
    };
    await this.use.sessions.create(session);
    const entry = { ...entryOf(user), action: 'session:login', outcome: 'ok' } as const;
    await this.audit(how ? { ...entry, detail: how } : entry, from);
    const { username, tenant } = user;
    this.use.onLogin?.({ username, tenant, ...(from ? { from } : {}), userAgent });
    return this.tokenSet(await this.principalFor(user, session), issued.token);
  }

  /** Exchanges a refresh token for a new pair. Throws `unauthenticated`. */
  async refresh(refreshToken: string, from?: string): Promise<TokenSet> {
    const presented = readRefreshToken(refreshToken);
    const session = presented && (await this.use.sessions.find(presented.sessionId));
    if (!session || !this.stands(session)) throw sessionOver();
    const user = await this.use.users.findById(session.userId);
    if (!user || user.disabled) throw sessionOver();
    await this.refuseSuspended(user);
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
      const detail = { session: session.id };
      await this.audit(
        { ...entryOf(user), action: 'session:refresh-reuse', outcome: 'refused', detail },
        from,
      );
      throw sessionOver();
    }
    return this.tokenSet(await this.principalFor(user, session), next.token);
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
    requirePerson(principal);
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
    const verified = await this.verified(accessToken);
    const { username, homeTenant } = verified.principal;
    // Its tokens count no more, as those of a session that has ended.
    if (this.use.isBlocked?.(username, homeTenant)) throw userBlocked('unauthenticated');
    return verified;
  }

  private async verified(accessToken: string): Promise<VerifiedToken> {
    if (isApiKey(accessToken)) return this.apiKeys.verify(accessToken);
    const verified = await this.use.tokens.verify(accessToken);
    const { principal } = verified;
    const rights = this.watch.fresh(principal) ?? (await this.watch.confirm(principal));
    if (rights === NO_LIMITS) return verified;
    // What the token itself narrows (a second factor that is not set up yet) is the least of all.
    const grants = principal.grants ?? rights.grants;
    return { ...verified, principal: { ...principal, ...rights, ...(grants ? { grants } : {}) } };
  }

  /** Ends the session from now on, in this process at once. */
  async endSession(sessionId: string): Promise<void> {
    await this.end(sessionId);
  }

  /** Ends all sessions of the user but one. Returns how many. */
  async endSessionsOf(userId: string, except?: string): Promise<number> {
    const sessions = await this.use.sessions.ofUser(userId, this.use.clock.now());
    this.apiKeys.forgetOwners(new Set([userId]));
    const others = sessions.filter(({ id }) => id !== except);
    for (const { id } of others) await this.end(id);
    return others.length;
  }

  /** What these users may has changed: their next request is asked about, what they have open here is closed. */
  rightsChanged(userIds: readonly string[]): void {
    this.apiKeys.forgetOwners(new Set(userIds));
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
      requirePerson(principal);
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
   * are wrong or have to wait, and for who needs a second factor that does not come; throws only when it cannot be
   * found out.
   */
  async check(credentials: Credentials, codeAt: CodeAt = 'nowhere'): Promise<Principal | undefined> {
    const { username, password, from = UNKNOWN_ADDRESS } = credentials;
    try {
      this.throttle.check(username, from);
      const known = await this.use.users.findByUsername(username);
      const usable = known?.disabled === false ? known : undefined;
      const coded = usable !== undefined && ((await this.use.mfa?.has(usable)) ?? false);
      const quick = usable !== undefined && !coded && this.proved.has(usable, password);
      const user = quick
        ? usable
        : await this.authenticate(
            coded && codeAt === 'end-of-password' ? { ...credentials, ...parted(password) } : credentials,
          );
      if (await this.use.mfa?.mustEnrol(user)) return undefined;
      await this.refuseSuspended(user);
      return principalOf(user, { id: '', actingTenant: null });
    } catch (error) {
      const codes: readonly string[] = ['unauthenticated', 'mfa-required', 'rate-limited', 'forbidden'];
      if (isThermaCoreError(error) && codes.includes(error.code)) return undefined;
      throw error;
    }
  }

  /** True where this is the password of who asks; guessing is slowed down and written down as at a login. */
  async provesPassword(by: Principal, password: string, from = UNKNOWN_ADDRESS): Promise<boolean> {
    requirePerson(by);
    const proved = await this.throttle.attempt(by.username, from, async () => {
      const user = await this.use.users.findById(by.userId);
      if (user && !user.disabled && (await this.passwords.verify(password, user.passwordHash))) return user;
      await this.refused(by.username, user, from, 'password');
      return undefined;
    });
    return proved !== undefined;
  }

  /** The user as it stands now, without proof of identity: for sessions that Node-RED keeps itself. */
  async lookUp(username: string): Promise<Principal | undefined> {
    const user = await this.use.users.findByUsername(username);
    if (!user || user.disabled || this.use.isBlocked?.(user.username, user.tenant)) return undefined;
    if (await this.isSuspended(user)) return undefined;
    return principalOf(user, { id: '', actingTenant: null });
  }

  /** Closes what is open of sessions that have ended in the database. */
  endSessions(sessionIds: readonly string[]): void {
    for (const sessionId of sessionIds) this.ended(sessionId);
  }

  tenants(): ReturnType<TenantRepository['list']> {
    return this.use.tenants.list();
  }

  set accessTokenMinutes(minutes: number) {
    this.use.tokens.lifetimeSeconds = Math.round(minutes * 60);
  }

  /** Password and second factor. Throws `unauthenticated`, `mfa-required` or ThrottledError. */
  private async authenticate(credentials: Credentials): Promise<UserRecord> {
    const { username, password, code, from = UNKNOWN_ADDRESS } = credentials;
    await this.requireTurn(credentials);
    let refusal = wrongLogin();
    const found = await this.throttle.attempt(username, from, async () => {
      const user = await this.use.users.findByUsername(username);
      const usable = user && !user.disabled ? user : undefined;
      const right = await this.passwords.verify(password, usable?.passwordHash);
      const proved = right ? usable : undefined;
      if (proved && ((await this.use.mfa?.passes(proved, code)) ?? true)) return proved;
      if (proved) refusal = wrongCode();
      await this.refused(username, user, from, proved ? 'code' : 'password');
      return undefined;
    });
    this.logins.add(1, { outcome: found ? 'ok' : 'refused' });
    if (!found) throw refusal;
    await this.refuseSuspended(found);
    this.lockout.succeeded(username, from);
    this.proved.add(found, password);
    if (this.passwords.needsRehash(found.passwordHash)) await this.rehash(found, password);
    return found;
  }

  /** Throws ThrottledError while the account is guessed at and nothing shows that this is its owner. */
  private async requireTurn({ username, from = UNKNOWN_ADDRESS, session }: Credentials): Promise<void> {
    const wait = this.lockout.waitOf(username, from);
    if (wait > 0 && !(session && (await this.isSessionOf(session, username))))
      throw new ThrottledError(Math.ceil(wait / 1000));
  }

  private async isSessionOf(refreshToken: string, username: string): Promise<boolean> {
    const presented = readRefreshToken(refreshToken);
    const session = presented && (await this.use.sessions.find(presented.sessionId));
    if (!session || !this.stands(session) || !sameHash(presented.hash, session.refreshHash)) return false;
    const user = await this.use.users.findById(session.userId);
    return user?.username.toLowerCase() === username.toLowerCase();
  }

  private async refused(
    username: string,
    user: UserRecord | undefined,
    from: string,
    wrong: 'password' | 'code',
  ): Promise<void> {
    const entry = {
      tenant: user?.tenant ?? null,
      actor: username.slice(0, 200),
      outcome: 'refused',
    } as const;
    const detail = wrong === 'code' ? { detail: { wrong } } : {};
    await this.audit({ ...entry, action: 'session:login', ...detail }, from);
    if (this.lockout.failed(username, user && user.tenant))
      await this.audit({ ...entry, action: 'user:locked' }, from);
  }

  /** The owner of an API key in the tenant that it acts in. */
  private async ownerOf(userId: string, tenant: string | null): Promise<Principal | undefined> {
    const user = await this.use.users.findById(userId);
    if (!user || user.disabled || (await this.isSuspended(user))) return undefined;
    const principal = principalOf(user, { id: '', actingTenant: tenant });
    return principal.tenant === tenant ? principal : undefined;
  }

  /** Who has to set up a second factor may do nothing else before. */
  private async principalFor(user: UserRecord, session: SessionRecord): Promise<Principal> {
    const principal = principalOf(user, session);
    return (await this.use.mfa?.mustEnrol(user)) ? { ...principal, grants: ENROL_ONLY } : principal;
  }

  /** Said only to who has proved to be a user of it. */
  private async refuseSuspended(user: UserRecord): Promise<void> {
    if (this.use.isBlocked?.(user.username, user.tenant)) throw userBlocked();
    if (!(await this.isSuspended(user))) return;
    const { tenant, username } = user;
    await this.audit({ tenant, actor: username, action: 'session:login', outcome: 'refused' });
    throw tenantSuspended();
  }

  private async isSuspended({ tenant }: UserRecord): Promise<boolean> {
    return tenant !== null && (await this.use.tenants.suspended(tenant));
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

  private ended(sessionId: string): void {
    this.use.tokens.revokeSession(sessionId);
    this.watch.forget(sessionId);
    this.tellEnd(sessionId);
  }

  private async end(sessionId: string): Promise<void> {
    this.ended(sessionId);
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
