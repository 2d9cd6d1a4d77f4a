import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyAddress from 'proxy-addr';

/** How many proxies stand before us, or which; none: whoever connects is the client. */
export type TrustedProxies = number | readonly string[];

export type AddressOf = (request: IncomingMessage) => string | undefined;

/** IPv4 looks the same whether the socket is of IPv4 or IPv6. */
const plain = (address: string): string => address.replace(/^::ffff:/i, '');

/**
 * Whose request it is. `X-Forwarded-For` counts only as far as proxies that are trusted have written it, read from its
 * right end: what a client puts in front of that is not looked at. What is no address there is nobody's.
 */
export function clientAddress(proxies: TrustedProxies): AddressOf {
  const trusts =
    typeof proxies === 'number'
      ? (_address: string, hop: number) => hop < proxies
      : proxyAddress.compile([...proxies]);
  return (request) => {
    const peer = request.socket.remoteAddress;
    if (peer === undefined) return undefined;
    const told = proxyAddress(request, trusts);
    return plain(isIP(told) === 0 ? peer : told);
  };
}

/** Whether whoever connects is a proxy that is trusted: it has many clients behind it. */
export function isProxy(proxies: TrustedProxies): (peer: string) => boolean {
  if (typeof proxies === 'number') return () => proxies > 0;
  const trusts = proxyAddress.compile([...proxies]);
  return (peer) => isIP(peer) !== 0 && trusts(peer, 0);
}
