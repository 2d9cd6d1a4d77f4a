import { FunctionCode } from '../app/function-code';
import { FragmentWriter } from '../app/writer';
import type { MasterCounts, MasterEffect } from './effects';
import type { RequestResult } from './request';

const CONFIRM_OCTETS = 2;

/** What a session wants done, in order, and what it counts. */
export class Outbox {
  readonly counts: MasterCounts = {
    requests: 0,
    responses: 0,
    unsolicited: 0,
    timeouts: 0,
    malformed: 0,
    ignored: 0,
    notStored: 0,
  };
  private effects: MasterEffect[] = [];

  take(): MasterEffect[] {
    const { effects } = this;
    if (effects.length > 0) this.effects = [];
    return effects;
  }

  put(effect: MasterEffect): void {
    this.effects.push(effect);
  }

  /** Confirms a fragment by its number, and whether it was unsolicited (IEEE 1815-2012, 4.2.2.4). */
  confirm(seq: number, uns: boolean): void {
    const writer = new FragmentWriter(CONFIRM_OCTETS);
    writer.start({ fir: true, fin: true, con: false, uns, seq }, FunctionCode.Confirm);
    this.put({ kind: 'send', fragment: writer.finish() });
  }

  answer(request: number, result: RequestResult): void {
    this.put({ kind: 'answered', request, result });
  }

  malformed(text: string): void {
    this.counts.malformed++;
    this.warn(text);
  }

  warn(text: string): void {
    this.put({ kind: 'log', text });
  }
}
