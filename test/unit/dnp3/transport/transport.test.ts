import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Reassembly, soleFragment } from '../../../../lib/dnp3/transport/reassembly';
import { segmentCount, segmentHeaderOf, segmentsOf } from '../../../../lib/dnp3/transport/segments';
import { hexOf, octetsOf } from '../vectors';

/** Pushes segments; what each of them completed. */
const pushed = (to: Reassembly, ...segments: readonly string[]): (string | undefined)[] =>
  segments.map((segment) => {
    const fragment = to.push(octetsOf(segment));
    return fragment && hexOf(fragment);
  });

describe('segments of a fragment', () => {
  it('are one with FIR and FIN up to 249 octets', () => {
    assert.deepEqual(segmentsOf(Uint8Array.of(7, 8), 5).map(hexOf), ['c50708']);
    assert.deepEqual([1, 249, 250, 498, 499, 2048].map(segmentCount), [1, 1, 2, 2, 3, 9]);
  });

  it('begin with FIR, end with FIN, and are numbered modulo 64', () => {
    const headers = segmentsOf(new Uint8Array(600), 62).map(([octet]) => segmentHeaderOf(octet as number));
    assert.deepEqual(headers, [
      { fir: true, fin: false, seq: 62 },
      { fir: false, fin: false, seq: 63 },
      { fir: false, fin: true, seq: 0 },
    ]);
  });
});

describe('reassembly', () => {
  it('gives a fragment with its last segment', () => {
    assert.deepEqual(pushed(new Reassembly(2048), '7e01', '3f02', '8003'), [undefined, undefined, '010203']);
  });

  it('gives a fragment of one segment without a copy', () => {
    const segment = octetsOf('c00102');
    assert.equal(new Reassembly(2048).push(segment)?.buffer, segment.buffer);
  });

  it('begins anew with FIR, whatever was there', () => {
    assert.deepEqual(pushed(new Reassembly(2048), '4001', '4702', '8803'), [undefined, undefined, '0203']);
  });

  it('drops what does not begin with FIR', () => {
    assert.deepEqual(pushed(new Reassembly(2048), '8101', 'c102', '8203'), [undefined, '02', undefined]);
  });

  it('drops a segment out of order, and a repeated one', () => {
    const skipped = [undefined, undefined, undefined, '0102'];
    assert.deepEqual(pushed(new Reassembly(2048), '4001', '8303', '8003', '8102'), skipped);
  });

  it('ignores a header alone', () => {
    const to = new Reassembly(2048);
    assert.deepEqual(pushed(to, 'c0', '', '4001', '81', '8102'), [
      undefined,
      undefined,
      undefined,
      undefined,
      '0102',
    ]);
  });

  it('gives up a fragment that is longer than it takes, as a whole', () => {
    const to = new Reassembly(4);
    assert.deepEqual(pushed(to, '40010203', '01040506', '8207'), [undefined, undefined, undefined]);
    assert.equal(to.pending, 0);
    assert.deepEqual(pushed(to, 'c001020304', 'c00102030405'), ['01020304', undefined]);
  });

  it('never holds more than it takes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 50 }), (segments) => {
        const to = new Reassembly(64);
        for (const segment of segments) {
          const fragment = to.push(segment);
          assert.ok(to.pending <= 64 && (fragment?.length ?? 1) <= 64 && fragment?.length !== 0);
        }
      }),
    );
  });

  it('gives the fragment that was cut', () => {
    const any = fc.uint8Array({ minLength: 1, maxLength: 2048 });
    fc.assert(
      fc.property(any, fc.integer({ min: 0, max: 63 }), (fragment, seq) => {
        const to = new Reassembly(2048);
        const found = segmentsOf(fragment, seq).map((segment) => to.push(segment));
        assert.deepEqual(found.pop(), fragment);
        assert.ok(found.every((one) => one === undefined));
      }),
    );
  });

  it('takes a broadcast of one segment only', () => {
    const sole = (segment: string): string | undefined => {
      const fragment = soleFragment(octetsOf(segment));
      return fragment && hexOf(fragment);
    };
    assert.deepEqual(['c001', '4001', '8001', 'c0', ''].map(sole), [
      '01',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
