import { ThermaCoreError } from '../core/errors';
import type { ApiRequest, Route } from './contract';
import { HttpError } from './problem';

const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;
const MAX_QUERY_PARAMETERS = 50;

/** The token of a request. Throws `unauthenticated` with the scheme that is asked for. */
export function bearerOf({ headers }: ApiRequest): string {
  const header = headers['authorization'];
  if (header === undefined)
    throw new HttpError('unauthenticated', 'This operation needs a login.', {
      advice: 'Send "Authorization: Bearer <access_token>"; POST /api/v1/auth/login gives one.',
      // RFC 6750 §3.1: without credentials no error code.
      headers: { 'www-authenticate': 'Bearer realm="thermacore"' },
    });
  const token = BEARER.exec(header)?.[1];
  if (token !== undefined) return token;
  throw new ThermaCoreError('unauthenticated', 'The Authorization header is not "Bearer <access_token>".');
}

export const bodyOf = (route: Route, request: ApiRequest): unknown =>
  route.upload ? request.upload?.(route.upload) : request.body?.((route.maxBodyMiB ?? 1) * 1024 ** 2);

/** One value a name; a name that comes twice becomes a list, which only a schema that wants a list takes. */
export function parseQuery(text = ''): Readonly<Record<string, unknown>> {
  const result: Record<string, string | string[]> = {};
  let count = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    if (++count > MAX_QUERY_PARAMETERS)
      throw new HttpError('invalid', `The query has more than ${MAX_QUERY_PARAMETERS} parameters.`);
    const before = Object.hasOwn(result, name) ? result[name] : undefined;
    const next = before === undefined ? value : [before, value].flat();
    // Not by assignment: "__proto__" has to become a plain (and then unknown) field.
    Object.defineProperty(result, name, {
      value: next,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return result;
}
