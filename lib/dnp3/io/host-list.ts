import { BlockList, isIP } from 'node:net';

/** Hosts that may connect: addresses, or networks like `10.1.0.0/16` or `fd00::/8`. Empty: every host. */
export class HostList {
  private readonly list = new BlockList();
  private readonly all: boolean;

  /** Throws TypeError for what is no address. */
  constructor(hosts: readonly string[] = []) {
    this.all = hosts.length === 0;
    for (const host of hosts) this.add(host);
  }

  allows(address: string): boolean {
    if (this.all) return true;
    const plain = withoutMapping(address);
    return isIP(plain) !== 0 && this.list.check(plain, family(plain));
  }

  private add(host: string): void {
    const [address = '', prefix] = host.split('/');
    const plain = withoutMapping(address);
    const version = isIP(plain);
    const bits = prefix === undefined ? undefined : Number(prefix);
    const most = version === 4 ? 32 : 128;
    if (version === 0 || (bits !== undefined && !(Number.isInteger(bits) && bits >= 0 && bits <= most)))
      throw new TypeError(`Allowed host "${host}": give an IP address, or a network such as 10.1.0.0/16.`);
    if (bits === undefined) this.list.addAddress(plain, family(plain));
    else this.list.addSubnet(plain, bits, family(plain));
  }
}

const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** IPv4 on a socket of IPv6 is told as `::ffff:10.0.0.5`. */
export const withoutMapping = (address: string): string =>
  address.toLowerCase().startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;

/** An address and a port as people write them. */
export function place(host: string, port: number): string {
  const plain = withoutMapping(host);
  return isIP(plain) === 6 ? `[${plain}]:${port}` : `${plain}:${port}`;
}
