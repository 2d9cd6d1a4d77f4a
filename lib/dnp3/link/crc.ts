/** x¹⁶ + x¹³ + x¹² + x¹¹ + x¹⁰ + x⁸ + x⁶ + x⁵ + x² + 1, lowest bit first (IEEE 1815-2012, 9.2.5). */
const POLYNOMIAL = 0xa6bc;

export const CRC_OCTETS = 2;

const TABLE = Uint16Array.from({ length: 256 }, (_, octet) => {
  let rest = octet;
  for (let bit = 0; bit < 8; bit++) rest = (rest & 1) !== 0 ? (rest >>> 1) ^ POLYNOMIAL : rest >>> 1;
  return rest;
});

/** The check of `octets[from]` up to before `octets[to]`, as it stands on the wire: complemented. */
export function crcOf(octets: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let at = from; at < to; at++)
    crc = (crc >>> 8) ^ (TABLE[(crc ^ (octets[at] as number)) & 0xff] as number);
  return ~crc & 0xffff;
}

/** Writes the check of `octets[from]` up to before `octets[to]` there at `to`, low octet first. */
export function putCrc(octets: Uint8Array, from: number, to: number): void {
  const crc = crcOf(octets, from, to);
  octets[to] = crc & 0xff;
  octets[to + 1] = crc >>> 8;
}

/** Whether what stands at `to` is the check of the octets from `from` up to there. */
export function crcHolds(octets: Uint8Array, from: number, to: number): boolean {
  const crc = crcOf(octets, from, to);
  return octets[to] === (crc & 0xff) && octets[to + 1] === crc >>> 8;
}
