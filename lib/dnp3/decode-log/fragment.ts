import { functionName, isResponse } from '../app/function-code';
import { iinNames } from '../app/iin';
import { objectName } from '../app/objects/table';
import { readFragment } from '../app/reader';
import type { ControlOctet } from '../app/control-octet';
import type { ObjectHeader, Span } from '../app/fragment';
import { octetsInWords } from './frame';
import { type DecodeLevel, shows } from './level';
import { objectWords } from './objects';

/** Objects of a header that are told one by one. */
export const MOST_TOLD = 20;

/** A line for the fragment, and one for each object header; with their values where the level is `objects`. */
export function decodeFragment(octets: Uint8Array, level: DecodeLevel = 'objects'): string[] {
  const fragment = readFragment(octets);
  if (!fragment) return [`  APP ${octetsInWords(octets.length)}, too few to be a fragment`];
  const { control, function: code, iin, headers, fault } = fragment;
  const indications = isResponse(code) ? `, IIN ${iinNames(iin).join(' ') || 'none'}` : '';
  const lines = [`  APP ${functionName(code)} ${controlWords(control)}${indications}`];
  for (const header of headers) lines.push(`    ${headerWords(header, code, level)}`);
  if (fault) lines.push(`    NOT TAKEN: ${fault.reason}`);
  return lines;
}

function controlWords({ fir, fin, con, uns, seq }: ControlOctet): string {
  const bits = [
    ...(fir ? ['FIR'] : []),
    ...(fin ? ['FIN'] : []),
    ...(con ? ['CON'] : []),
    ...(uns ? ['UNS'] : []),
  ];
  return [`seq ${seq}`, ...bits].join(' ');
}

function headerWords(header: ObjectHeader, code: number, level: DecodeLevel): string {
  const { variation, span } = header;
  const name = `${objectName(variation.group, variation.variation)} ${spanWords(span)}`;
  const objects = shows(level, 'objects') ? objectWords(header, code, MOST_TOLD) : undefined;
  if (!objects || objects.told.length === 0) return name;
  const more = objects.count - objects.told.length;
  return `${name}: ${objects.told.join(', ')}${more > 0 ? `, … ${more} more` : ''}`;
}

function spanWords(span: Span): string {
  switch (span.kind) {
    case 'all':
      return 'all';
    case 'range':
      return span.start === span.stop ? `[${span.start}]` : `[${span.start}…${span.stop}]`;
    case 'count':
      return `×${span.count}`;
    case 'indices': {
      const more = span.indices.length - MOST_TOLD;
      return `[${span.indices.slice(0, MOST_TOLD).join(' ')}${more > 0 ? ` … ${more} more` : ''}]`;
    }
  }
}
