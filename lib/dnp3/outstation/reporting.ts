import { FunctionCode } from '../app/function-code';
import { Iin } from '../app/iin';
import type { Variation } from '../app/objects/variation';
import { FragmentWriter } from '../app/writer';
import type { Now } from '../machine';
import { EventBatch, type BufferedEvent, type EventChoice } from './event-buffer';
import { ownVariation } from './event-part';
import type { Serving } from './serving';

/** Unsolicited responses: their octets, and what becomes of the events in them. `Unsolicited` says when. */
export class Reporting implements EventChoice {
  private readonly writer: FragmentWriter;

  constructor(
    octets: number,
    private readonly serving: Serving,
    private readonly send: (fragment: Uint8Array) => void,
  ) {
    this.writer = new FragmentWriter(octets);
  }

  /** Says what there is to be said, if it is time. */
  speak(now: Now): void {
    const { unsolicited, events } = this.serving;
    const what = unsolicited.next(now, () => events.hasOf(unsolicited.enabled));
    if (what === 'nothing') return;
    const control = { fir: true, fin: true, con: true, uns: true, seq: unsolicited.nextSeq };
    this.writer.start(control, FunctionCode.UnsolicitedResponse, 0);
    const batch = new EventBatch();
    if (what === 'events') events.write(this.writer, this, batch);
    const iin = this.serving.indications(now);
    this.writer.restart(control, iin);
    const octets = this.writer.finish();
    unsolicited.sent({ octets, batch, initial: what === 'initial', iin }, now);
    this.send(octets);
  }

  choose(buffered: BufferedEvent): Variation | undefined {
    return this.serving.unsolicited.enabled.has(buffered.event.class) ? ownVariation(buffered) : undefined;
  }

  /** The indications that the confirmation was for; undefined: it is for nothing that is waited for. */
  confirmed(seq: number): number | undefined {
    const { unsolicited, events } = this.serving;
    const found = unsolicited.confirmed(seq);
    if (found) events.confirm(found.batch, (found.iin & Iin.EventBufferOverflow) !== 0);
    return found?.iin;
  }

  /** Answers whether a response has been given up. `giveUp`: something waits for that, so that there is no retry. */
  timedOut(now: Now, giveUp: boolean): boolean {
    const timedOut = this.serving.unsolicited.timedOut(now, giveUp);
    if (!timedOut) return false;
    const { again, response } = timedOut;
    if (again) this.send(response.octets);
    else this.serving.events.release(response.batch);
    return !again;
  }

  /** The connection is new, or gone. */
  reset(): void {
    const batch = this.serving.unsolicited.reset();
    if (batch) this.serving.events.release(batch);
  }
}
