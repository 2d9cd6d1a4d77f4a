interface Speaker {
  readonly session: { readonly wantsTurn: boolean; readonly urgent: boolean };
}

/**
 * Who speaks next on a line that several share: one after the other in a circle. One for whom a user waits goes before
 * the others, but never twice in a row, so that many requests do not stop the polls.
 */
export class Turns<T extends Speaker> {
  private readonly circle: T[] = [];
  private next = 0;
  private wasUrgent = false;

  add(speaker: T): void {
    this.circle.push(speaker);
  }

  remove(speaker: T): void {
    const at = this.circle.indexOf(speaker);
    if (at < 0) return;
    this.circle.splice(at, 1);
    if (at < this.next) this.next--;
  }

  /** Undefined where nobody wants to speak. */
  pick(): T | undefined {
    const urgent = this.wasUrgent ? undefined : this.from((one) => one.session.urgent);
    this.wasUrgent = urgent !== undefined;
    if (urgent !== undefined) return this.circle[urgent];
    const at = this.from((one) => one.session.wantsTurn);
    if (at === undefined) return undefined;
    this.next = (at + 1) % this.circle.length;
    return this.circle[at];
  }

  private from(wanted: (one: T) => boolean): number | undefined {
    const { length } = this.circle;
    for (let i = 0; i < length; i++) {
      const at = (this.next + i) % length;
      if (wanted(this.circle[at] as T)) return at;
    }
    return undefined;
  }
}
