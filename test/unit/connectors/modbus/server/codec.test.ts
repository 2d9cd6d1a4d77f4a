import assert from 'node:assert/strict';
import fc from 'fast-check';
import { WORD_ORDERS } from '../../../../../lib/connectors/modbus/spec';
import { decodeTag, encodeTag, sentinelOf } from '../../../../../lib/connectors/modbus/server/codec';
import { ServedTag, placeOf, wordsOf } from '../../../../../lib/connectors/modbus/server/spec';

const tag = (more: object): ServedTag => ServedTag.parse({ unit: 'u', sensor: 's', address: 0, ...more });
const hex = (words: readonly number[] | undefined): string | undefined =>
  words?.map((word) => word.toString(16).padStart(4, '0')).join(' ');

describe('Values in registers', () => {
  it('stand as the type and the order say', () => {
    const cases: [object, number | boolean | string, string][] = [
      [{ type: 'int16' }, -2, 'fffe'],
      [{ type: 'uint16', scale: '0.1' }, 71.3, '02c9'],
      [{ type: 'uint16', scale: 0.1, offset: -40 }, 0, '0190'],
      [{ type: 'uint16', wordOrder: 'BADC' }, 0x1234, '3412'],
      [{ type: 'float32' }, 1.5, '3fc0 0000'],
      [{ type: 'float32', wordOrder: 'CDAB' }, 1.5, '0000 3fc0'],
      [{ type: 'float32', wordOrder: 'BADC' }, 1.5, 'c03f 0000'],
      [{ type: 'float32', wordOrder: 'DCBA' }, 1.5, '0000 c03f'],
      [{ type: 'int32' }, -1, 'ffff ffff'],
      [{ type: 'int64' }, -1, 'ffff ffff ffff ffff'],
      [{ type: 'float64' }, 1, '3ff0 0000 0000 0000'],
      [{ type: 'bcd16' }, 1234, '1234'],
      [{ type: 'bcd32' }, 12345678, '1234 5678'],
      [{ type: 'bool', bit: 7 }, true, '0001'],
      [{ type: 'bool', table: 'coil' }, false, '0000'],
      [{ type: 'uint16' }, true, '0001'],
      [{ type: 'text', length: 3 }, 'hot', '686f 7400 0000'],
      [{ type: 'text', length: 2, wordOrder: 'BADC' }, 'hot!', '6f68 2174'],
    ];
    for (const [more, value, words] of cases)
      assert.equal(hex(encodeTag(tag(more), value)), words, `${JSON.stringify(more)} ${String(value)}`);
  });

  it('are never wrapped or bent: what the type cannot say is not said', () => {
    const cases: [object, number | string][] = [
      [{ type: 'int16' }, 32_768],
      [{ type: 'uint16' }, -1],
      [{ type: 'uint32' }, 2 ** 32],
      [{ type: 'uint64' }, 2 ** 60],
      [{ type: 'bcd16' }, 10_000],
      [{ type: 'float32' }, 1e39],
      [{ type: 'float32' }, 'hot'],
      [{ type: 'uint16', scale: 0.001 }, 71.3],
    ];
    for (const [more, value] of cases)
      assert.equal(encodeTag(tag(more), value), undefined, JSON.stringify(more));
  });

  it('come back as written, in every order', () => {
    const types = ['int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64', 'bcd16', 'bcd32'] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.constantFrom(...WORD_ORDERS),
        fc.integer({ min: 0, max: 9999 }),
        (type, wordOrder, value) => {
          const one = tag({ type, wordOrder });
          const words = encodeTag(one, value);
          assert.equal(words?.length, wordsOf(one));
          assert.equal(decodeTag(one, words ?? []), value);
        },
      ),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...WORD_ORDERS),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (wordOrder, value) => {
          const one = tag({ type: 'float64', wordOrder });
          // Times the scale and plus the offset, so that minus zero becomes zero.
          assert.equal(decodeTag(one, encodeTag(one, value) ?? []), value + 0);
        },
      ),
    );
    const text = tag({ type: 'text', length: 4, wordOrder: 'DCBA' });
    assert.equal(decodeTag(text, encodeTag(text, 'standby') ?? []), 'standby');
    const scaled = tag({ type: 'int16', scale: 0.5, offset: 10 });
    assert.equal(decodeTag(scaled, encodeTag(scaled, 12.5) ?? []), 12.5);
  });

  it('that a client writes are refused where they are none', () => {
    assert.equal(decodeTag(tag({ type: 'bcd16' }), [0x12ab]), undefined);
    assert.equal(decodeTag(tag({ type: 'float32' }), [0x7fc0, 0]), undefined);
    assert.equal(decodeTag(tag({ type: 'float32' }), [0x7f80, 0]), undefined);
    assert.equal(decodeTag(tag({ type: 'uint64' }), [0xffff, 0, 0, 0]), undefined);
  });

  it('have words that mean none', () => {
    assert.equal(hex(sentinelOf(tag({ type: 'int32' }))), '8000 0000');
    assert.equal(hex(sentinelOf(tag({ type: 'int32', wordOrder: 'CDAB' }))), '0000 8000');
    assert.equal(hex(sentinelOf(tag({ type: 'uint16' }))), 'ffff');
    const nan = sentinelOf(tag({ type: 'float32', wordOrder: 'DCBA' }));
    assert.equal(decodeTag(tag({ type: 'float32', wordOrder: 'DCBA' }), nan), undefined);
  });
});

describe('A tag of the server', () => {
  it('has its address counted from zero, from one, or as a Modicon number', () => {
    const place = (more: object): object => placeOf(tag(more));
    assert.deepEqual(place({ address: '40001', addressing: 'modicon' }), { table: 'holding', address: 0 });
    assert.deepEqual(place({ address: 101, addressing: 'one-based' }), { table: 'holding', address: 100 });
    assert.deepEqual(place({ address: 40_001 }), { table: 'holding', address: 40_001 });
  });

  it('names the field that is wrong', () => {
    const cases: [object, string][] = [
      [{ address: '30001', addressing: 'modicon' }, 'address'],
      [{ address: '70000' }, 'address'],
      [{ address: 65_535, type: 'float32' }, 'address'],
      [{ table: 'coil', type: 'int16' }, 'type'],
      [{ type: 'int16', bit: 3 }, 'bit'],
      [{ type: 'bool' }, 'bit'],
      [{ table: 'input', writable: true }, 'writable'],
      [{ unitId: 256 }, 'unitId'],
      [{ scale: 0 }, 'scale'],
    ];
    for (const [more, field] of cases) {
      const parsed = ServedTag.safeParse({ unit: 'u', sensor: 's', address: 0, ...more });
      assert.deepEqual(
        parsed.error?.issues.map(({ path }) => path[0]),
        [field],
        JSON.stringify(more),
      );
    }
  });
});
