import assert from 'node:assert/strict';
import { rowsOfCopy } from '../../../lib/store/binary-copy';

const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const END = Buffer.from([0xff, 0xff]);
const int2 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
const field = (text: string): Buffer =>
  Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)]);
const NULL = Buffer.from([0xff, 0xff, 0xff, 0xff]);
const rows = (...parts: Buffer[]): (string | undefined)[][] =>
  Array.from(rowsOfCopy(Buffer.concat(parts)), (row) => row.map((one) => one?.toString()));

describe('A binary copy', () => {
  it('has its rows with their fields, nulls and empty ones too', () => {
    assert.deepEqual(rows(HEADER, int2(2), field('a'), NULL, int2(2), field(''), field('bc'), END), [
      ['a', undefined],
      ['', 'bc'],
    ]);
  });

  it('of nothing has none', () => {
    assert.deepEqual(rows(HEADER, END), []);
  });

  it('may say more in its header than we know', () => {
    const longer = Buffer.concat([HEADER.subarray(0, 15), Buffer.from([0, 0, 0, 2, 9, 9])]);
    assert.deepEqual(rows(longer, int2(1), field('a'), END), [['a']]);
  });

  it('is told from anything else, and from one that was cut', () => {
    assert.throws(() => rows(Buffer.from('unit,sensor,timestamp,value')), /no binary copy/);
    assert.throws(() => rows(HEADER, int2(1), field('a')), RangeError);
  });
});
