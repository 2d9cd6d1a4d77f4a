import type { IncomingMessage, ServerResponse } from 'node:http';

/** Names of the two cookies of a browser session. */
export const ACCESS_COOKIE = 'thermacore_access';
export const REFRESH_COOKIE = 'thermacore_refresh';
/** Of a login that is under way at an identity provider. */
export const SSO_COOKIE = 'thermacore_sso';

const MAX_HEADER = 16_384;

/** The cookies that a request carries (RFC 6265 §4.2.1). The first of two with one name counts: its path is longer. */
export function readCookies(header: string | undefined): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  if (!header || header.length > MAX_HEADER) return cookies;
  for (const pair of header.split(';')) {
    const cut = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, cut)).trim();
    if (name !== '' && !cookies.has(name)) cookies.set(name, pair.slice(cut + 1).trim());
  }
  return cookies;
}

export interface CookieChange {
  readonly name: string;
  /** Undefined takes the cookie away. Tokens consist of cookie-octets only, so nothing is encoded. */
  readonly value: string | undefined;
  /** Seconds; undefined ends it with the browser. */
  readonly maxAge?: number;
}

/** True for TLS that ends here or at a proxy before us. A forged header only adds `Secure` to the forger's cookie. */
export const isHttps = (request: IncomingMessage): boolean =>
  'encrypted' in request.socket || request.headers['x-forwarded-proto'] === 'https';

/**
 * `Lax` rather than `Strict`, so that a link in an alarm e-mail opens the page it names. Whatever changes something
 * also checks the origin.
 */
export function setCookies(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  changes: readonly CookieChange[],
): void {
  const secure = isHttps(request) ? '; Secure' : '';
  const lines = changes.map(({ name, value, maxAge }) => {
    const age = value === undefined ? '; Max-Age=0' : maxAge === undefined ? '' : `; Max-Age=${maxAge}`;
    return `${name}=${value ?? ''}; Path=${path}${age}; HttpOnly; SameSite=Lax${secure}`;
  });
  const before = response.getHeader('set-cookie');
  const kept = before === undefined ? [] : [before].flat().map(String);
  const others = kept.filter((line) => !changes.some(({ name }) => line.startsWith(`${name}=`)));
  response.setHeader('set-cookie', [...others, ...lines]);
}
