interface Line<T> {
  readonly urgent: Set<T>;
  readonly patient: Set<T>;
  /** Urgent ones that went before a patient one that waits. */
  overtakes: number;
}

/** So many urgent ones go before a patient one of the same owner, which is then next: it would wait for ever otherwise. */
const MAX_OVERTAKES = 4;

/**
 * A waiting line for several owners, served in turn: each owner has its own line, in the order in which its items came,
 * urgent ones first. How long one owner's line is delays nobody else's.
 */
export class FairLine<T> {
  /** Only owners that wait, the one whose turn is next first. */
  private readonly lines = new Map<string, Line<T>>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  sizeOf(owner: string): number {
    const line = this.lines.get(owner);
    return line ? line.urgent.size + line.patient.size : 0;
  }

  push(owner: string, item: T, patient = false): void {
    let line = this.lines.get(owner);
    if (!line) this.lines.set(owner, (line = { urgent: new Set(), patient: new Set(), overtakes: 0 }));
    line[patient ? 'patient' : 'urgent'].add(item);
    this.count++;
  }

  /**
   * Whose turn it is: of those with the lowest rank the one that has waited longest for a turn. An owner without a rank
   * is passed over.
   */
  turn(rankOf: (owner: string) => number | undefined = () => 0): string | undefined {
    let found: string | undefined;
    let lowest = Infinity;
    for (const owner of this.lines.keys()) {
      const rank = rankOf(owner);
      if (rank === undefined || rank >= lowest) continue;
      found = owner;
      lowest = rank;
    }
    return found;
  }

  /** The item of this owner that is next. */
  peek(owner: string): T | undefined {
    const line = this.lines.get(owner);
    if (!line) return undefined;
    const [item] = nextOf(line);
    return item;
  }

  /** Takes the owner's next item; its next turn comes after that of all others who wait. */
  take(owner: string): T | undefined {
    const line = this.lines.get(owner);
    if (!line) return undefined;
    const from = nextOf(line);
    const [item] = from;
    line.overtakes = from === line.urgent && line.patient.size > 0 ? line.overtakes + 1 : 0;
    this.remove(owner, line, from, item as T);
    if (this.lines.delete(owner) && line.urgent.size + line.patient.size > 0) this.lines.set(owner, line);
    return item;
  }

  /** Takes an item out before its turn. False when it does not wait (any more). */
  delete(owner: string, item: T): boolean {
    const line = this.lines.get(owner);
    if (!line) return false;
    return this.remove(owner, line, line.urgent.has(item) ? line.urgent : line.patient, item);
  }

  /** The owner of whom most wait, if anybody does. */
  longest(): string | undefined {
    let found: string | undefined;
    for (const owner of this.lines.keys())
      if (found === undefined || this.sizeOf(owner) > this.sizeOf(found)) found = owner;
    return found;
  }

  /** The item that this owner could do without first: its last patient one, else its last. */
  last(owner: string): T | undefined {
    const line = this.lines.get(owner);
    if (!line) return undefined;
    return [...(line.patient.size > 0 ? line.patient : line.urgent)].at(-1);
  }

  /** Everything that waits, owner by owner. */
  *items(): Iterable<T> {
    for (const { urgent, patient } of this.lines.values()) {
      yield* urgent;
      yield* patient;
    }
  }

  private remove(owner: string, line: Line<T>, from: Set<T>, item: T): boolean {
    if (!from.delete(item)) return false;
    this.count--;
    if (line.urgent.size + line.patient.size === 0) this.lines.delete(owner);
    return true;
  }
}

const nextOf = <T>({ urgent, patient, overtakes }: Line<T>): Set<T> =>
  urgent.size === 0 || (patient.size > 0 && overtakes >= MAX_OVERTAKES) ? patient : urgent;
