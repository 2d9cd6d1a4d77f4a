import { octetsOf, type Octets } from './conversation';

/*
 * Fragments by their names, as octets: written by hand, so that neither side's own writer checks itself.
 */

const FIR_FIN = 0xc0;
const CON = 0x20;
const UNS = 0x10;

function fragment(control: number, code: number, ...rest: Octets[]): Uint8Array {
  return Uint8Array.from([control, code, ...rest.flatMap((octets) => [...octetsOf(octets)])]);
}

/** A request with this sequence number, function code and objects. */
export const request = (seq: number, code: number, ...objects: Octets[]): Uint8Array =>
  fragment(FIR_FIN | seq, code, ...objects);

/** `u16(300)` are the octets of 300. */
export const u16 = (value: number): Uint8Array => Uint8Array.of(value & 0xff, value >> 8);

export const u32 = (value: number): Uint8Array =>
  Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);

/** 48 bits of epoch ms. */
export const time48 = (ms: number): Uint8Array =>
  Uint8Array.of(...u32((ms % 0x1_0000_0000) | 0), ...u16(Math.floor(ms / 0x1_0000_0000)));

export const requests = {
  confirm: (seq: number) => request(seq, 0x00),
  confirmUnsolicited: (seq: number) => fragment(FIR_FIN | UNS | seq, 0x00),
  read: (seq: number, ...objects: Octets[]) => request(seq, 0x01, ...objects),
  /** Classes 1, 2, 3, then 0. */
  integrityPoll: (seq: number) => request(seq, 0x01, '3c 02 06 3c 03 06 3c 04 06 3c 01 06'),
  eventPoll: (seq: number) => request(seq, 0x01, '3c 02 06 3c 03 06 3c 04 06'),
  clearRestart: (seq: number) => request(seq, 0x02, '50 01 00 07 07 00'),
  writeTime: (seq: number, ms: number) => request(seq, 0x02, '32 01 07 01', time48(ms)),
  writeRecordedTime: (seq: number, ms: number) => request(seq, 0x02, '32 03 07 01', time48(ms)),
  recordCurrentTime: (seq: number) => request(seq, 0x18),
  delayMeasure: (seq: number) => request(seq, 0x17),
  enableUnsolicited: (seq: number) => request(seq, 0x14, '3c 02 06 3c 03 06 3c 04 06'),
  disableUnsolicited: (seq: number) => request(seq, 0x15, '3c 02 06 3c 03 06 3c 04 06'),
  /** Latch-on of point 2, 100 ms on and off, as in vector V11. */
  select: (seq: number, objects: Octets = latchOn(2)) => request(seq, 0x03, objects),
  operate: (seq: number, objects: Octets = latchOn(2)) => request(seq, 0x04, objects),
  directOperate: (seq: number, objects: Octets = latchOn(2)) => request(seq, 0x05, objects),
  directOperateNoAck: (seq: number, objects: Octets = latchOn(2)) => request(seq, 0x06, objects),
} as const;

/** A CROB in a header of its own: `0c 01 28 01 00 <index> <code> 01 <100> <100> <status>`. */
export function crob(index: number, code: number, status = 0, count = 1): Uint8Array {
  return Uint8Array.of(0x0c, 0x01, 0x28, 1, 0, ...u16(index), code, count, ...u32(100), ...u32(100), status);
}

export const latchOn = (index: number, status = 0): Uint8Array => crob(index, 0x03, status);

export interface Indications {
  readonly iin?: number;
  /** The fragment is to be confirmed. */
  readonly con?: boolean;
  readonly fir?: boolean;
  readonly fin?: boolean;
}

/** A response; IIN1 in the low octet. */
export function response(
  seq: number,
  { iin = 0, con = false, fir = true, fin = true }: Indications,
  ...objects: Octets[]
): Uint8Array {
  const control = (fir ? 0x80 : 0) | (fin ? 0x40 : 0) | (con ? CON : 0) | seq;
  return fragment(control, 0x81, u16(iin), ...objects);
}

/** An unsolicited response, which always is to be confirmed. */
export const unsolicited = (seq: number, iin: number, ...objects: Octets[]): Uint8Array =>
  fragment(FIR_FIN | CON | UNS | seq, 0x82, u16(iin), ...objects);
