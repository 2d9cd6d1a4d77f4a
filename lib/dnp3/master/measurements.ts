import { Flag } from '../app/flags';
import type { ObjectHeader } from '../app/fragment';
import type { PointType, Role } from '../app/objects/variation';
import type { Measurement } from '../measurement';

/** Whether the objects of a header are values of points; deadbands and indications are not. */
export function isMeasured({ variation, content }: ObjectHeader): boolean {
  if (variation.of.point === undefined || !isValue(variation.of.role)) return false;
  return content.kind === 'points' || content.kind === 'octets';
}

const isValue = (role: Role): boolean => role === 'static' || role === 'event' || role === 'command-event';

/** Qualifiers whose indices have 32 bits (IEEE 1815-2012, table 4-5). */
const WIDE: ReadonlySet<number> = new Set([0x02, 0x39]);
const LAST_INDEX = 0xffff;

/** An index that no point can have; undefined where there is none such, as it should be. */
export function strayIndex(headers: readonly ObjectHeader[]): number | undefined {
  for (const { qualifier, span } of headers) {
    if (!WIDE.has(qualifier)) continue;
    if (span.kind === 'range' && span.stop > LAST_INDEX) return span.stop;
    const found = span.kind === 'indices' ? span.indices.find((index) => index > LAST_INDEX) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** All values that a response brings, in its order. */
export function measurementsOf(headers: readonly ObjectHeader[]): Measurement[] {
  const measurements: Measurement[] = [];
  for (const header of headers) if (isMeasured(header)) add(measurements, header);
  return measurements;
}

function add(to: Measurement[], { variation: row, content }: ObjectHeader): void {
  const { group, variation, layout, of } = row;
  const type = of.point as PointType;
  const event = of.role !== 'static';
  if (content.kind === 'octets') {
    const same = { flags: Flag.Online, time: undefined, synchronised: true, event, group, variation };
    for (const { index, octets: value } of content.strings) to.push({ type, index, value, ...same });
    return;
  }
  if (content.kind !== 'points') return;
  const binary = type === 'binary-input' || type === 'binary-output';
  // An absolute time stands for itself; a common time of occurrence says whether the clock was set (group 51).
  const relative = layout.form === 'point' && layout.time === 'relative';
  const synchronised = relative ? content.synchronised : true;
  const command = of.role === 'command-event';
  for (const { index, value: number, flags, time } of content.points) {
    const value = binary ? number !== 0 : number;
    const read = { type, index, value, flags, time, synchronised, event, group, variation };
    // Groups 13 and 43 carry a status where others carry flags.
    to.push(command ? { ...read, flags: Flag.Online, status: flags } : read);
  }
}
