import { CROB_FIELDS } from './crob';
import { readAttribute } from './attribute';
import { NUMBER_OCTETS, TIME_OCTETS, readNumber, readTime } from './numbers';
import type { Layout, Variation } from './variation';
import { Flag } from '../flags';
import type { Attribute, Content, Crob, OctetObject, PointObject, SetPoint, TimeObject } from '../fragment';

/** The common time of occurrence (group 51) that relative times count from. */
export interface TimeBase {
  readonly time: number;
  readonly synchronised: boolean;
}

export interface Place {
  /** Index of the first object, where objects have none of their own. */
  readonly start: number;
  readonly count: number;
  /** Octets of the index before each object. */
  readonly prefix: 0 | 1 | 2 | 4;
  readonly base: TimeBase | undefined;
}

interface Objects {
  readonly content: Content;
  readonly next: number;
}

type PointLayout = Extract<Layout, { form: 'point' }>;

/** Reads the objects of a header; whether the octets suffice was looked at before, but for attributes. */
export function readObjects(
  view: DataView,
  at: number,
  variation: Variation,
  place: Place,
): Objects | undefined {
  const { layout, size } = variation;
  const { count, prefix, base } = place;
  const end = at + count * (prefix + size);
  switch (layout.form) {
    case 'packed':
      return readPacked(view, at, layout.bits, place);
    case 'point': {
      const points = readPoints(view, at, layout, variation, place);
      const synchronised = layout.time !== 'relative' || (base?.synchronised ?? true);
      return { content: { kind: 'points', points, synchronised }, next: end };
    }
    case 'commanded-state':
      return pointsOf(place, size, at, end, (from, index) => {
        const octet = view.getUint8(from);
        const time = layout.time && readTime(view, from + 1);
        return { index, value: octet >> 7, flags: octet & 0x7f, time };
      }, view); // prettier-ignore
    case 'commanded-number':
      return pointsOf(place, size, at, end, (from, index) => {
        const value = readNumber(view, from + 1, layout.number);
        const time = layout.time && readTime(view, from + 1 + NUMBER_OCTETS[layout.number]);
        return { index, value, flags: view.getUint8(from), time };
      }, view); // prettier-ignore
    case 'crob': {
      const crobs: Crob[] = each(view, at, place, size, (from, index) => CROB_FIELDS.read(view, from, index));
      return { content: { kind: 'crobs', crobs }, next: end };
    }
    case 'set-point': {
      const setPoints: SetPoint[] = each(view, at, place, size, (from, index) => ({
        index,
        value: readNumber(view, from, layout.number),
        status: view.getUint8(from + NUMBER_OCTETS[layout.number]),
      }));
      return { content: { kind: 'set-points', setPoints }, next: end };
    }
    case 'time': {
      const times: TimeObject[] = each(view, at, place, size, (from, index) => ({
        index,
        time: readTime(view, from),
        interval: layout.interval ? view.getUint32(from + TIME_OCTETS, true) : undefined,
        units: layout.units ? view.getUint8(from + TIME_OCTETS + 4) : undefined,
      }));
      return { content: { kind: 'times', times }, next: end };
    }
    case 'delay': {
      const delays = each(view, at, place, size, (from) => view.getUint16(from, true) * layout.milliseconds);
      return { content: { kind: 'delays', delays }, next: end };
    }
    case 'octets': {
      const length = variation.variation;
      const strings: OctetObject[] = each(view, at, place, length, (from, index) => ({
        index,
        octets: new Uint8Array(view.buffer.slice(view.byteOffset + from, view.byteOffset + from + length)),
      }));
      return { content: { kind: 'octets', strings }, next: at + count * (prefix + length) };
    }
    case 'attribute':
      return readAttributes(view, at, place);
    case 'none':
      return undefined;
  }
}

function each<T>(
  view: DataView,
  at: number,
  { start, count, prefix }: Place,
  size: number,
  read: (from: number, index: number) => T,
): T[] {
  const objects: T[] = [];
  for (let i = 0, from = at; i < count; i++, from += prefix + size)
    objects.push(read(from + prefix, prefix === 0 ? start + i : indexAt(view, from, prefix)));
  return objects;
}

/** The index of so many octets that stands before an object; 0 where there is none. */
export function indexAt(view: DataView, at: number, prefix: 0 | 1 | 2 | 4): number {
  if (prefix === 2) return view.getUint16(at, true);
  if (prefix === 1) return view.getUint8(at);
  return prefix === 4 ? view.getUint32(at, true) : 0;
}

function pointsOf(
  place: Place,
  size: number,
  at: number,
  next: number,
  read: (from: number, index: number) => PointObject,
  view: DataView,
): Objects {
  const points = each(view, at, place, size, read);
  return { content: { kind: 'points', points, synchronised: true }, next };
}

/** The hot path: measurements of all kinds. */
function readPoints(
  view: DataView,
  at: number,
  layout: PointLayout,
  { group, size }: Variation,
  { start, count, prefix, base }: Place,
): PointObject[] {
  const { flags: hasFlags, number, time: timing } = layout;
  const numberAt = hasFlags ? 1 : 0;
  const timeAt = numberAt + (number ? NUMBER_OCTETS[number] : 0);
  const stateShift = group === 3 || group === 4 ? 6 : 7;
  const stateless = number ? 0xff : (1 << stateShift) - 1;
  const points: PointObject[] = [];
  for (let i = 0; i < count; i++) {
    const index = prefix === 0 ? start + i : indexAt(view, at, prefix);
    at += prefix;
    const octet = hasFlags ? view.getUint8(at) : Flag.Online;
    const value = number ? readNumber(view, at + numberAt, number) : octet >> stateShift;
    let time: number | undefined;
    if (timing === 'absolute') time = readTime(view, at + timeAt);
    else if (timing === 'relative' && base) time = base.time + view.getUint16(at + timeAt, true);
    points.push({ index, value, flags: octet & stateless, time });
    at += size;
  }
  return points;
}

function readPacked(view: DataView, at: number, bits: 1 | 2, { start, count }: Place): Objects {
  const points: PointObject[] = [];
  const perOctet = 8 / bits;
  const mask = (1 << bits) - 1;
  for (let i = 0; i < count; i++) {
    const octet = view.getUint8(at + Math.floor(i / perOctet));
    const value = (octet >> ((i % perOctet) * bits)) & mask;
    points.push({ index: start + i, value, flags: Flag.Online, time: undefined });
  }
  return {
    content: { kind: 'points', points, synchronised: true },
    next: at + Math.ceil(count / perOctet),
  };
}

function readAttributes(view: DataView, at: number, { start, count, prefix }: Place): Objects | undefined {
  const attributes: Attribute[] = [];
  for (let i = 0; i < count; i++) {
    if (view.byteLength - at < prefix) return undefined;
    const index = prefix === 0 ? start + i : indexAt(view, at, prefix);
    const found = readAttribute(view, at + prefix);
    if (!found) return undefined;
    attributes.push({ index, value: found.value });
    at = found.next;
  }
  return { content: { kind: 'attributes', attributes }, next: at };
}
