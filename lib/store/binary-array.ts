/**
 * PostgreSQL's binary array format (src/backend/utils/adt/arrayfuncs.c, array_recv): a header, then each element with
 * its length. `pg` sends a Buffer parameter in binary, so the server parses no text: about a third faster for a batch
 * than arrays of strings.
 */
const HEADER_BYTES = 20;
const OID = { int2: 21, int4: 23, float8: 701, text: 25, timestamptz: 1184 } as const;

/** PostgreSQL counts microseconds from 2000-01-01. */
const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);
const TWO_32 = 2 ** 32;

function header(buffer: Buffer, oid: number, count: number): number {
  buffer.writeInt32BE(1, 0); // dimensions
  buffer.writeInt32BE(0, 4); // no nulls
  buffer.writeInt32BE(oid, 8);
  buffer.writeInt32BE(count, 12);
  buffer.writeInt32BE(1, 16); // lower bound
  return HEADER_BYTES;
}

function fixed<T>(
  items: readonly T[],
  oid: number,
  size: number,
  write: (buffer: Buffer, item: T, at: number) => void,
): Buffer {
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + items.length * (4 + size));
  let at = header(buffer, oid, items.length);
  for (const item of items) {
    buffer.writeInt32BE(size, at);
    write(buffer, item, at + 4);
    at += 4 + size;
  }
  return buffer;
}

export const int2Array = (items: readonly number[]): Buffer =>
  fixed(items, OID.int2, 2, (buffer, item, at) => void buffer.writeInt16BE(item, at));

export const int4Array = (items: readonly number[]): Buffer =>
  fixed(items, OID.int4, 4, (buffer, item, at) => void buffer.writeInt32BE(item, at));

export const float8Array = (items: readonly number[]): Buffer =>
  fixed(items, OID.float8, 8, (buffer, item, at) => void buffer.writeDoubleBE(item, at));

/** From epoch milliseconds. Exact to the microsecond for every time that a Date can hold. */
export const timestampArray = (items: readonly number[]): Buffer =>
  fixed(items, OID.timestamptz, 8, (buffer, item, at) => {
    // In two halves: the microseconds as one number would lose bits before the year 1715 and after 2285.
    const ms = item - POSTGRES_EPOCH_MS;
    const upper = Math.floor(ms / TWO_32);
    const micros = Math.round((ms - upper * TWO_32) * 1000);
    const carry = Math.floor(micros / TWO_32);
    buffer.writeInt32BE(upper * 1000 + carry, at);
    buffer.writeUInt32BE(micros - carry * TWO_32, at + 4);
  });

/** U+0000 is the one character that PostgreSQL's text cannot hold, and half of a surrogate pair is none. */
export const storableText = (text: string): string => text.replaceAll('\0', '\u2400').toWellFormed();

export function textArray(items: readonly string[]): Buffer {
  const encoded = items.map((item) => Buffer.from(storableText(item)));
  const size = encoded.reduce((sum, item) => sum + 4 + item.length, HEADER_BYTES);
  const buffer = Buffer.allocUnsafe(size);
  let at = header(buffer, OID.text, items.length);
  for (const item of encoded) {
    buffer.writeInt32BE(item.length, at);
    item.copy(buffer, at + 4);
    at += 4 + item.length;
  }
  return buffer;
}

/** An array of elements of one size, as the server writes it; none of them is null. */
function each(buffer: Buffer, size: number, take: (view: DataView, at: number, i: number) => void): void {
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  const count = countOf(buffer);
  for (let i = 0, at = HEADER_BYTES + 4; i < count; i++, at += 4 + size) take(view, at, i);
}

/** An array without elements has no dimension. */
const countOf = (buffer: Buffer): number => (buffer.readInt32BE(0) === 0 ? 0 : buffer.readInt32BE(12));

export function readInt2Array(buffer: Buffer): Uint16Array {
  const items = new Uint16Array(countOf(buffer));
  each(buffer, 2, (view, at, i) => void (items[i] = view.getInt16(at)));
  return items;
}

export function readFloat8Array(buffer: Buffer): Float64Array {
  const items = new Float64Array(countOf(buffer));
  each(buffer, 8, (view, at, i) => void (items[i] = view.getFloat64(at)));
  return items;
}

/** In epoch milliseconds; what is finer is rounded. */
export function readTimestampArray(buffer: Buffer): Float64Array {
  const items = new Float64Array(countOf(buffer));
  each(buffer, 8, (view, at, i) => {
    const micros = view.getInt32(at) * TWO_32 + view.getUint32(at + 4);
    items[i] = Math.round(micros / 1000) + POSTGRES_EPOCH_MS;
  });
  return items;
}

export function readTextArray(buffer: Buffer): string[] {
  const items: string[] = [];
  const count = countOf(buffer);
  for (let i = 0, at = HEADER_BYTES; i < count; i++) {
    const length = buffer.readInt32BE(at);
    items.push(buffer.toString('utf8', at + 4, at + 4 + length));
    at += 4 + length;
  }
  return items;
}
