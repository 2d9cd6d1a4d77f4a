import { Address, type LinkFrame, PrimaryFunction, SecondaryFunction } from '../link/frame';
import { segmentHeaderOf } from '../transport/segments';

/** As the log's reader sees it: what we sent, what we received. */
export type Direction = 'sent' | 'received';

const ARROWS: Readonly<Record<Direction, string>> = { sent: '→', received: '←' };

const capitals = (codes: Readonly<Record<string, number>>): ReadonlyMap<number, string> =>
  new Map(
    Object.entries(codes).map(([name, code]) => [
      code,
      name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase(),
    ]),
  );

const PRIMARY = capitals(PrimaryFunction);
const SECONDARY = capitals(SecondaryFunction);

/** One line, e.g. `→ 1→10 LINK UNCONFIRMED_USER_DATA (FCV 0), 17 octets`. */
export function decodeFrame(frame: LinkFrame, direction: Direction): string {
  const { prm, function: code, source, destination, data } = frame;
  const name = (prm ? PRIMARY : SECONDARY).get(code) ?? `FUNCTION_${code}`;
  const octets = data.length > 0 ? `, ${octetsInWords(data.length)}` : '';
  const ends = `${source}→${destination}${remark(destination)}`;
  return `${ARROWS[direction]} ${ends} LINK ${name} (${bits(frame)})${octets}`;
}

function bits({ prm, fcb, fcv }: LinkFrame): string {
  if (!prm) return `DFC ${fcv ? 1 : 0}`;
  return fcv ? `FCB ${fcb ? 1 : 0}` : 'FCV 0';
}

function remark(destination: number): string {
  switch (destination) {
    case Address.Self:
      return ' (self-address)';
    case Address.BroadcastNoConfirm:
      return ' (broadcast, no confirm)';
    case Address.BroadcastConfirm:
      return ' (broadcast, confirm)';
    case Address.BroadcastOptional:
      return ' (broadcast)';
    default:
      return '';
  }
}

/** One line, e.g. `  TRANSPORT FIR FIN seq 5`. */
export function decodeSegment(segment: Uint8Array): string {
  const [octet] = segment;
  if (octet === undefined) return '  TRANSPORT without a header';
  const { fir, fin, seq } = segmentHeaderOf(octet);
  const words = ['TRANSPORT', ...(fir ? ['FIR'] : []), ...(fin ? ['FIN'] : []), `seq ${seq}`];
  return `  ${words.join(' ')}${segment.length === 1 ? ', a header alone' : ''}`;
}

export function octetsInWords(count: number): string {
  return count === 1 ? '1 octet' : `${count} octets`;
}
