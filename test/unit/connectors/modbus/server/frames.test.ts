import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  FrameFault,
  FrameReader,
  encodeFrame,
  type Frame,
} from '../../../../../lib/connectors/modbus/server/frames';

const framesOf = (chunks: readonly Buffer[]): Frame[] => {
  const reader = new FrameReader();
  const frames: Frame[] = [];
  for (const chunk of chunks) {
    reader.push(chunk);
    for (let frame = reader.take(); frame; frame = reader.take())
      frames.push({ ...frame, pdu: Buffer.from(frame.pdu) });
  }
  return frames;
};
const header = (protocol: number, length: number): Buffer =>
  Buffer.from([0, 1, protocol >> 8, protocol & 255, length >> 8, length & 255, 1, 3, 0, 0, 0, 1]);

const frame = fc.record(
  {
    transaction: fc.integer({ min: 0, max: 0xffff }),
    unit: fc.integer({ min: 0, max: 0xff }),
    pdu: fc.uint8Array({ minLength: 1, maxLength: 253 }).map((bytes) => Buffer.from(bytes)),
  },
  { noNullPrototype: true },
);

describe('Modbus frames', () => {
  it('come out as they went in, however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (frames, cuts) => {
          const stream = Buffer.concat(frames.map(encodeFrame));
          const chunks: Buffer[] = [];
          for (let at = 0, i = 0; at < stream.length; i++) {
            const size = cuts[i % cuts.length] ?? 1;
            chunks.push(stream.subarray(at, at + size));
            at += size;
          }
          assert.deepEqual(framesOf(chunks), frames);
        },
      ),
    );
  });

  it('wait for the rest of a truncated one', () => {
    assert.deepEqual(framesOf([header(0, 6).subarray(0, 11)]), []);
    assert.equal(framesOf([header(0, 6).subarray(0, 11), Buffer.from([1])]).length, 1);
  });

  it('end the stream where the header is none: another protocol, a length that is too small or too large', () => {
    for (const bad of [header(1, 6), header(0, 0), header(0, 1), header(0, 255), header(0x4754, 0x2f20)])
      assert.throws(() => framesOf([bad]), FrameFault);
    assert.throws(() => framesOf([Buffer.from('GET / HTTP/1.1\r\n')]), FrameFault);
  });

  it('have 260 bytes at most', () => {
    const largest = { transaction: 7, unit: 255, pdu: Buffer.alloc(253, 1) };
    assert.equal(encodeFrame(largest).length, 260);
    assert.deepEqual(framesOf([encodeFrame(largest)]), [largest]);
  });
});
