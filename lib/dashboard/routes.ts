import type { IncomingMessage, ServerResponse } from 'node:http';
import { urlencoded } from 'express';
import { isThermaCoreError, type ThermaCoreError } from '../core/errors';
import {
  ThrottledError,
  isPlatformUser,
  may,
  mayOnlyChangePassword as mustChange,
  permissionsOf,
  type Principal,
  type TokenSet,
} from '../tenancy';
import { BrowserFiles } from './browser-files';
import { codePage, signedOutPage } from './code-page';
import { REFRESH_COOKIE, readCookies } from './cookies';
import { statusOf, type Exchange, type LoginPages, type RoutesOptions } from './exchange';
import { refuse } from './gate';
import { loginPage } from './login-page';
import { isSameOrigin } from './origin';
import { askedUrl, safeTarget } from './paths';
import { PasswordPages } from './password-pages';
import type { Handler } from './ports';
import { PendingLogins } from './pending-logins';
import { redirect, sendJson, sendPage, sendText } from './responses';
import { SecondFactorPages } from './second-factor';
import { SingleSignOn, originOf } from './single-sign-on';
import { tenantPage } from './tenant-page';

const MAX_FORM = '8kb';

/** Login, logout, choice of tenant and the state of the session. Every POST must come from a page of ours. */
export function createRoutes(options: RoutesOptions): Handler {
  const pages = new SessionPages(options);
  const secondFactor = new SecondFactorPages(options);
  const sso = new SingleSignOn(options, pages);
  const { basePath, logger, passwords } = options;
  const changing = passwords && new PasswordPages({ ...options, passwords });
  const handlers: Readonly<Record<string, (exchange: Exchange) => Promise<void>>> = {
    'GET login': (exchange) => pages.showLogin(exchange),
    'POST login': (exchange) => pages.login(exchange),
    'POST login/code': (exchange) => pages.loginWithCode(exchange),
    'GET login/oidc': (exchange) => sso.begin(exchange),
    'GET login/oidc/callback': (exchange) => sso.finish(exchange),
    'GET second-factor': (exchange) => secondFactor.show(exchange),
    'POST second-factor': (exchange) => secondFactor.change(exchange),
    'POST logout': (exchange) => pages.logout(exchange),
    'GET tenant': (exchange) => pages.showTenants(exchange),
    'POST tenant': (exchange) => pages.switchTenant(exchange),
    ...(changing && {
      'GET password': (exchange: Exchange) => changing.show(exchange),
      'POST password': (exchange: Exchange) => changing.change(exchange),
    }),
    'GET session': (exchange) => pages.showSession(exchange),
    ...new BrowserFiles().handlers,
  };
  const parseForm = urlencoded({ extended: false, limit: MAX_FORM, parameterLimit: 10 });

  return (request, response, next) => {
    const url = askedUrl(request);
    const name = url.pathname.startsWith(`${basePath}/`) ? url.pathname.slice(basePath.length + 1) : '';
    const handler = handlers[`${request.method ?? ''} ${name}`];
    if (!handler) return next();
    const run = (form: ReadonlyMap<string, string>): void => {
      handler({ request, response, url, form }).catch((error: unknown) => refuse(response, error, logger));
    };
    if (request.method === 'GET') return run(new Map());
    if (!isSameOrigin(request.headers, true))
      return sendText(response, 403, 'This form was sent by another site.');
    parseForm(request, response, (error?: unknown) => {
      if (error !== undefined) return sendText(response, 400, 'The form could not be read.');
      run(fieldsOf((request as { body?: unknown }).body));
    });
  };
}

/** Repeated fields come as arrays; they are no forms of ours. */
function fieldsOf(body: unknown): Map<string, string> {
  const entries = typeof body === 'object' && body !== null ? Object.entries(body) : [];
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

class SessionPages implements LoginPages {
  private readonly pending: PendingLogins;

  constructor(private readonly use: RoutesOptions) {
    this.pending = new PendingLogins(use.clock);
  }

  async showLogin({ request, response, url }: Exchange): Promise<void> {
    const to = safeTarget(url.searchParams.get('to'), this.use.basePath);
    if (await this.use.sessions.of(request, response)) return redirect(response, to);
    await this.sendLogin(response, 200, { to, username: '' });
  }

  async login({ request, response, form }: Exchange): Promise<void> {
    const username = form.get('username')?.trim() ?? '';
    const to = safeTarget(form.get('to'), this.use.basePath);
    const password = form.get('password') ?? '';
    await this.attempt(request, response, { username, password, to });
  }

  /** The second step: user name and password wait here meanwhile, never in the page. */
  async loginWithCode({ request, response, form }: Exchange): Promise<void> {
    const to = safeTarget(form.get('to'), this.use.basePath);
    const begun = this.pending.take(form.get('ticket') ?? '');
    if (!begun)
      return this.sendLogin(response, 401, {
        to,
        username: '',
        error: 'That took too long. Begin again.',
      });
    await this.attempt(request, response, { ...begun, to, code: form.get('code') ?? '' });
  }

  /** The browser of somebody who has just logged in, however. */
  async welcome(
    { request, response }: Pick<Exchange, 'request' | 'response'>,
    tokens: TokenSet,
    { to, username }: { to: string; username: string },
  ): Promise<void> {
    const auth = await this.use.auth();
    const { principal } = await auth.verify(tokens.access_token);
    if (this.use.passwords && mustChange(principal)) {
      this.use.sessions.setCookies(request, response, tokens);
      return redirect(response, `${this.use.basePath}/password?to=${encodeURIComponent(to)}`);
    }
    if (!may({ ...principal, tenant: principal.tenant ?? '-' }, 'dashboard:view')) {
      const { required, enabled } = await auth.account.status(principal);
      if (required && !enabled) {
        this.use.sessions.setCookies(request, response, tokens);
        return redirect(response, `${this.use.basePath}/second-factor?to=${encodeURIComponent(to)}`);
      }
      await auth.logout(tokens.refresh_token, this.use.sessions.addressOf(request));
      return this.sendLogin(response, 403, { to, username, error: 'This user may not open the dashboards.' });
    }
    this.use.sessions.setCookies(request, response, tokens);
    const choose = `${this.use.basePath}/tenant?to=${encodeURIComponent(to)}`;
    redirect(response, principal.tenant === null ? choose : to);
  }

  private async attempt(
    request: IncomingMessage,
    response: ServerResponse,
    { username, password, code, to }: { username: string; password: string; code?: string; to: string },
  ): Promise<void> {
    const from = this.use.sessions.addressOf(request);
    const session = readCookies(request.headers.cookie).get(REFRESH_COOKIE);
    try {
      const auth = await this.use.auth();
      const userAgent = request.headers['user-agent'];
      const known = { code, session, userAgent, ...(from ? { from } : {}) };
      const tokens = await auth.login({ username, password, ...known });
      await this.welcome({ request, response }, tokens, { to, username });
    } catch (error) {
      if (!isThermaCoreError(error)) throw error;
      const needed = error.code === 'mfa-required';
      // A wrong code, by which the password was right: the same step again.
      if (needed || (error.field === 'code' && error.code === 'unauthenticated')) {
        const ticket = this.pending.add({ username, password });
        const wrong = needed ? {} : { error: error.sentence };
        return sendPage(response, needed ? 200 : 401, (nonce) =>
          codePage({ nonce, basePath: this.use.basePath, to, ticket, username, ...wrong }),
        );
      }
      await this.sendRefusal(response, error, { to, username });
    }
  }

  async sendRefusal(
    response: ServerResponse,
    error: ThermaCoreError,
    content: { to: string; username: string },
  ): Promise<void> {
    const retryAfter = error instanceof ThrottledError ? error.retryAfter : undefined;
    if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
    await this.sendLogin(response, statusOf(error), {
      ...content,
      error: error.sentence,
      ...(retryAfter === undefined ? {} : { retryAfter }),
    });
  }

  async logout({ request, response }: Exchange): Promise<void> {
    const refresh = readCookies(request.headers.cookie).get(REFRESH_COOKIE);
    this.use.sessions.clearCookies(request, response);
    const login = `${this.use.basePath}/login`;
    try {
      const auth = await this.use.auth();
      if (refresh) await auth.logout(refresh, this.use.sessions.addressOf(request));
      const elsewhere = refresh && (await auth.oidc.logoutUrl(refresh, `${originOf(request)}${login}`));
      if (elsewhere)
        return sendPage(response, 200, (nonce) =>
          signedOutPage({ nonce, url: elsewhere, label: auth.oidc.label ?? '' }),
        );
    } catch (error) {
      // The browser has lost its cookies in any case; the session runs out by itself.
      if (!isThermaCoreError(error)) throw error;
      this.use.logger.warn('A session could not be ended at logout', { reason: error.message });
    }
    redirect(response, login);
  }

  async showTenants(exchange: Exchange): Promise<void> {
    const principal = await this.platformUser(exchange);
    if (!principal) return;
    const { response, url } = exchange;
    const tenants = await (await this.use.auth()).tenants();
    const to = safeTarget(url.searchParams.get('to'), this.use.basePath);
    sendPage(response, 200, (nonce) =>
      tenantPage({
        nonce,
        basePath: this.use.basePath,
        to,
        tenants,
        acting: principal.tenant,
        username: principal.username,
      }),
    );
  }

  async switchTenant(exchange: Exchange): Promise<void> {
    const principal = await this.platformUser(exchange);
    if (!principal) return;
    const { request, response, form } = exchange;
    const tenant = form.get('tenant') ?? '';
    try {
      const tokens = await (
        await this.use.auth()
      ).switchTenant(principal, tenant, this.use.sessions.addressOf(request));
      this.use.sessions.setCookies(request, response, tokens);
      redirect(response, safeTarget(form.get('to'), this.use.basePath));
    } catch (error) {
      if (!isThermaCoreError(error) || !['not-found', 'forbidden'].includes(error.code)) throw error;
      sendText(response, statusOf(error), error.sentence);
    }
  }

  /** Asked by the open page from time to time, which also renews the session. */
  async showSession({ request, response }: Exchange): Promise<void> {
    const session = await this.use.sessions.of(request, response);
    if (!session) return sendJson(response, 401, { error: 'Log in first.' });
    const { principal, expiresAt } = session;
    const tenants = await (await this.use.auth()).tenants();
    const tenant = tenants.find(({ key }) => key === principal.tenant);
    sendJson(response, 200, {
      user: {
        username: principal.username,
        role: principal.role,
        platform: isPlatformUser(principal),
        may: permissionsOf(principal),
      },
      tenant: tenant ? { key: tenant.key, name: tenant.name, timezone: tenant.timezone ?? 'UTC' } : null,
      now: this.use.clock.now(),
      expiresInMs: Math.max(0, expiresAt - this.use.clock.now()),
    });
  }

  /** Answers the request itself unless the user is one who may choose. */
  private async platformUser({ request, response }: Exchange): Promise<Principal | undefined> {
    const session = await this.use.sessions.of(request, response);
    if (!session) redirect(response, `${this.use.basePath}/login`);
    else if (!may(session.principal, 'tenant:switch')) redirect(response, this.use.basePath);
    else return session.principal;
    return undefined;
  }

  private async sendLogin(
    response: ServerResponse,
    status: number,
    content: { to: string; username: string; error?: string; retryAfter?: number },
  ): Promise<void> {
    const sso = await this.ssoLabel();
    sendPage(response, status, (nonce) => loginPage({ nonce, basePath: this.use.basePath, sso, ...content }));
  }

  /** The page comes also while identity is not there yet. */
  private async ssoLabel(): Promise<string | undefined> {
    try {
      return (await this.use.auth()).oidc.label;
    } catch (error) {
      if (isThermaCoreError(error)) return undefined;
      throw error;
    }
  }
}
