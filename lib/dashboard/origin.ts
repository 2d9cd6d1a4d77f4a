import type { IncomingHttpHeaders } from 'node:http';

/**
 * True when the page that sent the request came from this server. Browsers send `Origin` with every POST and WebSocket
 * handshake, and `Sec-Fetch-Site` with every request, and a page can forge neither; a client that sends none of them
 * is no browser and carries no other page's cookies. `required`: refuse that one too.
 */
export function isSameOrigin(headers: IncomingHttpHeaders, required = false): boolean {
  const { origin, host } = headers;
  if (origin !== undefined) return host !== undefined && hostOf(origin) === host.toLowerCase();
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || (!required && site === 'none');
  return !required;
}

function hostOf(origin: string): string | undefined {
  // "null" is the origin of sandboxed frames and of redirects across origins: never ours.
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
