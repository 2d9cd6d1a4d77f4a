import { MAX_TEXT_LENGTH } from '../core/reading';
import type { Kind } from '../connectors/dnp3/kinds';
import type { ModbusType } from '../connectors/modbus/types';
import { DataType } from '../connectors/sparkplug/payload/data-types';

/** What a value can be told to. */
export const PROTOCOLS = ['modbus', 'opcua', 'dnp3', 'sparkplug', 'mqtt'] as const;
export type TargetProtocol = (typeof PROTOCOLS)[number];

/** How a text is written, which decides what fits. */
export type TextCoding =
  /** Latin-1 in registers, filled up with zeros. */
  | { readonly coding: 'registers' }
  | { readonly coding: 'utf-8'; readonly most: number; readonly unit: 'octets' | 'characters' };

/** What a type can hold. */
export type Shape =
  | { readonly kind: 'whole'; readonly least: number; readonly most: number }
  | { readonly kind: 'single' }
  | { readonly kind: 'double' }
  | { readonly kind: 'state' }
  | ({ readonly kind: 'text' } & TextCoding)
  /** Number, truth value or text, as it comes. */
  | { readonly kind: 'any' };

export interface TargetType {
  readonly shape: Shape;
  /** Kind of point in DNP3, which decides what its flags can say; group and variation by number. */
  readonly dnp3?: { readonly kind: Kind; readonly group: number; readonly variation: number };
  /** Number of the data type in Sparkplug. */
  readonly datatype?: number;
  readonly modbus?: ModbusType;
}

const SAFE = Number.MAX_SAFE_INTEGER;
const signed = (bits: 8 | 16 | 32): Shape => ({
  kind: 'whole',
  least: -(2 ** (bits - 1)),
  most: 2 ** (bits - 1) - 1,
});
const unsigned = (bits: 8 | 16 | 32): Shape => ({ kind: 'whole', least: 0, most: 2 ** bits - 1 });
const digits = (count: number): Shape => ({ kind: 'whole', least: 0, most: 10 ** count - 1 });
/** 64 bit: as far as a number of ours is exact. */
const INT64: Shape = { kind: 'whole', least: -SAFE, most: SAFE };
const UINT64: Shape = { kind: 'whole', least: 0, most: SAFE };
const SINGLE: Shape = { kind: 'single' };
const DOUBLE: Shape = { kind: 'double' };
const STATE: Shape = { kind: 'state' };
const TEXT: Shape = { kind: 'text', coding: 'utf-8', most: MAX_TEXT_LENGTH, unit: 'characters' };
/** IEEE 1815-2012, A.43: the variation is the length. */
const OCTETS: Shape = { kind: 'text', coding: 'utf-8', most: 255, unit: 'octets' };

type Types = Readonly<Record<string, TargetType>>;

const ofModbus = (shapes: Readonly<Record<ModbusType, Shape>>): Types =>
  Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, { shape, modbus: name as ModbusType }]),
  );

const MODBUS = ofModbus({
  bool: STATE,
  int16: signed(16),
  uint16: unsigned(16),
  int32: signed(32),
  uint32: unsigned(32),
  int64: INT64,
  uint64: UINT64,
  float32: SINGLE,
  float64: DOUBLE,
  bcd16: digits(4),
  bcd32: digits(8),
  text: { kind: 'text', coding: 'registers' },
});

/** Built-in types (OPC 10000-6, table 1) under their names there. */
const OPCUA: Types = {
  Boolean: { shape: STATE },
  SByte: { shape: signed(8) },
  Byte: { shape: unsigned(8) },
  Int16: { shape: signed(16) },
  UInt16: { shape: unsigned(16) },
  Int32: { shape: signed(32) },
  UInt32: { shape: unsigned(32) },
  Int64: { shape: INT64 },
  UInt64: { shape: UINT64 },
  Float: { shape: SINGLE },
  Double: { shape: DOUBLE },
  String: { shape: TEXT },
};

const dnp3 = (kind: Kind, group: number, variation: number, shape: Shape): [string, TargetType] => [
  `g${group}v${variation}`,
  { shape, dnp3: { kind, group, variation } },
];

/** Objects of present values (IEEE 1815-2012, annex A) by group and variation. */
const DNP3: Types = Object.fromEntries([
  dnp3('binary-input', 1, 1, STATE),
  dnp3('binary-input', 1, 2, STATE),
  dnp3('binary-output', 10, 1, STATE),
  dnp3('binary-output', 10, 2, STATE),
  dnp3('counter', 20, 1, unsigned(32)),
  dnp3('counter', 20, 2, unsigned(16)),
  dnp3('counter', 20, 5, unsigned(32)),
  dnp3('counter', 20, 6, unsigned(16)),
  dnp3('frozen-counter', 21, 1, unsigned(32)),
  dnp3('frozen-counter', 21, 2, unsigned(16)),
  dnp3('analog-input', 30, 1, signed(32)),
  dnp3('analog-input', 30, 2, signed(16)),
  dnp3('analog-input', 30, 3, signed(32)),
  dnp3('analog-input', 30, 4, signed(16)),
  dnp3('analog-input', 30, 5, SINGLE),
  dnp3('analog-input', 30, 6, DOUBLE),
  dnp3('analog-output', 40, 1, signed(32)),
  dnp3('analog-output', 40, 2, signed(16)),
  dnp3('analog-output', 40, 3, SINGLE),
  dnp3('analog-output', 40, 4, DOUBLE),
  dnp3('octet-string', 110, 0, OCTETS),
]);

const sparkplug = (name: keyof typeof DataType, shape: Shape): [string, TargetType] => [
  name,
  { shape, datatype: DataType[name] },
];

/** Sparkplug 3.0 §6.4.16. */
const SPARKPLUG: Types = Object.fromEntries([
  sparkplug('Int8', signed(8)),
  sparkplug('Int16', signed(16)),
  sparkplug('Int32', signed(32)),
  sparkplug('Int64', INT64),
  sparkplug('UInt8', unsigned(8)),
  sparkplug('UInt16', unsigned(16)),
  sparkplug('UInt32', unsigned(32)),
  sparkplug('UInt64', UINT64),
  sparkplug('Float', SINGLE),
  sparkplug('Double', DOUBLE),
  sparkplug('Boolean', STATE),
  sparkplug('String', TEXT),
  sparkplug('DateTime', UINT64),
  sparkplug('Text', TEXT),
]);

/** Values of JSON (RFC 8259), whose numbers are none that is not finite. */
const MQTT: Types = {
  json: { shape: { kind: 'any' } },
  number: { shape: DOUBLE },
  boolean: { shape: STATE },
  string: { shape: TEXT },
};

const TYPES: Readonly<Record<TargetProtocol, Types>> = {
  modbus: MODBUS,
  opcua: OPCUA,
  dnp3: DNP3,
  sparkplug: SPARKPLUG,
  mqtt: MQTT,
};

/** What may be chosen for a protocol. */
export const typeNames = (protocol: TargetProtocol): readonly string[] => Object.keys(TYPES[protocol]);

export const targetType = (protocol: TargetProtocol, name: string): TargetType | undefined =>
  Object.hasOwn(TYPES[protocol], name) ? TYPES[protocol][name] : undefined;

/** Times that a protocol can say: epoch ms, both included. */
export interface TimeRange {
  readonly least: number;
  readonly most: number;
}

/** Ends of what a date of JavaScript can be (ECMA-262, 21.4.1.1). */
const DATE_END = 8.64e15;

/** Without an entry a protocol carries no time, and none can be wrong. */
export const TIME_RANGES: Readonly<Record<TargetProtocol, TimeRange | undefined>> = {
  modbus: undefined,
  // 1601-01-01 to 9999-12-31 (OPC 10000-6 §5.2.2.5).
  opcua: { least: Date.UTC(1601, 0, 1), most: Date.UTC(9999, 11, 31) },
  // 48 bit of milliseconds (IEEE 1815-2012, 11.3.3).
  dnp3: { least: 0, most: 2 ** 48 - 1 },
  sparkplug: { least: 0, most: SAFE },
  mqtt: { least: -DATE_END, most: DATE_END },
};
