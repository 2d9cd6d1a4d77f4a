import { type LinkFrame, PrimaryFunction, SecondaryFunction } from './frame';

/** What a primary frame of the other station comes to. */
export interface Heard {
  /** `SecondaryFunction`; undefined: no answer. */
  readonly answer: number | undefined;
  /** The user octets are new and for us. */
  readonly deliver: boolean;
}

const IGNORED: Heard = { answer: undefined, deliver: false };

/** The side that answers (IEEE 1815-2012, 9.2.7): it minds the frame count bit of the other station. */
export class Secondary {
  /** The frame count bit that comes next; undefined until the other station has reset the link. */
  private expected: boolean | undefined;

  reset(): void {
    this.expected = undefined;
  }

  receive({ function: code, fcb, fcv, data }: LinkFrame): Heard {
    const bringsData =
      code === PrimaryFunction.ConfirmedUserData || code === PrimaryFunction.UnconfirmedUserData;
    if (data.length > 0 !== bringsData) return IGNORED;
    switch (code) {
      case PrimaryFunction.ResetLinkStates:
        if (fcv) return IGNORED;
        this.expected = true;
        return { answer: SecondaryFunction.Ack, deliver: false };
      case PrimaryFunction.TestLinkStates:
      case PrimaryFunction.ConfirmedUserData: {
        if (!fcv || this.expected === undefined) return IGNORED;
        const isNew = fcb === this.expected;
        if (isNew) this.expected = !fcb;
        return { answer: SecondaryFunction.Ack, deliver: isNew && bringsData };
      }
      case PrimaryFunction.UnconfirmedUserData:
        return fcv ? IGNORED : { answer: undefined, deliver: true };
      case PrimaryFunction.RequestLinkStatus:
        return fcv ? IGNORED : { answer: SecondaryFunction.LinkStatus, deliver: false };
      default:
        return { answer: SecondaryFunction.NotSupported, deliver: false };
    }
  }
}
