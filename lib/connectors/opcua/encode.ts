import type { DataType, VariantOptions } from 'node-opcua';
import type { ReadingValue } from '../../core/reading';
import type { OpcuaPoint } from './spec';
import { TYPE } from './values';

const SCALAR = 0;

/** Whole numbers that a type holds; 64-bit ones only as far as a number is exact. */
const LIMITS: Readonly<Record<number, readonly [number, number]>> = {
  [TYPE.SByte]: [-128, 127],
  [TYPE.Byte]: [0, 255],
  [TYPE.Int16]: [-32_768, 32_767],
  [TYPE.UInt16]: [0, 65_535],
  [TYPE.Int32]: [-2_147_483_648, 2_147_483_647],
  [TYPE.UInt32]: [0, 4_294_967_295],
  [TYPE.Int64]: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  [TYPE.UInt64]: [0, Number.MAX_SAFE_INTEGER],
};
const TWO_32 = 2 ** 32;

export type Encoded = { readonly variant: VariantOptions } | { readonly fault: string };

/** The variant for a value of the sensor, in the type that the node has. */
export function encode(
  dataType: DataType,
  typeName: string,
  value: ReadingValue,
  { scale, offset }: Pick<OpcuaPoint, 'scale' | 'offset'>,
): Encoded {
  if (typeof value === 'boolean')
    return (dataType as number) === TYPE.Boolean
      ? { variant: { dataType, value } }
      : { fault: `The node is ${typeName}: the value must not be true or false.` };
  if (typeof value === 'string')
    switch (dataType as number) {
      case TYPE.String:
        return { variant: { dataType, value } };
      case TYPE.LocalizedText:
        return { variant: { dataType, value: { text: value, locale: null } } };
      default:
        return { fault: `The node is ${typeName}: the value must not be a text.` };
    }
  const raw = (value - offset) / scale;
  switch (dataType as number) {
    case TYPE.Boolean:
      return value === 0 || value === 1
        ? { variant: { dataType, value: value === 1 } }
        : { fault: 'The node is Boolean: the value must be true or false.' };
    case TYPE.Double:
      return { variant: { dataType, value: raw } };
    case TYPE.Float:
      return Number.isFinite(Math.fround(raw))
        ? { variant: { dataType, value: raw } }
        : { fault: 'The value does not fit a Float.' };
    default:
  }
  const limits = LIMITS[dataType];
  if (!limits) return { fault: `The node is ${typeName}: the value must not be a number.` };
  const whole = Math.round(raw);
  if (whole < limits[0] || whole > limits[1])
    return { fault: `The value does not fit: as ${typeName} it would be ${whole}.` };
  const is64 = (dataType as number) === TYPE.Int64 || (dataType as number) === TYPE.UInt64;
  // Two halves could be an array, too: the library wants to be told.
  return {
    variant: is64 ? { dataType, arrayType: SCALAR, value: halves(whole) } : { dataType, value: whole },
  };
}

/** As node-opcua has 64-bit integers: the higher half first, both unsigned. */
const halves = (whole: number): [number, number] => {
  const high = Math.floor(whole / TWO_32);
  return [high >>> 0, (whole - high * TWO_32) >>> 0];
};
