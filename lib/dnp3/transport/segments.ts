/** The transport header's bits (IEEE 1815-2012, 8.2.1). */
export const SegmentBit = { Fin: 0x80, Fir: 0x40, Seq: 0x3f } as const;

/** Octets of a fragment that one segment takes. */
export const MOST_SEGMENT_OCTETS = 249;

export interface SegmentHeader {
  readonly fir: boolean;
  readonly fin: boolean;
  /** From 0 to 63. */
  readonly seq: number;
}

export function segmentHeaderOf(octet: number): SegmentHeader {
  return {
    fir: (octet & SegmentBit.Fir) !== 0,
    fin: (octet & SegmentBit.Fin) !== 0,
    seq: octet & SegmentBit.Seq,
  };
}

export function nextSegmentSeq(seq: number): number {
  return (seq + 1) & SegmentBit.Seq;
}

export function segmentCount(fragmentOctets: number): number {
  return Math.ceil(fragmentOctets / MOST_SEGMENT_OCTETS);
}

/** Cuts a fragment into segments, each with its header, numbered from `seq` (0 to 63) on. */
export function segmentsOf(fragment: Uint8Array, seq: number): Uint8Array[] {
  const segments: Uint8Array[] = [];
  for (let from = 0; from < fragment.length; from += MOST_SEGMENT_OCTETS) {
    const part = fragment.subarray(from, from + MOST_SEGMENT_OCTETS);
    const segment = new Uint8Array(part.length + 1);
    const fir = from === 0 ? SegmentBit.Fir : 0;
    const fin = from + part.length === fragment.length ? SegmentBit.Fin : 0;
    segment[0] = fir | fin | ((seq + segments.length) & SegmentBit.Seq);
    segment.set(part, 1);
    segments.push(segment);
  }
  return segments;
}
