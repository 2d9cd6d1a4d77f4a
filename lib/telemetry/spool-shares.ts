/**
 * What a tenant may take of the room that is left, as a multiple of it: one that floods holds three quarters of the spool
 * at most, two hold three sevenths each, and there is always room for another.
 */
const OF_FREE = 3;

/** Who has how much in the spool, so that one tenant's flood does not fill it for all. */
export class SpoolShares {
  private readonly bytes = new Map<string, number>();
  private readonly met = new Set<string>();

  /** A tenant that may need the spool some day. One alone may have all of it. */
  meet(tenant: string): void {
    this.met.add(tenant);
  }

  holds(tenant: string): boolean {
    return this.bytes.has(tenant);
  }

  /** `free`: bytes that nobody has. */
  mayAdd(tenant: string, bytes: number, free: number): boolean {
    return this.met.size <= 1 || (this.bytes.get(tenant) ?? 0) + bytes <= OF_FREE * (free - bytes);
  }

  /** How much of what it may hold the fullest has, 0 to 1; 0 where one tenant alone may have all of it. */
  fullest(free: number): number {
    if (this.met.size <= 1) return 0;
    let most = 0;
    for (const held of this.bytes.values()) {
      // It may add x where held + x = OF_FREE (free - x).
      const more = Math.max(0, (OF_FREE * free - held) / (OF_FREE + 1));
      most = Math.max(most, held / (held + more));
    }
    return most;
  }

  add(tenant: string, bytes: number): void {
    this.meet(tenant);
    this.bytes.set(tenant, (this.bytes.get(tenant) ?? 0) + bytes);
  }

  remove(tenant: string, bytes: number): void {
    const left = (this.bytes.get(tenant) ?? 0) - bytes;
    if (left > 0) this.bytes.set(tenant, left);
    else this.bytes.delete(tenant);
  }

  /** Nobody holds anything any more, not even what could not be read back. */
  clear(): void {
    this.bytes.clear();
  }
}
