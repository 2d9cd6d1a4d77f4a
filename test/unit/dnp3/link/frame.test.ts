import assert from 'node:assert/strict';
import { formatFrame, formatFrames, frameOctets, type LinkFrame } from '../../../../lib/dnp3/link/frame';
import { FrameParser } from '../../../../lib/dnp3/link/parser';
import { hexOf, vector, VECTORS } from '../vectors';

const status: LinkFrame = {
  dir: true,
  prm: true,
  fcb: false,
  fcv: false,
  function: 9,
  destination: 10,
  source: 1,
  data: new Uint8Array(0),
};

describe('a link frame', () => {
  it('of a header alone has 10 octets', () => {
    assert.equal(hexOf(formatFrame(status)), hexOf(vector('V2')));
    assert.equal(frameOctets(0), 10);
  });

  it('has a check behind every 16 user octets and behind the rest', () => {
    assert.deepEqual([1, 16, 17, 32, 250].map(frameOctets), [13, 28, 31, 46, 292]);
  });

  it('takes at most 250 user octets', () => {
    assert.equal(formatFrame({ ...status, function: 4, data: new Uint8Array(250) }).length, 292);
    assert.throws(() => formatFrame({ ...status, function: 4, data: new Uint8Array(251) }), RangeError);
  });

  it('is said again as it came', () => {
    for (const { id, hex } of VECTORS)
      assert.equal(hexOf(formatFrames(new FrameParser().push(vector(id)))), hex, id);
  });

  it('tells control bits and addresses apart', () => {
    const [confirmed] = new FrameParser().push(vector('confData'));
    assert.deepEqual(
      { ...confirmed, data: confirmed?.data.length },
      { dir: true, prm: true, fcb: true, fcv: true, function: 3, destination: 10, source: 1, data: 3 },
    );
    const [answer] = new FrameParser().push(vector('V2answer'));
    assert.deepEqual(
      { ...answer, data: answer?.data.length },
      { dir: false, prm: false, fcb: false, fcv: false, function: 11, destination: 1, source: 10, data: 0 },
    );
  });
});
