import type { Control } from '../../app/control';
import type { Fragment, ObjectHeader } from '../../app/fragment';
import { FunctionCode } from '../../app/function-code';
import { FragmentWriter } from '../../app/writer';
import { writeControls } from './controls';

const REQUEST_OCTETS = 2;
const RESPONSE_OCTETS = 4;

interface Status {
  readonly index: number;
  readonly status: number;
}

/**
 * The status of each control of an answer, which must repeat the request octet for octet but for the status. A string
 * says in words how it differs.
 */
export function readEcho(controls: readonly Control[], answer: Fragment): readonly Status[] | string {
  if (!answer.control.fin) return 'does not fit into one fragment';
  const writer = new FragmentWriter(answer.octets.length);
  writer.start({ fir: true, fin: true, con: false, uns: false, seq: 0 }, FunctionCode.Operate);
  const echo = answer.octets.slice(RESPONSE_OCTETS);
  const statuses: Status[] = [];
  for (const header of answer.headers)
    for (const status of statusesOf(header)) {
      echo[status.at - RESPONSE_OCTETS] = 0;
      statuses.push(status);
    }
  if (!writeControls(writer, controls)) return 'repeats fewer controls than it had';
  const sent = writer.finish().subarray(REQUEST_OCTETS);
  const same = sent.length === echo.length && sent.every((octet, at) => octet === echo[at]);
  return same ? statuses : 'repeats other controls than it had';
}

/** The status is the last octet of each object. */
function statusesOf({ content, variation, from, to }: ObjectHeader): (Status & { readonly at: number })[] {
  const objects =
    content.kind === 'crobs' ? content.crobs : content.kind === 'set-points' ? content.setPoints : [];
  const each = variation.size + prefixOctets(to - from, variation.size, objects.length);
  return objects.map(({ index, status }, i) => ({
    index,
    status: status & 0x7f,
    at: to - (objects.length - 1 - i) * each - 1,
  }));
}

const HEADER_OCTETS = 3;

/** Octets of the index before each object: a count of the same width follows the header. */
function prefixOctets(octets: number, size: number, count: number): number {
  return (octets - HEADER_OCTETS - count * size) / (count + 1);
}
