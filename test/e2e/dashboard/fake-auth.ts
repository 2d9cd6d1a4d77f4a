import { randomBytes } from 'node:crypto';
import { ThermaCoreError } from '../../../lib/core/errors';
import type { DashboardAuth } from '../../../lib/dashboard';
import {
  ThrottledError,
  type Principal,
  type Role,
  type TokenSet,
  type VerifiedToken,
} from '../../../lib/tenancy';

interface Session {
  principal: Principal;
  refresh: string;
}

export const PASSWORD = 'right-password';
const TENANTS = [
  { key: 'aqua', name: 'Aqua Heating', timezone: 'Europe/Berlin' },
  { key: 'borealis', name: 'Borealis Water', timezone: 'Europe/Helsinki' },
];

/** Logins in memory: `role@tenant` for tenant users, `admin` for the platform, one password for all. */
export class FakeAuth implements DashboardAuth {
  /** Nobody has a second factor here, and nobody needs one. */
  readonly account: DashboardAuth['account'] = {
    status: () => Promise.resolve({ enabled: false, required: false, recoveryCodes: 0 }),
    enrolment: () => Promise.reject(over()),
    confirm: () => Promise.reject(over()),
    renewRecoveryCodes: () => Promise.reject(over()),
    disable: () => Promise.reject(over()),
  };
  readonly oidc: DashboardAuth['oidc'] = {
    label: undefined,
    begin: () => Promise.reject(over()),
    finish: () => Promise.reject(over()),
    logoutUrl: () => Promise.resolve(undefined),
  };
  lifetimeMs = 15 * 60 * 1000;
  private readonly sessions = new Map<string, Session>();
  private readonly access = new Map<string, VerifiedToken>();
  private readonly listeners = new Set<(sessionId: string) => void>();
  private failures = 0;

  login({ username, password }: { username: string; password: string }): Promise<TokenSet> {
    if (this.failures >= 5) return Promise.reject(new ThrottledError(30));
    const [name = '', tenant = null] = username.split('@');
    const known = tenant === null ? name === 'admin' : TENANTS.some(({ key }) => key === tenant);
    if (!known || password !== PASSWORD) {
      this.failures++;
      return Promise.reject(
        new ThermaCoreError('unauthenticated', 'The user name or the password is wrong.', {
          advice: 'Check both; upper and lower case matter in the password.',
        }),
      );
    }
    const sessionId = randomBytes(8).toString('hex');
    const principal: Principal = {
      userId: name,
      username,
      role: name as Role,
      homeTenant: tenant,
      tenant,
      sessionId,
    };
    const session = { principal, refresh: '' };
    this.sessions.set(sessionId, session);
    return Promise.resolve(this.issue(session));
  }

  forgiveFailures(): void {
    this.failures = 0;
  }

  refresh(token: string): Promise<TokenSet> {
    const session = [...this.sessions.values()].find(({ refresh }) => refresh === token);
    return session ? Promise.resolve(this.issue(session)) : Promise.reject(over());
  }

  async logout(token: string): Promise<void> {
    for (const [id, { refresh }] of this.sessions) if (refresh === token) this.end(id);
  }

  verify(token: string): Promise<VerifiedToken> {
    const verified = this.access.get(token);
    const stands =
      verified && verified.expiresAt > Date.now() && this.sessions.has(verified.principal.sessionId);
    return stands ? Promise.resolve(verified) : Promise.reject(over());
  }

  async switchTenant(principal: Principal, tenant: string | null): Promise<TokenSet> {
    const session = this.sessions.get(principal.sessionId);
    if (!session || !TENANTS.some(({ key }) => key === tenant))
      throw new ThermaCoreError('not-found', 'There is no such tenant.');
    const { refresh } = session;
    for (const listener of this.listeners) listener(principal.sessionId);
    session.principal = { ...session.principal, tenant };
    return { ...this.issue(session), refresh_token: (session.refresh = refresh) };
  }

  tenants(): Promise<typeof TENANTS> {
    return Promise.resolve(TENANTS);
  }

  onSessionEnd(listener: (sessionId: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private end(id: string): void {
    this.sessions.delete(id);
    for (const listener of this.listeners) listener(id);
  }

  private issue(session: Session): TokenSet {
    const token = randomBytes(16).toString('hex');
    session.refresh = randomBytes(16).toString('hex');
    this.access.set(token, { principal: session.principal, expiresAt: Date.now() + this.lifetimeMs });
    return {
      access_token: token,
      refresh_token: session.refresh,
      expires_in: Math.ceil(this.lifetimeMs / 1000),
      token_type: 'Bearer',
    };
  }
}

const over = (): ThermaCoreError => new ThermaCoreError('unauthenticated', 'The session has ended.');
