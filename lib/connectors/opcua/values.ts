import type { DataValue, Variant } from 'node-opcua';
import type { QualityFlag } from '../../core/quality';
import type { ReadingValue } from '../../core/reading';
import { follow, parsePath, type Step } from './path';
import type { OpcuaPoint } from './spec';

/** What a variant says for a point; without a value `fault` tells why. */
export interface Taken {
  readonly value?: ReadingValue;
  /** The value is not quite the one of the field. */
  readonly flag?: QualityFlag;
  readonly fault?: string;
}

/** Built-in types by number (OPC 10000-6 Table 1). */
export const TYPE = {
  Null: 0,
  Boolean: 1,
  SByte: 2,
  Byte: 3,
  Int16: 4,
  UInt16: 5,
  Int32: 6,
  UInt32: 7,
  Int64: 8,
  UInt64: 9,
  Float: 10,
  Double: 11,
  String: 12,
  DateTime: 13,
  Guid: 14,
  ByteString: 15,
  LocalizedText: 21,
} as const;

/** VariantArrayType: neither array nor matrix. */
const SCALAR = 0;
const INTEGER_64: ReadonlySet<number> = new Set([TYPE.Int64, TYPE.UInt64]);
const MAX_BYTES_SHOWN = 2000;

/** Reads a point’s value out of a variant. */
export type Reader = (variant: Variant) => Taken;

export function readerOf({
  path = '',
  scale,
  offset,
}: Pick<OpcuaPoint, 'path' | 'scale' | 'offset'>): Reader {
  const parsed = parsePath(path);
  const steps: readonly Step[] = 'steps' in parsed ? parsed.steps : [];
  const isPlain = scale === 1 && offset === 0;
  const scaled = (taken: Taken): Taken =>
    isPlain || typeof taken.value !== 'number' ? taken : { ...taken, value: taken.value * scale + offset };
  if (steps.length > 0)
    return ({ dataType, value }) => {
      const found = follow(value, steps);
      return found === undefined ? { fault: `has no part ${path}` } : scaled(taken(found, dataType));
    };
  return ({ arrayType, dataType, value }) => {
    if (typeof value === 'number' && isPlain && Number.isFinite(value)) return { value };
    if ((arrayType as number) !== SCALAR) return { fault: 'is an array: give the element in path, e.g. [0]' };
    return scaled(taken(value as unknown, dataType));
  };
}

function taken(value: unknown, dataType: number): Taken {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? { value } : { fault: 'is not a finite number' };
    case 'boolean':
    case 'string':
      return { value };
    case 'bigint':
      return wide(value);
    default:
  }
  if (value === null || value === undefined) return { fault: 'has no value' };
  if (INTEGER_64.has(dataType) && isPair(value)) return wide(fromPair(value, dataType === TYPE.Int64));
  if (value instanceof Date) return { value: value.toISOString() };
  if (Buffer.isBuffer(value)) return { value: `0x${value.subarray(0, MAX_BYTES_SHOWN).toString('hex')}` };
  const { text, name, value: inner } = value as { text?: unknown; name?: unknown; value?: unknown };
  // LocalizedText; then StatusCode and enumerations, which have both.
  if (typeof text === 'string') return { value: text };
  if (typeof inner === 'number') return { value: inner };
  if (typeof name === 'string') return { value: name };
  if (ArrayBuffer.isView(value) || Array.isArray(value))
    return { fault: 'is an array: give the element in path, e.g. [0]' };
  return { fault: 'is a structure: give the field in path, e.g. Position.X' };
}

/** node-opcua has 64-bit integers as two halves, the higher first. */
const isPair = (value: unknown): value is [number, number] =>
  Array.isArray(value) && value.length === 2 && value.every((half) => typeof half === 'number');

const fromPair = ([high, low]: [number, number], isSigned: boolean): bigint => {
  const whole = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  return isSigned ? BigInt.asIntN(64, whole) : whole;
};

/** A number is exact up to 2^53; beyond it is told that it was rounded. */
function wide(whole: bigint): Taken {
  const value = Number(whole);
  return Number.isSafeInteger(value) ? { value } : { value, flag: 'conversion' };
}

/** When a value was measured, by the clock that the point goes by; undefined where nobody said. Epoch ms. */
export function timeOf(data: DataValue, which: OpcuaPoint['timestamp']): number | undefined {
  const date = which === 'source' ? (data.sourceTimestamp ?? data.serverTimestamp) : data.serverTimestamp;
  return date?.getTime();
}
