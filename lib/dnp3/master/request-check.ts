import { groupOf, variationOf } from '../app/objects/table';
import { fits, MOST_TIME } from '../app/objects/numbers';
import type { Control } from '../app/control';
import type { Crob } from '../app/fragment';
import type { FreezeRequest, HeaderRequest, MasterRequest } from './request';

const MOST_INDEX = 0xffff;

/** Why a request cannot be sent as it is, in words; undefined where it can. */
export function faultOf(request: MasterRequest): string | undefined {
  switch (request.kind) {
    case 'read':
    case 'assign-class':
      return oneOrMore(request.headers, 'headers') ?? first(request.headers, headerFault);
    case 'classes':
    case 'unsolicited':
      return oneOrMore(request.classes, 'classes');
    case 'operate':
      return oneOrMore(request.controls, 'controls') ?? first(request.controls, controlFault);
    case 'freeze':
      if (request.at && request.clear)
        return 'clear: a freeze at a time does not clear; leave one of the two out';
      return atFault(request.at) ?? rangeFault(request.start, request.stop);
    case 'deadbands':
      return (
        oneOrMore(request.deadbands, 'deadbands') ??
        first(
          request.deadbands,
          ({ index, value }) => indexFault(index) ?? deadbandFault(request.variation, value),
        )
      );
    case 'restart':
    case 'time':
    case 'attributes':
      return undefined;
  }
}

function atFault(at: FreezeRequest['at']): string | undefined {
  if (!at) return undefined;
  return wholeFault('time', at.time, MOST_TIME) ?? wholeFault('intervalMs', at.intervalMs, 0xffff_ffff);
}

function first<T>(of: readonly T[], fault: (one: T) => string | undefined): string | undefined {
  for (const one of of) {
    const found = fault(one);
    if (found) return found;
  }
  return undefined;
}

const oneOrMore = (of: readonly unknown[], field: string): string | undefined =>
  of.length === 0 ? `${field}: there is none; name one at least` : undefined;

function headerFault({ group, variation, start, stop }: HeaderRequest): string | undefined {
  if (!groupOf(group)) return `group: ${group} is not known; use a group of the device profile`;
  if (!variationOf(group, variation)) return `variation: g${group}v${variation} is not known; use 0 for any`;
  return rangeFault(start, stop);
}

function rangeFault(start: number | undefined, stop: number | undefined): string | undefined {
  if (start === undefined) return stop === undefined ? undefined : 'start: give it where stop is given';
  const fault = indexFault(start) ?? (stop === undefined ? undefined : indexFault(stop));
  if (fault || stop === undefined || start <= stop) return fault;
  return `stop: ${stop} is before start, ${start}`;
}

function indexFault(index: number): string | undefined {
  return wholeFault('index', index, MOST_INDEX);
}

function wholeFault(field: string, value: number, most: number): string | undefined {
  return whole(value, most) ? undefined : `${field}: ${value} is not a whole number from 0 to ${most}`;
}

const whole = (value: number, most: number): boolean =>
  Number.isInteger(value) && value >= 0 && value <= most;

function deadbandFault(variation: number, value: number): string | undefined {
  return fitsVariation(34, variation, value) && value >= 0
    ? undefined
    : `value: ${value} does not fit into g34v${variation}`;
}

function controlFault(control: Control): string | undefined {
  const { index, status } = control.kind === 'crob' ? control.crob : control.setPoint;
  // A device does nothing for a request that bears another status.
  if (status !== 0) return `status: ${status} is the outstation's to say; a request has 0`;
  return indexFault(index) ?? (control.kind === 'crob' ? crobFault(control.crob) : setPointFault(control));
}

function setPointFault({ variation, setPoint }: Extract<Control, { kind: 'set-point' }>): string | undefined {
  if (fitsVariation(41, variation, setPoint.value)) return undefined;
  return `value: ${setPoint.value} does not fit into g41v${variation}; choose another variation`;
}

function crobFault({ code, count, onMs, offMs }: Crob): string | undefined {
  return (
    wholeFault('code', code, 0xff) ??
    wholeFault('count', count, 0xff) ??
    wholeFault('onMs', onMs, 0xffff_ffff) ??
    wholeFault('offMs', offMs, 0xffff_ffff)
  );
}

function fitsVariation(group: number, variation: number, value: number): boolean {
  const layout = variationOf(group, variation)?.layout;
  if (layout?.form !== 'set-point' && layout?.form !== 'point') return false;
  const { number } = layout;
  if (number === undefined || !fits(number, value)) return false;
  return number === 'f32' || number === 'f64' || Number.isInteger(value);
}
