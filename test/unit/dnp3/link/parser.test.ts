import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatFrame, type LinkFrame } from '../../../../lib/dnp3/link/frame';
import { FrameParser } from '../../../../lib/dnp3/link/parser';
import { hexOf, octetsOf, vector, VECTORS } from '../vectors';

const anyFrame: fc.Arbitrary<LinkFrame> = fc.record(
  {
    dir: fc.boolean(),
    prm: fc.boolean(),
    fcb: fc.boolean(),
    fcv: fc.boolean(),
    function: fc.integer({ min: 0, max: 15 }),
    destination: fc.integer({ min: 0, max: 0xffff }),
    source: fc.integer({ min: 0, max: 0xffff }),
    data: fc.uint8Array({ maxLength: 250 }),
  },
  { noNullPrototype: true },
);

/** Octets in which no frame can begin. */
const garbage = fc.uint8Array({ maxLength: 400 }).map((octets) => octets.filter((octet) => octet !== 0x05));

const concat = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

function inChunks(octets: Uint8Array, cuts: readonly number[]): { frames: LinkFrame[]; parser: FrameParser } {
  const parser = new FrameParser();
  const frames: LinkFrame[] = [];
  let from = 0;
  for (const cut of [...cuts.map((at) => at % (octets.length + 1)).sort((a, b) => a - b), octets.length]) {
    frames.push(...parser.push(octets.subarray(from, cut)));
    assert.ok(parser.pending < 292, 'keeps less than a frame');
    from = cut;
  }
  return { frames, parser };
}

const flipped = (octets: Uint8Array, at: number, bits = 0xff): Uint8Array => {
  const wrong = octets.slice();
  wrong[at] = (wrong[at] as number) ^ bits;
  return wrong;
};

describe('the frame parser', () => {
  it('gives every frame of what came at once', () => {
    const frames = new FrameParser().push(concat(VECTORS.map(({ id }) => vector(id))));
    assert.equal(frames.length, VECTORS.length + 1, 'one vector has two frames');
  });

  it('waits two seconds for the rest of a frame, then looks for others in it', () => {
    const short = vector('V2');
    const { dir, prm, fcb, fcv, destination, source } = new FrameParser().push(vector('V3'))[0] as LinkFrame;
    const data = new Uint8Array(250);
    const long = formatFrame({ dir, prm, fcb, fcv, function: 4, destination, source, data });
    const parser = new FrameParser();
    const given = (octets: Uint8Array, mono: number): string[] =>
      parser.push(octets, mono).map(formatFrame).map(hexOf);
    assert.deepEqual(given(long.subarray(0, 28), 0), []);
    assert.deepEqual(given(short, 2_000), [], 'it may be the rest of it');
    assert.deepEqual(given(short.subarray(0, 4), 4_000), [], 'and goes on for as long as octets come');
    assert.deepEqual(given(short.subarray(4), 6_001), [hexOf(short), hexOf(short)]);
    assert.equal(parser.pending, 0);
    assert.deepEqual(given(long.subarray(0, 28), 7_000), []);
    assert.deepEqual(given(long.subarray(28), 9_000), [hexOf(long)]);
  });

  it('gives a frame that came octet by octet with its last octet', () => {
    const parser = new FrameParser();
    const octets = vector('V7');
    for (const octet of octets.subarray(0, -1)) assert.deepEqual(parser.push(Uint8Array.of(octet)), []);
    assert.equal(parser.pending, octets.length - 1);
    assert.equal(parser.push(octets.subarray(-1)).length, 1);
    assert.deepEqual([parser.pending, parser.counts], [0, { frames: 1, crcErrors: 0, skippedOctets: 0 }]);
  });

  it('finds a frame behind start octets that open none', () => {
    const parser = new FrameParser();
    assert.equal(parser.push(concat([octetsOf('05 05 64 05 64'), vector('V1')])).length, 1);
    assert.equal(parser.counts.skippedOctets, 5);
  });

  it('drops a frame whose header does not hold, and takes the one behind it', () => {
    const parser = new FrameParser();
    const frames = parser.push(concat([flipped(vector('V7'), 8), vector('V2')]));
    assert.deepEqual(frames.map(({ function: code }) => code), [9]); // prettier-ignore
    assert.deepEqual(parser.counts, { frames: 1, crcErrors: 1, skippedOctets: vector('V7').length });
  });

  it('drops a frame of which any octet is wrong', () => {
    const octets = vector('V15');
    for (let at = 0; at < octets.length; at++)
      for (const bits of [0x01, 0x80, 0xff])
        assert.deepEqual(new FrameParser().push(flipped(octets, at, bits)), [], `octet ${at}`);
  });

  it('takes a frame that begins within a damaged one', () => {
    const cut = vector('V7').subarray(0, 15);
    const frames = new FrameParser().push(concat([cut, vector('V2'), new Uint8Array(20)]));
    assert.deepEqual(frames.map(({ function: code }) => code), [9]); // prettier-ignore
  });

  it('drops a length below 5, though its check holds', () => {
    for (let length = 0; length < 5; length++) {
      const octets = formatFrame({ ...(new FrameParser().push(vector('V2'))[0] as LinkFrame) });
      octets[2] = length;
      const { frames } = inChunks(concat([octets, vector('V2')]), []);
      assert.equal(frames.length, 1);
    }
  });

  it('says that a block is wrong as soon as it is there, without waiting for the frame to be whole', () => {
    const parser = new FrameParser();
    const octets = flipped(vector('g51v1g2v3'), 12);
    parser.push(octets.subarray(0, 28));
    assert.deepEqual([parser.pending, parser.counts.crcErrors], [0, 1]);
  });

  it('forgets an unfinished frame when it is told to', () => {
    const parser = new FrameParser();
    parser.push(vector('V7').subarray(0, 15));
    parser.reset();
    assert.equal(parser.pending, 0);
    assert.equal(parser.push(vector('V2')).length, 1);
  });

  it('keeps no reference to what it was given', () => {
    const octets = vector('V15');
    const [frame] = new FrameParser().push(octets);
    const before = hexOf(frame?.data as Uint8Array);
    octets.fill(0);
    assert.equal(hexOf(frame?.data as Uint8Array), before);
  });
});

describe('the frame parser, with any octets', () => {
  it('reads what was formatted', () => {
    fc.assert(
      fc.property(fc.array(anyFrame, { maxLength: 5 }), (frames) => {
        assert.deepEqual(new FrameParser().push(concat(frames.map(formatFrame))), frames);
      }),
    );
  });

  it('gives the same frames and counts however the octets are cut', () => {
    const piece = fc.oneof(
      anyFrame.map(formatFrame),
      fc.uint8Array({ maxLength: 60 }),
      fc
        .tuple(anyFrame.map(formatFrame), fc.nat())
        .map(([octets, at]) => flipped(octets, at % octets.length)),
      fc
        .tuple(anyFrame.map(formatFrame), fc.nat())
        .map(([octets, at]) => octets.subarray(0, at % octets.length)),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }),
        fc.array(fc.nat(), { maxLength: 30 }),
        (pieces, cuts) => {
          const octets = concat(pieces);
          const whole = inChunks(octets, []);
          const cut = inChunks(octets, cuts);
          assert.deepEqual(cut.frames, whole.frames);
          assert.deepEqual(cut.parser.counts, whole.parser.counts);
          assert.equal(cut.parser.pending, whole.parser.pending);
        },
      ),
    );
  });

  it('loses nothing to garbage before and between frames', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(garbage, anyFrame), { maxLength: 5 }), (pairs) => {
        const octets = concat(pairs.flatMap(([noise, frame]) => [noise, formatFrame(frame)]));
        const parser = new FrameParser();
        assert.deepEqual(
          parser.push(octets),
          pairs.map(([, frame]) => frame),
        );
        assert.equal(
          parser.counts.skippedOctets,
          pairs.reduce((sum, [noise]) => sum + noise.length, 0),
        );
      }),
    );
  });

  it('loses only the frame that garbage within destroys', () => {
    fc.assert(
      fc.property(
        anyFrame,
        anyFrame,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (damaged, good, at, bits) => {
          const octets = formatFrame(damaged);
          const wrong = flipped(octets, at % octets.length, bits);
          const found = new FrameParser().push(concat([wrong, formatFrame(good), new Uint8Array(300)]));
          assert.deepEqual(found.at(-1), good);
        },
      ),
    );
  });
});
