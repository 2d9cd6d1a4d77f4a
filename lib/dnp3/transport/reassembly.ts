import { nextSegmentSeq, segmentHeaderOf } from './segments';

/**
 * Segments from one station in, whole fragments out (IEEE 1815-2012, 8.2.2). It holds at most one fragment of
 * `mostOctets`; one that would be longer is given up as a whole.
 */
export class Reassembly {
  /** Where a fragment of several segments is put together; there while one is unfinished. */
  private buffer: Uint8Array | undefined;
  private length = 0;
  private expected = 0;

  constructor(private readonly mostOctets: number) {}

  /** Octets of an unfinished fragment. */
  get pending(): number {
    return this.length;
  }

  reset(): void {
    this.buffer = undefined;
    this.length = 0;
  }

  /** The fragment that this segment completes. A fragment of one segment is a view of that segment, not a copy. */
  push(segment: Uint8Array): Uint8Array | undefined {
    if (segment.length < 2) return undefined;
    const { fir, fin, seq } = segmentHeaderOf(segment[0] as number);
    if (fir) this.reset();
    else if (!this.buffer || seq !== this.expected) return undefined;
    const length = this.length + segment.length - 1;
    if (length > this.mostOctets) {
      this.reset();
      return undefined;
    }
    if (fir && fin) return segment.subarray(1);
    this.buffer ??= new Uint8Array(this.mostOctets);
    this.buffer.set(segment.subarray(1), this.length);
    this.length = length;
    this.expected = nextSegmentSeq(seq);
    if (!fin) return undefined;
    const fragment = this.buffer.subarray(0, length);
    this.reset();
    return fragment;
  }
}

/** The fragment of a segment that stands alone, as a broadcast has to; undefined where it does not. */
export function soleFragment(segment: Uint8Array): Uint8Array | undefined {
  if (segment.length < 2) return undefined;
  const { fir, fin } = segmentHeaderOf(segment[0] as number);
  return fir && fin ? segment.subarray(1) : undefined;
}
