import { CRC_OCTETS, putCrc } from './crc';

/** A frame of the data link layer (IEEE 1815-2012, 9.2.4), without its checks. */
export interface LinkFrame {
  /** Sent by a master. */
  readonly dir: boolean;
  /** Sent by the station that began: a request or data. Otherwise the answer to one. */
  readonly prm: boolean;
  /** Frame count bit. */
  readonly fcb: boolean;
  /** Of a primary frame: `fcb` counts. Of a secondary one: DFC, the receiver's buffers are full. */
  readonly fcv: boolean;
  /** `PrimaryFunction` or `SecondaryFunction`. */
  readonly function: number;
  /** From 0 to 0xFFFF. */
  readonly destination: number;
  readonly source: number;
  /** User octets, at most 250. */
  readonly data: Uint8Array;
}

/** Function codes of frames with PRM (9.2.4.1.3.4, table 9-1). */
export const PrimaryFunction = {
  ResetLinkStates: 0x0,
  TestLinkStates: 0x2,
  ConfirmedUserData: 0x3,
  UnconfirmedUserData: 0x4,
  RequestLinkStatus: 0x9,
} as const;

/** Function codes of frames without PRM (table 9-2). */
export const SecondaryFunction = { Ack: 0x0, Nack: 0x1, LinkStatus: 0xb, NotSupported: 0xf } as const;

/** Reserved addresses (9.2.4.1.4). */
export const Address = {
  /** The highest that a station may have. */
  Last: 0xffef,
  /** Whichever outstation hears it. */
  Self: 0xfffc,
  BroadcastNoConfirm: 0xfffd,
  BroadcastConfirm: 0xfffe,
  BroadcastOptional: 0xffff,
} as const;

export const START_OCTETS = [0x05, 0x64] as const;
export const HEADER_OCTETS = 10;
export const BLOCK_OCTETS = 16;
export const MOST_USER_OCTETS = 250;
/** What LEN counts besides the user octets: control and addresses. */
export const COUNTED_HEADER_OCTETS = 5;
export const MOST_FRAME_OCTETS = 292;

const Bit = { Dir: 0x80, Prm: 0x40, Fcb: 0x20, Fcv: 0x10, Function: 0x0f } as const;

/** Octets on the wire of a frame with so many user octets. */
export function frameOctets(userOctets: number): number {
  return HEADER_OCTETS + userOctets + Math.ceil(userOctets / BLOCK_OCTETS) * CRC_OCTETS;
}

/** Writes a frame into `target` at `at`; answers where it ends. */
export function putFrame(target: Uint8Array, at: number, frame: LinkFrame): number {
  const { data } = frame;
  if (data.length > MOST_USER_OCTETS)
    throw new RangeError(`a frame takes at most ${MOST_USER_OCTETS} user octets, not ${data.length}`);
  [target[at], target[at + 1]] = START_OCTETS;
  target[at + 2] = COUNTED_HEADER_OCTETS + data.length;
  target[at + 3] = controlOctetOf(frame);
  target[at + 4] = frame.destination & 0xff;
  target[at + 5] = frame.destination >>> 8;
  target[at + 6] = frame.source & 0xff;
  target[at + 7] = frame.source >>> 8;
  putCrc(target, at, at + 8);
  let to = at + HEADER_OCTETS;
  for (let from = 0; from < data.length; from += BLOCK_OCTETS) {
    const block = data.subarray(from, from + BLOCK_OCTETS);
    target.set(block, to);
    putCrc(target, to, to + block.length);
    to += block.length + CRC_OCTETS;
  }
  return to;
}

export function formatFrame(frame: LinkFrame): Uint8Array {
  return formatFrames([frame]);
}

/** Frames one behind the other in one array, so that they leave with one write. */
export function formatFrames(frames: readonly LinkFrame[]): Uint8Array {
  const octets = new Uint8Array(frames.reduce((sum, { data }) => sum + frameOctets(data.length), 0));
  let at = 0;
  for (const frame of frames) at = putFrame(octets, at, frame);
  return octets;
}

/** The frame of a header whose checks held. */
export function frameOf(octets: Uint8Array, at: number, data: Uint8Array): LinkFrame {
  const control = octets[at + 3] as number;
  return {
    dir: (control & Bit.Dir) !== 0,
    prm: (control & Bit.Prm) !== 0,
    fcb: (control & Bit.Fcb) !== 0,
    fcv: (control & Bit.Fcv) !== 0,
    function: control & Bit.Function,
    destination: (octets[at + 4] as number) | ((octets[at + 5] as number) << 8),
    source: (octets[at + 6] as number) | ((octets[at + 7] as number) << 8),
    data,
  };
}

function controlOctetOf({ dir, prm, fcb, fcv, function: code }: LinkFrame): number {
  return (
    (dir ? Bit.Dir : 0) |
    (prm ? Bit.Prm : 0) |
    (fcb ? Bit.Fcb : 0) |
    (fcv ? Bit.Fcv : 0) |
    (code & Bit.Function)
  );
}
