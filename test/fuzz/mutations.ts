import { putCrc } from '../../lib/dnp3/link/crc';
import { formatFrame, HEADER_OCTETS, type LinkFrame, MOST_USER_OCTETS } from '../../lib/dnp3/link/frame';
import { FrameParser } from '../../lib/dnp3/link/parser';
import { octetsOf, VECTORS } from '../unit/dnp3/vectors';

/** A generator of 32 bits (xorshift), so that a run can be had again by its seed. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0 || 1;
  }

  next(): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return this.state >>> 0;
  }

  /** From 0 to below `end`. */
  below(end: number): number {
    return this.next() % end;
  }

  of<T>(all: readonly T[]): T {
    return all[this.below(all.length)] as T;
  }
}

export interface Mutation {
  readonly octets: Uint8Array;
  /** No check within it holds: nothing may come of it. */
  readonly damaged: boolean;
}

const FRAMES: readonly LinkFrame[] = VECTORS.flatMap(({ hex }) => new FrameParser().push(octetsOf(hex)));
const ADDRESSES = [1, 10, 0, 11, 0xfff0, 0xfffc, 0xfffd, 0xfffe, 0xffff];
const TELLING = [
  0x00, 0x01, 0x02, 0x06, 0x07, 0x08, 0x17, 0x28, 0x39, 0x5b, 0x7f, 0x80, 0xc0, 0xe0, 0xf0, 0xff,
];
const CODES = [0, 1, 2, 3, 4, 5, 6, 7, 9, 11, 13, 20, 21, 22, 23, 24, 129, 130];

/**
 * One frame of the corpus with something wrong, or just unusual. Half of them bear `seq` as the fragment's sequence
 * number, so that they are taken for the answer or the CONFIRM that is waited for.
 */
export function mutation(random: Random, seq: number): Mutation {
  const drawn = random.of(FRAMES);
  const frame = random.below(2) === 0 ? drawn : { ...drawn, data: withSeq(drawn.data, seq) };
  switch (random.below(8)) {
    case 0:
      return { octets: wrongOctet(formatFrame(frame), random), damaged: true };
    case 1:
      return { octets: noise(random), damaged: false };
    case 2:
      return { octets: formatFrame({ ...frame, ...oddHeader(random) }), damaged: false };
    case 3:
      return { octets: wrongLength(frame, random), damaged: false };
    case 4:
      return { octets: formatFrame({ ...frame, data: cutOrGrown(frame.data, random) }), damaged: false };
    default:
      return { octets: formatFrame({ ...frame, data: wrongContent(frame.data, random) }), damaged: false };
  }
}

function withSeq(data: Uint8Array, seq: number): Uint8Array {
  const control = data[1];
  if (control === undefined) return data;
  const changed = data.slice();
  changed[1] = (control & 0xf0) | seq;
  return changed;
}

/** One octet is another: a burst of at most 8 bits, which a CRC of 16 always finds. */
function wrongOctet(octets: Uint8Array, random: Random): Uint8Array {
  const at = random.below(octets.length);
  octets[at] = (octets[at] as number) ^ (1 + random.below(255));
  return octets;
}

function noise(random: Random): Uint8Array {
  return Uint8Array.from({ length: random.below(64) }, () =>
    random.below(4) === 0 ? random.of([0x05, 0x64]) : random.below(256),
  );
}

function oddHeader(random: Random): Partial<LinkFrame> {
  const bit = (): boolean => random.below(2) === 1;
  return {
    dir: bit(),
    prm: random.below(4) !== 0,
    fcb: bit(),
    fcv: bit(),
    function: random.below(16),
    source: random.of(ADDRESSES),
    destination: random.of(ADDRESSES),
  };
}

/** LEN says something else, with a check that holds. */
function wrongLength(frame: LinkFrame, random: Random): Uint8Array {
  const octets = formatFrame(frame);
  octets[2] = random.below(256);
  putCrc(octets, 0, HEADER_OCTETS - 2);
  return octets;
}

function cutOrGrown(data: Uint8Array, random: Random): Uint8Array {
  if (random.below(2) === 0) return data.subarray(0, random.below(data.length + 1));
  const grown = new Uint8Array(Math.min(MOST_USER_OCTETS, data.length + random.below(40)));
  grown.set(data.subarray(0, grown.length));
  for (let at = data.length; at < grown.length; at++) grown[at] = random.below(256);
  return grown;
}

/** One to four octets of transport header, application header or objects are others, with checks that hold. */
function wrongContent(data: Uint8Array, random: Random): Uint8Array {
  const wrong = data.slice();
  if (wrong.length === 0) return wrong;
  for (let times = 1 + random.below(4); times > 0; times--) {
    const at = random.below(wrong.length);
    wrong[at] = random.below(2) === 0 ? random.of(TELLING) : random.below(256);
  }
  if (wrong.length > 2 && random.below(4) === 0) wrong[2] = random.of(CODES);
  return wrong;
}
