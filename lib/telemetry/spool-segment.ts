import { crc32 } from 'node:zlib';

/**
 * One file of the spool: records one after the other, each `length (4) | CRC-32 (4) | payload`, big-endian. Appended
 * only; a record is whole or, after a crash, torn at the end.
 */
const HEADER_BYTES = 8;
/** No record is larger; a length beyond it is damage, not data. */
export const MAX_RECORD_BYTES = 64 * 1024 * 1024;

export function frame(payload: Buffer): Buffer {
  const record = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
  record.writeUInt32BE(payload.length, 0);
  record.writeUInt32BE(crc32(payload), 4);
  payload.copy(record, HEADER_BYTES);
  return record;
}

export type Parsed =
  | { readonly kind: 'record'; readonly payload: Buffer; readonly end: number }
  /** The file ends inside a record: the writer died, or has not finished. */
  | { readonly kind: 'torn' }
  /** Length or checksum cannot be right. `end` is where the next record would begin, if the length can be believed. */
  | { readonly kind: 'corrupt'; readonly end: number | undefined }
  | { readonly kind: 'end' };

/** The record that begins at `at`. */
export function parseRecord(file: Buffer, at: number): Parsed {
  if (at >= file.length) return { kind: 'end' };
  if (at + HEADER_BYTES > file.length) return { kind: 'torn' };
  const length = file.readUInt32BE(at);
  if (length > MAX_RECORD_BYTES || length === 0) return { kind: 'corrupt', end: undefined };
  const end = at + HEADER_BYTES + length;
  if (end > file.length) return { kind: 'torn' };
  const payload = file.subarray(at + HEADER_BYTES, end);
  return crc32(payload) === file.readUInt32BE(at + 4)
    ? { kind: 'record', payload, end }
    : { kind: 'corrupt', end };
}

/** Where the last whole record of a file ends: what comes after it was being written when the power went. */
export function soundLength(file: Buffer): number {
  let at = 0;
  for (;;) {
    const parsed = parseRecord(file, at);
    if (parsed.kind === 'record') at = parsed.end;
    else if (parsed.kind === 'corrupt' && parsed.end !== undefined && parsed.end < file.length)
      at = parsed.end;
    else return at;
  }
}
