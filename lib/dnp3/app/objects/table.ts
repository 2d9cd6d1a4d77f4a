import type { NumberCode } from './numbers';
import { sizeOf, type Group, type Layout, type PointType, type Role, type Variation } from './variation';

/*
 * Every object that this package knows (IEEE 1815-2012, annex A). Reader, writer and the device profile are driven by
 * these rows; an object that is not here is unknown (IIN2.1).
 */

const packed = (bits: 1 | 2): Layout => ({ form: 'packed', bits });
const point = (flags: 'flags' | '', number?: NumberCode, time?: 'absolute' | 'relative'): Layout => ({
  form: 'point',
  flags: flags === 'flags',
  number,
  time,
});
const commandedState = (time?: 'absolute'): Layout => ({ form: 'commanded-state', time });
const commandedNumber = (number: NumberCode, time?: 'absolute'): Layout => ({
  form: 'commanded-number',
  number,
  time,
});
const setPoint = (number: NumberCode): Layout => ({ form: 'set-point', number });
const none: Layout = { form: 'none' };

type Row = readonly [variation: number, title: string, layout: Layout];

/** Variations 1 to 8 of the analog events. */
const ANALOG_EVENTS: readonly Row[] = [
  [1, '32-bit, without time', point('flags', 'i32')],
  [2, '16-bit, without time', point('flags', 'i16')],
  [3, '32-bit, with time', point('flags', 'i32', 'absolute')],
  [4, '16-bit, with time', point('flags', 'i16', 'absolute')],
  [5, 'single-precision, without time', point('flags', 'f32')],
  [6, 'double-precision, without time', point('flags', 'f64')],
  [7, 'single-precision, with time', point('flags', 'f32', 'absolute')],
  [8, 'double-precision, with time', point('flags', 'f64', 'absolute')],
];
const COMMANDED_ANALOGS: readonly Row[] = [
  [1, '32-bit, without time', commandedNumber('i32')],
  [2, '16-bit, without time', commandedNumber('i16')],
  [3, '32-bit, with time', commandedNumber('i32', 'absolute')],
  [4, '16-bit, with time', commandedNumber('i16', 'absolute')],
  [5, 'single-precision, without time', commandedNumber('f32')],
  [6, 'double-precision, without time', commandedNumber('f64')],
  [7, 'single-precision, with time', commandedNumber('f32', 'absolute')],
  [8, 'double-precision, with time', commandedNumber('f64', 'absolute')],
];
const COUNTER_EVENTS: readonly Row[] = [
  [1, '32-bit, with flag', point('flags', 'u32')],
  [2, '16-bit, with flag', point('flags', 'u16')],
  [5, '32-bit, with flag and time', point('flags', 'u32', 'absolute')],
  [6, '16-bit, with flag and time', point('flags', 'u16', 'absolute')],
];
const BINARY_EVENTS: readonly Row[] = [
  [1, 'without time', point('flags')],
  [2, 'with absolute time', point('flags', undefined, 'absolute')],
  [3, 'with relative time', point('flags', undefined, 'relative')],
];

const TABLE: readonly (readonly [number, string, Role, PointType | undefined, readonly Row[]])[] = [
  [1, 'Binary Input', 'static', 'binary-input', [
    [1, 'packed format', packed(1)],
    [2, 'with flags', point('flags')],
  ]],
  [2, 'Binary Input Event', 'event', 'binary-input', BINARY_EVENTS],
  [3, 'Double-bit Binary Input', 'static', 'double-bit-input', [
    [1, 'packed format', packed(2)],
    [2, 'with flags', point('flags')],
  ]],
  [4, 'Double-bit Binary Input Event', 'event', 'double-bit-input', BINARY_EVENTS],
  [10, 'Binary Output', 'static', 'binary-output', [
    [1, 'packed format', packed(1)],
    [2, 'output status with flags', point('flags')],
  ]],
  [11, 'Binary Output Event', 'event', 'binary-output', [
    [1, 'status without time', point('flags')],
    [2, 'status with time', point('flags', undefined, 'absolute')],
  ]],
  [12, 'Binary Output Command', 'command', 'binary-output', [
    [1, 'control relay output block (CROB)', { form: 'crob' }],
  ]],
  [13, 'Binary Output Command Event', 'command-event', 'binary-output', [
    [1, 'command status without time', commandedState()],
    [2, 'command status with time', commandedState('absolute')],
  ]],
  [20, 'Counter', 'static', 'counter', [
    [1, '32-bit with flag', point('flags', 'u32')],
    [2, '16-bit with flag', point('flags', 'u16')],
    [5, '32-bit without flag', point('', 'u32')],
    [6, '16-bit without flag', point('', 'u16')],
  ]],
  [21, 'Frozen Counter', 'static', 'frozen-counter', [
    [1, '32-bit with flag', point('flags', 'u32')],
    [2, '16-bit with flag', point('flags', 'u16')],
    [5, '32-bit with flag and time', point('flags', 'u32', 'absolute')],
    [6, '16-bit with flag and time', point('flags', 'u16', 'absolute')],
    [9, '32-bit without flag', point('', 'u32')],
    [10, '16-bit without flag', point('', 'u16')],
  ]],
  [22, 'Counter Event', 'event', 'counter', COUNTER_EVENTS],
  [23, 'Frozen Counter Event', 'event', 'frozen-counter', COUNTER_EVENTS],
  [30, 'Analog Input', 'static', 'analog-input', [
    [1, '32-bit with flag', point('flags', 'i32')],
    [2, '16-bit with flag', point('flags', 'i16')],
    [3, '32-bit without flag', point('', 'i32')],
    [4, '16-bit without flag', point('', 'i16')],
    [5, 'single-precision with flag', point('flags', 'f32')],
    [6, 'double-precision with flag', point('flags', 'f64')],
  ]],
  [31, 'Frozen Analog Input', 'static', 'frozen-analog-input', [
    [1, '32-bit with flag', point('flags', 'i32')],
    [2, '16-bit with flag', point('flags', 'i16')],
    [3, '32-bit with flag and time', point('flags', 'i32', 'absolute')],
    [4, '16-bit with flag and time', point('flags', 'i16', 'absolute')],
    [5, '32-bit without flag', point('', 'i32')],
    [6, '16-bit without flag', point('', 'i16')],
    [7, 'single-precision with flag', point('flags', 'f32')],
    [8, 'double-precision with flag', point('flags', 'f64')],
  ]],
  [32, 'Analog Input Event', 'event', 'analog-input', ANALOG_EVENTS],
  [33, 'Frozen Analog Input Event', 'event', 'frozen-analog-input', ANALOG_EVENTS],
  [34, 'Analog Input Deadband', 'deadband', 'analog-input', [
    [1, '16-bit', point('', 'u16')],
    [2, '32-bit', point('', 'u32')],
    [3, 'single-precision', point('', 'f32')],
  ]],
  [40, 'Analog Output Status', 'static', 'analog-output', [
    [1, '32-bit with flag', point('flags', 'i32')],
    [2, '16-bit with flag', point('flags', 'i16')],
    [3, 'single-precision with flag', point('flags', 'f32')],
    [4, 'double-precision with flag', point('flags', 'f64')],
  ]],
  [41, 'Analog Output', 'command', 'analog-output', [
    [1, '32-bit', setPoint('i32')],
    [2, '16-bit', setPoint('i16')],
    [3, 'single-precision', setPoint('f32')],
    [4, 'double-precision', setPoint('f64')],
  ]],
  [42, 'Analog Output Event', 'event', 'analog-output', ANALOG_EVENTS],
  [43, 'Analog Output Command Event', 'command-event', 'analog-output', COMMANDED_ANALOGS],
  [50, 'Time and Date', 'time', undefined, [
    [1, 'absolute time', { form: 'time', interval: false, units: false }],
    [2, 'absolute time and interval', { form: 'time', interval: true, units: false }],
    [3, 'absolute time at last recorded time', { form: 'time', interval: false, units: false }],
    [4, 'indexed absolute time and long interval', { form: 'time', interval: true, units: true }],
  ]],
  [51, 'Time and Date Common Time-of-Occurrence', 'time', undefined, [
    [1, 'synchronised', { form: 'time', interval: false, units: false }],
    [2, 'unsynchronised', { form: 'time', interval: false, units: false }],
  ]],
  [52, 'Time Delay', 'time', undefined, [
    [1, 'coarse, in seconds', { form: 'delay', milliseconds: 1000 }],
    [2, 'fine, in milliseconds', { form: 'delay', milliseconds: 1 }],
  ]],
  [60, 'Class Objects', 'class', undefined, [
    [1, 'class 0 data', none],
    [2, 'class 1 data', none],
    [3, 'class 2 data', none],
    [4, 'class 3 data', none],
  ]],
  [80, 'Internal Indications', 'indications', undefined, [[1, 'packed format', packed(1)]]],
  [102, 'Unsigned Integer', 'other', undefined, [[1, '8-bit', point('', 'u8')]]],
]; // prettier-ignore

/** Groups in which the variation is a number of the object itself: its length, or which attribute it is. */
const OPEN: readonly (readonly [number, string, Role, PointType | undefined, Layout])[] = [
  [0, 'Device Attributes', 'attribute', undefined, { form: 'attribute' }],
  [110, 'Octet String', 'static', 'octet-string', { form: 'octets' }],
  [111, 'Octet String Event', 'event', 'octet-string', { form: 'octets' }],
];

/** Known by name, so that a refusal can say what was asked for. */
const REFUSED: ReadonlyMap<number, string> = new Map([
  [70, 'File Identifier'],
  [81, 'Device Storage'],
  [82, 'Device Profile'],
  [83, 'Data Set (private registration)'],
  [85, 'Data Set Prototype'],
  [86, 'Data Set Descriptor'],
  [87, 'Data Set'],
  [88, 'Data Set Event'],
  [90, 'Application'],
  [91, 'Status of Requested Operation'],
  [101, 'Binary-coded Decimal Integer'],
  [112, 'Virtual Terminal Output'],
  [113, 'Virtual Terminal Event'],
  [120, 'Authentication'],
]);

export const VARIATION_ANY = 0;
const MOST_GROUPS = 256;

const groups: (Group | undefined)[] = new Array<Group | undefined>(MOST_GROUPS).fill(undefined);
const variations: (Variation | undefined)[][] = Array.from({ length: MOST_GROUPS }, () => []);

function put(of: Group, variation: number, title: string, layout: Layout): void {
  const row = variations[of.group] as (Variation | undefined)[];
  row[variation] = { group: of.group, variation, title, layout, size: sizeOf(layout), of };
}
for (const [group, title, role, of, rows] of TABLE) {
  const entry: Group = { group, title, role, point: of };
  groups[group] = entry;
  put(entry, VARIATION_ANY, 'any variation', none);
  for (const [variation, name, layout] of rows) put(entry, variation, name, layout);
}
for (const [group, title, role, of, layout] of OPEN) {
  const entry: Group = { group, title, role, point: of };
  groups[group] = entry;
  put(entry, VARIATION_ANY, group === 0 ? 'device attribute 0' : 'any length', none);
  for (let variation = 1; variation < MOST_GROUPS; variation++)
    put(entry, variation, group === 0 ? `attribute ${variation}` : `${variation} octets`, layout);
}

/** Undefined where this package does not know the object. */
export function variationOf(group: number, variation: number): Variation | undefined {
  return variations[group]?.[variation];
}

/** As `variationOf`, for constants of our own. Throws a TypeError. */
export function knownVariation(group: number, variation: number): Variation {
  const found = variationOf(group, variation);
  if (!found) throw new TypeError(`no object g${group}v${variation}`);
  return found;
}

/** All rows whose variations are fixed, for the device profile and for tests. */
export function allVariations(): Variation[] {
  return TABLE.flatMap(([group]) => (variations[group] ?? []).filter((row) => row !== undefined));
}

export function groupOf(group: number): Group | undefined {
  return groups[group];
}

/** E.g. `g30v5 (Analog Input, single-precision with flag)`; an unknown object as `g87v1 (Data Set, not supported)`. */
export function objectName(group: number, variation: number): string {
  const found = variationOf(group, variation);
  const words = found
    ? `${found.of.title}, ${found.title}`
    : `${groups[group]?.title ?? REFUSED.get(group) ?? 'unknown group'}, not supported`;
  return `g${group}v${variation} (${words})`;
}
