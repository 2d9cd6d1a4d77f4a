/** What a batch of measurements came for. */
export type Purpose =
  /** The answer of the conversation, which waits for it. */
  | 'answer'
  /** An unsolicited response. */
  | 'unsolicited'
  /** The outstation does not ask for a confirmation. */
  | 'unconfirmed';

interface Delivery {
  readonly purpose: Purpose;
  readonly deadline: number;
}

const MOST = 8;

/** Batches that were delivered and are not settled yet. */
export class Deliveries {
  private readonly open = new Map<number, Delivery>();
  private last = 0;

  constructor(private readonly timeoutMs: number) {}

  get full(): boolean {
    return this.open.size >= MOST;
  }

  /** When the oldest is overdue; Infinity: there is none. */
  get deadline(): number {
    for (const { deadline } of this.open.values()) return deadline;
    return Infinity;
  }

  /** The batch's number. */
  add(purpose: Purpose, mono: number): number {
    this.last++;
    this.open.set(this.last, { purpose, deadline: mono + this.timeoutMs });
    return this.last;
  }

  /** What a settled batch came for; undefined where it is not waited for any more. */
  settle(batch: number): Purpose | undefined {
    const delivery = this.open.get(batch);
    this.open.delete(batch);
    return delivery?.purpose;
  }

  /** Batches that are overdue. */
  overdue(mono: number): number[] {
    return [...this.open].filter(([, { deadline }]) => deadline <= mono).map(([batch]) => batch);
  }

  clear(): void {
    this.open.clear();
  }
}
