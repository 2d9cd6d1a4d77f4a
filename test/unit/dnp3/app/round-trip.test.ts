import assert from 'node:assert/strict';
import fc from 'fast-check';
import { controlOctet, controlOf, nextSeq } from '../../../../lib/dnp3/app/control-octet';
import type { AttributeValue, Content } from '../../../../lib/dnp3/app/fragment';
import { FunctionCode } from '../../../../lib/dnp3/app/function-code';
import { allVariations, knownVariation, objectName } from '../../../../lib/dnp3/app/objects/table';
import { readFragment } from '../../../../lib/dnp3/app/reader';
import { FragmentWriter } from '../../../../lib/dnp3/app/writer';
import { control, crob, pointOf, runOf, setPointOf, time, u16, u32 } from './arbitraries';
import { rewritten } from './rewritten';

const RUNS = { numRuns: 50 };
const HEAD = { fir: true, fin: true, con: false, uns: false, seq: 3 };

const response = (): FragmentWriter => new FragmentWriter().start(HEAD, FunctionCode.Response, 0);
const request = (code: number): FragmentWriter => new FragmentWriter().start(HEAD, code);

/** What the only header of a fragment says; and that the reader's fragment is written the same again. */
function contentOf(writer: FragmentWriter): Content {
  const octets = writer.finish();
  const fragment = readFragment(octets);
  assert.equal(fragment?.fault, undefined);
  assert.equal(fragment?.headers.length, 1);
  assert.deepEqual(rewritten(fragment), octets);
  return fragment.headers[0]?.content as Content;
}

describe('control octets', () => {
  it('are read as they were written', () => {
    fc.assert(fc.property(control, (one) => assert.deepEqual(controlOf(controlOctet(one)), one)));
    for (let octet = 0; octet < 256; octet++) assert.equal(controlOctet(controlOf(octet)), octet);
  });

  it('count modulo 16', () => {
    assert.deepEqual([0, 14, 15].map(nextSeq), [1, 15, 0]);
  });
});

describe('points are read as they were written', () => {
  for (const variation of allVariations()) {
    const run = runOf(variation);
    const point = pointOf(variation, u16);
    if (!run || !point) continue;
    const { group, layout } = variation;
    const isRelative = layout.form === 'point' && layout.time === 'relative';
    const name = objectName(group, variation.variation);

    if (!isRelative)
      it(`${name}, as a range`, () => {
        fc.assert(
          fc.property(run, (points) => {
            const writer = response();
            assert.equal(writer.run(variation, points), points.length);
            assert.deepEqual(contentOf(writer), { kind: 'points', points, synchronised: true });
          }),
          RUNS,
        );
      });

    if (layout.form !== 'packed' && !isRelative)
      it(`${name}, with indices`, () => {
        fc.assert(
          fc.property(fc.array(point, { minLength: 1, maxLength: 10 }), (points) => {
            const writer = response();
            for (const one of points) assert.ok(writer.event(variation, one, true, true));
            assert.deepEqual(contentOf(writer), { kind: 'points', points, synchronised: true });
          }),
          RUNS,
        );
      });

    if (isRelative)
      it(`${name}, each behind a common time that it can count from`, () => {
        const events = fc.array(fc.tuple(point, fc.boolean(), fc.nat(70_000)), {
          minLength: 1,
          maxLength: 10,
        });
        fc.assert(
          fc.property(events, time, (drawn, start) => {
            const base = Math.min(start, 2 ** 48 - 100_000);
            const writer = response();
            const written = drawn.map(([one, synchronised, after]) => ({
              ...one,
              synchronised,
              time: base + after,
            }));
            for (const { synchronised, ...one } of written)
              assert.ok(writer.event(variation, one, synchronised));
            const read = readFragment(writer.finish())?.headers.flatMap(({ content }) =>
              content.kind === 'points'
                ? content.points.map((one) => ({ ...one, synchronised: content.synchronised }))
                : [],
            );
            assert.deepEqual(read, written);
          }),
          RUNS,
        );
      });
  }
});

describe('commands are read as they were written', () => {
  const crobs = fc.array(crob, { minLength: 1, maxLength: 20 });

  it('control relay output blocks, with octets or words as indices', () => {
    fc.assert(
      fc.property(crobs, fc.boolean(), (drawn, wide) => {
        const all = wide ? drawn : drawn.map((one) => ({ ...one, index: one.index & 0xff }));
        const writer = request(FunctionCode.Select);
        assert.ok(writer.crobs(all, wide));
        assert.deepEqual(contentOf(writer), { kind: 'crobs', crobs: all });
      }),
    );
  });

  for (const variation of allVariations()) {
    const { layout } = variation;
    if (layout.form !== 'set-point') continue;
    it(`g41v${variation.variation}`, () => {
      fc.assert(
        fc.property(fc.array(setPointOf(layout.number), { minLength: 1, maxLength: 20 }), (setPoints) => {
          const writer = request(FunctionCode.DirectOperate);
          assert.ok(writer.setPoints(variation.variation, setPoints));
          assert.deepEqual(contentOf(writer), { kind: 'set-points', setPoints });
        }),
      );
    });
  }
});

describe('other objects are read as they were written', () => {
  it('times', () => {
    fc.assert(
      fc.property(time, u32, fc.constantFrom(1, 2, 3, 4), (at, interval, variation) => {
        const writer = request(FunctionCode.Write);
        assert.ok(writer.time(50, variation, at, interval));
        const content = contentOf(writer);
        assert.ok(content.kind === 'times');
        assert.equal(content.times[0]?.time, at);
        assert.equal(content.times[0].interval, variation % 2 === 0 ? interval : undefined);
      }),
    );
  });

  it('delays', () => {
    fc.assert(
      fc.property(u16, fc.constantFrom(1 as const, 2 as const), (value, variation) => {
        const writer = response();
        assert.ok(writer.delay(variation, value));
        assert.deepEqual(contentOf(writer), {
          kind: 'delays',
          delays: [variation === 1 ? value * 1000 : value],
        });
      }),
    );
  });

  it('octet strings of 1 to 255 octets', () => {
    const octets = fc.uint8Array({ minLength: 1, maxLength: 255 });
    fc.assert(
      fc.property(u16, octets, fc.constantFrom(110, 111), (index, value, group) => {
        const writer = response();
        const string = { index, octets: value };
        assert.ok(writer.octets(group, string, group === 111));
        assert.deepEqual(contentOf(writer), { kind: 'octets', strings: [string] });
      }),
    );
    const wrong = (length: number) => (): unknown =>
      response().octets(110, { index: 0, octets: new Uint8Array(length) }, false);
    assert.throws(wrong(0), RangeError);
    assert.throws(wrong(256), RangeError);
  });

  it('device attributes of every type', () => {
    const latin = fc.string({
      unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
      maxLength: 255,
    });
    const some = fc.uint8Array({ maxLength: 255 });
    const of = <T extends AttributeValue['type'], V>(
      type: T,
      value: fc.Arbitrary<V>,
    ): fc.Arbitrary<{ type: T; value: V }> => value.map((one) => ({ type, value: one }));
    const attribute = fc.oneof(
      of('text', latin),
      of('unsigned', u32),
      of('integer', fc.integer()),
      of('float', fc.double()),
      of('time', time),
      of('octets', some),
      of('bits', some),
      of(
        'list',
        fc.array(fc.record({ variation: fc.nat(255), writable: fc.boolean() }, { noNullPrototype: true }), {
          maxLength: 127,
        }),
      ),
    );
    fc.assert(
      fc.property(attribute, fc.integer({ min: 1, max: 253 }), (value, variation) => {
        const writer = response();
        assert.ok(writer.attribute(variation, 0, value));
        assert.deepEqual(contentOf(writer), { kind: 'attributes', attributes: [{ index: 0, value }] });
      }),
    );
  });
});

describe('what a request names is read as it was written', () => {
  const rows = fc.constantFrom(...allVariations());
  const named = (
    name: string,
    put: (writer: FragmentWriter, group: number, variation: number) => object,
  ): void => {
    it(name, () => {
      fc.assert(
        fc.property(rows, ({ group, variation }) => {
          const writer = request(FunctionCode.Read);
          const span = put(writer, group, variation);
          const octets = writer.finish();
          const [header] = readFragment(octets)?.headers ?? [];
          assert.deepEqual(header?.span, span);
          assert.equal(header.variation, knownVariation(group, variation));
          assert.deepEqual(header.content, { kind: 'named' });
        }),
        RUNS,
      );
    });
  };
  named('all', (writer, group, variation) => {
    assert.ok(writer.all(group, variation));
    return { kind: 'all' };
  });
  for (const [start, stop] of [
    [0, 0],
    [3, 255],
    [0, 256],
    [0, 0xffff],
    [0xffff, 0xffff],
  ] as const)
    // prettier-ignore
    named(`the range ${start} to ${stop}`, (writer, group, variation) => {
      assert.ok(writer.range(group, variation, start, stop));
      return { kind: 'range', start, stop };
    });
  for (const count of [1, 255, 256, 0xffff])
    named(`at most ${count}`, (writer, group, variation) => {
      assert.ok(writer.limit(group, variation, count));
      return { kind: 'count', count };
    });
  for (const indices of [[0], [255, 1], [256], [0xffff, 0], Array.from({ length: 300 }, (_, i) => i)])
    named(`${indices.length} indices up to ${Math.max(...indices)}`, (writer, group, variation) => {
      assert.ok(writer.named(group, variation, indices));
      return { kind: 'indices', indices };
    });
});
