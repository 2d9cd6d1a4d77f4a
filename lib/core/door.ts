/** Who watches a door through which others connect to this process. Asked at each connection, so it answers at once. */
export interface Doorkeeper {
  /** False: whoever is at this address is kept out. */
  admits(address: string): boolean;
  /** What came from there was nothing of the protocol. */
  malformed(address: string, what: string): void;
}

export const openDoor: Doorkeeper = { admits: () => true, malformed: () => undefined };

/** An address without the prefix of an IPv4 address in IPv6. */
export const plainAddress = (address: string | undefined): string => (address ?? '').replace(/^::ffff:/i, '');

/** How many of all places one address may hold: a quarter is kept for others, where there are enough to share. */
export const placesOfOne = (all: number): number => (all < 4 ? all : all - Math.ceil(all / 4));

/** How many connections each address holds, so that one alone cannot take all places. */
export class PlacesByAddress {
  private readonly held = new Map<string, number>();

  constructor(private readonly most: number) {}

  /** False when the address has as many as it may; else `leave` gives the place back. */
  enter(address: string): boolean {
    const count = this.held.get(address) ?? 0;
    if (count >= this.most) return false;
    this.held.set(address, count + 1);
    return true;
  }

  leave(address: string): void {
    const count = (this.held.get(address) ?? 0) - 1;
    if (count > 0) this.held.set(address, count);
    else this.held.delete(address);
  }
}
