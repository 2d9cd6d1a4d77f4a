import type { IncomingMessage } from 'node:http';

/** The path and query that the client asked for; inside a mounted middleware `url` has lost its beginning. */
export function askedUrl(request: IncomingMessage & { originalUrl?: string }): URL {
  const raw = request.originalUrl ?? request.url ?? '/';
  // Doubled slashes at the front would be read as a host.
  const path = raw.replace(/^\/+/, '/');
  return URL.canParse(path, 'http://host') ? new URL(path, 'http://host') : new URL('http://host/');
}

/** Where to go after a login: a page under the base path, never another site. */
export function safeTarget(wanted: string | null | undefined, basePath: string): string {
  if (!wanted || wanted.length > 1000 || !URL.canParse(wanted, 'http://host')) return basePath;
  const { host, pathname, search } = new URL(wanted, 'http://host');
  const inside = pathname === basePath || pathname.startsWith(`${basePath}/`);
  return host === 'host' && inside && !pathname.startsWith('//') ? pathname + search : basePath;
}
