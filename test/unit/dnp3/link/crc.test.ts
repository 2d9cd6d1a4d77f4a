import assert from 'node:assert/strict';
import { crcHolds, crcOf, putCrc } from '../../../../lib/dnp3/link/crc';
import { vector } from '../vectors';

describe('the check of the link layer', () => {
  it('is the complement, low octet first', () => {
    const octets = vector('V1');
    assert.equal(crcOf(octets, 0, 8), 0xacb1);
    assert.ok(crcHolds(octets, 0, 8));
  });

  it('of "123456789" is 0xEA82', () => {
    assert.equal(crcOf(Buffer.from('123456789'), 0, 9), 0xea82);
  });

  it('of nothing is all ones', () => {
    assert.equal(crcOf(new Uint8Array(0), 0, 0), 0xffff);
  });

  it('does not hold when any one bit is wrong', () => {
    const octets = Uint8Array.from({ length: 18 }, (_, i) => i * 31);
    putCrc(octets, 0, 16);
    assert.ok(crcHolds(octets, 0, 16));
    for (let bit = 0; bit < 18 * 8; bit++) {
      const wrong = octets.slice();
      wrong[bit >> 3] = (wrong[bit >> 3] as number) ^ (1 << (bit & 7));
      assert.ok(!crcHolds(wrong, 0, 16), `bit ${bit}`);
    }
  });

  it('does not hold where its own octets are missing', () => {
    assert.ok(!crcHolds(vector('V1').subarray(0, 9), 0, 8));
  });
});
