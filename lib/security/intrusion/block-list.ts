import { BlockList as Networks, SocketAddress, isIP } from 'node:net';
import { plainAddress } from '../../core/door';
import { ThermaCoreError } from '../../core/errors';
import type { Block } from './ports';

const LOOPBACK = /^(127\.|::1$)/;
const ADVICE = 'Write an address such as 192.0.2.7 or a network such as 192.0.2.0/24.';

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** One way to write each address, of the many that IPv6 has. */
export function canonicalAddress(given: string | undefined): string {
  const address = (given ?? '').replace(/%.*$/s, '');
  if (isIP(address) !== 6) return address;
  return plainAddress(new SocketAddress({ address, family: 'ipv6' }).address);
}

/** Whether it is an address or network that can be written into a list. */
export function isNetwork(text: string): boolean {
  const [address = '', prefix, more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more !== undefined) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 6 ? 128 : 32));
}

function add(networks: Networks, text: string): void {
  const [address = '', prefix] = text.split('/');
  const single = canonicalAddress(address);
  if (prefix === undefined) networks.addAddress(single, familyOf(single));
  else networks.addSubnet(address, Number(prefix), familyOf(address));
}

/** Throws `invalid` that names the field and the entry that is no network. */
export function networksOf(entries: readonly string[], field: string): (address: string) => boolean {
  const networks = new Networks();
  for (const entry of entries) {
    if (!isNetwork(entry))
      throw new ThermaCoreError('invalid', `${field}: ${entry} is not an IP address.`, {
        field,
        advice: ADVICE,
      });
    add(networks, entry);
  }
  return (address) => isIP(address) !== 0 && networks.check(address, familyOf(address));
}

/**
 * Who is kept out now, for doors that ask at each connection and each request: looked up in memory. Addresses of this
 * machine and those of the allow list are never kept out.
 */
export class BlockedList {
  private blocks: readonly Block[] = [];
  private addresses = new Map<string, Block[]>();
  private networks: { readonly covers: (address: string) => boolean; readonly block: Block }[] = [];
  private names = new Map<string, Block[]>();
  private allows: (address: string) => boolean = () => false;

  constructor(private readonly now: () => number) {}

  get size(): number {
    return this.blocks.length;
  }

  get all(): readonly Block[] {
    return this.blocks;
  }

  /** Addresses and networks that are never kept out. Throws `invalid`. */
  allow(entries: readonly string[]): void {
    this.allows = networksOf(entries, 'neverBlock');
  }

  replace(blocks: readonly Block[]): void {
    this.blocks = blocks;
    this.addresses = new Map();
    this.networks = [];
    this.names = new Map();
    for (const block of blocks) {
      if (block.kind !== 'address') {
        const key = nameOf(block.kind, block.value);
        this.names.set(key, [...(this.names.get(key) ?? []), block]);
      } else if (!isNetwork(block.value)) continue;
      else if (isIP(block.value) !== 0) {
        const key = canonicalAddress(block.value);
        this.addresses.set(key, [...(this.addresses.get(key) ?? []), block]);
      } else this.networks.push({ block, covers: networksOf([block.value], 'value') });
    }
  }

  /** True for what no block may be about. */
  isSpared(given: string): boolean {
    const address = canonicalAddress(given);
    return LOOPBACK.test(address) || this.allows(address);
  }

  /** The block that keeps this address out, the longest of several. */
  address(given: string | undefined): Block | undefined {
    if (this.addresses.size === 0 && this.networks.length === 0) return undefined;
    const address = canonicalAddress(given);
    const [longest] = [
      ...(this.addresses.get(address) ?? []),
      ...this.networks.filter(({ covers }) => covers(address)).map(({ block }) => block),
    ]
      .filter((block) => this.holds(block))
      .sort((a, b) => b.expiresAt - a.expiresAt);
    return longest && !this.isSpared(address) ? longest : undefined;
  }

  /** The block that keeps this user out; a tenant’s holds for its own users alone. */
  account(username: string, tenant: string | null): Block | undefined {
    return this.named('account', username, tenant);
  }

  /** The block that keeps this MQTT client out. */
  client(id: string, tenant: string | null): Block | undefined {
    return this.named('client', id, tenant);
  }

  private named(kind: 'account' | 'client', value: string, tenant: string | null): Block | undefined {
    return this.names
      .get(nameOf(kind, value))
      ?.find((block) => (block.tenant === null || block.tenant === tenant) && this.holds(block));
  }

  private holds({ expiresAt }: Block): boolean {
    return expiresAt > this.now();
  }
}

/** User names do not regard case; client ids do (MQTT 3.1.1 §3.1.3.1). */
const nameOf = (kind: Block['kind'], value: string): string =>
  kind === 'account' ? `account ${value.toLowerCase()}` : `${kind} ${value}`;
