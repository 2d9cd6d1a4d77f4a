import assert from 'node:assert/strict';
import { readFragment } from '../../../../lib/dnp3/app/reader';
import { measurementsOf } from '../../../../lib/dnp3/master/measurements';
import type { Measurement } from '../../../../lib/dnp3/measurement';
import { NOON, octetsOf } from '../../../support/dnp3/conversation';

const TIME = '00b2e2f98d01';

function measured(objects: string): Measurement[] {
  const fragment = readFragment(octetsOf(`c0 81 0000 ${objects}`));
  assert.ok(fragment);
  assert.equal(fragment.fault, undefined);
  return measurementsOf(fragment.headers);
}

function only(objects: string): Measurement {
  const [one, ...more] = measured(objects);
  assert.ok(one && more.length === 0);
  return one;
}

describe('dnp3 master: measurements', () => {
  it('of binary points are true or false, of double-bit ones a number', () => {
    assert.deepEqual([only('010200 0303 81').value, only('010200 0303 01').value], [true, false]);
    assert.equal(only('030200 0303 81').value, 2);
    assert.equal(only('0a0200 0303 81').type, 'binary-output');
  });

  it('keep their order, their group and variation, and whether they are events', () => {
    const all = measured(
      `020117 01 05 81 1e0500 0001 01 0000c03f 01 000020c0 200317 01 05 21 07000000 ${TIME}`,
    );
    assert.deepEqual(
      all.map(({ group, variation, index, value, event }) => [group, variation, index, value, event]),
      [
        [2, 1, 5, true, true],
        [30, 5, 0, 1.5, false],
        [30, 5, 1, -2.5, false],
        [32, 3, 5, 7, true],
      ],
    );
    assert.deepEqual(all.map(({ time }) => time), [undefined, undefined, undefined, NOON]); // prettier-ignore
    assert.deepEqual(all.map(({ flags }) => flags), [1, 1, 1, 0x21]); // prettier-ignore
  });

  it('count relative times from the common time of occurrence, and tell whether that was synchronised', () => {
    const events = '020317 02 00 81 0000 01 01 9600';
    const told = (objects: string): unknown =>
      measured(objects).map(({ time, synchronised }) => [time, synchronised]);
    assert.deepEqual(told(`330107 01 ${TIME} ${events}`), [[NOON, true], [NOON + 150, true]]); // prettier-ignore
    assert.deepEqual(told(`330207 01 ${TIME} ${events}`), [[NOON, false], [NOON + 150, false]]); // prettier-ignore
  });

  it('with an absolute time do not count from a common time of occurrence', () => {
    const all = measured(`330207 01 ${TIME} 020217 01 00 81 ${TIME}`);
    assert.deepEqual(all.map(({ time, synchronised }) => [time, synchronised]), [[NOON, true]]); // prettier-ignore
  });

  it('of command events bring what was commanded and how it ended', () => {
    const switched = only('0d0117 01 02 84');
    assert.deepEqual([switched.value, switched.status, switched.flags, switched.event], [true, 4, 1, true]);
    const set = only(`2b0717 01 02 07 0000c03f ${TIME}`);
    assert.deepEqual([set.value, set.status, set.time, set.type], [1.5, 7, NOON, 'analog-output']);
    assert.equal('status' in only('0b0117 01 02 81'), false);
  });

  it('of octet strings are their octets', () => {
    const string = only('6e0300 0404 616263');
    assert.deepEqual(
      [string.type, string.index, string.value],
      ['octet-string', 4, Uint8Array.of(0x61, 0x62, 0x63)],
    );
    assert.equal(only('6f0317 01 04 616263').event, true);
  });

  it('are not deadbands, times, delays or indications', () => {
    assert.deepEqual(measured(`220100 0000 0500 320107 01 ${TIME} 340207 01 0a00 500100 0707 01`), []);
  });
});
