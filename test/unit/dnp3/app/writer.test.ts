import assert from 'node:assert/strict';
import { controlOf } from '../../../../lib/dnp3/app/control-octet';
import type { PointObject } from '../../../../lib/dnp3/app/fragment';
import { FunctionCode } from '../../../../lib/dnp3/app/function-code';
import { knownVariation } from '../../../../lib/dnp3/app/objects/table';
import { readFragment } from '../../../../lib/dnp3/app/reader';
import { FragmentWriter } from '../../../../lib/dnp3/app/writer';
import { hexOf } from '../vectors';

const writerOf = (size: number): FragmentWriter =>
  new FragmentWriter(size).start(controlOf(0xc0), FunctionCode.Response, 0);
const point = (index: number, time?: number): PointObject => ({ index, value: 1, flags: 1, time });
const points = (count: number, from = 0): PointObject[] =>
  Array.from({ length: count }, (_, i) => point(from + i));

describe('a fragment that is written', () => {
  it('takes of a run what fits, and says how much that was', () => {
    const writer = writerOf(4 + 5 + 5 * 3 + 4);
    assert.equal(writer.run(knownVariation(30, 1), points(10)), 3);
    assert.equal(writer.room, 4);
    assert.equal(writer.run(knownVariation(30, 1), points(10), 3), 0);
    assert.equal(readFragment(writer.finish())?.fault, undefined);
  });

  it('takes of packed states what fits', () => {
    const writer = writerOf(4 + 5 + 2);
    assert.equal(writer.run(knownVariation(1, 1), points(100)), 16);
    assert.equal(hexOf(writer.finish()), 'c0810000' + '010100000f' + 'ffff');
  });

  it('joins events of one variation in one header', () => {
    const writer = writerOf(100);
    assert.ok(writer.event(knownVariation(2, 1), point(3)) && writer.event(knownVariation(2, 1), point(4)));
    assert.equal(hexOf(writer.finish()), 'c0810000' + '02011702' + '0381' + '0481');
  });

  it('opens a new header where an index needs two octets', () => {
    const writer = writerOf(100);
    for (const index of [3, 256, 4]) assert.ok(writer.event(knownVariation(2, 1), point(index)));
    assert.equal(
      hexOf(writer.finish()),
      'c0810000' + '02011701' + '0381' + '0201280200' + '000181' + '040081',
    );
  });

  it('stays as it was where an event does not fit', () => {
    const whole = '330107010a0000000000' + '02031701' + '05810000';
    const octets = 4 + whole.length / 2;
    const written = writerOf(octets);
    assert.ok(written.event(knownVariation(2, 3), point(5, 10)));
    assert.equal(hexOf(written.finish()), `c0810000${whole}`);
    for (let size = 4; size < octets; size++) {
      const writer = writerOf(size);
      assert.equal(writer.event(knownVariation(2, 3), point(5, 10)), false);
      assert.equal(hexOf(writer.finish()), 'c0810000', `room of ${size}`);
    }
  });

  it('writes a new common time where the last one is out of reach, later, or of another kind', () => {
    const writer = writerOf(200);
    for (const [time, synchronised] of [
      [1000, true],
      [66_535, true],
      [66_536, true],
      [66_535, true],
      [66_536, false],
    ] as const)
      // prettier-ignore
      assert.ok(writer.event(knownVariation(2, 3), point(0, time), synchronised));
    const groups = readFragment(writer.finish())?.headers.map(
      ({ variation: { group, variation }, span }) =>
        `g${group}v${variation}${span.kind === 'indices' ? `×${span.indices.length}` : ''}`,
    );
    assert.deepEqual(groups, ['g51v1', 'g2v3×2', 'g51v1', 'g2v3×1', 'g51v1', 'g2v3×1', 'g51v2', 'g2v3×1']);
  });

  it('refuses what it names or commands where there is no room, and stays as it was', () => {
    const writer = writerOf(6);
    const crob = { index: 0, code: 3, count: 1, onMs: 0, offMs: 0, status: 0 };
    assert.deepEqual(
      [
        writer.all(60, 2),
        writer.range(30, 0, 0, 1),
        writer.limit(30, 0, 1),
        writer.named(30, 0, [1]),
        writer.crobs([crob]),
        writer.setPoints(1, [{ index: 0, value: 0, status: 0 }]),
        writer.time(50, 1, 0),
        writer.delay(2, 0),
        writer.attribute(242, 0, { type: 'text', value: 'x' }),
        writer.octets(110, { index: 0, octets: Uint8Array.of(1) }, false),
        writer.octets(111, { index: 0, octets: Uint8Array.of(1) }, true),
        writer.raw(new Uint8Array(3)),
      ],
      new Array(12).fill(false),
    );
    assert.equal(hexOf(writer.finish()), 'c0810000');
  });

  it('is empty until something was put into it', () => {
    const writer = writerOf(100);
    assert.ok(writer.empty);
    writer.all(60, 1);
    assert.ok(!writer.empty);
    assert.ok(writer.start(controlOf(0xc0), FunctionCode.Read).empty);
  });

  it('takes another control octet and other indications when it is known how it turned out', () => {
    const writer = writerOf(100);
    writer.all(60, 1);
    writer.restart(controlOf(0xe5), 0x0102);
    assert.equal(hexOf(writer.finish()), 'e5810201' + '3c0106');
  });
});
