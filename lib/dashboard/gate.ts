import type { IncomingMessage, ServerResponse } from 'node:http';
import { isThermaCoreError, messageOf } from '../core/errors';
import type { Logger } from '../core/logger';
import { may, mayOnlyChangePassword as mustChange } from '../tenancy';
import { askedUrl } from './paths';
import type { Handler } from './ports';
import { redirect, sendText, withPageHeaders } from './responses';
import type { BrowserSessions } from './sessions';

export interface GateOptions {
  readonly sessions: BrowserSessions;
  readonly basePath: string;
  readonly logger: Logger;
}

/**
 * Dashboard's service worker would go on showing pages from its cache after a logout, and a control room must never
 * look at a cached page. This one caches nothing and takes the place of one that did.
 */
const NO_CACHE_WORKER = `self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(
  caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name))))));
`;

/** For `settings.dashboard.middleware`: nothing of the dashboards without a session that acts in a tenant. */
export function createGate({ sessions, basePath, logger }: GateOptions): Handler {
  return (request, response, next) => {
    const { pathname, search } = askedUrl(request);
    const path = decoded(pathname).toLowerCase();
    // Dashboard answers here with the last message of any widget. Express ignores case, and so must this.
    if (/\/_debug(\/|$)/.test(path)) return sendText(response, 404, 'There is no such page.');
    withPageHeaders(response);
    if (path.endsWith('/sw.js')) {
      response.setHeader('content-type', 'text/javascript');
      response.end(NO_CACHE_WORKER);
      return;
    }
    const decide = async (): Promise<void> => {
      const session = await sessions.of(request, response);
      const to = encodeURIComponent(pathname + search);
      if (!session) {
        if (isNavigation(request)) redirect(response, `${basePath}/login?to=${to}`);
        else sendText(response, 401, 'Log in first.');
      } else if (mustChange(session.principal)) {
        if (isNavigation(request)) redirect(response, `${basePath}/password?to=${to}`);
        else sendText(response, 403, 'Change your password first.');
      } else if (!may({ ...session.principal, tenant: session.principal.tenant ?? '-' }, 'dashboard:view')) {
        if (isNavigation(request)) redirect(response, `${basePath}/second-factor?to=${to}`);
        else sendText(response, 403, 'Set up a second factor first.');
      } else if (session.principal.tenant === null) {
        if (isNavigation(request)) redirect(response, `${basePath}/tenant?to=${to}`);
        else sendText(response, 403, 'Choose a plant first.');
      } else {
        // A page kept by the browser's history would be shown after the logout.
        if (isNavigation(request)) response.setHeader('cache-control', 'no-store');
        next();
      }
    };
    decide().catch((error: unknown) => refuse(response, error, logger));
  };
}

/** The database may be away: say so instead of sending people to a login that cannot work either. */
export function refuse(response: ServerResponse, error: unknown, logger: Logger): void {
  if (!isThermaCoreError(error))
    logger.error('A dashboard request failed', { reason: messageOf(error), error });
  if (response.headersSent) return void response.end();
  response.setHeader('retry-after', '5');
  const known = isThermaCoreError(error) && error.code === 'unavailable';
  sendText(response, known ? 503 : 500, known ? error.sentence : 'This did not work. Try again in a moment.');
}

const isNavigation = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' && (headers.accept ?? '').includes('text/html');

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
