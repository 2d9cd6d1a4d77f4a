import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../core/clock';
import { isThermaCoreError } from '../core/errors';
import type { TokenSet, VerifiedToken } from '../tenancy';
import { ACCESS_COOKIE, REFRESH_COOKIE, readCookies, setCookies } from './cookies';
import type { AddressOf, DashboardAuth } from './ports';

/** Renewed when less than this is left, so that a page in use never runs out. */
export const RENEW_BEFORE_MS = 60_000;
/** A page load sends several requests with the same cookies; all of them get the same new pair. */
const SHARE_RENEWAL_MS = 30_000;
const MAX_RENEWALS = 10_000;
const REFRESH_COOKIE_SECONDS = 90 * 24 * 60 * 60;

interface Renewal {
  readonly tokens: TokenSet;
  readonly session: VerifiedToken;
}

/** The login session behind a browser's cookies: verifies the access token and renews it before it expires. */
export class BrowserSessions {
  private readonly renewals = new Map<string, Promise<Renewal>>();
  private readonly renewed = new WeakMap<IncomingMessage, VerifiedToken>();
  private readonly fresh = new WeakMap<IncomingMessage, string>();
  private readonly listeners = new Set<(session: VerifiedToken) => void>();

  constructor(
    private readonly auth: () => Promise<DashboardAuth>,
    private readonly clock: Clock,
    private readonly cookiePath: string,
    /** Whose request it is, where proxies stand between. */
    readonly addressOf: AddressOf = (request) => request.socket.remoteAddress,
  ) {}

  /**
   * Who sent the request, or undefined. With a response the cookies are renewed as needed. Throws what is neither a
   * missing nor an ended session, such as `unavailable`.
   */
  async of(request: IncomingMessage, response?: ServerResponse): Promise<VerifiedToken | undefined> {
    const known = this.renewed.get(request);
    if (known) return known;
    const cookies = readCookies(request.headers.cookie);
    const access = cookies.get(ACCESS_COOKIE);
    const refresh = cookies.get(REFRESH_COOKIE);
    const session = access ? await this.verified(access) : undefined;
    const fresh = session !== undefined && session.expiresAt - this.clock.now() > RENEW_BEFORE_MS;
    if (fresh || !response || !refresh) return session;
    try {
      const { tokens, session: next } = await this.renew(refresh, this.addressOf(request));
      this.setCookies(request, response, tokens);
      this.renewed.set(request, next);
      this.fresh.set(request, tokens.access_token);
      for (const listener of this.listeners) listener(next);
      return next;
    } catch (error) {
      // The old token may still serve for its last minute, for example while the database is away.
      if (session) return session;
      if (isSessionOver(error)) return undefined;
      throw error;
    }
  }

  /** The access token of who sent the request, renewed as needed; undefined without a session. */
  async tokenOf(request: IncomingMessage, response: ServerResponse): Promise<string | undefined> {
    if (!(await this.of(request, response))) return undefined;
    return this.fresh.get(request) ?? readCookies(request.headers.cookie).get(ACCESS_COOKIE);
  }

  /** A new pair now, for a session whose rights have just changed. False when there is none any more. */
  async renewNow(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const refresh = readCookies(request.headers.cookie).get(REFRESH_COOKIE);
    if (!refresh) return false;
    const { tokens, session } = await this.renew(refresh, this.addressOf(request));
    this.setCookies(request, response, tokens);
    this.renewed.set(request, session);
    return true;
  }

  /** Calls `listener` with each renewed session, so that open sockets live on. */
  onRenewal(listener: (session: VerifiedToken) => void): void {
    this.listeners.add(listener);
  }

  /** Puts a new login, or a new access token of the same login, into the browser. */
  setCookies(
    request: IncomingMessage,
    response: ServerResponse,
    tokens: Pick<TokenSet, 'access_token' | 'expires_in'> & Partial<TokenSet>,
  ): void {
    const { access_token, refresh_token, expires_in } = tokens;
    setCookies(request, response, this.cookiePath, [
      { name: ACCESS_COOKIE, value: access_token, maxAge: expires_in },
      ...(refresh_token
        ? [{ name: REFRESH_COOKIE, value: refresh_token, maxAge: REFRESH_COOKIE_SECONDS }]
        : []),
    ]);
  }

  clearCookies(request: IncomingMessage, response: ServerResponse): void {
    const gone = [ACCESS_COOKIE, REFRESH_COOKIE].map((name) => ({ name, value: undefined }));
    setCookies(request, response, this.cookiePath, gone);
  }

  /** Forgets what parallel requests of an ended or switched session would share. */
  async forget(sessionId: string): Promise<void> {
    for (const [token, renewal] of [...this.renewals]) {
      const settled = await renewal.catch(() => undefined);
      if (!settled || settled.session.principal.sessionId === sessionId) this.renewals.delete(token);
    }
  }

  private async verified(access: string): Promise<VerifiedToken | undefined> {
    try {
      return await (await this.auth()).verify(access);
    } catch (error) {
      if (isSessionOver(error)) return undefined;
      throw error;
    }
  }

  /** A refresh token works once; a second request that comes with it must not look like a thief's. */
  private renew(refreshToken: string, from: string | undefined): Promise<Renewal> {
    const running = this.renewals.get(refreshToken);
    if (running) return running;
    const renewal = this.exchange(refreshToken, from);
    if (this.renewals.size >= MAX_RENEWALS) this.renewals.delete(this.renewals.keys().next().value ?? '');
    this.renewals.set(refreshToken, renewal);
    const forget = (): void => void this.renewals.delete(refreshToken);
    renewal.then(() => this.clock.after(SHARE_RENEWAL_MS, forget), forget);
    return renewal;
  }

  private async exchange(refreshToken: string, from: string | undefined): Promise<Renewal> {
    const auth = await this.auth();
    const tokens = await auth.refresh(refreshToken, from);
    return { tokens, session: await auth.verify(tokens.access_token) };
  }
}

const isSessionOver = (error: unknown): boolean =>
  isThermaCoreError(error) && ['unauthenticated', 'forbidden'].includes(error.code);
