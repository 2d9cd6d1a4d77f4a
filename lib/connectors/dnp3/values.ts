import type { Measurement } from '../../dnp3/measurement';
import type { ReadingValue } from '../../core/reading';
import { KIND_FACTS } from './kinds';
import { STATE_NAMES, type Dnp3Point } from './spec';

/** How a point's value becomes a sensor's. */
export type Coded = Pick<Dnp3Point, 'kind' | 'scale' | 'offset' | 'doubleBit' | 'stateNames'>;

/** How a sensor's value is told. */
export type Told = Omit<Coded, 'doubleBit'>;

const DEFAULT_NAMES = STATE_NAMES.split(',');

/** Digits that a single-precision number really has: 0.1 is not to come out as 0.10000000149. */
const SINGLE_DIGITS = 7;
const SINGLE = new Set(['30 5', '31 7', '32 5', '32 7', '33 5', '33 7', '40 3', '42 5', '42 7']);

/** The value of a measurement, scaled; undefined where it is none, such as the not-a-number of a float. */
export function valueOf(point: Coded, measurement: Measurement): ReadingValue | undefined {
  const { value, group, variation } = measurement;
  switch (KIND_FACTS[point.kind].value) {
    case 'state':
      return typeof value === 'boolean' ? value : value === 1;
    case 'double-bit':
      return stateOf(point, Number(value));
    case 'text':
      return value instanceof Uint8Array ? textOf(value) : undefined;
    case 'number': {
      const single = SINGLE.has(`${group} ${variation}`);
      const number = single ? Number(Number(value).toPrecision(SINGLE_DIGITS)) : Number(value);
      const scaled = point.scale === 1 ? number + point.offset : number * point.scale + point.offset;
      return Number.isFinite(scaled) ? scaled : undefined;
    }
  }
}

/** Before scaling. */
export const rawOf = ({ scale, offset }: Pick<Coded, 'scale' | 'offset'>, value: number): number =>
  (value - offset) / scale;

function stateOf({ doubleBit, stateNames }: Coded, state: number): ReadingValue {
  if (doubleBit === 'number') return state;
  return namesOf(stateNames)[state] ?? String(state);
}

/** In the order of the states. */
export const namesOf = (stateNames: string): readonly string[] => {
  const names = stateNames.split(',').map((name) => name.trim());
  return names.map((name, state) => name || (DEFAULT_NAMES[state] as string));
};

/** Devices fill up with zeros. Octets that are no UTF-8 are shown in hex. */
function textOf(octets: Uint8Array): string {
  const end = octets.findLastIndex((octet) => octet !== 0) + 1;
  const used = octets.subarray(0, end);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(used);
  } catch {
    return Buffer.from(used).toString('hex');
  }
}

/** Longest octet string (IEEE 1815-2012, A.43: the variation is the length). */
const MOST_OCTETS = 255;

/** The value that an outstation tells of a reading; undefined where the kind of point cannot say it. */
export function toldValue(point: Told, value: ReadingValue): Measurement['value'] | undefined {
  switch (KIND_FACTS[point.kind].value) {
    case 'state':
      return stateTold(value);
    case 'double-bit':
      return doubleBitTold(point, value);
    case 'text': {
      const octets = Buffer.from(String(value), 'utf8').subarray(0, MOST_OCTETS);
      return octets.length > 0 ? octets : Buffer.alloc(1);
    }
    case 'number':
      return typeof value === 'string' ? undefined : rawOf(point, Number(value));
  }
}

const stateTold = (value: ReadingValue): boolean | undefined =>
  typeof value === 'string' ? undefined : Number(value) !== 0;

/** On and off are 2 and 1; a name or a number stands for itself. */
function doubleBitTold({ stateNames }: Told, value: ReadingValue): number | undefined {
  if (typeof value === 'boolean') return value ? 2 : 1;
  const state = typeof value === 'number' ? value : namesOf(stateNames).indexOf(value);
  return Number.isInteger(state) && state >= 0 && state <= 3 ? state : undefined;
}
