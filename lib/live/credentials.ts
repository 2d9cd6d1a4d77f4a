import type { IncomingHttpHeaders } from 'node:http';
import { LIVE_PROTOCOL } from './messages';

const BEARER_PROTOCOL = 'bearer.';

/**
 * The access token of a handshake: `Authorization: Bearer …`, or for browsers, which cannot set that header,
 * `Sec-WebSocket-Protocol: thermacore.v1, bearer.…`. Neither is sent by a browser of its own accord as cookies are, so
 * no other site's page can use a visitor's login. Never from the URL: that ends up in logs.
 */
export function bearerToken(headers: IncomingHttpHeaders): string | undefined {
  const fromHeader = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (fromHeader) return fromHeader;
  const offered = headers['sec-websocket-protocol']?.split(',').map((name) => name.trim());
  return offered?.find((name) => name.startsWith(BEARER_PROTOCOL))?.slice(BEARER_PROTOCOL.length);
}

/** The subprotocol to answer with (RFC 6455 §4.2.2): never the one that carries the token. */
export const chooseProtocol = (offered: ReadonlySet<string>): string | false =>
  offered.has(LIVE_PROTOCOL) ? LIVE_PROTOCOL : false;
