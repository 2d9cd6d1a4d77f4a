import { lookup } from 'node:dns/promises';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { SendError, inWords } from '../send-error';

/** Networks in which a receiver is not expected: ours, the neighbours', those of clouds' own services. */
const INSIDE: readonly (readonly [network: string, bits: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
];

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

export function blockListOf(networks: Iterable<readonly [network: string, bits: number]>): BlockList {
  const list = new BlockList();
  for (const [network, bits] of networks) list.addSubnet(network, bits, familyOf(network));
  return list;
}

const inside = blockListOf(INSIDE);

/**
 * Which addresses may be sent to. A tenant writes the address of a target, and the request comes from our machine: what
 * only our machine can reach is refused, unless the installation allows the network. Names are looked up once, and what
 * was looked up is what is connected to, so that a name cannot mean two things.
 */
export class Network {
  private readonly allowed: BlockList;

  /** `allowed` as `10.1.0.0/16` or `10.1.2.3`. */
  constructor(allowed: readonly string[] = []) {
    this.allowed = blockListOf(
      allowed.map((text): [string, number] => {
        const [network = '', bits] = text.split('/');
        return [network, bits === undefined ? (isIP(network) === 6 ? 128 : 32) : Number(bits)];
      }),
    );
  }

  mayReach(address: string): boolean {
    const family = familyOf(address);
    return this.allowed.check(address, family) || !inside.check(address, family);
  }

  /** Throws a SendError for an address that may not be sent to; says nothing about names. */
  requireLiteral(host: string): void {
    const bare = host.replace(/^\[|\]$/g, '');
    if (isIP(bare)) this.require(bare, bare);
  }

  /** The address of the host. Rejects with a SendError. */
  async addressOf(host: string): Promise<string> {
    const bare = host.replace(/^\[|\]$/g, '');
    if (isIP(bare)) return this.require(bare, bare);
    const found = await lookup(bare, { all: true, verbatim: true }).catch((cause: unknown) => {
      throw new SendError(`The host ${bare} cannot be reached: ${inWords(cause)}.`, { cause });
    });
    const reachable = found.find(({ address }) => this.mayReach(address));
    return reachable ? reachable.address : this.require(found[0]?.address ?? bare, bare);
  }

  /** For `http.request`: connects to what was looked up before. */
  static pinned(address: string): LookupFunction {
    const family = isIP(address);
    return (_host, options, callback) =>
      options.all ? callback(null, [{ address, family }]) : callback(null, address, family);
  }

  private require(address: string, host: string): string {
    if (this.mayReach(address)) return address;
    throw new SendError(
      `The host ${host} is in a network that messages are not sent to. Let the administrator of the installation allow it in THERMACORE_NOTIFY_NETWORKS.`,
      { isFinal: true },
    );
  }
}
