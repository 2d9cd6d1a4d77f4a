import assert from 'node:assert/strict';
import { nameAddress, wireAddress } from '../../../../lib/connectors/modbus/address';
import { ModbusPoint } from '../../../../lib/connectors/modbus/spec';

const fault = (more: object): string[] => {
  const { error } = ModbusPoint.safeParse({ unit: 'boiler-1', sensor: 'x', ...more });
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}`);
};
const wire = (more: object): number =>
  wireAddress(ModbusPoint.parse({ unit: 'boiler-1', sensor: 'x', ...more }));

describe('A point of a Modbus device', () => {
  it('may be addressed from 0, from 1 and in Modicon notation of five and six digits', () => {
    assert.equal(wire({ address: 40 }), 40);
    assert.equal(wire({ address: 41, addressing: 'one-based' }), 40);
    for (const [table, addresses] of [
      ['holding', [40_041, 400_041]],
      ['input', [30_041, 300_041]],
      ['discrete', [10_041, 100_041]],
      ['coil', [41]],
    ] as const)
      for (const address of addresses)
        assert.equal(
          wire({
            table,
            address,
            addressing: 'modicon',
            ...(table.length < 9 && /coil|disc/.test(table) ? { type: 'bool' } : {}),
          }),
          40,
          `${table} ${address}`,
        );
    assert.equal(wire({ address: 465_536, addressing: 'modicon' }), 65_535);
  });

  it('names an address so that nobody has to guess how it counts', () => {
    assert.equal(nameAddress('holding', 40), 'holding register 40 (40041)');
    assert.equal(nameAddress('holding', 20_000), 'holding register 20000 (420001)');
    assert.equal(nameAddress('coil', 0), 'coil 0 (00001)');
  });

  it('must fit its table and its notation', () => {
    assert.match(fault({ address: 65_535, type: 'float32' })[0] ?? '', /^address must be at most 65534/);
    assert.match(fault({ address: 0, addressing: 'one-based' })[0] ?? '', /^address counts from 1/);
    assert.match(
      fault({ address: 30_001, addressing: 'modicon' })[0] ?? '',
      /^address is no holding register/,
    );
    assert.match(fault({ address: 0, table: 'coil' })[0] ?? '', /^type must be bool/);
    assert.match(fault({ address: 0, type: 'bool' })[0] ?? '', /^bit must say/);
    assert.match(fault({ address: 0, bit: 3 })[0] ?? '', /^bit is only for type bool/);
    assert.match(fault({ address: 0, scale: 0 })[0] ?? '', /^scale must not be 0/);
    assert.match(fault({ address: 0, clampLow: 5, clampHigh: 4 })[0] ?? '', /^clampHigh must not be below/);
    assert.match(fault({ address: 0, write: 'mask' })[0] ?? '', /^write mask is only/);
    assert.match(fault({})[0] ?? '', /^address /);
  });
});
