import type { AttributeValue } from '../fragment';
import { readTime, writeTime } from './numbers';

/** Data types of device attributes (IEEE 1815-2012, table A-4), each followed by its length and its octets. */
const Type = { Text: 1, Unsigned: 2, Integer: 3, Float: 4, Octets: 5, Bits: 6, Time: 7, List: 254 } as const;

const HEAD_OCTETS = 2;
const WRITABLE = 1;
const MOST_OCTETS = 255;

/** Undefined where the octets end before, or a number has a length that none has. */
export function readAttribute(
  view: DataView,
  at: number,
): { readonly value: AttributeValue; readonly next: number } | undefined {
  if (view.byteLength - at < HEAD_OCTETS) return undefined;
  const type = view.getUint8(at);
  const length = view.getUint8(at + 1);
  const from = at + HEAD_OCTETS;
  if (view.byteLength - from < length) return undefined;
  const octets = new Uint8Array(view.buffer.slice(view.byteOffset + from, view.byteOffset + from + length));
  const value = valueOf(type, octets);
  return value && { value, next: from + length };
}

function valueOf(type: number, octets: Uint8Array): AttributeValue | undefined {
  const view = new DataView(octets.buffer);
  switch (type) {
    case Type.Text:
      return { type: 'text', value: String.fromCharCode(...octets) };
    case Type.Unsigned:
      if (octets.length === 1) return { type: 'unsigned', value: view.getUint8(0) };
      if (octets.length === 2) return { type: 'unsigned', value: view.getUint16(0, true) };
      return octets.length === 4 ? { type: 'unsigned', value: view.getUint32(0, true) } : undefined;
    case Type.Integer:
      if (octets.length === 1) return { type: 'integer', value: view.getInt8(0) };
      if (octets.length === 2) return { type: 'integer', value: view.getInt16(0, true) };
      return octets.length === 4 ? { type: 'integer', value: view.getInt32(0, true) } : undefined;
    case Type.Float:
      if (octets.length === 4) return { type: 'float', value: view.getFloat32(0, true) };
      return octets.length === 8 ? { type: 'float', value: view.getFloat64(0, true) } : undefined;
    case Type.Octets:
      return { type: 'octets', value: octets };
    case Type.Bits:
      return { type: 'bits', value: octets };
    case Type.Time:
      return octets.length === 6 ? { type: 'time', value: readTime(view, 0) } : undefined;
    case Type.List:
      return octets.length % 2 === 0 ? { type: 'list', value: listOf(octets) } : undefined;
    default:
      return undefined;
  }
}

function listOf(octets: Uint8Array): { variation: number; writable: boolean }[] {
  const list = [];
  for (let i = 0; i + 1 < octets.length; i += 2)
    list.push({ variation: octets[i] as number, writable: ((octets[i + 1] as number) & WRITABLE) !== 0 });
  return list;
}

/** Type, length and octets of an attribute. Throws a RangeError where it is longer than 255 octets. */
export function attributeOctets(attribute: AttributeValue): Uint8Array {
  const [type, octets] = encoded(attribute);
  if (octets.length > MOST_OCTETS)
    throw new RangeError(`an attribute has ${octets.length} octets, at most 255`);
  return Uint8Array.of(type, octets.length, ...octets);
}

function encoded(attribute: AttributeValue): readonly [type: number, octets: Uint8Array] {
  switch (attribute.type) {
    case 'text':
      return [Type.Text, Uint8Array.from(attribute.value, (char) => char.charCodeAt(0) & 0xff)];
    case 'unsigned':
      return [Type.Unsigned, numberOctets(4, (view) => view.setUint32(0, attribute.value, true))];
    case 'integer':
      return [Type.Integer, numberOctets(4, (view) => view.setInt32(0, attribute.value, true))];
    case 'float':
      return [Type.Float, numberOctets(8, (view) => view.setFloat64(0, attribute.value, true))];
    case 'time':
      return [Type.Time, numberOctets(6, (view) => writeTime(view, 0, attribute.value))];
    case 'octets':
      return [Type.Octets, attribute.value];
    case 'bits':
      return [Type.Bits, attribute.value];
    case 'list':
      return [
        Type.List,
        Uint8Array.from(
          attribute.value.flatMap(({ variation, writable }) => [variation, writable ? WRITABLE : 0]),
        ),
      ];
  }
}

function numberOctets(length: number, write: (view: DataView) => void): Uint8Array {
  const octets = new Uint8Array(length);
  write(new DataView(octets.buffer));
  return octets;
}
