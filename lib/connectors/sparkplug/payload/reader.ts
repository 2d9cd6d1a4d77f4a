import { PbfReader } from 'pbf';
import { PayloadFault } from './payload';

/** Wire types of protobuf. */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

/**
 * Reads protobuf strictly: what a field says about its length must fit into its message, and a field must have the wire
 * type that its number has in Sparkplug. The library underneath reads on beyond the end, as it may for data it trusts.
 */
export class Reader {
  private readonly pbf: PbfReader;
  private end: number;

  constructor(bytes: Uint8Array) {
    this.pbf = new PbfReader(bytes);
    this.end = bytes.length;
  }

  /** Calls `read` with the number of each field; a field that it does not read is passed over. */
  fields(read: (field: number) => void): void {
    const { pbf, end } = this;
    while (pbf.pos < end) {
      const field = pbf.nextField(end);
      if (field === 0) break;
      const before = pbf.pos;
      read(field);
      if (pbf.pos === before) pbf.skip(pbf.type);
      if (pbf.pos > end) throw new PayloadFault('a field is longer than its message');
    }
  }

  /** The fields of a message inside this one. */
  message(read: (field: number) => void): void {
    const length = this.length();
    const outer = this.end;
    this.end = this.pbf.pos + length;
    this.fields(read);
    this.pbf.pos = this.end;
    this.end = outer;
  }

  /** An integer, signed; a number above 2⁵³ is rounded. */
  integer(): number {
    this.expect(VARINT);
    return this.pbf.readVarint(true);
  }

  boolean(): boolean {
    return this.integer() !== 0;
  }

  float(): number {
    this.expect(FIXED32);
    return this.pbf.readFloat();
  }

  double(): number {
    this.expect(FIXED64);
    return this.pbf.readDouble();
  }

  /** Undefined, and passed over, when it has more bytes than that. */
  text(maxBytes = Infinity): string | undefined {
    const { pbf } = this;
    const before = pbf.pos;
    const length = this.length();
    if (length > maxBytes) {
      pbf.pos += length;
      return undefined;
    }
    pbf.pos = before;
    return pbf.readString();
  }

  /** A copy: the payload's buffer belongs to the socket. */
  bytes(): Uint8Array {
    const length = this.length();
    const { pbf } = this;
    const copy = pbf.buf.slice(pbf.pos, pbf.pos + length);
    pbf.pos += length;
    return copy;
  }

  /** A repeated integer may come one by one or packed. */
  integers(into: number[]): void {
    if (this.pbf.type === VARINT) return void into.push(this.integer());
    const end = this.length() + this.pbf.pos;
    while (this.pbf.pos < end) into.push(this.pbf.readVarint(true));
  }

  private length(): number {
    this.expect(LENGTH);
    const length = this.pbf.readVarint();
    if (length > this.end - this.pbf.pos) throw new PayloadFault('a field is longer than its message');
    return length;
  }

  private expect(type: number): void {
    if (this.pbf.type !== type) throw new PayloadFault('a field has another type than Sparkplug gives it');
  }
}
