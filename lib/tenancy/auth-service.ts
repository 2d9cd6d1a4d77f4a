import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../core/clock';
import { ThermaCoreError, messageOf } from '../core/errors';
import { randomId } from '../core/ids';
import type { Logger } from '../core/logger';
import type { Meter } from '../core/meter';
import { authorise } from './authorise';
import { hashPassword, needsRehash, spendPasswordTime, verifyPassword } from './passwords';
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
import { LoginThrottle } from './throttle';
import type { AccessTokens, VerifiedToken } from './tokens';

export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** The client's address, for throttling and audit. */
  readonly from?: string;
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
}

const DAY_MS = 24 * 60 * 60 * 1000;
const UNKNOWN_ADDRESS = 'unknown';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');
const sameText = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

const wrongLogin = (): ThermaCoreError =>
  new ThermaCoreError('unauthenticated', 'The user name or the password is wrong.');
const sessionOver = (): ThermaCoreError =>
  new ThermaCoreError('unauthenticated', 'The session has ended.', { advice: 'Log in again.' });

/**
 * Logins and sessions. A session is a family of refresh tokens of which one is valid at a time; the token is
 * `<session id>.<secret>`, and only a hash of the secret is stored. One that was used before ends the whole session,
 * since either the owner or a thief holds a copy (RFC 9700 §4.14.2).
 */
export class AuthService {
  private readonly throttle: LoginThrottle;
  private readonly logins;
  sessionDays = 7;

  constructor(private readonly use: AuthDependencies) {
    this.throttle = new LoginThrottle(use.clock);
    this.logins = use.meter.counter('thermacore_logins_total', 'Logins by outcome', ['outcome']);
  }

  get jwks(): AccessTokens['jwks'] {
    return this.use.tokens.jwks;
  }

  /** Throws `unauthenticated`, or ThrottledError (`rate-limited`) with the wait in seconds. */
  async login(credentials: Credentials): Promise<TokenSet> {
    const user = await this.authenticate(credentials);
    const now = this.use.clock.now();
    const secret = randomBytes(32).toString('base64url');
    const session: SessionRecord = {
      id: randomId(),
      userId: user.id,
      actingTenant: null,
      refreshHash: sha256(secret),
      createdAt: now,
      expiresAt: now + this.sessionDays * DAY_MS,
      revokedAt: null,
    };
    await this.use.sessions.create(session);
    await this.audit({ ...entryOf(user), action: 'session:login', outcome: 'ok' }, credentials.from);
    return this.tokenSet(principalOf(user, session), session.id, secret);
  }

  /** Exchanges a refresh token for a new pair. */
  async refresh(refreshToken: string, from?: string): Promise<TokenSet> {
    const [id = '', secret = ''] = refreshToken.split('.');
    const session = id ? await this.use.sessions.find(id) : undefined;
    if (!session || session.revokedAt !== null || session.expiresAt <= this.use.clock.now())
      throw sessionOver();
    const user = await this.use.users.findById(session.userId);
    if (!user || user.disabled) throw sessionOver();
    const next = randomBytes(32).toString('base64url');
    const presented = sha256(secret);
    const expiresAt = this.use.clock.now() + this.sessionDays * DAY_MS;
    const rotated =
      sameText(presented, session.refreshHash) &&
      (await this.use.sessions.rotate(id, presented, sha256(next), expiresAt));
    if (!rotated) {
      await this.end(session);
      await this.audit({ ...entryOf(user), action: 'session:refresh-reuse', outcome: 'refused' }, from);
      throw sessionOver();
    }
    return this.tokenSet(principalOf(user, session), id, next);
  }

  /** Ends the session that the refresh token belongs to. An unknown token is no error: the result is the same. */
  async logout(refreshToken: string, from?: string): Promise<void> {
    const [id = '', secret = ''] = refreshToken.split('.');
    const session = id ? await this.use.sessions.find(id) : undefined;
    if (!session || session.revokedAt !== null || !sameText(sha256(secret), session.refreshHash)) return;
    await this.end(session);
    const user = await this.use.users.findById(session.userId);
    if (user) await this.audit({ ...entryOf(user), action: 'session:logout', outcome: 'ok' }, from);
  }

  /** Ends the principal's own session. */
  async logoutSession(principal: Principal): Promise<void> {
    const session = await this.use.sessions.find(principal.sessionId);
    if (session && session.revokedAt === null) await this.end(session);
    await this.audit({
      tenant: principal.tenant,
      actor: principal.username,
      action: 'session:logout',
      outcome: 'ok',
    });
  }

  /** Who the bearer is. Throws `unauthenticated`. */
  verify(accessToken: string): Promise<VerifiedToken> {
    return this.use.tokens.verify(accessToken);
  }

  /**
   * Lets a platform user act in `tenant` from now on (null: in none). Returns a new access token; the session keeps
   * the choice over refreshes. Throws `forbidden`, or `not-found` for a tenant that does not exist.
   */
  async switchTenant(
    principal: Principal,
    tenant: string | null,
    from?: string,
  ): Promise<Omit<TokenSet, 'refresh_token'>> {
    authorise(principal, 'tenant:switch');
    if (tenant !== null && !(await this.use.tenants.exists(tenant)))
      throw new ThermaCoreError('not-found', `There is no tenant "${tenant}".`, { field: 'tenant' });
    await this.use.sessions.setActingTenant(principal.sessionId, tenant);
    await this.audit(
      { tenant, actor: principal.username, action: 'tenant:switch', target: tenant ?? '-', outcome: 'ok' },
      from,
    );
    const access_token = await this.use.tokens.issue({ ...principal, tenant });
    return { access_token, expires_in: this.use.tokens.lifetimeSeconds, token_type: 'Bearer' };
  }

  /** The principal behind a name and password, without a session: for the broker and the editor. */
  async check(credentials: Credentials): Promise<Principal | undefined> {
    try {
      return principalOf(await this.authenticate(credentials), { id: '', actingTenant: null });
    } catch (error) {
      if (error instanceof ThermaCoreError && ['unauthenticated', 'rate-limited'].includes(error.code))
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

  private async authenticate({
    username,
    password,
    from = UNKNOWN_ADDRESS,
  }: Credentials): Promise<UserRecord> {
    this.throttle.check(username, from);
    const user = await this.use.users.findByUsername(username);
    if (!user || user.disabled) await spendPasswordTime(password);
    if (!user || user.disabled || !(await verifyPassword(password, user.passwordHash))) {
      this.throttle.failed(username, from);
      this.logins.add(1, { outcome: 'refused' });
      await this.audit(
        {
          tenant: user?.tenant ?? null,
          actor: username.slice(0, 200),
          action: 'session:login',
          outcome: 'refused',
        },
        from,
      );
      throw wrongLogin();
    }
    this.throttle.succeeded(username, from);
    this.logins.add(1, { outcome: 'ok' });
    if (needsRehash(user.passwordHash))
      await this.use.users.setPassword(user.id, await hashPassword(password));
    return user;
  }

  private async tokenSet(principal: Principal, id: string, secret: string): Promise<TokenSet> {
    return {
      access_token: await this.use.tokens.issue(principal),
      refresh_token: `${id}.${secret}`,
      expires_in: this.use.tokens.lifetimeSeconds,
      token_type: 'Bearer',
    };
  }

  private async end(session: SessionRecord): Promise<void> {
    this.use.tokens.revokeSession(session.id);
    await this.use.sessions.revoke(session.id, this.use.clock.now());
  }

  /** An audit log that cannot be written must be seen, but must not lock everybody out. */
  private async audit(entry: AuditEntry, from?: string): Promise<void> {
    try {
      await this.use.audit.record(from ? { ...entry, from } : entry);
    } catch (error) {
      this.use.logger.error('The audit log could not be written', {
        action: entry.action,
        reason: messageOf(error),
      });
    }
  }
}

const entryOf = (user: UserRecord): Pick<AuditEntry, 'tenant' | 'actor'> => ({
  tenant: user.tenant,
  actor: user.username,
});

function principalOf(user: UserRecord, session: Pick<SessionRecord, 'id' | 'actingTenant'>): Principal {
  return {
    userId: user.id,
    username: user.username,
    role: user.role,
    homeTenant: user.tenant,
    tenant: user.tenant ?? session.actingTenant,
    sessionId: session.id,
  };
}
