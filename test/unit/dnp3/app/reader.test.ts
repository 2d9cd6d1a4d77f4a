import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Content, Fragment } from '../../../../lib/dnp3/app/fragment';
import { FunctionCode as F } from '../../../../lib/dnp3/app/function-code';
import { Iin } from '../../../../lib/dnp3/app/iin';
import { readFragment } from '../../../../lib/dnp3/app/reader';
import { octetsOf, vector, VECTORS } from '../vectors';

const read = (hex: string): Fragment | undefined => readFragment(octetsOf(hex));

/** Objects that a fragment was read to, of whatever kind. */
function objectsIn({ headers }: Fragment): number {
  const count = (content: Content): number => {
    switch (content.kind) {
      case 'named':
        return 0;
      case 'points':
        return content.points.length;
      case 'octets':
        return content.strings.length;
      case 'crobs':
        return content.crobs.length;
      case 'set-points':
        return content.setPoints.length;
      case 'times':
        return content.times.length;
      case 'delays':
        return content.delays.length;
      case 'attributes':
        return content.attributes.length;
    }
  };
  return headers.reduce(
    (sum, { content, span }) => sum + count(content) + (span.kind === 'indices' ? span.indices.length : 0),
    0,
  );
}

describe('a fragment too short to say what it wants is none', () => {
  for (const hex of ['', 'c0', 'c081', 'c08100', 'c082ff'])
    it(hex === '' ? 'no octet' : hex, () => assert.equal(read(hex), undefined));
  it('but a request without objects is one', () => {
    assert.deepEqual(read('c017')?.headers, []);
    assert.deepEqual(read('c0810000')?.headers, []);
  });
});

describe('one bad header spoils the whole fragment', () => {
  const refused = (title: string, hex: string, reason: RegExp, iin: number = Iin.ParameterError): void => {
    it(title, () => {
      const fragment = read(hex);
      assert.deepEqual(fragment?.headers, []);
      assert.equal(fragment.fault?.iin, iin);
      assert.match(fragment.fault.reason, reason);
    });
  };
  refused(
    'a group that nobody knows',
    'c001 c80106',
    /^g200v1 \(unknown group, not supported\) at octet 2$/,
    Iin.ObjectUnknown,
  );
  refused(
    'a variation that nobody knows',
    'c001 1e0906',
    /g30v9 \(Analog Input, not supported\)/,
    Iin.ObjectUnknown,
  );
  refused('behind a good one', 'c001 3c0206 c80106', /at octet 5/, Iin.ObjectUnknown);
  refused('a header cut after the group', 'c001 1e', /ends within an object header/);
  refused('a header cut before the qualifier', 'c001 1e01', /ends within an object header/);
  refused('a range cut', 'c001 1e010000', /ends within its range/);
  refused('a wide range cut', 'c001 1e0101000000', /ends within its range/);
  refused('a count cut', 'c001 1e010801', /ends within its range/);
  refused('a start beyond the stop', 'c001 1e01000500', /asks for 5 to 0/);
  refused('a count of none', 'c001 1e010700', /counts no object/);
  refused('a wide count of none', 'c001 1e01080000', /counts no object/);
  refused('no index', 'c001 1e011700', /counts no object/);
  refused('indices cut', 'c001 1e0117020a', /ends within its indices/);
  for (const qualifier of [
    '03',
    '04',
    '05',
    '0a',
    '0b',
    '16',
    '18',
    '27',
    '29',
    '38',
    '4b',
    '5b',
    '80',
    'ff',
  ])
    refused(
      `qualifier ${qualifier}`,
      `c001 1e01${qualifier}000000000000`,
      new RegExp(`has qualifier 0x${qualifier}`),
    );
  refused('data under "all"', 'c081 0000 1e0106', /brings data, but has qualifier 0x06/);
  refused(
    'points under a count, which says not which',
    'c081 0000 1e01070101 00000000',
    /does not say which/,
  );
  refused('packed states with indices', 'c081 0000 0101170100 01', /is packed/);
  refused('variation 0 in a response', 'c081 0000 1e00000000 01', /has no data, but RESPONSE brings some/);
  refused('a class in a response', 'c081 0000 3c0206', /has no data/);
  refused('octets of length 0 in a response', 'c081 0000 6e00000000', /has no data/);
  refused('65,535 objects in no octets', 'c081 0000 1e0128ffff', /counts 65535 objects, but ends before/);
  refused('all 4,294,967,296 objects', 'c081 0000 1e0102 00000000ffffffff', /counts 4294967296 objects/);
  refused(
    'all 4,294,967,296 packed objects',
    'c081 0000 0a0102 00000000ffffffff',
    /counts 4294967296 objects/,
  );
  refused('4,294,967,295 indices', 'c001 1e0139ffffffff', /ends within its indices/);
  refused('an object cut', 'c081 0000 1e01000000 01000000', /counts 1 objects, but ends before/);
  refused('a control cut', 'c003 0c0117010003 01', /counts 1 objects, but ends before/);
  refused('octets cut', 'c081 0000 6e04000000 414243', /counts 1 objects, but ends before/);
  refused(
    'an attribute whose length is beyond the end',
    'c081 0000 00f2000000 01054142',
    /ends within an object/,
  );
  refused('an attribute of no known type', 'c081 0000 00f2000000 63024142', /ends within an object/);
});

describe('qualifiers with 32 bits are read', () => {
  it('as a range', () => {
    const [header] = read('c081 0000 1e0402 0000010000000100 0700')?.headers ?? [];
    assert.deepEqual(header?.span, { kind: 'range', start: 65_536, stop: 65_536 });
  });
  it('as indices', () => {
    const [header] = read('c081 0000 200239 01000000 01000100 01 0700')?.headers ?? [];
    assert.deepEqual(header?.span, { kind: 'indices', indices: [65_537] });
  });
});

describe('a relative time', () => {
  it('without a common time before it is not known', () => {
    const [header] = read('c081 0000 0203170100 81 9600')?.headers ?? [];
    assert.deepEqual(header?.content, {
      kind: 'points',
      points: [{ index: 0, value: 1, flags: 1, time: undefined }],
      synchronised: true,
    });
  });
  it('counts from the last common time, and is as synchronised as that', () => {
    const headers = read('c081 0000 330107010000 00000000 330207010001 00000000 0203170100 81 9600')?.headers;
    const content = headers?.at(-1)?.content;
    assert.ok(content?.kind === 'points');
    assert.deepEqual([content.synchronised, content.points[0]?.time], [false, 256 + 150]);
  });
  it('that was not synchronised says nothing about an absolute time', () => {
    const headers = read('c081 0000 330207010000 00000000 0202170100 81 010000000000')?.headers;
    const content = headers?.at(-1)?.content;
    assert.ok(content?.kind === 'points' && content.synchronised);
  });
});

describe('freeze at a time', () => {
  it('brings the time and only names the counters', () => {
    const headers = read('c00b 3202070100000000000000000000 140006')?.headers;
    assert.deepEqual(headers?.map(({ content }) => content.kind), ['times', 'named']); // prettier-ignore
  });
});

describe('the reader, with any octets', () => {
  const codes = fc.constantFrom(...Object.values(F), 0x45, 0xff);
  const group = fc.constantFrom(
    0,
    1,
    2,
    3,
    10,
    12,
    20,
    30,
    32,
    34,
    41,
    43,
    50,
    51,
    52,
    60,
    80,
    110,
    111,
    200,
  );
  const qualifier = fc.constantFrom(0x00, 0x01, 0x02, 0x06, 0x07, 0x08, 0x09, 0x17, 0x28, 0x39, 0x5b);
  const header = fc
    .tuple(group, fc.nat(9), qualifier, fc.uint8Array({ maxLength: 24 }))
    .map(([g, v, q, rest]) => [g, v, q, ...rest]);
  const plausible = fc
    .tuple(fc.nat(255), codes, fc.array(header, { maxLength: 6 }))
    .map(([control, code, headers]) => Uint8Array.from([control, code, 0, 0, ...headers.flat()]));
  const mutated = fc
    .tuple(fc.constantFrom(...VECTORS.map(({ id }) => id)), fc.nat(), fc.nat(255), fc.nat())
    .map(([id, at, value, cut]) => {
      const octets = vector(id).slice(11);
      if (octets.length > 0) octets[at % octets.length] = value;
      return octets.subarray(0, octets.length - (cut % 4));
    });

  it('never throws, and reads no more objects than the octets can hold', () => {
    fc.assert(
      fc.property(fc.oneof(plausible, mutated, fc.uint8Array({ maxLength: 2048 })), (octets) => {
        const fragment = readFragment(octets);
        if (!fragment) return;
        assert.ok(objectsIn(fragment) <= octets.length * 8, 'a bit an object at least');
        assert.ok(fragment.fault === undefined || fragment.headers.length === 0);
        let at = fragment.headers[0]?.from ?? octets.length;
        for (const { from, to } of fragment.headers) {
          assert.equal(from, at);
          at = to;
        }
        if (!fragment.fault) assert.equal(at, octets.length, 'reads all of it');
      }),
      { numRuns: 5000 },
    );
  });
});
