import { controlOf } from './control-octet';
import type { Content, Fragment, ObjectFault, ObjectHeader, Span } from './fragment';
import { bringsData, functionName, isResponse } from './function-code';
import { Iin } from './iin';
import { indexAt, readObjects, type TimeBase } from './objects/read';
import { objectName, variationOf } from './objects/table';
import type { Variation } from './objects/variation';

const REQUEST_OCTETS = 2;
const RESPONSE_OCTETS = 4;
const HEADER_OCTETS = 3;

/** Thrown within the reader only. */
class Refusal extends Error implements ObjectFault {
  constructor(
    readonly iin: number,
    readonly reason: string,
    readonly at: number,
  ) {
    super(reason);
  }
}

/**
 * Reads a whole fragment before anybody acts on it. Never throws for what it is given. Undefined where the octets are
 * too few to say what they want: nobody could answer them.
 *
 * Counts and ranges are held against the octets that are there before anything is allocated, so that the memory and
 * time of a fragment are bounded by its length.
 */
export function readFragment(octets: Uint8Array): Fragment | undefined {
  if (octets.length < REQUEST_OCTETS) return undefined;
  const code = octets[1] as number;
  const response = isResponse(code);
  if (response && octets.length < RESPONSE_OCTETS) return undefined;
  const head = {
    octets,
    control: controlOf(octets[0] as number),
    function: code,
    iin: response ? (octets[2] as number) | ((octets[3] as number) << 8) : 0,
  };
  try {
    const headers = readHeaders(octets, response ? RESPONSE_OCTETS : REQUEST_OCTETS, code);
    return { ...head, headers, fault: undefined };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { iin, reason, at } = error;
    return { ...head, headers: [], fault: { iin, reason, at } };
  }
}

function readHeaders(octets: Uint8Array, first: number, code: number): ObjectHeader[] {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const headers: ObjectHeader[] = [];
  let base: TimeBase | undefined;
  let at = first;
  while (at < octets.length) {
    const from = at;
    if (octets.length - at < HEADER_OCTETS)
      throw new Refusal(Iin.ParameterError, `ends within an object header (at octet ${from})`, from);
    const group = view.getUint8(at);
    const number = view.getUint8(at + 1);
    const qualifier = view.getUint8(at + 2);
    const variation = variationOf(group, number);
    if (!variation)
      throw new Refusal(Iin.ObjectUnknown, `${objectName(group, number)} at octet ${from}`, from);
    const head: Head = { variation, from };
    at += HEADER_OCTETS;
    const range = readRange(view, at, qualifier, head);
    at = range.next;
    const data = bringsData(code, group);
    if (data) checkForm(head, range, code);
    const { span, content, next } = data
      ? readData(view, at, head, range, base)
      : readNamed(view, at, head, range);
    at = next;
    headers.push({ variation, qualifier, span, content, from, to: at });
    if (group === 51 && content.kind === 'times' && content.times[0])
      base = { time: content.times[0].time, synchronised: number === 1 };
  }
  return headers;
}

/** An object header's row of the table, and where it is. */
interface Head {
  readonly variation: Variation;
  readonly from: number;
}

function refusal({ variation: { group, variation }, from }: Head, words: string): Refusal {
  return new Refusal(
    Iin.ParameterError,
    `${objectName(group, variation)} ${words} (header at octet ${from})`,
    from,
  );
}

/**
 * Whether data may stand under such a qualifier. A mere count does not say which points are meant, so only times and
 * delays have one; and what is packed has no room for indices.
 */
function checkForm(head: Head, { kind }: Range, code: number): void {
  const { form } = head.variation.layout;
  if (form === 'none') throw refusal(head, `has no data, but ${functionName(code)} brings some`);
  if (kind === 'all') throw refusal(head, 'brings data, but has qualifier 0x06');
  if (form === 'packed' && kind === 'prefixed') throw refusal(head, 'is packed, and cannot have indices');
  if (kind === 'count' && form !== 'time' && form !== 'delay')
    throw refusal(head, 'brings points, but does not say which: it only counts them');
}

interface Range {
  readonly kind: 'all' | 'range' | 'count' | 'prefixed';
  readonly start: number;
  readonly count: number;
  /** Octets of the index before each object; 0 unless `kind` is prefixed. */
  readonly prefix: 0 | 1 | 2 | 4;
  readonly next: number;
}

/** The range field (IEEE 1815-2012, table 4-5). Every other qualifier is refused. */
function readRange(view: DataView, at: number, qualifier: number, head: Head): Range {
  const needs = (octets: number): void => {
    if (view.byteLength - at < octets) throw refusal(head, 'ends within its range');
  };
  const range = (start: number, stop: number, next: number): Range => {
    if (start > stop) throw refusal(head, `asks for ${start} to ${stop}`);
    return { kind: 'range', start, count: stop - start + 1, prefix: 0, next };
  };
  const count = (kind: 'count' | 'prefixed', prefix: Range['prefix'], of: number, next: number): Range => {
    if (of === 0) throw refusal(head, 'counts no object');
    return { kind, start: 0, count: of, prefix, next };
  };
  switch (qualifier) {
    case 0x00:
      needs(2);
      return range(view.getUint8(at), view.getUint8(at + 1), at + 2);
    case 0x01:
      needs(4);
      return range(view.getUint16(at, true), view.getUint16(at + 2, true), at + 4);
    case 0x02:
      needs(8);
      return range(view.getUint32(at, true), view.getUint32(at + 4, true), at + 8);
    case 0x06:
      return { kind: 'all', start: 0, count: 0, prefix: 0, next: at };
    case 0x07:
      needs(1);
      return count('count', 0, view.getUint8(at), at + 1);
    case 0x08:
      needs(2);
      return count('count', 0, view.getUint16(at, true), at + 2);
    case 0x09:
      needs(4);
      return count('count', 0, view.getUint32(at, true), at + 4);
    case 0x17:
      needs(1);
      return count('prefixed', 1, view.getUint8(at), at + 1);
    case 0x28:
      needs(2);
      return count('prefixed', 2, view.getUint16(at, true), at + 2);
    case 0x39:
      needs(4);
      return count('prefixed', 4, view.getUint32(at, true), at + 4);
    default:
      throw refusal(head, `has qualifier 0x${qualifier.toString(16).padStart(2, '0')}`);
  }
}

interface Read {
  readonly span: Span;
  readonly content: Content;
  readonly next: number;
}

const NAMED: Content = { kind: 'named' };

function readNamed(view: DataView, at: number, head: Head, range: Range): Read {
  const { kind, start, count, prefix } = range;
  if (kind !== 'prefixed') return { span: spanOf(kind, start, count), content: NAMED, next: at };
  if (view.byteLength - at < count * prefix) throw refusal(head, 'ends within its indices');
  const indices: number[] = [];
  for (let i = 0; i < count; i++) indices.push(indexAt(view, at + i * prefix, prefix));
  return { span: { kind: 'indices', indices }, content: NAMED, next: at + count * prefix };
}

function spanOf(kind: 'all' | 'range' | 'count', start: number, count: number): Span {
  if (kind === 'all') return { kind };
  return kind === 'count' ? { kind, count } : { kind, start, stop: start + count - 1 };
}

function readData(
  view: DataView,
  at: number,
  head: Head,
  { kind, start, count, prefix }: Range,
  base: TimeBase | undefined,
): Read {
  const { variation } = head;
  const least = leastOctets(variation, count, prefix);
  if (view.byteLength - at < least) throw refusal(head, `counts ${count} objects, but ends before that`);
  const found = readObjects(view, at, variation, { start, count, prefix, base });
  if (!found) throw refusal(head, 'ends within an object');
  const { content, next } = found;
  if (kind !== 'prefixed') return { span: spanOf(kind, start, count), content, next };
  const indices = indicesOf(content);
  return { span: { kind: 'indices', indices }, content, next };
}

/** Octets that so many objects take at least. */
function leastOctets({ layout, size, variation }: Variation, count: number, prefix: number): number {
  switch (layout.form) {
    case 'packed':
      return Math.ceil((count * layout.bits) / 8);
    case 'octets':
      return count * (prefix + variation);
    case 'attribute':
      return count * (prefix + 2);
    default:
      return count * (prefix + Math.max(size, 1));
  }
}

function indicesOf(content: Content): readonly number[] {
  const of = (objects: readonly { readonly index: number }[]): number[] => objects.map(({ index }) => index);
  switch (content.kind) {
    case 'points':
      return of(content.points);
    case 'octets':
      return of(content.strings);
    case 'crobs':
      return of(content.crobs);
    case 'set-points':
      return of(content.setPoints);
    case 'times':
      return of(content.times);
    case 'attributes':
      return of(content.attributes);
    case 'delays':
    case 'named':
      return [];
  }
}
