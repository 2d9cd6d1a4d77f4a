import type { LinkFrame } from '../link/frame';
import { FrameParser } from '../link/parser';
import { Reassembly } from '../transport/reassembly';
import { decodeFragment } from './fragment';
import { decodeFrame, decodeSegment, type Direction, octetsInWords } from './frame';
import { type DecodeLevel, shows } from './level';

/** Pairs of addresses whose fragments are put together at a time. */
const MOST_PAIRS = 64;
/** Longer than any fragment that a station takes by default, so that the log also shows what is too long. */
const MOST_FRAGMENT_OCTETS = 8192;

/** What goes one way over the line. */
class Way {
  readonly parser = new FrameParser();
  private readonly pairs = new Map<string, Reassembly>();

  /** The fragment that a frame completes. */
  fragment({ source, destination, data }: LinkFrame): Uint8Array | undefined {
    const key = `${source}→${destination}`;
    const found = this.pairs.get(key) ?? this.added(key);
    return found.push(data);
  }

  private added(key: string): Reassembly {
    const [oldest] = this.pairs.keys();
    if (oldest !== undefined && this.pairs.size >= MOST_PAIRS) this.pairs.delete(oldest);
    const reassembly = new Reassembly(MOST_FRAGMENT_OCTETS);
    this.pairs.set(key, reassembly);
    return reassembly;
  }
}

/**
 * Tells a field engineer in lines what is on a connection, as deep as `level` says: a block of lines for each frame. The
 * level may be changed at any time; it costs nothing while it is `off`.
 */
export class DecodeLog {
  private ways: Readonly<Record<Direction, Way>> | undefined;
  private chosen: DecodeLevel;

  constructor(
    level: DecodeLevel,
    private readonly block: (lines: readonly string[]) => void,
  ) {
    this.chosen = level;
  }

  get level(): DecodeLevel {
    return this.chosen;
  }

  set level(level: DecodeLevel) {
    this.chosen = level;
    if (level === 'off') this.ways = undefined;
  }

  /** A connection came or went: what was unfinished belongs to nothing any more. */
  reset(): void {
    this.ways = undefined;
  }

  /** Octets as they went over the connection, however they were cut. */
  octets(octets: Uint8Array, direction: Direction): void {
    if (this.chosen === 'off') return;
    this.ways ??= { sent: new Way(), received: new Way() };
    const way = this.ways[direction];
    const before = way.parser.counts;
    for (const frame of way.parser.push(octets)) this.block(this.frame(frame, way, direction));
    const skipped = way.parser.counts.skippedOctets - before.skippedOctets;
    const errors = way.parser.counts.crcErrors - before.crcErrors;
    if (skipped > 0)
      this.block([
        `${direction === 'sent' ? '→' : '←'} LINK ${octetsInWords(skipped)} of no frame, ${errors} wrong CRC`,
      ]);
  }

  private frame(frame: LinkFrame, way: Way, direction: Direction): string[] {
    const lines = [decodeFrame(frame, direction)];
    if (!frame.prm || frame.data.length === 0 || !shows(this.chosen, 'transport')) return lines;
    lines.push(decodeSegment(frame.data));
    const fragment = way.fragment(frame);
    if (!fragment || !shows(this.chosen, 'app')) return lines;
    return [...lines, ...decodeFragment(fragment, this.chosen)];
  }
}
