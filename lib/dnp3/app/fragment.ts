import type { ControlOctet } from './control-octet';
import type { Variation } from './objects/variation';

/** Where a header's objects are (IEEE 1815-2012, 4.2.2.7.3: the qualifier). */
export type Span =
  /** Qualifier 06. */
  | { readonly kind: 'all' }
  /** Qualifiers 00, 01, 02: first and last index. */
  | { readonly kind: 'range'; readonly start: number; readonly stop: number }
  /** Qualifiers 07, 08, 09: so many, without saying which. */
  | { readonly kind: 'count'; readonly count: number }
  /** Qualifiers 17, 28, 39: each with its index. */
  | { readonly kind: 'indices'; readonly indices: readonly number[] };

/** A value of a point, of whichever group. */
export interface PointObject {
  readonly index: number;
  /** Binary states are 0 or 1, double-bit states 0 to 3 (`DoubleBit`). */
  readonly value: number;
  /** Without the states; `Flag.Online` where the variation has none. Control status in groups 13 and 43. */
  readonly flags: number;
  /** Epoch ms, UTC; undefined where the variation has none. */
  readonly time: number | undefined;
}

export interface OctetObject {
  readonly index: number;
  readonly octets: Uint8Array;
}

/** Control relay output block (g12v1; IEEE 1815-2012, A.8.1). */
export interface Crob {
  readonly index: number;
  /** Operation type, queue, clear and trip/close bits: `CrobCode`. */
  readonly code: number;
  /** How often; 0: not at all. */
  readonly count: number;
  readonly onMs: number;
  readonly offMs: number;
  readonly status: number;
}

/** Analog output block (group 41). */
export interface SetPoint {
  readonly index: number;
  readonly value: number;
  readonly status: number;
}

export interface TimeObject {
  readonly index: number;
  /** Epoch ms, UTC. */
  readonly time: number;
  /** Of variations 2 and 4. */
  readonly interval: number | undefined;
  readonly units: number | undefined;
}

/** Group 0. */
export interface Attribute {
  readonly index: number;
  readonly value: AttributeValue;
}

export type AttributeValue =
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'unsigned' | 'integer' | 'float' | 'time'; readonly value: number }
  | { readonly type: 'octets' | 'bits'; readonly value: Uint8Array }
  /** Variations that there are, and whether they can be written (variation 255). */
  | {
      readonly type: 'list';
      readonly value: readonly { readonly variation: number; readonly writable: boolean }[];
    };

export type Content =
  | { readonly kind: 'named' }
  | { readonly kind: 'points'; readonly points: readonly PointObject[]; readonly synchronised: boolean }
  | { readonly kind: 'octets'; readonly strings: readonly OctetObject[] }
  | { readonly kind: 'crobs'; readonly crobs: readonly Crob[] }
  | { readonly kind: 'set-points'; readonly setPoints: readonly SetPoint[] }
  | { readonly kind: 'times'; readonly times: readonly TimeObject[] }
  /** Ms. */
  | { readonly kind: 'delays'; readonly delays: readonly number[] }
  | { readonly kind: 'attributes'; readonly attributes: readonly Attribute[] };

export interface ObjectHeader {
  readonly variation: Variation;
  /** As on the wire. */
  readonly qualifier: number;
  readonly span: Span;
  readonly content: Content;
  /** Where the header begins and its objects end in the fragment's octets. */
  readonly from: number;
  readonly to: number;
}

/** Why the objects of a fragment cannot be taken. Then none of them is: one bad header means no effect at all. */
export interface ObjectFault {
  /** What an outstation answers: `Iin.ObjectUnknown` or `Iin.ParameterError`. */
  readonly iin: number;
  /** In words, with the object and the octet's position. */
  readonly reason: string;
  readonly at: number;
}

export interface Fragment {
  readonly octets: Uint8Array;
  readonly control: ControlOctet;
  readonly function: number;
  /** Of a response; 0 in a request. */
  readonly iin: number;
  readonly headers: readonly ObjectHeader[];
  /** Then `headers` is empty. */
  readonly fault: ObjectFault | undefined;
}

/** Operation of a CROB (table A-16): the low nibble, and the bits above it. */
export const CrobCode = {
  Nul: 0x00,
  PulseOn: 0x01,
  PulseOff: 0x02,
  LatchOn: 0x03,
  LatchOff: 0x04,
  /** Obsolete: an outstation refuses it. */
  Queue: 0x10,
  Clear: 0x20,
  Close: 0x40,
  Trip: 0x80,
} as const;
