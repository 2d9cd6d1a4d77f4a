import { statusWords } from '../app/command-status';
import { flagNames } from '../app/flags';
import {
  type AttributeValue,
  type Crob,
  CrobCode,
  type ObjectHeader,
  type PointObject,
} from '../app/fragment';
import { isResponse } from '../app/function-code';
import { iinNames } from '../app/iin';
import type { Variation } from '../app/objects/variation';

const MOST_OCTETS = 32;

interface Told {
  readonly told: readonly string[];
  /** How many there are. */
  readonly count: number;
}

/** The first objects of a header in words, `most` of them. */
export function objectWords({ variation, content }: ObjectHeader, code: number, most: number): Told {
  const told = <T>(all: readonly T[], words: (one: T) => string): Told => ({
    told: all.slice(0, most).map(words),
    count: all.length,
  });
  const status = (value: number): string =>
    isResponse(code) || value !== 0 ? `, ${statusWords(value)}` : '';
  switch (content.kind) {
    case 'named':
      return { told: [], count: 0 };
    case 'points':
      return told(content.points, (point) => pointWords(point, variation, content.synchronised));
    case 'crobs':
      return told(content.crobs, (crob) => `${crob.index}=${crobWords(crob)}${status(crob.status)}`);
    case 'set-points':
      return told(content.setPoints, (one) => `${one.index}=${one.value}${status(one.status)}`);
    case 'times':
      return told(content.times, ({ time, interval }) =>
        interval === undefined ? isoTime(time) : `${isoTime(time)} interval ${interval}`,
      );
    case 'delays':
      return told(content.delays, (delay) => `${delay} ms`);
    case 'octets':
      return told(content.strings, ({ index, octets }) => `${index}=${octetWords(octets)}`);
    case 'attributes':
      return told(content.attributes, ({ index, value }) => `set ${index}=${attributeWords(value)}`);
  }
}

function pointWords(point: PointObject, variation: Variation, synchronised: boolean): string {
  const { index, time } = point;
  const at = time === undefined ? '' : ` @${isoTime(time)}${synchronised ? '' : ' (clock not set)'}`;
  return `${index}=${valueWords(point, variation)}${qualityWords(point, variation)}${at}`;
}

const DOUBLE_BIT = ['INTERMEDIATE', 'OFF', 'ON', 'INDETERMINATE'];

function valueWords({ index, value }: PointObject, { of, layout }: Variation): string {
  if (of.role === 'indications')
    return `${value} (${(index < 16 && iinNames(1 << index).join('')) || 'reserved'})`;
  if (of.point === 'double-bit-input') return DOUBLE_BIT[value] ?? String(value);
  const isState =
    layout.form === 'packed' ||
    layout.form === 'commanded-state' ||
    (layout.form === 'point' && !layout.number);
  return isState ? (value === 0 ? 'OFF' : 'ON') : String(value);
}

function qualityWords({ flags }: PointObject, { of, layout }: Variation): string {
  if (of.role === 'command-event') return ` ${statusWords(flags)}`;
  if (layout.form !== 'point' || !layout.flags || !of.point) return '';
  return ` ${flagNames(flags, of.point).join(' ') || 'OFFLINE'}`;
}

const OPERATIONS = ['NUL', 'PULSE_ON', 'PULSE_OFF', 'LATCH_ON', 'LATCH_OFF'];

function crobWords({ code, count, onMs, offMs }: Crob): string {
  const operation = code & 0x0f;
  const words = [
    OPERATIONS[operation] ?? `OPERATION_${operation}`,
    ...((code & CrobCode.Queue) !== 0 ? ['QUEUE'] : []),
    ...((code & CrobCode.Clear) !== 0 ? ['CLEAR'] : []),
    ...((code & CrobCode.Close) !== 0 ? ['CLOSE'] : []),
    ...((code & CrobCode.Trip) !== 0 ? ['TRIP'] : []),
  ];
  return `${words.join(' ')} ×${count} on ${onMs} ms off ${offMs} ms`;
}

/** In hexadecimal, and as text where all of it can be printed. */
function octetWords(octets: Uint8Array): string {
  const shown = octets.subarray(0, MOST_OCTETS);
  const hex = Array.from(shown, (octet) => octet.toString(16).padStart(2, '0')).join('');
  const more = octets.length > shown.length ? `… (${octets.length} octets)` : '';
  const isText = octets.every((octet) => octet >= 0x20 && octet < 0x7f);
  return `${hex}${more}${isText ? ` "${String.fromCharCode(...shown)}${more && '…'}"` : ''}`;
}

function attributeWords(attribute: AttributeValue): string {
  switch (attribute.type) {
    case 'text':
      return JSON.stringify(attribute.value);
    case 'time':
      return isoTime(attribute.value);
    case 'octets':
    case 'bits':
      return octetWords(attribute.value);
    case 'list':
      return attribute.value
        .map(({ variation, writable }) => `v${variation}${writable ? ' (writable)' : ''}`)
        .join(' ');
    default:
      return String(attribute.value);
  }
}

const isoTime = (time: number): string => new Date(time).toISOString();
