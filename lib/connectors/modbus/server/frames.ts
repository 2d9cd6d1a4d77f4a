/**
 * The frame of Modbus TCP: a header of seven bytes (MBAP) before each request and answer
 * (MODBUS Messaging on TCP/IP Implementation Guide V1.0b §3.1.3). Sans-IO: bytes in, requests out.
 */
export interface Frame {
  /** The client's number for the request; the answer carries it back. */
  readonly transaction: number;
  /** Unit id: which device behind the address. */
  readonly unit: number;
  /** Function code and data. */
  readonly pdu: Buffer;
}

const HEADER = 7;
/** A PDU has 253 bytes at most (MODBUS Application Protocol V1.1b3 §4.1); the length counts the unit id too. */
const MAX_LENGTH = 254;
const MIN_LENGTH = 2;

/** What a connection sent is no Modbus, and where the next frame would begin cannot be known: close it. */
export class FrameFault extends Error {}

/** Cuts a stream into frames. Keeps one incomplete frame at most. */
export class FrameReader {
  private rest: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): void {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
  }

  /** The next complete frame; the bytes of its PDU are those of the chunk. Throws FrameFault. */
  take(): Frame | undefined {
    const { rest } = this;
    if (rest.length < HEADER - 1) return undefined;
    const protocol = rest.readUInt16BE(2);
    const length = rest.readUInt16BE(4);
    if (protocol !== 0) throw new FrameFault(`protocol ${protocol} in the header, not 0`);
    if (length < MIN_LENGTH || length > MAX_LENGTH)
      throw new FrameFault(`length ${length} in the header, not ${MIN_LENGTH} to ${MAX_LENGTH}`);
    const end = HEADER - 1 + length;
    if (rest.length < end) return undefined;
    this.rest = rest.length === end ? Buffer.alloc(0) : rest.subarray(end);
    return { transaction: rest.readUInt16BE(0), unit: rest.readUInt8(6), pdu: rest.subarray(HEADER, end) };
  }
}

export function encodeFrame({ transaction, unit, pdu }: Frame): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER + pdu.length);
  bytes.writeUInt16BE(transaction, 0);
  bytes.writeUInt16BE(0, 2);
  bytes.writeUInt16BE(pdu.length + 1, 4);
  bytes.writeUInt8(unit, 6);
  pdu.copy(bytes, HEADER);
  return bytes;
}
