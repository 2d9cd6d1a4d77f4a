import { Iin } from '../app/iin';
import type { Broadcast } from '../link/station';

/** Whether the master knows that a broadcast has come (IIN1.0). */
export class Broadcasts {
  private pending: 'once' | 'until-confirmed' | undefined;
  private told = false;

  received(kind: Broadcast): void {
    if (this.pending !== 'until-confirmed') this.pending = kind === 'confirm' ? 'until-confirmed' : 'once';
    this.told = false;
  }

  get iin(): number {
    return this.pending ? Iin.Broadcast : 0;
  }

  /** The response that tells of it is to be confirmed. */
  get wantsConfirm(): boolean {
    return this.pending === 'until-confirmed';
  }

  /** A response with these indications is sent; one from before the broadcast that is sent again does not tell of it. */
  said(iin: number): void {
    if ((iin & Iin.Broadcast) === 0) return;
    this.told = true;
    if (this.pending === 'once') this.pending = undefined;
  }

  /** A response with these indications has been confirmed. */
  confirmed(iin: number): void {
    if (this.told && (iin & Iin.Broadcast) !== 0) this.pending = undefined;
  }
}
