import assert from 'node:assert/strict';
import { ModbusFailure } from '../../../../lib/connectors/modbus/failure';
import { readPoints } from '../../../../lib/connectors/modbus/reading-now';
import { ModbusPoint } from '../../../../lib/connectors/modbus/spec';

const point = (sensor: string, settings: object) =>
  ModbusPoint.parse({ unit: 'boiler', sensor, ...settings });

describe('Reading points of a Modbus device at once', () => {
  it('gives each its value in its unit of measure, and one that is refused its reason', async () => {
    const points = [
      point('supply', { address: 0, type: 'int16', scale: 0.1 }),
      point('pump', { table: 'coil', address: 4, type: 'bool' }),
      point('gone', { address: 9 }),
      point('lost', { address: 1, type: 'float32', wordOrder: 'CDAB' }),
    ];
    const values = await readPoints(points, 'ABCD', ({ table }, first) => {
      if (first === 9) return Promise.reject(ModbusFailure.exception(2));
      return Promise.resolve(table === 'coil' ? Buffer.from([1]) : Buffer.from(first === 0 ? '02c9' : '00007fc0', 'hex')); // prettier-ignore
    });
    assert.deepEqual(
      values.map(({ value, quality }) => [typeof value === 'number' ? Math.round(value * 10) / 10 : value, quality]), // prettier-ignore
      [[71.3, 'good'], [true, 'good'], [undefined, 'bad'], [undefined, 'bad']],
    ); // prettier-ignore
    assert.equal(values[2]?.fault, 'holding register 9 (40010): exception 2 (illegal data address)');
    assert.deepEqual(values[3]?.flags, ['sensor-failure'], 'a float that is not a number is no value');
  });

  it('asks nothing more of a device that does not answer', async () => {
    let asked = 0;
    const points = [point('a', { address: 0 }), point('b', { address: 1 }), point('c', { address: 2 })];
    const values = await readPoints(points, 'ABCD', () => {
      asked++;
      return Promise.reject(new ModbusFailure('timeout', 'no answer in time'));
    });
    assert.equal(asked, 1);
    assert.deepEqual(values.map(({ fault }) => fault?.endsWith('no answer in time')), [true, true, true]); // prettier-ignore
  });
});
