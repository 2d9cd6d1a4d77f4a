import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ThermaCoreError } from '../core/errors';

/** A request to one of the guard's own pages. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** Fields of the posted form. */
  readonly form: ReadonlyMap<string, string>;
}

export function statusOf(error: ThermaCoreError): number {
  switch (error.code) {
    case 'unauthenticated':
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
