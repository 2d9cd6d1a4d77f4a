import { noValue, type FieldValue } from '../../core/field-value';
import { nameAddress, wireAddress } from './address';
import { failureOf } from './failure';
import { decoder } from './registers';
import type { ModbusPoint, WordOrder } from './spec';
import { lengthOf } from './types';
import type { Field } from './writing';

/** Reads one point after the other: a person wants to know what the device says of each. After a silence nothing is asked any more. */
export async function readPoints(
  points: readonly ModbusPoint[],
  usual: WordOrder,
  read: Field['read'],
): Promise<FieldValue[]> {
  const values: FieldValue[] = [];
  let silence: string | undefined;
  for (const point of points) {
    const { table, type, length } = point;
    const address = wireAddress(point);
    if (silence !== undefined) {
      values.push(noValue(silence));
      continue;
    }
    try {
      const bytes = await read(point, address, lengthOf(type, length));
      const { value, quality, flag } = decodedPoint(point, usual, bytes);
      values.push({ value, quality, ...(flag === undefined ? {} : { flags: [flag] }) });
    } catch (error) {
      const failure = failureOf(error);
      const fault = `${nameAddress(table, address)}: ${failure.message}`;
      values.push(noValue(fault));
      if (failure.kind !== 'exception' || failure.isAway) silence = failure.message;
    }
  }
  return values;
}

/** A coil is a bit of a byte, a register two bytes. */
function decodedPoint(point: ModbusPoint, usual: WordOrder, bytes: Buffer) {
  if (point.table === 'coil' || point.table === 'discrete')
    return { value: (bytes.readUInt8(0) & 1) === 1, quality: 'good' as const, flag: undefined };
  return { flag: undefined, value: undefined, ...decoder(point, point.wordOrder ?? usual)(bytes, 0) };
}
