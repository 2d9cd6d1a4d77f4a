import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toldValue, valueOf } from '../../../../lib/connectors/dnp3/values';
import { measured, point } from './fixture';

describe('Values of DNP3 points', () => {
  it('are true and false, numbers scaled, texts', () => {
    assert.equal(
      valueOf(point({ kind: 'binary-input' }), measured({ type: 'binary-input', value: true })),
      true,
    );
    assert.equal(valueOf(point({ scale: 0.1, offset: -20 }), measured({ value: 700 })), 50);
    const text = Buffer.from('pump 1\0\0');
    assert.equal(
      valueOf(point({ kind: 'octet-string' }), measured({ type: 'octet-string', value: text })),
      'pump 1',
    );
    assert.equal(
      valueOf(
        point({ kind: 'octet-string' }),
        measured({ type: 'octet-string', value: Buffer.from([0xff, 1]) }),
      ),
      'ff01',
    );
  });

  it('of double-bit points are their number, or the name that the point gives them', () => {
    const moving = measured({ type: 'double-bit-input', value: 0 });
    assert.equal(valueOf(point({ kind: 'double-bit-input' }), moving), 0);
    const named = point({ kind: 'double-bit-input', doubleBit: 'text' });
    assert.equal(valueOf(named, moving), 'intermediate');
    const own = point({
      kind: 'double-bit-input',
      doubleBit: 'text',
      stateNames: 'moving, open, closed, faulty',
    });
    assert.equal(valueOf(own, measured({ type: 'double-bit-input', value: 2 })), 'closed');
  });

  it('of single precision come without the digits that nobody measured', () => {
    const single = measured({ value: Math.fround(71.3), group: 30, variation: 5 });
    assert.equal(valueOf(point(), single), 71.3);
    assert.equal(valueOf(point(), { ...single, variation: 6 }), Math.fround(71.3));
  });

  it('that are none are not made up', () => {
    assert.equal(valueOf(point(), measured({ value: NaN })), undefined);
    assert.equal(valueOf(point(), measured({ value: Infinity })), undefined);
  });

  it('told by the outstation come back as the reading that they were', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
        fc.constantFrom(1, 0.1, 10, -2),
        (value, scale) => {
          const coded = point({ scale, offset: 3 });
          const back = valueOf(coded, measured({ value: toldValue(coded, value) as number }));
          assert.ok(Math.abs((back as number) - value) < 1e-6);
        },
      ),
    );
    const valve = point({ kind: 'double-bit-input', doubleBit: 'text' });
    for (const state of ['intermediate', 'off', 'on', 'indeterminate'])
      assert.equal(
        valueOf(valve, measured({ type: 'double-bit-input', value: toldValue(valve, state) as number })),
        state,
      );
    assert.equal(toldValue(valve, true), 2);
    assert.equal(toldValue(valve, 'ajar'), undefined);
    assert.equal(toldValue(point(), 'warm'), undefined);
    assert.equal(toldValue(point({ kind: 'binary-output' }), 'on'), undefined);
    assert.equal((toldValue(point({ kind: 'octet-string' }), '') as Uint8Array).length, 1);
    assert.equal((toldValue(point({ kind: 'octet-string' }), 'x'.repeat(300)) as Uint8Array).length, 255);
  });
});
