const MAX_PLACES = 1_000_000;

/** Whose readings a place has. */
interface Owner {
  /** `group/node`. */
  readonly node: string;
  /** The metric within it, with its device. */
  readonly metric: string;
}

/** Each place has the readings of one metric: of two that fall on the same one the second is refused. */
export class Places {
  private readonly owners = new Map<string, Owner>();

  constructor(private readonly isOnline: (node: string) => boolean) {}

  /** False when another metric has it, or there are too many. Of a node that is not online a place is free again. */
  claim({ unit, sensor }: { unit: string; sensor: string }, owner: Owner): boolean {
    const place = `${unit}/${sensor}`;
    const held = this.owners.get(place);
    if (held?.node === owner.node) return held.metric === owner.metric;
    if (held && this.isOnline(held.node)) return false;
    if (!held && this.owners.size >= MAX_PLACES) this.sweep();
    if (!held && this.owners.size >= MAX_PLACES) return false;
    this.owners.set(place, owner);
    return true;
  }

  /** What does not have it takes nothing away. */
  release({ unit, sensor }: { unit: string; sensor: string }, owner: Owner): void {
    const place = `${unit}/${sensor}`;
    const held = this.owners.get(place);
    if (held?.node === owner.node && held.metric === owner.metric) this.owners.delete(place);
  }

  private sweep(): void {
    for (const [place, { node }] of this.owners) if (!this.isOnline(node)) this.owners.delete(place);
  }
}
