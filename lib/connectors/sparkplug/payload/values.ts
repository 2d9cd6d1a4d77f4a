import { MAX_TEXT_LENGTH, type ReadingValue } from '../../../core/reading';
import { DataType } from './data-types';
import type { Metric, ValueField } from './payload';

/** A value as a reading can have it, or why it cannot. */
export type Scalar =
  | { readonly kind: 'value'; readonly value: ReadingValue; readonly inexact?: true }
  /** A data set, an array, bytes: handed on beside the readings. */
  | { readonly kind: 'structure'; readonly value: unknown }
  | { readonly kind: 'fault'; readonly reason: 'missing-value' | 'wrong-type' | 'not-finite' };

const MISSING: Scalar = { kind: 'fault', reason: 'missing-value' };
const WRONG: Scalar = { kind: 'fault', reason: 'wrong-type' };
const TWO_64 = 2 ** 64;

/** The value of a metric of this type. In which field it came must fit the type (§6.4.16). */
export function scalarOf({ field, value }: Metric, type: number): Scalar {
  if (field === undefined || value === undefined) return MISSING;
  switch (type) {
    case DataType.Int8:
      return field === 'int' ? { kind: 'value', value: (Number(value) << 24) >> 24 } : WRONG;
    case DataType.Int16:
      return field === 'int' ? { kind: 'value', value: (Number(value) << 16) >> 16 } : WRONG;
    case DataType.Int32:
      return field === 'int' ? { kind: 'value', value: Number(value) | 0 } : WRONG;
    case DataType.UInt8:
      return field === 'int' ? { kind: 'value', value: Number(value) & 0xff } : WRONG;
    case DataType.UInt16:
      return field === 'int' ? { kind: 'value', value: Number(value) & 0xffff } : WRONG;
    case DataType.UInt32:
      // Seen in both fields: older libraries take 32 bits for signed.
      return field === 'int' || field === 'long' ? { kind: 'value', value: Number(value) >>> 0 } : WRONG;
    case DataType.Int64:
      return field === 'long' ? whole(Number(value)) : WRONG;
    case DataType.UInt64:
    case DataType.DateTime:
      return field === 'long' ? whole(Number(value) < 0 ? Number(value) + TWO_64 : Number(value)) : WRONG;
    case DataType.Float:
      return field === 'float' ? finite(Number(value)) : WRONG;
    case DataType.Double:
      return field === 'double' ? finite(Number(value)) : WRONG;
    case DataType.Boolean:
      return field === 'boolean' ? { kind: 'value', value: value === true } : WRONG;
    case DataType.String:
    case DataType.Text:
    case DataType.UUID:
      if (typeof value !== 'string' || value.length > MAX_TEXT_LENGTH) return WRONG;
      return { kind: 'value', value };
    case DataType.DataSet:
      return field === 'dataset' ? { kind: 'structure', value } : WRONG;
    case DataType.Bytes:
    case DataType.File:
      return value instanceof Uint8Array
        ? { kind: 'structure', value: `0x${Buffer.from(value).toString('hex')}` }
        : WRONG;
    default:
      return value instanceof Uint8Array ? arrayOf(value, type) : WRONG;
  }
}

/** A 64-bit integer that a number cannot hold says so. */
const whole = (value: number): Scalar =>
  Number.isSafeInteger(value) ? { kind: 'value', value } : { kind: 'value', value, inexact: true };

/** Single precision as people wrote it: 0.1, not 0.10000000149011612, is for whoever shows it to decide. */
const finite = (value: number): Scalar =>
  Number.isFinite(value) ? { kind: 'value', value } : { kind: 'fault', reason: 'not-finite' };

type Element = readonly [bytes: number, read: (view: DataView, at: number) => number];

/** §6.4.16: arrays are packed little-endian. */
const ELEMENTS = new Map<number, Element>([
  [DataType.Int8Array, [1, (view, at) => view.getInt8(at)]],
  [DataType.Int16Array, [2, (view, at) => view.getInt16(at, true)]],
  [DataType.Int32Array, [4, (view, at) => view.getInt32(at, true)]],
  [DataType.Int64Array, [8, (view, at) => Number(view.getBigInt64(at, true))]],
  [DataType.UInt8Array, [1, (view, at) => view.getUint8(at)]],
  [DataType.UInt16Array, [2, (view, at) => view.getUint16(at, true)]],
  [DataType.UInt32Array, [4, (view, at) => view.getUint32(at, true)]],
  [DataType.UInt64Array, [8, (view, at) => Number(view.getBigUint64(at, true))]],
  [DataType.FloatArray, [4, (view, at) => view.getFloat32(at, true)]],
  [DataType.DoubleArray, [8, (view, at) => view.getFloat64(at, true)]],
  [DataType.DateTimeArray, [8, (view, at) => Number(view.getBigInt64(at, true))]],
]);

/** Elements of one array: eight of a bit each stand in one byte, and each takes eight bytes of memory here. */
export const MAX_ARRAY = 100_000;

function arrayOf(bytes: Uint8Array, type: number): Scalar {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (type === DataType.StringArray) {
    let count = 0;
    for (const byte of bytes) if (byte === 0) count++;
    if (count > MAX_ARRAY) return WRONG;
    const texts = Buffer.from(bytes).toString('utf8').split('\0');
    // Each text ends with a zero, the last one too.
    return { kind: 'structure', value: texts.slice(0, -1) };
  }
  if (type === DataType.BooleanArray) {
    const count = bytes.length >= 4 ? view.getUint32(0, true) : NaN;
    if (!(count <= Math.min((bytes.length - 4) * 8, MAX_ARRAY))) return WRONG;
    const bit = (i: number): boolean => ((bytes[4 + (i >> 3)] ?? 0) & (0x80 >> (i & 7))) !== 0;
    return { kind: 'structure', value: Array.from({ length: count }, (_, i) => bit(i)) };
  }
  const element = ELEMENTS.get(type);
  if (!element || bytes.length % element[0] !== 0) return WRONG;
  const [size, read] = element;
  const length = bytes.length / size;
  if (length > MAX_ARRAY) return WRONG;
  return { kind: 'structure', value: Array.from({ length }, (_, i) => read(view, i * size)) };
}

interface Fit {
  readonly field: ValueField;
  readonly fits: (value: ReadingValue) => boolean;
}

const within =
  (low: number, high: number) =>
  (value: ReadingValue): boolean =>
    Number.isInteger(value) && Number(value) >= low && Number(value) <= high;
const isNumber = (value: ReadingValue): boolean => Number.isFinite(value);
const isText = (value: ReadingValue): boolean => typeof value === 'string';
const SAFE = Number.MAX_SAFE_INTEGER;

const FITS = new Map<number, Fit>([
  [DataType.Int8, { field: 'int', fits: within(-128, 127) }],
  [DataType.Int16, { field: 'int', fits: within(-32_768, 32_767) }],
  [DataType.Int32, { field: 'int', fits: within(-2_147_483_648, 2_147_483_647) }],
  [DataType.Int64, { field: 'long', fits: within(-SAFE, SAFE) }],
  [DataType.UInt8, { field: 'int', fits: within(0, 255) }],
  [DataType.UInt16, { field: 'int', fits: within(0, 65_535) }],
  [DataType.UInt32, { field: 'int', fits: within(0, 4_294_967_295) }],
  [DataType.UInt64, { field: 'long', fits: within(0, SAFE) }],
  [DataType.Float, { field: 'float', fits: isNumber }],
  [DataType.Double, { field: 'double', fits: isNumber }],
  [DataType.Boolean, { field: 'boolean', fits: (value) => typeof value === 'boolean' }],
  [DataType.String, { field: 'string', fits: isText }],
  [DataType.Text, { field: 'string', fits: isText }],
  [DataType.UUID, { field: 'string', fits: isText }],
  [DataType.DateTime, { field: 'long', fits: within(0, SAFE) }],
]);

/** The value of a metric of this type to be sent; undefined when the type cannot hold it. */
export function metricValue(
  value: ReadingValue,
  type: number,
): { field: ValueField; value: ReadingValue } | undefined {
  const fit = FITS.get(type);
  return fit?.fits(value) ? { field: fit.field, value } : undefined;
}

/** The type that a value of ours has in Sparkplug. */
export const typeOf = (value: ReadingValue): number =>
  typeof value === 'number'
    ? DataType.Double
    : typeof value === 'boolean'
      ? DataType.Boolean
      : DataType.String;
