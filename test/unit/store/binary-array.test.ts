import assert from 'node:assert/strict';
import fc from 'fast-check';
import { types } from 'pg';
import {
  float8Array,
  int2Array,
  int4Array,
  readFloat8Array,
  readInt2Array,
  readTextArray,
  readTimestampArray,
  textArray,
  timestampArray,
} from '../../../lib/store/binary-array';

/** `pg` decodes what the server sends in binary; the format is the same both ways. */
const decode = (oid: number, buffer: Buffer): unknown =>
  (types.getTypeParser(oid, 'binary') as (value: Buffer) => unknown)(buffer);

/** Element by element, after the header of array_recv: dimensions, nulls, type, length, lower bound. */
function elements(buffer: Buffer, type: number): Buffer[] {
  const count = buffer.readInt32BE(12);
  assert.deepEqual(
    [0, 4, 8, 16].map((at) => buffer.readInt32BE(at)),
    [1, 0, type, 1],
  );
  const found: Buffer[] = [];
  let at = 20;
  for (let i = 0; i < count; i++) {
    const end = at + 4 + buffer.readInt32BE(at);
    found.push(buffer.subarray(at + 4, end));
    at = end;
  }
  assert.equal(at, buffer.length, 'nothing stands after the last element');
  return found;
}

describe('Binary arrays', () => {
  it('of text are read by pg’s own decoder', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), (items) =>
        assert.deepEqual(
          decode(1009, textArray(items)),
          items.map((item) => item.replaceAll('\0', '␀')),
        ),
      ),
    );
  });

  // pg's own decoder takes negative int4 elements for unsigned, so integers are read here.
  for (const { title, bits, encode, type } of [
    { title: 'int2', bits: 16, encode: int2Array, type: 21 },
    { title: 'int4', bits: 32, encode: int4Array, type: 23 },
  ])
    it(`of ${title} keep their sign and refuse what does not fit`, () => {
      const [min, max] = [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
      fc.assert(
        fc.property(fc.array(fc.integer({ min, max })), (items) =>
          assert.deepEqual(
            elements(encode(items), type).map((item) => item.readIntBE(0, bits / 8)),
            items,
          ),
        ),
      );
      for (const beyond of [min - 1, max + 1])
        assert.throws(() => encode([beyond]), { code: 'ERR_OUT_OF_RANGE' });
    });

  it('of float8 keep every bit, also of NaN, infinities and negative zero', () => {
    fc.assert(
      fc.property(fc.array(fc.double()), (items) =>
        assert.deepEqual(
          elements(float8Array(items), 701).map((item) => item.readDoubleBE()),
          items,
        ),
      ),
    );
  });

  it('of timestamptz count microseconds from 2000, exact for every time of a Date', () => {
    fc.assert(
      fc.property(fc.array(fc.date({ noInvalidDate: true })), (dates) => {
        const times = dates.map((date) => date.getTime());
        assert.deepEqual(
          elements(timestampArray(times), 1184).map((item) => item.readBigInt64BE()),
          times.map((ms) => (BigInt(ms) - BigInt(Date.UTC(2000, 0, 1))) * 1000n),
        );
      }),
      { examples: [[[new Date(8.64e15), new Date(-8.64e15), new Date(0)]]] },
    );
  });

  it('of timestamptz keep microseconds', () => {
    const [item] = elements(timestampArray([Date.UTC(2026, 10, 23) + 0.001]), 1184);
    assert.equal(item?.readBigInt64BE(), BigInt(Date.UTC(2026, 10, 23) - Date.UTC(2000, 0, 1)) * 1000n + 1n);
  });

  it('of text hold a lone surrogate as the replacement character', () => {
    assert.deepEqual(decode(1009, textArray(['a\ud800b'])), ['a\ufffdb']);
  });

  it('come back as they were', () => {
    // Times that readings may have; as microseconds in one number they are exact.
    const span = { min: new Date('1800-01-01'), max: new Date('2200-01-01') };
    const instant = fc.date({ ...span, noInvalidDate: true }).map((date) => date.getTime());
    const text = fc.string({ unit: 'grapheme' }).map((one) => one.replaceAll('\0', ''));
    const back = <T>(
      items: fc.Arbitrary<T>,
      encode: (all: T[]) => Buffer,
      read: (from: Buffer) => Iterable<T>,
    ): void =>
      fc.assert(
        fc.property(fc.array(items), (all) => {
          // Anywhere in a larger buffer, as parts of a copy are.
          const part = Buffer.concat([Buffer.alloc(3), encode(all)]).subarray(3);
          assert.deepEqual([...read(part)], all);
        }),
      );
    back(fc.integer({ min: 0, max: 32_767 }), int2Array, readInt2Array);
    back(fc.double({ noNaN: true }), float8Array, readFloat8Array);
    back(instant, timestampArray, readTimestampArray);
    back(text, textArray, readTextArray);
  });
});
