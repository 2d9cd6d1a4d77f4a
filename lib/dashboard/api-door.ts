import type { Logger } from '../core/logger';
import { refuse } from './gate';
import { isSameOrigin } from './origin';
import { askedUrl } from './paths';
import type { Handler } from './ports';
import { sendJson } from './responses';
import type { BrowserSessions } from './sessions';

export interface ApiDoorOptions {
  /** Answers requests for the paths of the API. */
  readonly api: Handler;
  readonly sessions: BrowserSessions;
  readonly basePath: string;
  readonly logger: Logger;
}

const API = '/api/v1/';
/** Answers with tokens, which no page may hold; logins, logout and the choice of a tenant have forms of their own. */
const CLOSED = /^\/api\/v1\/+auth(\/|$)/i;
const READS = new Set(['GET', 'HEAD']);

/**
 * The HTTP API below the dashboards' own path, for pages that are open. The browser comes with the cookies of its session,
 * the API gets the token behind them and decides as for any other client. The API itself looks at no cookie, so another
 * site gains nothing there; here each change has to come from a page of ours.
 */
export function createApiDoor({ api, sessions, basePath, logger }: ApiDoorOptions): Handler {
  return (request, response, next) => {
    const { pathname, search } = askedUrl(request);
    if (!pathname.startsWith(basePath + API)) return next();
    const path = pathname.slice(basePath.length);
    if (CLOSED.test(decoded(path)))
      return sendJson(response, 404, { title: 'Not found', status: 404, detail: 'Pages log in by the forms of the dashboards.' }); // prettier-ignore
    if (!isSameOrigin(request.headers, !READS.has(request.method ?? '')))
      return sendJson(response, 403, { title: 'Not allowed', status: 403, detail: 'This was asked by another site.' }); // prettier-ignore
    const pass = async (): Promise<void> => {
      const token = await sessions.tokenOf(request, response);
      if (token === undefined)
        return sendJson(response, 401, { title: 'Login needed', status: 401, detail: 'Log in first.' });
      request.headers.authorization = `Bearer ${token}`;
      delete request.headers.cookie;
      request.url = path + search;
      api(request, response, next);
    };
    pass().catch((error: unknown) => refuse(response, error, logger));
  };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
