import { CRC_OCTETS, crcHolds } from './crc';
import {
  BLOCK_OCTETS,
  COUNTED_HEADER_OCTETS,
  frameOctets,
  frameOf,
  HEADER_OCTETS,
  type LinkFrame,
  START_OCTETS,
} from './frame';

export interface ParserCounts {
  readonly frames: number;
  /** Headers and blocks whose check did not hold. */
  readonly crcErrors: number;
  /** Octets that belonged to no good frame. */
  readonly skippedOctets: number;
}

const NOTHING = new Uint8Array(0);
/** Ms that the next octets of an unfinished frame may take. */
const MOST_GAP_MS = 2_000;
const [START_1, START_2] = START_OCTETS;

/** What was found where a frame might begin. */
type Found = LinkFrame | 'unfinished' | 'no-frame';

/**
 * Octets of a stream in, whole frames out, however the octets were cut. Where a header or a block does not hold it
 * moves on by one octet and looks for the next start, so that a frame which begins within a damaged one is not lost
 * with it. So it does with a frame whose next octets do not come: it has broken off, and must not swallow those that
 * follow. It keeps less than one frame (292 octets).
 */
export class FrameParser {
  private rest: Uint8Array = NOTHING;
  /** When octets came last, by the monotonic clock. */
  private heardAt = 0;
  private frames = 0;
  private crcErrors = 0;
  private skippedOctets = 0;

  get counts(): ParserCounts {
    return { frames: this.frames, crcErrors: this.crcErrors, skippedOctets: this.skippedOctets };
  }

  /** Octets of an unfinished frame. */
  get pending(): number {
    return this.rest.length;
  }

  /** Forgets an unfinished frame; the counts stay. */
  reset(): void {
    this.rest = NOTHING;
  }

  /** `mono`: when they came, in ms; without it frames may take any time. */
  push(octets: Uint8Array, mono = 0): LinkFrame[] {
    const brokenOff = mono - this.heardAt > MOST_GAP_MS ? this.broken() : [];
    this.heardAt = mono;
    return [...brokenOff, ...this.read(octets)];
  }

  /** What there is in an unfinished frame beside its beginning. */
  private broken(): LinkFrame[] {
    const { rest } = this;
    if (rest.length === 0) return [];
    this.rest = NOTHING;
    this.skippedOctets++;
    return this.read(rest.subarray(1));
  }

  private read(octets: Uint8Array): LinkFrame[] {
    const all = this.rest.length === 0 ? octets : joined(this.rest, octets);
    const found: LinkFrame[] = [];
    let at = 0;
    while (at < all.length) {
      const start = nextStart(all, at);
      this.skippedOctets += start - at;
      at = start;
      const frame = this.frameAt(all, at);
      if (frame === 'unfinished') break;
      if (frame === 'no-frame') {
        this.skippedOctets++;
        at++;
        continue;
      }
      this.frames++;
      found.push(frame);
      at += frameOctets(frame.data.length);
    }
    this.rest = at < all.length ? all.slice(at) : NOTHING;
    return found;
  }

  private frameAt(all: Uint8Array, at: number): Found {
    const there = all.length - at;
    if (there < HEADER_OCTETS) return 'unfinished';
    const length = (all[at + 2] as number) - COUNTED_HEADER_OCTETS;
    if (length < 0) return 'no-frame';
    if (!crcHolds(all, at, at + HEADER_OCTETS - CRC_OCTETS)) return this.badCheck();
    let from = at + HEADER_OCTETS;
    for (let left = length; left > 0; left -= BLOCK_OCTETS) {
      const to = from + Math.min(BLOCK_OCTETS, left);
      if (to + CRC_OCTETS > all.length) return 'unfinished';
      if (!crcHolds(all, from, to)) return this.badCheck();
      from = to + CRC_OCTETS;
    }
    return frameOf(all, at, userOctets(all, at + HEADER_OCTETS, length));
  }

  private badCheck(): 'no-frame' {
    this.crcErrors++;
    return 'no-frame';
  }
}

/** Where the next start octets are, or their first one at the very end; else the end. */
function nextStart(octets: Uint8Array, from: number): number {
  for (let at = octets.indexOf(START_1, from); at >= 0; at = octets.indexOf(START_1, at + 1))
    if (at + 1 === octets.length || octets[at + 1] === START_2) return at;
  return octets.length;
}

/** The octets of the blocks from `from` on, without their checks. */
function userOctets(all: Uint8Array, from: number, length: number): Uint8Array {
  if (length === 0) return NOTHING;
  const data = new Uint8Array(length);
  for (let filled = 0; filled < length; from += CRC_OCTETS) {
    const end = Math.min(filled + BLOCK_OCTETS, length);
    while (filled < end) data[filled++] = all[from++] as number;
  }
  return data;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
