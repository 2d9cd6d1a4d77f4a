import type { QualityClass, QualityFlag } from '../../core/quality';
import type { ReadingValue } from '../../core/reading';
import type { ModbusPoint, WordOrder } from './spec';
import { lengthOf, type ModbusType } from './types';

/** What a register says. `value` is absent where it says none, such as a float that is not a number. */
export interface Decoded {
  readonly value?: ReadingValue;
  readonly quality: QualityClass;
  readonly flag?: QualityFlag;
}

/** Bytes of a point as they stand in an answer: registers big-endian, in the order of their addresses (4.2 of the specification). */
export type Decode = (bytes: Buffer, at: number) => Decoded;

const NO_VALUE: Decoded = { quality: 'bad', flag: 'sensor-failure' };
const NOT_BCD: Decoded = { quality: 'bad', flag: 'conversion' };

type Format = Pick<
  ModbusPoint,
  'type' | 'bit' | 'length' | 'scale' | 'offset' | 'clampLow' | 'clampHigh' | 'invalid'
>;

/** Made once for each point: a poll of a hundred registers decodes them a second later again. */
export function decoder(point: Format, order: WordOrder): Decode {
  const { type } = point;
  if (type === 'bool') return bitOf(point.bit ?? 0, order);
  if (type === 'text') return textOf(point.length, order);
  const read = numberReader(type, order);
  const scaled = scaler(point);
  const { invalid } = point;
  return (bytes, at) => {
    const raw = read(bytes, at);
    if (typeof raw === 'bigint') {
      if (invalid.length > 0 && invalid.includes(Number(raw))) return NO_VALUE;
      // Past 2^53 a number has gaps: it is told how far to trust it.
      const exact = raw >= Number.MIN_SAFE_INTEGER && raw <= Number.MAX_SAFE_INTEGER;
      const result = scaled(Number(raw));
      return exact || result.quality !== 'good'
        ? result
        : { ...result, quality: 'uncertain', flag: 'conversion' };
    }
    if (raw === undefined) return NOT_BCD;
    if (!Number.isFinite(raw) || (invalid.length > 0 && invalid.includes(raw))) return NO_VALUE;
    return scaled(raw);
  };
}

function scaler({ scale, offset, clampLow, clampHigh }: Format): (raw: number) => Decoded {
  return (raw) => {
    const value = raw * scale + offset;
    if (clampLow !== undefined && value < clampLow)
      return { value: clampLow, quality: 'uncertain', flag: 'under-range' };
    if (clampHigh !== undefined && value > clampHigh)
      return { value: clampHigh, quality: 'uncertain', flag: 'over-range' };
    return Number.isFinite(value) ? { value, quality: 'good' } : NO_VALUE;
  };
}

const bytesSwapped = (order: WordOrder): boolean => order === 'BADC' || order === 'DCBA';
const wordsSwapped = (order: WordOrder): boolean => order === 'CDAB' || order === 'DCBA';

function bitOf(bit: number, order: WordOrder): Decode {
  const low = bit < 8 !== bytesSwapped(order);
  const mask = 1 << (bit % 8);
  const on: Decoded = { value: true, quality: 'good' };
  const off: Decoded = { value: false, quality: 'good' };
  return (bytes, at) => ((bytes.readUInt8(low ? at + 1 : at) & mask) !== 0 ? on : off);
}

function textOf(registers: number, order: WordOrder): Decode {
  return (bytes, at) => {
    const own = arranged(bytes.subarray(at, at + 2 * registers), bytesSwapped(order), false);
    const end = own.indexOf(0);
    return {
      value: own.toString('latin1', 0, end < 0 ? own.length : end).trimEnd(),
      quality: 'good',
    };
  };
}

type Read = (bytes: Buffer, at: number) => number | bigint | undefined;

function numberReader(type: Exclude<ModbusType, 'bool' | 'text'>, order: WordOrder): Read {
  const size = 2 * lengthOf(type, 0);
  const straight = readers[type];
  const swapBytes = bytesSwapped(order);
  const swapWords = wordsSwapped(order) && size > 2;
  if (!swapBytes && !swapWords) return straight;
  return (bytes, at) => straight(arranged(bytes.subarray(at, at + size), swapBytes, swapWords), 0);
}

/** A copy in the order ABCD. */
function arranged(bytes: Buffer, swapBytes: boolean, swapWords: boolean): Buffer {
  const copy = Buffer.from(bytes);
  if (swapBytes) copy.swap16();
  if (!swapWords) return copy;
  // Words in reverse: all bytes in reverse, then each word's two back.
  copy.reverse();
  return copy.swap16();
}

const readers: Readonly<Record<Exclude<ModbusType, 'bool' | 'text'>, Read>> = {
  int16: (bytes, at) => bytes.readInt16BE(at),
  uint16: (bytes, at) => bytes.readUInt16BE(at),
  int32: (bytes, at) => bytes.readInt32BE(at),
  uint32: (bytes, at) => bytes.readUInt32BE(at),
  int64: (bytes, at) => bytes.readBigInt64BE(at),
  uint64: (bytes, at) => bytes.readBigUInt64BE(at),
  float32: (bytes, at) => bytes.readFloatBE(at),
  float64: (bytes, at) => bytes.readDoubleBE(at),
  bcd16: (bytes, at) => fromBcd(bytes.readUInt16BE(at), 4),
  bcd32: (bytes, at) => fromBcd(bytes.readUInt32BE(at), 8),
};

/** Four bits a decimal digit; undefined where four bits are no digit. */
function fromBcd(packed: number, digits: number): number | undefined {
  let value = 0;
  for (let i = digits - 1; i >= 0; i--) {
    const digit = (packed >>> (4 * i)) & 0xf;
    if (digit > 9) return undefined;
    value = 10 * value + digit;
  }
  return value;
}

/** Bytes in the order ABCD as a device of another order has them; the same way back. */
export const ordered = (bytes: Buffer, order: WordOrder): Buffer =>
  arranged(bytes, bytesSwapped(order), wordsSwapped(order) && bytes.length > 2);

/** Registers, one number each. */
export const wordsOf = (bytes: Buffer): number[] =>
  Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readUInt16BE(2 * i));

/** What to write for a value, or what is wrong with it in words that follow “The value”. */
export type Encoded = { readonly bytes: Buffer } | { readonly fault: string };

/** Registers for a value; for a bool see `bitValue`. */
export function encode(value: ReadingValue, point: Format, order: WordOrder): Encoded {
  const { type } = point;
  if (type === 'text') return encodeText(value, point.length, order);
  if (type === 'bool') return { fault: 'is a bit, which is not written as registers' };
  if (typeof value !== 'number' || !Number.isFinite(value)) return { fault: 'must be a number' };
  const raw = (value - point.offset) / point.scale;
  const bytes = Buffer.alloc(2 * lengthOf(type, 0));
  const fault = put(type, raw, bytes);
  if (fault) return { fault };
  return { bytes: ordered(bytes, order) };
}

/** True or false for what a person may write to a bit; undefined for what is neither. */
export function bitValue(value: ReadingValue): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return value === 0 ? false : value === 1 ? true : undefined;
}

function put(type: Exclude<ModbusType, 'bool' | 'text'>, raw: number, bytes: Buffer): string | undefined {
  if (type === 'float32') {
    if (!Number.isFinite(Math.fround(raw))) return 'does not fit a float32';
    bytes.writeFloatBE(raw);
    return undefined;
  }
  if (type === 'float64') {
    bytes.writeDoubleBE(raw);
    return undefined;
  }
  const whole = Math.round(raw);
  const [least, most] = LIMITS[type];
  if (whole < least || whole > most) return `does not fit: as ${type} it would be ${whole}`;
  switch (type) {
    case 'int16':
      bytes.writeInt16BE(whole);
      break;
    case 'uint16':
      bytes.writeUInt16BE(whole);
      break;
    case 'int32':
      bytes.writeInt32BE(whole);
      break;
    case 'uint32':
      bytes.writeUInt32BE(whole);
      break;
    case 'int64':
      bytes.writeBigInt64BE(BigInt(whole));
      break;
    case 'uint64':
      bytes.writeBigUInt64BE(BigInt(whole));
      break;
    case 'bcd16':
      bytes.writeUInt16BE(toBcd(whole));
      break;
    case 'bcd32':
      bytes.writeUInt32BE(toBcd(whole));
      break;
  }
  return undefined;
}

/** What fits; 64-bit integers only as far as a number is exact, so that nothing else is written than was asked for. */
const LIMITS: Readonly<
  Record<Exclude<ModbusType, 'bool' | 'text' | 'float32' | 'float64'>, [number, number]>
> = {
  int16: [-32_768, 32_767],
  uint16: [0, 65_535],
  int32: [-2_147_483_648, 2_147_483_647],
  uint32: [0, 4_294_967_295],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  uint64: [0, Number.MAX_SAFE_INTEGER],
  bcd16: [0, 9999],
  bcd32: [0, 99_999_999],
};

function toBcd(value: number): number {
  let packed = 0;
  for (let rest = value, shift = 0; rest > 0; rest = Math.floor(rest / 10), shift += 4)
    packed += (rest % 10) * 2 ** shift;
  return packed;
}

function encodeText(value: ReadingValue, registers: number, order: WordOrder): Encoded {
  if (typeof value !== 'string') return { fault: 'must be a text' };
  // eslint-disable-next-line no-control-regex -- Latin-1 is what fits a byte
  if (!/^[\u0000-\u00ff]*$/.test(value)) return { fault: 'has characters that do not fit a byte each' };
  if (value.length > 2 * registers)
    return { fault: `is longer than the ${2 * registers} characters of its registers` };
  const bytes = Buffer.alloc(2 * registers);
  bytes.write(value, 'latin1');
  return { bytes: arranged(bytes, bytesSwapped(order), false) };
}
