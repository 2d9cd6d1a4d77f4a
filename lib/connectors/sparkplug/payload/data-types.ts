/** Sparkplug 3.0 §6.4.16: the numbers that stand for types, in payloads of version B. */
export const DataType = {
  Unknown: 0,
  Int8: 1,
  Int16: 2,
  Int32: 3,
  Int64: 4,
  UInt8: 5,
  UInt16: 6,
  UInt32: 7,
  UInt64: 8,
  Float: 9,
  Double: 10,
  Boolean: 11,
  String: 12,
  DateTime: 13,
  Text: 14,
  UUID: 15,
  DataSet: 16,
  Bytes: 17,
  File: 18,
  Template: 19,
  PropertySet: 20,
  PropertySetList: 21,
  Int8Array: 22,
  Int16Array: 23,
  Int32Array: 24,
  Int64Array: 25,
  UInt8Array: 26,
  UInt16Array: 27,
  UInt32Array: 28,
  UInt64Array: 29,
  FloatArray: 30,
  DoubleArray: 31,
  BooleanArray: 32,
  StringArray: 33,
  DateTimeArray: 34,
} as const;

const NAMES = new Map<number, string>(Object.entries(DataType).map(([name, number]) => [number, name]));

/** `Double`; for a number that stands for no type, the number. */
export const typeName = (type: number): string => NAMES.get(type) ?? `type ${type}`;

/** Types that a metric may have; property sets stand only in properties. */
export const isMetricType = (type: number): boolean =>
  NAMES.has(type) &&
  type !== DataType.Unknown &&
  type !== DataType.PropertySet &&
  type !== DataType.PropertySetList;

/** What a sensor of this type has for values; undefined for arrays, data sets, bytes and templates, which are no readings. */
export function sensorTypeOf(name: string): 'number' | 'boolean' | 'text' | undefined {
  if (name === 'Boolean') return 'boolean';
  if (name === 'String' || name === 'Text' || name === 'UUID') return 'text';
  return /^(U?Int(8|16|32|64)|Float|Double|DateTime)$/.test(name) ? 'number' : undefined;
}
