import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  QUALITY_CLASSES,
  QUALITY_FLAGS,
  isQualityClass,
  isQualityFlag,
  packQuality,
  unpackQuality,
  worstQuality,
} from '../../../lib/core/quality';

const anyClass = fc.constantFrom(...QUALITY_CLASSES);
const anyFlags = fc.subarray([...QUALITY_FLAGS]);

describe('quality in the database', () => {
  it('is the integer that older rows have: changing these numbers needs a migration', () => {
    assert.equal(packQuality('good'), 0);
    assert.equal(packQuality('uncertain'), 1);
    assert.equal(packQuality('bad'), 2);
    const bits = Object.fromEntries(QUALITY_FLAGS.map((flag) => [flag, packQuality('good', [flag])]));
    assert.deepEqual(bits, {
      'comm-lost': 4,
      'over-range': 8,
      'under-range': 16,
      substituted: 32,
      stale: 64,
      historical: 128,
      'sensor-failure': 256,
      restart: 512,
      chatter: 1024,
      overflow: 2048,
      'arrival-time': 4096,
      conversion: 8192,
      unsynchronised: 16384,
    });
    assert.equal(packQuality('bad', ['comm-lost', 'stale']), 2 + 4 + 64);
  });

  it('comes back as it was, and fits a smallint', () => {
    fc.assert(
      fc.property(anyClass, anyFlags, (quality, flags) => {
        const bits = packQuality(quality, flags);
        assert.ok(bits <= 32_767);
        assert.deepEqual(unpackQuality(bits), flags.length > 0 ? { quality, flags } : { quality });
      }),
    );
  });

  it('does not depend on the order or number of times that flags are named', () => {
    fc.assert(
      fc.property(anyClass, anyFlags, (quality, flags) =>
        assert.equal(packQuality(quality, [...flags, ...flags].reverse()), packQuality(quality, flags)),
      ),
    );
  });

  it('that no version of ours wrote is bad, and flags of a newer version are passed over', () => {
    assert.deepEqual(unpackQuality(3), { quality: 'bad' });
    assert.deepEqual(unpackQuality(1 << 15), { quality: 'good' });
    assert.deepEqual(unpackQuality((1 << 15) | 8 | 1), { quality: 'uncertain', flags: ['over-range'] });
  });
});

describe('the quality of a value computed from several', () => {
  it('is that of the worst', () => {
    const rank = { good: 0, uncertain: 1, bad: 2 };
    for (const a of QUALITY_CLASSES)
      for (const b of QUALITY_CLASSES) assert.equal(worstQuality(a, b), rank[a] > rank[b] ? a : b);
  });
});

describe('a word for quality', () => {
  it('is known exactly as we write it', () => {
    for (const name of QUALITY_CLASSES) assert.ok(isQualityClass(name));
    for (const name of QUALITY_FLAGS) assert.ok(isQualityFlag(name));
    for (const other of ['Good', 'GOOD ', '', 'toString', '__proto__', 0, null, undefined, ['good']])
      assert.ok(!isQualityClass(other) && !isQualityFlag(other), String(other));
  });
});
