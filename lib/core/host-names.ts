import { hostname, networkInterfaces } from 'node:os';

/** The names and addresses under which others may reach this machine. */
export function hostNames(): string[] {
  const addresses = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    // A link-local address of IPv6 needs the name of an interface, which others do not have.
    .filter(({ address, internal }) => !internal && !address.startsWith('fe80:'))
    .map(({ address }) => address);
  return [...new Set([hostname().toLowerCase(), 'localhost', '127.0.0.1', ...addresses])];
}
