import type { Fragment } from '../app/fragment';

type Fate = 'open' | 'stored' | 'failed';

interface Report {
  readonly octets: Uint8Array;
  readonly seq: number;
  readonly batch: number;
  fate: Fate;
}

/**
 * The last unsolicited response with data. An outstation sends it again, octet for octet, until it is confirmed: what
 * was stored is not delivered twice.
 */
export class Inbox {
  private last: Report | undefined;

  /** Whether this is the last one again, and what became of it. */
  fateOf({ octets }: Fragment): Fate | undefined {
    const { last } = this;
    if (last?.octets.length !== octets.length) return undefined;
    return last.octets.every((octet, at) => octet === octets[at]) ? last.fate : undefined;
  }

  put({ octets, control }: Fragment, batch: number): void {
    this.last = { octets: octets.slice(), seq: control.seq, batch, fate: 'open' };
  }

  /**
   * The sequence number to confirm, where the batch is of the last response. One that was followed by another is not
   * confirmed: the number might be the other's too.
   */
  settle(batch: number, stored: boolean): number | undefined {
    const { last } = this;
    if (last?.batch !== batch) return undefined;
    last.fate = stored ? 'stored' : 'failed';
    return stored ? last.seq : undefined;
  }

  clear(): void {
    this.last = undefined;
  }
}
