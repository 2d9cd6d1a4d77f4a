import assert from 'node:assert/strict';
import { Flag } from '../../../../lib/dnp3/app/flags';
import { allVariations } from '../../../../lib/dnp3/app/objects/table';
import type { NumberCode } from '../../../../lib/dnp3/app/objects/numbers';
import type { PointType } from '../../../../lib/dnp3/app/objects/variation';
import { readFragment } from '../../../../lib/dnp3/app/reader';
import { measurementsOf } from '../../../../lib/dnp3/master/measurements';
import { requests } from '../../../support/dnp3/fragments';
import { running, type Station } from '../../../support/dnp3/outstation';

const F32_MOST = 2 ** 128 - 2 ** 104;
const LIMITS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  i16: [-32_768, 32_767],
  i32: [-2_147_483_648, 2_147_483_647],
  f32: [-F32_MOST, F32_MOST],
  f64: [-Number.MAX_VALUE, Number.MAX_VALUE],
};
const ANALOG: readonly PointType[] = ['analog-input', 'frozen-analog-input', 'analog-output'];
const hexOctet = (value: number): string => value.toString(16).padStart(2, '0');

/** What a master makes of the next answer of the outstation. */
function told({ talk }: Station): { value: unknown; flags: number; index: number; time?: unknown }[] {
  return measurementsOf(readFragment(talk.answer())?.headers ?? []).map(({ value, flags, index, time }) => ({
    value,
    flags,
    index,
    time,
  }));
}

describe('outstation: values at the end of what can be told', () => {
  for (const { group, variation, of, layout } of allVariations()) {
    const type = of.point;
    if (type === undefined || !ANALOG.includes(type) || layout.form !== 'point') continue;
    if (of.role !== 'static' && of.role !== 'event') continue;
    const number = layout.number as NumberCode;
    const [least, most] = LIMITS[number] as readonly [number, number];
    const isFloat = number === 'f32' || number === 'f64';
    for (const [given, value, flags] of [
      [NaN, isFloat ? NaN : 0, isFloat ? Flag.Online : Flag.Online | Flag.OverRange],
      [Infinity, most, Flag.Online | Flag.OverRange],
      [-Infinity, least, Flag.Online | Flag.OverRange],
      [most, most, Flag.Online],
      [least, least, Flag.Online],
      [-0, isFloat ? -0 : 0, Flag.Online],
    ] as const)
      it(`g${group}v${variation} tells ${Object.is(given, -0) ? '-0' : given}`, () => {
        const station = running((database) => database.define(type, 0xffff, { class: 1 }));
        // Of another value first, so that also a zero is an event.
        station.update(type, 0xffff, 5);
        station.update(type, 0xffff, given);
        station.talk.sends(requests.read(1, `${hexOctet(group)} ${hexOctet(variation)} 06`));
        const last = told(station).at(-1);
        assert.deepEqual([last?.index, last?.value, last?.flags], [0xffff, value, flags]);
      });
  }

  it('a counter beyond 32 bits has gone round, with 16 bits as well', () => {
    const station = running((database) => database.define('counter', 0xffff, { class: 3 }));
    station.update('counter', 0xffff, 2 ** 32 + 2 ** 16 + 7);
    for (const [seq, object, value] of [
      [1, '14 01', 65_543],
      [2, '14 02', 7],
      [3, '14 05', 65_543],
      [4, '14 06', 7],
    ] as const) {
      station.talk.sends(requests.read(seq, `${object} 06`));
      assert.equal(told(station)[0]?.value, value, object);
    }
    station.talk.sends(requests.read(5, '16 06 06'));
    assert.equal(told(station)[0]?.value, 7);
  });

  it('the last time of 48 bits comes as it is', () => {
    const time = 2 ** 48 - 1;
    const station = running((database) => database.define('binary-input', 0xffff, { class: 1 }));
    station.update('binary-input', 0xffff, { value: true, time });
    station.talk.sends(requests.read(1, '02 02 06'));
    assert.deepEqual(told(station), [{ index: 0xffff, value: true, flags: Flag.Online, time }]);
    station.update('binary-input', 0xffff, { value: false, time });
    station.talk.sends(requests.read(2, '02 03 06'));
    assert.equal(told(station).at(-1)?.time, time);
  });

  it('all 65,536 points are read, in fragments whose numbers go round and round', () => {
    const station = running((database) => {
      for (let index = 0; index <= 0xffff; index++) database.define('analog-input', index);
    });
    station.talk.sends(requests.read(1, '1e 00 08 ff ff'));
    const indices: number[] = [];
    for (let seq = 1; ; seq = (seq + 1) & 0x0f) {
      const octets = station.talk.answer();
      const fragment = readFragment(octets);
      assert.equal(fragment?.control.seq, seq);
      for (const { index } of measurementsOf(fragment.headers)) indices.push(index);
      if (fragment.control.fin) break;
      station.talk.sends(requests.confirm(seq));
    }
    assert.equal(indices.length, 65_535, 'the first 65,535, as the count says');
    assert.ok(indices.every((index, at) => index === at));
  });
});
