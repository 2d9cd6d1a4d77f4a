import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../core/clock';
import type { ThermaCoreError } from '../core/errors';
import type { Logger } from '../core/logger';
import type { TokenSet } from '../tenancy';
import type { DashboardAuth, PasswordChanger } from './ports';
import type { BrowserSessions } from './sessions';

export interface RoutesOptions {
  auth(): Promise<DashboardAuth>;
  readonly passwords?: () => Promise<PasswordChanger>;
  readonly sessions: BrowserSessions;
  readonly basePath: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A request to one of the guard's own pages. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** Fields of the posted form. */
  readonly form: ReadonlyMap<string, string>;
}

/** What every way of logging in ends with. */
export interface LoginPages {
  /** The browser of somebody who has just logged in, however. */
  welcome(
    exchange: Pick<Exchange, 'request' | 'response'>,
    tokens: TokenSet,
    content: { to: string; username: string },
  ): Promise<void>;
  sendRefusal(
    response: ServerResponse,
    error: ThermaCoreError,
    content: { to: string; username: string },
  ): Promise<void>;
}

export function statusOf(error: ThermaCoreError): number {
  switch (error.code) {
    case 'unauthenticated':
    case 'mfa-required':
      return 401;
    case 'rate-limited':
      return 429;
    case 'not-found':
      return 404;
    case 'forbidden':
      return 403;
    case 'unavailable':
      return 503;
    default:
      return 400;
  }
}
