import type { IncomingMessage } from 'node:http';
import { isThermaCoreError } from '../core/errors';
import { OIDC_LOGIN_MS } from '../tenancy';
import { SSO_COOKIE, isHttps, readCookies, setCookies } from './cookies';
import { safeTarget } from './paths';
import { redirect } from './responses';
import type { Exchange, LoginPages, RoutesOptions } from './exchange';

const HOST = /^[\w.-]+(:\d+)?$|^\[[\da-f:]+\](:\d+)?$/i;

/** How this browser calls us. A provider sends nobody to an address that was not registered with it. */
export function originOf(request: IncomingMessage): string {
  const host = request.headers.host ?? '';
  return `${isHttps(request) ? 'https' : 'http'}://${HOST.test(host) ? host : 'localhost'}`;
}

/** The way to the identity provider and back. */
export class SingleSignOn {
  constructor(
    private readonly use: RoutesOptions,
    private readonly pages: LoginPages,
  ) {}

  async begin({ request, response, url }: Exchange): Promise<void> {
    const { basePath } = this.use;
    const to = safeTarget(url.searchParams.get('to'), basePath);
    try {
      const { oidc } = await this.use.auth();
      const started = await oidc.begin(`${originOf(request)}${basePath}/login/oidc/callback`, to);
      setCookies(request, response, basePath, [
        { name: SSO_COOKIE, value: started.ticket, maxAge: OIDC_LOGIN_MS / 1000 },
      ]);
      redirect(response, started.url);
    } catch (error) {
      if (!isThermaCoreError(error)) throw error;
      await this.pages.sendRefusal(response, error, { to, username: '' });
    }
  }

  async finish({ request, response, url }: Exchange): Promise<void> {
    const { basePath } = this.use;
    const ticket = readCookies(request.headers.cookie).get(SSO_COOKIE);
    setCookies(request, response, basePath, [{ name: SSO_COOKIE, value: undefined }]);
    try {
      const { oidc } = await this.use.auth();
      const { tokens, to } = await oidc.finish(ticket, url.search, this.use.sessions.addressOf(request));
      await this.pages.welcome({ request, response }, tokens, { to: safeTarget(to, basePath), username: '' });
    } catch (error) {
      if (!isThermaCoreError(error)) throw error;
      if (error.cause !== undefined)
        this.use.logger.warn('A login at the identity provider failed', {
          reason: error.message,
          cause: error.cause,
        });
      await this.pages.sendRefusal(response, error, { to: basePath, username: '' });
    }
  }
}
