import assert from 'node:assert/strict';
import { ModbusPoint } from '../../../../lib/connectors/modbus/spec';
import { prepare } from '../../../../lib/connectors/modbus/writing';

const text = (length: number) =>
  prepare(
    ModbusPoint.parse({ unit: 'boiler-1', sensor: 'label', address: 0, type: 'text', length }),
    'hot',
    'ABCD',
  );

describe('What is written to a Modbus device', () => {
  it('is a text as long as one write may be, and none that is longer', () => {
    assert.ok('write' in text(123));
    const longer = text(124);
    assert.match('fault' in longer ? longer.fault : '', /124 registers is more than the 123/);
  });
});
