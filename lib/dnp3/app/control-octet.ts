/** The control octet that opens every fragment (IEEE 1815-2012, 4.2.2.4). */
export interface ControlOctet {
  /** First fragment of a message. */
  readonly fir: boolean;
  /** Last fragment of a message. */
  readonly fin: boolean;
  /** The receiver is to confirm. */
  readonly con: boolean;
  /** Belongs to an unsolicited response. */
  readonly uns: boolean;
  /** From 0 to 15. */
  readonly seq: number;
}

const FIR = 0x80;
const FIN = 0x40;
const CON = 0x20;
const UNS = 0x10;
const SEQ = 0x0f;

export function controlOf(octet: number): ControlOctet {
  return {
    fir: (octet & FIR) !== 0,
    fin: (octet & FIN) !== 0,
    con: (octet & CON) !== 0,
    uns: (octet & UNS) !== 0,
    seq: octet & SEQ,
  };
}

export function controlOctet({ fir, fin, con, uns, seq }: ControlOctet): number {
  return (fir ? FIR : 0) | (fin ? FIN : 0) | (con ? CON : 0) | (uns ? UNS : 0) | (seq & SEQ);
}

/** The sequence number after this one. */
export function nextSeq(seq: number): number {
  return (seq + 1) & SEQ;
}
