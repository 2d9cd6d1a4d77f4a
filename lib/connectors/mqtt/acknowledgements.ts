import type { Writable } from 'node:stream';

/** A connection as confirmations see it: packet ids mean something on the one they came by only. */
export interface Wire {
  readonly stream: Writable;
}

/** PUBACK without properties is the same four bytes in MQTT 3.1.1 §3.4 and 5 §3.4 (reason code 0 may be left out). */
const PUBACK = 0x40;
const REMAINING_LENGTH = 2;

/**
 * Confirms messages late and many at once. The client library confirms one by one as soon as a message is handed over;
 * here a PUBACK leaves when the row is stored, all that were settled in one turn in one write.
 */
export class Acknowledgements {
  private readonly waiting = new Map<Wire, number[]>();
  private scheduled = false;

  /** `defer` runs a function at the end of the turn. */
  constructor(private readonly defer: (run: () => void) => void) {}

  confirm(wire: Wire, messageId: number): void {
    const ids = this.waiting.get(wire);
    if (ids) ids.push(messageId);
    else this.waiting.set(wire, [messageId]);
    if (this.scheduled) return;
    this.scheduled = true;
    this.defer(() => this.flush());
  }

  /** Sends what is confirmed, at once. */
  flush(): void {
    this.scheduled = false;
    for (const [{ stream }, ids] of this.waiting) {
      // A connection that is gone takes its ids with it: the broker sends those messages again, with new ones.
      if (stream.destroyed || !stream.writable) continue;
      const buffer = Buffer.allocUnsafe(ids.length * 4);
      for (const [i, id] of ids.entries()) {
        buffer[i * 4] = PUBACK;
        buffer[i * 4 + 1] = REMAINING_LENGTH;
        buffer.writeUInt16BE(id, i * 4 + 2);
      }
      stream.write(buffer);
    }
    this.waiting.clear();
  }
}
