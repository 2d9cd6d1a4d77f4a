import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bitValue, decoder, encode } from '../../../../lib/connectors/modbus/registers';
import { ModbusPoint, WORD_ORDERS, type WordOrder } from '../../../../lib/connectors/modbus/spec';

const place = { unit: 'boiler-1', sensor: 'x', address: 0 };
const point = (more: object): ModbusPoint => ModbusPoint.parse({ ...place, ...more });
const decode = (hex: string, more: object, order: WordOrder = 'ABCD') =>
  decoder(point(more), order)(Buffer.from(hex, 'hex'), 0);

describe('Modbus registers', () => {
  it('reads each type', () => {
    const cases: [hex: string, type: string, value: number][] = [
      ['ff9c', 'int16', -100],
      ['ff9c', 'uint16', 65_436],
      ['fffffffe', 'int32', -2],
      ['fffffffe', 'uint32', 4_294_967_294],
      ['ffffffffffffff9c', 'int64', -100],
      ['0000000100000000', 'uint64', 4_294_967_296],
      ['42f6e979', 'float32', 123.45600128173828],
      ['405edd2f1a9fbe77', 'float64', 123.456],
      ['1234', 'bcd16', 1234],
      ['98765432', 'bcd32', 98_765_432],
    ];
    for (const [hex, type, value] of cases)
      assert.deepEqual(decode(hex, { type }), { value, quality: 'good' }, type);
  });

  it('reads 32 and 64 bit in all four orders', () => {
    // 0x0A0B0C0D in the order that each device sends it.
    const of32: Record<WordOrder, string> = {
      ABCD: '0a0b0c0d',
      CDAB: '0c0d0a0b',
      BADC: '0b0a0d0c',
      DCBA: '0d0c0b0a',
    };
    const of64: Record<WordOrder, string> = {
      ABCD: '0001020304050607',
      CDAB: '0607040502030001',
      BADC: '0100030205040706',
      DCBA: '0706050403020100',
    };
    for (const order of WORD_ORDERS) {
      assert.equal(decode(of32[order], { type: 'uint32' }, order).value, 0x0a0b0c0d, order);
      assert.equal(decode(of64[order], { type: 'uint64' }, order).value, 0x1020304050607, order);
    }
  });

  it('swaps the bytes of one register for an order that does', () => {
    assert.equal(decode('3412', { type: 'uint16' }, 'DCBA').value, 0x1234);
    assert.equal(decode('1234', { type: 'uint16' }, 'CDAB').value, 0x1234);
  });

  it('reads a bit of a register', () => {
    assert.equal(decode('8001', { type: 'bool', bit: 0 }).value, true);
    assert.equal(decode('8001', { type: 'bool', bit: 1 }).value, false);
    assert.equal(decode('8001', { type: 'bool', bit: 15 }).value, true);
    assert.equal(decode('0180', { type: 'bool', bit: 15 }, 'BADC').value, true);
  });

  it('reads a text up to its end, without the blanks behind it', () => {
    assert.equal(decode('50756d702031000000', { type: 'text', length: 4 }).value, 'Pump 1');
    assert.equal(decode('7550706d31202020', { type: 'text', length: 4 }, 'BADC').value, 'Pump 1');
  });

  it('scales, clamps and says so', () => {
    const scaled = { type: 'int16', scale: 0.1, offset: -40, clampLow: -20, clampHigh: 100 };
    assert.deepEqual(decode('0320', scaled), { value: 40, quality: 'good' });
    assert.deepEqual(decode('0000', scaled), { value: -20, quality: 'uncertain', flag: 'under-range' });
    assert.deepEqual(decode('7fff', scaled), { value: 100, quality: 'uncertain', flag: 'over-range' });
  });

  it('makes no value of what is none', () => {
    const failed = { quality: 'bad', flag: 'sensor-failure' };
    assert.deepEqual(decode('7fff', { type: 'int16', invalid: [32_767] }), failed);
    assert.deepEqual(decode('7fc00000', { type: 'float32' }), failed);
    assert.deepEqual(decode('7f800000', { type: 'float32' }), failed);
    assert.deepEqual(decode('12a4', { type: 'bcd16' }), { quality: 'bad', flag: 'conversion' });
  });

  it('says that a 64-bit integer is too long for a number', () => {
    assert.deepEqual(decode('0020000000000001', { type: 'uint64' }), {
      value: 2 ** 53,
      quality: 'uncertain',
      flag: 'conversion',
    });
  });

  it('writes what it then reads, for every type and order', () => {
    const types = ['int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64', 'float64', 'bcd16', 'bcd32'];
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.constantFrom(...WORD_ORDERS),
        fc.nat(9999),
        (type, order, value) => {
          const of = point({ type, scale: 0.5, offset: 3 });
          const encoded = encode(value * 0.5 + 3, of, order);
          assert.ok('bytes' in encoded);
          assert.equal(decoder(of, order)(encoded.bytes, 0).value, value * 0.5 + 3);
        },
      ),
    );
    const text = encode('Pump 1', point({ type: 'text', length: 4 }), 'DCBA');
    assert.ok('bytes' in text);
    assert.equal(decoder(point({ type: 'text', length: 4 }), 'DCBA')(text.bytes, 0).value, 'Pump 1');
  });

  it('refuses to write what does not fit, in words', () => {
    const refused: [value: number | string | boolean, more: object, words: RegExp][] = [
      [40_000, { type: 'int16' }, /does not fit: as int16 it would be 40000/],
      [-1, { type: 'uint32' }, /does not fit/],
      [10_000, { type: 'bcd16' }, /does not fit/],
      [1e39, { type: 'float32' }, /does not fit a float32/],
      [2 ** 53, { type: 'int64' }, /does not fit/],
      ['ten', { type: 'int16' }, /must be a number/],
      [1, { type: 'text' }, /must be a text/],
      ['too long', { type: 'text', length: 2 }, /longer than the 4 characters/],
      ['€', { type: 'text' }, /do not fit a byte/],
    ];
    for (const [value, more, words] of refused) {
      const encoded = encode(value, point(more), 'ABCD');
      assert.match('fault' in encoded ? encoded.fault : 'written', words);
    }
  });

  it('takes true, false, 1 and 0 for a bit', () => {
    assert.deepEqual([true, 1, false, 0, 2, 'on'].map(bitValue), [
      true,
      true,
      false,
      false,
      undefined,
      undefined,
    ]);
  });
});
