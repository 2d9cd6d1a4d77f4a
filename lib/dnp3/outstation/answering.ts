import { nextSeq } from '../app/control-octet';
import { FunctionCode } from '../app/function-code';
import { Iin } from '../app/iin';
import { FragmentWriter } from '../app/writer';
import type { Now } from '../machine';
import { EventBatch, type EventBuffer } from './event-buffer';
import type { Part } from './part';

/** A response whose fragment waits for its CONFIRM. */
interface Waiting {
  readonly seq: number;
  readonly deadline: number;
  readonly batch: EventBatch;
  /** Indications of the fragment. */
  readonly iin: number;
}

/** A response under way. */
interface Response {
  readonly parts: readonly Part[];
  /** Bits that refuse the request, in its last fragment too. */
  readonly iin: number;
  /** Position among the parts. */
  at: number;
}

/** What the answering of requests needs of its session. */
export interface Speaker {
  indications(now: Now): number;
  /** The master is to confirm what the indications say. */
  wantsConfirm(): boolean;
  send(fragment: Uint8Array): void;
  /** A fragment with these indications has been confirmed. */
  confirmed(iin: number): void;
}

/** Solicited responses: fragment after fragment, each but the last only after its confirmation (IEEE 1815-2012, 4.2.2.4). */
export class Answering {
  private readonly writer: FragmentWriter;
  private response: Response | undefined;
  private waiting: Waiting | undefined;

  constructor(
    octets: number,
    private readonly confirmTimeoutMs: number,
    private readonly events: EventBuffer,
    private readonly speaker: Speaker,
  ) {
    this.writer = new FragmentWriter(octets);
  }

  /** A fragment waits for its confirmation. */
  get busy(): boolean {
    return this.waiting !== undefined;
  }

  get wakeAt(): number | undefined {
    return this.waiting?.deadline;
  }

  /** Begins a response. Answers its octets where it is one fragment only, so that they can be repeated. */
  begin(seq: number, parts: readonly Part[], iin: number, now: Now): Uint8Array | undefined {
    this.response = { parts, iin, at: 0 };
    return this.next(seq, true, now);
  }

  /** The same octets once more: the master did not get them. */
  repeat(fragment: Uint8Array, now: Now): void {
    if (this.waiting) this.waiting = { ...this.waiting, deadline: now.mono + this.confirmTimeoutMs };
    this.speaker.send(fragment);
  }

  /** Answers whether the confirmation was for what is waited for. */
  confirmed(seq: number, now: Now): boolean {
    const { waiting } = this;
    if (waiting?.seq !== seq) return false;
    this.waiting = undefined;
    this.events.confirm(waiting.batch, (waiting.iin & Iin.EventBufferOverflow) !== 0);
    this.speaker.confirmed(waiting.iin);
    if (this.response) this.next(nextSeq(seq), false, now);
    return true;
  }

  /** The rest of the response is not sent, and what was not confirmed is reported again. */
  abandon(): void {
    this.response = undefined;
    if (this.waiting) this.events.release(this.waiting.batch);
    this.waiting = undefined;
  }

  /** Answers whether a confirmation did not come in time. */
  timedOut(now: Now): boolean {
    if (!this.waiting || now.mono < this.waiting.deadline) return false;
    this.abandon();
    return true;
  }

  private next(seq: number, fir: boolean, now: Now): Uint8Array | undefined {
    const response = this.response as Response;
    const { writer } = this;
    writer.start({ fir, fin: false, con: false, uns: false, seq }, FunctionCode.Response, 0);
    const batch = new EventBatch();
    const fin = this.fill(response, batch);
    if (fin) this.response = undefined;
    const iin = response.iin | this.speaker.indications(now);
    const con = !fin || !batch.empty || this.speaker.wantsConfirm();
    writer.restart({ fir, fin, con, uns: false, seq }, iin);
    const fragment = writer.finish();
    if (con) this.waiting = { seq, deadline: now.mono + this.confirmTimeoutMs, batch, iin };
    this.speaker.send(fragment);
    return fir && fin ? fragment : undefined;
  }

  /** Answers whether the response ends with this fragment. */
  private fill(response: Response, batch: EventBatch): boolean {
    const { parts } = response;
    for (; response.at < parts.length; response.at++)
      if (!(parts[response.at] as Part).write(this.writer, batch)) return false;
    return true;
  }
}
